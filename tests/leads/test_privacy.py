"""A copy of everything, and to be forgotten: in every table there is, by whoever made it."""

import json
import uuid
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction

from accounts import outbox, tenancy
from accounts.actions import Refused
from accounts.models import AuditEntry, Channel, OutboxItem, RepeatableAnswer
from leads import actions as leads
from leads.actions.filing import keep_file
from leads.models import (
    Company,
    CustomField,
    Fact,
    Lead,
    SavedView,
    StageChange,
    Suppressed,
    Visitor,
)
from leads.person import Event, Person
from leads.stages import Stage
from leads.traces import PLACES, keys_of
from tests.conftest import NOON, who
from tests.databases import closing, open_as

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)
CANARY = "kanarienvogel"


def say(workspace, at=NOON, cause="form", **said):
    outcome = leads.upsert(workspace.pk, Person(**said), at=at, cause=cause)
    return Lead.objects.get(pk=outcome.lead_id)


# --- consent


def test_consent_is_logged_with_who_when_and_which_text(inside):
    lead = say(inside, email="jane@example.org")
    assert leads.consent(lead, given=True, at=NOON, text_version="2026-01", origin="fair", by=who("maya"))
    row = lead.consents.get()
    assert (row.given, row.at, row.text_version, row.origin, row.by) == (
        True,
        NOON,
        "2026-01",
        "fair",
        who("maya"),
    )
    assert lead.consent == "given"
    assert leads.may_be_written_to(lead)


def test_a_withdrawal_counts_at_once_and_only_a_later_consent_lifts_it(inside):
    lead = say(inside, email="jane@example.org", consent=True)
    assert leads.consent(lead, given=False, at=LATER)
    assert not leads.may_be_written_to(lead)
    for at in (NOON, LATER):
        assert not leads.consent(lead, given=True, at=at)
    assert lead.consent == "withdrawn"
    assert leads.consent(lead, given=True, at=LATER + timedelta(seconds=1))
    assert leads.may_be_written_to(lead)
    assert not Suppressed.objects.exists()


def test_an_import_without_dates_never_lifts_a_withdrawal(inside):
    lead = say(inside, email="jane@example.org", consent=False)
    assert say(inside, at=LATER, cause="import 7", email="jane@example.org", consent=True).consent == "withdrawn"
    assert say(inside, at=LATER, cause="form", email="jane@example.org", consent=True).consent == "given"
    assert [row.given for row in lead.consents.order_by("at")] == [False, True]


def test_the_list_knows_every_spelling_that_reaches_the_same_person(inside, umbra):
    leads.suppress(inside.pk, {"jane.doe+news@gmail.com": NOON}, reason="It bounced")
    assert leads.suppressed(inside.pk, ["JaneDoe@googlemail.com", "other@gmail.com"]) == {"JaneDoe@googlemail.com"}
    lead = say(inside, email="jane.doe@gmail.com", consent=True)
    assert (lead.consent, leads.may_be_written_to(lead)) == ("given", False)
    with tenancy.workspace(umbra):
        assert leads.suppressed(umbra.pk, ["jane.doe+news@gmail.com"]) == set()


# --- export and erasure


