"""How urgent a handoff is. Pure."""

HAND_RAISER = 1
BY_LETTER = {"A": 2, "B": 3, "C": 4}
LAST = 5


def priority(*, hand_raiser: bool, grade: str) -> int:
    """1 for hand-raisers, then by the letter of the grade; within one, the time left decides."""
    return HAND_RAISER if hand_raiser else BY_LETTER.get(grade[:1], LAST)
