"""Tags and filters every page may use: icons, instants, lengths of time, numbers, small marks of state."""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zlib import crc32

from django import template
from django.forms import BaseForm
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MINUS = "−"
NOTHING = "–"
ICON_NAME = re.compile(r"[a-z0-9-]+")
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
AVATAR_TINTS = 6

MINUTE, HOUR, DAY = 60, 3_600, 86_400
UNITS = ((DAY, "days"), (HOUR, "h"), (MINUTE, "min"))

TONES = {
    "good": "good success done active accepted verified sent on live published open won",
    "warn": "warn warning waiting invited unverified late draft expiring paused",
    "bad": "bad error failed overdue rejected dead breached revoked expired lost",
    "info": "info running offered new primary current",
}
TONE_OF = {word: tone for tone, words in TONES.items() for word in words.split()}

# labels that come from a package and would be said differently here
HOUSE_LABELS = {
    "Email": "E-mail address",
    "Email address": "E-mail address",
    "Remember Me": "Stay signed in on this device",
    "New Password": "New password",
    "New Password (again)": "The new password again",
    "Current Password": "Current password",
    "Passwordless": "Let it sign me in without a password",
}
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android",
    "Windows": "Windows", "Mac OS X": "Mac", "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


# --- drawings -----------------------------------------------------------------------------------------------


def icon_folder() -> Path:
    """Where the icon package keeps its drawings, one SVG file each."""
    spec = find_spec("js_lib_bootstrap_icons")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("The package django-js-lib-bootstrap-icons is missing.")
    return Path(spec.origin).parent / "static" / "bootstrap-icons"


@lru_cache(maxsize=512)
def drawing(name: str) -> str:
    """The inside of the icon's SVG; an unknown name draws nothing rather than break the page."""
    file = icon_folder() / f"{name}.svg"
    if not ICON_NAME.fullmatch(name) or not file.is_file():
        return ""
    found = DRAWING.search(file.read_text(encoding="utf-8"))
    return found[1].strip() if found else ""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon in the size and colour of the text around it; give a label only where no text says the same."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    lines = mark_safe(drawing(name))  # noqa: S308 - from the package's own files, never from a person
    return format_html(
        '<svg class="icon" width="16" height="16" viewBox="0 0 16 16" fill="currentColor" {}>{}</svg>',
        said,
        lines,
    )


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file; empty, not an error, where the list of hashed names is missing."""
    try:
        return static(path)
    except ValueError:
        return ""


# --- people and states --------------------------------------------------------------------------------------


@register.filter
def initials(name: Any) -> str:
    """Up to two letters that stand for a person: “Maya Lindqvist” -> “ML”, “ravi@acme.example” -> “R”."""
    words = [word for word in str(name or "").split("@")[0].replace(".", " ").split() if word[0].isalnum()]
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper() or "?"


@register.filter
def browser(user_agent: Any) -> str:
    """What a browser calls itself, in words: “Firefox on Linux”, or “An unknown browser”."""
    text = str(user_agent or "")
    name = next((said for mark, said in BROWSERS.items() if mark in text), "An unknown browser")
    system = next((said for mark, said in SYSTEMS.items() if mark in text), "")
    return f"{name} on {system}" if system else name


@register.simple_tag
def avatar(name: Any) -> SafeString:
    """Initials in a circle, always the same tint for the same name. The name must stand beside it."""
    tint = crc32(str(name or "").encode()) % AVATAR_TINTS
    return format_html('<span class="avatar avatar--{}" aria-hidden="true">{}</span>', tint, initials(name))


@register.simple_tag
def grade(value: Any) -> SafeString:
    """The mark for a grade such as “A1”: fit letter and engagement digit."""
    text = str(value or "").strip()
    if not text:
        return format_html('<span class="grade" title="{}">{}</span>', "Not graded yet", NOTHING)
    return format_html(
        '<span class="grade grade--{}"><span class="visually-hidden">Grade </span>{}</span>',
        text[0].lower(),
        text,
    )


@register.filter
def tone(state: Any) -> str:
    """The tone of a state, for `pill--…`: good, warn, bad, info, or “quiet” for any other word."""
    return TONE_OF.get(str(state or "").strip().lower(), "quiet")


# --- numbers ------------------------------------------------------------------------------------------------


def as_decimal(value: Any) -> Decimal | None:
    """The value as an exact number, or None when it is not one."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def plain(value: Any, places: int) -> str:
    """Digits in threes, at most `places` decimals, no trailing zeros; a dash for what is not a number."""
    exact = as_decimal(value)
    if exact is None:
        return NOTHING
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    text = f"{abs(rounded):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return (MINUS if rounded < 0 else "") + text


