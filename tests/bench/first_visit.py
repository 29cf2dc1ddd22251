"""What does somebody wait for who opens a page for the first time, on a slow line?

A Chromium with nothing in its cache opens each page at the line that Lighthouse calls "slow 4G": 150 ms until an answer
begins, 1.6 Mbit/s. Chromium itself says what came over the line, what was painted last and largest (LCP), and how far
things moved (CLS).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext

PHONE = {"width": 360, "height": 640}
SLOW_4G = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1.6e6 / 8,  # bytes a second
    "uploadThroughput": 0.75e6 / 8,
}
TIMEOUT_MS = 120_000
QUIET_MS = 1000  # after the page has loaded: what is painted or moved late is still seen
TIMES = 3

# Of one page: bytes over the line, milliseconds, and the share of the window that moved.
MAX_BYTES, MAX_LCP_MS, MAX_CLS = 200_000, 1200, 0.05
MAX_CSS, MAX_JS = 60_000, 25_000

OBSERVE = """
window.painted = 0; window.moved = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.painted = entry.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Loaded:
    """One visit. Bytes are counted as they came over the line, heads of answers included."""

    css: int = 0
    js: int = 0
    total: int = 0
    lcp_ms: float = 0
    cls: float = 0
    foreign: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        over = {
            "css": self.css > MAX_CSS,
            "js": self.js > MAX_JS,
            "bytes": self.total > MAX_BYTES,
            "LCP": self.lcp_ms > MAX_LCP_MS,
            "CLS": self.cls >= MAX_CLS,
            "third party": bool(self.foreign),
        }
        return [name for name, is_over in over.items() if is_over]


def first_visit(browser: Browser, url: str, path: str, session: str | None) -> Loaded:
    """The quickest of some visits, each in a window that has seen nothing before: a busy machine only adds.

    Of movements the most there were.
    """
    visits = [_visit(browser, url, path, session) for _time in range(TIMES)]
    found = min(visits, key=attrgetter("lcp_ms"))
    found.cls = max(one.cls for one in visits)
    return found


def _visit(browser: Browser, url: str, path: str, session: str | None) -> Loaded:
    context = browser.new_context(base_url=url, viewport=PHONE, locale="de-DE")
    try:
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        return _load(context, url, path)
    finally:
        context.close()


def _load(context: BrowserContext, url: str, path: str) -> Loaded:
    page, loaded, kinds = context.new_page(), Loaded(), {}
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_4G)
    line.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    line.on("Network.loadingFinished", lambda event: _count(loaded, kinds.get(event["requestId"]), event))
    page.on("request", lambda request: _note_foreign(loaded, request.url, url))
    page.add_init_script(OBSERVE)
    response = page.goto(path, timeout=TIMEOUT_MS)
    if response is None or response.status != 200:
        raise RuntimeError(f"{path} answered {response and response.status}")
    page.wait_for_timeout(QUIET_MS)
    loaded.lcp_ms, loaded.cls = page.evaluate("[window.painted, window.moved]")
    return loaded


def _count(loaded: Loaded, kind: str | None, event: Mapping[str, Any]) -> None:
    size = int(event["encodedDataLength"])
    loaded.total += size
    if kind == "Stylesheet":
        loaded.css += size
    elif kind == "Script":
        loaded.js += size


def _note_foreign(loaded: Loaded, address: str, own: str) -> None:
    if urlsplit(address).scheme not in ("data", "blob") and not address.startswith(own):
        loaded.foreign.append(address)


def table(rows: Sequence[tuple[str, Loaded]]) -> list[str]:
    """One line a page."""
    lines = [f"{'page':24}{'CSS':>8}{'JS':>8}{'in all':>9}{'LCP':>9}{'CLS':>8}"]
    for name, found in rows:
        sizes = f"{found.css / 1000:>5.1f} kB{found.js / 1000:>5.1f} kB{found.total / 1000:>6.1f} kB"
        word = ", ".join(found.faults())
        lines.append(f"{name:24}{sizes}{found.lcp_ms:>6.0f} ms{found.cls:>8.3f}   {f'over: {word}' if word else 'ok'}")
    return lines
