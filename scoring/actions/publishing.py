"""Publishing a version: what it asks for is counted, all leads are judged in one pass, and lists follow in portions.

The switch is one transaction: the version in force, the leads that newly qualify or no longer do, their history. Who
newly qualifies by an edit is held until somebody lets a portion go. What is left is rows, so a killed worker costs a
portion at most.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit, jobs
from accounts.actions import Refused
from accounts.models import Job, User, Workspace
from scoring import sums
from scoring.actions import portions
from scoring.actions.book import alone, current, turn_page
from scoring.actions.drafting import held
from scoring.actions.plans import Unprepared, plan_of
from scoring.actions.preparing import make_room
from scoring.actions.settling import Heard, ask, locked, run, settle
from scoring.models import Publication, ScoringModel
from scoring.points import Plan

PUBLISH = "scoring_publish"
CHUNK = 2_000
MANY = 100_000  # leads, from which on it pays to judge all rather than to look each up
HERE = "t.workspace_id = %(ws)s AND EXISTS (SELECT 1 FROM leads_lead l WHERE l.workspace_id = t.workspace_id"
HERE += " AND l.id = t.lead_id AND l.merged_into_id IS NULL AND l.erased_at IS NULL)"
MINE = "t.workspace_id = %(ws)s"
MOVED = "(j.grade <> j.was OR j.qualifies <> j.qualified)"
PREVIEW = """
SELECT count(*), count(*) FILTER (WHERE j.qualifies AND NOT j.qualified),
    count(*) FILTER (WHERE j.qualified AND NOT j.qualifies), count(*) FILTER (WHERE j.grade <> j.was)
