"""Conditions in the database: which leads meet one, and how many. The language is in `leads.conditions`."""

from leads.matching.agreed import to_run
from leads.matching.compiling import compile
from leads.matching.counting import Count, count, newest
from leads.matching.segments import Reading, narrowed
from leads.matching.signals import SignalSource, at_least, keep
from leads.matching.terms import Terms

__all__ = [
    "Count",
    "Reading",
    "SignalSource",
    "Terms",
    "at_least",
    "compile",
    "count",
    "keep",
    "narrowed",
    "newest",
    "to_run",
]
