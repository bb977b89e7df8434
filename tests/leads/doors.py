"""A row of Acme's for each of the hall's doors that names one; see tests/doors.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from leads.models import (
    Campaign,
    Company,
    Content,
    CustomField,
    Fact,
    Lead,
    LeadFile,
    Merge,
    Offering,
    SavedView,
    Segment,
)
from tests.conftest import who

CANARY = "Canary of Acme"


def lead(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_lead(workspace).pk}


def made_lead(workspace: Workspace) -> Lead:
    later = timezone.now() + timedelta(days=30)
    return Lead.objects.create(workspace=workspace, first_name=CANARY, return_at=later)


def made_company(workspace: Workspace) -> Company:
    return Company.objects.create(workspace=workspace, name=CANARY, name_norm="canary of acme")


def company(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_company(workspace).pk}


def fact(workspace: Workspace) -> dict[str, Any]:
    firm = made_company(workspace)
    made = Fact.objects.create(workspace=workspace, company=firm, kind=CANARY, on=timezone.localdate())
    return {"pk": firm.pk, "fact": made.pk}


def pair(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_lead(workspace).pk, "other": made_lead(workspace).pk}


def merge(workspace: Workspace) -> dict[str, Any]:
    kept, gone = made_lead(workspace), made_lead(workspace)
    return {"pk": Merge.objects.create(workspace=workspace, kept=kept, gone=gone, cause="manual").pk}


def file(workspace: Workspace) -> dict[str, Any]:
    found = made_lead(workspace)
    made = LeadFile.objects.create(workspace=workspace, lead=found, name=CANARY, key=f"{'k' * 30}{found.pk}", size=1)
    return {"pk": found.pk, "file": made.pk}


def view(workspace: Workspace) -> dict[str, Any]:
    made, _ = SavedView.objects.get_or_create(workspace=workspace, owner=who("ada"), name=CANARY)
    return {"pk": made.pk}


def content(workspace: Workspace) -> dict[str, Any]:
    return {"pk": Content.objects.create(workspace=workspace, title=CANARY).pk}


def campaign(workspace: Workspace) -> dict[str, Any]:
    return {"pk": Campaign.objects.get_or_create(workspace=workspace, name=CANARY)[0].pk}


def field(workspace: Workspace) -> dict[str, Any]:
    return {"pk": CustomField.objects.get_or_create(workspace=workspace, key="canary", label=CANARY, type="text")[0].pk}


def segment(workspace: Workspace) -> dict[str, Any]:
    condition = {"field": "lead.title", "op": "is_set"}
    made, _ = Segment.objects.get_or_create(
        workspace=workspace, name=CANARY, defaults={"condition": condition, "created_by": who("maya")}
    )
    return {"pk": made.pk}


def offering(workspace: Workspace) -> dict[str, Any]:
    return {"pk": Offering.objects.get_or_create(workspace=workspace, name=CANARY)[0].pk}


def definition(workspace: Workspace) -> dict[str, Any]:
    row = workspace.definitions.get(kind="mql", version=1)
    workspace.definitions.filter(pk=row.pk).update(text=CANARY)
    return {"pk": row.pk}


def two_versions(workspace: Workspace) -> dict[str, Any]:
    row = workspace.definitions.get(kind="icp", version=1)
    other, _ = workspace.definitions.get_or_create(kind="icp", version=2, state="withdrawn", defaults={"text": CANARY})
    return {"pk": row.pk, "other": other.pk}


OF_DEFINITION = ("definition", "definition_leads", "definition_sign", "definition_withdraw", "definition_remark")
OF_LEAD = (
    *("brief", "brief_mail", "brief_why"),
    *("lead", "lead_edit", "note", "count", "return", "disqualify", "lead_company", "merge_with"),
    *("file_new", "privacy", "lead_export", "erase"),
)
ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    **{f"leads:{name}": definition for name in (*OF_DEFINITION, "definition_propose", "definition_pass_on")},
    "leads:definition_compare": two_versions,
    **{f"leads:{name}": lead for name in OF_LEAD},
    "leads:merge": pair,
    "leads:merge_undo": merge,
    "leads:file": file,
    "leads:file_remove": file,
    "leads:view_edit": view,
    "leads:view_star": view,
    "leads:company": company,
    "leads:company_edit": company,
    "leads:fact_new": company,
    "leads:news_new": company,
    "leads:fact_withdraw": fact,
    "leads:content_edit": content,
    "leads:campaign_edit": campaign,
    "leads:field_edit": field,
    "leads:field_retire": field,
    "leads:offering_edit": offering,
    "leads:offering_retire": offering,
    "leads:segment": segment,
    "leads:segment_edit": segment,
    "leads:segment_remove": segment,
}
