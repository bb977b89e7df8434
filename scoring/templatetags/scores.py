"""Points in pages: `{% load scores %}`; they are stored as whole hundredths."""

from django import template

from scoring import wording

register = template.Library()


@register.filter
def points(amount: int | None) -> str:
    """20, 2.5, −15."""
    return wording.points(amount)


@register.filter
def typed_points(amount: int | None) -> str:
    """As an input of a form holds them: with a plain minus, without thousands."""
    return "" if amount is None else f"{amount / 100:.2f}".rstrip("0").rstrip(".")


@register.filter
def signed_points(amount: int) -> str:
    """+20, −15."""
    return wording.signed(amount)
