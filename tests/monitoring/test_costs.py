"""What docs/monitoring.md says that monitoring costs is what its data and the price list come to."""

from tests.support.monitoring.costs import DOCUMENT, environment, tables
from tools.markdown_tables import filled


def test_the_tables_of_the_document_are_those_of_the_data() -> None:
    """`python -m tests.support.monitoring.costs` writes them again."""
    text = DOCUMENT.read_text()

    assert filled(text, tables()) == text


def test_dev_has_few_alarms_and_production_all() -> None:
    dev, prod = environment("dev"), environment("prod")

    assert dev.alarms < 20 < prod.alarms
    assert sum(dev.dollars().values()) < sum(prod.dollars().values())


def test_the_document_shows_pictures_that_are_there_and_small() -> None:
    shown = {part.partition(")")[0] for part in DOCUMENT.read_text().split("](pictures/")[1:]}
    there = {path.name: path.stat().st_size for path in (DOCUMENT.parent / "pictures").glob("*.png")}

    assert shown == there.keys()
    assert sum(there.values()) < 300_000
