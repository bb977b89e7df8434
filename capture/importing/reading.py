"""Rows out of a file, one after the other, from any place in it, in little memory. Pure.

The file read here is plain: in an encoding whose line ends are one byte (see `plain.py` for those that are
not).
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO

from capture.importing import decoding, tables
from capture.importing.faults import BadFile

MOST_CELL = 1_000_000  # characters in one cell
MOST_LINE = 4_000_000  # bytes in one line
MOST_COLUMNS = 500
MOST_TOGETHER = 200  # lines of one row that are believed without a closer look
MOST_SWALLOWED = 2_000  # lines that a quote which is never closed may have swallowed and still be found again
RULES = frozenset(["---", "===", "___", "+--"])  # how a line drawn below a header begins
LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class Layout:
    """How a file is to be read; everything can be corrected by the person who sent it.

    `header` is the number of the line (from 1) that names the columns, 0 where none does; `first` the line
    of the
    first row. `repair` puts right texts that were once read in the wrong encoding; None where that must be
    asked.
    `dates` is dmy, mdy or ymd for the whole file and `decimal` the sign before fractions; empty: as each
    column shows.
    """

    encoding: str = "utf-8-sig"
    delimiter: str = ","
    header: int = 1
    repair: bool | None = False
    dates: str = ""
    decimal: str = ""
    zone: str = ""
    sheet: str = ""  # of a workbook; empty: the first with something in it

    def as_dict(self) -> dict[str, Any]:
        """For storing."""
        return asdict(self)

    def with_(self, **changed: Any) -> "Layout":
        """A copy with some answers changed."""
        return replace(self, **changed)


@dataclass(slots=True)
class Record:
    """One row: its first line, its cells, where the next begins, and what is wrong with the way it is
    written."""

    line: int
    cells: list[str]
    end: int
    lines_end: int
    trouble: str = ""
    is_footer: bool = False
    is_blank: bool = False


class Feeder:
    """Lines for the csv reader, with a count of what was taken and what the row at hand is made of."""

    def __init__(self, file: BinaryIO, layout: Layout, *, offset: int, line: int) -> None:
        self.file, self.encoding = file, layout.encoding
        self.offset, self.line = offset, line
        self.taken: list[tuple[str, int]] = []
        self.waiting: list[tuple[str, int]] = []
        self.ended = False
        file.seek(offset)

    def __iter__(self) -> "Feeder":
        return self

    def __next__(self) -> str:
        raw = b"" if self.waiting else self.file.readline(MOST_LINE)
        if raw.endswith(b"\n") and b"\r" not in raw[:-2]:  # nearly every line
            text, size = decode(raw, self.encoding), len(raw)
        else:
            if not self.waiting:
                self.fill(raw)
            text, size = self.waiting.pop(0)
        self.taken.append((text, size))
        self.offset += size
        self.line += 1
        return text

    def fill(self, raw: bytes) -> None:
        if not raw:
            self.ended = True
            raise StopIteration
        if len(raw) >= MOST_LINE:
            raise BadFile(f"Line {self.line + 1:,} is longer than {MOST_LINE:,} bytes. This is not a table of leads.")
        text = decode(raw, self.encoding)
        if "\r" not in text[:-2]:
            self.waiting.append((text, len(raw)))
            return
        parts = LINES.findall(text)
        name = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        sizes = [len(part.encode(name, "surrogateescape")) for part in parts[1:]]
        self.waiting += zip(parts, [len(raw) - sum(sizes), *sizes], strict=True)

    def back(self) -> list[str]:
        """Give back all lines of the row at hand but the first; answer its lines."""
        lines = [text for text, _ in self.taken]
        again = self.taken[1:]
        self.waiting = again + self.waiting
        self.offset -= sum(size for _, size in again)
        self.line -= len(again)
        self.ended = False
        return lines


def decode(raw: bytes, encoding: str) -> str:
    """A line's text; bytes that the encoding does not know stay visible as such."""
    if encoding == "utf-8-sig":
        text = raw.decode("utf-8", "surrogateescape")
        return text.removeprefix("\ufeff")
    return raw.decode(encoding, "surrogateescape")


def rows(file: BinaryIO, layout: Layout, *, offset: int = 0, line: int = 0, width: int = 0) -> Iterator[Record]:
    """The rows below the header, from a byte offset on (`line` lines are above it); footer lines come marked.

    `width` is how many columns there are, where that is known.

    Raises BadFile where the file cannot be read on.
    """
    held: list[Record] = []
    for record in records(file, layout, offset=offset, line=line):
        if record.line <= layout.header or (record.line == 1 and tables.HINT.fullmatch(",".join(record.cells).strip())):
            width = max(width, len(record.cells)) if record.line == layout.header else width
            continue
        count = len(record.cells) - record.cells.count("")
        if count < 6:  # blanks count as empty, too
            count = tables.filled(record.cells)
            record.is_blank = count == 0
        if count and record.cells[0][:3] in RULES and tables.is_rule(record.cells):
            record.is_blank = True
        if count < 6 and not record.trouble and len(held) < tables.MOST_HELD and closes(record, count, width):
            held.append(record)
            continue
        width = max(width, count)
        yield from held
        held = []
        yield record
    is_footer = tables.looks_like_footer([record.cells for record in held], width or 2)
    for record in held:
        record.is_footer = is_footer and not record.is_blank
        yield record


