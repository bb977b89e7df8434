"""What a workspace starts with: signals, and models for common businesses. Pure data, in the form of an exchange."""

from typing import Any

Raw = dict[str, Any]


def activity(*types: str) -> Raw:
    """An activity of one of these types."""
    return {"field": "activity.type", "op": "is_any_of", "value": list(types)}


def page_with(*parts: str) -> Raw:
    """A page whose path or address has one of these parts."""
    places = [{"field": f"property.{name}", "op": "contains_any", "value": list(parts)} for name in ("path", "url")]
    return {
        "all": [
            activity("page", "page viewed"),
            {
                "any": [
                    *places,
                    {"field": "activity.title", "op": "contains_any", "value": [part.strip("/") for part in parts]},
                ]
            },
        ]
    }  # noqa: E501


def download(*stages: str) -> Raw:
    """A download of content of these stages of the journey."""
    kinds = activity("downloaded", "download", "content downloaded", "file downloaded")
    return {"all": [kinds, {"field": "activity.content_stage", "op": "is_any_of", "value": list(stages)}]}


SIGNALS: list[Raw] = [
    {"key": "viewed_pricing", "label": "Viewed pricing", "condition": page_with("/pricing", "/prices", "/plans")},
    {"key": "visited_site", "label": "Visited the site", "condition": activity("page", "page viewed")},
    {
        "key": "downloaded_late",
        "label": "Downloaded late-stage content",
        "condition": download("late"),
    },
    {
        "key": "downloaded_early",
        "label": "Downloaded early-stage content",
        "condition": download("early", "middle"),
    },
    {
        "key": "attended_webinar",
        "label": "Attended a webinar over 30 min",
        "condition": {
            "all": [
                activity("webinar attended", "attended webinar", "webinar"),
                {
                    "any": [
                        {"field": "property.minutes", "op": "at_least", "value": 30},
                        {"field": "property.duration_minutes", "op": "at_least", "value": 30},
                    ]
                },
            ]
        },
    },
    {
        "key": "asked_for_demo",
        "label": "Asked for a demo",
        "condition": activity("demo requested", "requested demo", "asked for a demo", "demo request"),
        "hand_raiser": True,
    },
    {
        "key": "asked_for_call",
        "label": "Asked for a call",
        "condition": activity(
            "call requested", "requested call", "asked for a call", "contact requested", "consultation requested"
        ),
        "hand_raiser": True,
    },
    {
        "key": "filled_in_form",
        "label": "Filled in a form",
        "condition": activity("form submitted", "form filled", "form"),
    },
    {
        "key": "opened_mail",
        "label": "Opened a mail",
        "condition": activity("email opened", "mail opened", "opened email"),
    },
    {
        "key": "clicked_mail",
        "label": "Clicked in a mail",
        "condition": activity("email clicked", "mail clicked", "email link clicked", "clicked email"),
    },
    {
        "key": "unsubscribed",
        "label": "Unsubscribed",
        "condition": activity("unsubscribed", "email unsubscribed", "mail unsubscribed"),
    },
]


def fit(points: int, condition: Raw, label: str = "") -> Raw:
    """A fit rule."""
    return {"points": points, "condition": condition, "label": label}


def does(signal: str, points: int, at_most: int | None, half_life: int | None = None, window: int | None = None) -> Raw:
    """An engagement rule."""
    return {"signal": signal, "points": points, "at_most": at_most, "half_life_days": half_life, "window_days": window}


TITLE = {"field": "lead.title", "op": "contains_any", "value": ["VP", "Chief", "Head", "Director"]}
FREE = {
    "any": [
        {"field": "lead.email_is_free", "op": "is", "value": True},
        {"field": "lead.email_is_disposable", "op": "is", "value": True},
    ]
}
STUDENT: Raw = {
    "label": "Student",
    "condition": {"field": "lead.title", "op": "contains_any", "value": ["student", "intern"]},
}
CUSTOMER: Raw = {"label": "Already a customer", "condition": {"field": "lead.stage", "op": "is", "value": "won"}}
SILENT: Raw = {
    "label": "Does not want to hear from us",
    "condition": {"field": "lead.consent", "op": "is", "value": "withdrawn"},
}  # noqa: E501


