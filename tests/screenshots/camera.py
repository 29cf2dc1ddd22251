"""Opens a page state in Chromium and takes its pictures."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Error, FloatRect, Page, sync_playwright

from tests.screenshots import moment
from tests.screenshots.state import State
from tests.screenshots.variants import Variant

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# The words of the browser itself, such as the places of a date field.
GERMAN: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "de", "LANG": "de_DE.UTF-8"}
TIMEOUT_MS = 15_000
TALLEST = 5000  # pixels; what is longer is cut off there
HEIGHT = "() => document.documentElement.scrollHeight"
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
    """One window for each person, at the site that answers at `url`."""

    def __init__(self, browser: Browser, url: str, folder: Path, people: Mapping[str, Any], language: str) -> None:
        self.browser, self.url, self.folder = browser, url, folder
        self.people, self.language = people, language

    def photograph(self, state: State, path: str, variants: list[Variant]) -> Iterator[Picture]:
        page = self._window(state.role)
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
            fault = self._opened(page, state, path) if is_first or not state.steps else ""
            if variant.media == "screen" and (wider := page.evaluate(WIDER)) > 0:
                fault = fault or f"{wider} px wider than the window"
            height = min(page.evaluate(HEIGHT), TALLEST)
            clip: FloatRect = {"x": 0, "y": 0, "width": variant.width, "height": max(height, variant.height)}
            page.screenshot(path=self.folder / file, full_page=True, clip=clip, animations="disabled")
        except Error as error:
            fault = str(error).splitlines()[0]
        return Picture(state, variant, file, fault)

    def _opened(self, page: Page, state: State, path: str) -> str:
        """What steps have done to a page is done once; the others are opened anew in each shape. What is wrong?"""
        answer = page.goto(path)
        for step in state.steps:
            step(page)
        if answer and answer.status != state.status:
            return f"answers {answer.status} instead of {state.status}"
        return ""

    def _window(self, role: str) -> Page:
        context = self.browser.new_context(base_url=self.url, locale="de-DE", timezone_id="Europe/Berlin")
        context.set_default_timeout(TIMEOUT_MS)
        cookies = {"language": self.language}
        if role:
            client = Client()
            client.force_login(self.people[role])
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        page = context.new_page()
        page.clock.set_fixed_time(moment.STANDS_AT)
        return page
