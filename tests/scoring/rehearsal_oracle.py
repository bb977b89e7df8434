"""A rehearsal a second time: lead by lead, instant by instant, in plain Python from the words of the design."""

from fractions import Fraction

DAY = 86_400


def half_even(amount):
    """The nearest whole hundredth; what is a half but for the dust of binary fractions goes to the even one."""
    return round(Fraction(round(amount * 2**30), 2**30))


def engagement(rules, hits, now, cap):
    """What a lead did is worth at an instant: rules are (signal, points, at most, half-life, window)."""
    total = 0
    for signal, points, at_most, half_life, window in rules:
        weight = 0.0
        for at in hits.get(signal, ()):
            age = now - at
            if age < 0 or (window is not None and age > window * DAY):
                continue
            weight += 2.0 ** (-age / (half_life * DAY)) if half_life is not None else 1.0
        amount = points * weight
        if at_most is not None:
            amount = max(-at_most, min(amount, at_most))
        total += half_even(amount)
    return max(0, min(total, cap))


def first_pass(*, rules, fit, hits, raisers, least, enough, since, until, cap=5_000):
    """The first instant at which a lead passes: at a hit, or at the start; None when it never does."""
    instants = sorted({at for several in hits.values() for at in several if since <= at <= until} | {since, until})
    for now in instants:
        done = engagement(rules, hits, now, cap)
        raised = any(now in hits.get(signal, ()) for signal in raisers)
        if raised or (fit + done >= least and done >= enough):
            return now
    return None
