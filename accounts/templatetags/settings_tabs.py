"""The tabs over every page of a workspace's settings."""

from typing import Any

from django import template

from accounts.tabs import tabs_for

register = template.Library()


@register.inclusion_tag("components/tabs.html", takes_context=True)
def settings_tabs(context: Any) -> dict[str, Any]:
    """The tabs this member has, the one of the page marked."""
    request = context["request"]
    tabs = tabs_for(request.membership)
    return {
        "label": "Settings",
        "tabs": [{**tab, "active": request.path.startswith(tab["url"])} for tab in tabs],
    }
