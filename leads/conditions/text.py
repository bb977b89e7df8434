"""When two texts are the same: Unicode NFKC, then full case folding.

PostgreSQL does the same with `casefold(normalize(…, NFKC) COLLATE pg_unicode_fast)`. For characters that both
know the two agree exactly, because Unicode never changes the folding or the normal form of a character once
it is assigned; so a condition may hold no character that this Python does not know.
"""

import unicodedata

LONGEST = 200  # characters of one text value


def fold(text: str) -> str:
    """The text as it is compared."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def complaint(text: str) -> str:
    """Why a text cannot be a value, as a sentence; empty when it can."""
    if len(text) > LONGEST:
        return f"This text has {len(text):,} characters; at most {LONGEST} can be compared. Shorten it."
    if not text.strip():
        return "Say what to look for. To ask for a missing value, use “is not known” instead."
    for sign in text:
        category = unicodedata.category(sign)
        if category in {"Cc", "Cs", "Cn"}:
            return f"This text has a character that cannot be compared (U+{ord(sign):04X}). Remove it."
    return ""
