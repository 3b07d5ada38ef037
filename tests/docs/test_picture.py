"""The picture in the README is what its source draws."""

import importlib.util

from tests.checkout import ROOT


def test_the_committed_picture_is_drawn_by_its_source() -> None:
    spec = importlib.util.spec_from_file_location("architecture", ROOT / "docs" / "architecture.py")
    source = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(source)

    assert (ROOT / "docs" / "architecture.svg").read_text() == source.draw()
