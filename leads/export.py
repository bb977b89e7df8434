"""Tables out: the one writer of CSV. What a spreadsheet would run as a formula is made into plain text.
Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # without it spreadsheets read UTF-8 as something else


def csv_rows(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, one after the other, in UTF-8 with a mark at its beginning."""
    yield BOM + line(header)
    for row in rows:
        yield line(row)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A whole CSV file as one text."""
    return "".join(csv_rows(header, rows))


def line(row: Sequence[Any]) -> str:
    """One line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([harmless(cell) for cell in row])
    return out.getvalue()


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet runs: numbers stay numbers, a text that begins like a formula gets an
    apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float) or not isinstance(cell, str):
        return cell
    text = cell.replace("\x00", "\ufffd")
    if text.lstrip(" ").startswith(FORMULA) and not is_number(text):
        return f"'{text}"
    return text


def is_number(text: str) -> bool:
    """Whether a text is a number or an international phone number: those cannot be formulas."""
    plain = text.strip().replace(" ", "")
    return plain[:1] in "+-" and plain[1:].replace(".", "", 1).isascii() and plain[1:].replace(".", "", 1).isdigit()