def everything(workspace):
    """A lead with something in every place the hall and the ground have, each with the canary in it."""
    maya = who("maya")
    CustomField.objects.create(workspace=workspace, key="note", label="Note", type="text")
    texts = ["first_name", "last_name", "title", "buying_role", "company_name", "region", "city", "source"]
    texts += ["channel", "landing_page", "product"]
    said = {name: f"{CANARY}-{name}" for name in texts} | {
        "preferred_channel": CANARY,
        "utm": {"term": CANARY},
    }
    said |= {"email": f"{CANARY}@{CANARY}.example", "phone": "+442079460018", "ids": {"crm": f"{CANARY}-1"}}
    lead = say(workspace, **said, custom={"note": CANARY}, consent=True, consent_text=CANARY)
    twin = say(workspace, email=f"{CANARY}.two@{CANARY}.example", first_name=CANARY)
    visitor = Visitor.objects.create(workspace=workspace, anonymous_id=f"{CANARY}-v", lead=lead)
    for number, whose in enumerate(({"lead_id": lead.pk}, {"visitor_id": visitor.pk})):
        event = Event(uuid.uuid4(), NOON, "page", f"{CANARY} {number}", {"q": [CANARY]}, origin="api", **whose)
        leads.record(workspace.pk, [event])
    leads.change(lead, fields={"title": f"{CANARY} again"}, at=NOON, by=maya)
    leads.move(lead, to=Stage.MQL, at=NOON, cause="manual", by=maya, reason=CANARY, details={"why": CANARY})
    leads.merge(lead, twin, at=NOON, by=maya)
    lead.refresh_from_db()
    mail = {"body": f"Dear {CANARY}", "to": lead.email}
    for number in range(2):
        item = outbox.post(
            workspace_id=workspace.pk, channel=Channel.MAIL, address=lead.email, subject=CANARY, payload=mail
        )
        OutboxItem.objects.filter(pk=item.pk).update(
            status="sent" if number else "due", settled_at=NOON if number else None
        )
    key = workspace.api_keys.create(name="k", prefix="abcdefgh", hashed="x", created_by=maya)
    body = {"text": json.dumps({"email": lead.email}), "location": f"/api/v1/leads/{lead.pk}/"}
    RepeatableAnswer.objects.create(workspace=workspace, api_key=key, key="k", fingerprint="f", status=201, body=body)
    SavedView.objects.create(workspace=workspace, owner=maya, name="Her", query=f"q={lead.email}")
    return lead


def test_the_export_is_whole_and_machine_readable(inside):
    lead = everything(inside)
    told = json.loads(json.dumps(leads.export(lead, at=LATER)))
    assert (told["format"], told["lead"], told["at"]) == ("baton-lead-export-1", lead.pk, LATER.isoformat())
    counts = {label: len(place["rows"]) for label, place in told["places"].items() if place["rows"]}
    assert counts["leads.Lead"] == 2
    assert counts["leads.Activity"] == 2
    assert (
        counts["leads.Consent"] == counts["leads.Visitor"] == counts["leads.Merge"] == counts["leads.StageChange"] == 1
    )
    assert counts["accounts.OutboxItem"] == 2
    row = next(row for row in told["places"]["leads.Lead"]["rows"] if row["id"] == lead.pk)
    assert (row["email"], row["custom"], row["company"]) == (
        lead.email,
        {"note": CANARY},
        f"{CANARY}-company_name",
    )
    for place in told["places"].values():
        assert place["what"]


def test_every_model_that_points_at_a_person_is_a_registered_place():
    pointing = {model._meta.label for model in apps.get_models() if keys_of(model) and not model._meta.auto_created}
    assert pointing - set(PLACES) == set()


def test_every_registered_place_is_a_model():
    assert [label for label in PLACES if PLACES[label].model._meta.label != label] == []


def dumped():
    """Every row of every table of the database, as the owner sees them: {table: text}."""
    from django.conf import settings

    found = {}
    with closing(open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])) as link:
        cursor = link.cursor()
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT id FROM accounts_user LIMIT 0")
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
            cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM \"{name}\" t")
            found[name] = cursor.fetchone()[0]
            cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = %s", [name])
            if cursor.fetchone()[0]:
                cursor.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')
    return found


