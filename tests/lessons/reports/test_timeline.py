"""Completions by month: gaps are months, too; twelve at most; the chart is as high as its largest month."""

import re
from datetime import date

import pytest

from coursesite.accounts.rules import departments_of_hr
from lessons.reports import completions as report
from lessons.reports.completions import CompletionFilters
from lessons.reports.timeline import Month, timeline
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 15)


def shown(days):
    sales, course = make_department("Vertrieb"), make_course()
    for day in days:
        make_enrolment(make_member(sales), course, completed_on=day)
    held = departments_of_hr(make_hr(sales))
    return timeline(report.visible_enrolments(held=held, filters=CompletionFilters(), day=TODAY), day=TODAY)


def test_each_month_from_the_first_completion_until_today():
    found = shown([date(2026, 10, 31), date(2026, 12, 1), date(2026, 12, 31), None])

    assert found.months == (
        Month(date(2026, 10, 1), 1, 1),
        Month(date(2026, 11, 1), 0, 1),
        Month(date(2026, 12, 1), 2, 3),
        Month(date(2027, 1, 1), 0, 3),
    )
    assert [(bar.y, bar.height) for bar in found.bars] == [(50, 50), (100, 0), (0, 100), (100, 0)]
    assert found.most == 2


def test_the_last_twelve_months_count_what_was_before():
    found = shown([date(2024, 2, 29), date(2026, 6, 1)])

    assert len(found.months) == 12
    assert (found.months[0], found.months[-1]) == (Month(date(2026, 2, 1), 0, 1), Month(date(2027, 1, 1), 0, 2))


def test_nobody_has_completed():
    assert shown([None]).months == ()


def test_page_shows_chart_and_table(client):
    sales = make_department("Vertrieb")
    make_enrolment(make_member(sales, "A"), completed_on=date(2026, 11, 2))
    client.force_login(make_hr(sales))
    client.cookies["language"] = "en"

    html = " ".join(client.get("/reports/completions/").content.decode().split())
    empty = client.get("/reports/completions/?status=not-started").content.decode()

    chart = html.partition('<div class="month-chart"')[2].partition("</div> </div>")[0]
    assert re.findall(r'"month-chart__(value|name)">([^<]+)<', chart) == [("value", "1"), ("name", "Nov")]
    cells = re.findall(
        r'data-label="([^"]+)">([^<]+)</t[hd]>', html.partition('id="timeline"')[2].partition("</table>")[0]
    )
    assert cells == [("Month", "November 2026"), ("Completed", "1"), ("Total completed", "1")]
    assert "month-chart" not in empty
