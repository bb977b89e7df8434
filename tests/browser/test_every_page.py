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


def look(window, path):
    """Open a page; everything that is wrong with it, as short texts."""
    status = window.open(path)
    if status == POST_ONLY or not window.page.content().lstrip().lower().startswith("<!doctype html"):
        return []
    told = [line for line in window.complaints if f"status of {status}" not in line]
    found = AXE.run(window.page, options={"preload": False}).response["violations"]
    told += [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
    if window.page.evaluate(TOO_WIDE):
        told.append("wider than the window")
    return told


def look_at_all(browse, name, paths):
    """Each page in each way, in one window a way; all complaints at once."""
    told = {}
    for size, scheme in WAYS:
        window = browse(name, size, scheme)
        for path in paths:
            complaints = look(window, path)
            if complaints:
                told[f"{path} {scheme}"] = complaints
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


def test_pages_of_a_workspace_without_javascript(browse, acme):
    window = browse("ada", java_script_enabled=False)
    wrong = {}
    for door in DOORS:
        status = window.open(address(door, "acme", row_of(acme, door)))
        if status == POST_ONLY:
            continue
        is_page = window.page.content().lstrip().lower().startswith("<!doctype html")  # not a part of one
        # The file of the test's row has no bytes on the disk, and is not found.
        if status not in {0, 200, 302} and door.name != "leads:file":
            wrong[door.name] = status
        elif status and is_page and window.page.locator("h1").count() != 1:
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
