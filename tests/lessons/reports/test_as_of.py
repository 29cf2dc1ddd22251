"""The report of a past day: what the columns said that evening, whatever has happened since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from coursesite.accounts.models import Department
from coursesite.accounts.rules import departments_of_hr
from coursesite.accounts.services.departments import move_department, set_primary_department
from lessons.enums import CohortKind
from lessons.errors import LessonsError
from lessons.models import Cohort, CohortMember, Enrolment
from lessons.reports import completions as report
from lessons.reports.completions import CompletionFilters
from lessons.reports.standing import standing_on, standing_today
from lessons.services.assigning import exempt, withdraw_exemption
from lessons.services.enrolling import assign_course, change_due_date, close_enrolment, start_course
from lessons.services.progress import mark_read
from tests.factories.company import company, join, make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_unit

TODAY = date(2026, 11, 24)
ANNOTATIONS = ("pk", "done_on", "has_begun", "is_exempt", "due_day", "is_open", "has_passed", "status_code",
               "is_overdue", "course_version", "certificate_number", "certificate_until")  # fmt: skip


def noon(day):
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def seen_by(hr, day=TODAY, **filters):
    return report.visible_enrolments(held=departments_of_hr(hr), filters=CompletionFilters(**filters), day=day)


def names(enrolments):
    return [row[0] for row in report.rows(enrolments, day=TODAY)]


def begin(person, course, day):
    return start_course(user=person, course=course, now=noon(day))


DUE = st.one_of(st.none(), st.integers(-3, 9))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["start", "assign", "due", "exempt", "withdraw", "read", "close"]), st.integers(0, 2), DUE
    ),
    max_size=14,
)


class AsOfAgreesWithTheColumns(TestCase):
    """Whatever happens in whatever order: what the columns said on an evening, the events say of it for ever."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS)
    def test_each_evening(self, steps):
        self.course, self.person = make_course(), make_member(None)
        self.unit = make_unit(self.course)
        day, evenings = date(2028, 2, 27), {}  # over a leap day
        for action, days, due in steps:
            day += timedelta(days=days)
            self.act(action, day, None if due is None else day + timedelta(days=due))
            evenings[day] = list(standing_today(Enrolment.objects.all(), day=day).values_list(*ANNOTATIONS))

        for evening, said in evenings.items():
            found = standing_on(Enrolment.objects.all(), day=evening).values_list(*ANNOTATIONS)
            assert sorted(found) == sorted(said)

    def act(self, action, day, due):
        run, now = Enrolment.objects.open().filter(user=self.person).first(), noon(day)
        person, course = self.person, self.course
        try:
            match action:
                case "start":
                    start_course(user=person, course=course, now=now)
                case "assign":
                    assign_course(user=person, course=course, actor=None, now=now, due_on=due)
                case "exempt":
                    exempt(user=person, course=course, kind="exempted", reason="x", actor=None, now=now)
                case "due" if run:
                    change_due_date(enrolment=run, due_on=due, actor=None, now=now)
                case "withdraw" if run:
                    withdraw_exemption(enrolment=run, reason="x", actor=None, now=now)
                case "read" if run:
                    mark_read(enrolment=run, unit=self.unit, version=None, now=now)
                case "close" if run:
                    close_enrolment(enrolment=run, actor=None, now=now)
        except LessonsError:
            pass


