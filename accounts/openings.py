"""What a workspace has from its first day: rooms say what they put into a new one."""

from collections.abc import Callable

Opening = Callable[[int], None]
OPENINGS: dict[str, Opening] = {}


def opens(name: str) -> Callable[[Opening], Opening]:
    """Register a function that furnishes a workspace: definitions, signals, reasons, a calendar.

    It is called with the workspace's id, inside its rows and the transaction that makes the workspace, in the order
    of the names; running it again must change nothing, so that older workspaces can be furnished later.
    """

    def register(opening: Opening) -> Opening:
        OPENINGS[name] = opening
        return opening

    return register


def furnish(workspace_id: int) -> None:
    """Put into a workspace whatever it does not have yet."""
    for name in sorted(OPENINGS):
        OPENINGS[name](workspace_id)
