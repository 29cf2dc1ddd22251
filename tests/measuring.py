"""What of a page's accessibility can be measured in a window? Each function gives what is wrong, nothing if all is well.

axe knows rules; the rest is what it cannot see (WCAG 2.2): sizes of targets (2.5.8), text with other distances (1.4.12,
1.4.10), motion where less is wished for (2.3.3), signs without a word (1.1.1) and away from their words, a focus that
shows (2.4.7) and that nothing covers (2.4.11).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Otherwise axe describes each element of each rule that holds, too, and loads every stylesheet once more for a single
# rule, css-orientation-lock, which tests/coursesite/test_tokens.py holds without a browser.
WCAG: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
COLOURS: dict[str, Any] = WCAG | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What another theme may change: it is the same page in other colours."""
NARROW = {"width": 320, "height": 640}

_WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  ['the page', ...[...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map(one => one.outerHTML.slice(0, 120))]"""

# A target is as large as its label. In a sentence it may be as low as its line; elsewhere it may be smaller where no
# other target comes nearer to its middle than half of 24 pixels.
_SMALL = """() => {
  const LEAST = 24;
  const every = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]';
  const boxes = one => [one, ...(one.labels ?? [])].map(part => part.getBoundingClientRect())
    .filter(box => box.width && box.height);
  const whole = one => boxes(one).reduce((sum, box) => ({
    left: Math.min(sum.left, box.left), right: Math.max(sum.right, box.right),
    top: Math.min(sum.top, box.top), bottom: Math.max(sum.bottom, box.bottom) }));
  const shown = [...document.querySelectorAll(every)].filter(one => !one.disabled && one.tabIndex >= 0
    && one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && boxes(one).length);
  const isInSentence = one => getComputedStyle(one).display === 'inline' && one.matches('a, button')
    && one.parentElement.closest('p, li, dd, dt, td, th, figcaption, caption, summary, h1, h2, h3, label, div')
      .textContent.trim().length > one.textContent.trim().length;
  const all = shown.map(one => ({ one, box: whole(one) }));
  const isSmall = ({ box }) => box.right - box.left < LEAST - .5 || box.bottom - box.top < LEAST - .5;
  const middle = box => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const isNear = (small, other) => {
    const [x, y] = middle(small.box);
    const dx = Math.max(other.box.left - x, 0, x - other.box.right);
    const dy = Math.max(other.box.top - y, 0, y - other.box.bottom);
    const [ox, oy] = middle(other.box);
    return Math.hypot(dx, dy) < LEAST / 2 || isSmall(other) && Math.hypot(ox - x, oy - y) < LEAST;
  };
  return all.filter(isSmall).filter(({ one }) => !isInSentence(one))
    .filter(small => all.some(other => other.one !== small.one && !other.one.contains(small.one)
      && !small.one.contains(other.one) && isNear(small, other)))
    .map(({ one, box }) => `${Math.round(box.right - box.left)}x${Math.round(box.bottom - box.top)} `
      + one.outerHTML.slice(0, 160));
}"""

# Main actions and rows of answers.
_LOW = """() => [...document.querySelectorAll('main .btn-primary, main .option, main .choice')]
  .filter(one => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height < 43.5)
  .map(one => `${Math.round(one.getBoundingClientRect().height)} ` + one.outerHTML.slice(0, 160))"""

# Whatever can have the focus gets it once. It must look otherwise then, itself or what frames it; and of nine points on
# it one at least must be its own, not a bar's that sticks to the window.
_FOCUS = """() => {
  const LOOKS = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderTopColor', 'backgroundColor',
    'color', 'textDecorationLine', 'opacity'];
  const frames = one => [one, one.parentElement, one.closest('label, .option, li, td'), ...(one.labels ?? [])]
    .filter(part => part);
  const look = one => frames(one).flatMap(part => [null, '::before', '::after'].map(pseudo => {
    const style = getComputedStyle(part, pseudo);
    return LOOKS.map(name => style[name]).join();
  })).join();
  const covers = (one, x, y) => {
    const top = document.elementFromPoint(x, y);
    return top === null || !frames(one).some(part => part.contains(top)) && !top.contains(one);
  };
  const isCovered = one => {
    const box = one.getClientRects()[0];  // of what is longer than the window, the part that it shows
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const points = [.1, .5, .9].flatMap(down => [.1, .5, .9].map(along =>
      [left + along * (right - left), top + down * (bottom - top)]));
    return points.every(([x, y]) => covers(one, x, y));
  };
  const every = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const shown = [...document.querySelectorAll(every)].filter(one => !one.disabled && one.tabIndex >= 0
    && one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && one.getClientRects().length);
  const unseen = [], covered = [];
  for (const one of shown) {
    document.activeElement.blur();
    const before = look(one);
    one.focus();
    if (document.activeElement !== one) continue;
    if (look(one) === before) unseen.push(one.outerHTML.slice(0, 160));
    if (isCovered(one)) covered.push(one.outerHTML.slice(0, 160));
  }
  document.activeElement.blur();
  return [unseen, covered];
}"""

_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
_UNSPACED = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1) }"

# What hides what does not fit, and does not let it be scrolled to.
_CUT = """() => [...document.querySelectorAll('body *')].filter(one => {
  const style = getComputedStyle(one);
  const hides = side => ['hidden', 'clip'].includes(side);
  if (one.matches('progress, svg, svg *, select, option, textarea, input') || !one.textContent.trim()) return false;
  if (one.clientWidth <= 1 || one.clientHeight <= 1 || !one.checkVisibility({ visibilityProperty: true })) return false;
  return hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1
    || hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
}).map(one => one.outerHTML.slice(0, 160))"""

_MOVING = """() => {
  const LONGEST = 0.01;
  const isLong = times => times.split(',').some(time =>
    parseFloat(time) / (time.trim().endsWith('ms') ? 1000 : 1) > LONGEST);
  const moves = style => style.transitionProperty !== 'none' && isLong(style.transitionDuration)
    || style.animationName !== 'none' && isLong(style.animationDuration);
  const found = [...document.querySelectorAll('*')].filter(one =>
    [null, '::before', '::after'].some(part => moves(getComputedStyle(one, part))));
  if (getComputedStyle(document.documentElement).scrollBehavior === 'smooth') found.push(document.documentElement);
  return found.map(one => one.cloneNode().outerHTML.slice(0, 120));
}"""

# A sign is hidden from screen readers and has a word beside it; a drawing of its own has a name or is hidden, too.
_NAMELESS = """() => {
  const isHidden = one => one.closest('[aria-hidden=true]') !== null;
  const named = one => one.getAttribute('aria-label') || one.getAttribute('aria-labelledby')
    || one.querySelector(':scope > title');
  const signs = [...document.querySelectorAll('.icon, .glyph')].filter(one => !isHidden(one)
    || !(one.closest('a, button, summary, label, li, th, td, p, dt, dd, h1, h2, h3, .term-mark, .state')
      ?? one.parentElement).textContent.trim());
  const drawings = [...document.querySelectorAll('body svg')].filter(one =>
    one.checkVisibility() && !isHidden(one) && !one.closest('[role=img][aria-label]') && !(one.getAttribute('role') === 'img' && named(one)));
  return [...signs, ...drawings].map(one => one.outerHTML.slice(0, 160));
}"""


# Words that have no room beside the sign that folds them in and out stand below it, at the left edge.
_BELOW_SIGN = """() => [...document.querySelectorAll('.fold > summary')].filter(one => {
  if (!one.checkVisibility() || getComputedStyle(one, '::before').display === 'none') return false;
  const words = document.createRange();
  words.selectNodeContents(one);
  const first = [...words.getClientRects()].find(box => box.width);
  return first && first.left - one.getBoundingClientRect().left < 8;
}).map(one => one.outerHTML.slice(0, 160))"""


def axe_faults(page: Page, options: dict[str, Any] = WCAG) -> dict[str, object]:
    if page.evaluate("() => !('axe' in window)"):  # half a megabyte: once for each page
        page.evaluate(Axe().axe_script)
    violations = page.evaluate("async options => (await axe.run(options)).violations", options)
    return {entry["id"]: [node["html"][:200] for node in entry["nodes"]] for entry in violations}


def sideways(page: Page) -> dict[str, object]:
    width = page.viewport_size["width"] if page.viewport_size else "?"
    return _named({f"sideways scroll at {width}": page.evaluate(_WIDE)})


def measured(page: Page) -> dict[str, object]:
    """Leaves the window as narrow as 320 pixels."""
    found = {"target below 24 px": page.evaluate(_SMALL), "main action below 44 px": page.evaluate(_LOW)}
    found["sign without a word"] = page.evaluate(_NAMELESS)
    with _reduced_motion(page):
        found["moves nevertheless"] = page.evaluate(_MOVING)
    page.set_viewport_size(NARROW)
    found["sideways scroll at 320"] = page.evaluate(_WIDE)
    found["words below their sign"] = page.evaluate(_BELOW_SIGN)
    page.keyboard.press("Tab")  # after a click the browser shows no focus: it is for whoever goes by keys
    with _reduced_motion(page):
        found["focus does not show"], found["focus is covered"] = page.evaluate(_FOCUS)
    with _spaced(page):
        found |= {"sideways with spaced text": page.evaluate(_WIDE), "cut with spaced text": page.evaluate(_CUT)}
    return _named(found)


def _named(found: dict[str, Any]) -> dict[str, object]:
    return {name: where for name, where in found.items() if where}


@contextmanager
def _reduced_motion(page: Page) -> Iterator[None]:
    page.emulate_media(reduced_motion="reduce")
    yield
    page.emulate_media(reduced_motion="no-preference")


@contextmanager
def _spaced(page: Page) -> Iterator[None]:
    page.evaluate(_SPACED)
    yield
    page.evaluate(_UNSPACED)
