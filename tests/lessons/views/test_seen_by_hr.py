"""A learner reads the very values that HR's list shows of her."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils.text import capfirst

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.accounts.personal_fields import personal_fields
from lessons.reports.completions import COLUMNS
from tests.counting import queries_of
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_started

pytestmark = pytest.mark.django_db
PAGE = "/me/hr/"


def texts(pattern: str, html: str) -> list[str]:
    return [" ".join(re.sub("<[^>]+>", "", found).split()) for found in re.findall(pattern, html, re.DOTALL)]


def test_the_same_columns_and_values_as_in_the_list(client: Client) -> None:
    sales = make_department("Vertrieb")
    learner = make_member(sales, "Jörg Müller", personnel_number="007")
    make_started(learner, make_course(title="Kurs"), completed_on=date(2026, 11, 2), passed_on=date(2026, 11, 2))
    make_started(make_member(sales, "Ada Öztürk"), make_course(title="Anderer"))
    client.force_login(make_hr(sales))
    listed = client.get("/reports/completions/?sort=-name").content.decode().partition('id="enrolments"')[2]
    cells = texts(r"<t[dh] ?[^>]*data-label[^>]*>(.*?)</t[dh]>", listed)[: len(COLUMNS)]

    client.force_login(learner)
    html = client.get(PAGE).content.decode()

    run = html.partition('id="runs"')[2].partition("</dl>")[0]
    assert texts(r"<dt>(.*?)</dt>", run) == [str(column.title) for column in COLUMNS]
    assert texts(r"<dd>(.*?)</dd>", run) == cells
    assert "Jörg Müller" in cells
    assert "Ada Öztürk" not in html


def test_what_hr_sees_on_her_page(client: Client) -> None:
    learner = make_member(
        make_department("Vertrieb"), "Jörg Müller", email="joerg@example.org", entry_date=date(2026, 1, 15)
    )
    client.force_login(learner)

    html = client.get(PAGE).content.decode().partition('id="others"')[2]

    seen = [
        field
        for (model, field), entry in personal_fields().items()
        if model == "accounts.User" and "hr" in entry.seen_by
    ]
    names = {capfirst(User._meta.get_field(field).verbose_name) for field in seen if field != "public_id"}
    assert set(texts(r"<dt>(.*?)</dt>", html)) == names
    assert "joerg@example.org" in html
    assert ("15.\N{NO-BREAK SPACE}Januar 2026" in html, "True" in html) == (True, False)
    assert learner.public_id not in html


def test_who_belongs_nowhere_is_seen_by_nobody(client: Client) -> None:
    client.force_login(make_member(None, "Jörg Müller"))

    assert client.get(PAGE).context["departments"].count() == 0


def test_three_runs_cost_what_one_does(client: Client) -> None:
    learner = make_member(make_department("Vertrieb"))
    client.force_login(learner)

    def cost(runs: int) -> int:
        for _run in range(runs):
            make_started(learner, make_course(), started_at=clock.now())
        client.get(PAGE)
        return queries_of(lambda: client.get(PAGE))

    assert cost(2) == cost(1)
