"""The hall's nouns."""

from leads.models.company import Company, CompanyNews, Fact
from leads.models.history import (
    Activity,
    Consent,
    CustodyChange,
    Identity,
    LeadChange,
    Merge,
    MessageKey,
    StageChange,
    Suppressed,
    Visitor,
)
from leads.models.lead import Lead, Token, columns_of
from leads.models.library import (
    Campaign,
    Content,
    CustomField,
    EmailRule,
    FieldType,
    JourneyStage,
    LeadOptions,
    SavedView,
)

__all__ = [
    "Activity",
    "Campaign",
    "Company",
    "CompanyNews",
    "Consent",
    "Content",
    "CustodyChange",
    "CustomField",
    "EmailRule",
    "Fact",
    "FieldType",
    "Identity",
    "JourneyStage",
    "Lead",
    "LeadChange",
    "LeadOptions",
    "Merge",
    "MessageKey",
    "SavedView",
    "StageChange",
    "Suppressed",
    "Token",
    "Visitor",
    "columns_of",
]
