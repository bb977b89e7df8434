"""People become leads: found by their best key, described once, told apart, whoever else does the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import actions as leads
from leads.models import Identity, Lead, LeadChange, LeadOptions
from leads.person import Person
from leads.search import matching
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


def say(workspace, at=NOON, cause="form", **said):
    return leads.upsert(workspace.pk, Person(**said), at=at, cause=cause)


def the(outcome):
    return Lead.objects.get(pk=outcome.lead_id)


def test_somebody_new_is_a_lead_that_marketing_holds_with_a_return_date(inside):
    outcome = say(inside, email="Jane.Doe@Example.org", first_name=" Jane ", phone="+44 20 7946 0018", line=7)
    lead = the(outcome)
    assert (outcome.what, outcome.line, outcome.changed) == ("created", 7, {})
    assert (lead.email, lead.email_key, lead.email_domain) == (
        "Jane.Doe@Example.org",
        "jane.doe@example.org",
        "example.org",
    )
    assert (lead.first_name, lead.phone) == ("Jane", "+442079460018")
    assert (lead.stage, lead.holder, lead.return_at) == ("lead", "marketing", NOON + timedelta(days=30))


def test_the_workspace_says_when_marketing_looks_again(inside):
    LeadOptions.objects.create(workspace=inside, return_days=10)
    assert the(say(inside, email="jane@example.org")).return_at == NOON + timedelta(days=10)


def test_the_same_person_again_changes_nothing_and_writes_nothing(inside):
    said = {
        "email": "jane@example.org",
        "title": "CMO",
        "ids": {"crm": "42"},
        "utm": {"utm_source": "ad"},
        "consent": True,
    }
    first = say(inside, **said)
    with CaptureQueriesContext(connection) as asked:
        again = say(inside, at=LATER, **said)
    assert (again.what, again.lead_id, again.changed) == ("same", first.lead_id, {})
    assert not any(word in query["sql"].split("(")[0] for query in asked for word in ("INSERT", "UPDATE", "DELETE"))


def test_what_is_said_later_replaces_and_what_is_not_said_stays(inside):
    say(inside, email="jane@example.org", title="Buyer", city="Bonn")
    outcome = say(inside, at=LATER, email="JANE@example.org", title="Head of Purchasing")
    lead = the(outcome)
    assert (lead.title, lead.city, lead.email) == ("Head of Purchasing", "Bonn", "jane@example.org")
    assert outcome.changed == {"title": ["Buyer", "Head of Purchasing"]}
    change = LeadChange.objects.get()
    assert (change.fields, change.at, change.cause) == (
        {"title": ["Buyer", "Head of Purchasing"]},
        LATER,
        "form",
    )


def test_a_careful_import_only_fills_blanks(inside):
    say(inside, email="jane@example.org", title="Buyer")
    person = Person(email="jane@example.org", title="Wrong", city="Bonn")
    (outcome,) = leads.upsert_many(inside.pk, [person], at=LATER, cause="import", overwrite=False)
    assert outcome.changed == {"city": ["", "Bonn"]}


def test_where_they_came_from_first_stays_unless_they_were_seen_earlier(inside):
    first = say(inside, email="jane@example.org", source="Webinar", landing_page="https://acme.example/w")
    say(inside, at=LATER, email="jane@example.org", source="Fair", channel="Event")
    lead = the(first)
    assert (lead.source, lead.channel) == ("Webinar", "Event")
    earlier = NOON - timedelta(days=100)
    say(inside, at=LATER, email="jane@example.org", source="Directory", seen_at=earlier)
    lead.refresh_from_db()
    assert (lead.source, lead.first_seen_at) == ("Directory", earlier)


def test_an_id_finds_the_lead_and_a_new_address_does_not_lose_the_old_one(inside):
    first = say(inside, email="jane@old.example", ids={"crm": "42"})
    moved = say(inside, email="jane@new.example", ids={"crm": "42"})
    assert moved.changed["email"] == ["jane@old.example", "jane@new.example"]
    assert moved.changed["company"] == ["old.example", "new.example"]
    back = say(inside, email="jane@old.example", title="CMO")
    assert back.lead_id == first.lead_id
    assert the(back).email == "jane@new.example"


def test_an_address_weighs_more_than_an_id(inside):
    by_id = say(inside, first_name="A", ids={"crm": "42"})
    by_address = say(inside, email="b@example.org")
    both = say(inside, email="b@example.org", ids={"crm": "42"})
    assert both.lead_id == by_address.lead_id
    assert Identity.objects.get(kind="crm").lead_id == by_id.lead_id


@pytest.mark.parametrize(
    ("rule", "other", "is_same"),
    [
        ("case", "JANE.DOE@GMAIL.COM", True),
        ("case", "jane.doe+news@gmail.com", False),
        ("plus", "jane.doe+news@gmail.com", True),
        ("plus", "janedoe@gmail.com", False),
        ("dots", "janedoe+x@googlemail.com", True),
    ],
)
def test_the_workspace_says_which_spellings_are_one(inside, rule, other, is_same):
    LeadOptions.objects.create(workspace=inside, email_rule=rule)
    first, second = say(inside, email="jane.doe@gmail.com"), say(inside, email=other)
    assert (first.lead_id == second.lead_id) is is_same


def test_without_address_and_id_a_phone_decides_unless_the_names_differ(inside):
    LeadOptions.objects.create(workspace=inside, country="DE")
    first = say(inside, phone="030 2345678", first_name="Jane", last_name="Doe")
    assert say(inside, phone="+49 (0)30 2345678").lead_id == first.lead_id
    assert say(inside, phone="+49302345678", first_name="jane", last_name="DOE").lead_id == first.lead_id
    assert say(inside, phone="+49302345678", first_name="John").what == "created"
    assert say(inside, phone="+49302345678", email="john@example.org").what == "created"


def test_without_any_of_these_name_and_company_decide(inside):
    first = say(inside, first_name="Zoë", last_name="Müller", company_name="Acme & Co.")
    assert say(inside, first_name="Zoe", last_name="MULLER", company_name="acme co").lead_id == first.lead_id
    assert say(inside, first_name="Zoë", last_name="Müller", company_name="Other").what == "created"


def test_a_batch_knows_its_own_people(inside):
    people = [
        Person(email="a@example.org", first_name="Ann", line=1),
        Person(email="b@example.org", ids={"crm": "1"}, line=2),
        Person(email="A@EXAMPLE.ORG", title="CMO", line=3),
        Person(ids={"crm": "1"}, first_name="Ben", line=4),
        Person(email="not an address", line=5),
    ]
    outcomes = leads.upsert_many(inside.pk, people, at=NOON, cause="import")
    assert [outcome.what for outcome in outcomes] == ["created", "created", "updated", "updated", "refused"]
    assert outcomes[2].lead_id == outcomes[0].lead_id
    assert outcomes[2].changed == {"title": ["", "CMO"]}
    assert the(outcomes[3]).first_name == "Ben"
    assert Lead.objects.count() == 2


def found(workspace, text):
    return set(matching(workspace.leads.present(), text).values_list("pk", flat=True))
