"""Every place where something of a person may stand, and how it is shown to them and forgotten.

A model with a key to a lead or a visitor must be registered here, or a test fails; so must any other model that may
hold what people typed or what was sent to them. Rooms register their own, from `ready` of their app:

    name = "capture.RejectedEvent"
    register(Place(name, "Events that could not be used", forget=without_text(name, "body")))
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

SHORTEST = 4  # characters of a text that is looked for in what others wrote


@dataclass(frozen=True)
class Subject:
    """Whose traces are meant: the leads that are one person, their visitors, and the texts they are known by."""

    workspace_id: int
    leads: Sequence[int]
    visitors: Sequence[int] = ()
    texts: Sequence[str] = ()  # addresses, phone numbers, full names; small letters, SHORTEST or longer


Forget = Callable[[Subject], int]
Show = Callable[[Subject], list[dict[str, Any]]]


@dataclass(frozen=True)
class Place:
    """One table: what stands there, how it is forgotten (rows touched), how it is shown (None: by its keys)."""

    label: str
    what: str
    forget: Forget | None = None
    show: Show | None = None

    @property
    def model(self) -> type[models.Model]:
        """The table's model."""
        return apps.get_model(self.label)


PLACES: dict[str, Place] = {}


def register(place: Place, *, last: bool = False) -> None:
    """Put a place on the list; a place that was there is replaced.

    Places are forgotten in the reverse order; one that follows from the others, such as sums, is forgotten `last`.
    """
    others = dict(PLACES) if last else {}
    if last:
        PLACES.clear()
    PLACES[place.label] = place
    PLACES.update({label: other for label, other in others.items() if label != place.label})


def shown(place: Place, subject: Subject) -> list[dict[str, Any]]:
    """What stands in a place about somebody, as JSON can say it."""
    if place.show is not None:
        return place.show(subject)
    return [as_dict(row) for row in rows_of(place.model, subject).order_by("pk")]


def forgotten(place: Place, subject: Subject) -> int:
    """Forget somebody in one place: as registered, or by deleting the rows that point at them."""
    if place.forget is not None:
        return place.forget(subject)
    rows = rows_of(place.model, subject)
    return rows.delete()[0]


def rows_of(model: type[models.Model], subject: Subject) -> models.QuerySet[Any]:
    """The rows whose keys point at the person's leads or visitors."""
    theirs = Q()
    for field in keys_of(model):
        ids = subject.visitors if field.related_model._meta.label == "leads.Visitor" else subject.leads
        theirs |= Q(**{f"{field.name}__in": list(ids)})
    rows = model._default_manager.filter(workspace_id=subject.workspace_id)
    return rows.filter(theirs) if theirs else rows.none()


def keys_of(model: type[models.Model]) -> list[Any]:
    """The fields of a model that point at a lead or a visitor."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation
        and isinstance(field.related_model, type)
        and field.related_model._meta.label in {"leads.Lead", "leads.Visitor"}
    ]


def blanked(label: str, **columns: Any) -> Forget:
    """Set columns of the rows that point at the person to these values, and keep the rows."""

    def forget(subject: Subject) -> int:
        return rows_of(apps.get_model(label), subject).update(**columns)

    return forget


def without_text(label: str, *columns: str, blank: dict[str, Any] | None = None) -> Forget:
    """Delete the rows in whose columns the person is named, or set columns of these rows to blank values."""

    def forget(subject: Subject) -> int:
        model = apps.get_model(label)
        rows = model._default_manager.filter(pk__in=containing(model, columns, subject))
        return rows.update(**blank) if blank is not None else rows.delete()[0]

    return forget


def containing(model: type[models.Model], columns: Iterable[str], subject: Subject) -> list[int]:
    """The ids of rows in whose columns (of text or JSON) one of the person's texts stands."""
    if not subject.texts:
        return []
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), [quote(name) for name in columns]
    where = " OR ".join(
        f"EXISTS (SELECT 1 FROM unnest(%(texts)s::text[]) AS t WHERE strpos(lower({name}::text), t) > 0)"
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE workspace_id = %(ws)s AND ({where})",  # noqa: S608 - names of models' own
            {"ws": subject.workspace_id, "texts": spellings(subject.texts)},
        )
        return [row[0] for row in cursor.fetchall()]


def spellings(texts: Iterable[str]) -> list[str]:
    """Texts as they stand in plain columns and, escaped, in JSON."""
    return sorted({spelling for text in texts for spelling in (text, json.dumps(text, ensure_ascii=False)[1:-1])})


def as_dict(row: models.Model) -> dict[str, Any]:
    """A row's columns, without the workspace."""
    names = [field.attname for field in row._meta.concrete_fields if field.attname != "workspace_id"]
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
