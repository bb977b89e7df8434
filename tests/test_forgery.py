"""Another site can make a signed-in browser send a form, but not the token that goes with it: nothing is done."""

import pytest
from django.test import Client

from accounts.models import AuditEntry
from tests.conftest import who
from tests.doors import doors_of_a_workspace
from tests.test_doors import address, row_of

pytestmark = pytest.mark.django_db
OWN = ["/profile/", "/profile/theme/", "/workspaces/new/", "/password/change/", "/email/", "/sessions/", "/login/"]


def test_no_door_takes_a_form_without_its_token(acme):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(who("ada"))
    paths = OWN + [address(door, "acme", row_of(acme, door)) for door in doors_of_a_workspace()]
    before = AuditEntry.objects.count()
    answers = {path: browser.post(path, {"name": "Forged"}).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status not in {403, 405}} == {}
    assert sum(status == 403 for status in answers.values()) > 100
    assert AuditEntry.objects.count() == before
