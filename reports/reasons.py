"""Reasons of refusals by number, so that sums can be kept of them as of everything else."""

from collections.abc import Iterable, Set

from accounts.models import Workspace
from leads.actions.statements import run
from reports.counting import WHY
from reports.models import Reason

NO_REASON = "No reason given"
MOST = 30_000  # what a place of a spread can hold
NUMBER = """
INSERT INTO reports_reason (workspace_id, number, text)
SELECT %(ws)s, last.number + row_number() OVER (ORDER BY said.text), said.text
  FROM unnest(%(texts)s::text[]) AS said (text)
 CROSS JOIN (SELECT coalesce(max(number), 0) AS number FROM reports_reason WHERE workspace_id = %(ws)s) AS last
 WHERE last.number < %(most)s ORDER BY said.text
ON CONFLICT DO NOTHING
"""
UNUSED = """
DELETE FROM reports_reason r WHERE r.workspace_id = %s AND NOT EXISTS (SELECT 1 FROM reports_spread s
    WHERE s.workspace_id = r.workspace_id AND s.kind = %s AND s.place = r.number)
"""


def numbers_of(workspace_id: int, texts: Iterable[str]) -> dict[str, int]:
    """The number of each reason; new ones are given the next, and 0 where there are too many to number."""
    wanted = sorted({text for text in texts if text})
    if not wanted:
        return {}
    found = known(workspace_id, wanted)
    missing = [text for text in wanted if text not in found]
    while missing:  # somebody else may take a number first: then the next is tried
        taken = run(NUMBER, {"ws": workspace_id, "texts": missing, "most": MOST})
        found |= known(workspace_id, missing)
        left = [text for text in missing if text not in found]
        missing = left if taken or len(left) < len(missing) else []
    return found


def known(workspace_id: int, texts: list[str]) -> dict[str, int]:
    """The reasons that have a number."""
    rows = Reason.objects.filter(workspace_id=workspace_id, text__in=texts)  # where they are written: a replica lags
    return dict(rows.values_list("text", "number"))


def called(workspace: Workspace, numbers: Set[int]) -> dict[int, str]:
    """Reasons by their numbers, in words."""
    rows = Reason.objects.filter(workspace=workspace, number__in=[0, *numbers])  # asked once, whatever there is
    return {number: NO_REASON for number in numbers} | dict(rows.values_list("number", "text"))


def forget_unused(workspace_id: int) -> int:
    """Forget reasons that nothing counted gives any more: what somebody typed may name a person."""
    return run(UNUSED, [workspace_id, WHY])
