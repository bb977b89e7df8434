"""What a replay has to count, however many rules ask for it: signals, and the sums that cool in one way. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from leads.conditions import AllOf, AnyOf, Comparison, Condition, Happened, Known, Not

DAY = 86_400
REPLAYED = ("lead.score", "lead.fit", "lead.engagement", "lead.grade", "lead.qualifies")
FALLING = ("is_not", "is_none_of", "at_most", "less_than", "between", "is_not_set")


@dataclass(frozen=True)
class Watch:
    """One sum over the hits of a signal up to an instant: halving, inside a window, or of all (neither)."""

    signal: int
    half_life_days: int | None = None
    window_days: int | None = None


@dataclass
class Watched:
    """Every signal and every sum, each once; their places are their names in the statement."""

    ids: Mapping[str, int] = field(default_factory=dict)  # the signals' keys
    signals: list[int] = field(default_factory=list)
    sums: list[Watch] = field(default_factory=list)
    daily: bool = False  # something can become true by cooling alone, so days are looked at, too

    def hit(self, signal: int) -> str:
        """The column that says whether a moment is a hit of the signal."""
        if signal not in self.signals:
            self.signals.append(signal)
        return f"g{self.signals.index(signal)}"

    def sum(self, watch: Watch) -> str:
        """The column that keeps a sum."""
        self.hit(watch.signal)
        if watch not in self.sums:
            self.sums.append(watch)
        return f"k{self.sums.index(watch)}"

    def columns(self, *, landmark: float) -> list[str]:
        """The sums as window functions over the moments of one lead; instants are seconds since 1970."""
        return [self.written(watch, landmark=landmark) for watch in self.sums]

    def written(self, watch: Watch, *, landmark: float) -> str:
        """One sum."""
        hit = f"g{self.signals.index(watch.signal)}"
        name = f"k{self.sums.index(watch)}"
        if watch.half_life_days is not None:
            seconds = float(watch.half_life_days * DAY)
            return f"sum({hit} * power(2::float8, (s - {landmark!r}) / {seconds!r})) OVER so_far AS {name}"
        if watch.window_days is not None:
            frame = f"RANGE BETWEEN {float(watch.window_days * DAY)!r} PRECEDING AND CURRENT ROW"
            return f"(sum({hit}) OVER (PARTITION BY lead_id ORDER BY s {frame}))::float8 AS {name}"
        return f"(sum({hit}) OVER so_far)::float8 AS {name}"


def value_of(watch: Watch, name: str, *, landmark: float) -> str:
    """What a sum is worth at the instant `s` of a moment."""
    if watch.half_life_days is None:
        return name
    return f"{name} * power(2::float8, ({landmark!r} - s) / {float(watch.half_life_days * DAY)!r})"


def still(condition: Condition) -> bool:
    """Whether nothing in the condition changes with the score or with what the lead does."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return all(still(part) for part in parts)
        case Not(part):
            return still(part)
        case Comparison(field):
            return field not in REPLAYED
        case Happened():
            return False
        case Known():
            return True
    raise TypeError(condition)


def still_parts(condition: Condition) -> list[Condition]:
    """The largest parts that stay as they are, from left to right."""
    if still(condition):
        return [condition]
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return [each for part in parts for each in still_parts(part)]
        case Not(part):
            return still_parts(part)
    return []


def may_rise_by_cooling(condition: Condition, *, denied: bool = False) -> bool:
    """Whether the condition can become true while nothing happens but that points cool."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(may_rise_by_cooling(part, denied=denied) for part in parts)
        case Not(part):
            return may_rise_by_cooling(part, denied=not denied)
        case Comparison(field, op) if field in REPLAYED:
            return denied or op in FALLING or field == "lead.grade"
        case Happened():
            return denied
    return False


def cools_upwards(points: Iterable[tuple[int, bool]]) -> bool:
    """Whether a rule of (points, cools) takes points away for a while only."""
    return any(amount < 0 and cools for amount, cools in points)


UNDER_WATCH = {"lead.stage": "lead", "lead.holder": "marketing"}  # of everybody whom a replay might pass on
ALWAYS = Comparison("lead.cycle", "at_least", Decimal(0))


def while_under_watch(condition: Condition) -> Condition:
    """The condition as it read while the lead had not passed: today's stage is what became of it later."""
    match condition:
        case AllOf(parts):
            return AllOf(tuple(while_under_watch(part) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(while_under_watch(part) for part in parts))
        case Not(part):
            return Not(while_under_watch(part))
        case Comparison(name, op, value) if name in UNDER_WATCH:
            several = value if isinstance(value, tuple) else (value,)
            met = op == "is_set" or (UNDER_WATCH[name] in several) is (op in ("is", "is_any_of"))
            return ALWAYS if met and op != "is_not_set" else Not(ALWAYS)
    return condition
