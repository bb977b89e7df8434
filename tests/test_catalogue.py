"""Every table, asked of PostgreSQL's catalogue: a model that forgets its fence fails here."""

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db

# Tables that belong to people or to the installation and hold nobody's tenant data.
SHARED = {
    "accounts_user",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "accounts_accountmail",
    "accounts_heartbeat",
    "django_migrations",
    "django_content_type",
    "django_session",
    "django_admin_log",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "usersessions_usersession",
    "socialaccount_socialaccount",
    "socialaccount_socialapp",
    "socialaccount_socialtoken",
    "leads_maildomain",
}
WHERE = "workspace_id = (NULLIF(current_setting('baton.workspace'::text, true), ''::text))::bigint"


def ask(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def tables() -> list[str]:
    return [
        name
        for (name,) in ask(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    ]


def tenant_tables() -> list[str]:
    return sorted(set(tables()) - SHARED)


def test_every_table_is_a_tenants_or_listed_as_shared():
    columns = dict(
        ask(
            "SELECT relname, CASE WHEN attnotnull THEN 'NO' ELSE 'YES' END FROM pg_attribute"
            " JOIN pg_class c ON c.oid = attrelid WHERE attname = 'workspace_id' AND relkind IN ('r', 'p')"
        )
    )
    unfenced = [name for name in tenant_tables() if name != "accounts_workspace" and columns.get(name) != "NO"]
    assert unfenced == []
    assert set(columns) & SHARED == set()


def test_row_level_security_is_enabled_and_forced_on_every_tenant_table():
    rows = ask(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND NOT (relrowsecurity AND relforcerowsecurity)",
        tenant_tables(),
    )
    assert rows == []


def test_every_policy_reads_and_writes_by_workspace():
    policies = dict(
        (table, (using, check))
        for table, using, check in ask(
            "SELECT tablename, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
        )
    )
    assert set(policies) == set(tenant_tables())
    for table, (using, check) in policies.items():
        wanted = WHERE.replace("workspace_id", "id") if table == "accounts_workspace" else WHERE
        assert wanted in using, table
        assert wanted in check, table


def test_every_key_between_tenant_tables_carries_the_workspace():
    rows = ask(
        """
        SELECT c.conname FROM pg_constraint c
        JOIN pg_class f ON f.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid
        WHERE c.contype = 'f' AND f.relname = ANY(%s) AND t.relname = ANY(%s) AND t.relname <> 'accounts_workspace'
          AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.conrelid
                          AND a.attnum = ANY(c.conkey) AND a.attname = 'workspace_id')
        """,
        tenant_tables(),
        tenant_tables(),
    )
    assert rows == []


def test_every_key_field_between_tenant_tables_has_a_composite_key():
    from django.apps import apps

    from accounts.models import TenantModel, Workspace

    composite = {
        (table, column)
        for table, column in ask(
            """
            SELECT f.relname, a.attname FROM pg_constraint c JOIN pg_class f ON f.oid = c.conrelid
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
            WHERE c.contype = 'f' AND cardinality(c.conkey) = 2 AND a.attname <> 'workspace_id'
            """
        )
    }
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        for field in model._meta.local_concrete_fields
        if field.is_relation
        and field.related_model is not Workspace
        and issubclass(field.related_model, TenantModel)
        and (model._meta.db_table, field.column) not in composite
    ]
    assert missing == []


def test_every_unique_of_a_tenant_table_begins_with_the_workspace():
    rows = ask(
        """
        SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        WHERE x.indisunique AND NOT x.indisprimary AND t.relname = ANY(%s) AND t.relname <> 'accounts_workspace'
          AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'workspace_id'
                          AND a.attnum = ANY(x.indkey))
        """,
        tenant_tables(),
    )
    assert rows == []


def test_the_application_owns_nothing_and_cannot_look_past_the_fence():
    assert ask("SELECT current_user") == [(settings.APP_ROLE,)]
    assert ask(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False, False, False)]
    owned = ask("SELECT relname FROM pg_class WHERE relowner = to_regrole(current_user)")
    assert owned == []


def test_no_view_or_function_opens_a_way_round():
    views = ask("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace")
    assert views == []
    functions = ask("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    assert functions == []


def test_the_application_may_not_truncate_or_make_tables():
    for right in ("TRUNCATE", "REFERENCES", "TRIGGER"):
        rows = ask(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND has_table_privilege(oid, %s)", tables(), right
        )
        assert rows == [], right
    assert ask("SELECT has_schema_privilege('public', 'CREATE')") == [(False,)]
