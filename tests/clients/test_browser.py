"""Scripts in a real browser: our own, Segment's and RudderStack's as they come, and Segment's snippet."""

import os
import time

import pytest

from tests.browser.conftest import browser_type_launch_args as browser_type_launch_args
from tests.browser.conftest import chromium
from tests.clients.conftest import needs_modules
from tests.clients.site import site

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop of its own in this thread
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="Left out: Chromium is not installed here."),
]
ON_COLLECTOR = pytest.mark.parametrize("door", ["collector"], indirect=True)
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.fixture
def visit(browser, pages, door, key):
    """Open a page of somebody's web site: `visit("/next")`; answers the page."""
    opened = []

    def go(path, **said):
        around = site(door=door, pages=pages, key=key.key, **said)
        address = around.__enter__()
        context = browser.new_context(user_agent=AGENT)
        opened.extend([context.close, lambda: around.__exit__(None, None, None)])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda line: line.type == "error" and page.complaints.append(line.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield go
    for close in opened:
        close()


def until(look, right, patience=20):
    """Wait until what is left is right, and answer it."""
    end = time.monotonic() + patience
    while not right(found := look()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def sent(number):
    return lambda found: sum(found["types"].values()) >= number


@needs_modules
@pytest.mark.parametrize(
    ("door", "more"),
    [("pages", ""), ("collector", 'deliveryStrategy: { strategy: "batching", config: { size: 3, timeout: 500 } }')],
    ids=["single", "batching"],
    indirect=["door"],
)
def test_segment_analytics_next(visit, left, more):
    page = visit("/next", more=more)
    found = until(left, sent(5))
    assert found["types"] == {"page": 1, "demo requested": 1, "identify": 1, "group": 1, "alias": 1}
    assert found["leads"] == [("lee@firm.com", "Lee", "", "Firm Inc")]
    assert (found["without_lead"], found["linked"], found["rejected"]) == (0, 1, [])
    assert page.complaints == []


@needs_modules
def test_rudderstack_analytics_js(visit, left):
    page = visit("/rudder")
    found = until(left, sent(5))
    assert found["types"] == {"page": 1, "demo requested": 1, "identify": 1, "group": 1, "alias": 1}
    assert found["leads"] == [("lee@firm.com", "Lee", "", "Firm Inc")]
    assert (found["without_lead"], found["rejected"], found["origins"]) == (0, [], {"rudderstack"})
    assert page.complaints == []


@ON_COLLECTOR
def test_segments_snippet_with_nothing_but_its_cdn_changed(visit, left):
    page = visit("/snippet")
    found = until(left, sent(3))
    assert found["types"] == {"page": 1, "demo requested": 1, "identify": 1}
    assert found["leads"] == [("lee@firm.com", "Lee", "", "")]
    assert (found["without_lead"], page.complaints) == (0, [])


@ON_COLLECTOR
def test_our_script_tells_of_page_views_and_of_forms_that_ask_for_it(visit, left):
    page = visit("/baton?utm_source=newsletter&utm_campaign=spring")
    until(left, sent(1))
    page.click("button")
    found = until(left, sent(3))
    assert found["types"] == {"page": 1, "identify": 1, "demo requested": 1}
    assert found["leads"] == [("lee@firm.com", "Lee", "", "")]
    assert found["properties"]["page"]["utm_campaign"] == "spring"
    assert "secret" not in str(found)
    assert (found["without_lead"], found["origins"], page.complaints) == (0, {"track.js"}, [])


@ON_COLLECTOR
def test_before_consent_there_is_no_cookie_no_storage_and_no_event(visit, left):
    page = visit("/baton", consent='data-consent="required"')
    page.wait_for_timeout(800)
    page.evaluate("baton('track', 'Too early')")
    page.wait_for_timeout(500)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    assert left()["types"] == {}
    page.evaluate("baton('consent', true)")
    assert until(left, sent(1))["types"] == {"page": 1}
    names = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(names) == {"baton_id", "baton_consent"}
    assert names["baton_id"]["sameSite"] == "Lax"


@ON_COLLECTOR
def test_consent_that_is_withdrawn_ends_it(visit, left):
    page = visit("/baton")
    until(left, sent(1))
    page.evaluate("baton('consent', false)")
    page.evaluate("baton('track', 'Too late')")
    page.wait_for_timeout(500)
    assert left()["types"] == {"page": 1}
    assert [cookie["name"] for cookie in page.context.cookies()] == ["baton_consent"]
    assert page.evaluate("localStorage.length") == 0


@ON_COLLECTOR
def test_what_could_not_be_sent_is_sent_again_with_the_same_ids(visit, left):
    page = visit("/baton")
    until(left, sent(1))
    page.route("**/v1/batch*", lambda route: route.abort())
    page.evaluate("baton('track', 'Kept')")
    page.wait_for_timeout(400)
    kept = page.evaluate("JSON.parse(localStorage.baton)")
    assert [event["event"] for event in kept] == ["Kept"]
    page.unroute("**/v1/batch*")
    page.reload()
    found = until(left, sent(3))
    assert found["types"] == {"page": 2, "kept": 1}
