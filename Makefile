# Start here: `make` lists what there is. Every target needs Python 3.11 or newer; those that
# touch infrastructure need Terraform 1.11 or newer. Nothing else has to be installed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PY := .venv/bin/python
PORT ?= 4566
export PORT

##@ Everyone

help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv from the pinned, hashed requirements, and the generated code
	@tools/setup
	@if [ -f tools/generate.py ]; then $(PY) -m tools.generate; fi

.PHONY: help setup
