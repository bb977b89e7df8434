"""Machines among the visitors: what they do in a rush is marked, and what was stored of it before is taken back."""

from collections.abc import Iterable

from capture import machines
from capture.identity import Known
from capture.machines import Step, Watch
from capture.portrait import Told
from leads import actions as leads

watch = Watch()
Hasty = list[tuple[Told, list[Step]]]


def mark(workspace_id: int, told: Iterable[Told]) -> Hasty:
    """Mark what machines did as counting nothing; answer with whom steps came too fast, and which."""
    by_message: dict[object, Told] = {}
    found: Hasty = []
    for one in told:
        call = one.call
        if machines.admits(call.properties):
            call.counts = False
        if call.type not in machines.WATCHED or not call.counts:
            continue
        step = machines.step_of(call.at, call.properties, call.message_id)
        if step is None:
            continue
        by_message[call.message_id] = one
        who = workspace_id, one.claim.names[:1] or one.claim.browser
        steps = watch.rushed(who, call.type, step)
        if steps:
            found.append((one, steps))
    earlier = []
    for one, steps in found:
        for step in steps:
            if step.message_id in by_message:
                by_message[step.message_id].call.counts = False
        before = [step for step in steps if step.message_id not in by_message]
        earlier += [(one, before)] if before else []
    return earlier


def take_back(workspace_id: int, hasty: Hasty, known: Known) -> None:
    """Take what was stored of a rush before out of the count."""
    for one, steps in hasty:
        names, browser = one.claim.names, known.browsers.get(one.claim.browser)
        leads.discount(
            workspace_id,
            messages=[step.message_id for step in steps],
            leads=known.leads.get(names[0], ()) if names else (),
            visitors=[browser.id] if browser else (),
            around=one.call.at,
        )
