"""The proof that stored scores are right: a sample of leads, each minute, compared with their receipts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.utils import timezone

from accounts import bells
from leads.models import Lead
from scoring.actions.book import current
from scoring.actions.receipts import receipt, receipts
from scoring.actions.settling import COLUMNS, ask, id_list, judged
from scoring.models import Recheck, ScoreCheck, ScoringModel

log = structlog.get_logger(__name__)
KIND = "score_check"
EVERY = timedelta(minutes=1)
KEPT = timedelta(days=1)
SAMPLE = 20
SHOWN = 10
ANY = """
SELECT lead_id FROM scoring_tally WHERE workspace_id = %s AND lead_id >= (
    SELECT min(lead_id) + floor(random() * (max(lead_id) - min(lead_id) + 1))::bigint FROM scoring_tally
    WHERE workspace_id = %s
) ORDER BY lead_id LIMIT %s
"""
READ = f"SELECT {COLUMNS} FROM scoring_tally WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[])"  # noqa: S608


@dataclass(frozen=True)
class Verdict:
    """What was stored and what the activities say, at one instant. Grade and standing must be the same to the letter,
    points within a hundredth.
    """

    at: datetime
    stored: int
    receipt: int
    stored_grade: str
    receipt_grade: str
    version: int

    @property
    def equal(self) -> bool:
        """Whether they agree."""
        return abs(self.stored - self.receipt) <= 1


def verify(lead: Lead, *, now: datetime | None = None) -> Verdict:
    """Work the score out from the log of activities and compare it with the tally, both at this instant.

    Raises Refused when no model is published.
    """
    found = receipt(lead)
    at = found.as_of
    kept = kept_scores(lead.workspace_id, [lead.pk], at)
    stored = kept.get(lead.pk, (0, ""))
    return Verdict(at, stored[0], found.score, stored[1], found.grade, found.version)


def kept_scores(workspace_id: int, leads: list[int], at: datetime) -> dict[int, tuple[int, str]]:
    """Score and grade of leads at an instant, by their tallies."""
    book, _ = current(workspace_id)
    rows = ask(READ, [workspace_id, id_list(leads)])
    return {each.lead: (each.now.score, each.now.grade) for each in judged(book, rows, at)}


@bells.answers(KIND, every=EVERY)
def reconcile(workspace_id: int, now: datetime) -> None:
    """Compare a sample, keep the count for a day, and raise the alarm if a score differs."""
    model = ScoringModel.objects.filter(workspace_id=workspace_id, state=ScoringModel.PUBLISHED).first()
    sample = [row[0] for row in ask(ANY, [workspace_id, workspace_id, SAMPLE])] if model else []
    if not sample or model is None:
        return
    differences = compare(workspace_id, sample, model)
    ScoreCheck.objects.create(
        workspace_id=workspace_id,
        at=now,
        looked_at=len(sample),
        differing=len(differences),
        differences=differences[:SHOWN],
    )
    ScoreCheck.objects.filter(workspace_id=workspace_id, at__lt=now - KEPT).delete()
    if differences:
        log.error("scores_differ", differing=len(differences), looked_at=len(sample))


def compare(workspace_id: int, sample: list[int], model: ScoringModel) -> list[dict[str, Any]]:
    """The leads of a sample whose stored score is more than a hundredth off, or whose stored grade is behind."""
    at = timezone.now()
    due = set(Recheck.objects.filter(workspace_id=workspace_id, due_at__lte=at).values_list("lead_id", flat=True))
    leads = list(Lead.objects.present().filter(workspace_id=workspace_id, pk__in=sample))
    kept = kept_scores(workspace_id, [lead.pk for lead in leads], at)
    found = []
    for lead, said in zip(leads, receipts(leads, at=at, model=model), strict=True):
        stored = kept.get(lead.pk, (0, ""))
        behind = lead.grade != said.grade and lead.pk not in due and lead.scored_at is not None
        if abs(stored[0] - said.score) > 1 or behind:
            found.append({"lead": lead.pk, "stored": stored[0], "receipt": said.score, "grade": lead.grade})
    return found
