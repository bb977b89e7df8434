"""What an API key may do."""

from enum import StrEnum


class Scope(StrEnum):
    """One permission of a key."""

    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"

    @property
    def meaning(self) -> str:
        """What it opens, in one line."""
        return MEANINGS[self]


MEANINGS = {
    Scope.TEAM_READ: "Read the workspace, its members and open invitations",
    Scope.TEAM_WRITE: "Invite people and revoke invitations",
    Scope.JOBS_READ: "See long work and its progress",
    Scope.JOBS_WRITE: "Stop long work",
}
