"""Leads for programs: every good row is kept, every bad one answered with its field and the reason."""

import pytest

from accounts import tenancy
from accounts.scopes import Scope
from leads.models import CustomField, Lead
from tests.api.conftest import problem

pytestmark = pytest.mark.django_db
JANE = {"email": "jane@acme.example", "first_name": "Jane", "last_name": "Doe", "company_name": "Acme"}


def made(website, **said):
    response = website.post("leads/", {**JANE, **said})
    assert response.status_code in {200, 201}, response.content
    return response.json()


def count(workspace):
    with tenancy.workspace(workspace):
        return Lead.objects.count()


# --- bad input: a table of what breaks others (a field and a reason for each, nothing stored, never a 5xx)

BAD = {
    "bad e-mail": ({"email": "jane@"}, "/email"),
    "5 MB field": ({**JANE, "title": "x" * 4_900_000}, "/title"),
    "5 MB name": ({**JANE, "first_name": "x" * 4_900_000}, "/first_name"),
    "NUL byte": ({**JANE, "first_name": "Ja\x00ne"}, "/first_name"),
    "lone surrogate": ({**JANE, "last_name": "\ud83d"}, "/last_name"),
    "control character": ({**JANE, "city": "Bo\x07nn"}, "/city"),
    "text in a number": ({**JANE, "custom": {"seats": "many"}}, "/custom/seats"),
    "list in a number": ({**JANE, "custom": {"seats": [1]}}, "/custom/seats"),
    "number in a text": ({**JANE, "title": 5}, "/title"),
    "text in a truth": ({**JANE, "consent": "yes"}, "/consent"),
    "unknown field": ({**JANE, "shoe_size": 44}, "/shoe_size"),
    "unknown own field": ({**JANE, "custom": {"shoe_size": 44}}, "/custom/shoe_size"),
    "unknown company field": ({**JANE, "company": {"mood": "good"}}, "/company/mood"),
    "too long": ({**JANE, "first_name": "x" * 101}, "/first_name"),
    "bad choice": ({**JANE, "custom": {"plan": "Gold"}}, "/custom/plan"),
    "bad date": ({**JANE, "custom": {"since": "31.02.2026"}}, "/custom/since"),
    "time without a zone": ({**JANE, "seen_at": "2026-01-01T00:00:00"}, "/seen_at"),
    "bad country": ({**JANE, "country": "Atlantis"}, "/country"),
    "bad phone": ({**JANE, "phone": "call me"}, "/phone"),
    "bad time zone": ({**JANE, "time_zone": "Mars/Base"}, "/time_zone"),
    "owner who is no member": ({**JANE, "owner_email": "sam@example.com"}, "/owner_email"),
    "an object for a text": ({**JANE, "email": {"a": 1}}, "/email"),
    "a list of ids": ({**JANE, "ids": [1]}, "/ids"),
    "a number as an id": ({**JANE, "ids": {"crm": 42}}, "/ids/crm"),
    "empty body": ({}, ""),
    "nothing to know them by": ({"title": "CMO"}, ""),
}


@pytest.fixture
def own_fields(acme):
    with tenancy.workspace(acme):
        for key, kind, choices in (
            ("seats", "number", []),
            ("plan", "choice", ["Pro"]),
            ("since", "date", []),
        ):
            CustomField.objects.create(workspace=acme, key=key, label=key.capitalize(), type=kind, choices=choices)


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_field_and_reason_and_nothing_is_stored(website, acme, own_fields, name):
    body, field = BAD[name]
    told = problem(website.post("leads/", body))
    assert told["status"] in {413, 422}
    if told["status"] == 422:
        assert (told["errors"][0]["field"], bool(told["errors"][0]["message"])) == (field, True)
    assert count(acme) == 0


@pytest.mark.parametrize(
    "body",
    [
        b'{"email": "a@b.example", "first_name": "J\xfcrgen"}',
        b"[1, 2]",
        b'"text"',
        b"",
        b"{",
        b"null",
        b'[{"email": "a@b.example"}]',
    ],
)
def test_bytes_that_are_no_body_are_refused(website, acme, body):
    told = problem(website.post("leads/", body))
    assert told["status"] in {400, 422}
    assert told["message"]
    assert count(acme) == 0


