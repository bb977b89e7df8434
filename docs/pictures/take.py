"""Take the documentation's pictures of a running demo: `python docs/pictures/take.py http://localhost:8000`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PAGES = {"home": "/w/acme/", "leads": "/w/acme/leads/", "lost-and-found": "/w/acme/leads/lost-and-found/"}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def take(base: str) -> None:
    """Sign in as the demo's admin and keep one picture of each page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_context(viewport={"width": 1360, "height": 800}, color_scheme="light").new_page()
        page.goto(f"{base}/login/")
        page.fill("input[name=login]", "ada@acme.example")
        page.fill("input[name=password]", "pass-the-baton")
        page.click("form button[type=submit]")
        for name, path in PAGES.items():
            page.goto(base + path)
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"))
