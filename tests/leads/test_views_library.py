"""Companies, campaigns, content, duplicates and the settings that are about leads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from leads import actions as leads
from leads.models import Campaign, Company, Content, CustomField, Fact, Lead, LeadOptions, Suppressed
from leads.person import Person
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def meet(workspace, *people):
    """People become leads of a workspace."""
    with tenancy.workspace(workspace):
        outcomes = leads.upsert_many(workspace.pk, people, at=NOON, cause="test")
        return [Lead.objects.get(pk=outcome.lead_id) for outcome in outcomes]


@pytest.fixture
def helio(acme):
    """A company with one lead."""
    (lead,) = meet(acme, Person(email="ana@helio-labs.com", first_name="Ana", company_name="Helio Labs"))
    with tenancy.workspace(acme):
        return Company.objects.get(pk=lead.company_id)


def test_companies_are_found_by_the_beginning_of_name_or_domain(as_, acme, helio):
    maya = as_("maya")
    for asked in ("", "helio", "HELIO L", "https://helio-labs"):
        assert "Helio Labs" in maya.get("/w/acme/companies/", {"q": asked}).content.decode()
    assert "No company begins like that" in maya.get("/w/acme/companies/", {"q": "zzz"}).content.decode()


def test_pages_of_companies_lose_nobody_and_cost_the_same(as_, acme):
    maya, url = as_("maya"), "/w/acme/companies/"
    meet(acme, *(Person(email=f"a@firm{n}.com", company_name=f"Firm {n % 7}") for n in range(2)))
    maya.get(url)
    with CaptureQueriesContext(connection) as few:
        maya.get(url)
    meet(acme, *(Person(email=f"a@firm{n}.com", company_name=f"Firm {n % 7}") for n in range(120)))
    with CaptureQueriesContext(connection) as many:
        first = maya.get(url)
    assert len(many) == len(few)
    second = maya.get(url, {"cursor": first.context["older"]})
    third = maya.get(url, {"cursor": second.context["older"]})
    seen = [company.pk for page in (first, second, third) for company, _ in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 120
    back = maya.get(url, {"cursor": third.context["newer"]})
    assert [company.pk for company, _ in back.context["rows"]] == seen[50:100]


def test_a_company_is_corrected_and_its_leads_are_found_by_the_new_name(as_, acme, helio):
    maya, url = as_("maya"), f"/w/acme/companies/{helio.pk}/edit/"
    assert as_("ravi").get(url).status_code == 403
    maya.post(url, {"name": "Solaris Power", "domain": "helio-labs.com", "country": "Germany", "employees": "420"})
    with tenancy.workspace(acme):
        found = Company.objects.get(pk=helio.pk)
    assert (found.name, found.country, found.employees) == ("Solaris Power", "DE", 420)
    assert "ana@helio-labs.com" in maya.get("/w/acme/leads/", {"q": "solaris", "cols": "email"}).content.decode()
    bad = {"name": "Solaris", "country": "Nowhere", "parent_name": "Solaris Power", "currency": "Euro"}
    answer = maya.post(url, bad)
    assert answer.status_code == 422
    assert {"country", "parent_name", "currency"} <= set(answer.context["form"].errors)


def test_a_fact_has_a_date_a_source_and_an_end_and_can_be_withdrawn(as_, acme, helio):
    ravi, url = as_("ravi"), f"/w/acme/companies/{helio.pk}/"
    later = TODAY() + timedelta(days=90)
    sent = {"kind": "Hiring a cmo", "on": TODAY(), "source": "LinkedIn", "expires_on": later}
    assert ravi.post(f"{url}facts/new/", sent).status_code == 302
    assert ravi.post(f"{url}facts/new/", {**sent, "on": later}).status_code == 422
    with tenancy.workspace(acme):
        fact = Fact.objects.get()
    assert (fact.kind, fact.expires_on) == ("hiring a CMO", later)
    assert ravi.get(f"{url}facts/{fact.pk}/withdraw/").status_code == 200
    ravi.post(f"{url}facts/{fact.pk}/withdraw/")
    assert "withdrawn" in ravi.get(url).content.decode()
    assert ravi.post(f"{url}news/new/", {"headline": "New office", "url": "javascript:x"}).status_code == 422
    ravi.post(f"{url}news/new/", {"headline": "New office"})
    assert "New office" in ravi.get(url).content.decode()


def test_campaigns_are_planned_live_and_done_by_their_dates(as_, acme):
    maya = as_("maya")
    for name, begin, end in (("Next", 5, 9), ("Now", -5, 5), ("Past", -9, -5)):
        dates = {"starts_on": TODAY() + timedelta(days=begin), "ends_on": TODAY() + timedelta(days=end)}
        maya.post("/w/acme/campaigns/new/", {"name": name, "key": name.lower(), "price": "12.50", **dates})
    meet(acme, Person(email="ana@x.com", campaign="now"))
    groups = dict(maya.get("/w/acme/campaigns/").context["groups"])
    found = {state: [(row.name, count) for row, count, _ in rows] for state, rows in groups.items()}
    assert found == {"planned": [("Next", 0)], "live": [("Now", 1)], "done": [("Past", 0)]}
    with tenancy.workspace(acme):
        assert Campaign.objects.get(name="Now").cost == 1250
    again = maya.post("/w/acme/campaigns/new/", {"name": "Now", "starts_on": TODAY(), "ends_on": "2001-01-01"})
    assert set(again.context["form"].errors) == {"name", "ends_on"}
    assert as_("ravi").get("/w/acme/campaigns/new/").status_code == 403


def test_content_is_added_once_and_must_be_findable(as_, acme):
    maya, url = as_("maya"), "/w/acme/content/new/"
    assert maya.post(url, {"title": "Pricing"}).status_code == 422
    sent = {"title": "Pricing", "url": "/pricing", "journey": "late"}
    assert maya.post(url, sent).status_code == 302
    assert maya.post(url, {**sent, "title": "Again"}).status_code == 422
    with tenancy.workspace(acme):
        pk = Content.objects.get().pk
    maya.post(f"/w/acme/content/{pk}/", {**sent, "product": "Freight"})
    assert "Freight" in as_("ravi").get("/w/acme/content/", {"journey": "late"}).content.decode()


def test_two_of_one_phone_are_compared_merged_and_parted_again(as_, acme):
    maya = as_("maya")
    phone = "+49 30 901820"
    one, two = meet(
        acme,
        Person(email="ana@helio.com", phone=phone, first_name="Ana", title="Analyst"),
        Person(email="ana.sousa@gmail.com", phone=phone, first_name="Ana", last_name="Sousa", title="CMO"),
    )
    assert f"/leads/{one.pk}/merge/{two.pk}/" in maya.get("/w/acme/leads/duplicates/").content.decode()
    url = f"/w/acme/leads/{one.pk}/merge/{two.pk}/"
    assert as_("ravi").get(url).status_code == 403
    assert maya.get(url).status_code == 200
    maya.post(url, {"title": "gone", "last_name": "gone", "email": "kept"})
    with tenancy.workspace(acme):
        kept, gone = Lead.objects.get(pk=one.pk), Lead.objects.get(pk=two.pk)
        undo = kept.merges.get().pk
    assert (kept.title, kept.last_name, kept.email, gone.merged_into_id) == (
        "CMO",
        "Sousa",
        "ana@helio.com",
        one.pk,
    )
    assert f"/leads/merges/{undo}/undo/" in maya.get(f"/w/acme/leads/{one.pk}/").content.decode()
    assert maya.get(f"/w/acme/leads/{two.pk}/")["Location"] == f"/w/acme/leads/{one.pk}/"
    maya.post(f"/w/acme/leads/merges/{undo}/undo/")
    assert maya.get(f"/w/acme/leads/{two.pk}/").status_code == 200
    assert maya.get(f"/w/acme/leads/{one.pk}/merge/", {"q": "sousa"}).status_code == 200


def test_options_are_the_admins_and_are_written_into_the_audit_log(as_, acme):
    url, ada = "/w/acme/settings/leads/", as_("ada")
    assert as_("maya").get(url).status_code == 403
    ada.post(url, {"email_rule": "plus", "country": "Portugal", "return_days": "14", "keep_months": ""})
    with tenancy.workspace(acme):
        options = LeadOptions.objects.get()
        assert (options.email_rule, options.country, options.return_days) == ("plus", "PT", 14)
        assert AuditEntry.objects.filter(what="the lead options").exists()
    refused = ada.post(url, {"email_rule": "all", "country": "Nowhere", "return_days": "0", "keep_months": "0"})
    assert set(refused.context["form"].errors) == {"email_rule", "country", "return_days", "keep_months"}


def test_a_field_is_added_changed_and_retired(as_, acme):
    maya, url = as_("maya"), "/w/acme/settings/fields/"
    maya.post(f"{url}new/", {"label": "Größe der Flotte", "type": "choice", "choices": "Small\nLarge\nsmall"})
    with tenancy.workspace(acme):
        field = CustomField.objects.get()
    assert (field.key, field.choices) == ("groe_der_flotte", ["small", "Large"])
    assert maya.post(f"{url}new/", {"label": "Empty", "type": "choice"}).status_code == 422
    assert maya.post(f"{url}new/", {"label": "größe der flotte", "type": "text"}).status_code == 422
    maya.post(f"{url}{field.pk}/", {"label": "Fleet", "choices": "Small\nLarge\nHuge"})
    maya.post(f"{url}{field.pk}/retire/")
    with tenancy.workspace(acme):
        field.refresh_from_db()
    assert (field.label, field.choices[-1], field.retired_at is None) == ("Fleet", "Huge", False)
    assert as_("ravi").get(url).status_code == 403


def test_an_address_is_put_on_the_list_and_found_there(as_, acme):
    maya, url = as_("maya"), "/w/acme/settings/suppression/"
    assert "is not on the list" in maya.post(url, {"email": "x@example.org", "look": "1"}).content.decode()
    maya.post(url, {"email": "x@example.org", "add": "1"})
    assert "is on the list" in maya.post(url, {"email": "X@Example.org"}).content.decode()
    assert maya.post(url, {"email": "nonsense"}).status_code == 422
    with tenancy.workspace(acme):
        assert Suppressed.objects.count() == 1


def test_the_first_page_shows_the_certificate_and_the_step(as_, acme, helio):
    with tenancy.workspace(acme):
        leads.reconcile(acme.pk, NOON)
    text = as_("maya").get("/w/acme/").content.decode()
    assert "0 of 1 leads without a holder" in text
    assert "Get your first leads in" in text
