"""Public holidays of a country or a part of it, as closures; from the library `holidays`, with English names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache

import holidays
from holidays.constants import HALF_DAY, PUBLIC
from holidays.registry import COUNTRIES

from sla.calendars import BadCalendar, Closure

ENGLISH = ("en_US", "en_GB", "en")
FIRST_YEAR, LAST_YEAR = 1950, 2100  # the library knows no reliable dates outside


def closures(country: str, subdivision: str, years: Iterable[int], *, half_days_from: time | None) -> list[Closure]:
    """The holidays of these years (and no others), oldest first.

    Half holidays close from `half_days_from` to midnight, or not at all where it is None. Raises `BadCalendar` for
    a country or subdivision nobody knows.
    """
    found: list[Closure] = []
    for year in sorted(set(years)):
        found += of_year(country, subdivision, year, PUBLIC)
        if half_days_from is not None:
            found += [
                Closure(day.on, half_days_from, time.min, day.name) for day in half_days(country, subdivision, year)
            ]
    return sorted(found)


def half_days(country: str, subdivision: str, year: int) -> tuple[Closure, ...]:
    """The half holidays of a year, where the country has any."""
    whole = {day.on for day in of_year(country, subdivision, year, PUBLIC)}
    return tuple(day for day in of_year(country, subdivision, year, HALF_DAY) if day.on not in whole)


@lru_cache(maxsize=20_000)
def of_year(country: str, subdivision: str, year: int, category: str) -> tuple[Closure, ...]:
    """One year's holidays of one category, kept once they were worked out."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ()
    check(country, subdivision)
    known = kind_of(country)
    if category not in known.supported_categories:
        return ()
    days = holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=[year],
        expand=False,
        language=english(known),
        categories=(category,),
    )
    # A year's table may hold a day that is observed in the year beside it: that year tells it, too.
    return tuple(Closure(day, name=name) for day, name in sorted(days.items()) if day.year == year)


def check(country: str, subdivision: str) -> None:
    """Refuse what the library has no holidays for."""
    if country not in countries():
        raise BadCalendar(f"There are no public holidays for the country “{country}”.")
    if subdivision and subdivision not in subdivisions(country):
        raise BadCalendar(f"{country} has no state or region “{subdivision}”.")


@lru_cache
def countries() -> frozenset[str]:
    """The countries (two letters) whose holidays are known."""
    return frozenset(entry[1] for entry in COUNTRIES.values())


@lru_cache(maxsize=512)
def subdivisions(country: str) -> dict[str, str]:
    """The parts of a country that have holidays of their own: code to name."""
    if country not in countries():
        return {}
    known = kind_of(country)
    names = {code: name for name, code in known.subdivisions_aliases.items()}
    return {code: names.get(code, code) for code in sorted(known.subdivisions)}


def has_half_days(country: str) -> bool:
    """Whether the country keeps holidays for half a day."""
    return country in countries() and HALF_DAY in kind_of(country).supported_categories


@lru_cache(maxsize=512)
def kind_of(country: str) -> holidays.HolidayBase:
    """The library's entry for a country, without any dates."""
    return holidays.country_holidays(country)


def english(known: holidays.HolidayBase) -> str | None:
    """The language in which the country's holidays have English names, if any."""
    return next((language for language in ENGLISH if language in known.supported_languages), None)


def year_of(day: date) -> int:
    """The year of a day, within those the library knows."""
    return min(max(day.year, FIRST_YEAR), LAST_YEAR)
