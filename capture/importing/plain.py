"""A file as it came, made into one that can be read from any place: sheets and two-byte texts are written
out. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

from capture.importing import decoding, tables
from capture.importing.faults import BadFile
from capture.importing.reading import MOST_CELL, MOST_COLUMNS, Layout, decode

OTHERS = {
    (b"%pdf", b"<!doctype", b"<html", b"<table", b"<meta", b"<head"): "a web page or a PDF (whatever its name says)",
    (b"<?xml", b"<workbook"): "XML (Excel can save it as .xlsx)",
    (b'{"', b"[{", b"{\n", b"{\r"): "JSON",
    (b"{\\rtf",): "a text document",
    (b"begin:vcard", b"begin:vcalendar"): "a file of address cards or appointments",
    (b"\x1f\x8b", b"rar!", b"7z\xbc\xaf"): "a packed file. Unpack it first",
    (b"\x89png", b"\xff\xd8\xff", b"gif8"): "a picture",
}
BLOCK = 1 << 20
SAMPLE = 1 << 18
MOST_UNPACKED = 200 << 20  # bytes of a workbook once unpacked
MOST_RATIO = 150  # how much smaller than its content a packed file may be
MOST_ENTRIES = 5_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MOST_OLD = 100 << 20  # bytes of a workbook in the form of 1997
UNREADABLE = "This workbook cannot be read; it may be damaged or locked with a password."
CANNOT = (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError)
SHEETS = (b"PK\x03\x04", b"PK\x05\x06")


def prepare(path: Path, into: Path, *, encoding: str = "", sheet: str = "") -> tuple[Layout, str, str]:
    """Look at a file; write a plain copy to `into` where it cannot be read as it is. `sheet` is one of a workbook's.

    Answers the layout found, what kind of file it is, “text” (read the original) or “copy” or “sheet” (read
        the
    copy), and the encoding it came in. Raises BadFile with a sentence.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if not sample:
        raise BadFile("This file is empty.")
    if sample.startswith((*SHEETS, OLD_EXCEL)):
        found = write_sheet(path, into, sheet)
        return layout_of(into, "utf-8-sig").with_(sheet=found), "sheet", ""
    refuse_others(sample)
    found = encoding or decoding.encoding_of(sample, survey(path, sample))
    if found in decoding.WIDE or (b"\r" in sample and b"\n" not in sample):
        transcode(path, into, found)
        return layout_of(into, "utf-8-sig"), "copy", found
    if tables.is_wrapped(decode(sample, found).splitlines()[: tables.LOOK]):
        unwrap(path, into, found)
        return layout_of(into, "utf-8-sig"), "copy", found
    return layout_of(path, found), "text", found


