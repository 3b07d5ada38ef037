# Start here: `make` lists what there is. Every target needs Python 3.11 or newer; those that touch
# infrastructure need Terraform 1.11 or newer. Nothing else has to be installed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PY := .venv/bin/python
PORT ?= 4566
SECONDS ?= 600
POSTS ?= 5000
SUITES := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard tests/*/test_*.py)))))
export PORT

# The environment's files say where its state is; a BACKEND that is given all the same has to agree with them.
ON := $(if $(BACKEND),--backend "$(BACKEND)")
SOMETHING_IS_UP := [ -f .local/env ] || \
	{ echo "Nothing is up. Run \`make up\`, or name an environment on AWS: ENV=dev" >&2; exit 2; }

# Runs a tool on what ENV names on AWS, or else on the local stack that is up.
define operate
@if [ -z "$(ENV)" ]; then $(SOMETHING_IS_UP); set -a; . ./.local/env; fi; \
	$(PY) -m tools.$(1) $(if $(ENV),--env "$(ENV)" $(ON))
endef

# Runs Terraform there.
terraform = @$(PY) -m $(if $(ENV),tools.terraform $(1) "$(ENV)" $(ON),local.cli $(1))

##@ Try it: no AWS account needed

help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf "  make %-14s %s\n" "test-<folder>" "the tests below tests/<folder>: $(SUITES)"

demo: setup ## from nothing to an offer received, with its trace; leaves nothing running
	@$(PY) -m local.cli demo

up: setup ## start the local stack, apply Terraform to it, write .local/env (PORT=4566)
	@$(PY) -m local.cli up

down: setup ## destroy what `up` made and stop the local stack
	@$(PY) -m local.cli down

##@ Deploy: to AWS with ENV=dev|prod, else to the running local stack (ARGS="more for terraform")

plan: setup ## show what `apply` would change
	$(call terraform,plan) $(ARGS)

apply: setup ## create or update the environment
	$(call terraform,apply) $(ARGS)

output: setup ## print the environment's outputs as JSON
	$(call terraform,output) -json $(ARGS)

env: setup ## print how to reach it, as settings that a shell can source
	@$(if $(ENV),$(PY) -m tools.settings --env "$(ENV)" $(ON),$(SOMETHING_IS_UP); cat .local/env)

import: setup ## take what exists into the state: ADDRESS=in.terraform ID=on-aws
	$(call terraform,import) $(ARGS) "$(ADDRESS)" "$(ID)"

gateway-logs: setup ## give the account of ENV a role by which API Gateway logs, where it has none
	@$(PY) -m tools.terraform gateway-logs "$(ENV)" $(ON) $(ARGS)

move-state: setup ## take the state from this machine into the bucket of the environment's s3.tfbackend
	@$(PY) -m tools.terraform move-state "$(ENV)"

destroy: setup ## remove the environment
	@$(PY) -m tools.terraform destroy "$(ENV)" $(ON) $(ARGS)

catalogue: setup ## load a catalogue: FILE=items.jsonl, and ENV or TABLE=name
	$(if $(TABLE),@$(PY) -m tools.load_catalogue $(if $(ENV),--env "$(ENV)" $(ON)) \
		--table "$(TABLE)",$(call operate,load_catalogue)) "$(FILE)"

catalogue-sync: setup ## load it, and remove what the file does not hold: FILE=items.jsonl (ARGS=--dry-run: say what)
	$(call operate,sync_catalogue) "$(FILE)" $(ARGS)

catalogue-delete: setup ## remove items: FILE=ids.txt, one id a line (ARGS=--dry-run: say what)
	$(call operate,delete_items) "$(FILE)" $(ARGS)

##@ Look: on AWS with ENV=dev|prod, else on the running local stack

trace: setup ## print the traces of an event as trees: EVENT=id, or ARGS="--trace ID"
	$(call operate,trace) $(if $(EVENT),"$(EVENT)") $(ARGS)

pictures: setup ## draw the dashboards' panels and the alarms' graphs into .local/pictures (SINCE, UNTIL)
	$(call operate,pictures) $(if $(SINCE),--since "$(SINCE)") $(if $(UNTIL),--until "$(UNTIL)") $(ARGS)

##@ Recover from failures, in the same places: ARGS=--dry-run only shows what would be done (docs/recovery.md)

redrive: setup ## hand what is in the failure bucket to the recommender again
	$(call operate,redrive) $(ARGS)

drain: setup ## deliver a consumer's dead letters to it again: CONSUMER=name of offer_subscriptions
	$(call operate,drain) "$(CONSUMER)" $(ARGS)

reconcile: setup ## find accepted events without an offer and replay them (SINCE, UNTIL)
	$(call operate,reconcile) $(if $(SINCE),--since "$(SINCE)") $(if $(UNTIL),--until "$(UNTIL)") $(ARGS)

replay: setup ## send the offers of a time range again: SINCE=2026-11-22T20:00:00Z UNTIL=… (CONSUMER=name: to one alone)
	$(call operate,replay) --since "$(SINCE)" --until "$(UNTIL)" $(if $(CONSUMER),--consumer "$(CONSUMER)") $(ARGS)

do-not-contact: setup ## stop offers to customers: FILE=ids.txt (ARGS=--remove: allow them again)
	$(call operate,do_not_contact) "$(FILE)" $(ARGS)

##@ Develop: build, check and test

setup: ## make .venv from the pinned, hashed requirements, and the generated code
	@tools/setup
	@$(PY) -m tools.generate

build: setup ## build the functions' packages and their manifest into build/ (ARCH=x86_64|arm64)
	@$(PY) -m tools.build

test: build ## every check and test
	@$(PY) -m tools.check

lint: setup ## ruff, mypy, terraform fmt and validate
	@$(PY) -m tools.check static

unit: setup ## the functions' and the tooling's own tests
	@$(PY) -m tools.check unit

e2e: setup ## the tests of an applied stack: TARGET=local|aws (ENV=dev)
	@$(if $(filter aws,$(TARGET)),ENV="$(or $(ENV),dev)" TARGET=aws $(PY) -m pytest --timeout 1200 tests/e2e,$(PY) -m tools.check e2e)

fuzz: build ## search long for what breaks the contract, half in the parser, half in the API (SECONDS=600)
	@FUZZ_SECONDS=$$(( $(SECONDS) / 2 )) $(PY) -m pytest --no-showlocals \
		tests/fuzz/test_parser.py::test_a_guided_search_finds_nothing_to_break_it tests/e2e/storefront_tools/test_any_request.py

reliability: setup ## search long for faults after which an invariant is broken (SECONDS=600)
	@RELIABILITY_SECONDS=$(SECONDS) $(PY) -m pytest --no-showlocals tests/reliability/test_search.py

mutants: setup ## put small defects into the functions, which tests have to notice (MODULES=ingest.adapters.endpoint, SAMPLE=60)
	@$(PY) -m tools.mutation $(MODULES) $(if $(SAMPLE),--sample "$(SAMPLE)") $(ARGS)

soak: build ## post for long while AWS fails, and count what comes of it (POSTS=5000)
	@SOAK_POSTS=$(POSTS) $(PY) -m pytest --no-showlocals --log-cli-level=INFO tests/soak/test_soak.py

test-%: build
	@$(PY) -m tools.check $*

fmt: setup ## format Python and Terraform
	@$(PY) -m ruff check --quiet --fix --exit-zero .
	@$(PY) -m ruff format --quiet .
	@terraform fmt -recursive terraform

types: setup ## check the types alone
	@$(PY) -m mypy

bench: setup ## measure functions and local stack beside baselines (ARGS=--quick: few rounds; ARGS="--against COMMIT")
	@PYTHONPATH=functions $(PY) -m tests.performance.bench $(ARGS)

upgrade-provider: ## lock the newest provider that the configuration admits
	@terraform -chdir=terraform init -backend=false -upgrade

requirements: setup ## pin all dependencies with their hashes (ARGS=--upgrade: the newest)
	@tools/requirements $(ARGS)

clean: ## remove everything that can be made again, but no state of Terraform
	@if [ -f .local/stack.json ]; then echo "The local stack is up: run \`make down\` first." >&2; exit 1; fi
	@rm -rf .venv .local build functions/shared/generated .mypy_cache .pytest_cache .ruff_cache .hypothesis

.PHONY: help demo up down plan apply output env import gateway-logs move-state destroy catalogue catalogue-sync catalogue-delete trace pictures redrive drain reconcile replay do-not-contact setup build test lint unit e2e fuzz reliability mutants soak fmt types bench upgrade-provider requirements clean
