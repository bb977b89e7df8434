"""Parts that several reports are made of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from accounts.drawings import Event, Mark, Series, Table
from reports.blocks import Block, Stat
from reports.counting import NAMES, STAGES
from reports.looking import Look
from reports.periods import each_day, each_month
from reports.sums import Rate, Sums, change

FUNNEL = (("entered", "Leads"), ("mql", "MQL"), ("sal", "SAL"), ("sql", "SQL"), ("won", "Won"))
AGES = ((7, "up to a week"), (30, "up to a month"), (90, "up to 3 months"), (180, "up to 6 months"))
OLDEST = "longer"
DAILY = 35  # days; more are shown by week
MOST = 40  # rows of a table; the largest


def number(value: int | float | None) -> str:
    """A whole number as it reads."""
    return "–" if value is None else f"{value:,.0f}".replace("-", "−")


def money(hundredths: float | None) -> str:
    """An amount without small change."""
    return "–" if hundredths is None else f"{hundredths / 100:,.0f}"


def sampled(looked_at: int, there_are: int) -> str:
    """What a table says of itself when it was made of the newest rows only; nothing when it has all."""
    return f"of the newest {looked_at:,}; there are {there_are:,}" if there_are > looked_at else ""


def linked(value: int, url: str, was: int | None = None) -> Any:
    """A number that leads to its rows, and how it moved since the period before; a nought leads nowhere."""
    return {"text": number(value), "url": url, "moved": change(value, was)} if value else "0"


def share(rate: Rate, url: str) -> Any:
    """A rate that leads to the rows it counts; one of nothing leads nowhere."""
    return {"text": rate.text, "url": url} if rate.some > 0 and rate.value is not None else rate.text


def sum_of(amount: int, url: str) -> Any:
    """A sum of money that leads to the rows it is of."""
    return {"text": money(amount), "url": url} if amount else "–"


def of_rows(text: str, url: str) -> Any:
    """What is told of rows, and leads to them; nothing leads nowhere."""
    return text if text == "–" else {"text": text, "url": url}


def length(minutes: float | None) -> str:
    """Minutes in words."""
    if minutes is None:
        return "–"
    for size, unit in ((1_440, "days"), (60, "h")):
        if minutes >= size * (2 if unit == "days" else 1):
            return f"{minutes / size:,.1f} {unit}".replace(".0 ", " ")
    return f"{minutes:.0f} min"


def days(value: float | None) -> str:
    """Days as they read."""
    if value is None:
        return "–"
    return f"{value:,.1f}".removesuffix(".0") + (" day" if value == 1 else " days")


def moved(now: float | None, before: float | None, *, good: str = "up") -> dict[str, str]:
    """How a number moved, for a Stat; `good` says which way is."""
    found = change(now, before)
    if not found:
        return {}
    tone = "" if not found["way"] else "good" if found["way"] == good else "bad"
    return {"delta": f"{found['text']} vs before", "way": found["way"], "delta_tone": tone}


def points(now: Rate, before: Rate) -> dict[str, str]:
    """How a rate moved, in points."""
    by = now.points(before)
    if by is None:
        return {}
    way = "up" if by > 0 else "down" if by < 0 else ""
    return {"delta": f"{abs(by)} pts vs before", "way": way, "delta_tone": "good" if by > 0 else "bad" if by else ""}


def count_stat(look: Look, label: str, what: str, now: Sums, before: Sums, *, good: str = "up") -> Stat:
    """A count with its rows and how it moved."""
    value = getattr(now, what)
    url = look.rows(what) if value else ""
    return Stat(
        label, number(value), url=url, link="Show them" if url else "", **moved(value, getattr(before, what), good=good)
    )


def funnel_block(look: Look, sums: Sums, *, key: str, title: str, note: str, links: Callable[[str], str]) -> Block:
    """From leads to won, each stage with its part of the one before and the interval of that part."""
    rates = [None, sums.mql_rate, sums.sal_rate, sums.sql_rate, sums.won_rate]
    marks, rows = [], []
    for (name, label), rate in zip(FUNNEL, rates, strict=True):
        value, url = getattr(sums, name), links(name)
        hint = f"Between {rate.between} of the stage before" if rate and rate.between else ""
        marks.append(Mark(label, value, url=url if value else "", note=hint))
        rows.append([label, linked(value, url), rate.text if rate else "", rate.between if rate else ""])
    table = Table(["Stage", "Leads", "Of the stage before", "Interval"], rows)
    return Block(key, title, table, "funnel", marks, f"{title}, from lead to won", note, width=7,
                 empty="No leads in this period." if not sums else "")  # fmt: skip


def over_time(look: Look, *, key: str, title: str, names: Sequence[tuple[str, str]], width: int = 12,
              events: Sequence[tuple[date, str, str]] = ()) -> Block:  # fmt: skip
    """Counts by day or month as lines."""
    sums = look.figures.by_time(look.period, look.scope)
    first = max(look.period.first, min(sums, default=look.period.first))
    places = (each_month if look.period.by_month else each_day)(first, look.period.end)
    step = "month" if look.period.by_month else "week" if len(places) > DAILY else "day"
    if step == "week":
        sums, places = by_week(sums), sorted({monday(place) for place in places})
    form = "%b %Y" if step == "month" else "%-d %b"
    series = [
        Series(label, [Mark(f"{place:{form}}", getattr(sums.get(place, Sums()), name)) for place in places])
        for name, label in names
    ]
    rows = [
        [f"{place:{form}}", *(number(getattr(sums[place], name)) for name, _ in names)]
        for place in reversed(places)
        if sums.get(place)
    ]
    table = Table(["When", *(label for _, label in names)], rows)
    return Block(key, title, table, "line", series, f"{title} over time", width=width,
                 note=f"by {step}", events=flags(places, events, step),
                 empty="Nothing happened in this period.")  # fmt: skip


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def by_week(sums: Mapping[date, Sums]) -> dict[date, Sums]:
    """Days added up to weeks, by their Mondays."""
    found: dict[date, Sums] = {}
    for day, some in sums.items():
        found[monday(day)] = found.get(monday(day), Sums()) + some
    return found


def flags(places: Sequence[date], events: Sequence[tuple[date, str, str]], step: str) -> list[Event]:
    """Events at the places of a chart."""
    found = []
    for day, name, url in events:
        on = day.replace(day=1) if step == "month" else monday(day) if step == "week" else day
        if on in places:
            found.append(Event(places.index(on), f"{name}, {day:%-d %B}", url))
    return found


def ageing(look: Look, standing: Mapping[date, Mapping[str, int]]) -> Block:
    """How long open leads have been at their stage."""
    open_stages = STAGES[:4]
    bands = [*(label for _, label in AGES), OLDEST]
    ends = [None, *(most + 1 for most, _ in AGES)], [*(most for most, _ in AGES), None]
    between: dict[str, dict[str, Any]] = {
        band: {"least": least, "most": most} for band, least, most in zip(bands, *ends, strict=True)
    }
    counts = {stage: dict.fromkeys(bands, 0) for stage in open_stages}
    for day, at in standing.items():
        band = band_of((look.today - day).days)
        for stage in open_stages:
            counts[stage][band] += at[stage]
    rows = [
        [
            NAMES[stage],
            *(linked(counts[stage][band], look.rows(f"at-{stage}", **between[band])) for band in bands),
        ]
        for stage in open_stages
    ]
    return Block("ageing", "How long open leads have been where they are", Table(["Stage", *bands], rows), width=7)


def band_of(age: int) -> str:
    """The band of an age in days."""
    return next((label for most, label in AGES if age <= most), OLDEST)


def cut(days_before: int, look: Look) -> date:
    """So many days before today."""
    return look.today - timedelta(days=days_before)