@pytest.mark.django_db
class TestPeopleAndDepartments:
    def test_status_of_a_past_day(self):
        sales = make_department("Vertrieb")
        course = make_course()
        unit = make_unit(course)
        run = begin(make_member(sales, "A"), course, date(2026, 1, 10))
        mark_read(enrolment=run, unit=unit, version=None, now=noon(date(2026, 3, 1)))
        hr = make_hr(sales)

        def status(day):
            return [(row[7], row[9]) for row in report.rows(seen_by(hr, as_of=day), day=day)]

        assert status(date(2026, 1, 9)) == []
        assert status(date(2026, 1, 10)) == status(date(2026, 2, 28)) == [("in-progress", None)]
        assert status(date(2026, 3, 1)) == [("completed", date(2026, 3, 1))]
        assert names(seen_by(hr, as_of=date(2026, 2, 28), completed_from=date(2026, 1, 1))) == []
        assert report.figures(seen_by(hr, as_of=date(2026, 2, 28))).in_progress == 1

    def test_the_evening_is_the_sites_own_also_when_the_clock_is_put_forward(self):
        """The 29 March 2026 has 23 hours: it ends at 22:00 UTC, the day before at 23:00."""
        sales, course = make_department("Vertrieb"), make_course()
        for name, moment in {
            "A": datetime(2026, 3, 28, 22, 59, tzinfo=UTC),
            "B": datetime(2026, 3, 28, 23, 1, tzinfo=UTC),
            "C": datetime(2026, 3, 29, 21, 59, tzinfo=UTC),
            "D": datetime(2026, 3, 29, 22, 1, tzinfo=UTC),
        }.items():
            start_course(user=make_member(sales, name), course=course, now=moment)
        hr = make_hr(sales)

        assert names(seen_by(hr, as_of=date(2026, 3, 28))) == ["A"]
        assert names(seen_by(hr, as_of=date(2026, 3, 29))) == ["A", "B", "C"]
        assert names(seen_by(hr, as_of=date(2026, 3, 30))) == ["A", "B", "C", "D"]

    def test_the_leap_day_is_a_day(self):
        sales, course = make_department("Vertrieb"), make_course()
        begin(make_member(sales, "A"), course, date(2024, 2, 29))
        hr = make_hr(sales)

        assert names(seen_by(hr, as_of=date(2024, 2, 28))) == []
        assert names(seen_by(hr, as_of=date(2024, 2, 29), status="in-progress")) == ["A"]

    def test_a_department_counts_where_it_stood_on_that_day(self):
        sales, plant = make_department("Vertrieb"), make_department("Werk")
        south = make_department("Süd", sales)
        begin(make_member(south, "A"), make_course(), date(2026, 1, 10))
        move_department(department=south, parent=plant, day=date(2026, 6, 1))
        sales, plant, south = (Department.objects.get(pk=node.pk) for node in (sales, plant, south))
        hr = make_hr(company())
        before, after = date(2026, 5, 31), date(2026, 6, 1)

        assert names(seen_by(hr, as_of=before, department=sales)) == ["A"]
        assert names(seen_by(hr, as_of=before, department=plant)) == []
        assert names(seen_by(hr, as_of=after, department=sales)) == []
        assert names(seen_by(hr, as_of=after, department=plant)) == ["A"]
        assert names(seen_by(hr, as_of=before, department=south)) == ["A"]
        assert names(seen_by(make_hr(sales), as_of=before)) == []  # nobody of hers any more
        assert names(seen_by(make_hr(plant), as_of=before)) == ["A"]  # Süd is hers, whatever it stood below

    def test_she_sees_who_is_hers_today_and_was_there_on_that_day(self):
        sales, plant, course = make_department("Vertrieb"), make_department("Werk"), make_course()
        change, before = date(2026, 6, 1), date(2026, 5, 1)
        stayed, came, went = (make_member(None, name) for name in ("stayed", "came", "went"))
        join(stayed, sales)
        join(came, plant)
        join(went, sales)
        for person in (stayed, came, went):
            begin(person, course, date(2026, 1, 10))
        set_primary_department(user=came, department=sales, day=change)
        set_primary_department(user=went, department=plant, day=change)
        hr = make_hr(sales)

        assert names(seen_by(hr, as_of=before)) == ["stayed"]
        assert names(seen_by(hr)) == ["came", "stayed"]
        both = seen_by(make_hr(sales, plant), as_of=before)
        assert [row[:3:2] for row in report.rows(both, day=before)] == [
            ("came", "Werk"), ("stayed", "Vertrieb"), ("went", "Vertrieb"),
        ]  # fmt: skip

    def test_a_person_in_two_departments_is_one_row_under_the_first_of_that_day(self):
        sales, plant = make_department("Vertrieb"), make_department("Werk")
        person = make_member(sales, "A")
        join(person, plant, is_primary=False, valid_from=date(2026, 3, 1))
        begin(person, make_course(), date(2026, 1, 10))

        for hr in (make_hr(sales), make_hr(sales, plant), make_hr(company())):
            rows = report.rows(seen_by(hr, as_of=date(2026, 4, 1)), day=date(2026, 4, 1))
            assert [row[:3:2] for row in rows] == [("A", "Vertrieb")]
        assert names(seen_by(make_hr(plant), as_of=date(2026, 2, 28))) == []
        assert names(seen_by(make_hr(plant), as_of=date(2026, 3, 1))) == ["A"]

    @pytest.mark.parametrize("kind", CohortKind)
    def test_a_group_holds_whom_it_held_on_that_day(self, kind):
        sales, course = make_department("Vertrieb"), make_course()
        person, other = make_member(None, "A"), make_member(company(), "B")
        join(person, company(), is_primary=False)
        join(person, sales, valid_from=date(2026, 3, 1))
        cohort = Cohort.objects.create(name="Gruppe", kind=kind, department=sales)
        if kind == CohortKind.LIST:
            CohortMember.objects.create(cohort=cohort, user=person, valid_from=date(2026, 3, 1))
        for one in (person, other):
            begin(one, course, date(2026, 1, 10))
        hr = make_hr(company())

        assert names(seen_by(hr, cohort=cohort, as_of=date(2026, 2, 28))) == []
        assert names(seen_by(hr, cohort=cohort, as_of=date(2026, 3, 1))) == ["A"]
        assert names(seen_by(hr, cohort=cohort)) == ["A"]

    def test_overdue_on_a_past_day(self):
        sales, course = make_department("Vertrieb"), make_course()
        person = make_member(sales, "A")
        assign_course(user=person, course=course, actor=None, now=noon(date(2026, 1, 1)), due_on=date(2026, 2, 1))
        assign_course(user=person, course=course, actor=None, now=noon(date(2026, 2, 10)), due_on=date(2026, 12, 31))
        hr = make_hr(sales)

        assert names(seen_by(hr, as_of=date(2026, 2, 1), status="overdue")) == []
        assert names(seen_by(hr, as_of=date(2026, 2, 2), status="overdue")) == ["A"]
        assert names(seen_by(hr, as_of=date(2026, 2, 10), status="overdue")) == []
        assert names(seen_by(hr, as_of=date(2026, 2, 2), due_to=date(2026, 2, 1))) == ["A"]

    @pytest.mark.parametrize("people", [1, 3])
    def test_a_past_day_is_read_by_a_fixed_number_of_statements(self, people, django_assert_num_queries):
        sales, course = make_department("Vertrieb"), make_course()
        for _number in range(people):
            begin(make_member(sales), course, date(2026, 1, 10))
        held = Department.objects.filter(path__startswith=sales.path)
        filters = CompletionFilters(as_of=date(2026, 2, 1), department=sales)

        with django_assert_num_queries(3):  # two charts, the rows
            enrolments = report.visible_enrolments(held=held, filters=filters, day=TODAY)
            assert len(list(report.table(enrolments, day=date(2026, 2, 1)).rows)) == people

    def test_page_says_which_day_it_shows(self, client):
        sales = make_department("Vertrieb")
        begin(make_member(sales, "A"), make_course(), date(2026, 1, 10))
        client.force_login(make_hr(sales))
        client.cookies["language"] = "en"

        html = " ".join(client.get("/reports/completions/?as_of=2026-02-28").content.decode().split())

        assert "As at the end of 28 February 2026, based on the records of" in html
        assert "people who belonged to your departments on that day and still do" in html
