"""What stands in cells, as dates, amounts, and yes or no; and which of two ways of writing a column uses.
Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from capture.importing.faults import BadValue
from capture.importing.words import plain

NOTHING = frozenset(
    {
        "",
        "null",
        "\\n",
        "#n/a",
        "n/a",
        "#null!",
        "nan",
        "none",
        "(none)",
        "-",
        "--",
        "–",
        "select",
        "n.a.",
        "nil",
        "#ref!",
        "#value!",
        "(blank)",
    }
)
YES = frozenset("yes true y 1 x on ja oui si sí wahr vrai verdadero sim opted in|subscribed".replace("|", " ").split())
NO = frozenset(["no", "false", "n", "0", "off", "nein", "non", "falsch", "faux", "falso", "nao", "não", "unsubscribed"])
STYLES = {"dmy": "Day first: 31.12.2025", "mdy": "Month first: 12/31/2025", "ymd": "Year first: 2025-12-31"}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene jän jänner",
            "feb february februar fevrier février fevr febrero",
            "mar march märz maerz mrz mars marzo",
            "apr april avr avril abril abr",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet juil julio",
            "aug august aout août agosto ago",
            "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember decembre décembre diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
CLOCK = r"(?:[T ,]+(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<ap>[AaPp]\.?[Mm]\.?)?)?"
ZONE = r"\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + CLOCK + ZONE)
PAIR = re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + CLOCK + ZONE)
NAMED = re.compile(
    r"(?:(?P<d1>\d{1,2})[.\s-]*(?P<m1>[^\W\d_]{3,10})\.?[,\s-]+(?P<y1>\d{4}|\d{2})"
    r"|(?P<m2>[^\W\d_]{3,10})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4}))" + CLOCK + ZONE
)
SERIAL = re.compile(r"(?P<n>[2-6]\d{4})(?:[.,](?P<f>\d+))?")
EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
DESTROYED = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)
AMOUNT = re.compile(r"(?P<sign>[-(]?)\s*(?P<n>\d[\d.,'\u00a0\u202f ]*)\s*(?P<x>[KMB]|Mio|Tsd)?\)?", re.IGNORECASE)
CURRENCY = re.compile(r"\b(USD|EUR|GBP|CHF|BRL|JPY|CAD|AUD|SEK|NOK|DKK|PLN|INR|MXN|CZK)\b|(R\$|[$€£¥])", re.IGNORECASE)
SIGNS = {"R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
TIMES = {"K": 1_000, "TSD": 1_000, "M": 1_000_000, "MIO": 1_000_000, "B": 1_000_000_000}


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return text.strip().casefold() in NOTHING


# --- dates
@dataclass
class DateLook:
    """What the dates of a column look like: how many can be read only one way, and how many both ways."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    clear: int = 0
    other: int = 0
    sample: str = ""

    @property
    def dates(self) -> int:
        """How many are dates at all."""
        return self.day_first + self.month_first + self.either + self.clear

    @property
    def is_column(self) -> bool:
        """Whether this is a column of dates."""
        return self.dates > 0 and self.dates >= 4 * self.other

    @property
    def style(self) -> str:
        """dmy or mdy where the column proves it; empty where nobody can know, or nobody needs to."""
        if self.day_first and not self.month_first:
            return "dmy"
        return "mdy" if self.month_first and not self.day_first else ""

    @property
    def must_ask(self) -> bool:
        """Whether a person has to say what comes first."""
        return self.either > 0 and not self.style

    @property
    def is_mixed(self) -> bool:
        """Whether both styles are certainly in it."""
        return bool(self.day_first and self.month_first)


def look_at_dates(texts: Iterable[str]) -> DateLook:
    """Count the ways in which a column's dates can be read."""
    look = DateLook()
    for text in texts:
        typed = text.strip()
        if is_nothing(typed):
            continue
        pair = PAIR.fullmatch(typed)
        if pair:
            count_pair(look, pair, typed)
        elif ISO.fullmatch(typed) or (NAMED.fullmatch(typed) and month_of(typed)) or SERIAL.fullmatch(typed):
            look.clear += 1
        else:
            look.other += 1
    return look


def count_pair(look: DateLook, pair: re.Match[str], typed: str) -> None:
    """One date of two numbers and a year."""
    a, b = int(pair["a"]), int(pair["b"])
    if a > 12 >= b:
        look.day_first += 1
    elif b > 12 >= a:
        look.month_first += 1
    elif a > 12:
        look.other += 1
    elif a == b:
        look.clear += 1
    else:
        look.either += 1
        look.sample = look.sample or typed


def month_of(text: str) -> int:
    """The month named in a date, 0 for none."""
    found = NAMED.fullmatch(text)
    return MONTHS.get((found["m1"] or found["m2"]).casefold(), 0) if found else 0


