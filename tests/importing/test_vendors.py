"""Exports as vendors write them: every row is a lead, or says why not."""

import json

import pytest

from accounts import tenancy
from capture.importing.faults import BadFile
from tests.importing.worlds import bring, by_command, complaints, leads_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("name", "created", "skipped", "answers"),
    [
        ("hubspot-crm-exports-all-contacts.csv", 60, 0, {}),
        ("report1735808112345.csv", 42, 6, {}),
        ("subscribed_segment_export_15d17415eb.csv", 60, 0, {}),
        ("unsubscribed_segment_export_15d17415eb.csv", 6, 0, {}),
        ("Demo form_Leads_2025-11-01_2025-11-30.csv", 60, 1, {}),
        ("leads_campaign_498_2025-11-30.csv", 60, 0, {}),
        ("brevo_contacts.csv", 60, 0, {}),
        ("Leads Messe 2025.csv", 42, 0, {}),
        ("old_mac_export.txt", 15, 0, {}),
        ("double_encoded.csv", 20, 0, {"repair": True}),
        ("contacts_renamed.csv", 20, 0, {}),
        ("header_only.csv", 0, 0, {}),
    ],
)
def test_every_row_of_an_export_is_a_lead_and_again_changes_nothing(messy, acme, name, created, skipped, answers):
    run = bring(acme, messy / name, name=name, **answers)
    assert {key: value for key, value in run.counts.items() if value} == {
        key: value for key, value in {"created": created, "skipped": skipped}.items() if value
    }
    assert len(leads_of(acme)) == created
    again = bring(acme, messy / name, name=name, **answers)
    assert again.count("same") == created
    assert again.count("created") == again.count("updated") == again.count("merged") == 0


def test_who_unsubscribed_is_withdrawn_and_stays_so(messy, acme):
    bring(acme, messy / "unsubscribed_segment_export_15d17415eb.csv")
    bring(acme, messy / "hubspot-crm-exports-all-contacts.csv")
    withdrawn = {email for email, lead in leads_of(acme).items() if lead.consent == "withdrawn"}
    assert len(withdrawn) == 6
    assert "nath.poulain2@example.com" in withdrawn


def test_rounded_phone_numbers_are_reported_and_not_stored(messy, acme):
    run = bring(acme, messy / "Leads Messe 2025.csv")
    found = complaints(acme, run)
    destroyed = [line for line, said in found.items() if any("rounded figure" in why for _, why in said)]
    assert len(destroyed) == 9
    assert leads_of(acme)["tiffany.erickson0@mail.example"].phone == ""
    assert f"{leads_of(acme)['tiffany.erickson0@mail.example'].first_seen_at:%Y-%m-%d}" == "2025-07-23"


def test_a_spreadsheet_that_went_through_many_hands(messy, acme):
    run = bring(acme, messy / "leads FINAL (2) copy.csv")
    leads, found = leads_of(acme), complaints(acme, run)
    assert {f"{lead.first_seen_at:%Y-%m-%d}" for lead in leads.values() if lead.company_name} == {
        "2025-01-15",
        "2025-01-20",
        "2025-01-21",
        "2025-03-20",
    }
    assert leads["big@example.com"].first_name == "Big"
    assert "zero@example.com" in leads
    assert sum(run.counts.values()) == 25
    assert all(line in found for line in (17, 19, 20, 21, 23, 27, 28))
    assert run.count("refused") == 7
    again = bring(acme, messy / "leads FINAL (2) copy.csv")
    assert (again.count("same"), again.count("refused")) == (18, 7)


def test_garbled_texts_must_be_decided_upon(messy, acme):
    with pytest.raises(BadFile, match="wrong encoding once"):
        bring(acme, messy / "double_encoded.csv")
    bring(acme, messy / "double_encoded.csv", repair=True)
    assert leads_of(acme)["micha.malcher5@mail.example"].first_name == "Michał"


def test_a_date_that_can_be_read_two_ways_is_asked_for(acme):
    text = "Email,Created\na@example.com,03/04/2025\nb@example.com,05/06/2025\n"
    with pytest.raises(BadFile, match="03/04/2025 can be read two ways"):
        bring(acme, text)
    bring(acme, text, dates="dmy")
    assert f"{leads_of(acme)['a@example.com'].first_seen_at:%Y-%m-%d}" == "2025-04-03"


def test_dates_of_the_other_style_are_complaints_of_their_rows(acme):
    text = "Email,Created\na@example.com,03/04/2025\nb@example.com,25/12/2025\nc@example.com,12/25/2025\n"
    with pytest.raises(BadFile, match="both kinds"):
        bring(acme, text)
    run = bring(acme, text, dates="dmy")
    assert list(complaints(acme, run)) == [4]
    assert (run.count("created"), run.count("refused")) == (2, 1)


def test_the_same_marketplace_leads_in_three_date_styles_are_the_same(messy, acme):
    for name in ("olist_mql__ddmmyyyy_crlf.csv", "olist_mql__mdy_3cols.csv"):
        run = bring(acme, messy.parent / "real_messy" / name, name=name)
        assert run.count("refused") == 0
    assert run.count("same") == 4171


def test_the_command_says_why_a_file_is_refused(messy, acme):
    with pytest.raises(Exception, match="This file is empty") as raised:
        by_command(messy / "empty.csv")
    assert raised.value.returncode == 2


def test_the_command_takes_a_mapping_of_ones_own(tmp_path, acme):
    path = tmp_path / "x.csv"
    path.write_text("A;B\njane@example.com;Jane\n")
    out = by_command(path, "--mapping", json.dumps({"a": "email", "B": "first_name"}), "--dry-run")
    assert "created: 1" in out
    with tenancy.workspace(acme):
        assert leads_of(acme) == {}
