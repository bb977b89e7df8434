"""What a workspace decided about its leads, read in one statement."""

import json
from dataclasses import dataclass
from datetime import timedelta

from leads import countries
from leads.actions.statements import ask
from leads.custom import OwnField
from leads.models import LeadOptions
from leads.normal import Rules

READ = """
    SELECT o.email_rule, o.country, o.return_days, w.time_zone,
           (SELECT coalesce(json_agg(json_build_array(key, label, type, choices)), '[]') FROM leads_customfield
             WHERE workspace_id = w.id AND retired_at IS NULL)
      FROM accounts_workspace w LEFT JOIN leads_leadoptions o ON o.workspace_id = w.id WHERE w.id = %s
"""
USUAL = LeadOptions()


class NoWorkspace(LookupError):
    """The workspace's rows are not in sight of this transaction."""


@dataclass(frozen=True)
class Rulebook:
    """The rules of normalising, and after how long marketing looks at a lead again."""

    rules: Rules
    return_after: timedelta


def rulebook(workspace_id: int) -> Rulebook:
    """The workspace's decisions, or the usual ones; raises NoWorkspace outside its tenancy."""
    found = ask(READ, [workspace_id])
    if not found:
        raise NoWorkspace(f"Workspace {workspace_id} is not in sight: enter it with accounts.tenancy first.")
    email_rule, country, return_days, time_zone, fields = found[0]
    own = json.loads(fields) if isinstance(fields, str) else fields
    return Rulebook(
        Rules(
            email_rule=email_rule or USUAL.email_rule,
            country=country or countries.of_zone(time_zone),
            fields={key: OwnField(key, label, kind, tuple(choices)) for key, label, kind, choices in own},
        ),
        timedelta(days=return_days or USUAL.return_days),
    )
