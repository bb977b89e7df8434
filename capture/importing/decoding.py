"""Which encoding a file is in, and texts that went through the wrong one. Pure."""

import re
from collections.abc import Callable, Iterable

from charset_normalizer import from_bytes

from capture.importing.faults import BadFile

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (little end first)",
    "utf-16-be": "UTF-16 (big end first)",
    "cp1252": "Windows, Western Europe (cp1252)",
    "latin-1": "Latin-1 (ISO 8859-1)",
    "iso8859-15": "Latin-9 (ISO 8859-15)",
    "mac-roman": "Mac Roman",
    "cp1250": "Windows, Central Europe (cp1250)",
    "cp1251": "Windows, Cyrillic (cp1251)",
    "cp1253": "Windows, Greek (cp1253)",
    "cp1254": "Windows, Turkish (cp1254)",
    "shift-jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "euc-kr": "Korean (EUC-KR)",
}
WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be"})
HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
SURE = 10  # good many-byte characters for each broken byte, from which on a broken file still counts as UTF-8
CERTAIN = 0.9  # likeness of Western or Central European letters that needs no second thought
GREEK = re.compile(rb"[\x80-\xff][\xdc-\xdf]")  # accented vowels inside words; what is there in Cyrillic begins them
SCRIPTS: dict[str, Callable[[str], bool]] = {
    "euc-kr": lambda char: "\uac00" <= char <= "\ud7a3",
    "big5": lambda char: is_usual(char, "big5", 0xC6),
    "gb18030": lambda char: is_usual(char, "gb2312", 0xD7),
    "cp1253": lambda char: "\u0386" <= char <= "\u03ce",
    "cp1251": lambda char: "\u0400" <= char <= "\u045f",
}
COMMON = frozenset("ťďěřůčňŤĎĚŘŮČŇŠŽŐŰőűŹŻŁŚźżľĽäöüÄÖÜßáéíóúàèìòùâêîôûëïñçãõåæøÁÉÍÓÚÀÈÂÊÔÑÇÅØÆœłžšığşąęćśń")
TYPOGRAPHY = frozenset("’‘“”–—…€•«»°§©®™´\u00a0¿¡")
MOJIBAKE = re.compile("[\u00c2-\u00c5\u00e2\u00f0][\u0080-\u00bf\u0152-\u017e\u02c6-\u02dc\u2010-\u203a\u20ac\u2122]")


