"""Files, their rows, forms and rejected events forget a person with the rest; and files are not kept for ever."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import tenancy
from capture import actions as capture
from capture.actions import forgetting
from capture.models import ImportRow, RejectedEvent, Upload
from capture.questions import Said
from leads import actions as leads
from leads.models import Lead
from tests.conftest import NOON, who
from tests.importing.worlds import again, bring
from tests.leads.test_privacy import dumped
from tests.webforms.doors import made_form

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "kanarienvogel"
FILE = f"""Email,First name,Company
{CANARY}@{CANARY}.example,{CANARY},Nest
jane@example.org,Jane,Acme
{CANARY}@{CANARY}.example,{CANARY},"unclosed
"""


@pytest.fixture
def traces(acme):
    """Somebody who came by a file and by forms, and of whom an event could not be used."""
    run = bring(acme, FILE, name=f"{CANARY}@{CANARY}.example.csv")
    with tenancy.workspace(acme):
        lead = Lead.objects.get(email=f"{CANARY}@{CANARY}.example")
        form = made_form(acme, questions=[{"key": "email"}, {"key": "message"}])
        answers = {"email": lead.email, "message": CANARY}
        capture.send(form, answers, Said("1", browser=f"{CANARY}-browser"), at=NOON)
        capture.send(form, answers, Said("2"), at=NOON, trapped=True)
        key = capture.make_key(acme, by=who("ada"), name="Site", origins=[], per_minute=100)
        body = json.dumps({"traits": {"email": lead.email}}).encode()
        RejectedEvent.of(key, code="x", reason="x", body=body, kind="track", at=NOON).save()
    return lead, run


def test_the_copy_of_everything_names_what_came_in(acme, traces):
    lead, _ = traces
    with tenancy.workspace(acme):
        told = json.loads(json.dumps(leads.export(lead, at=NOON)))["places"]
    counts = {label: len(place["rows"]) for label, place in told.items() if label.startswith("capture.")}
    assert counts == {
        "capture.ImportRow": 2,
        "capture.Upload": 1,
        "capture.FormEntry": 2,
        "capture.RejectedEvent": 1,
    }


def test_after_erasure_neither_tables_nor_files_know_the_person(acme, traces, settings):
    lead, run = traces
    assert any(CANARY in path.read_text() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
    with tenancy.workspace(acme):
        leads.erase(lead, at=NOON + timedelta(days=1), by=who("ada"))
    assert {table for table, text in dumped().items() if CANARY in text.lower()} == set()
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    assert again(acme, run).counts == {"created": 2, "refused": 1}
    with tenancy.workspace(acme):
        assert ImportRow.objects.count() == 3
        assert Lead.objects.present().get().first_name == "Jane"


def test_files_go_after_thirty_days_and_the_import_can_still_be_taken_back(acme, settings):
    run = bring(acme, "Email,First name\njane@example.org,Jane\nbad,Bad\n")
    with tenancy.workspace(acme):
        forgetting.drop_old_files(acme.pk, timezone.now() + timedelta(days=29))
        assert Upload.objects.get().files_gone_at is None
    with tenancy.workspace(acme):
        forgetting.drop_old_files(acme.pk, timezone.now() + timedelta(days=31))
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    with tenancy.workspace(acme):
        upload = Upload.objects.get()
        assert upload.files_gone_at is not None
        assert [column["samples"] for column in upload.columns] == [[], []]
        assert ImportRow.objects.get(what="refused").cells is None
        assert capture.undo_run(run, by=who("maya"))


def test_a_workspace_drops_old_files_from_its_first_day(acme):
    with tenancy.doorbells(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_bell WHERE kind = %s", [forgetting.KIND])
        assert cursor.fetchone()[0] >= 1
