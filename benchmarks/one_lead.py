"""How fast one client gives leads over the API, one a request, in an empty workspace and beside many leads.

    python -m benchmarks.one_lead [--leads 100000] [--posts 300]

The pages run as processes of their own, as the product runs them; the client waits for each answer. Every address is
new. Prints leads a second, the median of a request, and the ratio between the two.
"""

import argparse
import http.client
import json
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402

from accounts import actions, tenancy  # noqa: E402
from accounts.models import User, Workspace  # noqa: E402
from accounts.scopes import Scope  # noqa: E402
from benchmarks import ingest, pages  # noqa: E402
from tests import databases  # noqa: E402

LEAST, FLAT = 100.0, 1.5  # leads a second, and how many times slower it may be beside many


def main() -> None:
    """An empty workspace and a full one, in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=300)
    wanted = parser.parse_args()
    os.environ["BATON_API_PER_MINUTE"] = "1000000"
    name = databases.make("bench")
    try:
        by = User.objects.create_user("bench@example.com", "a-good-long-password", name="Bench")
        empty, full = (actions.create_workspace(name=each, by=by, slug=each) for each in ("empty", "full"))
        pages.fill(full, by, wanted.leads)
        tokens = {workspace.slug: token_of(workspace, by) for workspace in (empty, full)}
        connection.close()
        with ingest.serving(name, "pages"):
            post(tokens["empty"], 30, "warm")
            took = {slug: post(token, wanted.posts, slug) for slug, token in tokens.items()}
    finally:
        databases.drop(name)
    for slug, each in took.items():
        rate = 1 / statistics.median(each)
        print(f"{slug:6} {rate:7.0f} leads/s, median {statistics.median(each) * 1000:.1f} ms, at least {LEAST:.0f}/s")
    ratio = statistics.median(took["full"]) / statistics.median(took["empty"])
    print(f"beside {wanted.leads:,} leads {ratio:.2f} times as long, at most {FLAT}")


def token_of(workspace: Workspace, by: User) -> str:
    """A key that may write leads."""
    with tenancy.workspace(workspace):
        _, token = actions.make_key(workspace, by=by, name="Bench", scopes=list(Scope), expires_at=None)
    return str(token)


def post(token: str, number: int, name: str) -> list[float]:
    """Give so many leads; seconds of each."""
    line = http.client.HTTPConnection("127.0.0.1", ingest.PORT, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    took = []
    for place in range(number):
        said = {"first_name": "Lena", "last_name": f"No {place}", "email": f"{name}-{place}@post-{name}.example"}
        said |= {"title": "Head of Sales", "company_name": f"Post {place % 50}", "country": "DE", "source": "Fair"}
        began = time.perf_counter()
        line.request("POST", "/api/v1/leads/", json.dumps(said), headers)
        answer = line.getresponse()
        body = answer.read()
        took.append(time.perf_counter() - began)
        if answer.status != http.client.CREATED:
            raise RuntimeError(f"{answer.status}: {body[:300]!r}")
    return took


if __name__ == "__main__":
    main()
