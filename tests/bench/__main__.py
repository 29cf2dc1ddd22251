"""`make bench`: what does a page cost, as a multiple of a bare view? See CONTRIBUTING.md for how to read it."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

from tests.bench import figures, first_visit, load
from tests.bench.figures import Row
from tests.bench.postgres import new_database
from tests.bench.server import HOST, ROOT, Server
from tests.bench.visit import CSRF, Saving, Visit
from tests.chromium import CHROMIUM, chromium

SIZES = (10, 10_000)
EXPORT_ROWS = 100_000
EXPORT_LIMIT_MIB = 20
FILE_ROWS, PDF_ROWS = 1_000_000, 2000
COPY_LIMIT = 3  # times PostgreSQL's own COPY
XLSX_LIMIT_SECONDS, XLSX_LIMIT_MIB = 25, 40
CROWD = 1200  # a tenth of them saves, a thousand start
SAVE_RATE, SAVE_LIMIT_MS = 100, 150
START_COUNT, START_LIMIT_MS = 1000, 1000
LOAD_SECONDS = 60
AS_STARTED = ("--workers", "2", "--threads", "4", "--worker-class", "gthread")
WARM_UP = 20
REQUESTS = 20  # a round and page
ROUNDS, QUICK_ROUNDS = 15, 5
BARE = Visit("bare view", "/ok")
WSGI = "django.core.wsgi:get_wsgi_application()"


def main() -> None:
    options = _options()
    if not Path("/proc/self/schedstat").exists():
        sys.exit("make bench needs Linux: it reads the worker's CPU time from /proc.")
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="trennscharf-bench-") as folder:
        if options.crowd:
            _crowd(Path(folder))
            return
        if options.visits:
            _first_visits(Path(folder))
            return
        _pages(Path(folder), rounds)
        _middleware(Path(folder), rounds)
        if not options.quick:
            _export(Path(folder))
            _files()
            _first_visits(Path(folder))
            _crowd(Path(folder))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds; no export, files, first visits, crowd")
    parser.add_argument("--crowd", action="store_true", help="nothing but the crowd")
    parser.add_argument("--visits", action="store_true", help="nothing but first visits by a slow line")
    return parser.parse_args()


def _pages(folder: Path, rounds: int) -> None:
    with ExitStack() as stack:
        bare = stack.enter_context(_bare())
        sites = [_site(folder, size) for size in SIZES]
        servers = [stack.enter_context(Server("coursesite.wsgi:application", site["env"])) for site in sites]
        visits = [_visits(site) for site in sites]
        probes = [_probe(bare, BARE)]
        probes += [_probe(server, visit) for server, own in zip(servers, visits, strict=True) for visit in own]
        costs = figures.interleaved(probes, rounds=rounds)
    rows = [Row(visit.name, cost, visit.limit) for visit, cost in zip([BARE, *chain(*visits)], costs, strict=True)]
    pages = len(visits[0])
    pairs = list(zip(rows[1 : pages + 1], rows[pages + 1 :], strict=True))
    print("CPU per request, as multiples of the bare view, by enrolled learners")
    print("\n".join(figures.page_table(rows[0], pairs, SIZES)), flush=True)


def _middleware(folder: Path, rounds: int) -> None:
    site = _environment(folder / "stack") | {"DJANGO_SETTINGS_MODULE": "tests.bench.stack"}
    Path(site["DATA_DIR"], "static").mkdir(parents=True)
    names = _stack()
    with ExitStack() as stack:
        counts = range(len(names) + 1)
        stacks = [Server(WSGI, site | {"BENCH_MIDDLEWARE": str(count)}) for count in counts]
        servers = [stack.enter_context(server) for server in [_bare(), *stacks]]
        costs = figures.interleaved([_probe(server, BARE) for server in servers], rounds=rounds)
    bare, *steps = [Row(name, cost) for name, cost in zip(["bare", "none", *names], costs, strict=True)]
    print()
    print("\n".join(figures.share_table(bare, steps)), flush=True)


def _export(folder: Path) -> None:
    site = _site(folder, EXPORT_ROWS)
    small, large = "?status=completed&purpose=Audit", "?purpose=Audit"
    with Server("coursesite.wsgi:application", site["env"]) as server:
        report = Visit("export", f"/reports/completions.csv{small}", {"sessionid": site["hr"]})
        report.send(server.port)
        before, start = server.peak_mib(), time.monotonic()
        report.path = f"/reports/completions.csv{large}"
        size = report.send(server.port)
        seconds, growth = time.monotonic() - start, server.peak_mib() - before
    word = "ok" if growth <= EXPORT_LIMIT_MIB else "over"
    print(
        f"\nCSV of {EXPORT_ROWS:,} rows: {size / 1e6:.1f} MB in {seconds:.1f} s, the process grew by {growth:.1f} MiB"
    )
    print(f"(limit {EXPORT_LIMIT_MIB} MiB: {word})")


def _files() -> None:
    """The writers alone, each in a process of its own."""
    beside = _file("copy", FILE_ROWS)
    if beside is None:
        print("CSV beside COPY: left out, no PostgreSQL answers")
    else:
        print("\n".join(_beside_copy(f"CSV of {FILE_ROWS:,} rows from PostgreSQL", beside)))
        print("\n".join(_beside_copy(f"HR's CSV of {EXPORT_ROWS:,} rows with its query", _report())))
    book, paper = _file("xlsx", FILE_ROWS), _file("pdf", PDF_ROWS)
    word = "ok" if book["seconds"] <= XLSX_LIMIT_SECONDS and book["growth"] <= XLSX_LIMIT_MIB else "over"
    print(f"XLSX of {FILE_ROWS:,} rows: {book['size'] / 1e6:.1f} MB in {book['seconds']:.1f} s", end=" ")
    print(f"({book['cpu']:.1f} s of CPU), the process grew by {book['growth']:.1f} MiB", end=" ")
    print(f"(limits {XLSX_LIMIT_SECONDS} s, {XLSX_LIMIT_MIB} MiB: {word})")
    print(f"PDF of {PDF_ROWS:,} rows: {paper['size'] / 1e6:.1f} MB in {paper['seconds']:.1f} s,", end=" ")
    print(f"its child held {paper['child']:.0f} MiB, the process grew by {paper['growth']:.1f} MiB", flush=True)


def _report() -> Any:
    """The report's own query in a database of its own."""
    with new_database() as address:
        env = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        command = [sys.executable, "-m", "tests.bench.report", str(EXPORT_ROWS)]
        made = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
    return json.loads(made.stdout)


