"""What do files of a table cost? Each writer in a process of its own: `python -m tests.bench.tables xlsx 1000000`.

It prints one line of JSON. The rows are made while they are written, so only the writer is measured; for CSV they come
from PostgreSQL, beside its own COPY of the same rows.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from coursesite.tables.columns import About, Column, Kind, Table
from coursesite.tables.formats import FORMATS
from tests.bench.postgres import connected

FETCHED = 2000
COLUMNS = (
    Column("name", "Name"),
    Column("personnel_number", "Personalnummer"),
    Column("department", "Abteilung"),
    Column("course", "Kurs"),
    Column("enrolled_on", "Eingeschrieben am", Kind.DATE),
    Column("status", "Status", words={"completed": "abgeschlossen"}),
    Column("passed", "Bestanden", Kind.BOOL, {True: "ja", False: "nein"}),
    Column("completed_on", "Abgeschlossen am", Kind.DATE),
    Column("number", "Nummer", Kind.INTEGER),
)
ABOUT = About("Abschlüsse", "de", "Stand: heute")
SELECT = """
    SELECT 'Person ' || n || ' Öztürk', lpad(n::text, 7, '0'), 'Vertrieb Süd', 'Kundenzentrierung',
      date '2026-01-01' + n %% 300, 'completed', n %% 3 = 0, date '2026-11-01' + n %% 28, n
    FROM generate_series(1, %(rows)s) AS n"""


def made(rows: int) -> Iterator[tuple[Any, ...]]:
    first = date(2026, 1, 1)
    days = [first + timedelta(days=number) for number in range(300)]
    for n in range(rows):
        name, number = f"Person {n} Öztürk", f"{n:07}"
        yield name, number, "Vertrieb Süd", "Kundenzentrierung", days[n % 300], "completed", n % 3 == 0, days[n % 28], n


def peak_mib(who: int = resource.RUSAGE_SELF) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def measured(key: str, rows: int) -> dict[str, float]:
    """Wall and CPU seconds, bytes, and how far this process grew after a first small file; the child's peak."""
    written(key, Table(COLUMNS, made(100)))
    before, start, cpu = peak_mib(), time.monotonic(), time.process_time()
    size = written(key, Table(COLUMNS, made(rows)))
    return {
        "seconds": time.monotonic() - start,
        "cpu": time.process_time() - cpu,
        "size": size,
        "growth": peak_mib() - before,
        "child": peak_mib(resource.RUSAGE_CHILDREN),
    }


def beside_copy(rows: int) -> dict[str, float | None] | None:
    """What our CSV and COPY cost, both from one table, the best of two; None where no PostgreSQL answers.

    Seconds by the clock, and CPU seconds of this process and the server's together where the server runs here, since
    two processes at work take twice the share of a busy machine that one takes.
    """
    connection = connected()
    if connection is None:
        return None
    with connection, connection.transaction():
        names = ", ".join(column.key for column in COLUMNS)
        connection.execute("SET client_min_messages = warning")
        connection.execute(f"CREATE TEMPORARY TABLE bench ({', '.join(_typed())}) ON COMMIT DROP")
        connection.execute(f"INSERT INTO bench ({names}) {SELECT}", {"rows": rows})
        return best_of_two(_copy, _csv, connection)


def best_of_two(copy: Callable[[Any], None], ours: Callable[[Any], None], connection: Any) -> dict[str, float | None]:
    rounds = [(_cost(copy, connection), _cost(ours, connection)) for _round in range(2)]
    copied, own = ([min(figures) for figures in zip(*costs, strict=True)] for costs in zip(*rounds, strict=True))
    return {"csv": own[0], "copy": copied[0], "csv_cpu": own[1] or None, "copy_cpu": copied[1] or None}


def _cost(write: Callable[[Any], None], connection: Any) -> tuple[float, float]:
    """Seconds by the clock and of CPU; of CPU 0 where the server's cannot be read."""
    server = _cpu_of(connection.info.backend_pid)
    start, cpu = time.monotonic(), time.process_time()
    write(connection)
    seconds, own = time.monotonic() - start, time.process_time() - cpu
    return seconds, own + _cpu_of(connection.info.backend_pid) - server if server else 0


def _cpu_of(backend: int) -> float:
    """CPU seconds of a PostgreSQL process on this machine; 0 if it runs on another one."""
    process = Path(f"/proc/{backend}")
    try:
        is_here = "postgres" in (process / "comm").read_text()
        return int((process / "schedstat").read_text().split()[0]) / 1e9 if is_here else 0
    except OSError:
        return 0


def _copy(connection: Any) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY bench TO STDOUT (FORMAT csv)") as copy:
        for _piece in copy:
            pass


def _csv(connection: Any) -> None:
    with connection.cursor("bench") as cursor:
        cursor.execute("SELECT * FROM bench")
        rows = chain.from_iterable(iter(partial(cursor.fetchmany, FETCHED), []))  # as Django reads it
        written("csv", Table(COLUMNS, rows))


def _typed() -> Iterator[str]:
    types = {Kind.TEXT: "text", Kind.DATE: "date", Kind.BOOL: "boolean", Kind.INTEGER: "integer"}
    return (f"{column.key} {types[column.kind]}" for column in COLUMNS)


def written(key: str, table: Table) -> int:
    """Bytes of the file."""
    return sum(len(piece) for piece in FORMATS[key].write(table, ABOUT))


if __name__ == "__main__":
    what, count = sys.argv[1], int(sys.argv[2])
    print(json.dumps(beside_copy(count) if what == "copy" else measured(what, count)))
