"""Names use the field's words: docs/glossary.md. Prose may use any word."""

import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import yaml

from tools.paths import ROOT

OLD = {
    *("mend", "mends", "mended", "ladder", "ladders", "rung", "rungs", "once", "rested", "aftermath"),
    *("freeze", "freezes", "frozen", "outgoing", "tell", "tells", "told", "untraced", "promise", "promises"),
    *("weather", "goods", "preference", "preferences", "answer", "answers", "answered", "facts"),
}
"""Words that gave way to others. "Left", "made" and "chosen" are too common as verbs: no class has such a name."""
CLASSES = {"Once", "Made", "Chosen", "Left", "Frozen"}
EXCEPTIONS = {
    "frozen": "an argument of dataclass",
    "CAMPAIGN_RESTED": "generated from the published metric CampaignRested",
    "record_preference": "generated from the operationId of the published contract",
    "CampaignRested": "a published metric",
    "CustomerExperience CampaignRested environment=local service=recommender": "the same, as recordings name it",
    "tell": "the method of Python's files",
    "0029-tell-readers-to-be-open.md": "to tell a reader, which is no offer and no count",
}
VERBS = {"once", "tell", "tells", "told", "answer", "answers", "answered", "preference"}
"""What a test's name, which is a sentence, may use as English: the published message says "preference", too."""
SENTENCES = re.compile(r"test_\w+")
ADVERBS = re.compile(r"(_|\b)(at_once|AT_ONCE|once|ONCE)(_|\b)")  # once: a single time, or as soon as
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
TERRAFORM_NAME = re.compile(
    r'^\s*(?:(?:variable|output|module|resource "\w+"|data "\w+") "(\w+)"|(\w+)\s*=)', re.MULTILINE
)
FILES = [
    name
    for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    if (ROOT / name).is_file()
]


def old_words(name: str) -> set[str]:
    """Return the old words that are parts of ``name``, in snake or camel case."""
    if name in EXCEPTIONS:
        return set()
    allowed = VERBS if SENTENCES.fullmatch(name) else set()
    return ({name} & CLASSES) | ({part.lower() for part in PARTS.findall(ADVERBS.sub("_", name))} & OLD - allowed)


def identifiers(path: Path) -> Iterator[str]:
    """Yield the names of a Python file."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.NAME:
            yield token.string


def keys(value: object) -> Iterator[str]:
    """Yield the keys of a YAML document, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def found(names: dict[str, Iterator[str]]) -> dict[str, set[str]]:
    """Return the names with an old word, by file."""
    wrong = {file: {name for name in inner if old_words(name)} for file, inner in names.items()}
    return {file: inner for file, inner in wrong.items() if inner}


def test_no_file_or_folder_has_an_old_word() -> None:
    assert {part for name in FILES for part in Path(name).parts if old_words(part)} == set()


def test_no_identifier_of_python_has_an_old_word() -> None:
    assert found({name: identifiers(ROOT / name) for name in FILES if name.endswith(".py")}) == {}


def test_no_key_of_yaml_has_an_old_word() -> None:
    ours = [name for name in FILES if name.endswith((".yaml", ".yml"))]

    assert found({name: keys(yaml.safe_load((ROOT / name).read_text())) for name in ours}) == {}


def test_no_name_of_terraform_has_an_old_word() -> None:
    ours = [name for name in FILES if name.endswith(".tf")]

    assert found({n: (a or b for a, b in TERRAFORM_NAME.findall((ROOT / n).read_text())) for n in ours}) == {}


def test_no_target_of_make_has_an_old_word() -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert [target for target in targets if old_words(target)] == []


def test_an_old_word_is_seen_in_any_part_of_a_name() -> None:
    assert [bool(old_words(n)) for n in ("_answered_503", "FrozenOffers", "Made", "told", "at_once", "responses")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip
