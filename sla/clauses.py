"""The agreement as one value: checked, compared with another version, and hashed for signing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sla import steps

CHANNELS = {"phone": "phone", "email": "e-mail", "linkedin": "LinkedIn", "sms": "text message", "meeting": "meeting"}
MOST_POLICIES = 20
LONGEST = 90 * 86_400  # seconds of working time


class BadAgreement(ValueError):
    """An agreement that cannot be: the message says what to mend."""


@dataclass(frozen=True)
class Rule:
    """A row of clause 2."""

    tier: str
    accept_seconds: int
    respond_seconds: int
    hand_raiser: bool = False
    condition: Any = None
    counts: str = "rep"
    pause_days: int = 3
    steps: tuple[steps.Step, ...] = steps.USUAL

    @property
    def is_for_everybody(self) -> bool:
        """Whether nobody falls through it."""
        return self.condition is None and not self.hand_raiser

    def check(self) -> None:
        """Refuse what cannot run. Raises `BadAgreement`."""
        if not self.tier.strip():
            raise BadAgreement("Give each row of the response times a name.")
        if not 0 < self.accept_seconds <= self.respond_seconds:
            raise BadAgreement(f"{self.tier}: the first answer comes after acceptance, and both take some time.")
        if self.respond_seconds > LONGEST:
            raise BadAgreement(f"{self.tier}: nobody waits longer than 90 days of working time.")
        if not 0 <= self.pause_days <= 90:
            raise BadAgreement(f"{self.tier}: a clock waits for the lead 0 to 90 days.")

    def words(self) -> dict[str, str]:
        """What is compared and signed."""
        return {
            "for": "those who raised a hand"
            if self.hand_raiser
            else "everybody else"
            if self.condition is None
            else "those who meet the condition",
            "condition": "" if self.condition is None else json.dumps(self.condition, sort_keys=True),
            "accepted within": length(self.accept_seconds),
            "answered within": length(self.respond_seconds),
            "counted by": self.counts,
            "may wait": f"{self.pause_days} days",
            "on the way": ", ".join(f"{step.at}% {step.do.label}" for step in steps.in_order(self.steps)),
        }


@dataclass(frozen=True)
class Clauses:
    """Everything both sides agree on."""

    purpose: str
    leads_per_month: int
    attempts: int
    attempt_days: int
    attempt_channels: tuple[str, ...]
    reason_required: bool
    rating_days: int
    questions: tuple[str, ...]
    rules: tuple[Rule, ...] = field(default_factory=tuple)

    def check(self) -> None:
        """Refuse what cannot run. Raises `BadAgreement`."""
        if not self.rules or len(self.rules) > MOST_POLICIES:
            raise BadAgreement(f"An agreement has 1 to {MOST_POLICIES} rows of response times.")
        for rule in self.rules:
            rule.check()
        names = [rule.tier.strip() for rule in self.rules]
        if len(set(names)) < len(names):
            raise BadAgreement("Two rows of the response times have the same name.")
        if not self.rules[-1].is_for_everybody:
            raise BadAgreement("The last row has to be for everybody else, so that no lead is without a time.")
        early = next((rule.tier for rule in self.rules[:-1] if rule.is_for_everybody), None)
        if early is not None:
            raise BadAgreement(f"“{early}” is for everybody, so the rows below it would never be reached.")
        if self.attempts and not self.attempt_channels:
            raise BadAgreement("Say by which channels sales tries to reach them.")

    def words(self) -> dict[str, str]:
        """Every point by name, for comparing versions and for the audit log."""
        said = {
            "purpose": self.purpose.strip(),
            "MQLs per month": str(self.leads_per_month),
            "attempts": f"{self.attempts} in {self.attempt_days} days",
            "by": ", ".join(CHANNELS.get(name, name) for name in self.attempt_channels),
            "reason with every rejection": "required" if self.reason_required else "as they like",
            "rated within": f"{self.rating_days} days",
            "questions": " / ".join(self.questions),
        }
        for rule in self.rules:
            said |= {f"{rule.tier}: {label}": value for label, value in rule.words().items()}
        return said

    @property
    def digest(self) -> str:
        """What a signature is under."""
        ordered = [self.words(), [rule.tier for rule in self.rules]]
        return sha256(json.dumps(ordered, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """A point on which two versions differ."""

    label: str
    was: str
    to: str


def differences(was: Clauses, to: Clauses) -> list[Difference]:
    """Where two versions differ, in the order of the document; what one lacks is empty."""
    old, new = was.words(), to.words()
    labels = [*new, *(label for label in old if label not in new)]
    return [
        Difference(label, old.get(label, ""), new.get(label, ""))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def length(seconds: int) -> str:
    """Working time in words: “30 min”, “4 h”, “1 h 30 min”."""
    hours, rest = divmod(seconds, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (left, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min"


def read_length(text: str) -> int:
    """Seconds from “30 min”, “1 h 30”, “90”, “1:30” (hours and minutes). Raises `BadAgreement`."""
    words = text.strip().lower().replace(":", " h ").replace("hours", "h").replace("hour", "h")
    words = words.replace("minutes", "min").replace("minute", "min").replace("h", " h ").replace("min", " m ")
    tokens = words.split()
    total, number = 0, None
    for word in tokens:
        if word.isdigit() and len(word) < 6:
            number = int(word)
        elif word in {"h", "m"} and number is not None:
            total, number = total + number * (3_600 if word == "h" else 60), None
        else:
            raise BadAgreement(f"“{text}” is not a length of time; write it like 30 min, 4 h or 1 h 30 min.")
    if number is not None:
        total += number * 60
    if not tokens:
        raise BadAgreement("Give a length of time, such as 30 min or 4 h.")
    return total


def channels_in_words(names: Sequence[str], labels: Mapping[str, str] = CHANNELS) -> str:
    """“phone and e-mail”."""
    said = [labels.get(name, name) for name in names]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
