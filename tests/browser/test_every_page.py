"""Every page in a real browser: nothing refused, no error, nothing axe complains of, nothing cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.browser.conftest import PHONE, WIDE
from tests.doors import doors_of_a_workspace
from tests.test_doors import address, row_of

pytestmark = pytest.mark.django_db(transaction=True)
WAYS = [(WIDE, "light"), (PHONE, "dark")]
PUBLIC = ["/", "/login/", "/signup/", "/password/reset/", "/api/docs/", "/nothing-here/", "/styleguide/"]
OWN = ["/profile/", "/email/", "/password/change/", "/2fa/", "/2fa/totp/activate/", "/2fa/webauthn/", "/sessions/"]
OWN += ["/workspaces/", "/workspaces/new/"]
DOORS = doors_of_a_workspace()
AXE = Axe()
POST_ONLY = 405  # told by the same page everywhere, which a test of its own looks at
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth + 1"
BROKEN_RULES = "axe.run({preload: false, resultTypes: ['violations']}).then(found => found.violations)"


def look(window, path, ways=()):
    """Open a page; everything that is wrong with it, as short texts. The first way is the one the window has."""
    status = window.open(path, but=POST_ONLY)
    if status == POST_ONLY or not window.is_whole:
        return []
    told = [line for line in window.complaints if f"status of {status}" not in line]
    window.page.evaluate(AXE.axe_script)
    for way in ways or [None]:
        if way:
            window.turn_to(*way)
        said = [f"{rule['id']}: {node['html'][:120]}" for rule in broken(window) for node in rule["nodes"]]
        said += ["wider than the window"] if window.page.evaluate(TOO_WIDE) else []
        told += [f"{way[1]}: {line}" for line in said] if way else said
    return told


def broken(window):
    """The rules of axe that the page breaks."""
    return window.page.evaluate(BROKEN_RULES)


def look_at_all(browse, name, paths):
    """Each page in each way; all complaints at once."""
    window, told = browse(name), {}
    for path in paths:
        window.turn_to(*WAYS[0])
        complaints = look(window, path, WAYS)
        if complaints:
            told[path] = complaints
    assert told == {}


def test_pages_for_everybody(browse):
    look_at_all(browse, None, PUBLIC)


def test_what_a_door_that_only_takes_forms_says(browse, monkeypatch):
    monkeypatch.setattr("tests.browser.test_every_page.POST_ONLY", None)
    look_at_all(browse, "ada", [reverse("sla:shopper_send", kwargs={"workspace": "acme"})])


def test_a_persons_own_pages(browse):
    look_at_all(browse, "ada", OWN)


@pytest.mark.parametrize("room", sorted({door.name.split(":")[0] for door in DOORS}))
def test_pages_of_a_workspace(browse, acme, room):
    doors = [door for door in DOORS if door.name.startswith(f"{room}:")]
    look_at_all(browse, "ada", [address(door, "acme", row_of(acme, door)) for door in doors])


def test_every_page_is_whole_as_it_is_sent_before_any_script_runs(as_, acme):
    browser, wrong = as_("ada"), {}
    for door in DOORS:
        answer = browser.get(address(door, "acme", row_of(acme, door)))
        is_page = answer.get("Content-Type", "").startswith("text/html") and b"<!doctype html" in answer.content[:200]
        # The file of the test's row has no bytes on the disk, and is not found.
        if answer.status_code not in {200, 302, POST_ONLY} and door.name != "leads:file":
            wrong[door.name] = answer.status_code
        elif answer.status_code == 200 and is_page and answer.content.count(b"<h1") != 1:
            wrong[door.name] = "not one heading"
    assert wrong == {}


def test_the_menu_on_a_phone_opens_without_javascript(browse):
    window = browse("ada", PHONE, java_script_enabled=False)
    window.open(reverse("accounts:home", kwargs={"workspace": "acme"}))
    window.page.get_by_role("button", name="Menu").click()
    assert window.page.get_by_role("link", name="Settings").is_visible()


def test_a_question_mark_opens_the_keyboard_help(browse):
    window = browse("ada")
    window.open(reverse("accounts:home", kwargs={"workspace": "acme"}))
    window.page.keyboard.press("?")
    assert window.page.get_by_role("dialog").first.is_visible()
