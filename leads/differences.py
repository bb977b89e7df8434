"""What changed between two texts or two lists of sentences, so that people see it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
TOKEN = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: str
    text: str


def of_texts(was: str, to: str) -> list[Piece]:
    """Word by word; the pieces that are not new make the old text, those that are not gone the new one."""
    return [Piece(kind, "".join(tokens)) for kind, tokens in runs(TOKEN.findall(was), TOKEN.findall(to))]


def of_lists(was: Sequence[str], to: Sequence[str]) -> list[Piece]:
    """Sentence by sentence."""
    return [Piece(kind, each) for kind, several in runs(was, to) for each in several]


def runs(was: Sequence[str], to: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    """Runs of what stayed, went and came, in order; what went stands before what came in its place."""
    found: list[tuple[str, Sequence[str]]] = []
    for tag, a, b, c, d in SequenceMatcher(None, was, to, autojunk=False).get_opcodes():
        parts = [(SAME, was[a:b])] if tag == "equal" else [(GONE, was[a:b]), (NEW, to[c:d])]
        found += [(kind, several) for kind, several in parts if several]
    return found