def _beside_copy(name: str, found: dict[str, float | None]) -> list[str]:
    """Judged by CPU where it can be read: by the clock, COPY wins on a busy machine, being two processes."""
    by_clock = found["csv"] / found["copy"]
    head = f"{name}: {found['csv']:.1f} s, {by_clock:.1f} times its COPY by the clock"
    if not found["csv_cpu"]:
        return [f"{head} (limit {COPY_LIMIT}: {figures.verdict(by_clock, COPY_LIMIT)})"]
    by_cpu = found["csv_cpu"] / found["copy_cpu"]
    seconds = f"{found['csv_cpu']:.1f} beside {found['copy_cpu']:.1f}"
    word = figures.verdict(by_cpu, COPY_LIMIT)
    return [
        f"{head},",
        f"  {by_cpu:.1f} times in CPU seconds of both processes, {seconds} (limit {COPY_LIMIT}: {word})",
    ]


def _file(what: str, rows: int) -> Any:
    command = [sys.executable, "-m", "tests.bench.tables", what, str(rows)]
    return json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)


def _first_visits(folder: Path) -> None:
    """As `manage.py start` serves it, in a real browser."""
    if not CHROMIUM:
        print("First visits: left out, Chromium is not installed")
        return
    site = _site(folder, 0, "--learner")
    server = Server("coursesite.wsgi:application", site["env"], AS_STARTED)
    with server, chromium() as browser:
        url = f"http://{HOST}:{server.port}"
        rows = [(name, first_visit.first_visit(browser, url, path, who)) for name, path, who in _first_pages(site)]
    print("\nFirst visits with an empty cache, at 150 ms and 1.6 Mbit/s (Lighthouse's slow 4G), 360 pixels wide")
    print("\n".join(first_visit.table(rows)), flush=True)


