"""What one workspace's conditions can speak of, read from its rows."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import Workspace
from leads.conditions import Condition, FactKind, Field, Schema, Type
from leads.conditions.vocabulary import FACTS, OWN, built_in
from leads.matching.columns import CUSTOM
from leads.matching.compiling import compile as compiled
from leads.matching.signals import SignalSource, named, of_workspace
from leads.matching.written import Written
from leads.models import Lead
from leads.models.lead import LeadQuerySet


@dataclass
class Terms:
    """One workspace's fields, facts and signals; read once, when first asked for."""

    workspace: Workspace

    @cached_property
    def signals(self) -> dict[str, SignalSource]:
        """Who answers for each signal."""
        return of_workspace(self.workspace.pk)

    @cached_property
    def schema(self) -> Schema:
        """Everything that can be named, with labels and choices."""
        fields = [*built_in(self.campaigns(), self.people()), *self.own_fields()]
        return Schema(
            fields={field.key: field for field in fields},
            facts=self.facts(),
            signals=named(self.signals),
            zone=self.workspace.time_zone,
        )

    def campaigns(self) -> tuple[tuple[str, str], ...]:
        """Campaigns by name."""
        rows = self.workspace.campaigns.order_by("name").values_list("pk", "name")
        return tuple((str(pk), name) for pk, name in rows)

    def people(self) -> tuple[tuple[str, str], ...]:
        """Members, those who left too: leads may still be theirs."""
        rows = self.workspace.memberships.by_name()
        return tuple((str(row.user_id), row.user.called) for row in rows)

    def own_fields(self) -> list[Field]:
        """The workspace's own fields."""
        return [
            Field(
                CUSTOM + row.key,
                row.label,
                Type(row.type),
                OWN,
                choices={str(each): str(each) for each in row.choices},
                places=2 if row.type == Type.MONEY else 6,
                proper=True,
                retired=row.retired_at is not None,
            )
            for row in self.workspace.custom_fields.order_by("label")
        ]

    def facts(self) -> dict[str, FactKind]:
        """The usual kinds of facts, and those that were recorded here under other names."""
        kinds = self.workspace.facts.exclude(kind__in=FACTS).order_by("kind").values_list("kind", flat=True)
        own = {kind: FactKind(kind, kind.replace("_", " ").capitalize()) for kind in kinds.distinct()}
        return FACTS | own

    def compile(self, condition: Condition, *, now: datetime, known_at: datetime | None = None) -> Written:
        """The condition as a boolean expression over leads; see `leads.matching.compile`."""
        return compiled(condition, schema=self.schema, now=now, signals=self.signals, known_at=known_at)

    def leads(self, condition: Condition, *, now: datetime) -> LeadQuerySet:
        """The present leads that meet the condition."""
        here = Lead.objects.filter(workspace=self.workspace)
        return here.present().filter(self.compile(condition, now=now))
