"""The style page: every component of the shell with the words and figures it was made for."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from handoff.sample_charts import sample_charts

PARTS = [
    ("colours", "Colours"),
    ("words", "Words and type"),
    ("buttons", "Buttons and menus"),
    ("marks", "Badges and marks"),
    ("figures", "Figures"),
    ("charts", "Charts"),
    ("queue", "A queue and a brief"),
    ("tables", "Tables and pages"),
    ("forms", "Forms"),
    ("messages", "Messages and empty places"),
    ("work", "Long work and secrets"),
    ("dialogs", "Dialogs and keys"),
]
SWATCHES = [
    "ink",
    "muted",
    "paper",
    "card",
    "line",
    "field-line",
    "hover",
    "accent",
    "fill",
    "accent-ink",
    "good",
    "good-bg",
    "warn",
    "warn-bg",
    "bad",
    "bad-bg",
    "info",
    "info-bg",
    "quiet",
    "quiet-bg",
    "side",
    "focus",
]
ICONS = [
    "inbox",
    "person-check",
    "calendar-event",
    "people",
    "buildings",
    "speedometer2",
    "journal-check",
    "ui-checks",
    "envelope-heart",
    "funnel",
    "stopwatch",
    "signpost-split",
    "bullseye",
    "file-earmark-text",
    "gear",
    "key",
    "shield-lock",
    "bell",
    "download",
    "upload",
    "plus-lg",
    "pencil",
    "trash3",
    "search",
]


class Waiting(NamedTuple):
    """A row of the sample queue; the time left in seconds."""

    grade: str
    name: str
    role: str
    firm: str
    why: str
    left: int
    tone: str
    note: str
    now: bool = False


QUEUE = [
    Waiting(
        "A1",
        "Maya Lindqvist",
        "VP Marketing",
        "Northwind Freight",
        "asked for a demo",
        -240,
        "bad",
        "asked",
        True,
    ),
    Waiting("A1", "Jonas Okafor", "Head of RevOps", "Helio Labs", "pricing ×3", 540, "warn", "score 92"),
    Waiting("B1", "Tom Becker", "Growth lead", "Fjord Bikes", "budget approved", 2280, "good", "score 78"),
    Waiting("C1", "Li Wei", "Analyst", "Orbit Retail", "12 page views", 62_760, "good", "score 66"),
]
RECEIPT = [
    ("Asked for a demo", "today", 25),
    ("Viewed pricing ×3", "last 2 h ago", 14.2),
    ("Decision maker: VP or above", "title", 20),
    ("E-mail domain is free or disposable", "domain", -15),
]
SOURCES = [
    ("Organic search", 842, 0.81, 0.41, 31, "no budget", ""),
    ("Webinar “Route 26”", 310, 0.88, 0.52, 24, "–", ""),
    ("Paid search", 655, 0.62, 0.24, 44, "wrong size 41%", "bad"),
    ("Referral", 120, 0.93, 0.66, 19, "–", ""),
]
REPS = [
    ("Ines Moreau", "", 18, 25, "", 8, 0.98, "good"),
    ("Dan Whitfield", "", 25, 25, "bad", 41, 0.74, "bad"),
    ("Yuki Tanaka", "away until Thu", 6, 25, "", 12, 0.95, "good"),
]
VISITS = [1, 0, 2, 0, 0, 1, 0, 2, 0, 3, 0, 4, 6, 8, 9]
BROKEN = "Signal “viewed pricing” was removed while the rehearsal ran. Start it again."
# group -> label, icon, count, urgent
NAV = {
    "Sales": [("My queue", "inbox", 7, True), ("Working", "person-check", 23, False)],
    "Marketing": [("Leads", "people", 0, False), ("Companies", "buildings", 0, False)],
    "Both": [("Pipeline", "funnel", 0, False), ("Response times", "stopwatch", 0, False)],
    "Workspace": [("Settings", "gear", 0, False)],
}


DAY = forms.DateInput(attrs={"type": "date"})


class InviteForm(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(label="Name", max_length=80)
    email = forms.EmailField(label="E-mail address", help_text="The invitation works for seven days.")
    message = forms.CharField(label="A word to them", required=False, widget=forms.Textarea({"rows": 2}))
    team = forms.ChoiceField(label="Team", choices=[("", "Choose…"), ("emea", "EMEA"), ("us", "Americas")])
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[("marketer", "Marketer"), ("rep", "Sales rep"), ("manager", "Manager")],
        widget=forms.CheckboxSelectMultiple,
        help_text="One person may have several.",
    )
    daily = forms.IntegerField(label="Leads a day at most", min_value=1, required=False)
    starts = forms.DateField(label="First day", required=False, widget=DAY)
    card = forms.FileField(label="Picture", required=False)
    greet = forms.BooleanField(label="Send a welcome mail", required=False, initial=True)


class SourceFilter(forms.Form):
    """A bar over a list."""

    source = forms.ChoiceField(label="Source", required=False, choices=[("", "All"), ("web", "Search")])
    team = forms.ChoiceField(label="Team", required=False, choices=[("", "All"), ("emea", "EMEA")])
    since = forms.DateField(label="Since", required=False, widget=DAY)


def refused() -> InviteForm:
    """The form as it comes back with four complaints."""
    answers = {"name": "Ravi Shah", "email": "ravi@acme", "daily": "0", "greet": "on"}
    form = InviteForm(answers, auto_id="bad_%s")
    form.add_error(None, "Acme has no seat left. Take one back, or add seats.")
    return form


def sample_jobs(now: datetime) -> list[SimpleNamespace]:
    """A job in each state that looks different."""
    return [
        sample_job(1, "Import of webinar-attendees.csv", "running", 8_214, 12_481, began=now - timedelta(minutes=4)),
        sample_job(2, "Rescore every lead", "waiting", 0, None),
        sample_job(3, "Export of all companies", "done", 3_310, 3_310, ended=now),
        sample_job(4, "Rehearsal of model v8", "failed", 40, 90, ended=now, trouble=BROKEN),
    ]


def sample_job(
    place: int,
    title: str,
    status: str,
    done: int,
    total: int | None,
    *,
    began: datetime | None = None,
    ended: datetime | None = None,
    trouble: str = "",
) -> SimpleNamespace:
    """One job with what its template asks for."""
    return SimpleNamespace(
        pk=place,
        title=title,
        status=status,
        get_status_display=status.capitalize(),
        done=done,
        total=total,
        percent=done * 100 // total if total else None,
        is_open=ended is None,
        began_at=began,
        ended_at=ended,
        trouble=trouble,
        stop_asked_at=None,
        note="",
    )


def sample_shell(request: HttpRequest) -> dict[str, Any]:
    """A full sidebar, so that the page looks as it does in a workspace."""
    here = request.path
    groups = [
        {
            "title": title,
            "items": [
                {"label": label, "url": f"{here}#queue" if count else here, "icon": icon, "count": count,
                 "urgent": urgent, "active": urgent}
                for label, icon, count, urgent in rows
            ],
        }
        for title, rows in NAV.items()
    ]  # fmt: skip
    theme = request.GET.get("theme") or getattr(request.user, "theme", "system")
    workspace = SimpleNamespace(pk=1, name="Acme", slug="acme")
    return {"nav": groups, "workspace": workspace, "workspaces": [], "membership": None, "theme": theme}


def sample_messages() -> list[Message]:
    """One of each kind."""
    return [
        Message(messages.SUCCESS, "Maya Lindqvist is yours. The next step is due tomorrow at 10:00."),
        Message(messages.INFO, "Model v8 is a draft; v7 stays live until you publish."),
        Message(messages.WARNING, "2 leads fall due within 15 minutes."),
        Message(messages.ERROR, "Jonas Okafor was accepted by Ines Moreau 3 seconds before you."),
    ]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show all components; ?theme=light or dark overrides the person's own choice."""
    now = timezone.now()
    context = {
        "shell": sample_shell(request),
        "parts": PARTS,
        "swatches": SWATCHES,
        "icons": ICONS,
        "queue": QUEUE,
        "receipt": RECEIPT,
        "sources": SOURCES,
        "reps": REPS,
        "visits": [(f"{day} Nov", count) for day, count in enumerate(VISITS, start=8)],
        "charts": sample_charts(),
        "medians": [31, 28, 34, 26, 22, 24, 18, 19, 14],
        "moments": [now - timedelta(seconds=5), now - timedelta(minutes=4), now - timedelta(hours=3),
                    now + timedelta(minutes=9), now - timedelta(days=2), now - timedelta(days=52)],
        "form": InviteForm(initial={"team": "emea"}),
        "refused": refused(),
        "filter_form": SourceFilter(auto_id="filter_%s"),
        "jobs": sample_jobs(now),
        "sample_messages": sample_messages(),
        "crumbs": [{"label": "Reports", "url": "#tables"}, {"label": "Sources", "url": "#tables"}],
        "tabs": [{"label": "Waiting", "url": "#tables", "active": True, "count": 7},
                 {"label": "Working", "url": "#tables", "count": 23}, {"label": "Done", "url": "#tables"}],
        "facts": [{"label": "Company", "value": "Northwind Freight"}, {"label": "People", "value": "420"},
                  {"label": "Local time", "value": "14:06 in Stockholm"}, {"label": "Phone", "value": ""}],
    }  # fmt: skip
    return render(request, "styleguide.html", context)
