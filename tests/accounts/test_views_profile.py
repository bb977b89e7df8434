"""A person's own pages: name, time zone, appearance, and the way back to their workspace."""

import pytest

from tests.conftest import who

pytestmark = pytest.mark.django_db


def test_a_visitor_is_sent_to_sign_in(client):
    for path in ("/profile/", "/workspaces/", "/workspaces/new/"):
        assert client.get(path)["Location"] == f"/login/?next={path}"
    assert client.post("/profile/theme/", {"theme": "dark"}).status_code == 302


def test_name_and_time_zone_are_kept(as_):
    browser = as_("ravi")
    assert browser.post("/profile/", {"name": "Ravi Rao", "time_zone": "asia/kolkata"})["Location"] == "/profile/"
    assert (who("ravi").name, who("ravi").time_zone) == ("Ravi Rao", "Asia/Kolkata")
    assert browser.post("/profile/", {"name": "Ravi Rao", "time_zone": ""}).status_code == 302
    assert who("ravi").time_zone == ""


def test_a_bad_profile_comes_back_and_the_shell_keeps_the_old_name(as_):
    answer = as_("ravi").post("/profile/", {"name": "", "time_zone": "Nowhere/City"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Nowhere/City" in text
    assert "Ravi" in text
    assert who("ravi").name == "Ravi"


def test_the_appearance_is_chosen_from_any_page(as_):
    browser = as_("ravi")
    assert browser.post("/profile/theme/", {"theme": "dark", "next": "/w/acme/"})["Location"] == "/w/acme/"
    assert 'data-bs-theme="dark"' in browser.get("/w/acme/").content.decode()
    browser.post("/profile/theme/", {"theme": "pink"})
    assert who("ravi").theme == "dark"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_one_is_never_sent_elsewhere(as_, elsewhere):
    answer = as_("ravi").post("/profile/theme/", {"theme": "dark", "next": elsewhere})
    assert answer["Location"] == "/profile/"


def test_ones_own_pages_keep_the_navigation_of_the_workspace_one_came_from(as_):
    browser = as_("ravi")
    browser.get("/w/acme/")
    text = browser.get("/profile/").content.decode()
    assert "/w/acme/settings/" in text
    assert "Acme" in text
