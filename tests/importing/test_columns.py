"""Real exports beside the project, read a second time without our code: each cell is on its lead, none elsewhere."""

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from accounts import tenancy
from leads.models import Lead
from tests.importing.conftest import SHARED
from tests.importing.worlds import by_command, leads_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not (SHARED / "messy_exports").is_dir(), reason="the shared data is not here"),
]
COLUMNS = ("last_name", "source", "first_seen_at", "email")
PERSON = {"First Name": "first_name", "Last Name": "last_name"}
GERMAN = {"Vorname": "first_name", "Nachname": "last_name", "Firma": "company_name"}


@dataclass
class Export:
    """How one vendor's file is to be read, said by hand."""

    name: str
    encoding: str
    email: str
    rows: int
    fields: dict[str, str]
    delimiter: str = ","
    above: int = 0  # lines before the header
    date: str = ""
    form: str = ""
    answers: tuple[str, ...] = ()
    footers: int = 0
    phone: str = ""
    opted_out: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def read(self):
        """The rows that are people."""
        path = SHARED / "messy_exports" / self.name
        with path.open(encoding=self.encoding, newline="") as file:
            for _ in range(self.above):
                file.readline()
            for row in csv.DictReader(file, delimiter=self.delimiter):
                if "@" in (row[self.email] or "") and "<test lead" not in str(row):
                    yield row


EXPORTS = [
    Export(
        "hubspot-crm-exports-all-contacts.csv",
        "utf-8",
        "Email",
        60,
        {**PERSON, "Job Title": "title", "Original Source": "source", "Associated Company": "company_name"},
        date="Create Date",
        form="%Y-%m-%d %H:%M",
        phone="Phone Number",
        opted_out="Unsubscribed from all email=true",
        ids={"Record ID": "record_id"},
    ),
    Export(
        "report1735808112345.csv",
        "cp1252",
        "Email",
        42,
        {**PERSON, "Title": "title", "Company / Account": "company_name", "Lead Source": "source"},
        date="Create Date",
        form="%m/%d/%Y",
        footers=6,
    ),
    Export(
        "subscribed_segment_export_15d17415eb.csv",
        "utf-8",
        "Email Address",
        60,
        {**PERSON, "TIMEZONE": "time_zone", "CC": "country", "REGION": "region"},
        date="OPTIN_TIME",
        form="%Y-%m-%d %H:%M:%S",
        ids={"LEID": "leid"},
    ),
    Export(
        "unsubscribed_segment_export_15d17415eb.csv",
        "utf-8",
        "Email Address",
        6,
        PERSON,
        opted_out="UNSUB_CAMPAIGN_TITLE=News",
    ),
    Export(
        "Demo form_Leads_2025-11-01_2025-11-30.csv",
        "utf-16",
        "email",
        60,
        {"company_name": "company_name", "platform": "channel"},
        delimiter="\t",
        date="created_time",
        form="%Y-%m-%dT%H:%M:%S%z",
        phone="phone_number",
        footers=1,
    ),
    Export(
        "leads_campaign_498_2025-11-30.csv",
        "utf-8-sig",
        "Email Address",
        60,
        {**PERSON, "Job Title": "title", "Company Name": "company_name"},
        date="Submitted At",
        form="%m/%d/%Y %I:%M %p UTC",
        ids={"Lead ID": "lead_id"},
    ),
    Export(
        "brevo_contacts.csv",
        "utf-8",
        "EMAIL",
        60,
        {"FIRSTNAME": "first_name", "LASTNAME": "last_name"},
        delimiter=";",
        date="ADDED_TIME",
        form="%d-%m-%Y %H:%M",
        phone="SMS",
        opted_out="EMAIL_BLACKLISTED=Yes",
    ),
    Export(
        "Leads Messe 2025.csv",
        "cp1252",
        "E-Mail",
        42,
        GERMAN,
        delimiter=";",
        above=1,
        date="Erstkontakt",
        form="%d.%m.%Y",
        phone="Telefon",
    ),
]


