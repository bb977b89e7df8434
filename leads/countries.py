"""Countries as people write them, read as ISO 3166 codes of two letters. Pure; names are the libraries'."""

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module, resources
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import cast

from leads.words import fold

# What people write and no table lists.
SPOKEN = {
    "america": "US",
    "united states of america": "US",
    "the united states": "US",
    "u s a": "US",
    "u s": "US",
    "uk": "GB",
    "u k": "GB",
    "great britain": "GB",
    "grossbritannien": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "holland": "NL",
    "the netherlands": "NL",
    "republic of ireland": "IE",
    "eire": "IE",
    "korea": "KR",
    "republic of korea": "KR",
    "czech republic": "CZ",
    "uae": "AE",
    "el": "GR",
    "brasil": "BR",
    "turkey": "TR",
    "turkiye": "TR",
    "macedonia": "MK",
    "ivory coast": "CI",
    "russian federation": "RU",
    "viet nam": "VN",
    "prc": "CN",
    "people s republic of china": "CN",
    "hong kong": "HK",
    "taiwan": "TW",
    "bosnia": "BA",
    "ksa": "SA",
    "rsa": "ZA",
}


@cache
def names_of_countries() -> dict[str, dict[str, str]]:
    """The library's names by code and language.

    Its file is read by itself: importing it would load every telephone area of the world beside it, 150 MB and
    three seconds.
    """
    spec = find_spec("phonenumbers")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("The package phonenumbers is missing.")
    file = Path(spec.origin).parent / "geodata" / "locale.py"
    alone = spec_from_file_location("phonenumbers.geodata.locale", file)
    assert alone is not None
    assert alone.loader is not None
    module = module_from_spec(alone)
    alone.loader.exec_module(module)
    return cast(dict[str, dict[str, str]], module.LOCALE_DATA)


@cache
def codes() -> frozenset[str]:
    """Every code in use."""
    # Kosovo has a code in use, the Antilles had one.
    return (frozenset(names_of_countries()) | {"XK"}) - {"AN"}


@lru_cache(maxsize=10_000)
def read(text: str) -> str | None:
    """The code of the country in a text: a code of two or three letters or a name in any language."""
    shape = plain(text)
    if shape.upper() in codes():
        return shape.upper()
    return table().get(shape)


def plain(text: str) -> str:
    """A name without accents, capitals and punctuation."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


@cache
def table() -> dict[str, str]:
    """Every known name and code of three letters; where languages disagree, English has the word."""
    found: dict[str, str] = {}
    for name, code in named():
        found.setdefault(plain(name), code)
    return found


def named() -> Iterator[tuple[str, str]]:
    """Names with their codes, the weightiest first."""
    yield from SPOKEN.items()
    # Read when the first name is looked up: the library takes a third of a second to load.
    countries = import_module("holidays.registry").COUNTRIES
    for key, (_, code, letters, *_rest) in countries.items():
        if code in codes():
            yield from ((letters, code), (key.replace("_", " "), code))
    for code, names in names_of_countries().items():
        yield spoken(names, "en"), code
    for code, names in names_of_countries().items():
        # The table has slips of one and two letters in it.
        yield from ((name, code) for name in names.values() if not (name.isascii() and len(name) < 4))


def called(code: str) -> str:
    """The country's name in English; the code itself where nobody knows it."""
    names = names_of_countries().get(code)
    return spoken(names, "en") if names else code


def spoken(names: dict[str, str], language: str) -> str:
    """The name in a language; the table writes “*de” for “as in German”."""
    name = names[language]
    return spoken(names, name[1:]) if name.startswith("*") else name


@cache
def of_zone(zone: str) -> str:
    """The country a time zone is named for; empty for zones of nobody, such as UTC."""
    lines = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines()
    parts = (line.split("\t") for line in lines if not line.startswith("#"))
    return next((part[0] for part in parts if part[2] == zone), "")