def model(fits: list[Raw], done: list[Raw], least: int) -> Raw:
    """A whole model."""
    return {
        "fit_cap": 5000,
        "engagement_cap": 5000,
        "fit_bands": {"A": 4000, "B": 2500, "C": 1000},
        "engagement_bands": {"1": 3500, "2": 2000, "3": 800},
        "thresholds": [{"segment": None, "at_least": least}],
        "disqualifiers": [STUDENT, CUSTOMER],
        "groups": [],
        "fit_rules": fits,
        "engagement_rules": done,
    }


def size(low: int, high: int) -> Raw:
    """How many people the company has."""
    return {"field": "company.employees", "op": "between", "value": [low, high]}


STARTER = model(
    [
        fit(2000, TITLE),
        fit(1500, size(50, 1000)),
        fit(1000, {"fact": "hiring_marketing", "within_days": 180}),
        fit(500, {"field": "lead.email", "op": "is_set"}),
        fit(-1500, FREE),
    ],
    [
        does("asked_for_demo", 2500, 2500),
        does("asked_for_call", 2500, 2500),
        does("viewed_pricing", 600, 1800, 14),
        does("downloaded_late", 800, 2400, 30),
        does("downloaded_early", 300, 900, 30),
        does("attended_webinar", 1000, 2000, 30),
        does("clicked_mail", 200, 800, 14),
        does("visited_site", 50, 500, window=30),
        does("unsubscribed", -2000, 2000),
    ],
    4500,
)
SOFTWARE = model(
    [
        fit(
            1800,
            {"field": "lead.title", "op": "contains_any", "value": ["VP", "Chief", "CTO", "CIO", "Head", "Director"]},
        ),
        fit(1500, size(20, 2000)),
        fit(1000, {"fact": "new_technology", "within_days": 365}),
        fit(1000, {"fact": "funding", "within_days": 365}),
        fit(-1500, FREE),
    ],
    [
        does("asked_for_demo", 3000, 3000),
        does("viewed_pricing", 800, 2400, 7),
        does("attended_webinar", 800, 1600, 30),
        does("downloaded_late", 600, 1800, 21),
        does("visited_site", 50, 600, 7),
        does("clicked_mail", 200, 600, 14),
        does("unsubscribed", -2000, 2000),
    ],
    4500,
)
SERVICES = model(
    [
        fit(
            2500,
            {"field": "lead.title", "op": "contains_any", "value": ["Owner", "Founder", "Managing", "CEO", "Chief"]},
        ),
        fit(1000, size(10, 500)),
        fit(1000, {"fact": "leadership_change", "within_days": 180}),
        fit(500, {"fact": "new_office", "within_days": 365}),
    ],
    [
        does("asked_for_call", 3500, 3500),
        does("downloaded_late", 1000, 2000, 60),
        does("downloaded_early", 400, 1200, 60),
        does("attended_webinar", 1200, 2400, 60),
        does("filled_in_form", 600, 1200, 30),
        does("unsubscribed", -2500, 2500),
    ],
    4000,
)
MARKETPLACE = model(
    [
        fit(1500, {"field": "company.employees", "op": "at_least", "value": 5}),
        fit(1500, {"fact": "new_market", "within_days": 365}),
        fit(1000, {"field": "lead.phone", "op": "is_set"}),
        fit(-500, {"field": "lead.email_is_disposable", "op": "is", "value": True}),
    ],
    [
        does("filled_in_form", 1500, 3000, 14),
        does("asked_for_call", 2500, 2500),
        does("viewed_pricing", 700, 2100, 7),
        does("visited_site", 60, 1200, 7),
        does("clicked_mail", 150, 600, 7),
        does("unsubscribed", -1500, 1500),
    ],
    3500,
)
TEMPLATES: dict[str, tuple[str, Raw]] = {
    "software": ("B2B software", SOFTWARE),
    "services": ("Services", SERVICES),
    "marketplace": ("Marketplace", MARKETPLACE),
}