def test_a_batch_with_bad_rows_keeps_every_good_one_and_answers_every_row(website, acme, own_fields):
    rows = [{"email": f"p{n}@firm{n}.example"} for n in range(5)]
    rows += [
        body
        for name, (body, _) in BAD.items()
        if not name.startswith("5 MB") and name not in {"NUL byte", "lone surrogate"}
    ]
    rows += [{"email": "P0@firm0.example", "title": "CMO"}, 5, None, [1]]
    response = website.post("leads/batch/", {"leads": rows})
    told = response.json()
    assert response.status_code == 207
    assert (told["created"], told["updated"], told["same"]) == (6, 1, 0)
    assert told["refused"] == len(rows) - 7
    assert [row["row"] for row in told["rows"]] == list(range(len(rows)))
    for row in told["rows"]:
        assert (row["what"] == "refused") == (row["id"] is None)
        assert all(fault["field"].startswith(f"/leads/{row['row']}") and fault["message"] for fault in row["errors"])
        assert row["errors"] or row["what"] != "refused"
    owner = next(row for row in told["rows"] if row["errors"] and row["what"] == "created")
    assert owner["errors"][0]["field"].endswith("/owner_email")
    assert count(acme) == 6


def test_a_good_batch_is_200_and_the_same_again_changes_nothing(website, acme):
    rows = {"leads": [{"email": f"p{n}@firm.example", "ids": {"crm": str(n)}} for n in range(500)]}
    response = website.post("leads/batch/", rows)
    assert (response.status_code, response.json()["created"]) == (200, 500)
    assert website.post("leads/batch/", rows).json()["same"] == 500


@pytest.mark.parametrize("leads", [[], [{}] * 501, {}, "x", None])
def test_a_batch_is_a_list_of_1_to_500(website, leads):
    assert problem(website.post("leads/batch/", {"leads": leads}))["errors"][0]["field"] == "/leads"


def test_a_batch_with_a_nul_is_refused_whole_and_says_where(website, acme):
    told = problem(website.post("leads/batch/", {"leads": [JANE, {"email": "a@b.example", "city": "\x00"}]}))
    assert told["errors"][0]["field"] == "/leads/1/city"
    assert count(acme) == 0


def test_the_same_request_repeated_is_done_once(website, acme):
    first = website.post("leads/", JANE, Idempotency_Key="k1")
    again = website.post("leads/", JANE, Idempotency_Key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replay"] == "true"


DOORS = [
    ("GET", "leads/{lead}/", None),
    ("PATCH", "leads/{lead}/", {"title": "x"}),
    ("GET", "leads/{lead}/activities/", None),
    ("GET", "leads/{lead}/consents/", None),
    ("POST", "leads/{lead}/consents/", {"given": True}),
    ("GET", "leads/{lead}/export/", None),
    ("POST", "leads/{lead}/erase/", {"sure": True}),
    ("POST", "merges/{merge}/undo/", None),
    ("GET", "companies/{company}/", None),
    ("PATCH", "companies/{company}/", {"city": "x"}),
    ("GET", "companies/{company}/facts/", None),
    ("POST", "companies/{company}/facts/", {"kind": "funding", "on": "2026-01-01"}),
    ("GET", "companies/{company}/news/", None),
    ("POST", "companies/{company}/news/", {"headline": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), DOORS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_stranger_finds_nothing_and_a_key_without_the_scope_is_told(website, theirs, with_scopes, method, path, body):
    kept, gone = made(website), made(website, email="j@acme.example")
    merge = website.post(f"leads/{kept['id']}/merge/", {"gone": gone["id"]}).json()
    address = path.format(lead=kept["id"], merge=merge["id"], company=kept["company"]["id"])
    assert problem(theirs(method, address, body))["code"] == "not_found"
    assert problem(with_scopes(Scope.TEAM_READ)(method, address, body))["code"] == "scope_missing"
    assert website(method, address, body).status_code < 300


def test_a_stranger_cannot_name_our_rows_in_a_body(website, theirs):
    ours, mine = made(website), made(theirs)
    assert problem(theirs.post(f"leads/{mine['id']}/merge/", {"gone": ours["id"]}))["errors"][0]["field"] == "/gone"
    wrong = {"company": ours["company"]["id"]}
    assert problem(theirs("PATCH", mine["url"], wrong))["errors"][0]["field"] == "/company"


def test_lists_cost_the_same_for_two_leads_and_for_twenty(website, django_assert_max_num_queries):
    website.post(
        "leads/batch/",
        {"leads": [{"email": f"p{n}@f{n}.example", "company_name": f"F{n}"} for n in range(20)]},
    )
    with django_assert_max_num_queries(12):
        assert len(website.get("leads/?limit=20").json()["results"]) == 20
