"""The companies that a batch of people work for: found by web domain, else by name, and made when nobody knows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from leads import changed, words
from leads.actions.statements import as_json, ask, queue_up, run
from leads.models import Lead

FACTS = ("industry", "employees", "revenue", "currency", "country", "region", "city")
FIND = """
    SELECT id, domain, name, name_norm FROM leads_company WHERE workspace_id = %(ws)s AND domain = ANY(%(domains)s)
    UNION
    SELECT id, domain, name, name_norm FROM leads_company WHERE workspace_id = %(ws)s AND name_norm = ANY(%(names)s)
"""
# In the order of their domains, so that two batches never wait for each other in a circle.
MAKE = """
    INSERT INTO leads_company
        (workspace_id, name, name_norm, domain, industry, currency, country, region, city, sites)
    SELECT %s, name, name_norm, domain, '', '', '', '', '', '[]'
      FROM json_to_recordset(%s) AS said (name text, name_norm text, domain text)
     ORDER BY domain, name_norm
    ON CONFLICT (workspace_id, domain) DO NOTHING
    RETURNING id, domain, name, name_norm
"""
ADOPT = """
    UPDATE leads_company c SET domain = said.domain
      FROM json_to_recordset(%s) AS said (id bigint, domain text)
     WHERE c.workspace_id = %s AND c.id = said.id AND c.domain IS NULL
"""
TELL = """
    UPDATE leads_company c SET
        name = CASE WHEN c.name = c.domain THEN coalesce(said.name, c.name) ELSE c.name END,
        name_norm = CASE WHEN c.name = c.domain THEN coalesce(said.name_norm, c.name_norm) ELSE c.name_norm END,
        industry = CASE WHEN c.industry = '' OR %(overwrite)s THEN coalesce(said.industry, c.industry)
                        ELSE c.industry END,
        employees = CASE WHEN %(overwrite)s THEN coalesce(said.employees, c.employees)
                         ELSE coalesce(c.employees, said.employees) END,
        revenue = CASE WHEN %(overwrite)s THEN coalesce(said.revenue, c.revenue)
                       ELSE coalesce(c.revenue, said.revenue) END,
        currency = CASE WHEN c.currency = '' OR %(overwrite)s THEN coalesce(said.currency, c.currency)
                        ELSE c.currency END,
        country = CASE WHEN c.country = '' OR %(overwrite)s THEN coalesce(said.country, c.country) ELSE c.country END,
        region = CASE WHEN c.region = '' OR %(overwrite)s THEN coalesce(said.region, c.region) ELSE c.region END,
        city = CASE WHEN c.city = '' OR %(overwrite)s THEN coalesce(said.city, c.city) ELSE c.city END
      FROM (SELECT * FROM json_to_recordset(%(said)s) AS said (id bigint, name text, name_norm text, industry text,
            employees int, revenue bigint, currency text, country text, region text, city text)) AS said
      JOIN (SELECT id FROM leads_company WHERE workspace_id = %(ws)s AND id = ANY(%(ids)s::bigint[])
            ORDER BY id FOR NO KEY UPDATE) AS held ON held.id = said.id
     WHERE c.workspace_id = %(ws)s AND c.id = held.id
"""


@dataclass(slots=True)
class Firm:
    """A company as it stands in the table."""

    id: int
    domain: str
    name: str
    name_norm: str


@dataclass(slots=True)
class Firms:
    """The companies of a batch, by registrable domain and by normalised name."""

    by_domain: dict[str, Firm] = field(default_factory=dict)
    by_name: dict[str, Firm] = field(default_factory=dict)

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take in rows; of several with one name the oldest stands for it."""
        for pk, domain, name, name_norm in sorted(rows, key=lambda row: row[0]):
            firm = Firm(pk, domain or "", name, name_norm)
            if domain:
                self.by_domain[domain] = firm
            self.by_name.setdefault(name_norm, firm)

    def of(self, domain: str, name: str) -> Firm | None:
        """The company of somebody with this domain, or, where there is none, this name."""
        return self.by_domain.get(domain) if domain else self.by_name.get(normal(name)) if name else None


