"""The brief: nothing in it is guessed, and everything has its evidence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from leads.brief import Behaviour, Colleague, Deed, Help, Known, brief

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def ago(days=0, hours=0):
    return NOW - timedelta(days=days, hours=hours)


BARE = Known(lead=7, changed_at=ago(3), first_seen_at=ago(40))
DEMO = Deed(1, ago(0, 2), "form", title="Demo request", properties={"message": "Please  call me"})
PRICING = [Deed(10 + n, ago(n), "page", content="Pricing", journey="late") for n in (1, 2, 5)]
GUIDE = Deed(30, ago(20), "page", content="Lead routing guide", journey="early")
SHEET = Deed(31, ago(12), "page", content="ROI sheet", journey="middle")


def of(**known):
    return brief(replace(BARE, **known), at=NOW)


def test_of_one_nobody_knows_all_is_asked_and_nothing_is_guessed():
    found = of()
    assert (found["who"], found["where"], found["what"], found["why"], found["journey"]) == ([], [], [], [], None)
    assert found["how"] == {"open": False, "offerings": []}
    assert found["completeness"] == 0
    assert found["missing"][0] == "What made them look now?"


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (Deed(1, ago(1), "form", title="Contact", properties={"challenge": "Leads go cold"}), ["Leads go cold"]),
        (Deed(1, ago(1), "form", properties={"Why": "  Our  CRM is\nslow "}), ["Our CRM is slow"]),
        (Deed(1, ago(1), "form", properties={"Use case": "Routing"}), ["Routing"]),
        (Deed(1, ago(1), "form", properties={"message": "Call me"}), []),  # words, but no reason
        (Deed(1, ago(1), "form", properties={"why": ""}), []),
        (Deed(1, ago(1), "form", properties={"why": 7}), []),
        (Deed(1, ago(1), "page", title="Why Baton"), []),  # what they read is not what they said
        (Deed(1, ago(1), "note", properties={"note": "Wants speed"}, by_member=True), []),  # what we think
        (Deed(1, ago(1), "note", properties={"why": "Wants speed"}, by_member=True), []),
        (
            Deed(1, ago(1), "note", properties={"note": "We lose leads", "said": "why"}, by_member=True),
            ["We lose leads"],
        ),
        (Deed(1, ago(1), "note", properties={"note": "We lose", "said": "why"}), []),  # nobody of us heard it
    ],
)
def test_why_is_only_what_they_said(deed, said):
    found = of(deeds=[deed])
    assert [line["text"] for line in found["why"]] == said
    assert found["how"]["open"] is bool(said)
    assert ("What made them look now?" in found["missing"]) is not said if said else True
    if said:
        assert (found["why"][0]["of"], found["why"][0]["id"], found["why"][0]["at"]) == (
            "activity",
            1,
            ago(1).isoformat(),
        )


def test_an_own_field_may_hold_the_reason_and_a_long_one_is_cut():
    found = of(own_fields={"challenge": "x" * 1000, "size": "12"})
    assert len(found["why"][0]["text"]) == 400
    assert found["why"][0]["where"] == "challenge"


def test_how_we_can_help_answers_their_own_words_first():
    helps = [
        Help(1, "Onboarding", "We come", "they have no time", ("time",)),
        Help(2, "Routing", "Fast", "leads wait", ("slow", "wait")),
    ]
    why = Deed(1, ago(1), "form", properties={"why": "Our answers are too SLOW and people wait"})
    found = of(deeds=[why], helps=helps)["how"]
    assert ([one["name"] for one in found["offerings"]], found["fits"]) == (["Routing"], True)
    other = Deed(1, ago(1), "form", properties={"why": "Something else"})
    found = of(deeds=[other], helps=helps)["how"]
    assert (len(found["offerings"]), found["fits"]) == (2, False)


@pytest.mark.parametrize(
    ("deeds", "stage", "was", "since"),
    [
        ([GUIDE], "awareness", "", ago(20)),
        ([SHEET, GUIDE], "consideration", "awareness", ago(12)),
        ([*PRICING, SHEET, GUIDE], "decision", "consideration", ago(5)),
        ([Deed(1, ago(90), "page", content="Old", journey="late"), GUIDE], "awareness", "decision", ago(20)),
        ([Deed(1, ago(90), "page", content="Old", journey="late")], "decision", "", ago(90)),
    ],
)
def test_the_journey_is_read_from_what_they_read_lately(deeds, stage, was, since):
    found = of(deeds=deeds)["journey"]
    assert (found["stage"], found["was"], found["at"]) == (stage, was, since.isoformat())


def test_what_they_did_is_counted_late_content_first_and_their_words_are_quoted():
    found = of(deeds=[DEMO, *PRICING, SHEET, GUIDE], product="Routing")["what"]
    assert [(line["text"], line.get("n")) for line in found] == [
        ("Pricing", 3),
        ("ROI sheet", 1),
        ("Lead routing guide", 1),
        ("Demo request", 1),
        ("Interested in Routing", None),
        ("Please call me", None),
    ]
    assert found[-1]["quoted"]


def test_what_colleagues_of_ours_did_is_not_what_they_did():
    touch = Deed(5, ago(1), "touch", title="Called", by_member=True)
    found = of(deeds=[touch, Deed(6, ago(2), "identify")])
    assert (found["what"], found["when"]["visits"]) == ([], 0)


def test_visits_are_runs_without_a_long_pause_and_the_last_week_is_counted():
    page = [Deed(n, ago(1) + timedelta(minutes=n * 20), "page") for n in range(3)]
    found = of(deeds=[*page, Deed(9, ago(1, 5), "page"), Deed(10, ago(20), "page")])["when"]
    assert (found["visits"], found["lately"], sum(count for _, count in found["days"])) == (3, 2, 5)
    assert len(found["days"]) == 30


def test_the_buying_group_has_the_most_active_first_with_links():
    group = of(colleagues=[Colleague(3, "Sara", "RevOps", 2, ago(4)), Colleague(2, "Erik", "", 9, ago(1))])["group"]
    assert [(line["text"], line["n"], line["of"], line["id"]) for line in group] == [
        ("Erik", 9, "lead", 2),
        ("Sara, RevOps", 2, "lead", 3),
    ]


def test_who_tells_the_person_and_how_their_company_behaves():
    known = {"contact": ("maya@n.example", "+46 8 555"), "title": "VP Marketing", "company": 4}
    found = of(**known, company_line="Northwind: 420 people", behaviours=[Behaviour("Hiring a CMO", date(2026, 2, 1))])
    assert [(line["text"], line["of"]) for line in found["who"]] == [
        ("maya@n.example · +46 8 555", "lead"),
        ("VP Marketing", "lead"),
        ("Northwind: 420 people", "company"),
        ("Hiring a CMO", "company"),
    ]
    assert found["who"][-1]["at"] == "2026-02-01"


def test_a_brief_is_complete_when_nothing_is_left_to_ask():
    why = Deed(1, ago(1), "form", properties={"why": "Speed"})
    own = {"budget": "yes", "buying_timeline": "Q3"}
    found = of(
        deeds=[why], own_fields=own, contact=("a", "b"), title="CMO", role="decides", employees=9, place="Stockholm"
    )
    assert (found["completeness"], found["missing"]) == (100, [])
