"""What all tests share."""

import json
import os
import secrets
from collections.abc import Mapping
from itertools import count
from typing import Any, Self

import pytest
from django.db import connection, transaction
from django.test import SimpleTestCase, TransactionTestCase
from django.utils import translation
from hypothesis import settings

from coursesite.markup import child
from coursesite.markup.__main__ import _outcome
from coursesite.markup.context import Context

# New examples are searched for while developing; a change is judged by the same ones each time.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what uses the database, so that a second database is asked for nothing else."""
    for item in items:
        asks = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        of_django = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, SimpleTestCase)
        uses = asks or of_django or item.get_closest_marker("django_db")
        if uses and not item.get_closest_marker("any_database"):
            item.add_marker("database")


# Filled once for a run, as Django does after it has made the tables.
LASTING_TABLES = {"django_content_type", "auth_permission", "django_migrations"}


def _empty_tables(case: TransactionTestCase) -> None:
    """After a test that commits. Django would fill these anew each time, which is 0.1 s of CPU and 25 commits on SQLite.

    On PostgreSQL it would truncate ninety tables, which takes as long when they are empty.
    """
    names = set(connection.introspection.django_table_names()) - LASTING_TABLES
    with transaction.atomic(), connection.cursor() as cursor:  # keys between tables are checked at its end
        for name in names:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")


TransactionTestCase._fixture_teardown = _empty_tables


class ChildAtHome(child._Child):
    """Renders in this process what the real child would render in its own, and remembers it.

    A child takes 0.1 s to start, which was half of what the tests took. It gives the same as rendering here
    (`tests/coursesite/markup/test_lesson.py`), and what it is for, stopping a text that hangs, is tested there.
    """

    known: dict[tuple[str, str], bytes] = {}

    def __enter__(self) -> Self:
        self._sent = json.dumps(self.context.to_json(), sort_keys=True)
        return self

    def __exit__(self, *exception) -> None:
        pass

    def _send(self, message: Mapping[str, Any]) -> None:
        question = (self._sent, json.dumps(message))
        if question not in self.known:
            self.known[question] = json.dumps(_outcome(message, Context.from_json(json.loads(self._sent)))).encode()
        self._answers.put(self.known[question])


@pytest.fixture
def real_child() -> None:
    """For a test that renders as the site does, in another process."""


@pytest.fixture(autouse=True)
def _child_at_home(request, monkeypatch) -> None:
    """Not where the child itself is tested, nor where a test asks for the real one."""
    if "coursesite/markup" not in str(request.path) and "real_child" not in request.fixturenames:
        monkeypatch.setattr(child, "_Child", ChildAtHome)


@pytest.fixture(autouse=True)
def _seeds_in_turn(monkeypatch) -> None:
    """The attempts that a test starts by a page draw with the seeds 1, 2, 3, each time the same questions.

    By chance, an adaptive check that is always answered rightly takes ten questions once in seventy times, not nine.
    """
    seeds = count(1)
    monkeypatch.setattr(secrets, "randbits", lambda _bits: next(seeds))


@pytest.fixture(autouse=True)
def _language_of_the_site():
    """A request leaves its language behind in the thread, also for the next test."""
    yield
    translation.deactivate()
