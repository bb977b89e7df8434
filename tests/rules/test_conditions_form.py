"""A condition in a form: field names carry the tree, buttons change it, nothing that was typed is lost."""

import pytest

from leads.conditions.builder import ConditionBuilder
from leads.conditions.draft import joined, split
from tests.rules.test_conditions import SCHEMA, TITLE, leaf

TWO = {"all": [TITLE, {"any": [leaf("lead.city", "is_set"), {"fact": "hiring_cmo", "within_days": 180}]}]}


def inputs(node):
    """What a browser would send for a node, read off what the template is given."""
    name, typed = node.name, node.node
    sent = {f"{name}-kind": ["group" if typed.is_group else "leaf"]}
    if typed.is_group:
        sent[f"{name}-match"] = [typed.match]
        for part in node.parts:
            sent |= inputs(part)
        return sent
    sent |= {f"{name}-was": [typed.what], f"{name}-what": [typed.what], f"{name}-op": [node.op]}
    sent |= {f"{name}-value": typed.values, f"{name}-high": [typed.high]}
    sent |= {f"{name}-days": [typed.days], f"{name}-times": [typed.times]}
    return sent | ({f"{name}-not": ["1"]} if typed.denied else {})


def form(raw=None, **changed):
    """The form of a condition, with some inputs changed."""
    sent = inputs(ConditionBuilder(SCHEMA, initial=raw).root)
    return sent | {f"cond-{name.replace('_', '-')}": [value] for name, value in changed.items()}


def after(raw, pressed):
    return ConditionBuilder(SCHEMA, form(raw) | {"cond-do": [pressed]})


def test_a_new_builder_is_one_group_with_one_empty_condition_and_says_nothing_is_wrong():
    builder = ConditionBuilder(SCHEMA)
    assert (builder.root.node.match, len(list(builder.root.parts))) == ("all", 1)
    assert builder.tree is None
    assert builder.root.faults == [each for part in builder.root.parts for each in part.faults] == []


def test_a_form_gives_the_condition_back():
    builder = ConditionBuilder(SCHEMA, form(TWO))
    assert builder.json == TWO
    assert builder.sentence.startswith("Job title contains VP, and (city is known, or company has been")
    assert not builder.is_edit


BUTTONS = {
    "add:": {"all": [*TWO["all"]]},  # the new one is empty, see below
    "remove:0": {"all": TWO["all"][1:]},
    "down:0": {"all": TWO["all"][::-1]},
    "up:1": {"all": TWO["all"][::-1]},
    "up:0": TWO,
    "remove:1-0": {"all": [TITLE, {"any": [{"fact": "hiring_cmo", "within_days": 180}]}]},
    "not:0": {"all": [{"not": TITLE}, TWO["all"][1]]},
    "not:1": {"all": [TITLE, {"not": TWO["all"][1]}]},
    "not:": {"not": TWO},
    "look": TWO,
    "": TWO,
    "explode:0": TWO,
    "remove:9": TWO,
    "remove:": TWO,
    "up:²": TWO,
    "remove:1-0-0": TWO,
}


@pytest.mark.parametrize("pressed", [button for button in BUTTONS if not button.startswith("add")])
def test_a_button_changes_the_tree_and_keeps_the_rest(pressed):
    builder = after(TWO, pressed)
    assert builder.is_edit
    assert builder.json == BUTTONS[pressed]


def test_a_new_condition_and_a_new_group_begin_empty_at_the_end():
    added = list(after(TWO, "add:1").root.parts)[1]
    assert [part.kind for part in added.parts] == ["field", "fact", ""]
    nested = list(list(after(TWO, "group:1").root.parts)[1].parts)[2]
    assert (nested.node.match, [part.kind for part in nested.parts]) == ("any", [""])


@pytest.mark.parametrize(
    ("match", "raw"),
    [
        ("all", {"all": [TITLE]}),
        ("any", {"any": [TITLE]}),
        ("none", {"not": {"any": [TITLE]}}),
        ("some", {"not": {"all": [TITLE]}}),
    ],
)
def test_a_group_says_all_any_none_or_not_all(match, raw):
    sent = form({"all": [TITLE]}, match=match)
    assert ConditionBuilder(SCHEMA, sent).json == raw
    assert ConditionBuilder(SCHEMA, initial=raw).root.node.match == match


def test_choosing_another_field_forgets_what_was_typed_for_the_first():
    sent = form({"all": [TITLE]}, **{"0_what": "field:company.employees"})
    (part,) = ConditionBuilder(SCHEMA, sent).root.parts
    assert (part.op, part.widget, part.node.value) == ("at_least", "number", "")


TYPED = {
    "1,000": 1000,
    " 50 ": 50,
    "-3": -3,
    "many": None,
    "1,00": None,
    "١٢": None,
    "": None,
}


