"""Rows of a file become descriptions for the hall, with what the workspace's members add to them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Membership
from capture.importing import people, words
from capture.importing.cells import Plan, Said
from capture.importing.reading import Record
from capture.models import Became, ImportRun
from leads.models import CustomField
from leads.person import Complaint, Outcome, Person

IN_BRACKETS = re.compile(r"[(<]([^()<>@\s]+@[^()<>\s]+)[)>]")


@dataclass(slots=True, eq=False)
class Told:
    """One row on its way: what it says, and what became of it."""

    line: int
    cells: list[str]
    said: Said | None = None
    what: str = ""
    lead: int | None = None
    mark: str = ""
    changed: dict[str, Any] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    second: Person | None = None  # the withdrawal, told after the rest

    def refuse(self, complaints: Sequence[Complaint]) -> None:
        """Nothing of this row is stored."""
        self.what = Became.REFUSED
        self.complaints += complaints

    def take(self, outcome: Outcome) -> None:
        """What the hall answered; of two answers the first decides, and the second may still update."""
        if self.what in {"", Became.SAME} or outcome.what == Became.REFUSED:
            self.what = outcome.what
        self.lead = outcome.lead_id or self.lead
        self.changed |= outcome.changed
        self.complaints += [one for one in outcome.complaints if one not in self.complaints]


def plan_of(run: ImportRun) -> Plan:
    """The run's plan as the rules read it."""
    columns, options = run.plan["columns"], run.plan["options"]
    types = CustomField.objects.filter(workspace=run.workspace, retired_at=None).values_list("key", "type")
    return Plan(
        headers=tuple(column["name"] for column in columns),
        targets=tuple(run.plan["targets"]),
        zone=ZoneInfo(run.plan["layout"].get("zone") or run.workspace.time_zone),
        dates=tuple(column["dates"] for column in columns),
        decimals=tuple(column["decimal"] for column in columns),
        types=dict(types),
        stage=options.get("stage", ""),
        consent_text=options.get("consent_text", ""),
        strict=options.get("strict") == "yes",
    )


def describe(run: ImportRun, rows: Sequence[Record], plan: Plan) -> list[Told]:
    """What each row says; those that cannot be used say why."""
    used, members = plan.used, member_emails(run)
    found = []
    for record in rows:
        row = Told(record.line, record.cells)
        found.append(row)
        if record.is_footer:
            row.what = Became.SKIPPED
            row.complaints.append(
                Complaint("", " ".join(record.cells).strip()[:200], "A line of the report, not a row.")
            )
            continue
        if record.trouble:
            row.refuse(
                [Complaint("", record.cells[0][:200], record.trouble, "Close the quotation mark, or remove it.")]
            )
            continue
        said = people.read(record.cells, plan, line=record.line, used=used)
        settle(row, said, members)
        if run.dry and not row.what:
            row.mark = mark_of(said.person)
    return found


def settle(row: Told, said: Said, members: dict[str, str]) -> None:
    """Refuse or accept what was said, and prepare what is told to the hall."""
    row.said = said
    if said.is_test:
        row.what = Became.SKIPPED
        row.complaints.append(Complaint("", said.person.email, "A test lead that the advertising platform made up."))
        return
    if said.owner:
        take_owner(said, members)
    row.complaints += said.remarks
    if said.complaints:
        row.refuse(said.complaints)
        return
    if said.withdrawn:
        row.second = replace(Person(line=row.line), email=said.person.email, ids=said.person.ids, consent=False)
        row.second.seen_at = said.withdrawn_at
        if not (row.second.email or row.second.ids):  # known by less: phone, or name and company
            row.second = replace(said.person, consent=False, seen_at=said.withdrawn_at)


def take_owner(said: Said, members: dict[str, str]) -> None:
    """The owner, where it is a member; else a remark."""
    found = IN_BRACKETS.search(said.owner)
    name = found[1] if found else said.owner
    email = members.get(words.plain(name)) or members.get(name.lower())
    if email:
        said.person.owner_email = email
    else:
        why = "Nobody of this name or address is a member here; the lead has no owner yet."
        said.remarks.append(Complaint("owner", said.owner[:200], why, "Invite them, or choose an owner."))


def member_emails(run: ImportRun) -> dict[str, str]:
    """The addresses of members, by address and by name."""
    rows = Membership.objects.active().filter(workspace=run.workspace).select_related("user")
    known: dict[str, str] = {}
    for membership in rows:
        email = membership.user.email
        known |= {email.lower(): email, words.plain(email): email, words.plain(membership.user.called): email}
    return known


def person_of(row: Told) -> Person:
    """Whom a row is about."""
    assert row.said is not None
    return row.said.person


def strip(row: Told, plan: Plan) -> bool:
    """Where a row was refused only for values it can do without: leave them out, and say so; whether it can
    be told again."""
    faults = [one for one in row.complaints if one not in (row.said.remarks if row.said else [])]
    if plan.strict or not all(people.is_soft(one.field.replace("custom.", "custom:")) for one in faults):
        return False
    for one in faults:
        people.leave_out(person_of(row), one.field)
    row.what = ""
    return True


def name_columns(row: Told, plan: Plan) -> None:
    """Let complaints speak of the file's columns, and say what a row was taken without."""
    row.complaints = [replace(one, field=people.column_of(one.field, plan)) for one in row.complaints]


def mark_of(person: Person) -> str:
    """Who a row is about, as well as the row itself can say."""
    best = person.email.lower() or next((f"{kind}:{value}" for kind, value in person.ids.items()), "")
    best = best or f"{person.phone}|{words.plain(f'{person.first_name} {person.last_name} {person.company_name}')}"
    return hashlib.blake2b(best.encode("utf-8", "replace"), digest_size=16).hexdigest()
