"""The description: complete, valid, the same as the committed one, and served as JSON and YAML."""

import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from drf_spectacular.validation import validate_schema

from accounts.rest import pages

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
REMAKE = "Run: python manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn"
WRITING = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema():
    return pages.description().schema


def operations(schema):
    return [(path, method, op) for path, methods in schema["paths"].items() for method, op in methods.items()]


def test_the_committed_description_is_the_one_the_code_gives(tmp_path):
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
    assert made.read_text() == COMMITTED.read_text(), REMAKE


def test_it_is_valid_openapi_3_1(schema):
    validate_schema(schema)
    assert schema["openapi"].startswith("3.1")
    assert "nullable" not in json.dumps(schema)


def test_every_operation_says_what_it_does_needs_and_answers(schema):
    for path, method, operation in operations(schema):
        place = (path, method)
        assert operation["summary"], place
        assert operation["description"].endswith("."), place
        assert operation["tags"] != [""], place
        assert list(operation["security"][0]) == ["ApiKey"], place
        wanted = {"400", "401", "403", "422", "429"}
        wanted |= {"409", "413", "415"} if method in WRITING else set()
        wanted |= {"404"} if "{id}" in path else set()
        found = {status for status in operation["responses"] if not status.startswith("2")}
        assert found == wanted, place


def test_the_scope_of_an_operation_is_in_its_security(schema):
    assert schema["paths"]["/api/v1/members/"]["get"]["security"] == [{"ApiKey": ["team:read"]}]
    assert schema["paths"]["/api/v1/key/"]["get"]["security"] == [{"ApiKey": []}]
    scheme = schema["components"]["securitySchemes"]["ApiKey"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_writing_takes_an_idempotency_key_and_lists_take_a_cursor(schema):
    for path, method, operation in operations(schema):
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        assert ("Idempotency-Key" in names) == (method in WRITING), (path, method)
        assert ({"cursor", "limit"} <= names) == operation["operationId"].endswith("_list"), (path, method)


def test_bodies_refuse_what_they_do_not_know(schema):
    requests = [body for name, body in schema["components"]["schemas"].items() if name.endswith("Request")]
    assert requests
    assert all(body["additionalProperties"] is False for body in requests)


def test_operations_have_names_of_their_own(schema):
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(names) == len(set(names))
    assert {"invitations_create", "invitations_resend", "jobs_stop", "key_get", "members_list"} <= set(names)


@pytest.mark.django_db
class TestServing:
    def test_json_is_what_one_gets_and_yaml_what_one_asks_for(self, client, schema):
        plain = client.get("/api/schema/")
        assert plain.status_code == 200
        assert json.loads(plain.content) == schema
        for response in (
            client.get("/api/schema/?format=yaml"),
            client.get("/api/schema/", headers={"Accept": "application/yaml"}),
        ):
            assert "yaml" in response["Content-Disposition"]
            assert yaml.safe_load(response.content) == schema
        assert client.get("/api/schema/?format=json", headers={"Accept": "text/yaml"}).content == plain.content

    def test_an_unchanged_description_is_not_sent_twice(self, client):
        first = client.get("/api/schema/")
        again = client.get("/api/schema/", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        other = client.get("/api/schema/?format=yaml", headers={"If-None-Match": first["ETag"]})
        assert other.status_code == 200

    def test_it_can_only_be_read(self, client):
        assert client.post("/api/schema/").status_code == 405
        assert client.post("/api/docs/").status_code == 405
