"""What one version of the plan changed against another, in lines. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol


class Line(Protocol):
    """A rule as it reads."""

    @property
    def sentence(self) -> str: ...

    @property
    def to(self) -> str: ...

    @property
    def only(self) -> str: ...

    @property
    def first(self) -> str: ...


@dataclass(frozen=True)
class Difference:
    """A line that is new, or gone, or stayed."""

    what: str  # added, removed, same
    text: str

    @property
    def tone(self) -> str:
        """How it is shown."""
        return {"added": "good", "removed": "bad"}.get(self.what, "")


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """Every line of both, in order."""
    old, new = [text(line) for line in before], [text(line) for line in after]
    found: list[Difference] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Difference("same", line) for line in old[i:j]]
        else:
            found += [Difference("removed", line) for line in old[i:j]]
            found += [Difference("added", line) for line in new[k:m]]
    return found


def text(line: Line) -> str:
    """One rule in one line."""
    only, first = f", only reps {line.only}" if line.only else "", f", {line.first}" if line.first else ""
    return f"{line.sentence} → {line.to}{only}{first}"
