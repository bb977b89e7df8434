"""What an API key may do."""

from enum import StrEnum


class Scope(StrEnum):
    """One permission of a key."""

    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    LEADS_READ = "leads:read"
    LEADS_WRITE = "leads:write"
    LEADS_ERASE = "leads:erase"
    HANDOFFS_READ = "handoffs:read"
    HANDOFFS_WRITE = "handoffs:write"
    SLA_READ = "sla:read"

    @property
    def meaning(self) -> str:
        """What it opens, in one line."""
        return MEANINGS[self]


MEANINGS = {
    Scope.TEAM_READ: "Read the workspace, its members and open invitations",
    Scope.TEAM_WRITE: "Invite people and revoke invitations",
    Scope.JOBS_READ: "See long work and its progress",
    Scope.JOBS_WRITE: "Stop long work",
    Scope.LEADS_READ: "Read leads, what they did, and companies; export everything about a person",
    Scope.LEADS_WRITE: "Add and change leads and companies, note consent, merge duplicates",
    Scope.LEADS_ERASE: "Erase a person for good",
    Scope.HANDOFFS_READ: "Read handoffs, the certificate of custody, and what routing would do",
    Scope.HANDOFFS_WRITE: "Answer handoffs and work them, for the rep whose address is sent",
    Scope.SLA_READ: "Read calendars, the agreement and response times; ask when something is due",
}
