"""API keys: shown once, listed by prefix, revoked for good."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions, tenancy, tokens
from accounts.models import ApiKey
from accounts.scopes import Scope
from tests.conftest import who

pytestmark = pytest.mark.django_db
KEYS = "/w/acme/settings/keys/"
GOOD = {"name": "Website", "scopes": ["jobs:read", "team:read"], "lasts": "30"}


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(as_, inside):
    browser = as_("ada")
    answer = browser.post(KEYS + "new/", GOOD)
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    token = tokens.parse(re.search(r"bk_\d+_\w{8}_[\w-]{43}", answer.content.decode())[0])
    key = inside.api_keys.get()
    assert (key.prefix, key.scopes) == (token.prefix, ["jobs:read", "team:read"])
    assert tokens.matches(token.secret, key.hashed)
    assert key.expires_at - timezone.now() > timedelta(days=29)
    listed = browser.get(KEYS).content.decode()
    assert key.prefix in listed
    assert token.secret not in listed


def test_a_key_may_last_until_it_is_revoked(as_, inside):
    as_("ada").post(KEYS + "new/", {**GOOD, "lasts": "ever"})
    assert inside.api_keys.get().expires_at is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["all"]}, "not one of the available choices"),
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"lasts": "9999999"}, "not one of the available choices"),
    ],
)
def test_a_bad_key_comes_back_with_what_was_typed(as_, inside, change, said):
    answer = as_("ada").post(KEYS + "new/", {**GOOD, **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_revoking_asks_first_and_is_final(as_, inside):
    browser = as_("ada")
    key, _ = actions.make_key(inside, by=who("ada"), name="Old", scopes=[Scope.JOBS_READ], expires_at=None)
    path = f"{KEYS}{key.pk}/revoke/"
    assert "cannot be brought back" in browser.get(path).content.decode()
    key.refresh_from_db()
    assert key.works(at=timezone.now())
    for _ in range(2):
        assert browser.post(path)["Location"] == KEYS
    key.refresh_from_db()
    assert not key.works(at=timezone.now())
    assert "Revoked" in browser.get(KEYS).content.decode()
    assert inside.audit_entries.filter(verb="revoked the API key").count() == 1


def test_the_list_asks_as_much_for_many_keys_as_for_two(as_, acme, django_assert_max_num_queries):
    browser, counts = as_("ada"), []
    browser.get(KEYS)
    for more in (2, 30):
        with tenancy.workspace(acme):
            for n in range(more):
                actions.make_key(acme, by=who("ada"), name=f"K{n}", scopes=[Scope.JOBS_READ], expires_at=None)
        with django_assert_max_num_queries(100) as asked:
            browser.get(KEYS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_empty_list_says_what_a_key_is_for(as_):
    assert "No keys yet" in as_("ada").get(KEYS).content.decode()
