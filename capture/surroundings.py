"""What a tracking client says around an event: the page, the campaign, the library, the browser."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ROBOT = re.compile(
    r"bot\b|crawl|spider|slurp|headless|lighthouse|pagespeed|pingdom|uptime|monitor|scanner|preview|phantomjs|"
    r"facebookexternalhit|urldefense|safelinks|barracuda|mimecast|proofpoint|archiver|validator|wget|curl/",
    re.IGNORECASE,
)
UTM = {
    "name": "utm_campaign",
    "source": "utm_source",
    "medium": "utm_medium",
    "term": "utm_term",
    "content": "utm_content",
}
PAGE = ("url", "path", "referrer", "title", "search")
UTM_LENGTH, UTM_NAME, UTM_PARTS, AGENT_LENGTH = 200, 40, 20, 500


def page(said: Any) -> dict[str, str]:
    """The page the event happened on."""
    if not isinstance(said, dict):
        return {}
    return {name: said[name] for name in PAGE if isinstance(said.get(name), str) and said[name]}


def campaign(said: Any, url: Any) -> dict[str, str]:
    """What the link said of its campaign, as utm_…; read from the page's address where the client did not."""
    if isinstance(said, dict) and said:
        pairs = [(UTM.get(name, f"utm_{name}"), value) for name, value in said.items()]
    elif isinstance(url, str) and "utm_" in url:
        pairs = query(url)
    else:
        return {}
    return {
        name[:UTM_NAME]: value[:UTM_LENGTH]
        for name, value in pairs[:UTM_PARTS]
        if name.startswith("utm_") and isinstance(value, str) and value
    }


def query(url: str) -> list[tuple[str, str]]:
    """The parameters of an address."""
    try:
        return parse_qsl(urlsplit(url).query)
    except ValueError:
        return []


def origin(library: Any, channel: Any) -> str:
    """Which family of clients sent it, by the library's name; only RudderStack's say their channel."""
    if channel is not None:
        return "rudderstack"
    name = library.get("name") if isinstance(library, dict) else None
    return family(name) if isinstance(name, str) else "http"


@lru_cache(maxsize=256)
def family(library: str) -> str:
    """The family of clients that a library belongs to."""
    name = library.lower()
    if name == "track.js":
        return name
    if "rudder" in name:
        return "rudderstack"
    return "segment" if "analytics" in name else "http"


def is_robot(agent: Any) -> bool:
    """Whether a crawler, link scanner or monitor did it, by what it calls itself."""
    return isinstance(agent, str) and agent != "" and names_robot(agent[:AGENT_LENGTH])


@lru_cache(maxsize=4_096)
def names_robot(agent: str) -> bool:
    """Whether a browser's name is a machine's; the same few names come again and again."""
    return ROBOT.search(agent) is not None
