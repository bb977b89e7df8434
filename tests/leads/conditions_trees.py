"""Random conditions over a schema, of values that the leads have, nearly have, or never have."""

from datetime import timedelta

from hypothesis import strategies as st

from leads.conditions.operators import BY_TYPE, OPERATORS, Shape
from tests.leads.conditions_world import CUSTOM, DAYS, KINDS, NUMBERS, TEXTS, TOOLS

FIELDS = ("title", "first_name", "source", "utm.source", "country", "grade", "consent", "stage", "score")
FIELDS += (
    "campaign",
    "owner",
    "email_domain",
    "email_is_free",
    "email_is_disposable",
    "product",
    "qualifies",
    "barred_for",
    "first_seen",
    "last_activity",
)
FIELDS += tuple(f"custom.{name}" for name in CUSTOM)
WINDOWS = (1, 7, 8, 30, 180, 181, 3650)


def trees(schema):
    """Conditions three groups deep at most, as JSON."""
    keys = [f"lead.{name}" for name in FIELDS if f"lead.{name}" in schema.fields]
    keys += ["company.name", "company.industry", "company.country", "company.employees", "company.revenue"]
    leaf = st.one_of(
        st.sampled_from(keys).flatmap(lambda key: comparisons(schema.fields[key])),
        st.sampled_from(keys).flatmap(lambda key: comparisons(schema.fields[key])),
        st.fixed_dictionaries({"fact": st.sampled_from(KINDS)}, optional={"within_days": st.sampled_from(WINDOWS)}),
        st.fixed_dictionaries(
            {"signal": st.sampled_from(sorted(schema.signals))},
            optional={"at_least": st.integers(1, 4), "within_days": st.sampled_from(WINDOWS)},
        ),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=5,
    ).filter(lambda tree: depth(tree) <= 5)


def depth(tree):
    """How many groups lie inside each other."""
    inner = tree.get("all") or tree.get("any") or ([tree["not"]] if "not" in tree else None)
    return 0 if inner is None else 1 + max(depth(part) for part in inner)


def comparisons(field):
    """Every operator of the field's type, with values for it."""
    return st.sampled_from(BY_TYPE[field.type]).flatmap(lambda op: comparison(field, OPERATORS[op]))


def comparison(field, operator):
    """One operator with a value of its shape."""
    one = {
        "text": st.sampled_from([text for text in TEXTS if text.strip()]) | pieces(),
        "choice": st.sampled_from(sorted(field.choices) or ["none"]),
        "number": st.sampled_from([number for number in NUMBERS if whole(number) or field.places]),
        "money": st.sampled_from([0, 99.99, 100, 250.5, 10**6]),
        "date": st.sampled_from([day + timedelta(days=1) for day in DAYS] + DAYS).map(str),
        "boolean": st.booleans(),
        "list": st.sampled_from([tool for tool in TOOLS if tool]),
    }[field.type]
    if field.key == "lead.score":
        one = st.sampled_from([0, 0.01, 59.99, 60, 60.01])
    value = {
        Shape.NOTHING: st.none(),
        Shape.ONE: one,
        Shape.MANY: st.lists(one, min_size=1, max_size=3),
        Shape.PAIR: st.lists(one, min_size=2, max_size=2).map(sorted),
        Shape.DAYS: st.sampled_from((0, *WINDOWS)),
    }[operator.shape]
    return value.map(
        lambda drawn: {"field": field.key, "op": operator.name} | ({} if drawn is None else {"value": drawn})
    )


def whole(number):
    """Whether there is nothing behind the point."""
    return number == int(number)


def pieces():
    """The beginnings, ends and single characters of the odd texts."""
    cut = st.tuples(st.sampled_from(TEXTS), st.integers(0, 4), st.integers(1, 4))
    return cut.map(lambda drawn: drawn[0][drawn[1] : drawn[1] + drawn[2]]).filter(str.strip)