@pytest.mark.parametrize("export", EXPORTS, ids=[export.name.split("_")[0] for export in EXPORTS])
def test_each_cell_of_an_export_is_on_its_lead(acme, export):
    path = SHARED / "messy_exports" / export.name
    tried = by_command(path, "--dry-run", *export.answers)
    assert leads_of(acme) == {}, "a dry run writes nothing"
    done = by_command(path, *export.answers)
    counts = {line.partition(":")[0]: line.partition(": ")[2] for line in done.splitlines()}
    assert (counts["created"], counts["skipped"]) == (str(export.rows), str(export.footers))
    assert [line for line in tried.splitlines() if line.startswith("line ")] == [
        line for line in done.splitlines() if line.startswith("line ")
    ], "the dry run has the same complaints"
    with tenancy.workspace(acme):
        leads = {lead.email.lower(): lead for lead in Lead.objects.present().prefetch_related("identities")}
        ids = {email: {one.kind: one.value for one in lead.identities.all()} for email, lead in leads.items()}
    people = list(export.read())
    assert len(people) == len(leads) == export.rows
    for row in people:
        email = row[export.email].strip().lower()
        compare(export, row, leads[email], ids[email])


def compare(export, row, lead, ids):
    """One row and its lead."""
    for header, name in export.fields.items():
        wanted = " ".join(row[header].split())
        wanted = wanted.partition(";")[0] if name == "company_name" and header == "Associated Company" else wanted
        assert getattr(lead, name) == wanted, (row, header)
    if export.date:
        assert lead.first_seen_at == instant(row[export.date], export.form), row
    if export.phone:
        typed = row[export.phone]
        if re.search(r"E\+", typed):
            assert lead.phone == "", "Excel has destroyed it"
        elif lead.phone:
            digits, kept = (re.sub(r"\D", "", text.partition("x")[0]) for text in (typed, lead.phone))
            assert kept.endswith(digits.lstrip("0")[-7:])
    if export.opted_out:
        header, _, said = export.opted_out.partition("=")
        assert (lead.consent == "withdrawn") == (row[header] == said), row
    for header, kind in export.ids.items():
        assert ids[kind] == row[header]


def instant(text, form):
    wanted = datetime.strptime(text, form)  # noqa: DTZ007 - most of them name no zone; the workspace's is UTC
    return wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)


def test_a_school_counts_its_sources_and_who_must_not_be_written_to(acme):
    answers = json.loads((SHARED / "expected_dev.json").read_text())["xeducation_dev"]
    mapping = {"Prospect ID": "id:prospect_id", "Lead Source": "source", "Do Not Email": "unsubscribed"}
    mapping |= {"Converted": "new:converted:boolean"}
    for name in ("xeducation/Leads.csv", "real_messy/xedu__trailing_comma_every_row.csv"):
        said = by_command(SHARED / name, "--mapping", json.dumps(mapping))
    assert "same: 6520" in said, "the re-saved file says nothing new"
    with tenancy.workspace(acme):
        leads = list(Lead.objects.present().values_list("source", "consent", "custom"))
    found = {}
    for source, _, custom in leads:
        count = found.setdefault(source or "(missing)", [0, 0])
        count[0] += 1
        count[1] += custom["converted"] is True
    assert len(leads) == answers["leads"]
    assert found == answers["by_source"]
    assert sum(consent == "withdrawn" for _, consent, _ in leads) == answers["do_not_email"]


@pytest.mark.parametrize("name", ["maven_crm/sales_pipeline.csv", "real_messy/maven_pipeline__mdyyyy.csv"])
def test_a_pipeline_ends_as_it_ended(acme, name):
    said = by_command(SHARED / name)
    assert "created: 8800" in said
    with tenancy.workspace(acme):
        stages = Counter(Lead.objects.present().values_list("stage", flat=True))
        won = Lead.objects.present().filter(stage_changes__to="won").values_list("stage_changes__details", flat=True)
        assert (stages["won"], stages["lost"]) == (4238, 2473)
        assert sum(details["amount"] for details in won if "amount" in details) == 10_005_534 * 100
        assert Lead.objects.present().filter(company_name="").count() == 1425


def test_a_crm_sample_in_its_own_formats(acme):
    folder = SHARED / "zoho_crm_sample"
    by_command(folder / "Leads.csv")
    with tenancy.workspace(acme):
        kept = Lead.objects.present().filter(identities__kind="leadid")
        found = {key: rest for key, *rest in kept.values_list("identities__value", *COLUMNS)}
    with (folder / "Leads.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(found) == len(rows)
    for row in rows:
        at = instant(row["Created Time"], "%d %b, %Y %H:%M:%S")
        assert found[row["LEADID"]] == [row["Last Name"].strip(), row["Lead Source"].strip(), at, row["Email"].strip()]
