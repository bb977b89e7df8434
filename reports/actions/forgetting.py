"""Erasure: sums stay, since they name nobody; what a lead is counted under follows its blanked row at once."""

from leads.traces import Place, Subject, register
from reports import folding, reasons


def recount(subject: Subject) -> int:
    """Count the leads under what their rows say by now; a value or reason that only they had is gone with it."""
    counted = folding.recount(subject.workspace_id, subject.leads)
    return counted + reasons.forget_unused(subject.workspace_id)


def keep(subject: Subject) -> int:
    """Numbers without names stay."""
    return 0


for label, what, forget in (
    ("reports.Counted", "What they are counted under in reports", recount),
    ("reports.Rollup", "Sums of many leads", keep),
):
    register(Place(label, what, forget=forget, show=lambda subject: []), last=True)
