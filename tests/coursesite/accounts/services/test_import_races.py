"""Two people of HR import at once: nobody and no department is there twice. The control takes the locks away."""

import io
from collections import Counter
from functools import partial

import pytest
from django.db import connection
from django.db.models import QuerySet

from coursesite import clock
from coursesite.accounts.models import Department, DepartmentMembership, User
from coursesite.accounts.services import importing
from coursesite.accounts.services.importing import Confirmed, Report, import_people
from tests.factories.company import company, make_hr
from tests.windows import LONGEST_WAIT, Gap, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WINDOWS, PEOPLE = 3, 12


@pytest.fixture(autouse=True)
def gap(monkeypatch) -> Gap:
    """Small portions; between looking and writing."""
    gap = Gap(WINDOWS)
    monkeypatch.setattr(importing, "PORTION", 4)
    monkeypatch.setattr(importing, "_make_departments", gap.before(importing._make_departments))
    return gap


def imports_at_once() -> tuple[Counter, list[Report]]:
    """Each her own file, in another order, with the same people and departments."""
    home, reports = company(), []
    hrs = [make_hr(home, email=f"hr{number}@example.org") for number in range(WINDOWS)]

    def window(number: int) -> None:
        people = [f"p{n}@example.org;P {n};{n};Team {n % 3}/Gruppe {n % 2}" for n in range(PEOPLE)]
        lines = people[number * 4 :] + people[: number * 4]
        file = io.BytesIO("\n".join(["email;name;personnel_number;department", *lines]).encode())
        confirmed = Confirmed(leavers=())
        reports.append(import_people(file=file, actor=hrs[number], home=home, confirmed=confirmed, now=clock.now()))

    return at_once(*(partial(window, number) for number in range(WINDOWS))), reports


def test_all_come_to_the_end_and_nothing_is_there_twice():
    outcomes, reports = imports_at_once()

    assert outcomes == {"done": WINDOWS}
    assert [(report.is_clean, report.rows) for report in reports] == [(True, PEOPLE)] * WINDOWS
    assert sum(report.counts["new"] for report in reports) == PEOPLE
    assert User.objects.filter(email__startswith="p").count() == PEOPLE
    assert DepartmentMembership.objects.filter(user__email__startswith="p").count() == PEOPLE
    assert Department.objects.count() == 1 + 3 + 6


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time: no race to show")
def test_control_without_the_locks_something_breaks(monkeypatch, gap):
    gap.patience = LONGEST_WAIT
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **_options: queryset.all())
    monkeypatch.setattr(importing, "TRIES", 1)

    outcomes, reports = imports_at_once()

    assert outcomes["done"] < WINDOWS or not all(report.is_clean for report in reports)
