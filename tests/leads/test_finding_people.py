"""People become leads: found by their best key, described once, told apart, whoever else does the same."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import tenancy
from leads import actions as leads
from leads.models import Campaign, CustomField, Identity, Lead, LeadChange, Token
from leads.person import Person
from leads.search import matching
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


def say(workspace, at=NOON, cause="form", **said):
    return leads.upsert(workspace.pk, Person(**said), at=at, cause=cause)


def the(outcome):
    return Lead.objects.get(pk=outcome.lead_id)


def test_a_refused_person_leaves_nothing_and_says_everything(inside):
    CustomField.objects.create(workspace=inside, key="seats", label="Seats", type="number")
    outcome = say(inside, email="jane@", phone="12", country="Atlantis", custom={"seats": "many", "rank": 1})
    assert outcome.what == "refused"
    assert outcome.lead_id is None
    assert {complaint.field for complaint in outcome.complaints} == {
        "email",
        "phone",
        "country",
        "custom.seats",
        "custom.rank",
    }
    assert all(complaint.why for complaint in outcome.complaints)
    assert not Lead.objects.exists()


def test_nobody_is_refused(inside):
    assert "nothing to know this person by" in say(inside, title="CMO", country="DE").complaints[0].why


def test_own_fields_are_kept_with_their_types_and_one_by_one(inside):
    CustomField.objects.create(workspace=inside, key="seats", label="Seats", type="number")
    CustomField.objects.create(workspace=inside, key="plan", label="Plan", type="choice", choices=["Basic", "Pro"])
    say(inside, email="jane@example.org", custom={"seats": "12"})
    lead = the(say(inside, email="jane@example.org", custom={"plan": "pro"}))
    assert lead.custom == {"seats": 12, "plan": "Pro"}


def test_campaign_and_owner_are_found_and_an_unknown_owner_is_remarked(inside):
    campaign = Campaign.objects.create(workspace=inside, name="Spring", key="spring-26")
    lead = the(say(inside, email="a@example.org", utm={"utm_campaign": "spring-26"}, owner_email="Ravi@example.com"))
    assert (lead.campaign, lead.owner) == (campaign, who("ravi"))
    outcome = say(inside, email="b@example.org", campaign="Unheard of", owner_email="sam@example.com")
    assert outcome.what == "created"
    assert [complaint.field for complaint in outcome.complaints] == ["owner_email"]
    assert the(outcome).utm == {"campaign": "Unheard of"}


def test_hands_correct_a_lead_and_blank_means_blank(inside):
    lead = the(say(inside, email="jane@old.example", title="CMO", phone="+442079460018"))
    faults = leads.change(
        lead,
        fields={"email": "jane@new.example", "title": "", "owner": who("ravi")},
        at=LATER,
        by=who("maya"),
    )
    assert faults == []
    assert (lead.email_key, lead.title, lead.owner) == ("jane@new.example", "", who("ravi"))
    change = LeadChange.objects.get()
    assert change.by == who("maya")
    assert change.fields["owner"] == [None, "Ravi"]
    assert say(inside, email="jane@old.example").lead_id == lead.pk


def test_a_correction_with_a_fault_changes_nothing(inside):
    lead = the(say(inside, email="jane@example.org", title="CMO"))
    say(inside, email="john@example.org", first_name="John")
    (fault,) = leads.change(lead, fields={"email": "JOHN@example.org", "title": "CEO"}, at=LATER, by=who("maya"))
    assert fault.field == "email"
    assert "John" in fault.why
    faults = leads.change(
        lead, fields={"title": "x" * 200, "country": "Atlantis", "shoe": "44"}, at=LATER, by=who("maya")
    )
    assert [fault.field for fault in faults] == ["shoe", "title", "country"]
    assert leads.change(lead, fields={"email": ""}, at=LATER, by=who("maya"))[0].why.startswith("There is nothing")
    lead.refresh_from_db()
    assert (lead.email, lead.title) == ("jane@example.org", "CMO")


def found(workspace, text):
    return set(matching(workspace.leads.present(), text).values_list("pk", flat=True))


def test_leads_are_found_by_the_beginnings_of_their_words(inside):
    jane = say(
        inside,
        email="jane.d@acme.example",
        first_name="Jane",
        last_name="Müller",
        company_name="St. Pauli GmbH",
    ).lead_id
    john = say(inside, email="john@gmail.com", first_name="John", last_name="O’Brien", phone="+442079460018").lead_id
    for text in (
        "muller",
        "MÜL",
        "jane.d@ac",
        "acme.example",
        "st pauli",
        "st.pauli gmbh",
        "jane mull",
        "gmbh pauli",
    ):
        assert found(inside, text) == {jane}, text
    for text in ("obrien", "O'Brien", "+4420", "john obr"):
        assert found(inside, text) == {john}, text
    assert found(inside, "j") == {jane, john}
    assert found(inside, "jane obrien") == set()
    assert found(inside, "  ") == {jane, john}
    assert found(inside, "= ~") == {jane, john}


def test_a_changed_name_is_found_and_the_old_one_is_not(inside):
    lead = the(say(inside, email="jane@example.org", last_name="Smith"))
    say(inside, email="jane@example.org", last_name="Jones")
    assert found(inside, "jones") == {lead.pk}
    assert found(inside, "smith") == set()


def test_a_batch_costs_the_same_statements_whatever_its_size(inside):
    def statements(count, start):
        people = [Person(email=f"p{n}@firm{n}.example", ids={"crm": str(n)}) for n in range(start, start + count)]
        with CaptureQueriesContext(connection) as asked:
            leads.upsert_many(inside.pk, people, at=NOON, cause="import")
        return len(asked)

    statements(1, 5000)  # the first in a process also reads what the workspace scores by, once
    few, many = statements(2, 0), statements(200, 1000)
    assert few <= many <= few + 1, "one more throws away plans that were made for a small table"
    assert many <= 30, "12 find and write them, 12 score them, 6 ask who of them qualifies"


def race(workspace, count, said):
    """Say it from many connections at once; the outcomes."""
    outcomes, begin = [], threading.Barrier(count)

    def tell(number):
        begin.wait()
        try:
            with tenancy.workspace(workspace):
                outcomes.append(leads.upsert_many(workspace.pk, said(number), at=NOON, cause="form"))
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == count
    return outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("person", "times"),
    [
        ({"email": "jane@acme.example", "company_name": "Acme"}, 200),
        ({"ids": {"user_id": "42"}}, 20),
        ({"phone": "+442079460018"}, 20),
        ({"first_name": "Jane", "last_name": "Doe", "company_name": "Acme"}, 20),
    ],
    ids=["address", "id", "phone", "name and company"],
)
def test_equal_people_at_once_are_one_lead(acme, person, times):
    for _ in range(times // 20):
        race(acme, 20, lambda number: [Person(**person, title=f"Title {number}")])
    with tenancy.workspace(acme):
        assert Lead.objects.count() == 1
        assert acme.companies.count() == ("company_name" in person)
        assert Token.objects.filter(lead=Lead.objects.get().pk).count() == Token.objects.count()


@pytest.mark.django_db(transaction=True)
def test_batches_that_overlap_in_opposite_orders_all_arrive(acme):
    def batch(number):
        people = [Person(email=f"p{n}@firm{n % 7}.example", title=f"T{number}", ids={"crm": str(n)}) for n in range(60)]
        return people if number % 2 else people[::-1]

    race(acme, 8, batch)
    race(acme, 8, batch)
    with tenancy.workspace(acme):
        assert Lead.objects.count() == 60
        assert Identity.objects.count() == 60
        assert acme.companies.count() == 7


def test_another_workspace_has_its_own_people(inside, umbra):
    mine = say(inside, email="jane@example.org")
    with tenancy.workspace(umbra):
        theirs = say(umbra, email="jane@example.org")
    assert theirs.what == "created"
    assert theirs.lead_id != mine.lead_id
