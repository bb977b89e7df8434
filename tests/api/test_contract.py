"""What the description promises, held against the application with invented requests, good and bad."""

import os
from functools import cache

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from accounts.rest import pages
from tests.api.rows import ROWS

pytestmark = pytest.mark.django_db
# Requests in all, shared by the operations: hundreds find what is new, thousands what is rare.
REQUESTS = int(os.environ.get("TRIES", "200"))
LABELS = [
    f"{method.upper()} {path}"
    for path, operations in sorted(pages.description().schema["paths"].items())
    for method in operations
]
TRIES = settings(
    max_examples=max(3, REQUESTS // (2 * len(LABELS))),
    deadline=None,
    derandomize=REQUESTS <= 200,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

handler = cache(WSGIHandler)


def application(environ, start_response):
    """The WSGI application, staying inside the test's transaction as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        response = handler()(environ, start_response)
        body = list(response)
        response.close()
        return body
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def contract():
    return schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("label", LABELS)
def test_the_application_keeps_the_promises_of_its_description(contract, website, acme, label, mode):
    method, path = label.split()
    operation = contract[path][method]
    chapter = path.split("/")[3]
    there = {"id": ROWS[chapter](website, acme)} if "{id}" in path and mode.is_positive else None
    # A good request may still be refused for what the rows say; but with an answer that is described.
    excluded = [positive_data_acceptance]
    key = {"Authorization": f"Bearer {website.token}"}

    @TRIES
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=there))
    def try_it(case):
        case.call_and_validate(headers=key, excluded_checks=excluded)

    try_it()
