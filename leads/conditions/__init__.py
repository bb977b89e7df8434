"""The one condition language: what may be said, whether it was said right, and how it reads in English.

Pure: no framework, no database. `leads.matching` turns a checked condition into SQL; docs/conditions.md
gives the meaning of every operator.
"""

from leads.conditions.checking import check, from_text
from leads.conditions.english import Part, describe, describe_parts
from leads.conditions.faults import BadCondition, Fault
from leads.conditions.schema import FactKind, Field, Schema, Signal, Type
from leads.conditions.tree import AllOf, AnyOf, Comparison, Condition, Happened, Known, Not, leaves, to_json

__all__ = [
    "AllOf",
    "AnyOf",
    "BadCondition",
    "Comparison",
    "Condition",
    "FactKind",
    "Fault",
    "Field",
    "Happened",
    "Known",
    "Not",
    "Part",
    "Schema",
    "Signal",
    "Type",
    "check",
    "describe",
    "describe_parts",
    "from_text",
    "leaves",
    "to_json",
]
