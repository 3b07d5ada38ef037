"""The code that is generated from contracts, metrics and tables."""

from pathlib import Path

import pytest

from tools import generate


def test_the_same_sources_give_the_same_files() -> None:
    assert generate.modules() == generate.modules()


def test_files_are_written_once_and_then_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "generated"
    assert generate.write(target) == [
        "__init__.py",
        "contract.py",
        "metric_names.py",
        "request_validator.py",
        "table_names.py",
    ]
    before = {path: path.stat().st_mtime_ns for path in target.iterdir()}
    assert generate.write(target) == []
    assert {path: path.stat().st_mtime_ns for path in target.iterdir()} == before


def test_a_changed_or_stale_file_is_put_right(tmp_path: Path) -> None:
    generate.write(tmp_path)
    (tmp_path / "contract.py").write_text("changed")
    (tmp_path / "no_longer_generated.py").write_text("stale")
    assert generate.write(tmp_path) == ["contract.py", "no_longer_generated.py"]
    assert generate.write(tmp_path) == []


def test_the_validator_needs_no_library_and_keeps_no_value() -> None:
    module: dict[str, object] = {}
    source = generate.request_validator({"type": "object", "properties": {"a": {"type": "string"}}})
    exec(compile(source, "request_validator.py", "exec"), module)
    assert "fastjsonschema" not in [
        line.split()[1] for line in source.splitlines() if line.startswith(("import", "from"))
    ]
    with pytest.raises(module["JsonSchemaValueException"]) as refusal:  # type: ignore[call-overload]
        module["validate_request"]({"a": 4711})  # type: ignore[operator]
    assert (refusal.value.name, refusal.value.rule) == ("data.a", "type")
    assert "4711" not in str(vars(refusal.value)) + str(refusal.value)


def test_a_metric_becomes_a_constant_with_its_name() -> None:
    source = generate.metric_names(
        {
            "namespace": "N",
            "dimensions": ["service"],
            "metrics": {"OfferPublished": {"description": "Offers published", "unit": "Count"}},
        }
    )
    module: dict[str, object] = {}
    exec(compile(source, "metric_names.py", "exec"), module)
    assert (module["NAMESPACE"], module["DIMENSIONS"], module["OFFER_PUBLISHED"]) == (
        "N",
        ("service",),
        "OfferPublished",
    )
    assert module["UNITS"] == {"OfferPublished": "Count"}


def test_an_index_becomes_a_constant_with_its_name_however_many_tables_have_one_of_it() -> None:
    index = {"hash_key": {"name": "category", "type": "S"}}
    tables = {"plain": {}, "one": {"indexes": {"by-category": index}}, "two": {"indexes": {"by-category": index}}}

    source = generate.table_names({"listings_suffix": "-listed", "tables": tables})

    assert source.splitlines()[-2:] == ["LISTINGS_SUFFIX: Final = '-listed'", "BY_CATEGORY: Final = 'by-category'"]
