"""The work on one batch of descriptions: match, make, update, and everything that hangs on a lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from leads import addresses
from leads.actions import consents, firms, storing
from leads.actions.consents import GIVEN, WITHDRAWN, Last, Word
from leads.actions.finding import refresh_words
from leads.actions.matching import ADDRESS, Known, Slot, find_known, is_known_by_less, match
from leads.actions.rulebook import Rulebook
from leads.actions.statements import ask, plan_anew, queue_up
from leads.drafts import SEARCHED, Draft, Found, Row, blank, changes, tell
from leads.normal import Clean
from leads.person import Complaint, Outcome, Person

MANY = 100  # new leads, from which on it pays to plan the checks of keys anew
FROM_LIST = "The list of addresses nobody may write to"
UNDATED = "import"  # causes that begin so tell of consents whose instant nobody knows
CAMPAIGNS = """
    SELECT id, name, key FROM leads_campaign
     WHERE workspace_id = %(ws)s AND (name = ANY(%(said)s) OR key = ANY(%(said)s))
     ORDER BY id
"""
MEMBERS = """
    SELECT u.email, u.id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
     WHERE m.workspace_id = %s AND m.deactivated_at IS NULL AND u.email = ANY(%s)
"""


class Collision(Exception):
    """Somebody made one of the batch's leads this moment: begin again, and it will be found."""


@dataclass(slots=True, eq=False)
class Work:
    """One lead of the batch: its slot, its columns as they were, as they will be, and the words said on consent."""

    slot: Slot
    pk: int
    was: Row
    draft: Draft
    said: list[Word] = field(default_factory=list)


