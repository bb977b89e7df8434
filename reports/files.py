"""Reports as files: CSV and XLSX, with cells that no spreadsheet runs as a formula."""

import io
import re
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from accounts.drawings import Table
from leads.export import harmless, write_csv
from reports.blocks import plain_rows

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def numeric(cell: object) -> object:
    """A cell as a number where it reads as one, so that a spreadsheet can add it up; else as harmless text."""
    text = str(cell).replace(",", "").replace("−", "-")
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return harmless(cell)


def csv_of(table: Table) -> str:
    """One table."""
    return write_csv(list(table.head), [[numeric(cell) for cell in row] for row in plain_rows(table)])


def csv_of_all(sheets: Iterable[tuple[str, Table]]) -> str:
    """All tables of a report, each under its title."""
    rows: list[list[object]] = []
    for title, table in sheets:
        rows += [[title], list(table.head), *([numeric(cell) for cell in row] for row in plain_rows(table)), []]
    return write_csv(["Report"], rows)


def xlsx_of(sheets: Iterable[tuple[str, Table]]) -> bytes:
    """A workbook with a sheet for each table."""
    book = Workbook(write_only=True)
    for place, (title, table) in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"{place} {FORBIDDEN.sub(' ', title)}"[:31])
        head = []
        for name in table.head:
            cell = WriteOnlyCell(sheet, value=harmless(name))
            cell.font = Font(bold=True)
            head.append(cell)
        sheet.append(head)
        for row in plain_rows(table):
            sheet.append([numeric(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
