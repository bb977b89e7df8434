"""What is said of a company, made into one spelling or refused with the field and the reason. Pure."""

from collections.abc import Mapping
from typing import Any

from leads import addresses
from leads.custom import Fault, is_blank, shown
from leads.person import Complaint
from leads.texts import line, of_company

FIELDS = ("name", "domain", "industry", "employees", "revenue", "currency", "country", "region", "city")
EMPTY = {"domain": None, "employees": None, "revenue": None}
MOST_NAME = 200


def read_company(said: Mapping[str, Any]) -> tuple[dict[str, Any], list[Complaint]]:
    """The columns of a company that were said, blank ones as their column has them; and every complaint."""
    values, complaints = {}, []
    for name, value in said.items():
        try:
            values[name] = read(name, value)
        except Fault as fault:
            complaints.append(Complaint(name, shown(value), fault.why, fault.do))
    return values, complaints


def read(name: str, value: Any) -> Any:
    """One value; raises Fault."""
    if name not in FIELDS:
        raise Fault("A company has no such field.", f"Its fields are {', '.join(FIELDS)}.")
    if is_blank(value):
        if name == "name":
            raise Fault("A company has a name.")
        return EMPTY.get(name, "")
    if name == "name":
        return line(value, MOST_NAME)
    if name == "domain":
        return domain(value)
    return of_company(name, value)


def domain(value: Any) -> str:
    """The registrable domain; raises Fault."""
    try:
        return addresses.read_domain(line(value, 2000))
    except addresses.BadAddress as bad:
        raise Fault(str(bad), "Write the firm's web domain.") from None
