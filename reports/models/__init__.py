"""The gallery's nouns."""

from reports.models.rollup import Counted, Folding, Passed, Rollup, Spread, Touched

__all__ = ["Counted", "Folding", "Passed", "Rollup", "Spread", "Touched"]
