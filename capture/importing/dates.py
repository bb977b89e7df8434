"""What stands in cells, as instants; and whether a column has the day or the month first. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from capture.importing.faults import BadValue
from capture.importing.values import is_nothing

STYLES = {"dmy": "Day first: 31.12.2025", "mdy": "Month first: 12/31/2025", "ymd": "Year first: 2025-12-31"}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene jän jänner gennaio gen janeiro",
            "feb february februar fevrier février fevr févr febrero febbraio fevereiro fev",
            "mar march märz maerz mrz mars marzo março marco mär",
            "apr april avr avril abril abr aprile",
            "may mai mayo maggio mag maio",
            "jun june juni juin junio giugno giu junho",
            "jul july juli juillet juil julio luglio lug julho",
            "aug august aout août agosto ago",
            "sep sept september septembre septiembre settembre set setembro",
            "oct october okt oktober octobre octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec december dez dezember decembre décembre déc diciembre dic dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
CLOCK = r"(?:[T ,]+(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<ap>[AaPp]\.?[Mm]\.?)?)?"
ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}
ZONES |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # hours from UTC
ZONE = r"\s*\(?(?P<z>" + "|".join(ZONES) + r"|(?:UTC|GMT)?[+-]\d{2}:?\d{2})?\)?(?:\s*\([\w ]+\))?"
HEADER_ZONE = re.compile(r"\((?P<z>" + "|".join(ZONES) + r")(?P<h>[+-]\d{1,2})?(?::?(?P<mi>\d{2}))?\)")
ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + CLOCK + ZONE)
PAIR = re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + CLOCK + ZONE)
NAMED = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th|er|º)?(?:[.\s/-]+de)?[.\s/-]*(?P<m1>[^\W\d_]{3,10})\.?(?:\s+de)?[,\s/-]+(?P<y1>\d{4}|\d{2})"
    r"|(?P<m2>[^\W\d_]{3,10})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4}))" + CLOCK + ZONE
)
WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom)"
    r"[^\W\d_]{0,8}\.?,?\s+",
    re.IGNORECASE,
)
TOGETHER = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])" + CLOCK + ZONE)
SERIAL = re.compile(r"(?P<n>[2-6]\d{4})(?:[.,](?P<f>\d+))?")
EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
IN_DIGITS = (SERIAL, TOGETHER, EPOCH)


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
        typed = without_weekday(text)
        if is_nothing(typed):
            continue
        pair = PAIR.fullmatch(typed)
        if pair:
            count_pair(look, pair, typed)
        elif ISO.fullmatch(typed) or month_of(typed) or any(way.fullmatch(typed) for way in IN_DIGITS):
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


def without_weekday(text: str) -> str:
    """A cell without the weekday that stands before its date. (“Mar 3, 2025” is a day of March, no Tuesday.)"""
    typed = text.strip()
    found = WEEKDAY.match(typed)
    rest = typed[found.end() :] if found else ""
    if rest and (ISO.fullmatch(rest) or PAIR.fullmatch(rest) or month_of(rest)):
        return rest
    return typed


def month_of(text: str) -> int:
    """The month named in a date, 0 for none."""
    found = NAMED.fullmatch(text)
    return MONTHS.get((found["m1"] or found["m2"]).casefold(), 0) if found else 0


@lru_cache(maxsize=20_000)
def read_date(text: str, *, style: str, zone: tzinfo) -> datetime:
    """The instant a cell names, in UTC; a day is its midnight in `zone`. Raises BadValue."""
    typed = without_weekday(text)
    found = ISO.fullmatch(typed)
    if found:
        return instant(int(found["y"]), int(found["m"]), int(found["d"]), found, zone)
    found = PAIR.fullmatch(typed)
    if found:
        day, month = in_order(typed, int(found["a"]), int(found["b"]), style)
        return instant(year_of(found["y"]), month, day, found, zone)
    found = NAMED.fullmatch(typed)
    if found and month_of(typed):
        day, year = int(found["d1"] or found["d2"]), year_of(found["y1"] or found["y2"])
        return instant(year, month_of(typed), day, found, zone)
    found = SERIAL.fullmatch(typed)
    if found:  # Excel counts days from the last of 1899
        days = timedelta(days=int(found["n"]), seconds=round(float(f"0.{found['f'] or 0}") * 86400))
        return (datetime(1899, 12, 30, tzinfo=zone) + days).astimezone(UTC)
    found = TOGETHER.fullmatch(typed)
    if found:
        return instant(int(found["y"]), int(found["m"]), int(found["d"]), found, zone)
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


def instant(year: int, month: int, day: int, found: re.Match[str], zone: tzinfo) -> datetime:
    """Put a date together; raises BadValue where the calendar has no such day."""
    hour = int(found["h"] or 0)
    half = (found["ap"] or "").replace(".", "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        place = offset_of(found["z"]) if found["z"] else zone
        local = datetime(year, month, day, hour, int(found["mi"] or 0), int(found["s"] or 0), tzinfo=place)
        if not 1900 <= year <= 2200:
            raise ValueError
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue("There is no such day or time in the calendar.", "Correct the date.") from None


@lru_cache(maxsize=1_000)
def zone_in(header: str) -> timezone | None:
    """The time zone that a column's name tells: “Create Date (GMT+1)”; None where it tells none."""
    found = HEADER_ZONE.search(header)
    if not found:
        return None
    hours = int(found["h"] or 0)
    minutes = int(found["mi"] or 0) * (-1 if hours < 0 else 1)
    try:
        return timezone(timedelta(hours=ZONES[found["z"]] + hours, minutes=minutes))
    except ValueError:
        return None


def offset_of(written: str) -> timezone:
    """A time zone as its distance from UTC: “CEST”, “+02:00”, “GMT+0200”. Raises ValueError."""
    if written in ZONES:
        return timezone(timedelta(hours=ZONES[written]))
    digits = written.replace(":", "")[-5:]
    ahead = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-ahead if digits[0] == "-" else ahead)
