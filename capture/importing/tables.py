"""How a text is laid out as a table: its delimiter, its header row, the lines above and below. Pure."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

from capture.importing import words

DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Pipe"}
HINT = re.compile(r"\ufeff?\"?sep=(.)\"?", re.IGNORECASE)
LOOK = 60  # records that are looked at
DATA = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[+\d][\d\s()./:,-]*|https?://.*")
FOOTER = re.compile(
    r"(grand )?total|record count|[0-9,.]+ (records|rows)|records?:|rows?:|copyright|confidential|generated (by|on|at)|"
    r"summe|gesamt|anzahl|exportiert|exported|report|page \d|seite \d|fin du|end of",
    re.IGNORECASE,
)
CLOSING = re.compile(  # the beginning of a line that ends a report although it has several cells
    r"((grand )?totals?|summe|gesamt|anzahl|record count|count|records|rows)\b[ :]*[\d(]?[\d.,]*|"
    r"(generated|exported|created|printed|run) (by|on|at)\b.*|report (generated|run)\b.*|"
    r"copyright\b.*|confidential\b.*|exportiert (am|von)\b.*",
    re.IGNORECASE,
)
RULE = re.compile(r"[-=_+ ]{3,}")
END_OF_FILE = "\x1a"  # as DOS wrote it
MOST_HELD = 50  # lines at the end that may be a report's footer


def delimiter_of(lines: Sequence[str]) -> str:
    """The sign between cells: the one that gives the most rows the same width of more than one."""
    hint = HINT.fullmatch(lines[0].strip()) if lines else None
    if hint and hint[1] in DELIMITERS:
        return hint[1]
    if lines and lines[0].strip().lower() == "sep=":  # a tab that was trimmed away
        return "\t"
    return max(DELIMITERS, key=lambda sign: evenness(lines, sign))


def evenness(lines: Sequence[str], sign: str) -> float:
    """How evenly a delimiter cuts the lines: rows of the usual width, times the width."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=sign) if any(cell.strip() for cell in row)]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows[:LOOK] if len(row) > 1)
    if not widths:
        return 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count / len(rows[:LOOK]) * (1 + min(width, 30) / 10)


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether each line stands in quotes as a whole and holds cells inside: a table that was taken for one column."""
    lines = [line for line in lines if line.strip()]
    if len(lines) < 2 or not all(line.startswith('"') and line.endswith('"') for line in lines):
        return False
    inner = [next(csv.reader([line])) for line in lines]
    if any(len(row) != 1 for row in inner):
        return False
    return max(evenness([row[0] for row in inner], sign) for sign in DELIMITERS) > 1


def has_people(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows hold addresses, or a header that says who somebody is."""
    if any("@" in cell and DATA.fullmatch(cell.strip()) for row in rows for cell in row):
        return True
    place = header_of(rows)
    said = {words.known(cell) for cell in rows[place]} if place is not None else set()
    return len(said & {"email", "phone", "full_name", "last_name", "company_name"}) > 0


def filled(row: Sequence[str]) -> int:
    """How many cells have something in them."""
    return sum(1 for cell in row if cell.strip())


def header_of(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows names the columns (its index); None where the first full row is data
    already."""
    width = max((filled(row) for row in rows), default=0)
    best: tuple[int, int] | None = None  # known words, and where
    for index, row in enumerate(rows[:30]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if not cells or len(cells) < min(2, width) or len(cells) < 0.4 * width:
            continue
        if not is_header(cells):
            break
        known = sum(1 for cell in cells if words.known(cell))
        if best is None or known > max(
            1, 2 * best[0]
        ):  # a title above is passed by; a row that looks like a header not
            best = known, index
    return best[1] if best else None


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: known words, or short texts of which none is a value."""
    if any("@" in cell and DATA.fullmatch(cell) for cell in cells):
        return False
    known = sum(1 for cell in cells if words.known(cell))
    values = sum(1 for cell in cells if DATA.fullmatch(cell) or len(cell) > 100)
    return values == 0 or known > values


def may_close(cells: Sequence[str], count: int, width: int) -> bool:
    """Whether a row with `count` cells filled may belong to a report's end: one cell, or few that begin as it does."""
    if count <= 1:
        return True
    if count > 5 or count >= width or any("@" in cell for cell in cells):
        return False
    first = next(cell for cell in cells if cell.strip())
    return CLOSING.fullmatch(first.strip()) is not None


def is_rule(cells: Sequence[str]) -> bool:
    """Whether a row only draws a line below the header, as databases print it."""
    return all(not cell.strip() or RULE.fullmatch(cell.strip()) for cell in cells)


def looks_like_footer(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the last lines of a file are a report's own words instead of rows."""
    cells = [cell.strip() for row in rows for cell in row if cell.strip()]
    if not cells or any("@" in cell for cell in cells):
        return False
    if cells == [END_OF_FILE]:
        return True
    return width > 1 and (any(FOOTER.search(cell) for cell in cells) or filled(rows[0]) == 0)


def unique_headers(row: Sequence[str]) -> list[str]:
    """The names of the columns, each once: the second Company is “Company (2)”, one without a name “Column
    4”."""
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(row, 1):
        name = words.tidy(cell)[:120] or f"Column {place}"
        seen[name.casefold()] += 1
        names.append(name if seen[name.casefold()] == 1 else f"{name} ({seen[name.casefold()]})")
    return names
