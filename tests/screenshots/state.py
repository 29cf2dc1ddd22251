"""A state of a page: who opens which address, and what she does there before the picture is taken."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

Step = Callable[[Page], object]
UNCHECKED = """selector => {
  const form = document.querySelector(selector); form.noValidate = true; form.requestSubmit()
}"""
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class State:
    """`point` is the point of the review it belongs to; `role` a key of the people of company.py, "" for nobody.

    `{words}` of the path are keys of the values that company.py and learning.py give.
    """

    point: str
    name: str
    role: str
    path: str
    steps: tuple[Step, ...] = ()
    status: int = 200

    def address(self, values: Mapping[str, object]) -> str:
        return PLACE.sub(lambda found: str(values[found.group(1)]), self.path)


def click(name: str, *, role: str = "button", nth: int = 0) -> Step:
    return lambda page: page.get_by_role(role, name=re.compile(name)).nth(nth).click()


def choose(*, nth: int = 0, within: str = "main") -> Step:
    return lambda page: page.locator(within).get_by_role("radio").nth(nth).check()


def fill(label: str, text: str) -> Step:
    return lambda page: page.get_by_label(re.compile(label)).first.fill(text)


def press(selector: str) -> Step:
    return lambda page: page.locator(selector).first.click()


def wait_for(selector: str) -> Step:
    return lambda page: page.locator(selector).first.wait_for()


def open_all(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")


def go_offline(page: Page) -> None:
    page.context.set_offline(True)
    page.evaluate("() => window.dispatchEvent(new Event('offline'))")


def send_unchecked(selector: str = "main form") -> Step:
    """Sends a form without the browser's own checks, to see the site's."""

    def send(page: Page) -> None:
        with page.expect_navigation():
            page.evaluate(UNCHECKED, selector)

    return send
