"""Whoever is sent back to where they were is never sent to somebody else's site."""

from urllib.parse import urljoin

import pytest

pytestmark = pytest.mark.django_db
ELSEWHERE = ["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"]
ELSEWHERE += [f"{scheme}://evil.example/w/acme/" for scheme in ("http", "https", "HTTPS", "ftp", "javascript", "data")]
ELSEWHERE += ["https:evil.example", "https:/evil.example", "https:///evil.example", "http://testserver@evil.example/"]
ELSEWHERE += ["http://testserver.evil.example/", "//testserver@evil.example", "//evil.example/w/acme/", "evil.example"]
ELSEWHERE += [" //evil.example", "\n//evil.example", "//evil%E3%80%82example", "javascript:alert(1)"]
DOORS = {
    "appearance": ("/profile/theme/", "next", {"theme": "dark"}),
    "sign-in": ("/login/", "next", {"login": "ravi@example.com", "password": "a-good-long-password"}),
}


def leaves(location):
    """Whether a browser would go to another site: it reads backslashes as slashes, and skips blanks and tabs."""
    read = "".join(sign for sign in location if sign > " ").replace("\\", "/")
    return not urljoin("http://testserver/login/", read).startswith("http://testserver/")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_sends_anybody_off_the_site(as_, client, door, target):
    path, name, sent = DOORS[door]
    browser = client if door == "sign-in" else as_("ravi")
    answer = browser.post(path, {**sent, name: target})
    assert answer.status_code == 302
    assert not leaves(answer["Location"]), answer["Location"]


def test_an_address_of_ours_is_where_one_goes(as_, client):
    for browser, door in ((as_("ravi"), "appearance"), (client, "sign-in")):
        path, name, sent = DOORS[door]
        assert browser.post(path, {**sent, name: "/w/acme/queue/"})["Location"] == "/w/acme/queue/"
