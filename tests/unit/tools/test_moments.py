"""Points in time as people write them."""

import argparse
from datetime import UTC, datetime

import pytest

from tools.moments import add_range, moment

EVENING = datetime(2026, 11, 22, 20, 32, 45, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-11-22T20:32:45Z", "2026-11-22T22:32:45+02:00", "20261122T203245Z"])
def test_a_point_in_time_is_read_in_any_zone(text: str) -> None:
    assert moment(text) == EVENING
    assert moment(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "2026-11-23", "2026-11-23T20:32:45", "yesterday", "1795379565", "9999-12-31T23:59:59-01:00"]
)
def test_what_names_no_point_in_time_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="must be ISO 8601 with a zone") as caught:
        moment(text)

    assert not text or text not in str(caught.value)


def test_a_range_is_open_where_nothing_is_said() -> None:
    options = argparse.ArgumentParser()
    add_range(options, "failed")

    parsed = options.parse_args(["--since", "2026-11-22T20:32:45Z"])

    assert (parsed.since, parsed.until) == (EVENING, None)


@pytest.mark.parametrize("words", [[], ["--since", "2026-11-22T20:32:45Z"], ["--since", "x", "--until", "x"]])
def test_a_range_that_is_required_is_asked_for(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.ArgumentParser()
    add_range(options, "accepted", required=True)

    with pytest.raises(SystemExit) as caught:
        options.parse_args(words)

    assert caught.value.code == 2
    assert "--since" in capsys.readouterr().err
