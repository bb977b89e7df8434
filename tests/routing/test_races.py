"""Many do different things to one lead at the same moment: one outcome, one legal state, a sentence for the others."""

import os
import random
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.actions import Refused
from accounts.models import Membership
from accounts.roles import Role
from leads import actions as leads
from leads.actions import IllegalMove
from leads.models import Lead, StageChange
from routing import actions as routing
from routing.actions import reconciling
from routing.models import Handoff, PoolMember, RejectReason, State
from tests.conftest import person, who
from tests.routing.worlds import qualified

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("ROUNDS", "6"))  # of each pair
CLICKS = int(os.environ.get("CLICKS", "40"))
AT_ONCE = 20


def at_once(workspace, *deeds: Callable[[], object]) -> list[object]:
    """Run the deeds together, each inside the workspace; answer what each gave back, or why it was refused."""
    together, found, broken = Barrier(len(deeds)), [], []

    def run(deed):
        together.wait()
        try:
            with tenancy.workspace(workspace):
                found.append(deed())
        except (Refused, IllegalMove) as refusal:
            found.append(refusal)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return found


def offered(acme) -> Handoff:
    """A fresh handoff, offered to somebody."""
    with tenancy.workspace(acme):
        lead = qualified(acme, at=timezone.now(), first_name="Racing")
    with tenancy.workspace(acme):
        routing.route(acme, at=timezone.now() + timedelta(seconds=1))
        return Handoff.objects.select_related("rep").get(lead=lead)


def rep(acme, name):
    user = person(name.capitalize(), f"{name}@example.com")
    member = Membership(workspace=acme, user=user)
    member.give({"rep"})
    member.save()
    return user


CLOCKS = """
    SELECT 'a clock that runs for nothing', c.lead_id FROM sla_clock c JOIN leads_lead l ON l.id = c.lead_id
     WHERE c.stopped_at IS NULL AND c.kind = 'accept' AND l.stage <> 'mql' AND l.erased_at IS NULL
       AND l.merged_into_id IS NULL
"""


def wrongs(workspace) -> list[tuple[str, int]]:
    """Every rule that a lead, its handoffs and its clocks break together."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        cursor.execute(CLOCKS)
        return [*reconciling.wrongs(workspace.pk), *cursor.fetchall()]


def test_of_many_simultaneous_accepts_one_wins_and_each_other_is_told_who(acme):
    handoff, ravi, later = offered(acme), who("ravi"), timezone.now() + timedelta(days=1)

    def accept():
        fresh = Handoff.objects.get(pk=handoff.pk)
        return routing.accept(fresh, by=ravi, at=timezone.now(), next_step_at=later)

    found = []
    for _ in range(max(CLICKS // AT_ONCE, 1)):
        found += at_once(acme, *[accept] * AT_ONCE)
    lost = [each for each in found if isinstance(each, routing.TooLate)]
    assert len(found) - len(lost) == 1
    assert all(each.who == ravi and str(each).startswith("Ravi was first: Ravi accepted it at ") for each in lost)
    assert wrongs(acme) == []


RIVALS: dict[str, Callable[..., object]] = {}


def rival(deed):
    RIVALS[deed.__name__] = deed
    return deed


@rival
def reject(handoff, acme):
    reason = RejectReason.objects.get(key="not_now")
    return routing.reject(handoff, by=handoff.rep, at=timezone.now(), reason=reason)


@rival
def disqualify(handoff, acme):
    reason = RejectReason.objects.get(key="student")
    return routing.reject(handoff, by=handoff.rep, at=timezone.now(), reason=reason)


@rival
def recycle(handoff, acme):
    reason = RejectReason.objects.get(key="not_now")
    return routing.recycle(handoff, by=handoff.rep, at=timezone.now(), reason=reason)


@rival
def withdraw(handoff, acme):
    return routing.withdraw(handoff, by=who("maya"), at=timezone.now(), why="Taken back")


@rival
def escalate(handoff, acme):
    return routing.reoffer(handoff, at=timezone.now(), why="Not answered in time")


@rival
def reassign(handoff, acme):
    other = Membership.objects.with_role(Role.REP).exclude(user=handoff.rep).select_related("user").first()
    return routing.reassign(handoff, to=other.user, by=who("mona"), at=timezone.now())


@rival
def merge(handoff, acme):
    kept = Lead.objects.create(workspace=acme, return_at=timezone.now() + timedelta(days=9))
    return leads.merge(kept, Lead.objects.get(pk=handoff.lead_id), at=timezone.now(), by=who("maya"))


@rival
def merge_and_part(handoff, acme):
    row = merge(handoff, acme)
    transaction.on_commit(lambda: part(row, acme))
    return row


def part(row, acme):
    with tenancy.workspace(acme):
        leads.undo_merge(row, at=timezone.now(), by=who("maya"))


@rival
def erase(handoff, acme):
    return leads.erase(Lead.objects.get(pk=handoff.lead_id), at=timezone.now(), by=who("ada"))


@rival
def leave(handoff, acme):
    return routing.step_aside(acme.pk, rep=handoff.rep_id, at=timezone.now(), why="Away")


@pytest.mark.parametrize("name", RIVALS)
def test_accepting_against_anything_else_leaves_one_legal_state(acme, name):
    with tenancy.workspace(acme):
        rep(acme, "rita")
    for number in range(ROUNDS):
        handoff, seed = offered(acme), random.Random(number)
        later = timezone.now() + timedelta(days=1)
        accept = lambda row=handoff, at=later: routing.accept(  # noqa: E731
            Handoff.objects.select_related("rep").get(pk=row.pk), by=row.rep, at=timezone.now(), next_step_at=at
        )
        other = lambda row=handoff: RIVALS[name](row, acme)  # noqa: E731
        deeds = [accept, other]
        seed.shuffle(deeds)
        at_once(acme, *deeds)
        assert wrongs(acme) == [], f"round {number}"
    with tenancy.workspace(acme):
        routing.route(acme, at=timezone.now() + timedelta(seconds=1))
        assert not Handoff.objects.filter(state=State.WAITING).exists()
    assert wrongs(acme) == []


def test_many_routers_at_once_offer_each_lead_once_and_keep_the_turns_even(acme):
    with tenancy.workspace(acme):
        for name in ("rita", "ron", "rosa"):
            rep(acme, name)
        for _ in range(25):
            qualified(acme, at=timezone.now())
    now = timezone.now() + timedelta(seconds=1)
    at_once(acme, *[lambda: routing.route(acme, at=now, most=4)] * 8)
    with tenancy.workspace(acme):
        while routing.route(acme, at=now).offered:
            continue
        assert [row.offers for row in Handoff.objects.all()] == [1] * 25
        given = sorted(PoolMember.objects.values_list("given", flat=True))
    assert sum(given) == 25
    assert given[-1] - given[0] <= 1
    assert wrongs(acme) == []


def test_one_cause_told_many_times_at_once_makes_one_row(acme):
    with tenancy.workspace(acme):
        waits = {"holder": "waiting", "promise_at": timezone.now(), "held_for": "Looking for a rep"}
        lead = Lead.objects.create(workspace=acme, stage="mql", **waits)
        change = StageChange.objects.create(
            workspace=acme, lead=lead, was="lead", to="mql", at=timezone.now(), cause="score"
        )
    at_once(acme, *[lambda: routing.open(change)] * 8)
    with tenancy.workspace(acme):
        assert Handoff.objects.filter(lead=lead).count() == 1