@lru_cache(maxsize=20_000)
def read_date(text: str, *, style: str, zone: ZoneInfo) -> datetime:
    """The instant a cell names, in UTC; a day is its midnight in `zone`. Raises BadValue."""
    typed = text.strip()
    found = ISO.fullmatch(typed)
    if found:
        return instant(typed, int(found["y"]), int(found["m"]), int(found["d"]), found, zone)
    found = PAIR.fullmatch(typed)
    if found:
        day, month = in_order(typed, int(found["a"]), int(found["b"]), style)
        return instant(typed, year_of(found["y"]), month, day, found, zone)
    found = NAMED.fullmatch(typed)
    if found and month_of(typed):
        day, year = int(found["d1"] or found["d2"]), year_of(found["y1"] or found["y2"])
        return instant(typed, year, month_of(typed), day, found, zone)
    found = SERIAL.fullmatch(typed)
    if found:  # Excel counts days from the last of 1899
        days = timedelta(days=int(found["n"]), seconds=round(float(f"0.{found['f'] or 0}") * 86400))
        return (datetime(1899, 12, 30, tzinfo=zone) + days).astimezone(UTC)
    if EPOCH.fullmatch(typed):
        return datetime.fromtimestamp(int(typed[:10]), UTC)
    raise BadValue("This is not a date that can be read.", "Write it as year-month-day, such as 2025-12-31.")


def in_order(typed: str, a: int, b: int, style: str) -> tuple[int, int]:
    """Day and month of two numbers; raises BadValue where they do not fit the column's style."""
    if a == b or style == "dmy":
        day, month = a, b
    elif style == "mdy":
        day, month = b, a
    elif a > 12 or b > 12:
        day, month = (a, b) if a > 12 else (b, a)
    else:
        raise BadValue("Day and month cannot be told apart.", "Say for the file whether the day or the month is first.")
    if month > 12 and day <= 12:
        first = "day" if style == "dmy" else "month"
        raise BadValue(f"This date does not fit the others: they have the {first} first.", "Write it like the others.")
    return day, month


def year_of(text: str) -> int:
    """A year; of two digits, up to 68 in this century."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year <= 68 else 1900)


def instant(typed: str, year: int, month: int, day: int, found: re.Match[str], zone: ZoneInfo) -> datetime:
    """Put a date together; raises BadValue where the calendar has no such day."""
    hour = int(found["h"] or 0)
    half = (found["ap"] or "").replace(".", "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        local = datetime(year, month, day, hour, int(found["mi"] or 0), int(found["s"] or 0), tzinfo=zone)
        if found["z"]:
            offset = found["z"] if found["z"][0] in "+-" else "+0000"
            local = datetime.strptime(f"{local:%Y-%m-%d %H:%M:%S} {offset.replace(':', '')}", "%Y-%m-%d %H:%M:%S %z")
        if not 1900 <= year <= 2200:
            raise ValueError
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue("There is no such day or time in the calendar.", "Correct the date.") from None


# --- numbers
def decimal_of(texts: Iterable[str]) -> tuple[str, bool]:
    """The sign before fractions in a column, and whether nobody can know (1.234 may be a thousand or a
    fraction)."""
    proof = {".": 0, ",": 0}
    either = 0
    for text in texts:
        found = AMOUNT.fullmatch(CURRENCY.sub("", text).strip())
        digits = found["n"].rstrip() if found else ""
        signs = [char for char in digits if char in ".,"]
        if not signs:
            continue
        last = signs[-1]
        after = len(digits) - digits.rfind(last) - 1
        if len(set(signs)) == 2 or (len(signs) == 1 and after != 3):
            proof[last] += 1
        elif len(signs) > 1:
            proof["," if last == "." else "."] += 1
        else:
            either += 1
    sign = "." if proof["."] > proof[","] else "," if proof[","] else ""
    return sign, bool(either and not sign)


def read_amount(text: str, *, decimal: str) -> tuple[Decimal, str]:
    """An amount and its currency (empty where none is said): “USD 1,250.50”, “1.250,50 €”, “$342.09K”.
    Raises BadValue."""
    named = CURRENCY.search(text)
    currency = (named[1] or SIGNS[named[2]]).upper() if named else ""
    found = AMOUNT.fullmatch(CURRENCY.sub("", text).strip())
    if not found or DESTROYED.search(text):
        raise BadValue("This is not a number.", "Write digits, with one sign for fractions.")
    digits = re.sub(r"['\u00a0\u202f ]", "", found["n"]).rstrip(".,")
    sign = decimal or own_sign(digits)
    if sign == "?":
        raise BadValue("This may be a thousand or a fraction.", "Say for the file which sign stands before fractions.")
    whole = digits.replace("," if sign == "." else ".", "").replace(sign, ".") if sign else digits
    if whole.count(".") > 1:
        raise BadValue("This number has more than one sign for fractions.", "Correct it.")
    value = Decimal(whole) * TIMES.get((found["x"] or "").upper(), 1)
    return (-value if found["sign"] else value), currency


def own_sign(digits: str) -> str:
    """The sign before fractions that one number shows by itself: “?” where it does not."""
    signs = [char for char in digits if char in ".,"]
    if not signs:
        return "."
    after = len(digits) - digits.rfind(signs[-1]) - 1
    if len(set(signs)) == 2 or (len(signs) == 1 and after != 3):
        return signs[-1]
    return "?" if len(signs) == 1 else ("," if signs[-1] == "." else ".")


# --- yes or no
def read_truth(text: str) -> bool:
    """Yes or no, in the languages people write. Raises BadValue."""
    said = plain(text) or text.strip()
    if said in YES:
        return True
    if said in NO:
        return False
    raise BadValue("This is neither yes nor no.", "Write yes or no.")