@pytest.mark.parametrize("text", TYPED)
def test_numbers_are_read_as_people_write_them(text):
    sent = form({"all": [leaf("company.employees", "at_least", 1)]}, **{"0_value": text})
    builder = ConditionBuilder(SCHEMA, sent)
    wanted = TYPED[text]
    assert builder.json == (None if wanted is None else {"all": [leaf("company.employees", "at_least", wanted)]})
    (part,) = builder.root.parts
    assert part.node.value == text


def test_lists_are_parted_at_commas_and_marks_keep_a_comma():
    assert split('VP, Head,Chief\n"Berlin, Mitte", ') == ["VP", "Head", "Chief", "Berlin, Mitte", ""]
    assert split('the "real" thing, "half') == ['the "real" thing', '"half']
    assert split(joined(['a "b"', "c, d", "e"])) == ['a "b"', "c, d", "e"]
    sent = form({"all": [leaf("lead.title", "contains_any", ["x"])]}, **{"0_value": "VP, , Head"})
    assert ConditionBuilder(SCHEMA, sent).json == {"all": [leaf("lead.title", "contains_any", ["VP", "Head"])]}


def test_what_is_wrong_stands_at_its_condition_once_saving_was_tried():
    raw = {"all": [TITLE, {"not": {"any": [leaf("company.employees", "at_least", 1), TITLE]}}]}
    sent = form(raw, **{"1_0_value": "many", "0_what": "", "0_was": ""})
    builder = ConditionBuilder(SCHEMA, sent, telling=True)
    first, group = builder.root.parts
    assert first.faults == ["Choose what to ask about."]
    number, title = group.parts
    assert number.faults == ["Company size is compared with a number, not with text."]
    assert title.faults == group.faults == builder.root.faults == []
    assert [fault.path for fault in builder.faults] == ["all/0/field", "all/1/not/any/0/value"]


def test_an_emptied_group_is_told_at_the_group():
    builder = ConditionBuilder(SCHEMA, {"cond-kind": ["group"], "cond-match": ["all"]}, telling=True)
    assert builder.root.faults == ["This group is empty. Add a condition or remove the group."]


def test_each_field_is_offered_its_own_operators_and_input():
    widgets = {
        leaf("lead.title", "contains", "x")["field"]: "text",
        "lead.country": "choice",
        "lead.consent": "choice",
        "lead.score": "number",
        "lead.created": "days",
        "lead.custom.partner": "truth",
        "lead.custom.renewal": "days",
    }
    for key, widget in widgets.items():
        sent = form({"all": [TITLE]}, **{"0_what": f"field:{key}", "0_was": "field:lead.title"})
        (part,) = ConditionBuilder(SCHEMA, sent).root.parts
        assert part.widget == widget


def test_a_long_list_of_choices_begins_with_the_chosen_ones():
    (few,) = ConditionBuilder(SCHEMA, initial=leaf("lead.consent", "is_any_of", ["unknown"])).root.parts
    (many,) = ConditionBuilder(SCHEMA, initial=leaf("lead.country", "is_any_of", ["DE", "AT"])).root.parts
    assert [label for _, label, _ in few.choices] == ["given", "withdrawn", "unknown"]
    assert many.choices[:2] == [("AT", "Austria", True), ("DE", "Germany", True)]
    assert many.choices[2] == ("AF", "Afghanistan", False)


def test_a_field_that_is_gone_stays_to_be_seen():
    builder = ConditionBuilder(SCHEMA, initial=leaf("lead.custom.gone", "is", "x"))
    (part,) = builder.root.parts
    assert ("No longer offered", [("field:lead.custom.gone", "lead.custom.gone", True)]) in part.whats


@pytest.mark.parametrize("what", ["field:nobody", "../secret:x", "nothing", ":", "fact", "signal:"])
def test_what_nobody_has_gets_no_input_of_its_own(what):
    sent = form({"all": [TITLE]}, **{"0_what": what, "0_was": what})
    builder = ConditionBuilder(SCHEMA, sent, telling=True)
    (part,) = builder.root.parts
    assert part.widget in ("", "fact", "signal")
    assert len(part.faults) == 1


def test_a_hostile_form_is_read_without_harm():
    sent = {"cond-kind": ["group"], "cond-do": ["add:" + "0-" * 500]}
    for depth in range(1, 60):
        sent["cond" + "-0" * depth + "-kind"] = ["group"]
    sent |= {f"cond-{place}-kind": ["leaf"] for place in range(1, 900)}
    builder = ConditionBuilder(SCHEMA, sent, telling=True)
    assert builder.tree is None
    assert len(list(builder.root.parts)) <= 200
