"""Who gets a lead: the plan's rules in order, and whose turn it is. Pure; every decision says why, for everybody.

A pool's order is a virtual time. Whoever has the smallest turn is next, and a lead moves them on by TURN / weight, so
equals are never more than one lead apart. Those who cannot take leads (away, full, paused) or are passed over because
they are not at work are moved along with the one who is chosen: being away earns nothing and costs nothing.
"""

from collections.abc import Iterable

from routing.roster import TURN, Choice, Plan, Rep, Roster, Rule, Seat, Strategy, Subject


def choose(subject: Subject, plan: Plan, roster: Roster) -> Choice:
    """Give the lead to somebody, or to nobody for reasons; counts what was given in the roster."""
    choice = Choice()
    for tried in (subject.tried, ()) if subject.tried else ((),):
        if by_name(subject, roster, choice, tried) or by_rules(subject, plan, roster, choice, tried):
            break
    if choice.nobody:
        choice.why = why_nobody(choice)
    return choice


def by_name(subject: Subject, roster: Roster, choice: Choice, tried: Iterable[int]) -> bool:
    """Whoever was asked for by name."""
    rep = roster.reps.get(subject.wanted) if subject.wanted is not None else None
    if rep is None:
        return False
    return give(rep, subject, choice, tried, f"Asked for by name: {rep.name}", limits=False)


def by_rules(subject: Subject, plan: Plan, roster: Roster, choice: Choice, tried: Iterable[int]) -> bool:
    """The owner where the plan says so, the rules in order, the fall-back pool."""
    if plan.owner_first and by_owner(subject, roster, choice, tried):
        return True
    for rule in plan.rules:
        if rule.number not in subject.met:
            choice.steps.append(f"Rule {rule.number} “{rule.name}”: not met")
            continue
        if by_rule(rule, subject, roster, choice, tried):
            return True
    last = Rule(0, "Fall-back pool", pool=plan.fallback)
    return by_rule(last, subject, roster, choice, tried)


def by_owner(subject: Subject, roster: Roster, choice: Choice, tried: Iterable[int]) -> bool:
    """Whoever owns the lead, or works with its company."""
    for pk, words in ((subject.owner, "Owns the lead"), (subject.company_owner, "Works with the company")):
        rep = roster.reps.get(pk) if pk is not None else None
        if rep is not None and give(rep, subject, choice, tried, f"{words}: {rep.name}"):
            return True
    return False


def by_rule(rule: Rule, subject: Subject, roster: Roster, choice: Choice, tried: Iterable[int]) -> bool:
    """What one rule says."""
    name = f"Rule {rule.number} “{rule.name}”" if rule.number else rule.name
    if rule.rep is not None:
        rep = roster.reps.get(rule.rep)
        return rep is not None and give(rep, subject, choice, tried, f"{name}: to {rep.name}", rule=rule)
    assert rule.pool is not None
    words = f"{name}: to the pool “{roster.pool_name(rule.pool)}”"
    if by_pool(rule, subject, roster, choice, tried):
        choice.steps.append(words)
        choice.why = choice.why or words
        return True
    choice.steps.append(f"{words}, where nobody can take it")
    return False


def by_pool(rule: Rule, subject: Subject, roster: Roster, choice: Choice, tried: Iterable[int]) -> bool:
    """Whoever of the pool is next among those who can."""
    seats = roster.pools.get(rule.pool or 0, [])
    able, unable = [], []
    for seat in seats:
        rep = roster.reps[seat.rep]
        why = why_not(rep, subject, rule=rule, tried=tried)
        if why:
            choice.judge(rep, why)
            if away(rep, subject):
                unable.append(seat)
        else:
            able.append(seat)
    if not able:
        return False
    choice.pool = rule.pool
    able, off = at_work(able, rule, subject, roster, choice)
    if rule.strategy is Strategy.ANYONE:
        for seat in able:
            choice.judge(roster.reps[seat.rep], "offered to the whole pool: whoever accepts first", chosen=True)
        return True
    seat = next_of(able, rule.strategy, subject, roster)
    explain(seat, able, rule.strategy, roster, choice)
    advance(seat, unable + off)
    count(roster.reps[seat.rep])
    choice.rep = seat.rep
    return True