def normal(name: str) -> str:
    """A company's name as it is compared."""
    return (" ".join(words.split(name)) or name.casefold())[:200]


def settle(workspace_id: int, wanted: Iterable[tuple[str, str]]) -> Firms:
    """Find or make the companies of (domain, name) pairs, either of which may be empty."""
    domains: dict[str, str] = {}
    names: dict[str, str] = {}
    for domain, name in wanted:
        if domain:
            domains[domain] = domains.get(domain) or name
        elif name:
            names.setdefault(normal(name), name)
    if not domains and not names:
        return Firms()
    firms = find(workspace_id, domains, names)
    unknown = {domain: name or domain for domain, name in domains.items() if domain not in firms.by_domain}
    unnamed = {norm: name for norm, name in names.items() if norm not in firms.by_name}
    if not unknown and not unnamed:
        return firms
    adopted = adopt(workspace_id, unknown, firms)
    made = make(workspace_id, unknown, unnamed)
    if adopted or len(made) < len(unknown) + len(unnamed):
        return find(workspace_id, domains, names)
    firms.add(made)
    return firms


def find(workspace_id: int, domains: Mapping[str, str], names: Mapping[str, str]) -> Firms:
    """What is there of these domains and names; of several with one name the oldest."""
    both = {*names, *(normal(name) for name in domains.values() if name)}
    rows = ask(FIND, {"ws": workspace_id, "domains": sorted(domains), "names": sorted(both)})
    firms = Firms()
    firms.add(rows)
    return firms


def adopt(workspace_id: int, unknown: dict[str, str], firms: Firms) -> bool:
    """Give new domains to companies that were known by their names only; whether there were any.

    Takes those domains off `unknown`.
    """
    taken = {}
    for domain, name in unknown.items():
        firm = firms.by_name.get(normal(name))
        if firm and not firm.domain and firm.id not in taken:
            taken[firm.id] = domain
    if not taken:
        return False
    try:
        with transaction.atomic():
            run(ADOPT, [as_json([{"id": pk, "domain": taken[pk]} for pk in sorted(taken)]), workspace_id])
    except IntegrityError:
        return True  # somebody made a company of the domain this moment: it is found in the next step
    for domain in taken.values():
        del unknown[domain]
    return True


def make(workspace_id: int, unknown: Mapping[str, str], unnamed: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Make the companies that nobody has made in the meantime; answer their rows."""
    queue_up(workspace_id, (f"company {norm}" for norm in unnamed))
    there = find(workspace_id, {}, unnamed).by_name if unnamed else {}
    rows: list[dict[str, Any]] = [
        {"name": name, "name_norm": normal(name), "domain": domain} for domain, name in unknown.items()
    ]
    rows += [{"name": name, "name_norm": norm} for norm, name in unnamed.items() if norm not in there]
    return ask(MAKE, [workspace_id, as_json(rows)]) if rows else []


def tell(workspace_id: int, said: Mapping[int, dict[str, Any]], *, overwrite: bool) -> None:
    """Write down what was said of companies ({id: columns}); blank columns are filled, others if `overwrite`."""
    rows = [{"id": pk, **columns} for pk, columns in sorted(said.items()) if columns]
    if rows:
        ids = [row["id"] for row in rows]
        run(TELL, {"ws": workspace_id, "said": as_json(rows), "ids": ids, "overwrite": overwrite})
        tell_of(workspace_id, ids)


def tell_of(workspace_id: int, companies: Iterable[int]) -> None:
    """Say upwards that something about these companies, or a fact of theirs, is other than before."""
    rows = Lead.objects.filter(workspace_id=workspace_id, company__in=list(companies))
    changed.tell(workspace_id, rows.values_list("pk", flat=True))
