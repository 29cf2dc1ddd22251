"""`make screenshots`: every page state in every shape, on one contact sheet; `--audit`: what can be measured of each.

CONTRIBUTING.md says how to read it.
"""

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
        _run_handbook() if options.handbook else _run(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--pages", default="*", help="names of states, with * (several: separated by commas)")
    parser.add_argument("--variants", default="*", help="names of shapes, with *")
    parser.add_argument("--language", default="de", choices=["de", "en"])
    parser.add_argument("--audit", action="store_true", help="measure accessibility instead of taking pictures")
    parser.add_argument("--part", default="1/1", help="1/2 and 2/2 share the states of an audit between two processes")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--handbook", action="store_true", help="only the pictures of the handbook and of the README")
    return parser.parse_args()


def _run(options: argparse.Namespace) -> None:
    """The modules that need settings are imported here, when there are some."""
    from tests.screenshots.camera import Camera, chromium
    from tests.screenshots.company import make_company
    from tests.screenshots.pages import STATES

    states = [state for state in STATES if _is_wanted(state.name, options.pages)]
    people, values = make_company()
    options.folder.mkdir(parents=True, exist_ok=True)
    with _site() as url, chromium() as browser:
        camera = Camera(browser, url, options.folder, people, options.language)
        work = _audit if options.audit else _photograph
        is_faulty = work(options, camera, [(state, state.address(values)) for state in states])
    sys.exit(is_faulty)


def _photograph(options: argparse.Namespace, camera: Any, states: list[Any]) -> bool:
    from tests.screenshots.sheet import write_sheet
    from tests.screenshots.variants import VARIANTS

    variants = [variant for variant in VARIANTS if _is_wanted(variant.name, options.variants)]
    pictures = []
    for state, path in states:
        taken = list(camera.photograph(state, path, variants))
        pictures += taken
        print(state.name, *{one.fault for one in taken if one.fault}, flush=True)
    print(f"{len(pictures)} pictures: {write_sheet(pictures, options.folder)}")
    return any(one.fault for one in pictures)


def _audit(options: argparse.Namespace, camera: Any, states: list[Any]) -> bool:
    from tests.screenshots.audit import Auditor, invalid_html

    part, parts = (int(number) for number in options.part.split("/"))
    auditor = Auditor(camera, options.folder / f"html-{part}")
    mine = states[part - 1 :: parts]
    faults = 0
    for state, path in mine:
        found = auditor.audit(state, path)
        faults += len(found)
        print(state.name, "ok" if not found else "", flush=True)
        for name, where in found.items():
            print(f"  {name}: {where}", flush=True)
    for line in invalid_html(auditor.folder):
        faults += 1
        print(line)
    print(f"{len(mine)} states, {faults} faults")
    return faults > 0


def _run_handbook() -> None:
    """In both languages, beside the texts that show them."""
    from django.conf import settings

    from tests.screenshots import handbook
    from tests.screenshots.camera import Camera, chromium
    from tests.screenshots.company import make_company
    from tests.screenshots.pages import STATES

    people, values = make_company()
    wanted = {picture.state for picture in handbook.PICTURES}
    states = {state.name: (state, state.address(values)) for state in STATES if state.name in wanted}
    faults = []
    with _site() as url, chromium() as browser, tempfile.TemporaryDirectory() as uncut:
        for language, _name in settings.LANGUAGES:
            folder = handbook.FOLDER / language
            folder.mkdir(parents=True, exist_ok=True)
            camera = Camera(browser, url, Path(uncut), people, language)
            faults += handbook.take_pictures(camera, states, folder)
    print(*faults or [f"{len(handbook.PICTURES)} pictures in each language: {handbook.FOLDER}"], sep="\n")
    sys.exit(bool(faults))


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
