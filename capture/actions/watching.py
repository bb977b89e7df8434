"""Machines among the visitors: what they do in a rush is marked, and what was stored of it before is taken back."""

from collections.abc import Iterable, Mapping

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
        step = step_of(one)
        if step is None:
            continue
        by_message[step.message_id] = one
        who = workspace_id, one.claim.names[:1] or one.claim.browser
        steps = watch.rushed(who, one.call.type, step)
        if steps:
            found.append((one, steps))
    earlier = []
    for one, steps in found:
        before = [step for step in steps if not mark_here(by_message, step)]
        earlier += [(one, before)] if before else []
    return earlier


def step_of(one: Told) -> Step | None:
    """An event as a step whose speed tells something; what admits to be a machine's is marked at once."""
    call = one.call
    if machines.admits(call.properties):
        call.counts = False
    if call.type not in machines.WATCHED or not call.counts:
        return None
    return machines.step_of(call.at, call.properties, call.message_id)


def mark_here(by_message: Mapping[object, Told], step: Step) -> bool:
    """Mark a step as a machine's when it is of this batch; whether it is."""
    one = by_message.get(step.message_id)
    if one is not None:
        one.call.counts = False
    return one is not None


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
