"""The arithmetic of `scoring.points` as SQL over the tallies, for all leads in one pass. Pure: text in, text out.

Only whole numbers, our own labels of grades, and instants as numbers are written into the text.
"""

from collections.abc import Callable, Sequence

from scoring.points import Plan, Term

FINE = 2**30
PER_BIGINT = 62  # traits in one column


def column(slot: int) -> str:
    """The name of a slot's column."""
    return f"s{slot:02d}"


def bit(number: int, table: str = "t") -> str:
    """Whether a lead has a trait, as 0 or 1."""
    name, place = ("traits_a", number) if number < PER_BIGINT else ("traits_b", number - PER_BIGINT)
    return f"(({table}.{name} >> {place}) & 1)"


def contribution(term: Term, now: float) -> str:
    """One engagement rule's points, a whole number."""
    return f"round(round(({unrounded(term, now)}) * {FINE}::float8) / {FINE}::float8)"


def unrounded(term: Term, now: float) -> str:
    """One engagement rule's points, to the last bit of a float."""
    amount = f"coalesce(t.{column(term.slot)}, 0)"  # greatest and least would pass over a NULL
    if term.half_life is not None:
        factor = 2.0 ** ((term.landmark - now) / term.half_life)
        amount += f" * {factor!r}::float8"
    amount = f"{amount} * {int(term.points)}"
    if term.at_most is not None:
        amount = f"greatest({-term.at_most}::float8, least({amount}, {term.at_most}::float8))"
    return amount


def total(parts: Sequence[tuple[str, int | None]], groups: Sequence[int | None]) -> str:
    """Parts added up, each group limited by its own cap."""
    sums = [text for text, group in parts if group is None]
    for place, most in enumerate(groups):
        own = [text for text, group in parts if group == place]
        if own:
            inner = " + ".join(own)
            sums.append(f"({inner})" if most is None else f"greatest({-most}, least({inner}, {most}))")
    return " + ".join(sums) if sums else "0"


def points(plan: Plan, now: float, each: Callable[[Term, float], str] = contribution) -> tuple[str, str]:
    """Fit and engagement as numbers inside their caps; `each` writes what one engagement rule gives."""
    fit = total([(f"{bit(term.bit)} * {int(term.points)}", term.group) for term in plan.fit], plan.fit_groups)
    done = total([(each(term, now), term.group) for term in plan.terms], plan.engagement_groups)
    return f"greatest(0, least({fit}, {plan.fit_cap}))", f"greatest(0, least({done}, {plan.engagement_cap}))"


def may_move(plan: Plan, now: float) -> str:
    """A cheap condition on a tally `t` that holds wherever `judged` may find another MQL standing than the tally's own.

    The same sum without rounding: each rule's rounding moves it by half a hundredth at most, and caps never by more.
    """
    fit, done = points(plan, now, unrounded)
    slack, least = len(plan.terms) + 1, chosen(plan.thresholds)
    bars = chosen([(trait, place) for place, (trait, _) in enumerate(plan.bars)])
    score = f"{fit} + {done}"
    return (
        f"CASE WHEN t.qualifies THEN coalesce({score} < {least} + {slack}, true) OR {bars} IS NOT NULL"
        f" ELSE {score} >= {least} - {slack} AND {bars} IS NULL END"
    )


def banded(value: str, bands: Sequence[tuple[int, str]]) -> str:
    """The label of the band that a value lies in."""
    whens = " ".join(f"WHEN {value} >= {int(start)} THEN '{label}'" for start, label in reversed(bands[1:]))
    last = f"'{bands[0][1]}'"
    return f"CASE {whens} ELSE {last} END" if whens else last


def chosen(choices: Sequence[tuple[int | None, int]]) -> str:
    """The first number whose trait a lead has; NULL where there is none."""
    whens = [f"WHEN {'true' if bit_ is None else bit(bit_) + ' = 1'} THEN {int(number)}" for bit_, number in choices]
    return f"CASE {' '.join(whens)} END" if whens else "NULL::int"


def judged(plan: Plan, now: float, where: str) -> str:
    """A SELECT over the tallies `t` that answers lead_id, fit, engagement, grade, least, barred, qualifies, and the
    tally's own `was`, `qualified`, `was_barred`.

    `where` is our own SQL; values in it are the caller's parameters.
    """
    fit, engagement = (f"{part}::int" for part in points(plan, now))
    bars = chosen([(trait, place) for place, (trait, _) in enumerate(plan.bars)])
    inner = (
        f"SELECT t.lead_id, t.grade AS was, t.qualifies AS qualified, t.barred AS was_barred, {fit} AS fit,"  # noqa: S608
        f" {engagement} AS engagement, {chosen(plan.thresholds)} AS least, {bars} AS barred"
        f" FROM scoring_tally t WHERE {where} OFFSET 0"
    )
    grade = f"{banded('q.fit', plan.letters)} || {banded('q.engagement', plan.digits)}"
    passes = "coalesce(q.fit + q.engagement >= q.least AND q.barred IS NULL, false)"
    return f"SELECT q.*, {grade} AS grade, {passes} AS qualifies FROM ({inner}) q"  # noqa: S608
