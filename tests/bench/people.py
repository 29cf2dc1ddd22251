"""How long does a list of so many people take, and how far does the process grow?

`python -m tests.bench.people csv 50000` in the empty database that `DATABASE_URL` names (default: a new SQLite file). It
prints one line of JSON: once everybody is new, once nothing changes, once everybody has a new name.
"""

import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django

from tests.bench.tables import peak_mib

HEAD = ["E-Mail", "Name", "Personalnummer", "Abteilung", "Eintrittsdatum"]
DEPARTMENTS = 200


def lines(rows: int, name: str) -> Iterator[list[str]]:
    for n in range(rows):
        place = f"Bereich {n % 20}/Team {n % DEPARTMENTS}"
        yield [f"person{n}@bench.example", f"{name} {n} Öztürk", f"{n:07}", place, f"2024-{n % 12 + 1:02}-01"]


def write_file(path: Path, rows: int, name: str) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(HEAD)
            writer.writerows(lines(rows, name))
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    for line in lines(rows, name):
        sheet.append(line)
    book.save(path)


def imported(path: Path) -> dict[str, Any]:
    from coursesite import clock
    from coursesite.accounts.services.departments import root_department
    from coursesite.accounts.services.importing import Confirmed, import_people

    home = root_department(day=date(2020, 1, 1))
    before, start, cpu = peak_mib(), time.monotonic(), time.process_time()
    with path.open("rb") as file:
        report = import_people(file=file, actor=None, home=home, confirmed=Confirmed(leavers=None), now=clock.now())
    return {
        **report.counts,
        "bad": report.bad_rows,
        "seconds": round(time.monotonic() - start, 1),
        "cpu": round(time.process_time() - cpu, 1),
        "growth": round(peak_mib() - before, 1),
    }


def main(suffix: str, rows: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder, f"{name}.{suffix}") for name in ("warm", "new", "same", "renamed")}
        for name, path in paths.items():
            child = os.fork()  # the writer's memory is not the import's
            if child == 0:
                write_file(path, 5 if name == "warm" else rows, "Neu" if name == "renamed" else "Person")
                os._exit(0)
            os.waitpid(child, 0)
        imported(paths["warm"])
        results = {name: imported(paths[name]) for name in ("new", "same", "renamed")}
    sys.stdout.write(json.dumps(results) + "\n")


if __name__ == "__main__":
    if "DATABASE_URL" not in os.environ:
        os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="bench-people-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coursesite.settings")
    os.environ.setdefault("SECRET_KEY", "bench")
    django.setup()
    main(sys.argv[1], int(sys.argv[2]))