@register.filter
def number(value: Any, places: int = 2) -> str:
    """12481 -> “12,481”, 14.20 -> “14.2”, None -> “–”."""
    return plain(value, int(places))


@register.filter
def signed(value: Any, places: int = 2) -> str:
    """A change or points: 14.2 -> “+14.2”, -15 -> “−15”, 0 -> “0”."""
    text = plain(value, int(places))
    exact = as_decimal(value)
    return f"+{text}" if exact is not None and exact > 0 and text != "0" else text


@register.filter
def percent(ratio: Any, places: int = 0) -> str:
    """A ratio between 0 and 1 as a percentage: 0.384 -> “38%”, None -> “–”."""
    exact = as_decimal(ratio)
    return NOTHING if exact is None else f"{plain(exact * 100, int(places))}%"


# --- time ---------------------------------------------------------------------------------------------------


@register.filter
def duration(length: Any) -> str:
    """A timedelta or a number of seconds in words: “45 s”, “4 min”, “1 h 20 min”, “3 days 4 h”, “21 days”."""
    if isinstance(length, timedelta):
        length = length.total_seconds()
    if not isinstance(length, int | float | Decimal):
        return NOTHING
    seconds = int(length)
    return (MINUS if seconds < 0 else "") + length_in_words(abs(seconds))


def length_in_words(seconds: int) -> str:
    """The two largest units that say something."""
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        minutes = seconds % HOUR // MINUTE
        return f"{seconds // HOUR} h" + (f" {minutes} min" if minutes else "")
    days, hours = seconds // DAY, seconds % DAY // HOUR
    named = "1 day" if days == 1 else f"{days} days"
    return f"{named} {hours} h" if hours and days < 7 else named


def since(moment: datetime, now: datetime) -> str:
    """How far away an instant is: “just now”, “4 min ago”, “in 3 h”, “2 days ago”, then the date."""
    seconds = int((now - moment).total_seconds())
    apart = abs(seconds)
    if apart < 45:
        return "just now" if seconds >= 0 else "now"
    if apart >= 7 * DAY:
        return day_of(moment, now)
    size, unit = next((size, unit) for size, unit in UNITS if apart >= size or size == MINUTE)
    count = max(1, apart // size)
    words = "1 day" if (count, unit) == (1, "days") else f"{count} {unit}"
    return f"{words} ago" if seconds >= 0 else f"in {words}"


def day_of(moment: datetime, now: datetime) -> str:
    """“2 Oct”, with the year when it is not this one; in the reader's time zone."""
    local = timezone.localtime(moment)
    return date_format(local, "j M" if local.year == timezone.localtime(now).year else "j M Y")


@register.simple_tag
def when(moment: datetime | None, now: datetime | None = None) -> SafeString:
    """An instant as people say it, the exact one on hover; relative-time.js keeps it true on an open page."""
    if moment is None:
        return format_html('<span class="muted">{}</span>', NOTHING)
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}" data-when>{}</time>',
        local.isoformat(timespec="seconds"),
        f"{date_format(local, 'D j M Y, H:i')} {local.tzname()}",
        since(moment, now or timezone.now()),
    )


# --- forms --------------------------------------------------------------------------------------------------


@register.filter
def calm(form: BaseForm) -> BaseForm:
    """The form in the words of the house, without placeholders that only repeat its labels."""
    for bound in form:
        attrs = bound.field.widget.attrs
        label, placeholder = str(bound.label).lower(), str(attrs.get("placeholder", "")).lower()
        if placeholder.startswith(label) or placeholder in label:
            attrs.pop("placeholder", None)
        bound.label = HOUSE_LABELS.get(str(bound.label), bound.label)
    return form


@register.filter
def faults(form: BaseForm) -> list[dict[str, str]]:
    """Every complaint of a form as {"text", "label", "id"}; no id where no single field is to blame."""
    found = [{"text": str(text), "label": "", "id": ""} for text in form.non_field_errors()]
    for field in form:
        hidden = field.is_hidden
        for text in field.errors:
            target = "" if hidden else (field.id_for_label or f"div_{field.auto_id}")
            found.append({"text": str(text), "label": "" if hidden else str(field.label), "id": target})
    return found