def closes(record: Record, count: int, width: int) -> bool:
    """Whether a row may belong to the lines that a report puts at its end."""
    return record.is_blank or tables.may_close(record.cells, count, width)


def records(file: BinaryIO, layout: Layout, *, offset: int = 0, line: int = 0) -> Iterator[Record]:
    """Every row of the file, whatever it is."""
    csv.field_size_limit(MOST_CELL)
    feeder = Feeder(file, layout, offset=offset, line=line)
    reader = csv.reader(feeder, delimiter=layout.delimiter)
    while True:
        begin = feeder.line + 1
        feeder.taken = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadFile(in_words(error, begin)) from None
        if len(feeder.taken) > 1 and (feeder.ended or not is_well_quoted(feeder, layout)):
            yield unclosed(feeder, begin, layout)
            reader = csv.reader(feeder, delimiter=layout.delimiter)
            continue
        if layout.repair:
            cells = [decoding.repair(cell) for cell in cells]
        record = Record(begin, cells, feeder.offset, feeder.line)
        if len(feeder.taken) == 1 and is_left_open(feeder, layout):
            record.trouble = "A quotation mark is opened here and never closed."
        yield record


def skim(file: BinaryIO, layout: Layout, *, offset: int, line: int, most: int) -> tuple[int, int, int] | None:
    """Read on, only to see that it can be read: how many rows have something in them, and where the next one begins.

    None where that takes a closer look: a cell that is too long, a quotation mark that may never be closed, or lines
    that are no lines. A third of what `rows` costs.
    """
    csv.field_size_limit(MOST_CELL)
    file.seek(offset)
    taken = [0, 0]  # lines, bytes

    def lines() -> Iterator[str]:
        while raw := file.readline(MOST_LINE):
            if len(raw) >= MOST_LINE:
                raise csv.Error
            taken[0] += 1
            taken[1] += len(raw)
            yield decode(raw, layout.encoding)

    count = before = 0
    try:
        for cells in csv.reader(lines(), delimiter=layout.delimiter, strict=True):
            count += any(cells)
            if taken[0] - before > MOST_TOGETHER:
                return None
            before = taken[0]
            if taken[0] >= most:
                break
    except csv.Error:
        return None
    is_start = not offset and layout.header
    return count - bool(is_start), offset + taken[1], line + taken[0]


def is_left_open(feeder: Feeder, layout: Layout) -> bool:
    """Whether the file's last line, alone, ends inside a quotation."""
    return feeder.ended and feeder.taken[0][0].count('"') % 2 == 1


def is_well_quoted(feeder: Feeder, layout: Layout) -> bool:
    """Whether a row of several lines ends its quotations where a cell ends; else one of them was never
    closed."""
    try:
        list(csv.reader([text for text, _ in feeder.taken], delimiter=layout.delimiter, strict=True))
    except csv.Error:
        return False
    return True


def unclosed(feeder: Feeder, begin: int, layout: Layout) -> Record:
    """A quote was opened in this row and never closed: the row is faulty, the lines it swallowed are rows
    again."""
    if len(feeder.taken) > MOST_SWALLOWED:
        raise BadFile(f"A quotation mark in line {begin:,} is never closed, so the rows after it cannot be told apart.")
    lines = feeder.back()
    cells = lines[0].rstrip("\r\n").split(layout.delimiter)
    return Record(begin, cells, feeder.offset, feeder.line, trouble="A quotation mark is opened here and never closed.")


def in_words(error: csv.Error, line: int) -> str:
    """What the csv reader could not take, as a sentence."""
    if "field limit" in str(error):
        return (
            f"The cell that begins in line {line:,} is longer than {MOST_CELL:,} characters. "
            "Perhaps a quotation mark is never closed."
        )
    return f"Line {line:,} cannot be read as a row of cells ({error})."


def first_rows(file: BinaryIO, layout: Layout, *, count: int) -> list[Record]:
    """The first rows below the header, without blank lines."""
    found = []
    for record in rows(file, layout):
        if not record.is_blank:
            found.append(record)
        if len(found) >= count:
            break
    return found


def headers(file: BinaryIO, layout: Layout) -> list[str]:
    """The names of the columns; made up where no line names them. Raises BadFile where there are too many."""
    widest: Sequence[str] = ()
    for record in records(file, layout):
        if layout.header and record.lines_end >= layout.header:
            return checked(tables.unique_headers(record.cells))
        widest = max(widest, record.cells, key=len)
        if record.line > tables.LOOK:
            break
    return checked([f"Column {place}" for place in range(1, len(widest) + 1)])


def checked(names: list[str]) -> list[str]:
    """Refuse a table that is too wide."""
    if len(names) > MOST_COLUMNS:
        raise BadFile(f"This file has {len(names):,} columns; at most {MOST_COLUMNS} can be imported.")
    return names
