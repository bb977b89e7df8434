"""Take the screenshots of docs/walkthrough.md from a running demo.

    python docs/make_pictures.py http://localhost:8000 [--chromium /usr/bin/chromium]

Needs Playwright. Signs in as the demo's people, visits each page, and writes docs/pictures/walkthrough-*.png.
"""

import argparse
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# name of the picture, who, address
FILE = HERE.parent.parent / "tests" / "data" / "marketplace_mqls.csv"
PAGES = [
    ("import", "maya", "import/"),
    ("mapping", "maya", "import/"),
    ("leads", "maya", "leads/"),
    ("scoring", "maya", "scoring/"),
    ("rehearsal", "maya", "scoring/"),
    ("publish", "maya", "scoring/publish/"),
    ("definitions", "maya", "definitions/"),
    ("queue", "ravi", "queue/"),
    ("pipeline", "mona", "reports/pipeline/"),
    ("funnel", "mona", "reports/funnel/?period=365"),
    ("sources", "maya", "reports/sources/"),
    ("feedback", "maya", "reports/feedback/"),
    ("goals", "mona", "goals/"),
    ("reviews", "mona", "reviews/"),
]


def main() -> None:
    """Visit and look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    parser.add_argument("--password", default="pass-the-baton")
    wanted = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=wanted.chromium, args=FLAGS)
        for person in dict.fromkeys(who for _, who, _ in PAGES):
            context = browser.new_context(viewport={"width": 1360, "height": 900}, color_scheme="light")
            page = sign_in(context.new_page(), wanted.base, person, wanted.password)
            for name, who, path in PAGES:
                if who == person:
                    take(page, f"{wanted.base}/w/acme/{path}", name)
            context.close()
        browser.close()


def sign_in(page: Any, base: str, person: str, password: str) -> Any:
    """Be one of the demo's people."""
    page.goto(f"{base}/login/")
    page.fill("[name=login]", f"{person}@acme.example")
    page.fill("[name=password]", password)
    page.click("form button[type=submit]")
    page.wait_for_load_state()
    return page


def send_a_file(page: Any) -> None:
    """Send a file, and look at what Baton takes its columns for."""
    page.set_input_files("input[type=file]", str(FILE))
    page.click("form[enctype] button[type=submit]")
    page.wait_for_load_state()
    page.goto(page.url.rstrip("/") + "/mapping/")


def rehearse(page: Any) -> None:
    """Let the draft be rehearsed, and wait for what it says."""
    page.click("form[action*='/rehearse/'] button[type=submit]")
    page.wait_for_timeout(15_000)
    page.reload()
    page.locator("#rehearsal").scroll_into_view_if_needed()


STEPS = {"mapping": send_a_file, "rehearsal": rehearse}


def take(page: Any, url: str, name: str) -> None:
    """One picture; a page that is not there is said and left out."""
    answer = page.goto(url)
    if answer is None or not answer.ok:
        print(f"{name}: {url} answered {answer.status if answer else 'nothing'}")
        return
    if name in STEPS:
        STEPS[name](page)
    page.screenshot(path=str(HERE / f"walkthrough-{name}.png"))
    print(f"{name}: walkthrough-{name}.png")


if __name__ == "__main__":
    main()
