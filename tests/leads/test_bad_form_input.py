"""What breaks others, typed into our pages: a sentence at the field, every word kept, nothing stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import tenancy
from leads.models import Lead
from tests.importing.test_bad_input import workbook

pytestmark = pytest.mark.django_db
JANE = {"email": "jane@acme.example", "first_name": "Jane", "last_name": "Doe", "company_name": "Acme"}
URL = "/w/acme/leads/new/"


def names_of(workspace):
    with tenancy.workspace(workspace):
        return [lead.called for lead in Lead.objects.all()]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({**JANE, "email": "jane@"}, "@"),
        ({**JANE, "first_name": "x" * 101}, "at most 100 characters"),
        ({**JANE, "first_name": "Ja\x00ne"}, "Null characters are not allowed"),
        ({**JANE, "city": "Bo\x07nn"}, "control character"),
        ({**JANE, "country": "Atlantis"}, "There is no such country"),
        ({**JANE, "phone": "call me"}, "phone number"),
        ({**JANE, "product": "x" * 81}, "at most 80 characters"),
        ({}, "nothing to know this person by"),
    ],
)
def test_a_bad_value_is_told_at_its_field_and_nothing_is_stored(as_, acme, said, sentence):
    answer = as_("maya").post(URL, said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert not said or "Acme" in page
    assert names_of(acme) == []


@pytest.mark.parametrize("name", [b"M%FCller", b"M%ED%A0%BDller"], ids=["Latin-1", "half a character"])
def test_bytes_that_are_no_text_are_refused(as_, acme, name):
    body = b"email=jane%40acme.example&last_name=" + name
    answer = as_("maya").post(URL, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "lost on the way" in answer.content.decode()
    assert names_of(acme) == []


def test_five_megabytes_are_too_much_and_said_so(as_, acme):
    answer = as_("maya").post(URL, {**JANE, "title": "x" * (6 << 20)})
    assert answer.status_code in {400, 413}
    assert names_of(acme) == []


def test_an_address_that_is_known_opens_its_lead_instead_of_making_two(as_, acme):
    first = as_("maya").post(URL, JANE)
    second = as_("maya").post(URL, {**JANE, "email": "JANE@acme.example", "title": "CMO"})
    assert (first.status_code, second.url) == (302, first.url)
    assert names_of(acme) == ["Jane Doe"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"Email\na\x00b@example.com\n", "NUL byte"),
        (",".join(f"c{n}" for n in range(100_000)).encode() + b"\n1\n", "at most 500"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old Excel"),
        (workbook(40 << 20), "unpacks"),
        (b"PK\x03\x04 broken", "damaged"),
        (b'Email\n"' + b"x" * 1_200_000 + b'"\n', "longer than 1,000,000"),
    ],
    ids=["empty", "nul", "columns", "xls", "bomb", "zip", "cell"],
)
def test_the_wizard_refuses_a_file_that_is_no_table_with_a_sentence(as_, acme, settings, tmp_path, content, sentence):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("leads.csv", content, content_type="text/csv")
    answer = as_("maya").post(reverse("imports:upload", args=["acme"]), {"file": file})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
