"""Steps that were counted: each on the day it was taken."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from leads.models import StageChange
from reports.counting import NAMES, NOT_STEPS
from reports.looking import Look
from reports.reasons import NO_REASON
from reports.rows.parts import of_filters_by_now, within

STEPS: dict[str, tuple[str, Q]] = {
    "mql": ("Became MQL", Q(to="mql")),
    "sal": ("Accepted by sales", Q(to="sal")),
    "sql": ("Became SQL", Q(to="sql") & ~Q(was="won")),
    "won": ("Won", Q(to="won")),
    "lost": ("Lost", Q(to="lost") & ~Q(was="won")),
    "disqualified": ("Disqualified", Q(to="disqualified") & ~Q(was="won")),
    "rejected": ("Rejected by sales", Q(was="mql", to__in=["lead", "disqualified"])),
    "recycled": ("Given back by sales", Q(was__in=["sal", "sql"], to="lead")),
    "left-lead": ("Left the stage Lead", Q(was="lead")),
    "left-mql": ("Left the stage MQL", Q(was="mql")),
    "left-sal": ("Left the stage SAL", Q(was="sal")),
    "left-sql": ("Left the stage SQL", Q(was="sql")),
}
STANDS = Q(lead__merged_into=None)  # a lead that was merged stands where the one it was merged into stands
STEPS |= {
    f"passed-{stage}": (
        f"Passed on, and {name} now",
        Q(to="mql") & ((STANDS & Q(lead__stage=stage)) | Q(lead__merged_into__stage=stage)),
    )
    for stage, name in NAMES.items()
}
# How long a lead was at a stage is known if it came there before; at the first stage it is from the first sight on.
CAME = StageChange.objects.filter(lead=OuterRef("lead"), to=OuterRef("was"), at__lte=OuterRef("at"))
CAME_BEFORE = Q(Exists(CAME.exclude(cause__in=NOT_STEPS)))
SEEN_BEFORE = Q(at__gte=Coalesce("lead__merged_into__first_seen_at", "lead__first_seen_at"))


def title_of(what: str) -> str:
    """What the rows are."""
    return STEPS[what][0]


def steps(look: Look, what: str) -> QuerySet[StageChange]:
    """Steps of a kind in the period, newest first."""
    rows = look.workspace.stage_changes.filter(STEPS[what][1], lead__is_test=False, **within("at", look))
    rows = rows.exclude(cause__in=NOT_STEPS).filter(of_filters_by_now(look)).select_related("lead__company", "by")
    reason = look.asked.get("reason")
    if reason:
        rows = rows.filter(reason="" if reason == NO_REASON else reason)
    if what.startswith("left-"):
        rows = rows.exclude(details__has_key="inferred")
        rows = rows.filter(CAME_BEFORE | SEEN_BEFORE if what == "left-lead" else CAME_BEFORE)
    return rows.order_by("-at", "-id")
