"""What every workspace can speak of: the built-in fields of leads and companies, and the usual facts."""

from collections.abc import Mapping
from functools import cache

from leads.conditions.schema import FactKind, Field, Type
from leads.countries import names_of_countries, spoken
from leads.stages import Holder, Stage

PERSON, PLACE, ORIGIN = "Person", "Where they are", "Where they came from"
STANDING, TIMES, COMPANY, OWN = "Where they stand", "Times", "Company", "Your own fields"
GONE = {"AN"}  # countries that are no more but still in the table of names


def text(key: str, label: str, group: str) -> Field:
    """A field of text."""
    return Field(key, label, Type.TEXT, group)


def choice(key: str, label: str, group: str, choices: Mapping[str, str]) -> Field:
    """A field with a closed list of values."""
    return Field(key, label, Type.CHOICE, group, choices=choices)


def day(key: str, label: str) -> Field:
    """A field that holds an instant, of which conditions see the day."""
    return Field(key, label, Type.DATE, TIMES)


def points(key: str, label: str) -> Field:
    """Points with two decimals, stored in hundredths."""
    return Field(key, label, Type.NUMBER, STANDING, places=2, scale=100)


@cache
def countries() -> dict[str, str]:
    """ISO 3166 codes with English names, by name."""
    names = {code: spoken(names, "en") for code, names in names_of_countries().items() if code not in GONE}
    return dict(sorted(names.items(), key=lambda item: item[1]))


def letters_and_digits() -> dict[str, str]:
    """The grades there are."""
    return {f"{letter}{digit}": f"{letter}{digit}" for letter in "ABCD" for digit in "1234"}


def built_in(
    campaigns: tuple[tuple[str, str], ...] = (), people: tuple[tuple[str, str], ...] = ()
) -> tuple[Field, ...]:
    """The fields that need no setting up; campaigns and people are (id as text, name)."""
    return (*person(), *place(), *origin(dict(campaigns)), *standing(dict(people)), *times(), *company())


def person() -> tuple[Field, ...]:
    """Who they are."""
    domain = "Email domain"
    return (
        text("lead.title", "Job title", PERSON),
        text("lead.buying_role", "Buying role", PERSON),
        text("lead.first_name", "First name", PERSON),
        text("lead.last_name", "Last name", PERSON),
        text("lead.email", "Email", PERSON),
        text("lead.email_domain", domain, PERSON),
        Field("lead.email_is_free", "Email domain is free", Type.BOOLEAN, PERSON, truth=(domain, "free")),
        Field(
            "lead.email_is_disposable",
            "Email domain is disposable",
            Type.BOOLEAN,
            PERSON,
            truth=(domain, "disposable"),
        ),
        text("lead.phone", "Phone", PERSON),
        text("lead.preferred_channel", "Preferred channel", PERSON),
        text("lead.language", "Language", PERSON),
        choice("lead.consent", "Consent", PERSON, {word: word for word in ("given", "withdrawn", "unknown")}),
    )


def place() -> tuple[Field, ...]:
    """Where they are."""
    return (
        choice("lead.country", "Country", PLACE, countries()),
        text("lead.region", "Region", PLACE),
        text("lead.city", "City", PLACE),
        text("lead.time_zone", "Time zone", PLACE),
    )


def origin(campaigns: dict[str, str]) -> tuple[Field, ...]:
    """Where they came from."""
    utm = ("source", "medium", "campaign", "term", "content")
    return (
        text("lead.source", "Source", ORIGIN),
        text("lead.channel", "Channel", ORIGIN),
        choice("lead.campaign", "Campaign", ORIGIN, campaigns),
        text("lead.landing_page", "Landing page", ORIGIN),
        text("lead.product", "Product of interest", ORIGIN),
        *(Field(f"lead.utm.{name}", f"UTM {name}", Type.TEXT, ORIGIN, proper=True) for name in utm),
    )


def standing(people: dict[str, str]) -> tuple[Field, ...]:
    """How far they have come and who holds them."""
    return (
        choice("lead.stage", "Stage", STANDING, {stage.value: stage.label for stage in Stage}),
        points("lead.score", "Score"),
        points("lead.fit", "Fit"),
        points("lead.engagement", "Engagement"),
        choice("lead.grade", "Grade", STANDING, letters_and_digits()),
        Field(
            "lead.qualifies",
            "Reaches the scoring threshold",
            Type.BOOLEAN,
            STANDING,
            truth=("Score", "at the threshold or above"),
        ),
        text("lead.barred_for", "Barred by", STANDING),
        choice("lead.holder", "Held by", STANDING, {holder.value: holder.label for holder in Holder}),
        choice("lead.owner", "Owner", STANDING, people),
        choice("lead.rep", "Sales rep", STANDING, people),
        Field("lead.cycle", "Times round", Type.NUMBER, STANDING, places=0),
    )


def times() -> tuple[Field, ...]:
    """When things happened."""
    return (
        day("lead.created", "Created"),
        day("lead.first_seen", "First seen"),
        day("lead.last_activity", "Last activity"),
        day("lead.staged", "In this stage since"),
    )


def company() -> tuple[Field, ...]:
    """The firm they work for."""
    return (
        text("company.name", "Company name", COMPANY),
        text("lead.company_name", "Company as they wrote it", COMPANY),
        text("company.domain", "Company web domain", COMPANY),
        text("company.industry", "Industry", COMPANY),
        Field("company.employees", "Company size", Type.NUMBER, COMPANY, places=0),
        Field("company.revenue", "Company revenue", Type.MONEY, COMPANY, places=2),
        text("company.currency", "Company currency", COMPANY),
        choice("company.country", "Company country", COMPANY, countries()),
        text("company.region", "Company region", COMPANY),
        text("company.city", "Company city", COMPANY),
    )


FACTS = {
    kind.key: kind
    for kind in (
        FactKind("hiring_cmo", "Hiring a CMO", ("is", "hiring a CMO")),
        FactKind("hiring_marketing", "Hiring for marketing", ("is", "hiring for marketing")),
        FactKind("hiring_sales", "Hiring for sales", ("is", "hiring for sales")),
        FactKind("expanding_marketing", "Expanding marketing", ("is", "expanding marketing")),
        FactKind("new_office", "New office", ("has", "opened a new office")),
        FactKind("new_market", "New market", ("has", "entered a new market")),
        FactKind("new_product", "New product", ("has", "launched a new product")),
        FactKind("new_technology", "New technology", ("has", "taken up a new technology")),
        FactKind("funding", "Funding", ("has", "raised money")),
        FactKind("acquisition", "Acquisition", ("has", "bought or merged with a firm")),
        FactKind("leadership_change", "Change of leadership", ("has", "changed its leadership")),
        FactKind("growth", "Growing", ("is", "growing fast")),
        FactKind("layoffs", "Laying off", ("has", "laid people off")),
    )
}
