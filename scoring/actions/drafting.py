"""Drafts of a scoring model: begun from the published version, changed, compared, thrown away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.actions import Refused
from accounts.models import User, Workspace
from leads.matching import Terms
from scoring.actions import checking
from scoring.actions.settling import run
from scoring.models import MOST, EngagementRule, FitRule, ScoringModel

CARRIED = ("fit_cap", "engagement_cap", "fit_bands", "engagement_bands", "thresholds", "disqualifiers", "groups")
OF_FIT = ("label", "condition", "points", "group", "learnt")
OF_ENGAGEMENT = ("signal_id", "points", "at_most", "half_life_days", "window_days", "group")
GONE = "This version is no longer a draft. Open the scoring page again."


@transaction.atomic
def start_draft(workspace: Workspace, *, by: User | None) -> ScoringModel:
    """The draft there is, or a new one copied from the published version."""
    Workspace.objects.select_for_update(no_key=True).filter(pk=workspace.pk).first()
    draft = workspace.scoring_models.filter(state=ScoringModel.DRAFT).first()
    if draft is not None:
        return draft
    published = workspace.scoring_models.filter(state=ScoringModel.PUBLISHED).first()
    last = workspace.scoring_models.aggregate(last=Max("version"))["last"] or 0
    draft = ScoringModel(workspace=workspace, version=last + 1, derived_from=published, created_by=by)
    if published is not None:
        for name in CARRIED:
            setattr(draft, name, getattr(published, name))
    draft.save()
    if published is not None:
        copy_rules(published, draft)
    return draft


def copy_rules(was: ScoringModel, draft: ScoringModel) -> None:
    """The same rules in another version."""
    place = {"workspace_id": draft.workspace_id, "model_id": draft.pk}
    for rule in was.fit_rules.all():
        FitRule.objects.create(**place, position=rule.position, **{name: getattr(rule, name) for name in OF_FIT})
    for done in was.engagement_rules.all():
        values = {name: getattr(done, name) for name in OF_ENGAGEMENT}
        EngagementRule.objects.create(**place, position=done.position, **values)


def held(draft: ScoringModel) -> ScoringModel:
    """The draft, locked; Refused when it was published or thrown away in the meantime."""
    rows = ScoringModel.objects.select_for_update(no_key=True)
    found = rows.filter(pk=draft.pk, workspace_id=draft.workspace_id, state=ScoringModel.DRAFT).first()
    if found is None:
        raise Refused(GONE)
    return found


@transaction.atomic
def change_draft(draft: ScoringModel, *, fields: Mapping[str, Any]) -> ScoringModel:
    """Set caps, bands, thresholds, disqualifiers or groups; raises Refused or BadCondition."""
    draft = held(draft)
    terms = Terms(draft.workspace)
    readers: dict[str, Any] = {
        "fit_cap": lambda raw: checking.hundredths(raw, "The cap on fit"),
        "engagement_cap": lambda raw: checking.hundredths(raw, "The cap on engagement"),
        "fit_bands": lambda raw: checking.bands_of(raw, "ABC", "The bands of fit"),
        "engagement_bands": lambda raw: checking.bands_of(raw, "123", "The bands of engagement"),
        "thresholds": lambda raw: checking.thresholds_of(raw, draft.workspace, terms),
        "disqualifiers": lambda raw: checking.disqualifiers_of(raw, terms),
        "groups": checking.groups_of,
    }
    for name, raw in fields.items():
        if name not in readers:
            raise Refused(f"A draft has no “{name[:40]}”.")
        setattr(draft, name, readers[name](raw))
    draft.changed_at = timezone.now()
    draft.save()
    return draft


@transaction.atomic
def put_fit_rule(draft: ScoringModel, *, fields: Mapping[str, Any], rule: FitRule | None = None) -> FitRule:
    """Add a fit rule, or change one: condition, points, label, group. Raises Refused or BadCondition."""
    draft = held(draft)
    if rule is None:
        check_room(draft.fit_rules.count(), checking.MOST_FIT, "fit rules")
        rule = FitRule(workspace_id=draft.workspace_id, model=draft, position=after(draft.fit_rules))
    known(fields, ("condition", "points", "label", "group"))
    if "condition" in fields or not rule.condition:
        rule.condition = checking.condition_of(fields.get("condition"), Terms(draft.workspace))
    rule.points = checking.hundredths(fields.get("points", rule.points), "Points", least=-MOST)
    label = fields.get("label", rule.label)
    rule.label = checking.label_of(label, 120) if label else ""
    rule.group = group_of(draft, fields.get("group", rule.group), "fit")
    rule.save()
    return rule


@transaction.atomic
def put_engagement_rule(
    draft: ScoringModel, *, fields: Mapping[str, Any], rule: EngagementRule | None = None
) -> EngagementRule:
    """Add an engagement rule, or change one: signal (row or id), points, at_most, half_life_days or window_days, group.

    A signal counts once in a version for each way to cool. Raises Refused.
    """
    draft = held(draft)
    if rule is None:
        check_room(draft.engagement_rules.count(), checking.MOST_ENGAGEMENT, "engagement rules")
        place = after(draft.engagement_rules)
        rule = EngagementRule(workspace_id=draft.workspace_id, model=draft, position=place)
    known(fields, ("signal", "points", "at_most", "half_life_days", "window_days", "group"))
    if "signal" in fields or not rule.signal_id:
        wanted = getattr(fields.get("signal"), "pk", fields.get("signal"))
        signal = draft.workspace.signals.filter(pk=wanted, retired_at=None).first() if wanted else None
        if signal is None:
            raise Refused("There is no such signal. Choose another one.")
        rule.signal = signal
    rule.points = checking.hundredths(fields.get("points", rule.points), "Points each", least=-MOST)
    most = fields.get("at_most", rule.at_most)
    rule.at_most = None if most is None else checking.hundredths(most, "At most")
    rule.half_life_days = checking.days_of(fields.get("half_life_days", rule.half_life_days), "The half-life")
    rule.window_days = checking.days_of(fields.get("window_days", rule.window_days), "The window")
    rule.group = group_of(draft, fields.get("group", rule.group), "engagement")
    check_cooling(draft, rule)
    rule.save()
    return rule


def check_cooling(draft: ScoringModel, rule: EngagementRule) -> None:
    """Points cool in one way, and a signal counts once in each."""
    if rule.half_life_days is not None and rule.window_days is not None:
        raise Refused("Points cool by a half-life or end with a window, not both.")
    twins = draft.engagement_rules.filter(
        signal_id=rule.signal_id, half_life_days=rule.half_life_days, window_days=rule.window_days
    )
    if twins.exclude(pk=rule.pk).exists():
        raise Refused(
            f"“{rule.signal.label}” already counts in this way. Change that rule, or cool this one otherwise."
        )


def check_room(count: int, most: int, what: str) -> None:
    """Refuse one too many."""
    if count >= most:
        raise Refused(f"A model has at most {most} {what}.")


def known(fields: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Refuse what a rule does not have."""
    for name in fields:
        if name not in names:
            raise Refused(f"A rule has no “{name[:40]}”.")


