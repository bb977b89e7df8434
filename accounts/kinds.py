"""The kinds of notification there are, and by which ways each goes unless a person chose otherwise. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind: its key, its name, when it is sent, and its usual ways."""

    key: str
    label: str
    meaning: str
    in_app: bool = True
    mail: bool = True
    chat: bool = True


KINDS: dict[str, Kind] = {}


def add_kinds(*kinds: Kind) -> None:
    """Put kinds on the settings page; each room calls it from its actions."""
    for kind in kinds:
        KINDS[kind.key] = kind


def kind_of(key: str) -> Kind:
    """The kind; one nobody described goes by every way."""
    return KINDS.get(key) or Kind(key, key.replace("_", " ").replace("-", " ").capitalize(), "")


add_kinds(
    Kind("offer", "A lead for me", "A lead was put on your queue."),
    Kind("due", "Soon due", "An answer or a next step of yours is due soon.", mail=False),
    Kind("breach", "Overdue", "An answer you owe is overdue."),
    Kind("escalation", "Escalated", "Somebody did not answer in time, and it came to you."),
    Kind("question", "A question about a lead", "A colleague asks you about a lead you handed over or hold."),
    Kind("answer", "An answer to my question", "A colleague answered what you asked."),
    Kind("task", "A task for me", "An agreed action fell to you.", mail=False, chat=False),
    Kind("meeting", "Handoff meetings", "A meeting was planned, changed or called off."),
    Kind("handed", "What became of my lead", "A lead you handed over was accepted or came back.", mail=False),
)