FROM ({judged}) j WHERE {moved}
"""
LISTED = """
SELECT j.lead_id, j.was, j.grade, j.qualified, j.qualifies, j.fit, j.engagement FROM ({judged}) j WHERE {moved}
ORDER BY (j.qualifies <> j.qualified) DESC, j.qualifies DESC, j.fit + j.engagement DESC, j.lead_id
LIMIT %(most)s OFFSET %(after)s
"""
NEAR = "SELECT t.lead_id FROM scoring_tally t WHERE t.workspace_id = %s AND {near}"
SWITCH = """
WITH j AS MATERIALIZED (
    SELECT * FROM ({judged}) j WHERE j.qualifies <> j.qualified
), tallied AS (
    UPDATE scoring_tally t SET score = j.fit + j.engagement, grade = j.grade, qualifies = j.qualifies,
        barred = j.barred, judged_by = %(version)s
    FROM j WHERE t.workspace_id = %(ws)s AND t.lead_id = j.lead_id
), shown AS (
    UPDATE leads_lead l SET score = j.fit + j.engagement, fit = j.fit, engagement = j.engagement, grade = j.grade,
        scored_at = %(now)s, model_version = %(version)s, qualifies = j.qualifies,
        barred_for = coalesce((%(bars)s::text[])[j.barred + 1], '')
    FROM j WHERE l.workspace_id = %(ws)s AND l.id = j.lead_id AND l.merged_into_id IS NULL AND l.erased_at IS NULL
    RETURNING l.id, l.stage
), noted AS (
    INSERT INTO scoring_gradechange (workspace_id, lead_id, at, was, "to", score, fit, engagement, qualified,
        qualifies, cause, model_version)
    SELECT %(ws)s, j.lead_id, %(now)s, j.was, j.grade, j.fit + j.engagement, j.fit, j.engagement, j.qualified,
        j.qualifies, 'model', %(version)s FROM j JOIN shown ON shown.id = j.lead_id
), dropped AS (
    UPDATE scoring_heldrelease h SET dropped_at = %(now)s FROM j
    WHERE h.workspace_id = %(ws)s AND h.lead_id = j.lead_id AND NOT j.qualifies AND h.released_at IS NULL
        AND h.dropped_at IS NULL
), held AS (
    INSERT INTO scoring_heldrelease (workspace_id, lead_id, model_id, score, held_at)
    SELECT %(ws)s, j.lead_id, %(model)s, j.fit + j.engagement, %(now)s FROM j JOIN shown ON shown.id = j.lead_id
    WHERE j.qualifies AND shown.stage = 'lead' ON CONFLICT DO NOTHING
)
SELECT count(*) FILTER (WHERE qualifies), count(*) FILTER (WHERE NOT qualifies) FROM j
"""
NEXT = "SELECT lead_id FROM scoring_tally WHERE workspace_id = %s AND lead_id > %s ORDER BY lead_id LIMIT %s"


@dataclass(frozen=True)
class Moved:
    """One lead that a draft would move."""

    lead: int
    was: str
    grade: str
    qualified: bool
    qualifies: bool
    fit: int
    engagement: int

    @property
    def score(self) -> int:
        """Hundredths."""
        return self.fit + self.engagement


@dataclass(frozen=True)
class Preview:
    """Exactly which leads publishing would move: how many in all, and the first of them."""

    ready: bool  # False: what the draft asks for is still being counted
    moved: int = 0
    newly: int = 0
    no_longer: int = 0
    regraded: int = 0
    leads: list[Moved] = field(default_factory=list)


def preview(draft: ScoringModel, *, now: datetime, most: int = 100, after: int = 0) -> Preview:
    """Which leads change their grade or MQL standing by the draft; those that change standing come first."""
    try:
        plan = plan_of(draft, live_only=True)
    except Unprepared:
        return Preview(ready=False)
    judged = sums.judged(plan, now.timestamp(), HERE)
    values: dict[str, Any] = {"ws": draft.workspace_id, "most": most, "after": after}
    moved, newly, no_longer, regraded = ask(PREVIEW.format(judged=judged, moved=MOVED), values)[0]
    rows = ask(LISTED.format(judged=judged, moved=MOVED), values)
    return Preview(True, moved, newly, no_longer, regraded, leads=[Moved(*row) for row in rows])


@transaction.atomic
def publish(draft: ScoringModel, *, by: User | None, reason: str) -> Job:
    """Put a draft in force as soon as what it asks for is counted; the job shows how far that is.

    Raises Refused when it was published or discarded meanwhile, without a reason, or when it has no threshold.
    """
    draft = held(draft)
    if not reason.strip():
        raise Refused("Say why, for those who read it later.")
    if not draft.thresholds:
        raise Refused("Say from how many points on a lead qualifies, before you publish.")
    running = Job.objects.open().filter(workspace_id=draft.workspace_id, kind=PUBLISH).first()
    if running is not None:
        raise Refused("A version is being published just now. Wait until it is through.")
    params = {"model": draft.pk, "reason": reason.strip()[:500], "by": by.pk if by else None}
    title = f"Publishing v{draft.version}"
    return jobs.start(PUBLISH, workspace=draft.workspace, by=by, title=title, params=params)


@transaction.atomic
def undo_publish(workspace: Workspace, *, by: User | None, reason: str) -> Job:
    """Go back to the version that was in force before; Refused when there is none."""
    last = Publication.objects.filter(workspace=workspace).order_by("-at", "-id").first()
    if last is None or last.was_id is None:
        raise Refused("There is no version to go back to.")
    if Job.objects.open().filter(workspace=workspace, kind=PUBLISH).exists():
        raise Refused("A version is being published just now. Wait until it is through.")
    params = {"model": last.was_id, "reason": reason.strip()[:500], "by": by.pk if by else None, "undo": True}
    title = f"Going back to v{last.was.version}" if last.was else ""
    return jobs.start(PUBLISH, workspace=workspace, by=by, title=title, params=params)


@jobs.portion(PUBLISH)
def work(job: Job) -> jobs.Portion:
    """One portion: make room, count, switch, and bring the lists up to date."""
    state = job.state or {"phase": "room"}
    if state["phase"] == "room":
        state = room(job)
    elif state["phase"] == "switch":
        state = switch(job)
    elif state["phase"] == "lists":
        state = lists(job, state)
    else:
        counted = portions.go_on(job.workspace_id, state)
        state = {"phase": "switch"} if counted["phase"] == "done" else counted
    done, result = state["phase"] == "end", state.get("result", {})
    note = portions.NOTES.get(state["phase"], "Bringing the lists up to date" if "switched" in state else "")
    return jobs.Portion(done=job.done + 1, state=state, note=note, finished=done, result=result)


def wanted(job: Job) -> ScoringModel:
    """The version that is to be in force; the job fails when it is gone."""
    model = ScoringModel.objects.filter(workspace_id=job.workspace_id, pk=job.params["model"]).first()
    if model is None:
        raise jobs.JobFailed("The draft was discarded meanwhile. Nothing was changed.")
    return model


def room(job: Job) -> dict[str, Any]:
    """Make room for what is not kept yet."""
    alone(job.workspace_id)
    try:
        slots, traits = make_room(wanted(job), now=timezone.now())
    except Refused as refusal:
        raise jobs.JobFailed(str(refusal)) from None
    if not slots and not traits:
        return {"phase": "switch"}
    return portions.begin([slot.pk for slot in slots], [trait.pk for trait in traits])


def switch(job: Job) -> dict[str, Any]:
    """The version in force from the commit on, and everybody whose standing that changes."""
    alone(job.workspace_id)
    model, now = wanted(job), timezone.now()
    was = ScoringModel.objects.filter(workspace_id=job.workspace_id, state=ScoringModel.PUBLISHED).first()
    if was is not None and was.pk == model.pk:
        return {"phase": "lists", "after": 0, "switched": True}
    try:
        plan = plan_of(model, live_only=True)
    except Unprepared:
        return {"phase": "room"}  # the draft was changed meanwhile
    put_in_force(job, model, was, now)
    newly, no_longer = judge_all(plan, model, now) if was else (0, 0)
    changed = {"newly": newly, "no_longer": no_longer}
    Publication.objects.create(
        workspace_id=job.workspace_id,
        model=model,
        was=was,
        at=now,
        by_id=job.params["by"],
        reason=job.params["reason"],
        undone=bool(job.params.get("undo")),
        changed=changed,
    )
    verb = "went back to" if job.params.get("undo") else "published"
    by = job.started_by
    details = {"reason": job.params["reason"], **changed}
    audit.record(workspace=model.workspace, by=by, verb=verb, what=f"scoring v{model.version}", details=details)
    return {"phase": "lists", "after": 0, "switched": True, "result": changed}


def put_in_force(job: Job, model: ScoringModel, was: ScoringModel | None, now: datetime) -> None:
    """Retire the one, publish the other."""
    if was is not None:
        ScoringModel.objects.filter(pk=was.pk).update(state=ScoringModel.RETIRED)
    values = {"state": ScoringModel.PUBLISHED, "published_at": now, "published_by_id": job.params["by"]}
    ScoringModel.objects.filter(pk=model.pk).update(**values, reason=job.params["reason"])
    turn_page(job.workspace_id)


def judge_all(plan: Plan, model: ScoringModel, now: datetime) -> tuple[int, int]:
    """Everybody whose standing the version changes: how many newly qualify, how many no longer do.

    One cheap pass, which PostgreSQL may share among its workers, finds whose standing may change; these are judged
    exactly. The caller holds the workspace's lock alone, so no tally changes in between.
    """
    near = [row[0] for row in ask(NEAR.format(near=sums.may_move(plan, now.timestamp())), [model.workspace_id])]
    where = f"{MINE} AND t.lead_id = ANY(%(near)s::bigint[])" if len(near) < MANY else MINE
    values = {
        "ws": model.workspace_id,
        "version": model.version,
        "model": model.pk,
        "now": now,
        "bars": [label[:200] for _, label in plan.bars],
        "near": near,
    }
    newly, no_longer = ask(SWITCH.format(judged=sums.judged(plan, now.timestamp(), where)), values)[0]
    return newly, no_longer


def lists(job: Job, state: dict[str, Any]) -> dict[str, Any]:
    """Judge the next leads, so that lists, history and the next looks follow."""
    ids = [row[0] for row in ask(NEXT, [job.workspace_id, state["after"], CHUNK])]
    if not ids:
        return {**state, "phase": "end"}
    refresh(job.workspace_id, ids)
    return {**state, "after": ids[-1]}


def refresh(workspace_id: int, leads: list[int], *, cause: str = "model") -> Heard:
    """Judge leads by the version in force, and look again when they may cross something."""
    book, now = current(workspace_id)
    run(
        "SELECT 1 FROM leads_lead WHERE workspace_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        [workspace_id, leads],
    )
    return settle(book, locked(workspace_id, leads), now=now, cause=cause)
