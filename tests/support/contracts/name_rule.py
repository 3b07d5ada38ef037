"""What the descriptions say of interest and location, told once more for tests: patterns can say a part of it."""

import re
import unicodedata

from shared.generated.contract import KEY_MAX_LENGTH
from shared.normalisation import normalised_key

REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
JOINERS = frozenset("\u200c\u200d")
_SHOWS_SOMETHING = re.compile(
    "[^ \u00a0\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180d\u180f\u2000-\u200a\u200c\u200d\u202f\u205f\u2800"
    "\u3000\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U00013441\U00013442\U00016fe4\U0001d159\U000e0000-\U000e0fff]"
)


def is_refused(character: str) -> bool:
    """Return whether no text may hold ``character``."""
    point = ord(character)
    refused = unicodedata.category(character) in REFUSED_CATEGORIES and character not in JOINERS
    return refused or point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF or character in "\u2065\ufffd"


def is_blank(character: str) -> bool:
    """Return whether ``character``, which no text is refused for, shows nothing by itself."""
    return not _SHOWS_SOMETHING.match(character)


def allows(text: str) -> bool:
    """Return whether the descriptions allow ``text``, whatever its length."""
    if any(map(is_refused, text)) or all(map(is_blank, text)):
        return False
    return len(normalised_key(text)) <= KEY_MAX_LENGTH