def group_of(draft: ScoringModel, key: str | None, part: str) -> str:
    """The key of a group of the right part, or none."""
    if not key:
        return ""
    if not any(group["key"] == key and group["part"] == part for group in draft.groups):
        raise Refused("There is no such group. Make it first.")
    return key


def after(rules: Any) -> int:
    """The place behind the last rule."""
    last = rules.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def remove_rule(rule: FitRule | EngagementRule) -> None:
    """Take a rule out of a draft."""
    held(rule.model)
    rule.delete()


@transaction.atomic
def move_rule(rule: FitRule | EngagementRule, *, to: int) -> None:
    """Put a rule at a place among its like, counted from 0."""
    draft = held(rule.model)
    rules: list[Any] = list(draft.fit_rules.all() if isinstance(rule, FitRule) else draft.engagement_rules.all())
    rules = [each for each in rules if each.pk != rule.pk]
    rules.insert(max(0, min(to, len(rules))), rule)
    for place, each in enumerate(rules):
        type(each).objects.filter(pk=each.pk, workspace_id=draft.workspace_id).update(position=place)


@transaction.atomic
def discard(draft: ScoringModel) -> None:
    """Throw a draft away; Refused when it is none any more."""
    draft = held(draft)
    draft.fit_rules.all().delete()
    draft.engagement_rules.all().delete()
    # Not by Django: it would ask for the draft's publications, which it has none of and may not touch.
    run("DELETE FROM scoring_scoringmodel WHERE workspace_id = %s AND id = %s", [draft.workspace_id, draft.pk])
