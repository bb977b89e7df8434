"""When to try again: over three days for what leaves the house, within minutes for our own work."""

from datetime import timedelta

SECOND, MINUTE, HOUR = 1, 60, 3600
# Waits after each failed attempt; their sum is a little over three days. Schedule of Standard Webhooks 1.0.
OUTGOING = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
LONGEST_OWN = 5 * MINUTE


def after_sending_failed(attempts: int, *, spread: float = 0.0) -> timedelta | None:
    """How long to wait after `attempts` failed sends; None: give up. `spread` 0–1 adds up to a tenth more."""
    if attempts > len(OUTGOING):
        return None
    return timedelta(seconds=OUTGOING[max(attempts, 1) - 1] * (1 + spread / 10))


def after_own_work_failed(attempts: int) -> timedelta:
    """How long our own failed work rests: 1 s doubling to five minutes; it is never given up."""
    return timedelta(seconds=min(2.0 ** min(attempts - 1, 20), LONGEST_OWN))