class Batch:
    """Some descriptions, and what becomes of them."""

    def __init__(
        self,
        workspace_id: int,
        people: Sequence[Person],
        told: Sequence[Clean],
        book: Rulebook,
        *,
        at: datetime,
        cause: str,
        by: User | None,
        overwrite: bool,
    ) -> None:
        self.workspace_id, self.book, self.told = workspace_id, book, told
        self.at, self.cause, self.by_id, self.overwrite = at, cause, by.pk if by else None, overwrite
        self.made: set[int] = set()
        self.outcomes = [
            Outcome(person.line, "refused" if clean.complaints else "same", complaints=list(clean.complaints))
            for person, clean in zip(people, told, strict=True)
        ]

    def work(self) -> list[Outcome]:
        """Do it all; the outcomes in the order of the descriptions. Raises Collision."""
        good = [None if clean.complaints else clean for clean in self.told]
        present = [clean for clean in good if clean is not None]
        if not present:
            return self.outcomes
        less = [clean for clean in present if is_known_by_less(clean)]
        queue_up(self.workspace_id, (clean.values.get("phone") or clean.name_mark for clean in less))
        known = find_known(self.workspace_id, present)
        self.former_keys = frozenset(known.former)
        slots = match(good, known)
        self.firms = firms.settle(self.workspace_id, {self.firm_wanted(clean) for clean in present})
        self.found = self.look_up(present)
        self.make([slot for slot in slots if slot.lead_id is None])
        self.update([slot for slot in slots if slot.lead_id is not None], known)
        self.tell_firms(present)
        return self.outcomes

    # --- what the descriptions speak of

    def firm_wanted(self, clean: Clean) -> tuple[str, str]:
        """Domain and name of the company somebody works for."""
        return clean.firm, clean.values.get("company_name", "")

    def look_up(self, present: Sequence[Clean]) -> list[Found]:
        """Company, campaign and owner of each place in the batch."""
        campaigns = self.campaigns(present)
        emails = sorted({clean.owner_email for clean in present if clean.owner_email})
        owners = dict(ask(MEMBERS, [self.workspace_id, emails])) if emails else {}
        found = []
        for clean, outcome in zip(self.told, self.outcomes, strict=True):
            firm = self.firms.of(*self.firm_wanted(clean))
            utm = clean.values.get("utm", {})
            campaign = campaigns.get(clean.campaign) or campaigns.get(utm.get("campaign", ""))
            if clean.campaign and campaign is None and not clean.complaints:
                clean.values["utm"] = {"campaign": clean.campaign, **utm}  # kept as it was said
            owner = owners.get(clean.owner_email)
            if clean.owner_email and owner is None and not clean.complaints:
                outcome.complaints.append(no_member(clean.owner_email))
            found.append(Found(firm.id if firm else None, campaign, owner))
        return found

    def campaigns(self, present: Sequence[Clean]) -> dict[str, int]:
        """The campaigns that are named, by name and by key."""
        said = {name for clean in present for name in (clean.campaign, clean.values.get("utm", {}).get("campaign"))}
        names = sorted(name for name in said if name)
        if not names:
            return {}
        rows = ask(CAMPAIGNS, {"ws": self.workspace_id, "said": names})
        return {key: pk for pk, _, key in rows if key} | {name: pk for pk, name, _ in rows}

    def tell_firms(self, present: Sequence[Clean]) -> None:
        """Write down what was said of the companies themselves."""
        said: dict[int, dict[str, Any]] = {}
        for clean in present:
            domain, name = self.firm_wanted(clean)
            firm = self.firms.of(domain, name)
            if firm and (clean.company or (name and firm.name == firm.domain)):
                columns = {"name": name, "name_norm": firms.normal(name)} if name else {}
                said[firm.id] = {**said.get(firm.id, {}), **columns, **clean.company}
        firms.tell(self.workspace_id, said, overwrite=self.overwrite)

    # --- new leads

    def make(self, slots: Sequence[Slot]) -> None:
        """Write the leads nobody knew."""
        works = []
        for slot, pk in zip(slots, storing.new_ids(len(slots)), strict=True):
            seen_at = self.told[slot.places[0]].seen_at or self.at
            works.append(Work(slot, pk, {}, Draft(blank(seen_at=min(seen_at, self.at)))))
        self.apply(works)
        for work in works:
            self.outcomes[work.slot.places[0]].what = "created"
        self.made = {work.pk for work in works}
        self.settle_consents(works, self.stopped(works))
        pairs = {pair: work.pk for work in works for pair in self.ids_of(work)}
        rows = {work.pk: work.draft.row for work in works}
        if storing.identify(self.workspace_id, pairs, at=self.at):
            raise Collision
        return_at = self.at + self.book.return_after
        if len(storing.insert(self.workspace_id, rows, at=self.at, return_at=return_at)) < len(works):
            raise Collision
        storing.find_by(self.workspace_id, [(work.pk, self.words_of(work)) for work in works], are_new=True)
        self.log_consents(works)
        if len(works) >= MANY:
            plan_anew()

    def stopped(self, works: Sequence[Work]) -> dict[int, Last]:
        """New leads whose address is on the list because its owner withdrew once, or was erased."""
        keys = {work.pk: self.wide_key(work) for work in works if work.draft.row["email_key"]}
        since = consents.withdrawn_since(self.workspace_id, keys.values())
        return {pk: Last(False, since[key], "") for pk, key in keys.items() if key in since}

    def wide_key(self, work: Work) -> str:
        """The widest key of a new lead's address."""
        key = work.draft.row["email_key"]
        for place in work.slot.places:
            if self.told[place].email_key == key:
                return self.told[place].wide_key
        return ""

    def words_of(self, work: Work) -> list[str]:
        """What a new lead is found by."""
        row = work.draft.row
        firm = self.firms.of(addresses.firm_of(row["email_domain"]), row["company_name"])
        name = firm.name if firm and firm.id == row["company_id"] else ""
        domain = firm.domain if firm else ""
        only = self.told[work.slot.places[0]] if len(work.slot.places) == 1 else None
        mark = only.name_mark if only and row["company_name"] else ""
        return storing.words_of(row, wide_key=self.wide_key(work), firm=domain, company=name, mark=mark)

    # --- leads that are there

    def update(self, slots: Sequence[Slot], known: Known) -> None:
        """Write what is new about leads that are there; those of whom nothing is new are not touched."""
        found = [(slot, slot.lead_id) for slot in slots if slot.lead_id is not None]
        pairs = {pair: pk for slot, pk in found for pair in self.new_pairs(slot, known)}
        storing.identify(self.workspace_id, pairs, at=self.at)
        for slot in slots:
            for pair in self.new_pairs(slot, known):
                self.note(slot.places[0], {" ".join(pair): [None, pair[1]]})
        works = self.changed(slots, lock=False)
        works = self.changed([work.slot for work in works], lock=True)
        storing.update(self.workspace_id, {work.pk: work.draft.row for work in works}, at=self.at)
        changed = {work.pk: changes(work.was, work.draft.row) for work in works}
        kept = {pk: fields for pk, fields in changed.items() if fields}
        storing.note_changes(self.workspace_id, kept, at=self.at, by_id=self.by_id, cause=self.cause)
        others = {(ADDRESS, key): work.pk for work in works for key in work.draft.other_keys}
        storing.identify(self.workspace_id, others, at=self.at)
        self.log_consents(works)
        told = {place: outcome.changed for place, outcome in enumerate(self.outcomes) if outcome.changed}
        for place, fields in storing.with_names(self.workspace_id, told).items():
            self.outcomes[place].changed = fields
        renamed = [pk for pk, fields in changed.items() if not SEARCHED.isdisjoint(named(fields))]
        refresh_words(self.workspace_id, renamed)

    def new_pairs(self, slot: Slot, known: Known) -> list[tuple[str, str]]:
        """The ids by which this lead was not known yet."""
        ids = (pair for place in slot.places for pair in self.told[place].ids)
        return [pair for pair in ids if pair not in known.there]

    def changed(self, slots: Sequence[Slot], *, lock: bool) -> list[Work]:
        """Those of the leads of whom something is new; raises Collision if one was merged or erased meanwhile."""
        if not slots:
            return []
        rows = storing.load(self.workspace_id, [slot.lead_id for slot in slots if slot.lead_id], lock=lock)
        works = []
        for slot in slots:
            row = rows.get(slot.lead_id or 0)
            if row is None or row["merged_into_id"] or row["erased_at"]:
                raise Collision
            works.append(Work(slot, row["id"], row, Draft(dict(row), row["company_fixed"], self.former_keys)))
        self.apply(works)
        speaking = [work.pk for work in works if work.said]
        last = consents.last_words(self.workspace_id, speaking) if speaking else {}
        self.settle_consents(works, last)
        return [work for work in works if work.said or work.draft.other_keys or changes(work.was, work.draft.row)]

    # --- both

    def apply(self, works: Sequence[Work]) -> None:
        """Tell each draft everything that was said of it, in order; put the differences on the outcomes."""
        for work in works:
            for place in work.slot.places:
                clean, outcome = self.told[place], self.outcomes[place]
                before = dict(work.draft.row) if work.was or outcome.lead_id or place != work.slot.places[0] else None
                tell(work.draft, clean, self.found[place], at=self.at, overwrite=self.overwrite)
                outcome.lead_id = work.pk
                self.note(place, changes(before, work.draft.row) if before else {})
                if clean.consent is not None:
                    work.said.append(self.word(clean))

    def note(self, place: int, fields: Mapping[str, Any]) -> None:
        """Put differences on an outcome."""
        if fields:
            outcome = self.outcomes[place]
            outcome.what, outcome.changed = "updated", {**outcome.changed, **fields}

    def word(self, clean: Clean) -> Word:
        """What a description says on consent."""
        return Word(
            bool(clean.consent),
            min(clean.seen_at or self.at, self.at),
            clean.consent_text,
            self.cause,
            self.by_id,
            is_dated=clean.seen_at is not None or not self.cause.startswith(UNDATED),
        )

    def settle_consents(self, works: Sequence[Work], last: Mapping[int, Last]) -> None:
        """Keep of what was said the words that count, and let the last of them stand on the row."""
        for work in works:
            now = last.get(work.pk)
            counting = []
            if now is not None and not work.was:
                work.draft.row["consent"] = WITHDRAWN
                counting.append(Word(False, now.at, "", FROM_LIST))
            for word in work.said:
                if consents.changes_it(word, now):
                    counting.append(word)
                    now = Last(word.given, word.at, word.text)
                    work.draft.row["consent"] = GIVEN if word.given else WITHDRAWN
            work.said = counting
            if counting and work.was and work.draft.row["consent"] != work.was["consent"]:
                self.note(work.slot.places[-1], {"consent": [work.was["consent"], work.draft.row["consent"]]})

    def log_consents(self, works: Sequence[Work]) -> None:
        """Write the words that count into the log, and keep the list of addresses in step."""
        consents.write_down(self.workspace_id, [(work.pk, word) for work in works for word in work.said])
        last = {work.draft.row["email"]: work.said[-1] for work in works if work.said and work.draft.row["email"]}
        consents.keep_list(self.workspace_id, last)

    def ids_of(self, work: Work) -> list[tuple[str, str]]:
        """The ids of a new lead."""
        pairs = [pair for place in work.slot.places for pair in self.told[place].ids]
        return [*pairs, *((ADDRESS, key) for key in work.draft.other_keys)]


def named(fields: Mapping[str, Any]) -> set[str]:
    """The columns behind the names of fields."""
    return {"company_id" if name == "company" else name for name in fields}


def no_member(email: str) -> Complaint:
    """The remark on an owner whom nobody knows here."""
    return Complaint(
        "owner_email", email, "Nobody with this address is a member here.", "Invite them, or choose an owner."
    )
