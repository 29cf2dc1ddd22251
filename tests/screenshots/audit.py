"""Opens a page state and measures its accessibility: both themes, a phone and a laptop. Keeps its HTML for the Nu checker.

The checker (https://validator.github.io/validator/) is no part of this repository: VNU_JAR names its file. Without it
the HTML is left in the folder and only that is said.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Page, Response

from tests.measuring import COLOURS, WCAG, axe_faults, measured, sideways
from tests.screenshots.camera import Camera, opened
from tests.screenshots.staff_pages import MAILS
from tests.screenshots.state import State

SIZES = ({"width": 360, "height": 640}, {"width": 1280, "height": 800})
THEMES = {"light": WCAG, "dark": COLOURS}
# A mail is no page: the reader's program gives it the frame.
PAGE_ONLY = ("landmark-one-main", "page-has-heading-one", "region", "h1")
MOST_SHOWN = 3  # elements of each fault
# They hold what learners see, which has its own states; axe would run its script in a frame that forbids all scripts.
WITHOUT_FRAMES = "() => document.querySelectorAll('iframe').forEach(frame => frame.remove())"


class Auditor:
    def __init__(self, camera: Camera, folder: Path) -> None:
        self.camera, self.folder = camera, folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def audit(self, state: State, path: str) -> dict[str, object]:
        page = self.camera.window(state.role)
        documents: list[Response] = []
        page.on("response", lambda response: documents.append(response) if _is_page(response) else None)
        try:
            fault = opened(page, state, path)
            found = {"state": fault} if fault else {}
            if documents:
                (self.folder / f"{state.name}.html").write_text(documents[-1].text(), encoding="utf-8")
            found |= self._measured(page)
            if state.point == MAILS:
                found = {name: where for name, where in found.items() if not name.startswith(PAGE_ONLY)}
        except Error as error:
            found = {"state": str(error).splitlines()[0]}
        finally:
            page.context.close()
        return found

    def _measured(self, page: Page) -> dict[str, object]:
        found: dict[str, object] = {}
        known: set[str] = set()
        page.evaluate(WITHOUT_FRAMES)
        for theme, options in THEMES.items():
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # no colour on its way to another
            for size in SIZES:
                page.set_viewport_size(size)
                rules = {rule: where for rule, where in axe_faults(page, options).items() if rule not in known}
                found |= {f"{rule}, first {theme} at {size['width']}": _few(where) for rule, where in rules.items()}
                known |= rules.keys()
                found |= sideways(page)
        if (headings := page.locator("h1:visible").count()) != 1:  # an error page has one in each language
            found["h1"] = headings
        return found | {name: _few(where) for name, where in measured(page).items()}


def _few(where: object) -> object:
    return where[:MOST_SHOWN] if isinstance(where, list) else where


def _is_page(response: Response) -> bool:
    is_document = response.request.resource_type == "document" and response.headers.get("location") is None
    return is_document and response.headers.get("content-type", "").startswith("text/html")


def invalid_html(folder: Path) -> Iterator[str]:
    """What the Nu checker calls an error, by page."""
    jar = os.environ.get("VNU_JAR")
    if not jar:
        print(f"HTML not checked: VNU_JAR names no Nu checker. The pages are in {folder}.")
        return
    command = ["java", "-jar", jar, "--errors-only", "--format", "json", "--skip-non-html", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    for message in json.loads(answer.stderr)["messages"]:
        yield f"{Path(message.get('url', '?')).name}:{message.get('lastLine', '?')}: {message['message']}"
