"""A row of cells as a description of a person, by its mapping; what cannot be read is a complaint. Pure."""

import re
from collections.abc import Sequence

from capture.importing import history, values, words
from capture.importing.cells import SIMPLE, Plan, Said, take
from capture.importing.faults import BadValue
from leads.person import Complaint, Person
from leads.stages import Stage

TEST_LEAD = re.compile(r"<test lead: dummy data for [^>]*>")
LOOSE = re.compile(r"^mailto:|>$|[;,] *$")
NAMED = re.compile(r"[^<>@]*<\s*([^<>\s]+)\s*>")
GUARDED = frozenset("+-=@0123456789")
BYTES = re.compile("[\udc80-\udcff]")
# A row is taken without these values where they cannot be read; which was left out is reported.
SOFT = frozenset({"first_name", "last_name", "full_name", "company_name", "phone", "title", "country", "region"})
SOFT |= {
    "city",
    "language",
    "time_zone",
    "company_domain",
    "buying_role",
    "preferred_channel",
    "product",
    "source",
    "channel",
}
SOFT |= {"campaign", "landing_page", "lost_reason", "currency", "rep"}
SOFT_KINDS = ("utm", "company.", "custom", "new:")


def read(cells: Sequence[str], plan: Plan, *, line: int, used: Sequence[tuple[int, str]]) -> Said:
    """What one row says."""
    said = Said(Person(line=line))
    width, person = len(cells), said.person
    for place, target in used:
        if place >= width:
            continue
        text = cells[place].strip()
        if not text or (len(text) < 8 and text.casefold() in values.NOTHING and not is_name(text, target)):
            continue
        if text[0] in "='":
            text = unguarded(text)
        try:
            if not text.isascii():
                text = checked(text)
            if target in SIMPLE:
                setattr(person, target, text)
            else:
                take(said, target, text, plan, place)
        except BadValue as bad:
            found = Complaint(plan.headers[place], text[:200], bad.why, bad.do)
            (said.remarks if is_soft(target) and not plan.strict else said.complaints).append(found)
    too_wide(said, cells, plan)
    finish(said, plan)
    return said


def unguarded(text: str) -> str:
    """A value without what keeps spreadsheets from reading it as a number or a formula: ="00123", '+49 30 …."""
    if text.startswith('="') and text.endswith('"') and len(text) > 3:
        return text[2:-1].strip()
    return text[1:] if text[0] == "'" and text[1:2] in GUARDED else text


def is_name(text: str, target: str) -> bool:
    """Whether a word that mostly says nothing is a name here: there are people called Null, Nan and Nil."""
    return text in {"Null", "Nan", "Nil"} and target in {"first_name", "last_name", "full_name"}


def address_in(text: str) -> str:
    """The address in “Ann Lee <ann@example.com>”, “mailto:ann@example.com” and “ann@example.com;”."""
    found = NAMED.fullmatch(text)
    return (found[1] if found else text).removeprefix("mailto:").rstrip(" ;,")


def is_soft(target: str) -> bool:
    """Whether a row can be taken without this value: neither who it is nor when something happened hangs on
    it."""
    return target in SOFT or target.startswith(SOFT_KINDS)


def leave_out(person: Person, name: str) -> None:
    """Take a value out of a description, by the name the hall's complaint gives it."""
    kind, _, key = name.partition(".")
    if key:
        getattr(person, kind).pop(key, None)
    elif kind in {"utm", "custom", "company"}:
        getattr(person, kind).clear()
    else:
        setattr(person, name, "")


def column_of(name: str, plan: Plan) -> str:
    """The header of the column behind a field that the hall complains of."""
    wanted = {name, name.replace("custom.", "custom:")} | ({"full_name"} if name.endswith("_name") else set())
    wanted |= {"other_email"} if name == "email" else set()
    names = [plan.headers[place] for place, target in plan.used if target in wanted]
    return names[0] if names else name


def checked(text: str) -> str:
    """A text without invisible signs; raises BadValue for bytes nobody could decode."""
    if BYTES.search(text):
        raise BadValue(
            "This holds bytes that are not text in the file's encoding.",
            "Correct it, or choose another encoding.",
        )
    if "\ufffd" in text:
        raise BadValue(
            "Letters of this were lost before the file came here (\ufffd).",
            "Take it from where it came from.",
        )
    return words.ZERO_WIDTH.sub("", text)


def too_wide(said: Said, cells: Sequence[str], plan: Plan) -> None:
    """More cells than columns: something slipped, and nobody can know what."""
    if len(cells) <= len(plan.headers):
        return
    extra = [cell for cell in cells[len(plan.headers) :] if cell.strip()]
    if extra:
        why = f"This row has {len(cells)} cells, and the header has {len(plan.headers)}."
        said.complaints.append(Complaint("", extra[0][:200], why, "Put cells that contain the delimiter in quotes."))


def finish(said: Said, plan: Plan) -> None:
    """What only the whole row can say."""
    person = said.person
    person.email = person.email or said.other_email
    if LOOSE.search(person.email):
        person.email = address_in(person.email)
    told = f"{person.first_name} {person.last_name} {person.company_name} {person.phone}"
    if "<test lead" in told and TEST_LEAD.search(told):
        said.is_test, said.complaints = True, []
        return
    if person.consent is not None:
        person.consent_text = plan.consent_text
    if said.withdrawn:
        person.consent = None
    finish_history(said, plan)


def finish_history(said: Said, plan: Plan) -> None:
    """Dates of stages that follow from others, and dates that contradict each other."""
    reached, seen_at = said.history.reached, said.person.seen_at
    if said.closed_at and said.outcome:
        reached.setdefault(Stage.WON if said.outcome == "won" else Stage.LOST, said.closed_at)
    if plan.stage == "mql" and seen_at:
        reached.setdefault(Stage.MQL, seen_at)
    if not reached:
        return
    why = history.contradiction(said.history, seen_at)
    if why:
        said.complaints.append(Complaint("", "", why, "Correct the dates."))
    elif seen_at is None:
        said.person.seen_at = min(reached.values())
