"""What a report is made of: figures, charts and tables, each with the same numbers as a table that can be taken out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.drawings import Table

FULL = 12  # columns of the page


@dataclass(frozen=True)
class Stat:
    """One number that matters, how it moved, and where its rows are."""

    label: str
    value: str
    delta: str = ""
    way: str = ""
    delta_tone: str = ""
    tone: str = ""
    url: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True)
class Block:
    """A card of a report. `kind` names the chart (funnel, bars, stacked, line, heat, survival) or “table”."""

    key: str
    title: str
    table: Table | None = None
    kind: str = "table"
    data: Any = None
    label: str = ""
    note: str = ""
    unit: str = ""
    width: int = 12
    text: str = ""
    empty: str = ""
    whole: bool = False
    figures: bool = False
    reference: float | None = None
    reference_label: str = ""
    events: Sequence[Any] = ()
    url: str = ""
    link: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return bool(self.empty) and not (self.table and self.table.rows)

    @property
    def is_wide(self) -> bool:
        """Whether it has the whole width of the page."""
        return self.width == FULL

    @property
    def said(self) -> str:
        """What a listener hears of the chart."""
        return self.label or self.title


@dataclass
class Report:
    """A page: numbers on top, cards beneath, warnings first."""

    stats: list[Stat] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def block(self, key: str) -> Block | None:
        """A card by its key."""
        return next((block for block in self.blocks if block.key == key), None)

    def sheets(self) -> Iterator[tuple[str, Table]]:
        """The tables, for files: by title."""
        for block in self.blocks:
            if block.table is not None:
                yield block.title, block.table


def plain_rows(table: Table) -> list[list[Any]]:
    """A table's cells as texts, without links."""
    rows = [*table.rows, *([table.foot] if table.foot else [])]
    return [[cell.get("text", "") if isinstance(cell, dict) else cell for cell in row] for row in rows]
