"""What to write into a web site or a program so that it sends to Baton: one text for each client. Pure."""

from typing import NamedTuple


class Snippet(NamedTuple):
    """Something to copy: an id for the page, whom it is for, what to know about it, and the text."""

    id: str
    label: str
    note: str
    text: str


class Shelf(NamedTuple):
    """Snippets that belong together."""

    title: str
    note: str
    snippets: list[Snippet]


def shelves(base: str, key: str) -> list[Shelf]:
    """Every way to send, for one key; `base` is Baton's own address without a slash at its end."""
    host, scheme = base.split("//")[1], base.split(":")[0]
    return [
        Shelf("Our own script", "under 3 KB; page views and forms, nothing else to load", own(base, key)),
        Shelf("Segment’s libraries", "as they come; only host and key are changed", segment(base, host, scheme, key)),
        Shelf("RudderStack’s libraries", "as they come; only data plane and key are changed", rudder(base, key)),
        Shelf("Anything that speaks HTTP", "a server, a shop, a script", plain(base, key)),
    ]


def own(base: str, key: str) -> list[Snippet]:
    """track.js: the tag, consent, and calls by hand."""
    tag = f'<script async src="{base}/track.js" data-key="{key}"></script>'
    asking = f'<script async src="{base}/track.js" data-key="{key}" data-consent="required"></script>'
    calls = (
        "baton('track', 'Demo Requested', { plan: 'pro' })\n"
        "baton('identify', '42', { email: 'lee@example.com', first_name: 'Lee' })\n"
        "baton('page', 'Pricing')\n"
        "baton('reset')   // after signing out"
    )
    form = '<form data-baton="Demo Requested">\n  <input type="email" name="email">\n  …\n</form>'
    return [
        Snippet("own-tag", "In every page", "Tells of each page that is opened.", tag),
        Snippet(
            "own-consent",
            "Where visitors are asked first",
            "No cookie, no storage and no event before the call; the same call with false ends it.",
            f"{asking}\n\n// when the visitor agrees:\nbaton('consent', true)",
        ),
        Snippet("own-form", "Forms that count", "Sends name, address, company and the like, never passwords.", form),
        Snippet("own-calls", "By hand", "From any script on the page.", calls),
    ]


def segment(base: str, host: str, scheme: str, key: str) -> list[Snippet]:
    """Segment's libraries."""
    following = (
        "import { AnalyticsBrowser } from '@segment/analytics-next'\n\n"
        f"const analytics = AnalyticsBrowser.load(\n  {{ writeKey: '{key}', cdnURL: '{base}' }},\n"
        f"  {{ integrations: {{ 'Segment.io': {{ apiHost: '{host}/v1', protocol: '{scheme}' }} }} }},\n)"
    )
    python = (
        "from segment.analytics.client import Client\n\n"
        f'analytics = Client("{key}", host="{base}")\n'
        'analytics.track("42", "Demo Requested", {"plan": "pro"})'
    )
    node = (
        "import { Analytics } from '@segment/analytics-node'\n\n"
        f"const analytics = new Analytics({{ writeKey: '{key}', host: '{base}' }})"
    )
    snippet = f"// in the snippet, before analytics.load(…):\nanalytics._cdn = '{base}';\nanalytics.load('{key}');"
    return [
        Snippet("segment-python", "Python: segment-analytics-python", "", python),
        Snippet("segment-node", "Node: @segment/analytics-node", "", node),
        Snippet("segment-next", "Browser: @segment/analytics-next", "", following),
        Snippet("segment-snippet", "Browser: the snippet", "The page then loads our script, not Segment’s.", snippet),
    ]


def rudder(base: str, key: str) -> list[Snippet]:
    """RudderStack's libraries."""
    python = (
        "import rudderstack.analytics as rudder\n\n"
        f'rudder.write_key = "{key}"\nrudder.dataPlaneUrl = "{base}"\n'
        'rudder.track("42", "Demo Requested", {"plan": "pro"})'
    )
    node = (
        "import RudderAnalytics from '@rudderstack/rudder-sdk-node'\n\n"
        f"const analytics = new RudderAnalytics('{key}', {{ dataPlaneUrl: '{base}' }})"
    )
    browser = (
        "import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'\n\n"
        "const analytics = new RudderAnalytics()\n"
        f"analytics.load('{key}', '{base}', {{ configUrl: '{base}' }})"
    )
    return [
        Snippet("rudder-python", "Python: rudder-sdk-python", "", python),
        Snippet("rudder-node", "Node: @rudderstack/rudder-sdk-node", "", node),
        Snippet("rudder-browser", "Browser: @rudderstack/analytics-js", "", browser),
    ]


def plain(base: str, key: str) -> list[Snippet]:
    """HTTP itself."""
    event = '{"userId": "42", "event": "Demo Requested", "properties": {"plan": "pro"}, "messageId": "order-1001"}'
    curl = f"curl {base}/v1/track -u {key}: \\\n  -d '{event}'"
    note = "Give each event a messageId of its own: the same one twice is one event, for ever."
    return [Snippet("plain-curl", "curl", note, curl)]
