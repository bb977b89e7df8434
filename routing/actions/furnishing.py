"""What routing gives a workspace on its first day: reasons, a fall-back pool with every rep, a plan in force."""

from django.db import connection

from accounts.models import Membership
from accounts.openings import opens
from accounts.roles import Role
from routing.models import Fate, PlanState, Pool, PoolMember, RejectReason, RoutingPlan

FALLBACK = "Everybody in sales"
NURTURE, OUT = Fate.NURTURE, Fate.DISQUALIFY
REASONS: tuple[tuple[str, str, Fate, int, str], ...] = (
    ("not_now", "Not the right moment", NURTURE, 90, "Keep warm"),
    ("no_budget", "No budget", NURTURE, 180, "Keep warm"),
    ("no_answer", "Unreachable", NURTURE, 30, "Win back"),
    ("wrong_person", "Not the one who decides", NURTURE, 60, "Find the buying group"),
    ("wrong_size", "Wrong size", OUT, 90, ""),
    ("not_target", "Not our target", OUT, 90, ""),
    ("competitor", "A competitor", OUT, 90, ""),
    ("with_competitor", "Bought elsewhere", NURTURE, 270, "Win back"),
    ("wrong_data", "Wrong or made-up data", OUT, 90, ""),
    ("student", "A student", OUT, 90, ""),
    ("duplicate", "A duplicate", OUT, 90, ""),
    ("customer", "A customer already", OUT, 90, ""),
)


@opens("60 routing")
def furnish(workspace_id: int) -> None:
    """Put in what is missing; the rules of the first plan are none: every lead goes to the fall-back pool."""
    RejectReason.objects.bulk_create(
        [
            RejectReason(
                workspace_id=workspace_id,
                key=key,
                label=label,
                fate=fate,
                return_days=days,
                track=track,
                position=position,
            )
            for position, (key, label, fate, days, track) in enumerate(REASONS, start=1)
        ],
        ignore_conflicts=True,
    )
    Pool.objects.bulk_create([Pool(workspace_id=workspace_id, name=FALLBACK, fallback=True)], ignore_conflicts=True)
    RoutingPlan.objects.bulk_create(
        [RoutingPlan(workspace_id=workspace_id, version=1, state=PlanState.PUBLISHED, note="Everybody in turn")],
        ignore_conflicts=True,
    )
    RoutingPlan.objects.filter(workspace_id=workspace_id, version=1, published_at=None).update(
        published_at=now_in_database()
    )
    fill_fallback(workspace_id)


def fill_fallback(workspace_id: int) -> None:
    """Let every active rep be in the fall-back pool; those who are new begin where its order is now."""
    pool = Pool.objects.filter(workspace_id=workspace_id, fallback=True).first()
    if pool is None:
        return
    reps = Membership.objects.filter(workspace_id=workspace_id).with_role(Role.REP).values_list("user_id", flat=True)
    join(pool, reps=set(reps))


def join(pool: Pool, *, reps: set[int], weight: int = 1) -> int:
    """Put reps into a pool who are not in it; they begin level with whoever is next. Answer how many were new."""
    there = dict(PoolMember.objects.filter(workspace_id=pool.workspace_id, pool=pool).values_list("rep_id", "turn"))
    level = min(there.values(), default=0)
    fresh = [
        PoolMember(workspace_id=pool.workspace_id, pool=pool, rep_id=rep, weight=weight, turn=level)
        for rep in sorted(reps - set(there))
    ]
    PoolMember.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def now_in_database() -> object:
    """The database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]
