"""Whether the time of an answer tells which addresses have an account: sign-in, reset, with the real password hash.

    python -m benchmarks.sign_in [--times 200]

Known and unknown addresses in turn; a two-sided Mann-Whitney test on the processor time. A probability over 0.05 means
that the times do not tell them apart. Uses a database of its own.
"""

import argparse
import os
import statistics
import time
from math import erf, sqrt

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.cache import cache  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from accounts.models import User  # noqa: E402
from tests import databases  # noqa: E402

HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
WAYS = {
    "/login/": {"password": "not the right one"},
    "/password/reset/": {},
}


def main() -> None:
    """Measure in a fresh copy of the migrated database, and drop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200)
    wanted = parser.parse_args()
    name = databases.make("bench")
    try:
        with override_settings(PASSWORD_HASHERS=HASHERS, ALLOWED_HOSTS=["testserver"]):
            measure(wanted.times)
    finally:
        databases.drop(name)


def measure(times: int) -> None:
    """Print a line for each way."""
    for number in range(times):
        person = User.objects.create_user(f"known{number}@example.com", "a-good-long-password")
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    for path, more in WAYS.items():
        found: dict[str, list[float]] = {"known": [], "unknown": []}
        answers = set()
        for number in range(times):
            for kind in ("known", "unknown") if number % 2 else ("unknown", "known"):
                cache.clear()
                client = Client()
                said = {"login" if "login" in path else "email": f"{kind}{number}@example.com", **more}
                began = time.process_time()
                answer = client.post(path, said)
                found[kind].append(time.process_time() - began)
                answers.add((answer.status_code, answer.headers.get("Location", "")))
        known, unknown = (statistics.median(found[kind]) * 1000 for kind in ("known", "unknown"))
        chance = mann_whitney(found["known"], found["unknown"])
        print(
            f"{path:18} known {known:6.2f} ms, unknown {unknown:6.2f} ms, p = {chance:.3f}"
            f" (wanted > 0.05), {len(answers)} kind of answer"
        )


def mann_whitney(first: list[float], second: list[float]) -> float:
    """The probability that two samples of one distribution differ at least so much (normal approximation)."""
    ranked = sorted((value, which) for which, values in enumerate((first, second)) for value in values)
    total = sum(place for place, (_, which) in enumerate(ranked, 1) if which == 0)
    m, n = len(first), len(second)
    u = total - m * (m + 1) / 2
    z = (u - m * n / 2) / sqrt(m * n * (m + n + 1) / 12)
    return 1 - erf(abs(z) / sqrt(2))


if __name__ == "__main__":
    main()
