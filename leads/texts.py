"""Single values in one spelling: a line of text, a phone number, a country, a company's columns. Pure.

Each function takes what was typed and raises Fault, with the reason in words, for what does not fit.
"""

import re
import unicodedata
import zoneinfo
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

import phonenumbers

from leads import countries
from leads.custom import Fault, OwnField, kind, read

MOST_PHONE = 20
MOST_KNOWN = 100  # characters of texts that are kept in mind
WITHOUT_GAPS = str.maketrans("", "", " -.()/")
EARLIEST, LATEST = 1900, 2200  # years
MOST_COMPANY_TEXT = {"industry": 80, "region": 80, "city": 80}
MOST_EMPLOYEES, MOST_REVENUE = 2**31 - 1, 10**15
BAD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
BAD_BUT_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
CURRENCY = re.compile(r"[A-Z]{3}")
EDGES = "\ufeff\u200b\u200e\u200f"  # marks that come along when texts are copied


def line(value: Any, most: int) -> str:
    """One line of text, trimmed, in Unicode's composed form; too long or not to be shown is a Fault."""
    if not isinstance(value, str):
        raise Fault(f"This takes a text, not {kind(value)}.")
    text = known_line(value) if len(value) <= MOST_KNOWN else one_line(value)
    if len(text) > most:
        raise Fault(f"At most {most:,} characters fit here, this has {len(text):,}.", "Shorten it.")
    return text


def one_line(value: str) -> str:
    """The text trimmed and composed, with single spaces; raises Fault for what cannot be shown."""
    if not (value.isascii() and value.isprintable()):
        value = unicodedata.normalize("NFC", storable(value))
        value = value.strip().strip(EDGES)
    return " ".join(value.split())


known_line = lru_cache(maxsize=20_000)(one_line)  # titles, cities and sources come again and again


def storable(value: str, *, lines: bool = False) -> str:
    """The text, if every character of it can be stored and shown; a Fault names the first that cannot."""
    found = (BAD_BUT_LINES if lines else BAD).search(value if lines else re.sub("[\t\r\n]", " ", value))
    if found:
        sign = ord(found[0])
        kinds = {0: "a NUL character", 0xFFFD: "a letter that was lost on the way"}
        what = kinds.get(sign) or ("half of a character" if sign >= 0xD800 else "a control character")
        why = f"Character {found.start() + 1} is {what} (U+{sign:04X})."
        raise Fault(why, "Type the text again, or save the file as UTF-8.")
    return value


def phone(typed: str, *, country: str) -> str:
    """The number in international form (E.164), an extension after an x; raises Fault."""
    quick = plainly(typed)
    if quick:
        return quick
    try:
        number = phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            do = "Begin it with + and the country's code, such as +44 20 7946 0000."
            raise Fault("It does not say which country the number is in.", do) from None
        raise Fault("That is not a phone number.", "Write digits, such as +44 20 7946 0000.") from None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Fault("The number has too few or too many digits for its country.", "Check it for missing digits.")
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    whole = f"{plain}x{number.extension}" if number.extension else plain
    if len(whole) > MOST_PHONE:
        why = f"At most {MOST_PHONE} characters fit here, the number has {len(whole)}."
        raise Fault(why, "Leave out the extension.")
    return whole


def plainly(typed: str) -> str:
    """The number, where it is written with + and in full; empty where it takes the library to understand it."""
    if not typed.startswith("+") or not typed.isascii():
        return ""
    digits = typed.translate(WITHOUT_GAPS)[1:]
    if not digits.isdecimal() or not 8 <= len(digits) <= 15:
        return ""
    for length in (1, 2, 3):
        code = abroad(digits[:length])
        if code is not None:
            lengths, prefix = code
            national = digits[length:]
            plain = len(national) in lengths and national[0] != "0" and not (prefix and prefix.match(national))
            return f"+{digits}" if plain else ""
    return ""


@cache
def abroad(code: str) -> tuple[frozenset[int], re.Pattern[str] | None] | None:
    """How long the numbers of a calling code are, and what may stand before them at home; None for no such code."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code))
    found = phonenumbers.PhoneMetadata.metadata_for_region(regions[0]) if regions else None
    if found is None or found.general_desc is None:
        return None
    prefix = found.national_prefix_for_parsing
    return frozenset(found.general_desc.possible_length), re.compile(prefix) if prefix else None


def country(typed: str) -> str:
    """The country's code of two letters; raises Fault."""
    code = countries.read(typed)
    if code is None:
        raise Fault("There is no such country.", "Write its English name or its code of two letters.")
    return code


def instant(value: datetime) -> datetime:
    """The instant in UTC; raises Fault when its zone is not known or nobody can have been seen then."""
    if value.tzinfo is None:
        raise Fault("The time has no zone.", "Add the offset from UTC.")
    if not EARLIEST <= value.year <= LATEST:
        raise Fault(f"The year {value.year} cannot be meant.", "Check the date.")
    return value.astimezone(UTC)


@cache
def zones() -> dict[str, str]:
    """The names of time zones by their small letters."""
    return {name.lower(): name for name in zoneinfo.available_timezones()}


def of_company(key: str, value: Any) -> Any:
    """One value of the company's columns; raises Fault."""
    if key in MOST_COMPANY_TEXT:
        return line(value, MOST_COMPANY_TEXT[key])
    if key == "country":
        return country(line(value, 100))
    if key == "currency":
        code = line(value, 10).upper()
        if not CURRENCY.fullmatch(code):
            raise Fault("That is not a currency.", "Use a code of three letters, such as EUR.")
        return code
    most = {"employees": MOST_EMPLOYEES, "revenue": MOST_REVENUE}.get(key)
    if most is None:
        do = "Use industry, employees, revenue, currency, country, region or city."
        raise Fault("A company has no such field.", do)
    number = read(OwnField(key, key.capitalize(), "number"), value)
    if not isinstance(number, int) or not 0 <= number <= most:
        raise Fault(f"{key.capitalize()} takes a whole number from 0 to {most:,}.")
    return number