def refuse_others(sample: bytes) -> None:
    """Raise BadFile for what is well known and no table."""
    head = sample[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginnings, name in OTHERS.items():
        if head.startswith(beginnings):
            raise BadFile(f"This is not a table: it is {name}. Export the leads as CSV or XLSX.")


def survey(path: Path, sample: bytes) -> decoding.Survey:
    """Look at the whole file, unless its first bytes say enough."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or decoding.wide_of(sample):
        return decoding.Survey()
    with path.open("rb") as file:
        return decoding.survey(iter(lambda: file.read(BLOCK), b""))


def layout_of(path: Path, encoding: str) -> Layout:
    """Delimiter, header and what must be asked, from the file's first lines."""
    with path.open("rb") as file:
        text = decode(file.read(SAMPLE), encoding)
    lines = text.splitlines(keepends=True)[: 4 * tables.LOOK]
    if len(text) > SAMPLE // 2 and len(lines) > 1:
        lines = lines[:-1]
    if not any(line.strip(" \t\r\n,;|") for line in lines):
        raise BadFile("There is nothing in this file but blank lines.")
    sign = tables.delimiter_of(lines)
    repair = None if any(decoding.is_garbled(line) for line in lines) else False
    return Layout(encoding=encoding, delimiter=sign, header=header_line(lines, sign), repair=repair)


def header_line(lines: list[str], sign: str) -> int:
    """The number of the line that names the columns, 0 for none."""
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(lines, delimiter=sign)
    rows, ends = [], []
    try:
        for row in reader:
            is_hint = reader.line_num == 1 and tables.HINT.fullmatch(lines[0].strip())
            rows.append([] if is_hint else row)
            ends.append(reader.line_num)
            if len(rows) >= tables.LOOK:
                break
    except csv.Error:
        pass  # the reading itself says where and why
    found = tables.header_of(rows)
    return ends[found] if found is not None else 0


def transcode(path: Path, into: Path, encoding: str) -> None:
    """Write the file out as UTF-8 with line feeds."""
    with path.open("rb") as raw, into.open("w", encoding="utf-8", newline="") as out:
        into.chmod(0o600)
        text = io.TextIOWrapper(raw, encoding=encoding, newline=None)
        try:
            while block := text.read(BLOCK):
                if "\x00" in block:
                    raise BadFile("There are NUL characters in this file. Export it as CSV or XLSX again.")
                out.write(block)
        except UnicodeError:
            raise BadFile(f"This file is not in the encoding {decoding.ENCODINGS.get(encoding, encoding)}.") from None


def unwrap(path: Path, into: Path, encoding: str) -> None:
    """Write out a file whose every line stands in quotes as a whole, without them."""
    csv.field_size_limit(MOST_CELL)
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as text, into.open("wb") as out:
        into.chmod(0o600)
        try:
            for row in csv.reader(text):
                out.write(("".join(row) + "\n").encode("utf-8", "surrogateescape"))
        except csv.Error:
            raise BadFile("This file cannot be read: a quotation mark is never closed.") from None


# --- workbooks
def write_sheet(path: Path, into: Path, wanted: str = "") -> str:
    """Write a sheet out as CSV, dates and numbers in one spelling; its name. Without one, the sheet of people."""
    try:
        book = workbook(path)
        chosen = wanted or best_sheet(book)
        if chosen and write_rows(into, sheet_rows(book, chosen)):
            return chosen
    except CANNOT as error:
        raise BadFile(UNREADABLE) from error
    raise BadFile(f"There is nothing in the sheet “{wanted}”." if wanted else "There is nothing in this workbook.")


def best_sheet(book: Any) -> str:
    """The first sheet whose first rows hold addresses or name columns for people; else the first with anything."""
    first = ""
    for name in book.sheet_names:
        rows = [row for row in islice(sheet_rows(book, name), tables.LOOK) if any(row)]
        if rows and tables.has_people(rows):
            return name
        first = first or (name if rows else "")
    return first or next((name for name in book.sheet_names if any(any(row) for row in sheet_rows(book, name))), "")


def write_rows(into: Path, rows: Iterator[list[str]]) -> bool:
    """Write rows to a file that only its owner reads; whether something stood in them."""
    wrote = False
    with into.open("w", encoding="utf-8", newline="") as out:
        into.chmod(0o600)
        writer = csv.writer(out, lineterminator="\n")
        for row in rows:
            writer.writerow(row)
            wrote = wrote or any(row)
    return wrote


def sheets(path: Path) -> list[str]:
    """The names of a workbook's sheets. Raises BadFile."""
    try:
        return list(workbook(path).sheet_names)
    except CANNOT as error:
        raise BadFile(UNREADABLE) from error


def workbook(path: Path) -> Any:
    """The workbook in a file, refused before anything is unpacked where that would be far too much."""
    with path.open("rb") as file:
        is_old = file.read(4) == OLD_EXCEL
    if not is_old:
        check_package(path)
    elif path.stat().st_size > MOST_OLD:
        raise BadFile(f"This old Excel file is larger than {MOST_OLD >> 20} MB. Save it as CSV.")
    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except CANNOT as error:
        old = "This is an old Excel file (.xls) that cannot be read. Open it in Excel and save it as .xlsx or CSV."
        raise BadFile(old if is_old else UNREADABLE) from error


def check_package(path: Path) -> None:
    """Refuse packed files that would unpack into far too much, before unpacking anything."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise BadFile("This file says it is a workbook, but it is damaged.") from None
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if size > MOST_UNPACKED or len(entries) > MOST_ENTRIES or (size > 10 << 20 and size / packed > MOST_RATIO):
        raise BadFile("This workbook unpacks into far more than it says. Export the leads as CSV instead.")
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names and "content.xml" not in names:
        raise BadFile("This is a packed file, but no workbook. Unpack it and send the CSV or XLSX file in it.")


def sheet_rows(book: Any, name: str) -> Iterator[list[str]]:
    """The rows of a sheet as texts."""
    sheet = book.get_sheet_by_name(name)
    if sheet.width > MOST_COLUMNS:
        raise BadFile(f"This file has {sheet.width:,} columns; at most {MOST_COLUMNS} can be imported.")
    for row in sheet.iter_rows():
        yield [written(value) for value in row]


def written(value: Any) -> str:
    """A cell's value in one spelling."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time.min else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, str) and len(value) > MOST_CELL:
        raise BadFile(f"A cell holds {len(value):,} characters; at most {MOST_CELL:,} fit.")
    return "" if value is None else str(value)
