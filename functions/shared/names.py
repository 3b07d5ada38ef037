"""What names of interests, locations and categories may hold, so that they can be matched. No AWS here."""

import unicodedata

from shared.generated.contract import KEY_MAX_LENGTH
from shared.normalisation import normalised_key

# Control, format, private use, surrogate, line and paragraph separator (Unicode, general category).
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# Format characters that words are spelt with, in Persian, Sinhala and Hindi for instance (UAX #31, section 2.3).
_JOINERS = frozenset({"\u200c", "\u200d"})
# The replacement character, and a place that Unicode keeps for one more format character.
_REFUSED_TOO = frozenset("\ufffd\u2065")


def is_name(text: str) -> bool:
    """Return whether ``text`` shows something, has a key that fits, and holds nothing that the API refuses.

    The rule of contracts/recommend-request.v1.schema.json, but for the length of the text itself.
    """
    return not any(map(_is_refused, text)) and 0 < len(normalised_key(text)) <= KEY_MAX_LENGTH


def _is_refused(character: str) -> bool:
    if character in _JOINERS:
        return False
    refused = unicodedata.category(character) in _REFUSED_CATEGORIES or character in _REFUSED_TOO
    return refused or _is_noncharacter(ord(character))


def _is_noncharacter(code_point: int) -> bool:
    """Return whether Unicode keeps ``code_point`` out of interchange (The Unicode Standard, section 23.7)."""
    return code_point & 0xFFFE == 0xFFFE or 0xFDD0 <= code_point <= 0xFDEF
