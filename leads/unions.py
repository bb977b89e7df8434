"""Two leads that are one person: what the one that is kept looks like afterwards. Pure."""

from collections.abc import Mapping
from typing import Any

from leads.drafts import COLUMNS, FIRST_TOUCH, PLAIN
from leads.stages import Holder, Stage

CUSTODY: tuple[str, ...] = (
    "stage",
    "staged_at",
    "cycle",
    "score_at_return",
    "holder",
    "held_since",
    "return_at",
    "promise_at",
    "held_for",
)
CUSTODY += ("accept_by", "rep_id", "offered_pool", "next_step_at", "closed_for")
SPOKEN = (*COLUMNS, "company_fixed", "last_activity_at")
UNITED = (*SPOKEN, *CUSTODY)
# What sales is working on now comes before a customer won earlier, and anything before what came to nothing.
ORDER = (Stage.DISQUALIFIED, Stage.LOST, Stage.LEAD, Stage.WON, Stage.MQL, Stage.SAL, Stage.SQL)
WITH_SALES = frozenset({Holder.WAITING, Holder.OFFERED, Holder.SALES})
WORDS = ("withdrawn", "given", "unknown")  # of consent, in the order in which they win
Row = Mapping[str, Any]


def united(kept: Row, gone: Row) -> dict[str, Any]:
    """The columns of the lead that is kept: its own values, the other's where it has none.

    Where they came from is told by the one that was seen first. A withdrawal of consent by either stands. The stage
    and the holder are those of the one that is further along; see `takes_custody`.
    """
    row = {name: kept[name] for name in UNITED}
    for name in (*PLAIN, "owner_id"):
        row[name] = kept[name] or gone[name]
    if not kept["email_key"]:
        row |= {name: gone[name] for name in ("email", "email_key", "email_domain")}
    if kept["company_id"] is None:
        row |= {name: gone[name] for name in ("company_id", "company_fixed")}
    row["custom"] = {**gone["custom"], **kept["custom"]}
    first, second = sorted((kept, gone), key=lambda lead: lead["first_seen_at"])
    for name in FIRST_TOUCH:
        row[name] = first[name] or second[name]
    row["first_seen_at"] = first["first_seen_at"]
    row["consent"] = next(word for word in WORDS if word in {kept["consent"], gone["consent"]})
    row["last_activity_at"] = later(kept["last_activity_at"], gone["last_activity_at"])
    if takes_custody(kept, gone):
        row |= {name: gone[name] for name in CUSTODY}
    row |= {name: max(kept, gone, key=cycle_of)[name] for name in ("cycle", "score_at_return")}
    return row


def cycle_of(row: Row) -> int:
    """How often somebody was given back."""
    return int(row["cycle"])


def takes_custody(kept: Row, gone: Row) -> bool:
    """Whether the one that goes is further along, so that its stage and its holder pass to the one that is kept."""
    return ORDER.index(Stage(gone["stage"])) > ORDER.index(Stage(kept["stage"]))


def both_with_sales(kept: Row, gone: Row) -> bool:
    """Whether sales holds both: then nobody but sales can say which of the two goes on."""
    return Holder(kept["holder"]) in WITH_SALES and Holder(gone["holder"]) in WITH_SALES


def later(one: Any, other: Any) -> Any:
    """The later of two instants, either of which may be missing."""
    return max((each for each in (one, other) if each is not None), default=None)


def restored(now: Row, was: Row, after: Row) -> dict[str, Any]:
    """What undoing sets back: columns that the merge changed and nobody has changed since. Custody goes as one."""
    same = all(now[name] == after[name] for name in CUSTODY)
    names = [name for name in SPOKEN if after[name] != was[name] and now[name] == after[name]]
    address = ("email", "email_key", "email_domain")
    if any(name in names for name in address):
        names += [name for name in address if name not in names]
    return {name: was[name] for name in (*names, *(CUSTODY if same else ()))}
