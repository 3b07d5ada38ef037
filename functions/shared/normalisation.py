"""The form in which interests and locations are matched."""

import unicodedata


def normalised_key(text: str) -> str:
    """Return ``text`` in Unicode NFC (UAX #15), trimmed and in lower case; the result's own key is itself."""
    # Lower-casing can leave a sequence that composes, so NFC comes last as well.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().lower())
