"""The PostgreSQL that `CI_DATABASE_URL` names, else this machine's, and a database of its own on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

ADDRESS = os.environ.get("CI_DATABASE_URL", "postgres:///postgres")
PATIENCE = 3  # seconds


def connected() -> Any:
    """A connection, each statement on its own; None where no PostgreSQL answers."""
    import psycopg

    try:
        return psycopg.connect(ADDRESS, autocommit=True, connect_timeout=PATIENCE)
    except psycopg.OperationalError:
        return None


@contextmanager
def new_database() -> Iterator[str | None]:
    """The address of an empty one, which is gone afterwards; None where no PostgreSQL answers."""
    connection, name = connected(), f"trennscharf_bench_{os.getpid()}"
    if connection is None:
        yield None
        return
    with connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(ADDRESS)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
