"""What do files of a table cost? Each writer in a process of its own: `python -m tests.bench.tables xlsx 1000000`.

It prints one line of JSON. The rows are made while they are written, so only the writer is measured; for CSV they come
from PostgreSQL, beside its own COPY of the same rows.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import Any

from coursesite.tables.columns import About, Column, Kind, Table
from coursesite.tables.formats import FORMATS

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
    _written(key, made(100))
    before, start, cpu = peak_mib(), time.monotonic(), time.process_time()
    size = _written(key, made(rows))
    return {
        "seconds": time.monotonic() - start,
        "cpu": time.process_time() - cpu,
        "size": size,
        "growth": peak_mib() - before,
        "child": peak_mib(resource.RUSAGE_CHILDREN),
    }


def beside_copy(rows: int) -> dict[str, float] | None:
    """Seconds of our CSV and of COPY, both from one table, the best of two; None where no PostgreSQL answers."""
    import psycopg

    address = os.environ.get("CI_DATABASE_URL", "postgres:///postgres")
    try:
        connection = psycopg.connect(address, connect_timeout=3)
    except psycopg.OperationalError:
        return None
    with connection:
        names = ", ".join(column.key for column in COLUMNS)
        connection.execute("SET client_min_messages = warning")
        connection.execute(f"CREATE TEMPORARY TABLE bench ({', '.join(_typed())}) ON COMMIT DROP")
        connection.execute(f"INSERT INTO bench ({names}) {SELECT}", {"rows": rows})
        rounds = [(_seconds(_copy, connection), _seconds(_csv, connection)) for _round in range(2)]
    copied, ours = zip(*rounds, strict=True)
    return {"csv": min(ours), "copy": min(copied)}


def _seconds(write: Callable[[Any], None], connection: Any) -> float:
    start = time.monotonic()
    write(connection)
    return time.monotonic() - start


def _copy(connection: Any) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY bench TO STDOUT (FORMAT csv)") as copy:
        for _piece in copy:
            pass


def _csv(connection: Any) -> None:
    with connection.cursor("bench") as cursor:
        cursor.execute("SELECT * FROM bench")
        _written("csv", chain.from_iterable(iter(partial(cursor.fetchmany, FETCHED), [])))  # as Django reads it


def _typed() -> Iterator[str]:
    types = {Kind.TEXT: "text", Kind.DATE: "date", Kind.BOOL: "boolean", Kind.INTEGER: "integer"}
    return (f"{column.key} {types[column.kind]}" for column in COLUMNS)


def _written(key: str, rows: Iterator[Any]) -> int:
    return sum(len(piece) for piece in FORMATS[key].write(Table(COLUMNS, rows), ABOUT))


if __name__ == "__main__":
    what, count = sys.argv[1], int(sys.argv[2])
    print(json.dumps(beside_copy(count) if what == "copy" else measured(what, count)))