class Survey:
    """One pass over a file's bytes: whether they are UTF-8 throughout, and whether there are NUL bytes."""

    def __init__(self) -> None:
        self.broken = 0
        self.halves = False  # of characters, as broken programs write them in UTF-8 and nobody in another encoding
        self.many_byte = 0
        self.nul_at: int | None = None
        self.seen = 0
        self.rest = b""
        self.other = bytearray()  # what is not ASCII, with a little around it, to tell 8-bit encodings apart

    def feed(self, block: bytes) -> None:
        """Look at the next bytes."""
        if self.nul_at is None and (found := block.find(0)) >= 0:
            self.nul_at = self.seen + found
        self.seen += len(block)
        if block.isascii() and not self.rest:
            return
        data = self.rest + block
        cut = len(data) - tail(data)
        self.rest = data[cut:]
        self.look(data[:cut])

    def look(self, data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        if not text.isascii():
            bad = len(re.findall("[\udc80-\udcff]", text))
            self.broken += bad
            self.halves = self.halves or (bad > 0 and HALF.search(data) is not None)
            self.many_byte += sum(1 for char in text if char > "\x7f") - bad if bad or self.many_byte < SURE else 1
            if len(self.other) < 200_000:
                self.other += re.sub(rb"[\x00-\x7f]{3,}", b" ", data)

    def end(self) -> None:
        """There are no more bytes."""
        if self.rest:
            self.look(self.rest)
            self.rest = b""


def tail(data: bytes) -> int:
    """How many bytes at the end may be the beginning of a character that goes on in the next block."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            wanted = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < wanted else 0
        if byte < 0x80:
            return 0
    return 0


def survey(blocks: Iterable[bytes]) -> Survey:
    """Look at all of a file's blocks."""
    found = Survey()
    for block in blocks:
        found.feed(block)
    found.end()
    return found


def encoding_of(sample: bytes, found: Survey) -> str:
    """The file's encoding from its first bytes and the survey of the whole; raises BadFile on NUL bytes."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    wide = wide_of(sample)
    if wide:
        return wide
    if found.nul_at is not None:
        raise BadFile(
            f"There is a NUL byte at position {found.nul_at + 1:,}: this is not a text file. Export it as CSV or XLSX."
        )
    if (
        found.broken == 0
        or found.halves
        or found.many_byte >= SURE * found.broken
        or sample.startswith(b"\xef\xbb\xbf")
    ):
        return "utf-8-sig"
    return eight_bit(bytes(found.other), old_mac=b"\r" in sample and b"\n" not in sample)


def wide_of(sample: bytes) -> str:
    """UTF-16 without a mark: every other byte is zero."""
    head = sample[: 4096 - 4096 % 2]
    if len(head) < 4:
        return ""
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / max(1, len(head[1::2]))
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else ""


def eight_bit(data: bytes, *, old_mac: bool) -> str:
    """The most sensible of the 8-bit encodings: the usual ones by the letters they make, others by their
    statistics."""
    best, name = max(
        (likeness(data, "cp1252") + 0.01, "cp1252"),
        (likeness(data, "latin-1"), "latin-1"),
        (likeness(data, "mac-roman") + (0.3 if old_mac else 0), "mac-roman"),
        (likeness(data, "cp1250") - 0.02, "cp1250"),
        (likeness(data, "cp1254") - 0.03, "cp1254"),
    )
    if best < CERTAIN and is_foreign(data):
        foreign = max(SCRIPTS, key=lambda encoding: foreignness(data, encoding))
        return foreign if foreignness(data, foreign) > 0.8 else name
    if best < 0:
        hint = from_bytes(data[:20_000], cp_isolation=[key for key in ENCODINGS if key not in WIDE]).best()
        guess = (hint.encoding if hint else "").replace("_", "-")
        return guess if guess in ENCODINGS else name
    return name


def foreignness(data: bytes, encoding: str) -> float:
    """How much of what is not ASCII reads as the script an encoding is used for."""
    if encoding == "cp1253" and not GREEK.search(data):
        return 0.0
    chars = [char for char in data.decode(encoding, "replace") if char > "\x7f"]
    return len([char for char in chars if SCRIPTS[encoding](char)]) / len(chars) if chars else 0.0


def is_usual(char: str, encoding: str, last: int) -> bool:
    """Whether a character is one of the common ones, which stand in the first rows of its code."""
    try:
        return 0xA4 <= char.encode(encoding)[0] <= last
    except UnicodeEncodeError:
        return False


def is_foreign(data: bytes) -> bool:
    """Whether most of what is not ASCII stands in runs of three and more, as no Western text has it."""
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", data)]
    return sum(run for run in runs if run > 2) > sum(runs) / 2


def likeness(data: bytes, encoding: str) -> float:
    """How much of what is not ASCII reads as Western letters and typography, from -1 to 1."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return -2.0
    chars = [char for char in text if char > "\x7f"]
    points = sum(
        1 if char in COMMON else 0.6 if char in TYPOGRAPHY else -0.2 if char.isalpha() else -1 for char in chars
    )
    return points / len(chars) if chars else 0.0


def is_garbled(text: str) -> bool:
    """Whether a text looks like UTF-8 that was once read as Windows text, and can be put right."""
    return bool(MOJIBAKE.search(text)) and repair(text) != text


def repair(text: str) -> str:
    """The text as it was before it was read in the wrong encoding; itself where that cannot be."""
    if not MOJIBAKE.search(text):
        return text
    try:
        return as_windows(text).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def as_windows(text: str) -> bytes:
    """The bytes of a text in cp1252, whose five holes stand for themselves."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return b"".join(bytes([ord(char)]) if "\x80" <= char <= "\x9f" else char.encode("cp1252") for char in text)
