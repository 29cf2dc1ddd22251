"""`make screenshots`: every page state in every shape, on one contact sheet. CONTRIBUTING.md says how to read it."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Thread
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "var" / "screenshots"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="trennscharf-screenshots-") as data:
        os.environ |= {"DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "tests.screenshots.settings"}
        os.environ.pop("DATABASE_URL", None)  # what is made here never meets another database
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this very thread
        import django

        django.setup()
        _run(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--pages", default="*", help="names of states, with * (several: separated by commas)")
    parser.add_argument("--variants", default="*", help="names of shapes, with *")
    parser.add_argument("--language", default="de", choices=["de", "en"])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    return parser.parse_args()


def _run(options: argparse.Namespace) -> None:
    """The modules that need settings are imported here, when there are some."""
    from tests.screenshots.camera import Camera, chromium
    from tests.screenshots.company import make_company
    from tests.screenshots.pages import STATES
    from tests.screenshots.sheet import write_sheet
    from tests.screenshots.variants import VARIANTS

    states = [state for state in STATES if _is_wanted(state.name, options.pages)]
    variants = [variant for variant in VARIANTS if _is_wanted(variant.name, options.variants)]
    people, values = make_company()
    options.folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    with _site() as url, chromium() as browser:
        camera = Camera(browser, url, options.folder, people, options.language)
        for state in states:
            taken = list(camera.photograph(state, state.address(values), variants))
            pictures += taken
            print(state.name, *{one.fault for one in taken if one.fault}, flush=True)
    print(f"{len(pictures)} pictures: {write_sheet(pictures, options.folder)}")
    sys.exit(any(one.fault for one in pictures))


def _is_wanted(name: str, patterns: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns.split(","))


@contextmanager
def _site() -> Iterator[str]:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.utils.http import http_date

    from tests.screenshots import moment

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    site = get_wsgi_application()

    def dated(environ: Any, start_response: Any) -> Any:
        """The page of a question takes the time from here."""
        date = ("Date", http_date(moment.now().timestamp()))
        return site(environ, lambda status, headers, error=None: start_response(status, [*headers, date], error))

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(dated)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


if __name__ == "__main__":
    main()
