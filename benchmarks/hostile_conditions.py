"""How long the worst of 500 hostile conditions takes to be refused: `python -m benchmarks.hostile_conditions`."""

import random
import time

from tests.rules.test_conditions import faults_of, hostile

LIMIT = 50.0  # milliseconds


def main() -> None:
    """Print the median and the worst, beside the limit."""
    chance, spent = random.Random(8), []
    for _ in range(500):
        raw = hostile(chance)
        began = time.perf_counter()
        faults_of(raw)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    print(f"refused: median {spent[250]:.2f} ms, worst {spent[-1]:.2f} ms, limit {LIMIT:.0f} ms each")


if __name__ == "__main__":
    main()
