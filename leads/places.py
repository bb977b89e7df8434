"""Under which spellings a page of a web site may stand in the content library. Pure."""

from typing import Any
from urllib.parse import urlsplit

LONGEST = 500  # characters of an address in the library


def places(url: Any, path: Any = "") -> list[str]:
    """Every spelling of a page's address, the most exact first; without query and fragment.

    “https://acme.example/pricing/?a=1” is met with and without its scheme, its host and its last slash.
    """
    host, scheme, way = "", "", path if isinstance(path, str) else ""
    if isinstance(url, str) and url:
        try:
            parts = urlsplit(url if "//" in url or url.startswith("/") else f"//{url}")
            host, scheme, way = (parts.hostname or ""), parts.scheme, parts.path or way
        except ValueError:
            host = ""
    way = way.partition("?")[0].partition("#")[0]
    bare = way.rstrip("/")
    ends = [way, bare, f"{bare}/"] if way else ["", "/"]
    fronts = [f"{scheme}://{host}"] if host and scheme else []
    fronts += [f"https://{host}", f"http://{host}", host] if host else []
    found = [front + end for front in fronts for end in ends]
    if way:
        found += [end for end in ends if end]
    return [place for place in dict.fromkeys(found) if place and len(place) <= LONGEST]
