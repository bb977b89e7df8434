"""A member can no longer do their work: what others do about it in the same transaction. Filled in by the roof."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import Membership

FOLLOWERS: list[Callable[[Membership, datetime], None]] = []


def follow(follower: Callable[[Membership, datetime], None]) -> Callable[[Membership, datetime], None]:
    """Call a function with each membership that was deactivated or lost the role of a rep."""
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)
    return follower


def tell(member: Membership, *, at: datetime) -> None:
    """Somebody has left, or sells no longer."""
    for follower in FOLLOWERS:
        follower(member, at)
