"""Baton refuses to start where it could forget or show too much."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psycopg2
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from accounts import safety
from tests.databases import closing, open_as

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_test_database_is_as_safe_as_production_but_for_the_disk():
    """A throw-away server may skip the disk, and is then told so; nothing else may be wrong with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [list(safety.MUST_BE_ON)]
        )
        skipped = {name for (name,) in cursor.fetchall()}
    assert {name for name in safety.MUST_BE_ON for fault in safety.faults() if name in fault} == skipped
    assert len(safety.faults()) == len(skipped)


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_database_that_may_forget_is_refused(setting):
    with connection.cursor() as cursor:
        cursor.execute(f"SET {setting} = off")
    with pytest.raises(ImproperlyConfigured, match=f"{setting} = off.*missing"):
        safety.refuse_unsafe()
    connection.close()


def test_the_owner_of_the_tables_is_refused(monkeypatch):
    owner = dj_database_url.parse(settings.DATABASE_OWNER_URL)
    monkeypatch.setitem(connection.settings_dict, "USER", owner["USER"])
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", owner["PASSWORD"])
    connection.close()
    with pytest.raises(ImproperlyConfigured, match="owns the tables"):
        safety.refuse_unsafe()
    connection.close()


def test_the_collector_refuses_a_role_that_owns_the_tables(acme):
    address = urlunsplit(urlsplit(settings.DATABASE_OWNER_URL)._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [sys.executable, "-m", "capture.collector", "--port", "1"]
    environment = {**os.environ, "DATABASE_URL": address}
    answer = subprocess.run(
        command, env=environment, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False, timeout=60
    )
    assert answer.returncode != 0
    assert "owns the tables" in answer.stderr


def start(**environment):
    """Load the settings as production does, in a process of its own."""
    given = {"PATH": os.environ["PATH"], "BATON_ENV": "production", "DJANGO_SETTINGS_MODULE": "handoff.settings"}
    command = [sys.executable, "-c", "from django.conf import settings; settings.DEBUG; print('started')"]
    return subprocess.run(
        command, env={**given, **environment}, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False
    )


def test_production_does_not_start_with_the_default_secret():
    answer = start()
    assert answer.returncode != 0
    assert "Set BATON_SECRET_KEY" in answer.stderr


def test_production_does_not_start_with_debugging_on():
    answer = start(BATON_SECRET_KEY="a" * 50, BATON_DEBUG="1")
    assert answer.returncode != 0
    assert "BATON_DEBUG" in answer.stderr


def test_production_starts_with_a_secret_of_its_own():
    assert start(BATON_SECRET_KEY="a" * 50).stdout.strip() == "started"


def test_a_database_that_is_away_is_waited_for_not_refused(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"host": "/nowhere"})
    connection.close()
    safety.refuse_unsafe()
    connection.close()


def test_the_application_may_not_read_past_the_fence_by_any_setting(acme):
    owner = open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])
    with closing(owner) as link, link.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_membership")
        assert cursor.fetchone() == (0,), "the policy is forced on the owner too"
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), connection.connection.cursor() as cursor:
        cursor.execute("SET row_security = off; SELECT count(*) FROM accounts_membership")
    connection.close()
