"""How conditions read."""

import pytest

from leads.conditions import check, describe, describe_parts
from tests.rules.test_conditions import SCHEMA, leaf

SENTENCES = {
    "Job title contains VP or Head, and viewed pricing at least 3 times in 7 days": {
        "all": [
            leaf("lead.title", "contains_any", ["VP", "Head"]),
            {"signal": "viewed_pricing", "at_least": 3, "within_days": 7},
        ]
    },
    "Job title contains any of VP, Chief, Head, Director": leaf(
        "lead.title", "contains_any", ["VP", "Chief", "Head", "Director"]
    ),
    "Company size between 50 and 1,000": leaf("company.employees", "between", [50, 1000]),
    "Company is hiring for marketing": {"fact": "hiring_marketing"},
    "Company has been hiring a CMO in the last 180 days": {"fact": "hiring_cmo", "within_days": 180},
    "Company is not known to have opened a new office": {"not": {"fact": "new_office"}},
    "Company shows “Moved house”": {"fact": "moved"},
    "Email domain is free": leaf("lead.email_is_free", "is", True),
    "Email domain is not free": {"not": leaf("lead.email_is_free", "is", True)},
    "Partner is no": leaf("lead.custom.partner", "is", False),
    "Country is Germany or Austria": leaf("lead.country", "is_any_of", ["DE", "AT"]),
    "Country is neither Germany nor Austria": leaf("lead.country", "is_none_of", ["DE", "AT"]),
    "Campaign is Spring, 2026": leaf("lead.campaign", "is", "7"),
    "City is “Berlin, Mitte”": leaf("lead.city", "is", "Berlin, Mitte"),
    "Created in the last 7 days": leaf("lead.created", "within_days", 7),
    "Created is today": leaf("lead.created", "within_days", 0),
    "Renewal before 31 March 2026": leaf("lead.custom.renewal", "before", "2026-03-31"),
    "Score at least 60.5": leaf("lead.score", "at_least", 60.5),
    "Phone is not known": leaf("lead.phone", "is_not_set"),
    "Phone is known": {"not": leaf("lead.phone", "is_not_set")},
    "Tools contains none of CRM or ERP": leaf("lead.custom.tools", "is_none_of", ["CRM", "ERP"]),
    "Viewed pricing": {"signal": "viewed_pricing"},
    "Viewed pricing never in 30 days": {"not": {"signal": "viewed_pricing", "within_days": 30}},
    "LinkedIn ad fewer than 2 times": {"not": {"signal": "ad", "at_least": 2}},
    "SAP tier is Gold, or LinkedIn ad": {"any": [leaf("lead.custom.tier", "is", "gold"), {"signal": "ad"}]},
    "Not (phone is known, and city is known)": {
        "not": {"all": [leaf("lead.phone", "is_set"), leaf("lead.city", "is_set")]}
    },
    "Phone is known, (city is known, or region is known), and UTM source is x": {
        "all": [
            leaf("lead.phone", "is_set"),
            {"any": [leaf("lead.city", "is_set"), leaf("lead.region", "is_set")]},
            leaf("lead.utm.source", "is", "x"),
        ]
    },
    "Job title is any of a, b, c; and phone is known": {
        "all": [leaf("lead.title", "is_any_of", ["a", "b", "c"]), leaf("lead.phone", "is_set")]
    },
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_condition_reads_as_a_sentence(sentence):
    checked = check(SENTENCES[sentence], SCHEMA)
    assert describe(checked, SCHEMA) == sentence
    parts = describe_parts(checked, SCHEMA)
    assert "".join(part.text for part in parts) == sentence
    assert {part.kind for part in parts} <= {"field", "operator", "value", "fact", "signal", "joint"}


def test_a_long_list_is_counted_not_recited():
    words = [f"w{number}" for number in range(1000)]
    said = describe(check(leaf("lead.title", "is_any_of", words), SCHEMA), SCHEMA)
    assert said.endswith("w8, w9 and 990 more")