def _first_pages(site: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """What the table calls it, its address, whose session."""
    course, learner = f"/courses/{site['course']}/", site["learner"]
    return [
        ("start page, signed out", "/", None),
        ("start page", "/", learner),
        ("course home", course, learner),
        ("lesson", f"{course}lessons/{site['lesson']}/", learner),
        ("quiz", f"{course}quizzes/{site['quiz']}/", learner),
        ("question page", f"/attempts/{site['attempt']}/questions/2/", learner),
        ("review", f"/attempts/{site['submitted']}/review/", learner),
        ("profile", "/me/profile/", learner),
        ("spaced review", "/me/practice/", learner),
        ("certificate", f"/me/certificates/{site['certificate']}/", learner),
    ]


def _crowd(folder: Path) -> None:
    """As `manage.py start` serves it: two processes with four threads each, on SQLite."""
    site = _site(folder, CROWD, "--crowd")
    with Server("coursesite.wsgi:application", site["env"], AS_STARTED) as server:
        saves = load.run(load.Saves(server.port, site["sitting"]), rate=SAVE_RATE, seconds=LOAD_SECONDS, expected=200)
        rate = START_COUNT / LOAD_SECONDS
        send = load.Starts(server.port, site["start"], site["starting"])
        starts = load.run(send, rate=rate, seconds=LOAD_SECONDS, expected=302)
    for name, found, limit in (("saves", saves, SAVE_LIMIT_MS), ("starts", starts, START_LIMIT_MS)):
        word = "ok" if not found.wrong and found.last_ms <= limit else "over"
        total = len(found.waits) + len(found.wrong)
        print(
            f"{total:,} {name} in {LOAD_SECONDS} s: {len(found.wrong)} errors {sorted(set(map(str, found.wrong)))}, "
            f"99 of 100 within {found.last_ms:.0f} ms (limit {limit} ms: {word})",
            flush=True,
        )


def _bare() -> Server:
    return Server(WSGI, {"DJANGO_SETTINGS_MODULE": "tests.bench.bare.settings"})


def _environment(folder: Path) -> dict[str, str]:
    return {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "SITE_PROFILE": "local",
        "DJANGO_SETTINGS_MODULE": "coursesite.settings",
    }


def _site(folder: Path, learners: int, *options: str) -> dict[str, Any]:
    env = _environment(folder / f"{learners}{''.join(options)}")
    Path(env["DATA_DIR"]).mkdir()
    made = subprocess.run(
        [sys.executable, "-m", "tests.bench.company", str(learners), *options],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        check=True,
    )
    return {**json.loads(made.stdout), "env": env}


def _visits(site: dict[str, Any]) -> list[Visit]:
    learner, hr = ({"sessionid": site[name], "csrftoken": CSRF} for name in ("learner", "hr"))
    course, attempt = f"/courses/{site['course']}/", f"/attempts/{site['attempt']}/"
    return [
        Visit("start page, signed out", "/"),
        Visit("start page", "/", learner),
        Visit("course home", course, learner, limit=7),
        Visit("profile", "/me/profile/", learner),
        Visit("spaced review", "/me/practice/", learner),
        Visit("lesson", f"{course}lessons/{site['lesson']}/", learner, limit=5),
        Visit("question page", f"{attempt}questions/2/", learner, limit=5),
        Saving("save", f"{attempt}save/", learner, answers=site["answers"], limit=5),
        Visit("HR CSV, no row", "/reports/completions.csv?status=completed&purpose=Audit", hr),
    ]


def _probe(server: Server, visit: Visit) -> Callable[[], float]:
    for _request in range(WARM_UP):
        visit.send(server.port)

    def probe() -> float:
        before = server.cpu_ns()
        for _request in range(REQUESTS):
            visit.send(server.port)
        return (server.cpu_ns() - before) / REQUESTS

    return probe


def _stack() -> list[str]:
    """Our middleware, read where settings can be: in a process of its own."""
    code = "import json; from coursesite.settings import MIDDLEWARE; print(json.dumps(MIDDLEWARE))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(found.stdout)


if __name__ == "__main__":
    main()
