"""Customers are found in traces without being named."""

import re

from shared.pseudonym import Pseudonyms

KEY, OTHER = "k" * 32, "o" * 32


def test_a_customer_always_has_the_same_pseudonym_and_another_has_another() -> None:
    first, again, other = (Pseudonyms(KEY).annotation(each)["customer"] for each in ("12345", "12345", "12346"))
    assert first == again != other


def test_a_pseudonym_names_its_key_and_shows_nothing_of_the_customer() -> None:
    customer = Pseudonyms(KEY).annotation("12345")["customer"]
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{16}", customer)
    assert "12345" not in customer
    assert customer[:4] != Pseudonyms(OTHER).annotation("12345")["customer"][:4]
    assert customer[5:] != Pseudonyms(OTHER).annotation("12345")["customer"][5:]


def test_without_a_key_there_is_no_pseudonym() -> None:
    assert Pseudonyms("").annotation("12345") == {}


def test_a_pseudonym_is_the_same_in_every_release() -> None:
    """Otherwise nobody would find a customer's older traces."""
    assert Pseudonyms(KEY).annotation("12345") == {"customer": "5e31-7c31bca0bf1101e1"}
