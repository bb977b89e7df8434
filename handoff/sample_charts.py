"""Charts for the style page, with figures as a team might have them."""

from typing import Any

from accounts.drawings import Event, Mark, Row, Series, Table

STAGES = [("Leads", 8_000), ("MQL", 2_412), ("SAL", 1_830), ("SQL", 917), ("Won", 342)]
BY_HOUR = [9, 6, 12, 12, 27, 30, 15, 9, 12, 21, 36, 48]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]
NOW, BEFORE = [31, 28, 34, 26, 22, 24, 18, 19, 14], [38, 41, 36, 33, 37, 30, 32, 29, 31]
OUTCOMES = {
    "Organic search": [344, 290, 130, 78],
    "Webinar “Route 26”": [162, 98, 30, 20],
    "Paid search": [157, 130, 96, 272],
}
RATES = [
    ("Organic search", 0.41, 0.38, 0.44),
    ("Webinar “Route 26”", 0.52, 0.46, 0.58),
    ("Paid search", 0.24, 0.21, 0.27),
]
LEFT = [1, 0.62, 0.41, 0.3, 0.22, 0.18, 0.12, 0.1, 0.09]


def sample_charts() -> dict[str, Any]:
    """One of each kind."""
    here = "#charts"
    names = ["SQL", "Working", "Recycled", "Rejected"]
    weeks = [f"W{number}" for number in range(38, 47)]
    return {
        "funnel": [Mark(name, count, url=here) for name, count in STAGES],
        "funnel_table": Table(
            ["Stage", "Leads"], [[name, {"text": f"{count:,}", "url": here}] for name, count in STAGES]
        ),
        "heat": [
            Row(day, [Mark(f"{hour:02}", minutes * 60 * (1.2 if day == "Fri" else 1))
                      for hour, minutes in enumerate(BY_HOUR, start=8)])
            for day in DAYS
        ],
        "lines": [
            Series("This quarter", [Mark(week, value * 60, low=value * 48, high=value * 75, url=here)
                                    for week, value in zip(weeks, NOW, strict=True)]),
            Series("Quarter before", [Mark(week, value * 60) for week, value in zip(weeks, BEFORE, strict=True)],
                   dashed=True),
        ],
        "events": [Event(4, "Webinar “Route 26”, 12 November", here)],
        "survival": [Series("Offers", [Mark(f"{place * 15} min", value) for place, value in enumerate(LEFT)])],
        "stacked": [Row(name, [Mark(part, count) for part, count in zip(names, counts, strict=True)], url=here)
                    for name, counts in OUTCOMES.items()],
        "bars": [Mark(name, rate, low=low, high=high, url=here) for name, rate, low, high in RATES],
    }  # fmt: skip
