"""The clock against the minute-walking oracle, around changes of the clocks, and the laws it must keep."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla.clock import NeverOpen, due, elapsed, spans
from sla.tape import tape
from sla.vectors import calendar_of
from tests.rules.clock_oracle import MinuteWalk
from tests.rules.clock_worlds import offsets, pauses_near, worlds

SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}
DAYS = 6


@settings(max_examples=60, **SLOW)
@given(st.data())
def test_due_and_elapsed_agree_with_a_walk_along_the_wall_clock(data):
    written, around = data.draw(worlds())
    pauses = data.draw(pauses_near(around)) if data.draw(st.booleans()) else []
    agree(data, written, around, pauses, days=DAYS)


@settings(max_examples=4, **SLOW)
@given(st.data())
def test_odd_seconds_and_the_local_mean_times_of_1900_agree_too(data):
    written, around = data.draw(worlds(since=1885, odd_seconds=True))
    agree(data, written, around, [], days=1.5)


def agree(data, written, around, pauses, *, days):
    calendar, first = calendar_of(written), around - timedelta(days=days / 2)
    walk = MinuteWalk(written, first, days, pauses)
    for _ in range(12):
        start = walk.at(0) + data.draw(offsets(days=int(days)))
        allowed = data.draw(offsets(days=1))
        if data.draw(st.booleans()):  # what fits exactly up to some instant: up to a closing, if that is closed
            allowed = walk.elapsed(start, min(start + allowed, walk.at(len(walk.opened) - 1)))
        wanted = walk.due(start, allowed)
        if wanted is None:
            beyond(start, allowed, calendar, pauses, end=walk.at(len(walk.opened) - 1))
            continue
        assert due(start, allowed, calendar, pauses=pauses) == wanted
        assert elapsed(start, wanted, calendar, pauses=pauses) == walk.elapsed(start, wanted) == allowed
    if not pauses:
        begin, end = walk.at(0), walk.at(len(walk.opened) - 1)
        assert [list(span) for span in spans(begin, calendar, until=end)] == walk.spans(begin, end)


def beyond(start, allowed, calendar, pauses, *, end):
    """The walk saw too few open minutes: so the clock may not be due before its last."""
    try:
        assert due(start, allowed, calendar, pauses=pauses) >= end
    except NeverOpen:
        assert elapsed(start, end + timedelta(days=3000), calendar, pauses=pauses) == timedelta(0)


@settings(max_examples=120, **SLOW)
@given(st.data())
def test_elapsed_undoes_due_and_due_never_comes_sooner_for_more(data):
    written, start = data.draw(worlds(since=1885, odd_seconds=True))
    calendar, pauses = calendar_of(written), data.draw(pauses_near(start))
    allowed, more = data.draw(offsets(days=90)), data.draw(offsets(days=3))
    try:
        end = due(start, allowed, calendar, pauses=pauses)
    except NeverOpen:
        assert not list(spans(start, calendar, until=start + timedelta(days=3000)))
        return
    assert end >= start
    assert elapsed(start, end, calendar, pauses=pauses) == allowed
    assert due(start, allowed + more, calendar, pauses=pauses) >= end
    assert due(start + more, allowed, calendar, pauses=pauses) >= end
    assert allowed + more == elapsed(start, due(start, allowed + more, calendar), calendar)


@settings(max_examples=120, **SLOW)
@given(st.data())
def test_time_adds_up_over_any_point_between_and_never_exceeds_real_time(data):
    written, start = data.draw(worlds(since=1885, odd_seconds=True))
    calendar, pauses = calendar_of(written), data.draw(pauses_near(start))
    middle = start + data.draw(offsets(days=400))
    end = middle + data.draw(offsets(days=10))
    whole = elapsed(start, end, calendar, pauses=pauses)
    parts = [elapsed(start, middle, calendar, pauses=pauses), elapsed(middle, end, calendar, pauses=pauses)]
    assert sum(parts, timedelta(0)) == whole <= end - start
    assert whole <= elapsed(start, end, calendar)
    open_time = sum((b - a for a, b in spans(start, calendar, until=end)), timedelta(0))
    assert open_time == elapsed(start, end, calendar)


@settings(max_examples=80, **SLOW)
@given(st.data())
def test_the_tape_has_no_gap_and_its_running_parts_are_the_time_allowed(data):
    written, start = data.draw(worlds())
    calendar, pauses = calendar_of(written), data.draw(pauses_near(start, count=3))
    allowed = data.draw(offsets(days=5))
    try:
        end = due(start, allowed, calendar, pauses=pauses)
    except NeverOpen:
        return
    segments = tape(start, end, calendar, pauses=pauses)
    edges = [start, *(segment.end for segment in segments)]
    assert [segment.begin for segment in segments] == edges[:-1]
    assert edges[-1] == end
    assert sum((s.length for s in segments if s.kind == "running"), timedelta(0)) == allowed
