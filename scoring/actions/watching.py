"""Signals: added, changed, retired. A changed condition is counted while the old one stays in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit, jobs
from accounts.actions import Refused
from accounts.models import Job, User, Workspace
from leads import words
from leads.conditions import to_json
from leads.matching import counting as counts
from leads.models import Activity, Lead
from scoring import happenings
from scoring.actions import checking, portions
from scoring.actions.book import alone, turn_page
from scoring.actions.plans import mark_of
from scoring.actions.preparing import in_use, open_slot, ways_of
from scoring.actions.publishing import CHUNK, NEXT, refresh
from scoring.actions.settling import ask
from scoring.actions.sources import source_of
from scoring.models import EngagementRule, ScoringModel, Signal, Slot

RECLASSIFY = "scoring_reclassify"
MOST = 60
FIELDS = ("label", "condition", "hand_raiser", "key")


@transaction.atomic
def add_signal(workspace: Workspace, *, fields: Mapping[str, Any], by: User | None) -> Signal:
    """Name a kind of activity: label, condition, hand_raiser, and a key (made from the label without one).

    Raises Refused or BadCondition.
    """
    alone(workspace.pk)
    for name in fields:
        if name not in FIELDS:
            raise Refused(f"A signal has no “{name[:40]}”.")
    if workspace.signals.filter(retired_at=None).count() >= MOST:
        raise Refused(f"There are {MOST} signals already. Retire one first.")
    label = checking.label_of(fields.get("label"), 80)
    last = workspace.signals.aggregate(last=Max("position"))["last"]
    signal = Signal(
        workspace=workspace,
        key=fields.get("key") or key_for(workspace, label),
        label=label,
        condition=condition_of(fields.get("condition"), workspace),
        hand_raiser=bool(fields.get("hand_raiser", False)),
        position=0 if last is None else last + 1,
        changed_by=by,
    )
    signal.full_clean(
        exclude=["workspace", "changed_by", "next_condition"], validate_unique=False, validate_constraints=False
    )
    try:
        with transaction.atomic():
            signal.save()
    except IntegrityError:
        raise Refused(f"There is a signal with the key “{signal.key}” already.") from None
    turn_page(workspace.pk)
    audit.record(workspace=workspace, by=by, verb="added", what=f"the signal “{label}”")
    return signal


def key_for(workspace: Workspace, label: str) -> str:
    """A key made of a label, that nobody has yet."""
    plain = "_".join(words.split(label))
    plain = "".join(sign for sign in plain.lower() if sign.isascii() and (sign.isalnum() or sign == "_"))[:34]
    first = plain.strip("_") if plain[:1].isalpha() else f"signal_{plain}".strip("_")
    taken = set(workspace.signals.values_list("key", flat=True))
    return next(
        key for number in range(1, MOST + 1_000) if (key := f"{first}_{number}" if number > 1 else first) not in taken
    )


def condition_of(raw: Any, workspace: Workspace) -> dict[str, Any]:
    """A condition on activities, checked and as it is stored; raises BadCondition."""
    campaigns = {str(pk): name for pk, name in workspace.campaigns.values_list("pk", "name")}
    return to_json(happenings.read(raw, campaigns=campaigns))


@transaction.atomic
def change_signal(signal: Signal, *, fields: Mapping[str, Any], by: User | None) -> Job | None:
    """Change a label or whether it raises a hand at once; a changed condition as long work, which is answered.

    Raises Refused or BadCondition.
    """
    alone(signal.workspace_id)
    signal = Signal.objects.select_for_update(no_key=True).get(pk=signal.pk, workspace_id=signal.workspace_id)
    for name in fields:
        if name not in FIELDS or name == "key":
            raise Refused(f"A signal's “{name[:40]}” cannot be changed.")
    if "label" in fields:
        signal.label = checking.label_of(fields["label"], 80)
    signal.hand_raiser = bool(fields.get("hand_raiser", signal.hand_raiser))
    signal.changed_at, signal.changed_by = timezone.now(), by
    job = None
    if "condition" in fields:
        condition = condition_of(fields["condition"], signal.workspace)
        if mark_of(condition) != mark_of(signal.condition):
            job = reclassify(signal, condition, by=by)
    signal.save()
    turn_page(signal.workspace_id)
    audit.record(workspace=signal.workspace, by=by, verb="changed", what=f"the signal “{signal.label}”")
    return job


def reclassify(signal: Signal, condition: dict[str, Any], *, by: User | None) -> Job | None:
    """Begin to count a signal by a new condition; where no version counts it, it is changed at once."""
    if signal.next_condition is not None:
        raise Refused("This signal is being counted by its last change. Wait until that is through.")
    ways = {way for model in in_use(signal.workspace) for way in ways_of(model) if way[0] == signal.pk}
    if not ways:
        signal.condition = condition
        return None
    now = timezone.now()
    olds = list(Slot.objects.filter(workspace_id=signal.workspace_id, signal=signal))
    news = [open_slot(signal, way, condition, now=now) for way in sorted(ways, key=str)]
    signal.next_condition = condition
    params = {"signal": signal.pk, "new": [slot.pk for slot in news], "old": [slot.pk for slot in olds]}
    title = f"Counting “{signal.label}” anew"
    return jobs.start(RECLASSIFY, workspace=signal.workspace, by=by, title=title, params=params)


@jobs.portion(RECLASSIFY)
def work(job: Job) -> jobs.Portion:
    """One portion: count by the new condition, take it in the old one's place, judge everybody anew."""
    state = job.state or portions.begin(job.params["new"], [])
    if state["phase"] == "lists":
        ids = [row[0] for row in ask(NEXT, [job.workspace_id, state["after"], CHUNK])]
        if ids:
            refresh(job.workspace_id, ids)
        state = {**state, "after": ids[-1]} if ids else {"phase": "end"}
    elif state["phase"] == "open":
        take_over(job)
        state = {"phase": "lists", "after": 0}
    else:
        state = portions.go_on(job.workspace_id, state)
    note = portions.NOTES.get(state["phase"], "Bringing the lists up to date")
    return jobs.Portion(done=job.done + 1, state=state, note=note, finished=state["phase"] == "end")


