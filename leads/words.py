"""The words by which a lead is found: folded, so that “muller” finds “Müller”. Pure.

A lead has one row for each of its words; a search asks for rows whose word begins with what was typed. Two kinds
of word never match a search, because a typed word cannot begin with their sign: “=” marks who a lead is by name and
company, “~” the widest reading of its address. Both find likely duplicates.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST = 64  # characters of a word; what is longer is found by its beginning
MOST = 24  # words of one lead
MOST_TYPED = 8  # words of one search that are looked at
BY_NAME, BY_ADDRESS = "=", "~"
# Letters that Unicode does not take apart.
WHOLE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
JOINING = re.compile("['’ʼ`´]")  # O’Brien is one word
LEGAL = frozenset(
    [
        "gmbh",
        "inc",
        "ltd",
        "llc",
        "ag",
        "co",
        "corp",
        "sa",
        "bv",
        "nv",
        "kg",
        "plc",
        "srl",
        "sarl",
        "sas",
        "oy",
        "ab",
        "as",
        "spa",
        "pty",
        "limited",
        "corporation",
    ]
)
WORD = re.compile(r"[^\W_]+")
DOTTED = re.compile(r"[^\W_][\w.-]*\.[^\W_]{2,}")
DIALLED = re.compile(r"\+[0-9]+")


def fold(text: str) -> str:
    """The text without capitals and accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).translate(WHOLE)


@lru_cache(maxsize=50_000)
def split(text: str) -> tuple[str, ...]:
    """The words of a name, folded."""
    return tuple(WORD.findall(JOINING.sub("", fold(text))))


def of_company(name: str) -> list[str]:
    """The words of a company's name; what it is in law finds nobody."""
    return [word for word in split(name) if word not in LEGAL] or list(split(name))


def of_lead(
    *,
    names: Iterable[str] = (),
    addresses: Iterable[str] = (),
    companies: Iterable[str] = (),
    marks: Iterable[str] = (),
) -> list[str]:
    """Every word of one lead, once each; the weightiest come first, for the list is cut at MOST."""
    found = [*marks, *map(fold, addresses)]
    for text in names:
        found += split(text)
    for text in companies:
        found += of_company(text)
    return list(dict.fromkeys(word[:LONGEST] for word in found if word))[:MOST]


def typed(text: str) -> list[list[str]]:
    """What somebody typed into a search, as words of which all must be met.

    Each is a list of readings of which one is enough: “acme.com” is a domain, or the words of a name.
    """
    found: list[list[str]] = []
    parts = text.replace(",", " ").replace(";", " ").split()[:MOST_TYPED]
    for part in [part for part in parts if fold(part).strip(".") not in LEGAL] or parts:
        shape = fold(part).strip("\"'()<>“”„=~")
        if "@" in shape or DOTTED.fullmatch(shape) or DIALLED.fullmatch(shape):
            found.append([shape[:LONGEST]])
        else:
            found.extend([word[:LONGEST]] for word in split(part))
    return [[word, *others(word)] for (word,) in found[:MOST_TYPED]]


def others(word: str) -> list[str]:
    """A dotted word read as one of a name: “st.pauli” is also met by “pauli”."""
    return [] if "@" in word or "." not in word else list(split(word)[-1:])


def by_name(name: str, company: str) -> str:
    """The mark of one who is known by name and company only; empty where either is missing."""
    who, where = " ".join(split(name)), " ".join(split(company))
    if not who or not where:
        return ""
    return BY_NAME + hashlib.sha256(f"{who}\n{where}".encode()).hexdigest()[:24]


def by_address(key: str, wide_key: str) -> str:
    """The mark of an address that has a wider reading than its key; empty where both are the same."""
    return BY_ADDRESS + wide_key[: LONGEST - 1] if key and wide_key != key else ""


def beyond(word: str) -> str:
    """The end of the index range of texts that begin with the word, in the order of code points."""
    return word + "\U0010ffff"
