"""Everything that can be wrong with a file answers with a reason, row by row; nothing is lost or mangled in
silence."""

import io
import zipfile

import pytest

from accounts import tenancy
from capture.importing.faults import BadFile
from capture.models import ImportRow, Upload
from leads.models import CustomField
from tests.importing.conftest import OWN
from tests.importing.worlds import bring, complaints, leads_of

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "good@example.com,Good,+49 30 2000000\n"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not-an-email,Bad,", "@-sign"),
        ("a@example.com; b@example.com,Two,", "invalid characters"),
        (",Nobody,", "nothing to know"),
        ("short@example.com,Long,,surplus", "4 cells"),
        ("b\udcffd@example.com,Bytes,", "not text"),
        ("x" * 300 + "@example.com,Long,", ""),
        ('"open@example.com,Quote,', "never closed"),
        ("<script>alert(1)</script>@example.com,Script,", ""),
    ],
    ids=["e-mail", "two e-mails", "nobody", "too many cells", "bytes", "too long", "quote", "script"],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_are_taken(acme, line, why):
    text = f"Email,First name,Phone\n{GOOD}{line}\nlast@example.com,ÄÖÜäöüßéèêñç,\n"
    run = bring(acme, text.encode("utf-8", "surrogateescape"))
    assert set(leads_of(acme)) == {"good@example.com", "last@example.com"}
    assert run.count("refused") == 1
    assert why in " ".join(reason for _, reason in complaints(acme, run)[3])
    with tenancy.workspace(acme):
        assert ImportRow.objects.get(run=run, what="refused").cells


@pytest.mark.parametrize(
    ("column", "value"),
    [("Phone", "4,91512E+11"), ("Phone", "hello"), ("Country", "Nowhereland"), ("Job title", "x" * 5000)],
)
def test_a_value_that_a_lead_can_do_without_is_left_out_and_reported(acme, column, value):
    run = bring(
        acme,
        f'Email,{column}\njane@example.com,"{value}"\njoe@example.com,\n',
        targets=["email", {"Phone": "phone", "Country": "country", "Job title": "title"}[column]],
    )
    assert run.count("created") == 2
    assert complaints(acme, run)[2][0][0] == column


def test_refuse_rows_for_any_unreadable_value_when_asked_to(acme):
    run = bring(acme, "Email,Phone\njane@example.com,hello\n", options={"strict": "yes"})
    assert (run.count("created"), run.count("refused")) == (0, 1)


def workbook(size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n,,,\n", "blank lines"),
        (b"Email\na\x00b@example.com\n", "NUL"),
        (b"Email\n" + b'"' + b"x" * 1_200_000 + b'"\n', "longer than 1,000,000 characters"),
        (",".join(f"c{n}" for n in range(100_000)).encode() + b"\n1\n", "at most 500"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old Excel"),
        (workbook(40 << 20), "unpacks"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"%PDF-1.7", "PDF"),
    ],
    ids=["empty", "blank", "nul", "cell", "columns", "xls", "bomb", "zip", "html", "pdf"],
)
def test_a_file_that_is_no_table_is_refused_with_one_sentence_and_nothing_is_kept(acme, settings, content, why):
    with pytest.raises(BadFile, match=why):
        bring(acme, content, targets=["email"])
    with tenancy.workspace(acme):
        assert not Upload.objects.exists()
    assert leads_of(acme) == {}
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_a_file_that_cannot_be_read_to_its_end_imports_nothing(acme):
    rows = "".join(f"p{number}@example.com,x\n" for number in range(6000))
    run = bring(acme, f'Email,Notes\n{rows}z@example.com,"{"x" * 1_200_000}"\n', targets=["email", ""])
    assert run.job.status == "failed"
    assert "longer than 1,000,000" in run.job.trouble
    assert leads_of(acme) == {}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Jürgen;Müller"),
        ("utf-8-sig", "Jürgen;Müller"),
        ("utf-16", "Jürgen;Müller"),
        ("utf-16-le", "Jürgen;Müller"),
        ("utf-16-be", "Jürgen;Müller"),
        ("cp1252", "Jürgen;Müller"),
        ("latin-1", "Jürgen;Müller"),
        ("mac-roman", "Jürgen;Müller"),
    ],
)
def test_names_are_read_in_the_encoding_they_were_written_in(acme, encoding, text):
    ends = "\r" if encoding == "mac-roman" else "\r\n"
    content = ends.join(["Email;Vorname;Nachname", f"j@example.com;{text}", ""]).encode(encoding)
    bring(acme, content)
    lead = leads_of(acme)["j@example.com"]
    assert (lead.first_name, lead.last_name) == ("Jürgen", "Müller")


def test_values_that_no_field_of_ones_own_takes_are_left_out_and_reported(acme):
    with tenancy.workspace(acme):
        CustomField.objects.create(workspace=acme, key="seats", label="Seats", type="number")
        CustomField.objects.create(workspace=acme, key="plan", label="Plan", type="choice", choices=["Pro"])
    text = "Email,Seats,Plan\njane@example.com,many,Gold\njoe@example.com,3,Pro\n"
    run = bring(acme, text, targets=["email", "custom:seats", "custom:plan"])
    assert run.count("created") == 2
    assert {field for field, _ in complaints(acme, run)[2]} == {"Seats", "Plan"}
    assert leads_of(acme)["jane@example.com"].custom == {}
    assert leads_of(acme)["joe@example.com"].custom == {"seats": 3, "plan": "Pro"}


def test_rows_that_others_drop_in_silence_are_kept(acme):
    text = "Email,First name,Job title\njane+news@studio.photography,Jane,Inquiry\njoe@example.com,Joe,Inquiry\n"
    run = bring(acme, text + "short@example.com\njill@example.museum,Jill\n")
    assert run.counts == {"created": 4}
    assert leads_of(acme)["jane+news@studio.photography"].title == "Inquiry"
    assert leads_of(acme)["short@example.com"].first_name == ""


def test_half_a_character_is_refused_and_no_other_put_in_its_place(acme):
    run = bring(acme, f"Email,First name,Phone\n{GOOD}x@example.com,Jane".encode() + b"\xed\xa0\xbd,\n")
    assert leads_of(acme)["x@example.com"].first_name == ""
    assert "not text" in " ".join(why for _, why in complaints(acme, run)[3])


def test_a_csv_that_is_called_a_workbook_is_read_as_what_it_is(acme):
    run = bring(acme, "Email;Vorname\njane@example.com;Jürgen\n", name="leads.xlsx")
    assert run.counts == {"created": 1}
    assert leads_of(acme)["jane@example.com"].first_name == "Jürgen"


def test_an_old_workbook_is_read_from_the_sheet_with_people(acme):
    run = bring(acme, OWN / "old_workbook.xls", name="old_workbook.xls")
    found = leads_of(acme)
    assert run.counts == {"created": 2}
    assert found["ann@example.com"].first_name == "Ännchen"
    assert f"{found['ann@example.com'].first_seen_at:%Y-%m-%d}" == "2025-03-04"