def at_work(
    able: list[Seat], rule: Rule, subject: Subject, roster: Roster, choice: Choice
) -> tuple[list[Seat], list[Seat]]:
    """Who is at work, and who is passed over because they are not: for a rule that prefers the former among equals.

    An owner is no equal, and when nobody is at work all are the same again.
    """
    off = [seat for seat in able if seat.off_until] if rule.at_work_first else []
    owned = rule.strategy is Strategy.OWNER and any(owns(seat, subject) for seat in able)
    if not off or owned or rule.strategy is Strategy.ANYONE:
        return able, []
    if len(off) == len(able):
        choice.steps.append(f"Nobody of the pool “{roster.pool_name(rule.pool or 0)}” is at work now: the next in turn")
        return able, []
    for seat in off:
        choice.judge(roster.reps[seat.rep], f"is not at work until {seat.off_until}")
    return [seat for seat in able if not seat.off_until], off


def owns(seat: Seat, subject: Subject) -> bool:
    """Whether the lead, or the work with its company, is theirs."""
    return seat.rep in (subject.owner, subject.company_owner)


def next_of(able: list[Seat], strategy: Strategy, subject: Subject, roster: Roster) -> Seat:
    """The seat that is next by the strategy."""
    if strategy is Strategy.OWNER:
        for seat in able:
            if owns(seat, subject):
                return seat
    if strategy is Strategy.LEAST_LOADED:
        return min(able, key=lambda seat: (roster.reps[seat.rep].open / seat.weight, seat.turn, seat.rep))
    return min(able, key=order)


def order(seat: Seat) -> tuple[int, int]:
    """The pool's order."""
    return seat.turn, seat.rep


def explain(chosen: Seat, able: list[Seat], strategy: Strategy, roster: Roster, choice: Choice) -> None:
    """Say of each who could why they did or did not."""
    for seat in able:
        rep = roster.reps[seat.rep]
        if strategy is Strategy.LEAST_LOADED:
            words = f"{rep.open} open" if seat is chosen else f"{rep.open} open: not the least"
        elif seat is chosen:
            words = "owns the lead" if strategy is Strategy.OWNER and chosen is not min(able, key=order) else "is next"
        else:
            ahead = (seat.turn - chosen.turn) * seat.weight / TURN
            words = f"{ahead:.1f} leads further on than who was next" if ahead else "level; later in the list"
        choice.judge(rep, words, chosen=seat is chosen)


def advance(seat: Seat, unable: list[Seat]) -> None:
    """Move the chosen on, and those who could not along."""
    for other in unable:
        if other.turn < seat.turn:
            other.turn, other.moved = seat.turn, True
    seat.turn += TURN // seat.weight
    seat.given += 1
    seat.moved = True


def give(
    rep: Rep,
    subject: Subject,
    choice: Choice,
    tried: Iterable[int],
    words: str,
    *,
    rule: Rule | None = None,
    limits: bool = True,
) -> bool:
    """Give it to one person, if they can take it."""
    why = why_not(rep, subject, rule=rule, tried=tried, limits=limits)
    choice.steps.append(f"{words}, who {why}" if why else words)
    choice.judge(rep, why or words, chosen=not why)
    if why:
        return False
    count(rep)
    choice.rep, choice.why = rep.rep, words
    return True


def count(rep: Rep) -> None:
    """They have one more."""
    rep.today += 1
    rep.week += 1
    rep.open += 1


def why_not(
    rep: Rep, subject: Subject, *, rule: Rule | None = None, tried: Iterable[int] = (), limits: bool = True
) -> str:
    """Why somebody cannot take it; empty when they can."""
    if not rep.active:
        return "has left, or is no rep any more"
    if rep.paused:
        return "takes no leads for now"
    if rep.away_until is not None:
        return f"is away until {rep.away_until:%d %b %H:%M} UTC"
    if rep.rep in tried:
        return "was offered it before"
    if rule is not None and rule.skill and rule.skill.casefold() not in rep.skills:
        return f"does not have the skill “{rule.skill}”"
    if rule is not None and rule.same_language and subject.language and subject.language not in rep.languages:
        return f"does not speak “{subject.language}”"
    return "" if subject.bypasses or not limits or not rep.full else f"is {rep.full}"


def away(rep: Rep, subject: Subject) -> bool:
    """Whether they could not have taken any lead like this one: then the order moves them along."""
    return bool(why_not(rep, Subject(bypasses=subject.bypasses)))


def why_nobody(choice: Choice) -> str:
    """Why it waits, in words."""
    reasons = [verdict.why for verdict in choice.verdicts.values()]
    if not reasons:
        return "There is no rep yet who could take it"
    if any(why.startswith("is full") for why in reasons):
        return "Sales has no room: it waits its turn"
    if all("away" in why or "no leads" in why for why in reasons):
        return "Everybody who could take it is away"
    return "Nobody who could take it is there"
