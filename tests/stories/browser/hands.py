"""Two ways to use a page: the keyboard alone, or single clicks alone. A story that works with both needs neither.

Text is typed by both: whoever has no keyboard dictates it or types on a screen. `fill` is neither a key nor a click.
"""

from playwright.sync_api import Locator, Page

MOST_TABS = 150


class Keyboard:
    """Tab to it, then its key: Space for boxes, arrows for radio buttons and lists, Enter for the rest."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, control: Locator) -> None:
        self._reach(control)
        self.page.keyboard.press("Enter")

    def tick(self, control: Locator) -> None:
        self._reach(control)
        self.page.keyboard.press("Space")

    def choose(self, radio: Locator) -> None:
        """A group of radio buttons is one stop; its first is reached by Tab, the others by arrows."""
        group = self.page.locator(f"[name='{radio.get_attribute('name')}']")
        self._reach(group.first)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{radio} cannot be chosen by arrows")

    def select(self, field: Locator, label: str) -> None:
        self._reach(field)
        for _step in range(field.locator("option").count() + 1):
            if field.evaluate("one => one.selectedOptions[0]?.label.trim()") == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} cannot be chosen by arrows")

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)

    def tool(self, button: Locator) -> None:
        """A toolbar is one stop, too."""
        self._reach(button.locator("xpath=..").locator("button").first)
        for _step in range(20):
            if _has_focus(button):
                self.page.keyboard.press("Enter")
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"{button} cannot be reached by arrows")

    def _reach(self, control: Locator) -> None:
        control.wait_for()
        for _step in range(MOST_TABS):
            if _has_focus(control):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{control} cannot be reached by Tab")


class Clicks:
    """One press at its middle, no key, nothing dragged, nothing hovered first."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, control: Locator) -> None:
        control.click()

    def tick(self, control: Locator) -> None:
        self.choose(control)

    def choose(self, radio: Locator) -> None:
        """On its label, which is the whole row."""
        self.page.locator(f"label[for='{radio.get_attribute('id')}']").click()

    def select(self, field: Locator, label: str) -> None:
        """The list that opens is the system's own, so it cannot be clicked here."""
        field.click()
        self.page.keyboard.press("Escape")
        field.select_option(label=label)

    def write(self, field: Locator, text: str) -> None:
        field.click()
        field.fill(field.input_value() + text)

    def tool(self, button: Locator) -> None:
        button.click()


def _has_focus(control: Locator) -> bool:
    return bool(control.evaluate("one => one === document.activeElement"))
