"""The form in which interests and locations are matched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.normalisation import normalised_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("organic_food", "organic_food"),
        ("  Organic_Food ", "organic_food"),
        ("Cape Town", "cape town"),
        ("\u00a0CAPE TOWN\u3000", "cape town"),
        ("Cafe\u0301", "caf\u00e9"),
        ("SÃO PAULO", "são paulo"),
        ("İstanbul", "i\u0307stanbul"),
        ("ΟΔΟΣ", "οδος".replace("ς", "ς")),
    ],
)
def test_a_key_is_composed_trimmed_and_in_lower_case(text: str, key: str) -> None:
    assert normalised_key(text) == key


@given(st.text(max_size=64))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert normalised_key(normalised_key(text)) == normalised_key(text)


@given(st.text(max_size=64))
def test_composed_and_decomposed_text_have_one_key(text: str) -> None:
    assert normalised_key(unicodedata.normalize("NFD", text)) == normalised_key(text)
