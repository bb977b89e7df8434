"""Where a lead works: by web domain, else by name, until a hand says otherwise."""

import threading

import pytest
from django.db import connection

from accounts import tenancy
from leads import actions as leads
from leads.models import Company, Lead, LeadChange
from leads.person import Person
from leads.search import matching
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db


def say(workspace, overwrite=True, **said):
    (outcome,) = leads.upsert_many(workspace.pk, [Person(**said)], at=NOON, cause="form", overwrite=overwrite)
    return Lead.objects.select_related("company").get(pk=outcome.lead_id)


def test_colleagues_meet_at_the_registrable_domain_of_their_addresses(inside):
    jane = say(inside, email="jane@mail.acme.co.uk", company_name="Acme Ltd")
    john = say(inside, email="john@acme.co.uk", company_name="ACME LIMITED (UK)")
    assert jane.company == john.company
    assert (jane.company.name, jane.company.domain) == ("Acme Ltd", "acme.co.uk")


@pytest.mark.parametrize("email", ["jane@gmail.com", "jane@web.de", "jane@mailinator.com"])
def test_free_and_disposable_domains_are_nobodys_company(inside, email):
    assert say(inside, email=email).company is None
    assert say(inside, email=email, company_name="Acme").company.domain is None


def test_a_name_finds_the_company_that_a_domain_made_known(inside):
    jane = say(inside, email="jane@acme.example", company_name="Acme GmbH")
    assert say(inside, email="john@gmail.com", company_name="ACME GMBH").company == jane.company


def test_a_company_known_by_name_takes_its_domain_from_the_first_colleague_who_has_one(inside):
    jane = say(inside, email="jane@gmail.com", company_name="Acme GmbH")
    john = say(inside, email="john@acme.example", company_name="acme gmbh")
    assert john.company == jane.company
    assert john.company.domain == "acme.example"


def test_a_company_called_by_its_domain_gets_its_name_when_somebody_says_it(inside):
    say(inside, email="jane@acme.example")
    assert say(inside, email="john@acme.example", company_name="Acme").company.name == "Acme"
    assert say(inside, email="jim@acme.example", company_name="Other").company.name == "Acme"


def test_a_given_web_domain_weighs_more_than_the_address(inside):
    lead = say(inside, email="jane@gmail.com", company_domain="https://www.acme.example/team", company_name="Acme")
    assert lead.company.domain == "acme.example"


def test_what_is_said_of_the_company_is_written_on_it(inside):
    said = {
        "industry": "Steel",
        "employees": "1200",
        "country": "Germany",
        "revenue": 5_000_000,
        "currency": "eur",
    }
    company = say(inside, email="jane@acme.example", company=said).company
    assert (company.industry, company.employees, company.country) == ("Steel", 1200, "DE")
    assert (company.revenue, company.currency) == (5_000_000, "EUR")
    company = say(
        inside, email="jane@acme.example", company={"industry": "Iron", "city": "Bonn"}, overwrite=False
    ).company
    assert (company.industry, company.city) == ("Steel", "Bonn")
    assert say(inside, email="jane@acme.example", company={"industry": "Iron"}).company.industry == "Iron"


def test_a_hand_decides_until_it_lets_go(inside):
    lead = say(inside, email="jane@acme.example", company_name="Acme")
    acme, other = lead.company, Company.objects.create(workspace=inside, name="Other", name_norm="other")
    leads.correct(lead, company=other, at=NOON, by=who("maya"))
    assert (lead.company, lead.company_fixed) == (other, True)
    assert say(inside, email="jane@acme.example", company_name="Acme").company == other
    assert LeadChange.objects.get().fields == {"company": ["Acme", "Other"]}
    assert set(matching(inside.leads.all(), "other")) == {lead}
    leads.match(lead, at=NOON, by=who("maya"))
    assert (lead.company, lead.company_fixed) == (acme, False)
    leads.correct(lead, company=None, at=NOON, by=who("maya"))
    assert say(inside, email="jane@acme.example").company is None


def test_a_new_address_at_another_firm_moves_the_lead_there(inside):
    lead = say(inside, email="jane@acme.example", ids={"crm": "1"})
    moved = say(inside, email="jane@other.example", ids={"crm": "1"})
    assert moved.pk == lead.pk
    assert moved.company.domain == "other.example"


def test_names_without_letters_and_of_any_length_do_no_harm(inside):
    first = say(inside, first_name="Jane", email="jane@gmail.com", company_name="★★★")
    second = say(inside, first_name="Joe", email="joe@gmail.com", company_name="★★★")
    assert first.company == second.company
    long = say(inside, email="jim@gmail.com", company_name="ﷺ" * 200)  # grows eighteenfold when folded
    assert len(long.company.name_norm) == 200


@pytest.mark.django_db(transaction=True)
def test_one_firm_named_by_many_at_once_is_one_company(acme):
    begin = threading.Barrier(10)

    def tell(number):
        begin.wait()
        try:
            with tenancy.workspace(acme):
                domain = "gmail.com" if number % 2 else "acme.example"
                say(acme, email=f"p{number}@{domain}", company_name="Acme GmbH")
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenancy.workspace(acme):
        assert Lead.objects.count() == 10
        assert Company.objects.filter(domain="acme.example").count() == 1
        assert Company.objects.filter(domain=None).count() <= 1
