"""What does HR's CSV cost with the report's own query, beside PostgreSQL's COPY of the very same query?

`python -m tests.bench.report 100000` makes so many enrolments in the empty database that `DATABASE_URL` names, and
prints one line of JSON.
"""

import json
import sys
from typing import Any

import django


def beside_copy(learners: int) -> dict[str, float | None]:
    from django.core.management import call_command
    from django.db import connection

    from coursesite import clock
    from lessons.models import Enrolment
    from lessons.reports.completions import rows, table
    from tests.bench.company import fill
    from tests.bench.tables import best_of_two, written
    from tests.factories.lessons import make_course

    call_command("migrate", verbosity=0)
    fill(make_course(title="Kundenzentrierung"), learners)
    today, enrolments = clock.today(), Enrolment.objects.all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    query, values = rows(enrolments, day=today).query.sql_with_params()

    def copy(psycopg: Any) -> None:
        with psycopg.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", values) as pieces:
            for _piece in pieces:
                pass

    def ours(_psycopg: Any) -> None:
        written("csv", table(enrolments, day=today))

    return best_of_two(copy, ours, connection.connection)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(beside_copy(int(sys.argv[1]))))
