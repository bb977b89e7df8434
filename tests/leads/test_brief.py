"""The brief of a lead in the database: its page, its mail, and what is told added."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import OutboxItem
from leads import actions
from leads.actions.briefing import keep_offering
from leads.models import Company, Content, Lead
from leads.person import Event

pytestmark = pytest.mark.django_db


def a_lead(workspace, **columns):
    return Lead.objects.create(workspace=workspace, return_at=timezone.now() + timedelta(days=9), **columns)


def look(lead, key, *, days=0, **properties):
    at = timezone.now() - timedelta(days=days)
    event = Event(uuid4(), at, "page", properties={"content": key, **properties}, lead_id=lead.pk, origin="api")
    actions.record(lead.workspace_id, [event])


def test_it_reads_the_same_number_of_rows_of_a_quiet_lead_and_a_busy_one(inside):
    firm = Company.objects.create(workspace=inside, name="Northwind", name_norm="northwind", employees=420)
    Content.objects.create(workspace=inside, title="Pricing", key="pricing", journey="late")
    lead = a_lead(inside, first_name="Maya", company=firm, country="SE", city="Stockholm")

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = actions.brief(Lead.objects.select_related("company").get(pk=lead.pk), timezone.now())
        return len(asked), found

    look(lead, "pricing")
    look(a_lead(inside, first_name="Erik", company=firm), "pricing")
    few, found = cost()
    assert found["where"][0]["text"] == "Stockholm, Sweden"
    assert found["journey"]["stage"] == "decision"
    for number in range(40):
        look(lead, "pricing", days=number % 9)
    look(a_lead(inside, first_name="Sara", company=firm), "pricing")
    many, found = cost()
    assert (few, len(found["group"])) == (many, 2)


def test_what_a_rep_was_told_opens_how_we_can_help(inside, as_):
    lead = a_lead(inside, first_name="Maya")
    keep_offering(inside, name="Routing", text="Fast", helps_when="leads wait", words=["slow"])
    url, ravi = f"/w/acme/leads/{lead.pk}/brief/", as_("ravi")
    page = ravi.get(url).content.decode()
    assert "not said yet" in page
    assert "Opens once" in page
    ravi.post(f"{url}why/", {"said": "We are too slow <b>", "next": "https://evil.example/"})
    page = ravi.get(url).content.decode()
    assert "We are too slow &lt;b&gt;" in page
    assert "<strong>Routing</strong>" in page


def test_it_can_be_mailed_once_a_minute_and_reads_as_text(inside, as_):
    lead = a_lead(inside, first_name="Maya")
    for _ in range(2):
        answer = as_("ravi").post(f"/w/acme/leads/{lead.pk}/brief/mail/", {"next": f"/w/acme/leads/{lead.pk}/"})
    assert answer["Location"] == f"/w/acme/leads/{lead.pk}/"
    (item,) = OutboxItem.objects.all()
    assert "Not said yet. Ask first" in item.payload["text"]


def test_the_library_of_offerings_is_written_by_marketing(inside, as_):
    typed = {"name": "Routing", "text": "Fast", "helps_when": "leads wait", "words": "slow, wait , slow"}
    assert as_("ravi").post("/w/acme/offerings/new/", typed).status_code == 403
    maya = as_("maya")
    assert maya.post("/w/acme/offerings/new/", typed).status_code == 302
    assert maya.post("/w/acme/offerings/new/", typed).status_code == 422
    row = inside.offerings.get()
    assert row.words == ["slow", "wait"]
    maya.post(f"/w/acme/offerings/{row.pk}/retire/")
    assert not inside.offerings.current().exists()
