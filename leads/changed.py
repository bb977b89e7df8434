"""Whose data changed: a narrow list of functions that the roof fills, called in the transaction of the change.

Not a signal: the hall's two signals tell what happened to a lead. This only says that what is kept about leads, their
company or its facts is other than before, so that who keeps answers made of it can ask again.
"""

from collections.abc import Callable, Iterable, Sequence

Listener = Callable[[int, Sequence[int], frozenset[str] | None, bool], None]
STANDING = frozenset({"lead.stage", "lead.cycle", "lead.staged", "lead.holder", "lead.rep"})  # what a step changes
LISTENERS: list[Listener] = []


def listen(listener: Listener) -> Listener:
    """Have a function called with the workspace's id, ids of leads, fields or None, and whether the leads are new.

    For handoff/relay.py only.
    """
    if listener not in LISTENERS:
        LISTENERS.append(listener)
    return listener


def tell(
    workspace_id: int, lead_ids: Iterable[int], *, fields: frozenset[str] | None = None, are_new: bool = False
) -> None:
    """Say that these leads, their companies or facts changed; `fields`, as conditions call them, if no others did.

    `are_new` is for leads that this transaction has just written: nobody else sees them, nothing is kept about them.
    """
    ids = sorted(set(lead_ids))
    if ids:
        for listener in LISTENERS:
            listener(workspace_id, ids, fields, are_new)
