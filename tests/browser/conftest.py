"""A real browser: Debian's Chromium, led by Playwright, against the live server."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Error, Page, ViewportSize

from accounts.models import User, Workspace

# Playwright runs a loop of its own in this thread; Django would otherwise refuse to query in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--process-per-site",  # or a process is begun for every page
    "--disable-site-isolation-trials",
    "--no-zygote",
]
WIDE: ViewportSize = {"width": 1360, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def chromium() -> str | None:
    """Where the browser is."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium; Playwright's own download is not needed."""
    return {"executable_path": chromium(), "args": QUIET}


class Watched:
    """A page whose complaints are kept: console errors, exceptions, refused scripts and styles."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base, self.complaints = page, base, []
        page.on("console", lambda line: self.complaints.append(told(line)) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " event => console.error('CSP', event.violatedDirective, event.blockedURI))"
        )

    def open(self, path: str, *, but: int | None = None) -> int:
        """Go there; answer the status, 0 for a file. What the page before still had to say is not this one's.

        A page that answers `but` is not waited for.
        """
        self.page.goto("about:blank")
        self.complaints.clear()
        try:
            answer = self.page.goto(self.base + path, wait_until="commit")
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            return 0  # a file, not a page
        status = answer.status if answer else 0
        if status != but:
            self.page.wait_for_load_state()
        return status

    def turn_to(self, size: ViewportSize, scheme: Any) -> None:
        """Show the same page in another size and scheme, drawn to the end."""
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    @property
    def is_whole(self) -> bool:
        """Whether it is a page, and not a part of one or a file."""
        return bool(self.page.evaluate("document.doctype !== null"))


def told(line: Any) -> str:
    """A console line with the address it is about."""
    return f"{line.text} {line.location.get('url', '')}"


@pytest.fixture
def browse(browser: Browser, live_server: Any, acme: Workspace, client: Any) -> Iterator[Callable[..., Watched]]:
    """Open a window as one of the cast: `browse("maya", PHONE, "dark")`; None is somebody signed out."""
    contexts = []

    def window(name: str | None, size: ViewportSize = WIDE, scheme: Any = "light", **options: Any) -> Watched:
        context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce", **options)
        contexts.append(context)
        if name:
            client.force_login(User.objects.get(email=f"{name}@example.com"))
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return Watched(context.new_page(), live_server.url)

    yield window
    for context in contexts:
        context.close()
