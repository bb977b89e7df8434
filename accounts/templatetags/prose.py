"""Long texts of the product's own, as HTML."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def as_html(own_text: str) -> SafeString:
    """HTML that was rendered from a file of the documentation, with markup in the file switched off."""
    return mark_safe(own_text)  # noqa: S308 - never of what people typed
