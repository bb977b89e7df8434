"""A web site of somebody's, on an origin of its own: pages that carry tracking scripts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MODULES = Path(__file__).parent / "node_modules"
SEGMENT = "/@segment/analytics-next/dist/umd/index.js"
RUDDER = "/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js"

BATON = """<script async src="{pages}/track.js" data-key="{key}" {consent}></script>
<form data-baton="Demo Requested" id="demo" action="/thanks"><input name="e-mail" value="lee@firm.com">
<input name="first_name" value="Lee"><input name="password" value="secret"><button>Send</button></form>"""

NEXT = """<script src="{segment}"></script><script>
const analytics = AnalyticsNext.AnalyticsBrowser.load({{ writeKey: "{key}", cdnURL: "{pages}" }},
  {{ integrations: {{ "Segment.io": {{ apiHost: "{host}/v1", protocol: "http", {more} }} }} }});
analytics.page("Pricing"); analytics.track("Demo Requested", {{ plan: "pro" }});
analytics.identify("user-1", {{ email: "lee@firm.com", firstName: "Lee" }});
analytics.group("firm-9", {{ name: "Firm Inc" }}); analytics.alias("user-1");
</script>"""

# Segment's own snippet of 2024, line breaks and all that does not matter taken out; only _cdn is ours.
SNIPPET = """<script>
!function(){{var i="analytics",analytics=window[i]=window[i]||[];if(!analytics.initialize)if(analytics.invoked)
window.console&&console.error&&console.error("Segment snippet included twice.");else{{analytics.invoked=!0;
analytics.methods=["trackSubmit","trackClick","trackLink","trackForm","pageview","identify","reset","group",
"track","ready","alias","debug","page","screen","once","off","on","addSourceMiddleware","setAnonymousId"];
analytics.factory=function(e){{return function(){{if(window[i].initialized)return window[i][e].apply(window[i],
arguments);var n=Array.prototype.slice.call(arguments);n.unshift(e);analytics.push(n);return analytics}}}};
for(var n=0;n<analytics.methods.length;n++){{var key=analytics.methods[n];analytics[key]=analytics.factory(key)}}
analytics.load=function(key,n){{var t=document.createElement("script");t.type="text/javascript";t.async=!0;
t.setAttribute("data-global-segment-analytics-key",i);
t.src=analytics._cdn+"/analytics.js/v1/"+key+"/analytics.min.js";
var r=document.getElementsByTagName("script")[0];r.parentNode.insertBefore(t,r);analytics._loadOptions=n}};
analytics._writeKey="{key}";analytics._cdn="{pages}";analytics.SNIPPET_VERSION="5.2.0";
analytics.load("{key}");analytics.page();}}}}();
analytics.track("Demo Requested", {{ plan: "pro" }});
analytics.identify("user-1", {{ email: "lee@firm.com", firstName: "Lee" }});
</script>"""

RUDDERS = """<script src="{rudder}"></script><script>
const Kind = window.rudderanalytics?.RudderAnalytics ?? window.RudderAnalytics ?? window.rudderanalytics;
const analytics = new Kind();
analytics.load("{key}", "{door}", {{ configUrl: "{pages}", lockIntegrationsVersion: true }});
analytics.page("Pricing"); analytics.track("Demo Requested", {{ plan: "pro" }});
analytics.identify("user-1", {{ email: "lee@firm.com", firstName: "Lee" }});
analytics.group("firm-9", {{ name: "Firm Inc" }}); analytics.alias("user-1", "old-1");
</script>"""

PAGES = {"/baton": BATON, "/next": NEXT, "/snippet": SNIPPET, "/rudder": RUDDERS}
PAGES |= {"/thanks": "Thank you.", "/favicon.ico": ""}


class Site(SimpleHTTPRequestHandler):
    """Serves the pages, and the libraries' files as npm left them."""

    said: dict[str, str] = {}

    def do_GET(self) -> None:
        """A page, or a file."""
        page = PAGES.get(self.path.partition("?")[0])
        if page is None:
            super().do_GET()
            return
        body = f"<!doctype html><title>Firm</title><body>{page.format(**self.said)}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def site(*, door: str, pages: str, key: str, more: str = "", consent: str = "") -> Iterator[str]:
    """Serve a web site whose pages send to a door and load scripts from Baton's pages; answer its address."""
    Site.said = {"door": door, "host": door.split("//")[1], "pages": pages, "key": key, "more": more}
    Site.said |= {"consent": consent, "segment": SEGMENT, "rudder": RUDDER}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=MODULES))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
