"""`{% load clocks %}`: a year of a calendar, and the tape of a clock, drawn on the server."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sla.clauses import length
from sla.tape import Segment
from sla.year import Month

register = template.Library()
CELL, GAP, LABEL, ROW = 18, 2, 72, 20
WIDTH, TALL = 800.0, 34
MINUTE = 60
DUE = SafeString('<line class="tape__due" x1="799" x2="799" y1="0" y2="34"><title>Due</title></line>')
LEAST = 3.0  # a short stretch can still be seen and pointed at
WORDS = {"running": "Running", "closed": "Closed", "holiday": "Holiday", "paused": "Waiting for the lead"}


@register.simple_tag
def year_map(months: Sequence[Month], label: str) -> SafeString:
    """A row for each month, a cell for each day; hovering a day says its hours and what closes it."""
    rows = format_html_join(
        "",
        '<text class="year__month" x="0" y="{}">{}</text>{}',
        ((place * ROW + 14, month.name, days_of(month, place * ROW)) for place, month in enumerate(months)),
    )
    width, height = LABEL + 31 * (CELL + GAP), ROW * len(months)
    return format_html(
        '<svg class="year" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', width, height, label, rows
    )


def days_of(month: Month, top: int) -> SafeString:
    """The cells of a month."""
    return format_html_join(
        "",
        '<rect class="year__day year__day--{}" x="{}" y="{}" width="{}" height="{}" rx="3"><title>{}</title></rect>',
        (
            (day.kind, LABEL + place * (CELL + GAP), top, CELL, ROW - GAP, day.words)
            for place, day in enumerate(month.days)
        ),
    )


@register.simple_tag
def tape_strip(segments: Sequence[Segment], label: str, now: datetime | None = None) -> SafeString:
    """The way from start to deadline: lengths as time passes on the wall, and a line where it is now."""
    if not segments:
        return SafeString("")
    begin, end = segments[0].begin, segments[-1].end
    whole = max((end - begin).total_seconds(), 1.0)

    def x(at: datetime) -> float:
        return (at - begin).total_seconds() / whole * WIDTH

    strips = format_html_join(
        "",
        '<rect class="tape__part tape__part--{}" x="{}" y="4" width="{}" height="26"><title>{}</title></rect>',
        (
            (part.kind, f"{x(part.begin):.1f}", f"{max(x(part.end) - x(part.begin), LEAST):.1f}", words_of(part))
            for part in segments
        ),
    )
    here = SafeString("")
    if now is not None and begin <= now <= end:
        here = format_html(
            '<line class="tape__now" x1="{0}" x2="{0}" y1="0" y2="34"><title>Now</title></line>', f"{x(now):.1f}"
        )
    return format_html(
        '<svg class="tape" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}{}{}</svg>',
        int(WIDTH),
        TALL,
        label,
        strips,
        here,
        DUE,
    )


def words_of(part: Segment) -> str:
    """“Holiday (Good Friday): Fri 3 Apr 00:00 – Sat 4 Apr 00:00”, in the reader's zone."""
    begin, end = timezone.localtime(part.begin), timezone.localtime(part.end)
    name = f" ({part.name})" if part.name else ""
    return f"{WORDS[part.kind]}{name}: {begin:%a %d %b %H:%M} – {end:%a %d %b %H:%M}"


@register.filter
def hours(seconds: float | None) -> str:
    """Working time in hours and minutes, never in days: 24 working hours are three days to most people."""
    return length(int(seconds) if seconds < MINUTE else int(seconds) // MINUTE * MINUTE) if seconds is not None else "–"


@register.filter
def kind_words(part: Segment) -> str:
    """What a stretch is called."""
    return part.name or WORDS[part.kind]
