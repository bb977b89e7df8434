"""What is wrong with a condition, and where."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to change. `path` leads there from the root (“all/1/not/field”; empty for the root)."""

    path: str
    text: str


class BadCondition(ValueError):
    """A condition that cannot be used; `faults` are all that were found, in the order of the tree."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        said = (f"{fault.path}: {fault.text}" if fault.path else fault.text for fault in self.faults)
        super().__init__(" ".join(said))
