"""What marketing and sales of the demo agreed on over the months: definitions, the agreement, everybody's hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from accounts.models import Membership, User, Workspace
from leads.actions import defining
from leads.conditions import check
from leads.definitions import Kind, Side
from leads.matching import Terms
from leads.models import Definition
from sla import actions as sla
from sla.models import Side as Signer
from sla.models import TwoWayAgreement
from sla.plans import Plan

# whose, zone, public holidays of, days from Monday that are worked, from, to
HOURS = [
    ("ravi", "Europe/Berlin", "DE", 5, (8, 30), (17, 0)),
    ("ines", "Europe/Paris", "FR", 5, (9, 0), (18, 0)),
    ("dan", "Europe/London", "GB", 5, (8, 0), (16, 30)),
    ("yuki", "Europe/Berlin", "DE", 4, (7, 30), (16, 30)),
    ("lena", "Europe/Vienna", "AT", 5, (10, 0), (18, 30)),
    ("omar", "Europe/Berlin", "DE", 3, (9, 0), (15, 0)),
]
# kind, proposed days ago, agreed days ago, sentence that is added, why, what was said on the way (by whom)
VERSIONS = [
    (Kind.MQL, 402, 398, "Students and competitors are never MQLs.", "Sales refused 31 students in a quarter",
     [("mona", "Yes. They cost us two hours a week."), ("maya", "Then they leave the score, too.")]),
    (Kind.SAL, 390, 388, "Accepted means called within the hours of the agreement, not only read.",
     "Nine leads were accepted and not called that week",
     [("ravi", "Can we count a mail as a call? No: agreed.")]),
    (Kind.ICP, 300, 296, "Firms of 80 to 4,000 people; freight, retail and health first.", "From the wins of the year",
     []),
    (Kind.SQL, 250, 249, "There is an amount, and a day on which they mean to decide.",
     "Half of the pipeline had no day", []),
    (Kind.MQL, 131, 126, "Two visits to Pricing within a week count as looking for what we do.",
     "Eleven wins were passed on by hand that the score had not found", [("mona", "We look again after a quarter.")]),
]  # fmt: skip
OPEN = (Kind.SAL, 3, "A lead that asked for somebody by name goes to that person.", "Two were lost between two reps",
        [("mona", "And when that person is away?"), ("maya", "Then the pool, as always.")])  # fmt: skip
AGREED = [(388, 45, 6), (172, 60, 6), (38, 75, 8)]  # days ago, MQLs a month, attempts


def agree(workspace: Workspace, cast: dict[str, User], *, at: datetime) -> None:
    """All of it, by the verbs, dated back."""
    signers = {
        name: Membership.objects.select_related("workspace", "user").get(workspace=workspace, user=cast[name])
        for name in ("maya", "mona")
    }
    definitions(workspace, cast, signers, at=at)
    agreement(workspace, signers, at=at)
    hours(workspace, cast, at=at)


def definitions(workspace: Workspace, cast: dict[str, User], signers: dict[str, Membership], *, at: datetime) -> None:
    """The first ones signed, later ones in force in their place, one on the table."""
    begun = at - timedelta(days=540)
    for first in Definition.objects.filter(workspace=workspace):
        Definition.objects.filter(pk=first.pk).update(proposed_at=begun, in_force_at=begun)
        sign_both(first, signers, at=begun + timedelta(days=2))
    for kind, proposed, agreed, sentence, why, said in VERSIONS:
        when = at - timedelta(days=proposed)
        row = put_forward(workspace, cast, kind, sentence, why, said, at=when)
        sign_both(row, signers, at=at - timedelta(days=agreed))
    kind, days, sentence, why, said = OPEN
    row = put_forward(workspace, cast, kind, sentence, why, said, at=at - timedelta(days=days))
    defining.sign(row, by=signers["maya"], side=Side.MARKETING, at=at - timedelta(days=days - 1))


def put_forward(
    workspace: Workspace,
    cast: dict[str, User],
    kind: Kind,
    sentence: str,
    why: str,
    said: Sequence[tuple[str, str]],
    *,
    at: datetime,
) -> Definition:
    """A version that says one sentence more than the one in force, and what was said to it."""
    now = Definition.objects.get(workspace=workspace, kind=kind, state="in_force")
    condition = check(now.condition, Terms(workspace).schema) if now.condition else None
    row = defining.propose(
        workspace,
        kind=kind,
        by=cast["maya"],
        text=f"{now.text}\n\n{sentence}",
        at=at,
        condition=condition,
        checklist=tuple(now.checklist),
        why=why,
    )
    for hour, (name, text) in enumerate(said, start=2):
        defining.remark(row, by=cast[name], text=text, at=at + timedelta(hours=hour))
    return row


def sign_both(row: Definition, signers: dict[str, Membership], *, at: datetime) -> None:
    """Marketing first, sales three hours later."""
    defining.sign(row, by=signers["maya"], side=Side.MARKETING, at=at)
    defining.sign(row, by=signers["mona"], side=Side.SALES, at=at + timedelta(hours=3))


def agreement(workspace: Workspace, signers: dict[str, Membership], *, at: datetime) -> None:
    """Three more versions after the one of the first day, each signed by both heads."""
    first = TwoWayAgreement.objects.get(workspace=workspace, state="in_force")
    TwoWayAgreement.objects.filter(pk=first.pk).update(
        made_at=at - timedelta(days=540), in_force_from=at - timedelta(days=540)
    )
    for days, a_month, attempts in AGREED:
        when = at - timedelta(days=days)
        clauses = sla.clauses_of(TwoWayAgreement.objects.get(workspace=workspace, state="in_force"))
        clauses = replace(clauses, leads_per_month=a_month, attempts=attempts)
        row = sla.draft(workspace, clauses, by=signers["mona"].user, at=when)
        digest = sla.clauses_of(row).digest
        for side, name, later in ((Signer.MARKETING, "maya", 5), (Signer.SALES, "mona", 27)):
            sla.sign(row, side=side, by=signers[name], digest=digest, at=when + timedelta(hours=later))


def hours(workspace: Workspace, cast: dict[str, User], *, at: datetime) -> None:
    """Each rep's own week, in their own zone, with their country's holidays."""
    for name, zone, country, days, begins, ends in HOURS:
        person = cast[name]
        week = tuple(((time(*begins), time(*ends)),) if day < days else () for day in range(7))
        row = sla.make_calendar(workspace, Plan(person.called, zone, week, country=country), by=cast["mona"], at=at)
        sla.give_calendar(row, reps=[person.pk], pools=[], everybody=False, by=cast["mona"], at=at)
