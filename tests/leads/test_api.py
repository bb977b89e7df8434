"""Leads for programs: every good row is kept, every bad one answered with its field and the reason."""

import pytest

from accounts import tenancy
from accounts.scopes import Scope
from leads.models import Campaign, Company, Lead
from tests.api.conftest import problem

pytestmark = pytest.mark.django_db
JANE = {"email": "jane@acme.example", "first_name": "Jane", "last_name": "Doe", "company_name": "Acme"}


def made(website, **said):
    response = website.post("leads/", {**JANE, **said})
    assert response.status_code in {200, 201}, response.content
    return response.json()


def count(workspace):
    with tenancy.workspace(workspace):
        return Lead.objects.count()


def test_a_new_lead_is_201_with_its_address_and_the_same_again_is_200(website, acme):
    response = website.post("leads/", JANE)
    body = response.json()
    assert response.status_code == 201
    assert response["Location"].endswith(body["url"])
    assert (body["email"], body["company"]["name"], body["stage"]) == ("jane@acme.example", "Acme", "lead")
    assert (body["custody"]["holder"], body["score"], body["custom"]) == (
        "marketing",
        5.0,
        {},
    )  # a work address
    again = website.post("leads/", {"email": "JANE@acme.example", "title": "CMO"})
    assert (again.status_code, again.json()["id"], again.json()["title"]) == (200, body["id"], "CMO")
    assert website.get(body["url"]).json()["first_name"] == "Jane"
    assert count(acme) == 1


def test_a_lead_is_found_by_its_id_elsewhere(website):
    first = made(website, ids={"crm": "42"})
    assert website.post("leads/", {"ids": {"crm": "42"}, "city": "Bonn"}).json()["id"] == first["id"]


def test_lists_are_narrowed_and_searched(website, acme):
    jane = made(website, source="Fair")
    john = made(website, email="john@other.example", first_name="John", company_name="Other", phone="+442079460018")

    def found(query):
        response = website.get(f"leads/?{query}")
        assert response.status_code == 200, response.content
        return [row["id"] for row in response.json()["results"]]

    assert found("") == [john["id"], jane["id"]]
    assert found("q=jan%20acm") == found("source=Fair") == found("email=Jane%40ACME.example") == [jane["id"]]
    assert found(f"company={john['company']['id']}") == found("q=%2B4420") == [john["id"]]
    assert found("stage=mql") == found("holder=sales") == found("owner=1") == []
    assert problem(website.get("leads/?stage=hot"))["errors"][0]["field"] == "?stage"
    assert problem(website.get("leads/?email=jane"))["errors"][0]["field"] == "?email"
    assert problem(website.get("leads/?sort=name"))["errors"][0]["code"] == "unknown_field"


def test_a_change_sets_what_is_named_or_nothing(website, acme):
    url = made(website, title="CMO", phone="+442079460018")["url"]
    with tenancy.workspace(acme):
        campaign = Campaign.objects.create(workspace=acme, name="Spring")
        other = Company.objects.create(workspace=acme, name="Other", name_norm="other")
    said = {"title": None, "owner_email": "ravi@example.com", "campaign": "Spring", "company": other.pk}
    body = website("PATCH", url, said).json()
    assert (body["title"], body["owner"]["email"], body["campaign"]) == (
        "",
        "ravi@example.com",
        {"id": campaign.pk, "name": "Spring"},
    )
    assert body["company"] == {"id": other.pk, "name": "Other"}
    for wrong, field in (
        ({"email": "jane@", "city": "Bonn"}, "/email"),
        ({"owner_email": "sam@example.com", "city": "Bonn"}, "/owner_email"),
        ({"campaign": "Autumn"}, "/campaign"),
        ({"company": 10**12, "city": "Bonn"}, "/company"),
        ({"email": None, "first_name": "", "last_name": "", "phone": ""}, ""),
        ({"shoe": 44}, "/shoe"),
    ):
        assert problem(website("PATCH", url, wrong))["errors"][0]["field"] == field
    assert website.get(url).json()["city"] == ""


