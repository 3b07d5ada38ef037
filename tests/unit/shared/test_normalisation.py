"""The form in which interests and locations are matched."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.normalisation import earlier_key, normalised_key

# A place or an interest in its writing system, as people write it differently: the first is the key.
SPELLINGS = {
    "Latin": ("são paulo", "São Paulo", "SÃO PAULO", "Sa\u0303o  Paulo", "\u00a0sã\u00ado\u2003paulo "),
    "German": ("großgerau".replace("ß", "ss"), "Großgerau", "GROSSGERAU", "GROẞGERAU", "Grossgerau"),
    "Turkish": ("istanbul", "İstanbul", "ISTANBUL", "i\u0307stanbul", "ıstanbul", "I\u0307STANBUL"),
    "Lithuanian": ("nìda", "NÌDA", "ni\u0307\u0300da"),
    "Vietnamese": ("đà nẵng", "ĐÀ NẴNG", "Đa\u0300 Na\u0306\u0303ng"),
    "Greek": ("βόλος", "Βόλος", "ΒΌΛΟΣ", "βόλοσ"),
    "Cyrillic": ("йошкар-ола", "Йошкар-Ола", "ЙОШКАР-ОЛА", "и\u0306ошкар-ола"),
    "Armenian": ("երևան", "Երևան", "ԵՐԵՒԱՆ", "երեւան"),
    "Georgian": ("თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ"),
    "Cherokee": ("ꮳꮃꭹ", "ᏣᎳᎩ"),
    "Hebrew": ("ירושלים", "\ufb39רושלים".replace("\ufb39", "י"), "ירושלים\u200c"),
    "Arabic": ("لاهور", "ﻻهور", "لا\u200dهور"),
    "Persian": ("میخواهم", "می\u200cخواهم", "ﻣﯿﺨﻮاﻫﻢ"),
    "Devanagari": ("क्ष क़लम", "क्\u200dष क\u093cलम", "क्\u200cष \u0958लम"),
    "Sinhala": ("ශ්රී ලංකා", "ශ්\u200dරී ලංකා", "ශ්\u200dරී\u00a0ලංකා"),
    "Thai": ("น้ำปลา ลำปาง", "น้\u0e4d\u0e32ปลา ล\u0e4d\u0e32ปาง", "น้ำปลา  ลำปาง"),
    "Lao": ("ນ້ຳ", "ນ້\u0ecd\u0eb2"),
    "Khmer": ("ភ្នំពេញ", "ភ្នំ\u200bពេញ"),
    "Hangul": ("서울", "\u1109\u1165\u110b\u116e\u11af", "서\u3164울"),
    "Japanese": ("ガーデン tokyo 1", "ｶﾞｰﾃﾞﾝ Ｔｏｋｙｏ　１", "カ\u3099ーテ\u3099ン TOKYO 1"),
    "Han": ("凉", "\uf979"),
    "Braille": ("⠉⠁⠏⠑ ⠞⠕⠺⠝", "⠉⠁⠏⠑\u2800⠞⠕⠺⠝"),
    "emoji": ("👨👩👧 ❤", "👨\u200d👩\u200d👧 ❤\ufe0f"),
}
# Letters with forms of their own: all that Python knows below the plane of emoji, but for Han and Hangul syllables.
LETTERS = [
    chr(point)
    for point in range(min(sys.maxunicode, 0x1F000))
    if not (0x3400 <= point <= 0xABFF or 0xAC00 <= point <= 0xDFFF or 0x11200 <= point <= 0x1CFFF)
]
ANYTHING = st.text(max_size=16) | st.text(st.sampled_from(LETTERS), max_size=6)


@pytest.mark.parametrize("spellings", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_of_a_name_has_the_key_that_people_type(spellings: tuple[str, ...]) -> None:
    assert {text: normalised_key(text) for text in spellings} == dict.fromkeys(spellings, spellings[0])


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0\u3000", "\u200c\u200d", "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\ufe0f"]
)
def test_a_text_that_shows_nothing_has_an_empty_key(text: str) -> None:
    assert normalised_key(text) == ""


@pytest.mark.parametrize(
    "pair", [("cote", "côte"), ("köln", "koln"), ("ё", "е"), ("し", "シ"), ("ي", "ی"), ("a-b", "ab")]
)
def test_names_that_differ_by_more_than_their_form_have_different_keys(pair: tuple[str, str]) -> None:
    assert normalised_key(pair[0]) != normalised_key(pair[1])


def forms_of(text: str) -> set[str]:
    """Other ways to write the same, and the key of an earlier time."""
    normal = {unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    return normal | {text.upper(), text.lower(), text.casefold(), text.title(), earlier_key(text), normalised_key(text)}


def test_every_letter_has_one_key_in_every_form_and_at_every_time() -> None:
    assert [
        ascii(each) for each in LETTERS if {normalised_key(form) for form in forms_of(each)} != {normalised_key(each)}
    ] == []


@given(ANYTHING)
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert normalised_key(normalised_key(text)) == normalised_key(text)


@given(ANYTHING)
def test_a_text_and_its_earlier_key_have_one_key(text: str) -> None:
    assert normalised_key(earlier_key(text)) == normalised_key(text)


@given(ANYTHING)
def test_composed_and_decomposed_text_have_one_key(text: str) -> None:
    assert normalised_key(unicodedata.normalize("NFD", text)) == normalised_key(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [("  Organic_Food ", "organic_food"), ("Cafe\u0301", "café"), ("İstanbul", "i\u0307stanbul"), ("ß", "ß")],
)
def test_the_earlier_key_is_composed_trimmed_and_in_lower_case(text: str, key: str) -> None:
    assert earlier_key(text) == key


def test_a_dot_stays_that_stands_above_another_accent() -> None:
    """It belongs to the letter only where no other mark above comes between: SpecialCasing.txt, After_Soft_Dotted."""
    assert normalised_key("i\u0300\u0307") == unicodedata.normalize("NFKC", "i\u0300\u0307")
    assert normalised_key("i\u0323\u0307") == unicodedata.normalize("NFKC", "i\u0323")
