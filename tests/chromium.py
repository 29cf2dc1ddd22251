"""Which Chromium do the browser tests and the first visits of `make bench` use?

The headless shell shows a page as the whole browser does, without a window around it: a new page takes a fifth of the
CPU time, a click a quarter. It speaks English alone, so pictures are taken with the whole browser.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

SHELL, WHOLE = ("chromium-headless-shell",), ("chromium", "chromium-browser")


def found(*names: str) -> str | None:
    """The path of the one that CHROMIUM names, else of the first that is installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


CHROMIUM = found(*SHELL, *WHOLE)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
