"""The scoring of the demo: seven versions of a model, the eighth as a draft, and every lead counted by the seventh."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from accounts.models import User, Workspace
from handoff.demo import words
from leads.models import Lead
from scoring.actions.book import alone, current, turn_page
from scoring.actions.drafting import put_fit_rule, start_draft
from scoring.actions.publishing import refresh
from scoring.actions.rebuilding import rebuild
from scoring.models import Publication, ScoringModel

AT_ONCE = 500
READY = 30  # leads that marketing still holds and that reach the threshold today
LEAST = 2_000
ANALYSTS = {
    "condition": {"field": "lead.title", "op": "is", "value": "Analyst"},
    "points": -1_000,
    "label": "Analysts rarely decide",
}


def count(
    workspace: Workspace, ids: Sequence[int], cast: dict[str, User], *, at: datetime, say: Callable[[str], None]
) -> dict[int, tuple[int, str]]:
    """Versions, then every lead's tallies, score and grade; answer (score, grade) by lead."""
    published = versions(workspace, cast, at=at)
    alone(workspace.pk)
    turn_page(workspace.pk)
    book, now = current(workspace.pk)
    for start in range(0, len(ids), AT_ONCE):
        rebuild(book, ids[start : start + AT_ONCE], now=now, cause="demo")
    say("every lead scored")
    held = Lead.objects.filter(pk__in=ids, stage="lead", holder="marketing").order_by("-score")
    scores = list(held.values_list("score", flat=True)[: READY + 1])
    least = max(LEAST, scores[-1] // 100 * 100) if scores else LEAST
    published.thresholds = [{"segment": None, "at_least": least}]
    published.save(update_fields=["thresholds"])
    turn_page(workspace.pk)
    for start in range(0, len(ids), AT_ONCE):
        refresh(workspace.pk, list(ids[start : start + AT_ONCE]), cause="demo")
    draft = start_draft(workspace, by=cast["maya"])
    put_fit_rule(draft, fields=ANALYSTS)
    return {
        pk: (score, grade) for pk, score, grade in Lead.objects.filter(pk__in=ids).values_list("pk", "score", "grade")
    }


def versions(workspace: Workspace, cast: dict[str, User], *, at: datetime) -> ScoringModel:
    """The published model becomes the seventh; six older ones are retired behind it."""
    published = ScoringModel.objects.get(workspace=workspace, state=ScoringModel.PUBLISHED)
    ScoringModel.objects.filter(pk=published.pk).update(version=len(words.VERSIONS) + 1)
    rows = []
    for number, (days, reason) in enumerate(words.VERSIONS, start=1):
        when = at - timedelta(days=days)
        rows.append(
            ScoringModel(
                workspace=workspace,
                version=number,
                state=ScoringModel.RETIRED,
                reason=reason,
                published_at=when,
                published_by=cast["maya"],
                created_by=cast["maya"],
                thresholds=published.thresholds,
            )
        )
    older = ScoringModel.objects.bulk_create(rows)
    when = at - timedelta(days=33)
    ScoringModel.objects.filter(pk=published.pk).update(
        published_at=when, published_by=cast["maya"], reason=words.SEVENTH
    )
    for was, model in zip([None, *older], older, strict=False):  # the seventh's own row is written already
        assert model.published_at is not None
        Publication.objects.create(
            workspace=workspace,
            model=model,
            was=was,
            by=cast["maya"],
            reason=model.reason,
            at=model.published_at,
            changed={"grade": 40 + 7 * model.version, "newly": 6, "no_longer": 4},
        )
    published.refresh_from_db()
    return published


def then(grade: str, dice: random.Random) -> str:
    """The grade of an old pass: the fit as it is, the heat as it must have been."""
    return grade[:1] + dice.choice("1122") if grade else ""
