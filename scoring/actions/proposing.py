"""A rule that something taught us, put into the draft: a run of rejections, a finding of a report."""

from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User, Workspace
from scoring.actions.drafting import put_fit_rule, start_draft
from scoring.models import FitRule


@transaction.atomic
def propose_rule(
    workspace: Workspace, *, condition: Any, points: int, by: User | None, label: str = "", why: str = ""
) -> FitRule:
    """Add a fit rule (points in hundredths) to the draft, which is begun where there is none; nothing is in force yet.

    Raises Refused or BadCondition.
    """
    draft = start_draft(workspace, by=by)
    rule = put_fit_rule(draft, fields={"condition": condition, "points": points, "label": label})
    details = {"why": why} if why else {}
    audit.record(workspace=workspace, by=by, verb="proposed", what=f"a rule for scoring {draft}", details=details)
    return rule
