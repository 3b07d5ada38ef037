"""The form in which interests, locations and categories are matched: their key.

Why so, and how what was stored under an earlier form goes on matching: docs/decisions/0022-match-as-people-write.md.
"""

import re
import unicodedata

# Unicode Character Database, DerivedCoreProperties.txt, Default_Ignorable_Code_Point: what shows nothing by itself,
# such as joiners, variation selectors and Hangul fillers. Some of them are not assigned yet.
_IGNORABLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Letters and symbols that are blank by their names, though no property of Unicode says so: Braille, Egyptian, Khitan,
# and a note without a head.
_BLANK = "[\u2800\U00013441\U00013442\U00016fe4\U0001d159]"

# What NFKC and case folding take apart, though it is one key on the keyboards of Thailand, Laos and Armenia.
_TYPED_AS_ONE = (("\u0e4d\u0e32", "\u0e33"), ("\u0ecd\u0eb2", "\u0eb3"), ("\u0565\u0582", "\u0587"))

_DOT_ABOVE = "\u0307"


def normalised_key(text: str) -> str:
    """Return the key of ``text``, which is empty where ``text`` shows nothing; a key's own key is itself.

    Texts that differ only in what NFKC_Casefold disregards (The Unicode Standard, section 3.13) have one key, and so
    have the dotted and the dotless i of Turkish, and spaces however many (RFC 8266, section 2.1). A key is written in
    lower case, as people type it.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # Compiled when they are first needed, and kept by re: a cold start costs nothing.
    shown = re.sub(_IGNORABLE, "", unicodedata.normalize("NFKD", re.sub(_BLANK, " ", text)))
    # Folding makes σ of every ς, and capitals of Cherokee: to lower case by way of capitals undoes both.
    folded = unicodedata.normalize("NFKC", shown.casefold()).casefold().upper().lower()
    key = unicodedata.normalize("NFKC", _without_soft_dots(unicodedata.normalize("NFKD", folded)))
    for apart, typed in _TYPED_AS_ONE:
        key = key.replace(apart, typed)
    return " ".join(key.split())


def earlier_key(text: str) -> str:
    """Return the key that ``text`` had until contract 1.2.0: NFC, trimmed, in lower case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().lower())


def _without_soft_dots(text: str) -> str:
    """Return ``text``, which is in NFKD, without dots above i and j: they have one already.

    Unicode Character Database, SpecialCasing.txt, After_Soft_Dotted.
    """
    if _DOT_ABOVE not in text:
        return text
    kept, soft = [], False
    for character in text:
        if character == _DOT_ABOVE and soft:
            continue
        if unicodedata.combining(character) in {0, 230}:
            soft = character in "ij"
        kept.append(character)
    return "".join(kept)
