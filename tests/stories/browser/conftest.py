"""A real Chromium against the real site. Without one these tests are skipped by name."""

import os

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import chromium as installed

# Playwright's loop runs in the test's own thread, where Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE, LAPTOP = {"width": 360, "height": 640}, {"width": 1280, "height": 800}
TIMEOUT_MS = 10_000  # what is awaited comes at once; a busy machine is no fault of the page
expect.set_options(timeout=TIMEOUT_MS)
# Requests that pass through a service worker are not seen by `page.route`; test_without_connection.py allows it.
USUAL = {"viewport": LAPTOP, "service_workers": "block"}


@pytest.fixture(scope="session")
def chromium():
    if not installed.CHROMIUM:
        pytest.skip("Chromium is not installed")
    with installed.chromium() as browser:
        yield browser


@pytest.fixture
def open_page(chromium: Browser, live_server):
    """Opens a window and fails if the page meant to run, load or show what the policy forbids."""
    contexts, complaints = [], []

    def opened(**options) -> Page:
        context = chromium.new_context(base_url=live_server.url, locale="de-DE", **{**USUAL, **options})
        context.set_default_timeout(TIMEOUT_MS)
        context.on("request", lambda request: _note_foreign(request.url, live_server.url, complaints))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda entry: complaints.append(entry.text) if _is_complaint(entry) else None)
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _note_foreign(url: str, own: str, complaints: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:")):
        complaints.append(f"third-party request: {url}")


def _is_complaint(entry) -> bool:
    """Scripts that fail and breaches of the policy; that a page answered 404 or 409 is no fault of the browser's."""
    return entry.type == "error" and "Failed to load resource" not in entry.text


@pytest.fixture
def sign_in(live_server):
    """Puts a session's cookie into the window; signing in by the form has its own story."""
    from django.conf import settings
    from django.test import Client

    def signed_in(page: Page, user) -> Page:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return page

    return signed_in
