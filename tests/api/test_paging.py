"""Lists, page by page."""

import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import tenancy
from accounts.models import Job
from tests.api.conftest import problem
from tests.conftest import who

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(acme):
    """Seven jobs, oldest first."""
    return more(acme, 7)


def more(acme, count):
    with tenancy.workspace(acme):
        rows = {"workspace": acme, "kind": "import", "started_by": who("maya")}
        return [Job.objects.create(title=f"Import {place}", **rows).pk for place in range(count)]


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def test_a_list_is_newest_first(website, jobs):
    response = website.get("jobs/")
    assert ids(response) == jobs[::-1]
    assert (response.json()["next"], response.json()["previous"]) == (None, None)


def test_an_empty_list_is_a_page_with_nothing(website):
    assert website.get("jobs/").json() == {"results": [], "next": None, "previous": None}


def test_next_leads_through_everything_once_and_previous_back(website, jobs):
    page, seen = website.get("jobs/?limit=3"), []
    assert page.json()["previous"] is None
    while True:
        seen += ids(page)
        last = page
        if page.json()["next"] is None:
            break
        page = website.get(page.json()["next"].removeprefix("http://testserver"))
    assert seen == jobs[::-1]
    assert ids(last) == jobs[:1]
    back = website.get(last.json()["previous"].removeprefix("http://testserver"))
    assert ids(back) == jobs[1:4][::-1]
    first = website.get(back.json()["previous"].removeprefix("http://testserver"))
    assert ids(first) == jobs[4:][::-1]
    assert first.json()["previous"] is None
    assert first.json()["next"] is not None


def test_rows_that_come_meanwhile_shift_nothing(website, jobs, acme):
    page = website.get("jobs/?limit=4").json()
    newer = more(acme, 5)
    second = website.get(page["next"].removeprefix("http://testserver"))
    assert ids(second) == jobs[:3][::-1]
    before = website.get(second.json()["previous"].removeprefix("http://testserver"))
    assert ids(before) == jobs[3:][::-1]
    assert ids(website.get(before.json()["previous"].removeprefix("http://testserver"))) == newer[:4][::-1]


def test_a_page_whose_rows_are_gone_is_empty(website, jobs, acme):
    page = website.get("jobs/?limit=4").json()
    with tenancy.workspace(acme):
        Job.objects.filter(pk__in=jobs[:3]).delete()
    assert ids(website.get(page["next"].removeprefix("http://testserver"))) == []


def test_the_filter_stays_on_the_next_page(website, jobs, acme):
    with tenancy.workspace(acme):
        Job.objects.filter(pk__in=jobs[::2]).update(status="running")
    page = website.get("jobs/?status=running&limit=2")
    assert ids(page) == [jobs[6], jobs[4]]
    assert ids(website.get(page.json()["next"].removeprefix("http://testserver"))) == [jobs[2], jobs[0]]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "%00",
        "=",
        "a" * 5000,
        base64.urlsafe_b64encode(b"older:abc").decode(),
        base64.urlsafe_b64encode(b"older:" + b"9" * 30).decode(),
        base64.urlsafe_b64encode(b"older:-1").decode(),
        base64.urlsafe_b64encode(b"older:1\n").decode(),
        base64.urlsafe_b64encode("older:٣".encode()).decode(),
        "cD0xMjM=",
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(website, cursor):
    response = website.get(f"jobs/?cursor={cursor}")
    assert response.status_code == 422
    assert problem(response)["errors"][0]["field"] == "?cursor"


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "", "1e2", "5.0", "٥", " 5", "9" * 5000])
def test_a_limit_out_of_bounds_is_refused(website, limit):
    response = website.get(f"jobs/?limit={limit}")
    assert response.status_code == 422
    assert problem(response)["errors"][0]["field"] == "?limit"


def test_a_page_has_50_rows_and_at_most_200_and_costs_the_same_number_of_queries(website, acme):
    def costs(path):
        with CaptureQueriesContext(connection) as queries:
            count = len(ids(website.get(path)))
        return count, len(queries)

    website.get("key/")
    more(acme, 2)
    two = costs("jobs/")
    more(acme, 210)
    assert costs("jobs/") == (50, two[1])
    assert costs("jobs/?limit=200") == (200, two[1])
    assert costs("members/")[1] == two[1]
