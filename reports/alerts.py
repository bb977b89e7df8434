"""When a number is worth a word. Pure."""

METRICS = {
    "mql": "MQLs",
    "sal": "SALs",
    "sql": "SQLs",
    "won": "Wins",
    "rejected": "Refusals",
    "entered": "New leads",
    "mql_to_sql": "MQL → SQL (%)",
    "acceptance": "Accepted (%)",
}
RATES = frozenset({"mql_to_sql", "acceptance"})
WAYS = {"over": "went over", "under": "stayed under", "fell": "fell by more than (%)"}


def is_worth(way: str, line: int, now: float | None, before: float | None, *, is_over: bool) -> bool:
    """Whether to tell. `under` only when the period `is_over`, since every period begins with nothing."""
    if now is None:
        return False
    if way == "over":
        return now > line
    if way == "under":
        return is_over and now < line
    return bool(before) and (before - now) / before * 100 > line  # type: ignore[operator]


def sentence(metric: str, way: str, line: int, now: float, before: float | None, whose: str) -> str:
    """What is told."""
    name = METRICS[metric].removesuffix(" (%)")
    unit = "%" if metric in RATES else ""
    of = f" of {whose}" if whose else ""
    if way == "fell":
        return f"{name}{of} fell by more than {line}%: {now:.0f}{unit} after {before or 0:.0f}{unit}."
    word = "over" if way == "over" else "under"
    return f"{name}{of}: {now:.0f}{unit}, {word} {line}{unit}."
