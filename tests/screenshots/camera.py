"""Opens a page state in Chromium and takes its pictures."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Error, FloatRect, Page, sync_playwright

from tests.chromium import WHOLE, found
from tests.screenshots import moment
from tests.screenshots.state import State
from tests.screenshots.variants import Variant

CHROMIUM = found(*WHOLE)
# The words of the browser itself, such as the places of a date field.
GERMAN: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "de", "LANG": "de_DE.UTF-8"}
TIMEOUT_MS = 15_000
PAINTED_MS = 60_000  # a long page on a busy machine
TALLEST = 16_000  # pixels, what Chromium paints in one piece; a lesson has 14,000 on a phone, more with its boxes open
HEIGHT = "() => document.documentElement.scrollHeight"
# A lesson's figures are fetched when somebody scrolls near them, which a camera does not.
FIGURES = """() => Promise.all([...document.images].map(image => {
  image.loading = "eager"; return image.decode().catch(() => {})
}))"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Picture:
    state: State
    variant: Variant
    file: str
    fault: str = ""


@contextmanager
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        raise SystemExit("Chromium is not installed; name one by CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], env=GERMAN)
        yield browser
        browser.close()


class Camera:
    """One window for each state, at the site that answers at `url`; whoever it is for is signed in on one other device."""

    def __init__(self, browser: Browser, url: str, folder: Path, people: Mapping[str, Any], language: str) -> None:
        self.browser, self.url, self.folder = browser, url, folder
        self.people, self.language = people, language
        self.elsewhere: dict[str, str] = {}

    def photograph(self, state: State, path: str, variants: list[Variant]) -> Iterator[Picture]:
        page = self.window(state.role)
        try:
            for number, variant in enumerate(variants):
                yield self._picture(page, state, path, variant, is_first=number == 0)
        finally:
            page.context.close()

    def _picture(self, page: Page, state: State, path: str, variant: Variant, *, is_first: bool) -> Picture:
        file = f"{state.name}.{variant.name}.png"
        page.set_viewport_size({"width": variant.width, "height": variant.height})
        page.emulate_media(media=variant.media, color_scheme=variant.theme, forced_colors=variant.forced_colors)
        try:
            fault = opened(page, state, path) if is_first or not state.steps else ""
            if variant.media == "screen" and (wider := page.evaluate(WIDER)) > 0:
                fault = fault or f"{wider} px wider than the window"
            page.evaluate(FIGURES)
            height = min(page.evaluate(HEIGHT), TALLEST)
            clip: FloatRect = {"x": 0, "y": 0, "width": variant.width, "height": max(height, variant.height)}
            page.screenshot(
                path=self.folder / file, full_page=True, clip=clip, animations="disabled", timeout=PAINTED_MS
            )
        except Error as error:
            fault = str(error).splitlines()[0]
        return Picture(state, variant, file, fault)

    def window(self, role: str) -> Page:
        look = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "service_workers": "block"}
        context = self.browser.new_context(base_url=self.url, **look)
        context.set_default_timeout(TIMEOUT_MS)
        cookies = {"language": self.language}
        if role:
            cookies[settings.SESSION_COOKIE_NAME] = self._session_of(role)
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        page = context.new_page()
        page.clock.set_fixed_time(moment.STANDS_AT)
        return page

    def _session_of(self, role: str) -> str:
        person = self.people[role]
        if role not in self.elsewhere:
            self.elsewhere[role] = signed_in(person)
        person.sessions.exclude(session_key=self.elsewhere[role]).delete()
        return signed_in(person)


def signed_in(person: Any) -> str:
    """The key of a new session."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def opened(page: Page, state: State, path: str) -> str:
    """What steps have done to a page is done once; the others are opened anew in each shape. What is wrong?"""
    answer = page.goto(path)
    page.evaluate(FIGURES)  # before a step that goes offline
    for step in state.steps:
        step(page)
    if answer and answer.status != state.status:
        return f"answers {answer.status} instead of {state.status}"
    return ""
