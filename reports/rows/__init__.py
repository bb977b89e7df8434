"""The rows behind every number: steps that were taken, or leads. `what` in an address names them."""

from reports.rows.leads import leads, period_of
from reports.rows.leads import title_of as title_of_leads
from reports.rows.steps import STEPS, steps
from reports.rows.steps import title_of as title_of_steps


def title_of(what: str, asked: dict[str, str]) -> str:
    """What the rows are."""
    return title_of_steps(what) if what in STEPS else title_of_leads(what, asked)


__all__ = ["STEPS", "leads", "period_of", "steps", "title_of"]
