"""More ways in which people's files are odd: each is read rightly, or says why not."""

import io
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
from django.db import connections

from accounts import tenancy
from capture import actions
from capture.importing.faults import BadFile
from leads.models import Lead
from tests.conftest import NOON, who
from tests.importing.worlds import again, bring, complaints, leads_of, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def book(**sheets):
    """A workbook with these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_workbook_is_read_from_the_sheet_that_is_chosen(acme):
    content = book(Notes=[["Read me"]], Leads=[["Email", "Phone"], ["jane@example.com", 493012345678.0]], Empty=[])
    with tenancy.workspace(acme):
        upload = actions.keep_file(acme, [content], name="leads.csv", by=who("maya"))
        assert actions.sheets(upload) == ["Notes", "Leads", "Empty"]
        assert upload.layout["sheet"] == "Leads", "of itself the one that holds people"
        assert [column["name"] for column in upload.columns] == ["Email", "Phone"]
        actions.relook(upload, sheet="Notes")
        assert [column["name"] for column in upload.columns] == ["Read me"]
        for wrong in ("Empty", "Nowhere"):
            with pytest.raises(BadFile, match="sheet"):
                actions.relook(upload, sheet=wrong)


def test_the_wizard_offers_the_sheets(acme, as_):
    content = book(First=[["Email"], ["a@example.com"]], Second=[["Email"], ["b@example.com"]])
    with tenancy.workspace(acme):
        upload = actions.keep_file(acme, [content], name="two.xlsx", by=who("maya"))
    url = f"/w/acme/import/files/{upload.pk}/"
    page = as_("maya").get(url).content.decode()
    assert "a@example.com" in page
    assert "Second" in page
    said = {"sheet": "Second", "delimiter": "Comma", "header": "1", "decimal": "auto", "zone": "UTC", "dates": "auto"}
    answer = as_("maya").post(url, said, follow=True)
    assert "b@example.com" in answer.content.decode()


def test_a_table_below_a_title_and_above_a_total(acme):
    text = "Leads of the fair\nExported 1 March 2026\n\nEmail;Name;Umsatz\n"
    text += "a@example.com;Ann Lee;1.234,56 €\nb@example.com;Bo Li;2.000,10 €\nTotal;;3.234,66 €\n"
    run = bring(acme, text, targets=["email", "full_name", "amount"])
    assert set(leads_of(acme)) == {"a@example.com", "b@example.com"}
    assert run.count("refused") + run.count("skipped") == 1


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_any_delimiter_and_a_newline_in_quotes(acme, sign):
    text = sign.join(["Email", "First name", "City"]) + "\r\n"
    text += sign.join(["a@example.com", '"Ann\nMarie"', "Bonn"]) + "\r\n"
    text += sign.join(["b@example.com", f'"B{sign}o"', "Ulm"]) + "\r\n"
    bring(acme, text)
    found = leads_of(acme)
    assert found["a@example.com"].first_name == "Ann Marie"
    assert found["b@example.com"].first_name == ("B o" if sign == "\t" else f"B{sign}o")


def test_no_header_is_seen_and_the_address_found(acme):
    bring(acme, "ann@example.com,Ann,+49 30 1234567\nbo@example.com,Bo,+49 30 1234568\n")
    assert leads_of(acme)["bo@example.com"].phone == "+49301234568"


def test_placeholders_say_nothing_and_a_lady_called_null_keeps_her_name(acme):
    text = "Email,First name,Last name,City,Country\na@example.com,Jane,Null,Select,N/A\n"
    text += "b@example.com,NULL,-,n.a.,(blank)\nc@example.com,Bo,Li,Bonn,DE\n"
    bring(acme, text)
    jane, other = leads_of(acme)["a@example.com"], leads_of(acme)["b@example.com"]
    assert (jane.last_name, jane.city, jane.country) == ("Null", "", "")
    assert (other.first_name, other.last_name, other.city) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "decimal", "cents"),
    [
        ("$342.09K", ".", 34_209_000),
        ("1.234,56 €", ",", 123_456),
        ("USD 1,250.50", ".", 125_050),
        ("$1,117.10K", ".", 111_710_000),
        ("R$ 1.000,00", ",", 100_000),
        ("1'234.50 CHF", ".", 123_450),
    ],
)
def test_money_as_tools_write_it(acme, text, decimal, cents):
    content = f'Email,Won,Amount\na@example.com,2026-01-05,"{text}"\n'
    run = bring(acme, content, targets=["email", "won_at", "amount"], decimal=decimal)
    assert run.counts == {"created": 1}
    with tenancy.workspace(acme):
        assert Lead.objects.get().stage_changes.get(to="won").details["amount"] == cents


def test_a_stage_named_by_a_deal_file_is_its_outcome(acme):
    text = "Lead ID,Stage,Created Time,Closing Date,Amount\n"
    text += (
        "".join(f"{n},Negotiation,2026-01-01,2026-02-01,10\n" for n in range(5))
        + "9,Closed Won,2026-01-01,2026-02-01,10\n"
    )
    bring(acme, text)
    with tenancy.workspace(acme):
        assert Lead.objects.filter(stage="won").count() == 1


def test_refused_rows_are_mended_and_sent_again(acme, as_):
    run = bring(acme, "Email,First name\ngood@example.com,Good\nbad-address,Bad\n")
    csv = as_("maya").get(f"/w/acme/import/runs/{run.pk}/refused.csv").content.decode()
    assert "bad-address" in csv
    mended = bring(acme, csv.replace("bad-address", "bad@example.com"), name="refused.csv")
    assert (mended.count("created"), mended.count("refused")) == (1, 0)
    assert leads_of(acme)["bad@example.com"].first_name == "Bad"


def test_complaints_are_told_by_their_reasons_the_refusals_first(acme, as_):
    rows = "".join(f"p{n}@example.com,nonsense {n}\n" for n in range(7))
    run = bring(acme, f"Email,Phone\n{rows}bad,\nworse,\n")
    page = " ".join(as_("maya").get(f"/w/acme/import/runs/{run.pk}/").content.decode().split())
    refused, taken = page.index("An email address must have an @-sign."), page.index("That is not a phone number.")
    assert refused < taken
    assert "2 rows" in page[refused:taken]
    assert "7 rows" in page[taken:]
    assert "lines 2, 3, 4, 5, 6 …, such as “nonsense 0”" in page


def test_fifty_imports_of_one_file_at_once_make_one_set_of_leads(acme):
    text = "Email,First name,Company\n" + "".join(f"p{n}@f{n % 3}.example,P{n},F{n % 3}\n" for n in range(20))
    with tenancy.workspace(acme):
        runs = []
        for _ in range(50):
            upload = actions.keep_file(acme, [text.encode()], name="same.csv", by=who("maya"))
            actions.agree(upload, targets=upload.targets, options={}, at=NOON)
            runs.append(actions.start_run(upload, by=who("maya"), dry=False))

    def work(_):
        try:
            run_jobs(acme)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as crowd:
        list(crowd.map(work, range(12)))
    run_jobs(acme)
    ended = [again(acme, run) for run in runs]
    assert [run.job.status for run in ended] == ["done"] * 50
    assert sum(run.count("created") for run in ended) == 20
    assert len(leads_of(acme)) == 20


def test_an_ambiguous_date_is_never_guessed(acme):
    text = "Email,Created\na@example.com,03/04/2025\n"
    with pytest.raises(BadFile, match="can be read two ways"):
        bring(acme, text)
    assert leads_of(acme) == {}
    assert complaints(acme, bring(acme, text, dates="mdy")) == {}


def test_the_wizard_asks_at_the_field_what_cannot_be_known(acme, as_):
    with tenancy.workspace(acme):
        upload = actions.keep_file(acme, [b"Email,Created\na@example.com,03/04/2025\n"], name="a.csv", by=who("maya"))
    url = f"/w/acme/import/files/{upload.pk}/mapping/"
    said = {"stage": "lead", "overwrite": "yes", "strict": "no", "column_0": "email", "column_1": "seen_at"}
    answer = as_("maya").post(url, said)
    assert answer.status_code == 422
    assert answer.content.decode().count("03/04/2025 can be read two ways") > 1
    assert as_("maya").post(url, {**said, "column_1": ""}).status_code == 302, "a column left out asks nothing"
    assert as_("maya").post(url, {**said, "dates": "dmy"}).status_code == 302
