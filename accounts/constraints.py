"""Constraints that Django has no words for: row-level security, keys that carry the workspace, append-only rows.

They stand in a model's `Meta.constraints`, so migrations make and unmake them with the table.
Identifiers come from the models' own metadata and are quoted; the application role's name from the settings.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint

Editor = BaseDatabaseSchemaEditor
IN_WORKSPACE = "workspace_id = nullif(current_setting('baton.workspace', true), '')::bigint"


class SQLConstraint(BaseConstraint):
    """A constraint that is a list of statements to make it and a list to unmake it; the database checks it."""

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Leave the check to PostgreSQL: it cannot be answered without the transaction's own rows."""

    def made_by(self, model: type[models.Model], editor: Editor) -> list[str]:
        """SQL statements that make the constraint."""
        raise NotImplementedError

    def unmade_by(self, model: type[models.Model], editor: Editor) -> list[str]:
        """SQL statements that remove it."""
        raise NotImplementedError

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: Editor | None) -> None:  # type: ignore[override]
        """Wait until the table and the tables it points at exist, then run as deferred statements."""
        if model is not None and schema_editor is not None:
            schema_editor.deferred_sql.extend(self.made_by(model, schema_editor))

    def create_sql(self, model: type[models.Model] | None, schema_editor: Editor | None) -> str:
        """The statements as one text, for a constraint that is added to a table."""
        assert model is not None
        assert schema_editor is not None
        return "; ".join(self.made_by(model, schema_editor))

    def remove_sql(self, model: type[models.Model] | None, schema_editor: Editor | None) -> str:
        """The statements that undo it, as one text."""
        assert model is not None
        assert schema_editor is not None
        return "; ".join(self.unmade_by(model, schema_editor))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.deconstruct() == self.deconstruct()

    __hash__ = BaseConstraint.__hash__


class TenantRows(SQLConstraint):
    """Show and take only rows of the transaction's workspace; make (workspace, id) a key others can point at.

    `rows` replaces the condition on rows where a table is not reached by its workspace alone (memberships, the
    workspaces themselves); `checked` the condition on what is written. `keyed=False` for tables without a
    workspace column.
    """

    def __init__(self, *, name: str, rows: str = IN_WORKSPACE, checked: str = IN_WORKSPACE, keyed: bool = True) -> None:
        super().__init__(name=name)
        self.rows = rows
        self.checked = checked
        self.keyed = keyed

    def made_by(self, model: type[models.Model], editor: Editor) -> list[str]:
        """Enable, force, one policy for every command, and the composite key."""
        table, policy = editor.quote_name(model._meta.db_table), editor.quote_name(self.name)
        statements = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {policy} ON {table} USING ({self.rows}) WITH CHECK ({self.checked})",
        ]
        if self.keyed:
            key = editor.quote_name(f"{self.name}_key")
            statements.append(f"ALTER TABLE {table} ADD CONSTRAINT {key} UNIQUE (workspace_id, id)")
        return statements

    def unmade_by(self, model: type[models.Model], editor: Editor) -> list[str]:
        """Drop the key and the policy, and stop asking."""
        table, policy = editor.quote_name(model._meta.db_table), editor.quote_name(self.name)
        statements = [
            f"DROP POLICY {policy} ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]
        if self.keyed:
            key = editor.quote_name(f"{self.name}_key")
            statements.insert(0, f"ALTER TABLE {table} DROP CONSTRAINT {key}")
        return statements

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """What a migration needs to write this down."""
        path, args, kwargs = super().deconstruct()
        if self.rows != IN_WORKSPACE:
            kwargs["rows"] = self.rows
        if self.checked != IN_WORKSPACE:
            kwargs["checked"] = self.checked
        if not self.keyed:
            kwargs["keyed"] = False
        return path, args, kwargs


class TenantKey(SQLConstraint):
    """A foreign key that carries the workspace: (workspace, `field`) points at (workspace, id) of `to`.

    The field itself is declared with `db_constraint=False`. The check waits for the end of the transaction, as
    Django's own foreign keys do. With `cascade` the database itself removes the rows with what they point at, also
    those of a table that the application may only add to.
    """

    def __init__(self, *, name: str, field: str, to: str, cascade: bool = False) -> None:
        super().__init__(name=name)
        self.field = field
        self.to = to
        self.cascade = cascade

    def made_by(self, model: type[models.Model], editor: Editor) -> list[str]:
        """The composite key, from this table to the target's."""
        table, name = editor.quote_name(model._meta.db_table), editor.quote_name(self.name)
        column = editor.quote_name(f"{self.field}_id")
        target = editor.quote_name(apps.get_model(self.to)._meta.db_table)
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (workspace_id, {column})"
            f" REFERENCES {target} (workspace_id, id){' ON DELETE CASCADE' if self.cascade else ''}"
            " DEFERRABLE INITIALLY DEFERRED"
        ]

    def unmade_by(self, model: type[models.Model], editor: Editor) -> list[str]:
        """Drop the key."""
        table, name = editor.quote_name(model._meta.db_table), editor.quote_name(self.name)
        return [f"ALTER TABLE {table} DROP CONSTRAINT {name}"]

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """What a migration needs to write this down."""
        path, args, kwargs = super().deconstruct()
        kwargs |= {"field": self.field, "to": self.to}
        return path, args, {**kwargs, "cascade": True} if self.cascade else kwargs


class AppendOnly(SQLConstraint):
    """Rows that can be written once and never changed: the application role may not UPDATE or DELETE them."""

    def made_by(self, model: type[models.Model], editor: Editor) -> list[str]:
        """Take the two rights away from the application's role."""
        table, role = editor.quote_name(model._meta.db_table), editor.quote_name(settings.APP_ROLE)
        return [f"REVOKE UPDATE, DELETE ON {table} FROM {role}"]

    def unmade_by(self, model: type[models.Model], editor: Editor) -> list[str]:
        """Give them back."""
        table, role = editor.quote_name(model._meta.db_table), editor.quote_name(settings.APP_ROLE)
        return [f"GRANT UPDATE, DELETE ON {table} TO {role}"]
