"""One lead's page: what is known, what happened, and the few things a member does to it."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from leads import actions as leads
from leads.models import Activity, Company, Consent, CustomField, Lead, LeadFile, Suppressed
from leads.person import Person
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 offer"


@pytest.fixture
def ana(acme):
    """A lead of Acme."""
    return made(acme, email="ana@helio-labs.com", first_name="Ana", last_name="Sousa", company_name="Helio Labs")


def made(workspace, **fields):
    with tenancy.workspace(workspace):
        outcome = leads.upsert(workspace.pk, Person(**fields), at=NOON, cause="test")
        return Lead.objects.get(pk=outcome.lead_id)


def again(lead):
    with tenancy.workspace(lead.workspace_id):
        return Lead.objects.get(pk=lead.pk)


def url(lead, rest=""):
    return f"/w/acme/leads/{lead.pk}/{rest}"


def test_the_page_shows_what_is_known_under_the_workspaces_own_labels(as_, acme):
    with tenancy.workspace(acme):
        CustomField.objects.create(workspace=acme, key="fleet", label="Trucks in the fleet", type="number")
    lead = made(acme, email="ana@helio-labs.com", first_name="Ana", custom={"fleet": 12})
    text = as_("ravi").get(url(lead)).content.decode()
    assert "Trucks in the fleet" in text
    assert "ana@helio-labs.com" in text


def test_a_note_stands_on_the_timeline_and_an_empty_one_is_refused(as_, acme, ana):
    ravi = as_("ravi")
    assert ravi.post(url(ana, "note/"), {"note": ""}).status_code == 422
    ravi.post(url(ana, "note/"), {"note": "Called <b>twice</b>"})
    text = ravi.get(url(ana)).content.decode()
    assert "Called &lt;b&gt;twice&lt;/b&gt;" in text
    with tenancy.workspace(acme):
        assert Activity.objects.get().by == who("ravi")


def test_the_timeline_costs_the_same_for_one_note_and_for_forty(as_, acme, ana):
    maya = as_("maya")
    maya.post(url(ana, "note/"), {"note": "one"})
    maya.get(url(ana))
    with CaptureQueriesContext(connection) as few:
        maya.get(url(ana))
    for number in range(40):
        maya.post(url(ana, "note/"), {"note": f"note {number}"})
    maya.get(url(ana))
    with CaptureQueriesContext(connection) as many:
        maya.get(url(ana))
    assert len(many) == len(few)
    assert maya.get(url(ana), {"before": "nonsense", "kind": ["steps", "x"]}).status_code == 200


def test_a_lead_is_described_by_hand_once(as_, acme):
    ravi = as_("ravi")
    sent = {"email": "New.One@Example.org", "first_name": "New", "last_name": "One"}
    first = ravi.post("/w/acme/leads/new/", sent)
    assert ravi.post("/w/acme/leads/new/", sent)["Location"] == first["Location"]
    with tenancy.workspace(acme):
        assert Lead.objects.count() == 1


def test_what_cannot_be_is_refused_at_its_field_and_kept(as_, acme):
    answer = as_("ravi").post("/w/acme/leads/new/", {"email": "not an address", "first_name": "Olga"})
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors
    assert "Olga" in answer.content.decode()
    assert as_("ravi").post("/w/acme/leads/new/", {}).status_code == 422
    assert as_("ravi").post("/w/acme/leads/new/", {"first_name": "a\x00b"}).status_code == 422


def test_a_correction_is_saved_and_seen_on_the_timeline(as_, acme, ana):
    maya = as_("maya")
    sent = {
        "email": ana.email,
        "first_name": "Ana",
        "last_name": "Sousa",
        "company_name": "Helio Labs",
        "title": "CMO",
    }
    assert maya.post(url(ana, "edit/"), sent).status_code == 302
    assert again(ana).title == "CMO"
    assert "CMO" in maya.get(url(ana)).content.decode()
    assert maya.post(url(ana, "edit/"), {**sent, "phone": "12"}).status_code == 422


def test_marketing_looks_again_on_another_day_and_reps_do_not_say_when(as_, acme, ana):
    day = timezone.localdate() + timedelta(days=7)
    assert as_("ravi").post(url(ana, "return/"), {"return_on": day}).status_code == 403
    assert as_("maya").post(url(ana, "return/"), {"return_on": "2000-01-01"}).status_code == 422
    as_("maya").post(url(ana, "return/"), {"return_on": day.isoformat()})
    assert again(ana).return_at.date() == day


def test_disqualifying_needs_a_reason(as_, acme, ana):
    maya = as_("maya")
    assert maya.post(url(ana, "disqualify/"), {"reason": ""}).status_code == 422
    maya.post(url(ana, "disqualify/"), {"reason": "A student"})
    assert (again(ana).stage, again(ana).closed_for) == ("disqualified", "A student")


def test_the_company_is_corrected_by_hand_and_stays(as_, acme, ana):
    maya = as_("maya")
    maya.post(url(ana, "company/"), {"name": "Castor", "domain": "https://www.castor.eu/about"})
    assert again(ana).company_fixed
    with tenancy.workspace(acme):
        assert again(ana).company == Company.objects.get(domain="castor.eu")
    assert maya.post(url(ana, "company/"), {"domain": "not a domain"}).status_code == 422


def test_a_file_is_kept_under_a_key_and_handed_out_to_be_saved_only(as_, acme, ana, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ravi = as_("ravi")
    ravi.post(url(ana, "files/new/"), {"file": SimpleUploadedFile("../../Offer <1>.pdf", PDF)})
    with tenancy.workspace(acme):
        kept = LeadFile.objects.get()
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [PDF]
    assert "/" not in kept.name
    answer = ravi.get(url(ana, f"files/{kept.pk}/"))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<script>"), ("run.exe", b"MZ"), ("offer.pdf", b"<html>"), ("empty.pdf", b"")],
)
def test_a_file_that_a_browser_could_run_is_refused(as_, acme, ana, settings, tmp_path, name, content):
    settings.MEDIA_ROOT = tmp_path
    answer = as_("ravi").post(url(ana, "files/new/"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_leaves_the_disk(as_, acme, ana, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    maya = as_("maya")
    maya.post(url(ana, "files/new/"), {"file": SimpleUploadedFile("offer.pdf", PDF)})
    with tenancy.workspace(acme):
        pk = LeadFile.objects.get().pk
    assert maya.get(url(ana, f"files/{pk}/remove/")).status_code == 200
    maya.post(url(ana, f"files/{pk}/remove/"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert maya.get(url(ana, f"files/{pk}/")).status_code == 404


def test_a_withdrawal_is_written_down_and_puts_the_address_on_the_list(as_, acme, ana):
    ravi = as_("ravi")
    assert ravi.post(url(ana, "privacy/"), {"given": "no", "origin": ""}).status_code == 422
    ravi.post(url(ana, "privacy/"), {"given": "no", "origin": "She rang us"})
    assert again(ana).consent == "withdrawn"
    with tenancy.workspace(acme):
        assert Consent.objects.get().origin == "She rang us"
        assert Suppressed.objects.count() == 1
    assert "is on the list" in as_("maya").post("/w/acme/settings/suppression/", {"email": ana.email}).content.decode()


def test_everything_about_a_person_is_downloaded_and_that_is_recorded(as_, acme, ana):
    assert as_("ravi").get(url(ana, "export.json")).status_code == 403
    answer = as_("maya").get(url(ana, "export.json"))
    assert "ana@helio-labs.com" in json.dumps(json.loads(answer.content))
    with tenancy.workspace(acme):
        assert AuditEntry.objects.filter(verb="exported").exists()


def test_erasing_asks_for_the_name_and_then_forgets_it(as_, acme, ana):
    assert as_("ravi").get(url(ana, "erase/")).status_code == 403
    maya = as_("maya")
    assert maya.post(url(ana, "erase/"), {"name": "Somebody"}).status_code == 422
    maya.post(url(ana, "erase/"), {"name": "ana sousa"})
    assert again(ana).erased_at
    assert "Sousa" not in maya.get(url(ana)).content.decode()
