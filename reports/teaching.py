"""A rejection that teaches: the trait that marks leads refused for a reason, and what a rule would have done. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEAST = 4  # refused leads that must have the trait, or it is chance
CLEARLY = 1.6  # times as common among the refused as among the accepted
FIELDS = {"source": "lead.source", "country": "lead.country", "title": "lead.title", "industry": "company.industry"}
SAID = {"source": "Source", "country": "Country", "title": "Job title", "industry": "Industry"}


@dataclass(frozen=True)
class Answer:
    """A lead that sales answered: why it was refused (empty: accepted), its traits, and whether it was won."""

    reason: str
    traits: Mapping[str, str]
    won: bool = False


@dataclass(frozen=True)
class Lesson:
    """A proposed rule and what it would have done to the leads of the period."""

    reason: str
    trait: str
    value: str
    refused: int
    refused_with: int
    accepted: int
    accepted_with: int
    won_with: int
    points: int

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return f"{SAID[self.trait]} is {self.value}: {self.points} points"

    @property
    def condition(self) -> dict[str, Any]:
        """The rule's condition, as conditions are written."""
        return {"field": FIELDS[self.trait], "op": "is", "value": self.value}


def lessons(answers: Iterable[Answer], *, most: int = 6) -> list[Lesson]:
    """The clearest trait of each reason, the most useful first."""
    known = list(answers)
    accepted = [one for one in known if not one.reason]
    found = []
    for reason, count in Counter(one.reason for one in known if one.reason).most_common():
        refused = [one for one in known if one.reason == reason]
        best = max(
            (lesson(reason, trait, value, refused, accepted) for trait, value in traits_of(refused)),
            key=use,
            default=None,
        )
        if best is not None and use(best) > 0 and count >= LEAST:
            found.append(best)
    return sorted(found, key=use, reverse=True)[:most]


def traits_of(refused: Sequence[Answer]) -> list[tuple[str, str]]:
    """The traits that enough of them have."""
    counts = Counter((trait, value) for one in refused for trait, value in one.traits.items() if value)
    return [pair for pair, count in counts.items() if count >= LEAST]


def lesson(reason: str, trait: str, value: str, refused: Sequence[Answer], accepted: Sequence[Answer]) -> Lesson:
    """What a rule on the trait would have done."""
    having = [one for one in refused if one.traits.get(trait) == value]
    good = [one for one in accepted if one.traits.get(trait) == value]
    points = -20 if not good else -10
    return Lesson(
        reason, trait, value, len(refused), len(having), len(accepted), len(good), sum(one.won for one in good), points
    )


def use(lesson: Lesson) -> float:
    """How much more of the refused than of the accepted it marks; 0 where that is not clear."""
    bad = lesson.refused_with / lesson.refused if lesson.refused else 0.0
    good = (lesson.accepted_with + 1) / (lesson.accepted + 2)
    return (bad - good) * lesson.refused_with if bad >= CLEARLY * good else 0.0
