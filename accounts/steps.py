"""First steps: what a new workspace still wants, computed from what is there. Rooms add their own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Membership
from accounts.roles import Role


@dataclass(frozen=True)
class Step:
    """One thing to do, for members with one of the roles (none named: for all); `done` asks the rows."""

    title: str
    text: str
    url_name: str
    done: Callable[[Membership], bool]
    roles: tuple[Role, ...] = ()
    of_person: bool = False  # the address is the person's own, not the workspace's


@dataclass(frozen=True)
class Taken:
    """A step as one member sees it."""

    title: str
    text: str
    url: str
    is_done: bool


STEPS: list[Step] = []


def add_steps(*steps: Step) -> None:
    """Put steps on the list, in the order in which they make sense; each room calls it from its `urls.py`."""
    STEPS.extend(step for step in steps if step not in STEPS)


def steps_for(membership: Membership) -> list[Taken]:
    """The steps of this member, done or not; empty when all are done."""
    wanted = [step for step in STEPS if not step.roles or membership.has(*step.roles)]
    taken = [Taken(step.title, step.text, address(step, membership), step.done(membership)) for step in wanted]
    return [] if all(step.is_done for step in taken) else taken


def address(step: Step, membership: Membership) -> str:
    """Where the step is taken."""
    kwargs = {} if step.of_person else {"workspace": membership.workspace.slug}
    return reverse(step.url_name, kwargs=kwargs)
