"""What stands in cells, as amounts and as yes or no; and which sign a column has before fractions. Pure."""

import re
from collections.abc import Iterable
from decimal import Decimal

from capture.importing.faults import BadValue
from capture.importing.words import plain

NOTHING = frozenset(
    {
        "",
        "null",
        "\\n",
        "#n/a",
        "n/a",
        "#null!",
        "nan",
        "none",
        "(none)",
        "-",
        "--",
        "–",
        "select",
        "n.a.",
        "nil",
        "#ref!",
        "#value!",
        "(blank)",
    }
)
YES = frozenset("yes true y 1 x on ja oui si sí wahr vrai verdadero sim opted in|subscribed".replace("|", " ").split())
NO = frozenset(["no", "false", "n", "0", "off", "nein", "non", "falsch", "faux", "falso", "nao", "não", "unsubscribed"])
DESTROYED = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)
AMOUNT = re.compile(r"(?P<sign>[-(]?)\s*(?P<n>\d[\d.,'\u00a0\u202f ]*)\s*(?P<x>[KMB]|Mio|Tsd)?\)?", re.IGNORECASE)
CURRENCY = re.compile(r"\b(USD|EUR|GBP|CHF|BRL|JPY|CAD|AUD|SEK|NOK|DKK|PLN|INR|MXN|CZK)\b|(R\$|[$€£¥])", re.IGNORECASE)
SIGNS = {"R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
TIMES = {"K": 1_000, "TSD": 1_000, "M": 1_000_000, "MIO": 1_000_000, "B": 1_000_000_000}


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return text.strip().casefold() in NOTHING


# --- numbers
def decimal_of(texts: Iterable[str]) -> tuple[str, bool]:
    """The sign before fractions in a column, and whether nobody can know (1.234 may be a thousand or a
    fraction)."""
    proof = {".": 0, ",": 0}
    either = 0
    for text in texts:
        found = AMOUNT.fullmatch(CURRENCY.sub("", text).strip())
        digits = found["n"].rstrip() if found else ""
        signs = [char for char in digits if char in ".,"]
        if not signs:
            continue
        last = signs[-1]
        after = len(digits) - digits.rfind(last) - 1
        if len(set(signs)) == 2 or (len(signs) == 1 and after != 3):
            proof[last] += 1
        elif len(signs) > 1:
            proof["," if last == "." else "."] += 1
        else:
            either += 1
    sign = "." if proof["."] > proof[","] else "," if proof[","] else ""
    return sign, bool(either and not sign)


def read_amount(text: str, *, decimal: str) -> tuple[Decimal, str]:
    """An amount and its currency (empty where none is said): “USD 1,250.50”, “1.250,50 €”, “$342.09K”.
    Raises BadValue."""
    named = CURRENCY.search(text)
    currency = (named[1] or SIGNS[named[2]]).upper() if named else ""
    found = AMOUNT.fullmatch(CURRENCY.sub("", text).strip())
    if not found or DESTROYED.search(text):
        raise BadValue("This is not a number.", "Write digits, with one sign for fractions.")
    digits = re.sub(r"['\u00a0\u202f ]", "", found["n"]).rstrip(".,")
    sign = decimal or own_sign(digits)
    if sign == "?":
        raise BadValue("This may be a thousand or a fraction.", "Say for the file which sign stands before fractions.")
    whole = digits.replace("," if sign == "." else ".", "").replace(sign, ".") if sign else digits
    if whole.count(".") > 1:
        raise BadValue("This number has more than one sign for fractions.", "Correct it.")
    value = Decimal(whole) * TIMES.get((found["x"] or "").upper(), 1)
    return (-value if found["sign"] else value), currency


def own_sign(digits: str) -> str:
    """The sign before fractions that one number shows by itself: “?” where it does not."""
    signs = [char for char in digits if char in ".,"]
    if not signs:
        return "."
    after = len(digits) - digits.rfind(signs[-1]) - 1
    if len(set(signs)) == 2 or (len(signs) == 1 and after != 3):
        return signs[-1]
    return "?" if len(signs) == 1 else ("," if signs[-1] == "." else ".")


# --- yes or no
def read_truth(text: str) -> bool:
    """Yes or no, in the languages people write. Raises BadValue."""
    said = plain(text) or text.strip()
    if said in YES:
        return True
    if said in NO:
        return False
    raise BadValue("This is neither yes nor no.", "Write yes or no.")
