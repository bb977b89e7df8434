"""What a condition means, a second time: plain Python over plain facts, sharing nothing with the product.

Written from docs/conditions.md. `facts` of a lead are what its fields hold, by key, in the units a condition
uses (points and money as they are said, instants as aware datetimes, days as dates, lists as lists), with two
keys of another kind: "facts", a list of {"kind", "on", "expires", "withdrawn"}, and "signals", which are
{name: [instants]}.
"""

import unicodedata
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

OPPOSITES = {"is_not": "is", "is_none_of": "is_any_of", "is_not_set": "is_set"}


def holds(condition, facts, *, types, now, zone):
    """Whether the condition is true of the lead at `now`."""
    inner = {"types": types, "now": now, "zone": zone}
    for word, every in (("all", all), ("any", any)):
        if word in condition:
            return every(holds(part, facts, **inner) for part in condition[word])
    if "not" in condition:
        return not holds(condition["not"], facts, **inner)
    today = now.astimezone(ZoneInfo(zone)).date()
    if "signal" in condition:
        return seen(condition, facts["signals"].get(condition["signal"], []), now)
    if "fact" in condition:
        return any(stands(condition, fact, today) for fact in facts["facts"])
    if condition["op"] in OPPOSITES:
        return not holds({**condition, "op": OPPOSITES[condition["op"]]}, facts, **inner)
    return meets(condition, facts.get(condition["field"]), types[condition["field"]], today, zone)


def meets(condition, value, kind, today, zone):
    """A field's value: never when it is missing, else as its type compares."""
    if isinstance(value, list):
        value = [each for each in value if isinstance(each, str) and each != ""]
    if value is None or value == "" or value == []:
        return False
    return condition["op"] == "is_set" or ASK[kind](condition["op"], value, condition["value"], today, zone)


def seen(condition, hits, now):
    """A signal: often enough, not after now, not before the window."""
    days = condition.get("within_days")
    first = now - timedelta(hours=24 * days) if days is not None else None
    count = sum(1 for at in hits if at <= now and (first is None or at >= first))
    return count >= condition.get("at_least", 1)


def stands(condition, fact, today):
    """A fact: of the kind, not withdrawn, not expired, dated inside the window."""
    if fact["kind"] != condition["fact"] or fact["withdrawn"] is not None:
        return False
    if fact["expires"] is not None and fact["expires"] < today:
        return False
    days = condition.get("within_days")
    return days is None or 0 <= (today - fact["on"]).days <= days


def same(text):
    """A text in the form in which it is compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def ask_text(op, value, wanted, today, zone):
    mine = same(value)
    if isinstance(wanted, list):
        ask = {"is_any_of": "is", "contains_any": "contains"}[op]
        return any(ask_text(ask, value, each, today, zone) for each in wanted)
    other = same(wanted)
    asked = {"is": mine == other, "contains": mine.find(other) >= 0, "starts_with": mine.startswith(other)}
    return {**asked, "ends_with": mine.endswith(other)}[op]


def ask_choice(op, value, wanted, today, zone):
    return value == wanted if op == "is" else value in wanted


def ask_number(op, value, wanted, today, zone):
    mine = Fraction(str(value))
    if op == "is_any_of":
        return mine in [Fraction(str(each)) for each in wanted]
    if op == "between":
        return Fraction(str(wanted[0])) <= mine <= Fraction(str(wanted[1]))
    limit = Fraction(str(wanted))
    signs = {"is": mine == limit, "at_least": mine >= limit, "at_most": mine <= limit}
    return {**signs, "more_than": mine > limit, "less_than": mine < limit}[op]


def ask_date(op, value, wanted, today, zone):
    day = value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value
    if op == "within_days":
        return 0 <= (today - day).days <= wanted
    if op == "between":
        return date.fromisoformat(wanted[0]) <= day <= date.fromisoformat(wanted[1])
    limit = date.fromisoformat(wanted)
    return {"is": day == limit, "before": day < limit, "after": day > limit}[op]


def ask_boolean(op, value, wanted, today, zone):
    assert op == "is"
    return value is wanted


def ask_list(op, value, wanted, today, zone):
    mine = {same(each) for each in value}
    return not mine.isdisjoint({same(each) for each in ([wanted] if op == "contains" else wanted)})


ASK = {
    "text": ask_text,
    "choice": ask_choice,
    "number": ask_number,
    "money": ask_number,
    "date": ask_date,
    "boolean": ask_boolean,
    "list": ask_list,
}
