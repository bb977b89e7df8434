"""Leads and activities by the million for benchmarks/scoring.py, and the model they are scored by."""

from typing import Any

SIGNALS = [f"did thing {number}" for number in range(12)]
LEADS = """
INSERT INTO leads_lead (workspace_id, first_name, last_name, email, email_domain, phone, title, buying_role,
    preferred_channel, language, company_name, company_fixed, country, region, city, time_zone, source, channel, utm,
    landing_page, custom, consent, stage, cycle, holder, held_for, closed_for, return_at, score, fit, engagement, grade,
    company_id)
SELECT %(ws)s, 'Lead', n::text, '', '', '', (ARRAY['VP Marketing','Head of Sales','Engineer','Student'])[n %% 4 + 1],
    '', '', '', '', false, (ARRAY['DE','NO','FR'])[n %% 3 + 1], '', (ARRAY['Oslo','Rome','Bonn'])[n %% 3 + 1], '',
    (ARRAY['Webinar','Ad','Fair'])[n %% 3 + 1], '', '{}', '', '{}', 'unknown', 'lead', 1, 'marketing', '', '',
    now() + interval '30 days', 0, 0, 0, '', %(company)s + n %% %(companies)s
FROM generate_series(1, %(leads)s) n
"""
COMPANIES = """
INSERT INTO leads_company (workspace_id, name, name_norm, industry, employees, currency, country, region, city, sites)
SELECT %(ws)s, 'Firm ' || n, 'firm ' || n, 'Steel', n %% 3000, '', 'DE', '', '', '[]'
FROM generate_series(1, %(companies)s) n
"""
ACTIVITIES = """
INSERT INTO leads_activity (workspace_id, lead_id, at, type, title, properties, channel, origin, message_id, counts)
SELECT %(ws)s, %(first)s + (n::bigint * 7919) %% %(leads)s, now() - random() * interval '200 days',
    'did thing ' || (n %% 16), '', jsonb_build_object('value', n %% 100), '', 'bench', gen_random_uuid(), true
FROM generate_series(%(from)s, %(to)s) n
"""


def fill(owner: Any, workspace: int, leads: int, activities: int, *, first: bool) -> None:
    """Make companies, leads and activities; keys and indexes of a throw-away database step aside meanwhile."""
    with owner.cursor() as cursor:
        cursor.execute("SELECT set_config('baton.workspace', %s, false)", [str(workspace)])
        if first:
            step_aside(cursor)
        values: dict[str, Any] = {"ws": workspace, "leads": leads, "companies": max(1, leads // 10)}
        cursor.execute(COMPANIES, values)
        cursor.execute("SELECT min(id) FROM leads_company WHERE workspace_id = %s", [workspace])
        values["company"] = cursor.fetchone()[0]
        cursor.execute(LEADS, values)
        cursor.execute("SELECT min(id) FROM leads_lead WHERE workspace_id = %s", [workspace])
        values["first"] = cursor.fetchone()[0]
        for start in range(1, activities + 1, 1_000_000):
            cursor.execute(ACTIVITIES, {**values, "from": start, "to": min(activities, start + 999_999)})
        cursor.execute("ANALYZE leads_lead")
        cursor.execute("ANALYZE leads_activity")


def step_aside(cursor: Any) -> None:
    """Drop the keys of activities and the triggers of leads."""
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'leads_activity'::regclass AND contype = 'f'")
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE leads_activity DROP CONSTRAINT "{name}"')
    for table in ("leads_lead", "leads_activity"):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def model() -> dict[str, Any]:
    """Twelve signals, ten fit rules."""
    signals = [
        {"key": key.replace(" ", "_"), "label": key.capitalize(), "condition": condition(key)} for key in SIGNALS
    ]
    done = [
        {
            "signal": signal["key"],
            "points": -150 if place == 11 else 120 + 20 * place,
            "at_most": 900,
            "half_life_days": None if place % 4 == 3 else 7 * (1 + place % 4),
        }
        for place, signal in enumerate(signals)
    ]
    return {
        "fit_cap": 5000,
        "engagement_cap": 5000,
        "fit_bands": {"A": 4000, "B": 2500, "C": 1000},
        "engagement_bands": {"1": 3500, "2": 2000, "3": 800},
        "thresholds": [{"segment": None, "at_least": 6500}],
        "disqualifiers": [],
        "groups": [],
        "signals": signals,
        "fit_rules": [{"points": 300 + 50 * place, "condition": rule} for place, rule in enumerate(rules())],
        "engagement_rules": done,
    }


def condition(kind: str) -> dict[str, Any]:
    """A kind of activity."""
    return {"field": "activity.type", "op": "is", "value": kind}


def rules() -> list[dict[str, Any]]:
    """Ten conditions on leads and companies."""
    titles = [{"field": "lead.title", "op": "contains", "value": word} for word in ("VP", "Head", "Student")]
    places = [{"field": "lead.city", "op": "is", "value": word} for word in ("Oslo", "Rome")]
    return [
        *titles,
        *places,
        {"field": "lead.source", "op": "is", "value": "Webinar"},
        {"field": "lead.country", "op": "is", "value": "DE"},
        *(company_rule(least) for least in (50, 500, 1500)),
    ]


def company_rule(least: int) -> dict[str, Any]:
    """How many people the company has."""
    return {"field": "company.employees", "op": "at_least", "value": least}