def test_what_somebody_did_is_listed_with_what_was_merged(website, acme, theirs):
    kept, gone = made(website), made(website, email="j@acme.example")
    response = website.post(f"leads/{kept['id']}/merge/", {"gone": gone["id"]})
    merge = response.json()
    assert (response.status_code, merge["kept"], merge["gone"]) == (200, kept["id"], gone["id"])
    assert website.get(gone["url"]).json()["merged_into"] == kept["id"]
    assert website.get(f"leads/{kept['id']}/activities/").json()["results"] == []
    assert problem(website.post(f"leads/{kept['id']}/merge/", {"gone": gone["id"]}))["code"] == "refused"
    assert website.post(f"merges/{merge['id']}/undo/").json()["undone_at"]
    assert website.get(gone["url"]).json()["merged_into"] is None
    assert problem(website.post(f"leads/{kept['id']}/merge/", {"gone": 10**9}))["errors"][0]["field"] == "/gone"


def test_duplicates_are_listed(website):
    one, two = made(website, phone="+442079460018"), made(website, email="x@y.example", phone="+442079460018")
    (pair,) = website.get("leads/duplicates/").json()["pairs"]
    assert (pair["first"], pair["second"]) == (one["id"], two["id"])
    assert "The same phone number" in pair["reasons"]


def test_consent_is_noted_and_a_withdrawal_stands(website):
    url = f"leads/{made(website)['id']}/consents/"
    assert website.post(url, {"given": True, "text_version": "2026-01"}).status_code == 201
    assert website.post(url, {"given": False}).status_code == 201
    assert website.post(url, {"given": True, "at": "2020-01-01T00:00:00Z"}).status_code == 201
    assert [row["given"] for row in website.get(url).json()["results"]] == [True, False, True]
    assert website.get(url.removesuffix("consents/")).json()["consent"] == "withdrawn"
    assert problem(website.post(url, {"given": True, "at": "2999-01-01T00:00:00Z"}))["errors"][0]["field"] == "/at"
    assert problem(website.post(url, {"given": True, "origin": "x" * 121}))["errors"][0]["field"] == "/origin"


def test_export_and_erasure(website, with_scopes):
    lead = made(website)
    told = website.get(f"leads/{lead['id']}/export/").json()
    assert told["places"]["leads.Lead"]["rows"][0]["email"] == "jane@acme.example"
    writer = with_scopes(Scope.LEADS_READ, Scope.LEADS_WRITE)
    assert problem(writer.post(f"leads/{lead['id']}/erase/", {"sure": True}))["code"] == "scope_missing"
    assert problem(website.post(f"leads/{lead['id']}/erase/", {"sure": False}))["code"] == "refused"
    assert website.post(f"leads/{lead['id']}/erase/", {"sure": True}).json()["places"]["leads.Lead"] == 1
    assert website.get(lead["url"]).json()["email"] == ""
    assert problem(website.post(f"leads/{lead['id']}/erase/", {"sure": True}))["code"] == "refused"


def test_companies_are_read_changed_and_described(website):
    company = made(website)["company"]["id"]
    body = website(
        "PATCH",
        f"companies/{company}/",
        {"employees": 12, "country": "Germany", "domain": "https://acme.example/x"},
    ).json()
    assert (body["employees"], body["country"], body["domain"]) == (12, "DE", "acme.example")
    assert [row["id"] for row in website.get("companies/?q=acm").json()["results"]] == [company]
    other = website.post("companies/", {"domain": "other.example"})
    assert (other.status_code, other.json()["name"]) == (201, "other.example")
    for wrong, field in (
        ({"domain": "other.example"}, "/domain"),
        ({"domain": "localhost"}, "/domain"),
        ({"name": ""}, "/name"),
        ({"employees": -1}, "/employees"),
        ({"currency": "Euro"}, "/currency"),
        ({"employees": "many"}, "/employees"),
    ):
        assert problem(website("PATCH", f"companies/{company}/", wrong))["errors"][0]["field"] == field
    fact = {"kind": "funding", "on": "2026-03-01", "source": "news"}
    assert website.post(f"companies/{company}/facts/", fact).status_code == 201
    assert website.get(f"companies/{company}/facts/").json()["results"][0]["kind"] == "funding"
    early = {**fact, "expires_on": "2026-02-01"}
    assert problem(website.post(f"companies/{company}/facts/", early))["errors"][0]["field"] == "/expires_on"
    assert (
        problem(website.post(f"companies/{company}/facts/", {**fact, "kind": "mood"}))["errors"][0]["field"] == "/kind"
    )
    assert website.post(f"companies/{company}/news/", {"headline": "Acme grows"}).status_code == 201
    assert website.get(f"companies/{company}/news/").json()["results"][0]["headline"] == "Acme grows"


# --- bad input: a table of what breaks others (a field and a reason for each, nothing stored, never a 5xx)