@pytest.mark.django_db(transaction=True)
def test_after_erasure_no_table_knows_anything_of_the_person(acme):
    with tenancy.workspace(acme):
        lead = everything(acme)
        other = say(acme, email="jane@example.org", first_name="Jane")
        leads.move(other, to=Stage.MQL, at=NOON, cause="manual", reason="Good")
        steps = list(StageChange.objects.order_by("id").values_list("lead", "was", "to", "at"))
    named = {table for table, text in dumped().items() if CANARY in text.lower()}
    assert len(named) > 12
    with tenancy.workspace(acme):
        done = leads.erase(lead, at=LATER, by=who("ada"))
        assert done["leads.Activity"] == 2
    assert {table for table, text in dumped().items() if CANARY in text.lower() or "442079460018" in text} == set()
    with tenancy.workspace(acme):
        assert list(StageChange.objects.order_by("id").values_list("lead", "was", "to", "at")) == steps
        assert StageChange.objects.get(lead=other).reason == "Good"
        assert (lead.stage, lead.erased_at) == ("mql", LATER)
        assert Lead.objects.count() == 3
        assert Lead.objects.present().get() == other
        assert OutboxItem.objects.filter(status="withdrawn").count() == 1
        assert leads.suppressed(acme.pk, [f"{CANARY}@{CANARY}.example"])
        assert AuditEntry.objects.filter(verb="erased", what=f"lead {lead.pk}").exists()


def test_an_erased_person_is_not_erased_twice_and_comes_back_as_somebody_new(inside):
    lead = say(inside, email="jane@example.org")
    leads.erase(lead, at=LATER, by=who("ada"))
    with pytest.raises(Refused, match="erased already"):
        leads.erase(lead, at=LATER, by=who("ada"))
    again = say(inside, at=LATER, email="jane@example.org")
    assert again.pk != lead.pk
    assert again.consent == "withdrawn"
    assert say(inside, at=LATER, cause="import", email="jane@example.org", consent=True).consent == "withdrawn"
    lifted = say(inside, at=LATER + timedelta(days=1), email="jane@example.org", consent=True)
    assert leads.may_be_written_to(lifted)


def test_a_company_keeps_what_others_know_of_it(inside):
    jane = say(inside, email="jane@acme.example", company_name="Acme", source="Fair")
    john = say(inside, email="john@acme.example", source="Fair")
    leads.erase(jane, at=LATER, by=None)
    company = Company.objects.get()
    assert (company.name, john.company) == ("Acme", company)
    jane.refresh_from_db()
    assert (jane.source, jane.company) == ("Fair", None)
    Fact.objects.create(workspace=inside, company=company, kind="funding", on=date(2026, 1, 1))
    leads.erase(john, at=LATER, by=None)
    assert Company.objects.get().name == "Acme"


def test_another_workspace_keeps_its_own(inside, umbra):
    lead = say(inside, email="jane@example.org")
    with tenancy.workspace(umbra):
        theirs = say(umbra, email="jane@example.org")
    leads.erase(lead, at=LATER, by=None)
    with tenancy.workspace(umbra):
        theirs.refresh_from_db()
        assert theirs.email == "jane@example.org"


def test_erasure_is_all_or_nothing(inside, monkeypatch):
    lead = say(inside, email="jane@example.org")

    def fail(subject):
        raise RuntimeError

    place = PLACES["leads.Lead"]
    monkeypatch.setitem(PLACES, "leads.Lead", type(place)(place.label, place.what, fail))
    with pytest.raises(RuntimeError), transaction.atomic():
        leads.erase(lead, at=LATER, by=None)
    lead.refresh_from_db()
    assert (lead.erased_at, leads.suppressed(inside.pk, ["jane@example.org"])) == (None, set())


def test_files_kept_with_a_lead_leave_the_disk_with_it(inside, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    lead, other = say(inside, email="jane@example.org"), say(inside, email="john@example.org")
    for whose in (lead, other):
        keep_file(whose, name="offer.pdf", size=4, chunks=[b"%PDF"], at=NOON, by=who("maya"))
    with django_capture_on_commit_callbacks(execute=True):
        assert leads.erase(lead, at=LATER, by=who("ada"))["leads.LeadFile"] == 1
        assert len(list(tmp_path.rglob("*/*"))) == 2
    assert [path.name for path in tmp_path.rglob("*/*")] == [other.files.get().key]
