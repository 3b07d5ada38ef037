"""What the shell code of a document calls: AWS CLI commands and targets of make, checked against what there is."""

import re
import shlex
from collections.abc import Iterator
from functools import cache

import botocore.session
from botocore import xform_name
from botocore.model import ServiceModel

from tests.support.checkout import ROOT

# What the AWS CLI calls a service where its model has another name.
MODELS = {"s3api": "s3"}
OPTIONS_OF_THE_CLI = {"max-items", "no-cli-pager", "output", "query", "region"}
# `aws s3` is made of several operations, and has options of its own.
HIGH_LEVEL = {("s3", "cp"): set[str](), ("s3", "ls"): {"recursive"}, ("s3", "rm"): {"recursive"}}


def simple_commands(code: str) -> Iterator[list[str]]:
    """Yield the words of every command of a piece of shell code, those within ``$(…)`` included."""
    outer, inner = _without_substitutions(code.replace("\\\n", " "))
    for each in inner:
        yield from simple_commands(each)
    for line in outer.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|()")
        lexer.whitespace_split = True
        words: list[str] = []
        for token in lexer:
            if set(token) <= set(";&|()"):
                yield words
                words = []
            elif words or not re.fullmatch(r"\w+=.*", token):  # an assignment before the command
                words.append(token)
        yield words


def _without_substitutions(code: str) -> tuple[str, list[str]]:
    """Return code in which each ``$(…)`` is one word, and what stood in them."""
    outer, inner, position = "", [], 0
    quote = ""
    while position < len(code):
        if code.startswith("$(", position) and quote != "'":
            end = _end_of_substitution(code, position + 2)
            inner.append(code[position + 2 : end])
            outer, position = f"{outer}VALUE", end + 1
            continue
        quote = _quote_after(quote, code[position])
        outer, position = outer + code[position], position + 1
    return outer, inner


def _end_of_substitution(code: str, start: int) -> int:
    """Return where the parenthesis closes that opened before ``start``; those within quotes do not count."""
    depth, quote, position = 1, "", start
    while True:
        character = code[position]
        if code.startswith("$(", position) and quote == '"':
            position = _end_of_substitution(code, position + 2)
        else:
            quote = _quote_after(quote, character)
            depth += 0 if quote else {"(": 1, ")": -1}.get(character, 0)
            if depth == 0:
                return position
        position += 1


def _quote_after(quote: str, character: str) -> str:
    if character not in "\"'":
        return quote
    return "" if character == quote else quote or character


def complaints(code: str) -> list[str]:
    """Return what shell code calls that does not exist: operations and options of the AWS CLI, targets of make."""
    found = []
    for words in simple_commands(code):
        if words[:1] == ["aws"] and not set(words[1:]) & {"--version"}:
            service, operation, *rest = words[1:]
            if operation == "wait":
                operation, *rest = ["wait " + rest[0], *rest[1:]]
            options = options_of(service, operation)
            given = {word.removeprefix("--").split("=")[0] for word in rest if word.startswith("--")}
            if options is None:
                found.append(f"aws {service} {operation}: there is no such command")
            else:
                found += [f"aws {service} {operation} --{option}" for option in given - options - OPTIONS_OF_THE_CLI]
        elif words[:1] == ["make"]:
            named = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
            found += [f"make {target}" for target in named if target not in make_targets()]
    return found


@cache
def options_of(service: str, operation: str) -> frozenset[str] | None:
    """Return the options of an AWS CLI command, from the model that the CLI is made of; None where there is none."""
    if (service, operation) in HIGH_LEVEL:
        return frozenset(HIGH_LEVEL[service, operation])
    session = botocore.session.get_session()
    name = MODELS.get(service, service)
    if name not in session.get_available_services():
        return None
    model = ServiceModel(session.get_service_data(name), name)
    named = {xform_name(each, "-"): each for each in model.operation_names}
    if operation.startswith("wait "):
        waiters = session.get_waiter_model(name)
        named = {f"wait {xform_name(each, '-')}": waiters.get_waiter(each).operation for each in waiters.waiter_names}
    if operation not in named:
        return None
    shape = model.operation_model(named[operation]).input_shape
    return frozenset(xform_name(member, "-") for member in (shape.members if shape else {}))


@cache
def make_targets() -> frozenset[str]:
    """Return the targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text()
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    return frozenset(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE)) | {f"test-{name}" for name in folders}
