"""A model as JSON: written out, and read in again with the same checks as the editor's. Also the starters."""

from typing import Any

from django.db import transaction

from accounts.actions import Refused
from accounts.models import User, Workspace
from leads.conditions import BadCondition, Fault
from scoring import starters
from scoring.actions import drafting, watching
from scoring.models import ScoringModel

FORMAT = "baton-scoring-1"
OF_MODEL = ("fit_cap", "engagement_cap", "fit_bands", "engagement_bands", "groups", "thresholds", "disqualifiers")
KEYS = {"format", "version", "signals", "fit_rules", "engagement_rules", *OF_MODEL}


def export_model(model: ScoringModel) -> dict[str, Any]:
    """A version with its signals, as it can be read in again; segments by their names."""
    done = list(model.engagement_rules.select_related("signal"))
    signals = {rule.signal_id: rule.signal for rule in done}
    return {
        "format": FORMAT,
        "version": model.version,
        "fit_cap": model.fit_cap,
        "engagement_cap": model.engagement_cap,
        "fit_bands": model.fit_bands,
        "engagement_bands": model.engagement_bands,
        "groups": model.groups,
        "thresholds": [
            {"segment": None if each["segment"] is None else each["label"], "at_least": each["at_least"]}
            for each in model.thresholds
        ],
        "disqualifiers": model.disqualifiers,
        "signals": [
            {"key": row.key, "label": row.label, "condition": row.condition, "hand_raiser": row.hand_raiser}
            for row in signals.values()
        ],
        "fit_rules": [
            {"label": rule.label, "condition": rule.condition, "points": rule.points, "group": rule.group}
            for rule in model.fit_rules.all()
        ],
        "engagement_rules": [
            {
                "signal": rule.signal.key,
                "points": rule.points,
                "at_most": rule.at_most,
                "half_life_days": rule.half_life_days,
                "window_days": rule.window_days,
                "group": rule.group,
            }
            for rule in done
        ],
    }


@transaction.atomic
def import_model(workspace: Workspace, raw: Any, *, by: User | None) -> ScoringModel:
    """Make a model that was written out the draft; what the draft had is replaced. Signals are found by their keys,
    and made where there is none. Raises Refused or BadCondition and changes nothing.
    """
    if not isinstance(raw, dict):
        raise Refused("A model is a JSON object.")
    strange = sorted(set(raw) - KEYS)
    if strange:
        raise Refused(f"A model has no “{str(strange[0])[:40]}”.")
    if raw.get("format", FORMAT) != FORMAT:
        raise Refused(f"This is not in the format {FORMAT}.")
    keys = take_signals(workspace, raw.get("signals", []), by=by)
    draft = drafting.start_draft(workspace, by=by)
    draft.fit_rules.all().delete()
    draft.engagement_rules.all().delete()
    fields = {name: raw[name] for name in OF_MODEL if name in raw}
    if "thresholds" in fields:
        fields["thresholds"] = with_segments(workspace, fields["thresholds"])
    draft = drafting.change_draft(draft, fields=fields)
    for place, rule in enumerate(each_of(raw, "fit_rules")):
        at(f"fit_rules/{place}", lambda rule=rule: drafting.put_fit_rule(draft, fields=rule))
    for place, rule in enumerate(each_of(raw, "engagement_rules")):
        key = rule.get("signal")
        if not isinstance(key, str) or key not in keys:
            raise Refused(f"engagement_rules/{place}: there is no signal “{str(key)[:40]}”.")
        values = {**rule, "signal": keys[key]}
        at(f"engagement_rules/{place}", lambda values=values: drafting.put_engagement_rule(draft, fields=values))
    return draft


def at(path: str, act: Any) -> None:
    """Do one part, and say where it stands when it is refused."""
    try:
        act()
    except Refused as refusal:
        raise Refused(f"{path}: {refusal}") from None
    except BadCondition as error:
        raise BadCondition(Fault(f"{path}/{fault.path}", fault.text) for fault in error.faults) from None


def each_of(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects, or Refused."""
    found = raw.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Refused(f"“{name}” must be a list of objects.")
    return found


def take_signals(workspace: Workspace, raw: Any, *, by: User | None) -> dict[str, int]:
    """The ids of signals by key; those that are not there yet are made. What is there stays as it is."""
    keys = dict(workspace.signals.filter(retired_at=None).values_list("key", "pk"))
    for place, each in enumerate(each_of({"signals": raw}, "signals")):
        if each.get("key") not in keys:
            made: list[Any] = []
            at(
                f"signals/{place}",
                lambda each=each, made=made: made.append(watching.add_signal(workspace, fields=each, by=by)),
            )
            keys[made[0].key] = made[0].pk
    return keys


def with_segments(workspace: Workspace, raw: Any) -> Any:
    """Thresholds whose segments are named, with the ids of the segments."""
    if not isinstance(raw, list):
        return raw
    ids = dict(workspace.segments.values_list("name", "pk"))
    found = []
    for each in raw:
        name = each.get("segment") if isinstance(each, dict) else None
        if isinstance(name, str):
            if name not in ids:
                raise Refused(f"There is no segment “{name[:80]}” for the threshold. Make it first.")
            found.append({**each, "segment": ids[name]})
        else:
            found.append(each)
    return found


@transaction.atomic
def start_from(workspace: Workspace, name: str, *, by: User | None) -> ScoringModel:
    """Make a starter the draft; Refused for one that there is not."""
    if name not in starters.TEMPLATES:
        raise Refused("There is no such starter.")
    wanted = {rule["signal"] for rule in starters.TEMPLATES[name][1]["engagement_rules"]}
    signals = [signal for signal in starters.SIGNALS if signal["key"] in wanted]
    return import_model(workspace, {**starters.TEMPLATES[name][1], "signals": signals}, by=by)
