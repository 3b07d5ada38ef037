"""What names may hold. The whole catalogue of texts: tests/support/contracts/member_values.py."""

import pytest

from shared.generated.contract import KEY_MAX_LENGTH
from shared.names import is_name
from tests.support.contracts.member_values import BAD_TEXTS, GOOD_TEXTS
from tests.support.unit.ids import shown

# A name of the catalogue of items may be longer than one that is posted.
UNNAMEABLE = {what: text for what, text in BAD_TEXTS.items() if isinstance(text, str) and not what.startswith("65 ")}


@pytest.mark.parametrize("text", GOOD_TEXTS.values(), ids=GOOD_TEXTS)
def test_what_can_be_posted_is_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("character", ["\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff"], ids=shown)
def test_no_noncharacter_is_in_a_name(character: str) -> None:
    assert not is_name(f"a{character}")


@pytest.mark.parametrize("character", ["\ufdcf", "\ufdf0", "\U0001fffd", "\U00020000"], ids=shown)
def test_the_characters_beside_them_are(character: str) -> None:
    assert is_name(f"a{character}")


@pytest.mark.parametrize("text", UNNAMEABLE.values(), ids=UNNAMEABLE)
def test_what_is_refused_for_what_it_holds_is_none(text: str) -> None:
    assert not is_name(text)


def test_a_name_has_a_key_of_the_length_that_a_stored_event_allows_and_no_longer() -> None:
    assert is_name("a" * KEY_MAX_LENGTH)
    assert not is_name("a" * (KEY_MAX_LENGTH + 1))