def take_over(job: Job) -> None:
    """The new slots are the signal's, from the commit on; the old ones' numbers are free."""
    alone(job.workspace_id)
    signal = Signal.objects.select_for_update(no_key=True).get(pk=job.params["signal"], workspace_id=job.workspace_id)
    Slot.objects.filter(workspace_id=job.workspace_id, pk__in=job.params["old"]).delete()
    Slot.objects.filter(workspace_id=job.workspace_id, pk__in=job.params["new"]).update(state="live")
    if signal.next_condition is not None:
        signal.condition, signal.next_condition = signal.next_condition, None
        signal.save(update_fields=["condition", "next_condition"])
    turn_page(job.workspace_id)


@transaction.atomic
def retire_signal(signal: Signal, *, by: User | None) -> None:
    """Offer a signal no more; Refused while the published version or the draft counts it."""
    alone(signal.workspace_id)
    states = [ScoringModel.PUBLISHED, ScoringModel.DRAFT]
    if EngagementRule.objects.filter(signal=signal, model__state__in=states).exists():
        raise Refused(f"“{signal.label}” is counted by the model. Take its rule out first.")
    Signal.objects.filter(pk=signal.pk, workspace_id=signal.workspace_id).update(retired_at=timezone.now())
    turn_page(signal.workspace_id)
    audit.record(workspace=signal.workspace, by=by, verb="retired", what=f"the signal “{signal.label}”")


@dataclass(frozen=True)
class Seen:
    """How many leads a signal was seen of, and how often; counted within bounds of time."""

    leads: counts.Count
    hits: counts.Count


def seen(signal: Signal, *, now: datetime) -> Seen:
    """How many leads and hits a signal has, exactly where that can be told in two seconds."""
    source = source_of(signal)
    leads = Lead.objects.present().filter(workspace_id=signal.workspace_id)
    leads = leads.filter(source.happened(at_least=1, since=None, until=now))
    hits = Activity.objects.filter(workspace_id=signal.workspace_id, lead__isnull=False, counts=True, at__lte=now)
    return Seen(counts.count(leads), counts.count(hits.filter(source.is_hit())))
