"""The published vectors: the clock gives the answers, the oracle still stands by them, faults are found."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from sla.vectors import check
from tests.rules.clock_questions import CHANGES, DUE, ELAPSED, PAUSED, REFUSED, SPANS
from tests.rules.clock_vectors import answered, parsed

VECTORS = json.loads((Path(__file__).parents[2] / "docs" / "sla-vectors.json").read_text())


def test_the_clock_gives_every_published_answer():
    assert check(VECTORS) == []


def test_every_question_is_published_once():
    listed = [*DUE, *ELAPSED, *PAUSED, *REFUSED, *SPANS]
    assert len(VECTORS["cases"]) == 7 * len(CHANGES) + len(listed) >= 200
    assert len({case["id"] for case in VECTORS["cases"]}) == len(VECTORS["cases"])
    assert {case["ask"] for case in VECTORS["cases"]} == {"due", "elapsed", "spans"}


@pytest.mark.parametrize("case", VECTORS["cases"][::9], ids=lambda case: case["id"])
def test_the_oracle_still_stands_by_a_published_answer(case):
    if "error" in case:
        return
    end = parsed(case["end"]) if "end" in case else None
    again = answered(
        case["ask"],
        case["calendar"],
        case["about"],
        parsed(case["start"]),
        end=end,
        allowed=case.get("allowed_seconds"),
        pauses=case.get("pauses", ()),
    )
    assert again == {key: value for key, value in case.items() if key != "id"}


@pytest.mark.parametrize(
    ("ask", "key", "planted"),
    [
        ("due", "due", "2025-06-03T09:00:01Z"),
        ("elapsed", "elapsed_seconds", 1),
        ("spans", "spans", [["2025-06-03T09:00:00Z", "2025-06-03T10:00:00Z"]]),
        ("due", "error", "NeverOpen"),
    ],
)
def test_a_planted_fault_is_named_with_what_was_expected(ask, key, planted):
    wrong = deepcopy(VECTORS)
    case = next(case for case in wrong["cases"] if case["ask"] == ask and "error" not in case)
    answer = case.pop(key, case.pop("due", None))
    case[key] = planted
    [sentence] = check(wrong)
    assert sentence == f"{case['id']} {case['about']}: expected {planted}, not {answer}"


def test_a_refusal_where_an_answer_is_published_is_a_difference_too():
    wrong = deepcopy(VECTORS)
    case = next(case for case in wrong["cases"] if case.get("error") == "ValueError")
    case.pop("error")
    case["due"] = "2025-06-03T09:00:00Z"
    [sentence] = check(wrong)
    assert "needs a time zone" in sentence
