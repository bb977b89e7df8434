"""Which of the leads we have is meant: by address, by an id, else by phone, else by name and company.

Who gives an address or an id is never matched by less: colleagues share a phone, and namesakes share a firm.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from leads import words
from leads.actions.statements import ask
from leads.normal import Clean

ADDRESS = "email"  # the kind of id under which an address is kept that gave way to another
KNOWN = """
    SELECT 'address', email_key, '', id, '' FROM leads_lead WHERE workspace_id = %(ws)s AND email_key = ANY(%(keys)s)
    UNION ALL
    SELECT 'id', i.kind, i.value, i.lead_id, '' FROM leads_identity i
      JOIN unnest(%(kinds)s::text[], %(values)s::text[]) AS s(kind, value) ON s.kind = i.kind AND s.value = i.value
     WHERE i.workspace_id = %(ws)s
"""
KNOWN_BY_LESS = """
    UNION ALL
    SELECT 'phone', phone, '', id, first_name || ' ' || last_name FROM leads_lead
     WHERE workspace_id = %(ws)s AND phone <> '' AND phone = ANY(%(phones)s) AND merged_into_id IS NULL
    UNION ALL
    SELECT 'mark', t.word, '', t.lead_id, '' FROM leads_token t
     WHERE t.workspace_id = %(ws)s AND t.word = ANY(%(marks)s)
"""


@dataclass(slots=True, eq=False)
class Slot:
    """One lead, there or to be made, and the places in the batch of all that was said of it."""

    lead_id: int | None = None
    places: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Known:
    """Where each key leads to: rows at first, then also what the batch itself brings."""

    addresses: dict[str, Slot] = field(default_factory=dict)
    ids: dict[tuple[str, str], Slot] = field(default_factory=dict)
    phones: defaultdict[str, list[tuple[str, Slot]]] = field(default_factory=lambda: defaultdict(list))
    marks: dict[str, Slot] = field(default_factory=dict)
    there: set[tuple[str, str]] = field(default_factory=set)  # ids that have a row
    former: set[str] = field(default_factory=set)  # addresses that gave way to another


def is_known_by_less(person: Clean) -> bool:
    """Whether there is neither an address nor an id to tell this person by."""
    return not person.email_key and not person.ids


def find_known(workspace_id: int, people: Iterable[Clean]) -> Known:
    """What is there of the batch's keys, in one statement."""
    people = list(people)
    ids = sorted({*(pair for p in people for pair in p.ids), *((ADDRESS, p.email_key) for p in people if p.email_key)})
    less = [p for p in people if is_known_by_less(p)]
    params = {
        "ws": workspace_id,
        "keys": sorted({p.email_key for p in people if p.email_key}),
        "kinds": [kind for kind, _ in ids],
        "values": [value for _, value in ids],
        "phones": sorted({p.values["phone"] for p in less if "phone" in p.values}),
        "marks": sorted({p.name_mark for p in less if p.name_mark}),
    }
    known = Known()
    slots: dict[int, Slot] = {}
    for how, key, more, lead_id, name in sorted(ask(KNOWN + KNOWN_BY_LESS if less else KNOWN, params), key=by_age):
        slot = slots.setdefault(lead_id, Slot(lead_id))
        if how == "address" or (how, key) == ("id", ADDRESS):
            known.addresses.setdefault(more or key, slot)
            known.former.update([more] if more else [])
        elif how == "id":
            known.ids.setdefault((key, more), slot)
            known.there.add((key, more))
        elif how == "phone":
            known.phones[key].append((" ".join(words.split(name)), slot))
        else:
            known.marks.setdefault(key, slot)
    return known


def by_age(row: tuple) -> tuple[str, int]:
    """Addresses before ids, and the oldest lead first."""
    return row[0], row[3]


def match(people: Sequence[Clean | None], known: Known) -> list[Slot]:
    """The slots of a batch in the order of their first mention; None in the batch was refused."""
    slots: dict[Slot, None] = {}
    by_less = any(person is not None and is_known_by_less(person) for person in people)
    for place, person in enumerate(people):
        if person is None:
            continue
        slot = slot_of(person, known) or Slot()
        slot.places.append(place)
        slots.setdefault(slot)
        remember(person, slot, known, by_less=by_less)
    return list(slots)


def slot_of(person: Clean, known: Known) -> Slot | None:
    """The slot that the person's best key leads to."""
    found = known.addresses.get(person.email_key)
    for pair in person.ids:
        found = found or known.ids.get(pair)
    if found or not is_known_by_less(person):
        return found
    return by_phone(person, known) or (known.marks.get(person.name_mark) if "phone" not in person.values else None)


def by_phone(person: Clean, known: Known) -> Slot | None:
    """The oldest lead with the person's phone whose name does not say that it is somebody else."""
    name = name_of(person)
    for other, slot in known.phones.get(person.values.get("phone", ""), []):
        if not name or not other or name == other:
            return slot
    return None


def name_of(person: Clean) -> str:
    """The name, folded."""
    return " ".join(words.split(f"{person.values.get('first_name', '')} {person.values.get('last_name', '')}"))


def remember(person: Clean, slot: Slot, known: Known, *, by_less: bool) -> None:
    """Let what follows in the batch find this person by every key; `by_less`: somebody in it is known by less."""
    if person.email_key:
        known.addresses.setdefault(person.email_key, slot)
    for pair in person.ids:
        known.ids.setdefault(pair, slot)
    if not by_less:
        return
    if "phone" in person.values:
        known.phones[person.values["phone"]].append((name_of(person), slot))
    if person.name_mark:
        known.marks.setdefault(person.name_mark, slot)
