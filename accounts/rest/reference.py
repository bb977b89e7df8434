"""What the docs page shows, read from the OpenAPI document: operations, fields in words, examples."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.text import slugify

from accounts.rest.problems import KINDS, Kind, codes
from accounts.rest.schema import scope_in_words

Schema = dict[str, Any]
WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
}
FORMATS = {"date-time": "instant", "email": "e-mail address", "uri": "address"}
EXAMPLES: dict[str, Any] = {
    "date-time": "2026-03-10T12:00:00Z",
    "email": "lena@example.com",
    "uri": None,
    "integer": 0,
    "number": 1.5,
    "boolean": True,
    "string": "",
    "null": None,
}


class Field(NamedTuple):
    """One line of a table: a parameter, a field of a body or of an answer."""

    name: str
    kind: str
    required: bool
    says: str
    depth: int = 0


@dataclass(frozen=True)
class Sample:
    """A body or an answer: its fields in words, and an example as JSON."""

    fields: list[Field]
    text: str
    title: str


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    title: str
    details: str
    scope: str
    parameters: list[Field]
    body: Sample | None
    status: str
    answer: Sample | None
    problems: list[tuple[str, list[str]]]
    curl: str


@dataclass(frozen=True)
class Chapter:
    """Operations that belong together."""

    title: str
    anchor: str
    operations: list[Operation]


@dataclass(frozen=True)
class Guide:
    """The whole page."""

    chapters: list[Chapter]
    errors: list[tuple[str, Kind]]


def read(schema: Schema, *, base_url: str) -> Guide:
    """Everything the page shows; examples call the installation at `base_url`."""
    reader, chapters = Reader(schema, base_url), dict[str, list[Operation]]()
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            chapters.setdefault(described["tags"][0], []).append(reader.operation(path, method, described))
    named = [Chapter(title, f"chapter-{slugify(title)}", inside) for title, inside in chapters.items()]
    return Guide(sorted(named, key=lambda chapter: chapter.title), list(KINDS.items()))


class Reader:
    """Follows the references of one document."""

    def __init__(self, schema: Schema, base_url: str) -> None:
        self.schema = schema
        self.base_url = base_url

    def operation(self, path: str, method: str, described: Schema) -> Operation:
        """One operation in words."""
        answers = described["responses"]
        status = next(status for status in answers if status.startswith("2"))
        needed = [scope for way in described["security"] for scope in way.get("ApiKey", [])]
        scope = needed[0] if needed else ""
        body = self.sample(described.get("requestBody", {}))
        return Operation(
            id=described["operationId"],
            method=method.upper(),
            path=path,
            title=described["summary"],
            details=described["description"].removesuffix(scope_in_words(scope)).strip(),
            scope=scope,
            parameters=[self.parameter(parameter) for parameter in described.get("parameters", [])],
            body=body,
            status=status,
            answer=self.sample(answers[status]),
            problems=[(status, codes(int(status))) for status in answers if not status.startswith("2")],
            curl=curl(method.upper(), self.base_url + path.replace("{id}", "12"), body.text if body else ""),
        )

    def parameter(self, described: Schema) -> Field:
        """A parameter in words."""
        where = {"path": "in the address", "query": "in the query", "header": "header"}[described["in"]]
        kind = f"{self.kind(described['schema'])}, {where}"
        return Field(described["name"], kind, described.get("required", False), described.get("description", ""))

    def sample(self, holder: Schema) -> Sample | None:
        """The JSON of a body or an answer; None where there is none."""
        schema = holder.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return None
        properties = self.whole(schema).get("properties", {})
        inner = self.whole(properties["results"])["items"] if "results" in properties else schema
        text = json.dumps(self.example(schema), ensure_ascii=False, indent=2)
        return Sample(list(self.fields(inner)), text, "Answer" if inner is schema else "Answer: each of results")

    def whole(self, schema: Schema) -> Schema:
        """A schema with what it refers to put in its place."""
        parts = [
            *schema.get("allOf", []),
            *(one for one in schema.get("oneOf", []) if one != {"type": "null"}),
        ]
        found: Schema = {}
        for part in parts:
            found |= self.whole(part)
        if "$ref" in schema:
            _, _, section, name = schema["$ref"].split("/")
            found |= self.whole(self.schema["components"][section][name])
        nullable = {"type": "null"} in schema.get("oneOf", [])
        own = {key: value for key, value in schema.items() if key not in {"allOf", "oneOf", "$ref"}}
        return found | own | ({"nullable": True} if nullable else {})

    def fields(self, schema: Schema, depth: int = 0) -> Iterator[Field]:
        """Each field, and the fields of what it holds below it."""
        whole = self.whole(schema)
        for name, inner in whole.get("properties", {}).items():
            shape = self.whole(inner)
            yield Field(name, self.kind(inner), name in whole.get("required", []), shape.get("description", ""), depth)
            yield from self.fields(shape.get("items", shape), depth + 1)

    def kind(self, schema: Schema) -> str:
        """What a value is, in words."""
        whole = self.whole(schema)
        types = whole.get("type", "object")
        names = [types] if isinstance(types, str) else list(types)
        or_null = " or null" if "null" in names or whole.get("nullable") else ""
        name = next(name for name in names if name != "null")
        if "enum" in whole:
            return "one of " + ", ".join(f"`{choice}`" for choice in whole["enum"] if choice is not None) + or_null
        if name == "array":
            return f"list: {self.kind(whole['items'])}{or_null}"
        word = FORMATS.get(whole.get("format", "")) or WORDS.get(name, "object")
        return word + bounds(whole) + or_null

    def worth_showing(self, whole: Schema) -> Iterator[tuple[str, Schema]]:
        """The fields of an example: all of an answer; of a body what it needs, and what has an example."""
        is_body = whole.get("additionalProperties") is False
        for name, inner in whole.get("properties", {}).items():
            if not is_body or name in whole.get("required", []) or "examples" in self.whole(inner):
                yield name, inner

    def example(self, schema: Schema) -> Any:
        """A value that fits."""
        whole = self.whole(schema)
        if "examples" in whole:
            return whole["examples"][0]
        if "enum" in whole:
            return whole["enum"][0]
        types = whole.get("type", "object")
        if types == "object":
            return {name: self.example(inner) for name, inner in self.worth_showing(whole)}
        if types == "array":
            return [self.example(whole["items"])]
        if not isinstance(types, str):
            return None
        return EXAMPLES.get(whole.get("format", ""), EXAMPLES[types])


def curl(method: str, url: str, body: str = "") -> str:
    """The request as a command."""
    lines = [f"curl {url}"] if method == "GET" or body else [f"curl -X {method} {url}"]
    lines.append('-H "Authorization: Bearer $BATON_KEY"')
    if method != "GET":
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if body:
        lines += [
            '-H "Content-Type: application/json"',
            f"-d '{json.dumps(json.loads(body), ensure_ascii=False)}'",
        ]
    return " \\\n  ".join(lines)


def bounds(schema: Schema) -> str:
    """“, 1 to 200” or “, at most 254 characters”."""
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f", {least} to {most}"
    return f", at most {schema['maxLength']} characters" if "maxLength" in schema else ""
