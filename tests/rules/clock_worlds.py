"""What Hypothesis draws for the clock: nasty zones, instants near their changes, odd weeks and closures."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tests.rules.clock_oracle import DAYS, changes

ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Recife",
    "America/Sao_Paulo",
    "America/Sitka",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
    "UTC",
]
HOUR = 3_600_000_000


def micros(count):
    return timedelta(microseconds=count)


@st.composite
def instants_near(draw, zone, *, since=1950):
    """Half of them within 72 hours of a change of the zone's offset."""
    near = [at for at in changes(zone) if at.year >= since]
    if near and draw(st.booleans()):
        return draw(st.sampled_from(near)) + timedelta(minutes=draw(st.integers(-72 * 60, 72 * 60)))
    return datetime(since, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, (2035 - since) * 525_600)))


def walls(*, odd_seconds=False, last=False):
    """Times of day: often round ones, which collide with changes of the clocks and with each other."""
    round_ones = st.sampled_from(["00:00", "01:00", "01:30", "02:00", "02:30", "03:00", "09:00", "17:00", "23:00"])
    odd_ones = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda t: f"{t[0]:02}:{t[1]:02}")
    choices = [round_ones, odd_ones]
    if odd_seconds:
        choices.append(st.tuples(odd_ones, st.integers(0, 59)).map(lambda t: f"{t[0]}:{t[1]:02}"))
    if last:
        choices.append(st.just("24:00"))
    return st.one_of(choices)


@st.composite
def calendars(draw, zone, around, *, odd_seconds=False):
    """A calendar as plain data, with closures on the days around an instant."""
    wall = walls(odd_seconds=odd_seconds)
    block = st.tuples(wall, walls(odd_seconds=odd_seconds, last=True))
    week = {day: draw(st.lists(block, max_size=3)) for day in DAYS}
    closures = []
    for _ in range(draw(st.integers(0, 3))):
        on = (around + timedelta(days=draw(st.integers(-4, 6)))).date().isoformat()
        part = draw(st.none() | block)
        closures.append({"on": on} | ({"from": part[0], "to": part[1]} if part else {}))
    always = draw(st.integers(0, 9)) == 0
    return {"zone": zone, "week": week, "closures": closures, "always_open": always}


@st.composite
def worlds(draw, *, since=1950, odd_seconds=False):
    """(calendar, an instant): the instant is what the closures and the questions gather around."""
    zone = draw(st.sampled_from(ZONES))
    around = draw(instants_near(zone, since=since))
    return draw(calendars(zone, around, odd_seconds=odd_seconds)), around


@st.composite
def pauses_near(draw, around, *, count=2):
    found = []
    for _ in range(draw(st.integers(0, count))):
        begin = around + timedelta(minutes=draw(st.integers(-3 * 1440, 3 * 1440)))
        found.append((begin, begin + timedelta(minutes=draw(st.integers(0, 1440)))))
    return found


def offsets(*, days):
    """Lengths up to some days: whole hours and minutes, and to the microsecond."""
    longest = days * 24 * HOUR
    return st.one_of(
        st.integers(0, days * 48).map(lambda half: micros(half * HOUR // 2)),
        st.integers(0, days * 1440).map(lambda minutes: timedelta(minutes=minutes)),
        st.integers(0, longest).map(micros),
    )
