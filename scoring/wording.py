"""A version of a model in words, line by line: to read, and to see what changed between two."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from leads.conditions import BadCondition, Known, Part, Schema, check, describe, describe_parts, leaves
from scoring.models import EngagementRule, FitRule, ScoringModel

GONE = "a condition that names what is no longer there"


def points(amount: int | None) -> str:
    """Hundredths as people write points: 20, 2.5, −15."""
    if amount is None:
        return ""
    text = f"{abs(amount) / 100:,.2f}".rstrip("0").rstrip(".")
    return f"−{text}" if amount < 0 else text


def signed(amount: int) -> str:
    """Points with their sign."""
    return points(amount) if amount < 0 else f"+{points(amount)}"


def cooling(half_life: int | None, window: int | None) -> str:
    """How points cool, after a comma."""
    if half_life is not None:
        return f"cools by half in {days(half_life)}"
    return f"counts for {days(window)}" if window is not None else "never cools"


def days(count: int) -> str:
    """“1 day”, “14 days”."""
    return "1 day" if count == 1 else f"{count:,} days"


@dataclass(frozen=True)
class Said:
    """A stored condition in words; `parts` for a page, `exegraphic` where it asks how a company behaves."""

    text: str
    parts: list[Part]
    exegraphic: bool = False
    broken: bool = False


def said(condition: Any, schema: Schema) -> Said:
    """A stored condition as it reads now."""
    try:
        found = check(condition, schema, saving=False)
    except BadCondition:
        return Said(GONE, [Part(GONE, "value")], broken=True)
    facts = any(isinstance(leaf, Known) for leaf in leaves(found))
    return Said(describe(found, schema), describe_parts(found, schema), exegraphic=facts)


def lines(model: ScoringModel, schema: Schema) -> list[str]:
    """Everything that a version says, one sentence each."""
    return [*limits(model), *rules(model, schema), *borders(model), *bars(model, schema)]


def limits(model: ScoringModel) -> Iterator[str]:
    """Caps and groups."""
    yield f"Fit is at most {points(model.fit_cap)} points, engagement at most {points(model.engagement_cap)}"
    for group in model.groups:
        most = "without a limit" if group.get("cap") is None else f"at most {points(group['cap'])} points"
        yield f"The group “{group['label']}” of {group['part']} rules: {most}"


def rules(model: ScoringModel, schema: Schema) -> Iterator[str]:
    """Fit rules, then engagement rules."""
    groups = {group["key"]: group["label"] for group in model.groups}
    for rule in model.fit_rules.all():
        yield f"{fit_in_words(rule, schema)}{of_group(rule.group, groups)}"
    for done in model.engagement_rules.all():
        yield f"{engagement_in_words(done)}{of_group(done.group, groups)}"


def of_group(key: str, groups: dict[str, str]) -> str:
    """In which group a rule is."""
    return f" (in “{groups.get(key, key)}”)" if key else ""


def fit_in_words(rule: FitRule, schema: Schema) -> str:
    """“Job title contains Head: +20 points”."""
    return f"{rule.label or said(rule.condition, schema).text}: {signed(rule.points)} points"


def engagement_in_words(rule: EngagementRule) -> str:
    """“Viewed pricing: +6 points each, at most 18, cools by half in 14 days”."""
    most = "" if rule.at_most is None else f", at most {points(rule.at_most)}"
    cools = cooling(rule.half_life_days, rule.window_days)
    return f"{rule.signal.label}: {signed(rule.points)} points each{most}, {cools}"


def borders(model: ScoringModel) -> Iterator[str]:
    """Bands and thresholds."""
    fit = ", ".join(f"{letter} from {points(start)}" for letter, start in model.fit_bands.items())
    done = ", ".join(f"{digit} from {points(start)}" for digit, start in model.engagement_bands.items())
    yield f"Letters of fit: {fit}"
    yield f"Digits of engagement: {done}"
    for each in model.thresholds:
        whom = "Everyone" if each.get("condition") is None else f"Who is in “{each.get('label', '')}”"
        yield f"{whom} qualifies from {points(each['at_least'])} points"


def bars(model: ScoringModel, schema: Schema) -> Iterator[str]:
    """Disqualifiers."""
    for each in model.disqualifiers:
        yield f"Never an MQL: {each['label']} ({said(each['condition'], schema).text})"
