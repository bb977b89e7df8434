"""The hall's nouns."""

from leads.models.company import Company, CompanyChange, CompanyNews, Fact
from leads.models.definition import Definition, DefinitionSignature, Remark
from leads.models.files import LeadFile
from leads.models.history import (
    Activity,
    Consent,
    CustodyChange,
    CustodyCheck,
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
    Star,
)
from leads.models.offering import Offering
from leads.models.segment import Segment

__all__ = [
    "Activity",
    "Campaign",
    "Company",
    "CompanyChange",
    "CompanyNews",
    "Consent",
    "Content",
    "CustodyChange",
    "CustodyCheck",
    "CustomField",
    "Definition",
    "EmailRule",
    "Fact",
    "FieldType",
    "Identity",
    "JourneyStage",
    "Lead",
    "LeadChange",
    "LeadFile",
    "LeadOptions",
    "Merge",
    "MessageKey",
    "Remark",
    "Offering",
    "SavedView",
    "Segment",
    "DefinitionSignature",
    "StageChange",
    "Star",
    "Suppressed",
    "Token",
    "Visitor",
    "columns_of",
]
