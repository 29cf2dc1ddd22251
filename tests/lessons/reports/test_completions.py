"""Which rows and columns HR gets, whoever asks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coursesite.accounts.models import Department, User
from coursesite.accounts.rules import departments_of_hr
from coursesite.journal.models import JournalEntry
from coursesite.journal.services.recording import record
from lessons.enums import EnrolmentStatus, Exemption
from lessons.models import Certificate, CourseVersion
from lessons.reports import completions as report
from lessons.reports.completions import CompletionFilters, Figures
from lessons.reports.filters import CompletionFilterForm
from tests.factories.company import company, join, make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
STARTED = datetime(2026, 11, 1, 9, tzinfo=UTC)


def seen_by(hr, **filters):
    return report.visible_enrolments(held=departments_of_hr(hr), filters=CompletionFilters(**filters), day=TODAY)


def names(enrolments):
    return [row[0] for row in report.rows(enrolments, day=TODAY)]


def test_columns_are_the_agreed_ones():
    assert [column.key for column in report.COLUMNS] == [
        "name", "personnel_number", "department", "course", "version", "enrolled_on", "due_on", "status", "passed",
        "completed_on", "valid_until", "certificate",
    ]  # fmt: skip


def test_rows_hold_exactly_the_columns():
    sales = make_department("Vertrieb")
    course = make_course(title="Kundenzentrierung")
    version = CourseVersion.objects.create(course=course, number=3)
    person = make_member(sales, "Jörg Müller", personnel_number="007")
    done = make_enrolment(
        person, course, enrolled_on=date(2026, 10, 1), started_at=STARTED, completed_on=date(2026, 11, 2),
        passed_on=date(2026, 11, 2), completed_version=version, due_on=date(2026, 12, 31),
    )  # fmt: skip
    Certificate.objects.create(
        enrolment=done, level="mastery", number="T-2026-7", issued_on=date(2026, 11, 2), valid_until=date(2028, 11, 2),
        snapshot={},
    )  # fmt: skip
    make_enrolment(make_member(sales, "Ute Weiß"), course, enrolled_on=date(2026, 10, 2), started_at=STARTED)
    make_enrolment(make_member(sales, "Zoe Ahn"), course, enrolled_on=date(2026, 10, 3))

    rows = list(report.rows(seen_by(make_hr(sales)), day=TODAY))

    title, october = "Kundenzentrierung", [date(2026, 10, day) for day in (1, 2, 3)]
    assert rows == [
        ("Jörg Müller", "007", "Vertrieb", title, 3, october[0], date(2026, 12, 31), "completed", True,
         date(2026, 11, 2), date(2028, 11, 2), "T-2026-7"),
        ("Ute Weiß", "", "Vertrieb", title, None, october[1], None, "in-progress", False, None, None, None),
        ("Zoe Ahn", "", "Vertrieb", title, None, october[2], None, "not-started", False, None, None, None),
    ]  # fmt: skip


def test_rows_for_the_page_say_whose_they_are():
    sales, course = make_department("Vertrieb"), make_course()
    for name in ["A", "B"]:
        make_enrolment(make_member(sales, name, public_id=f"id-{name}"), course)
    enrolments = seen_by(make_hr(sales))

    found = list(report.rows_with_person(enrolments, day=TODAY, sort="-name"))

    assert found == [(f"id-{row[0]}", False, *row) for row in report.rows(enrolments, day=TODAY, sort="-name")]
    assert [row[0] for row in found] == ["id-B", "id-A"]


def test_hr_sees_her_departments_and_those_below_and_nobody_else():
    sales, plant = make_department("Vertrieb"), make_department("Werk")
    south = make_department("Süd", sales)
    for department, name in [(sales, "A"), (south, "B"), (plant, "C"), (company(), "D"), (None, "E")]:
        make_enrolment(make_member(department, name))

    assert names(seen_by(make_hr(sales))) == ["A", "B"]
    assert names(seen_by(make_hr(south))) == ["B"]
    assert names(seen_by(make_hr(south, plant))) == ["B", "C"]
    assert names(seen_by(make_hr(company()))) == ["A", "B", "C", "D"]
    assert names(seen_by(make_hr())) == []


def test_ended_role_shows_nobody():
    sales = make_department("Vertrieb")
    make_enrolment(make_member(sales))
    hr = make_hr(sales)
    hr.hrroles.update(ended_at=STARTED)

    assert names(seen_by(hr)) == []


def test_membership_counts_on_its_days_only():
    sales, plant = make_department("Vertrieb"), make_department("Werk")
    for name, valid_from, valid_until in [
        ("ends today", date(2026, 1, 1), TODAY),
        ("ended yesterday", date(2026, 1, 1), date(2026, 11, 23)),
        ("starts today", TODAY, None),
        ("starts tomorrow", date(2026, 11, 25), None),
    ]:
        person = make_member(None, name)
        join(person, sales, valid_from=valid_from, valid_until=valid_until)
        make_enrolment(person)
    moved = make_member(None, "moved")
    join(moved, sales, valid_until=date(2026, 11, 23))
    join(moved, plant, valid_from=TODAY)
    make_enrolment(moved)

    assert names(seen_by(make_hr(sales))) == ["ends today", "starts today"]
    assert [row[:3:2] for row in report.rows(seen_by(make_hr(plant)), day=TODAY)] == [("moved", "Werk")]


def test_person_with_two_departments_appears_once_under_her_primary_one():
    sales, plant = make_department("Vertrieb"), make_department("Werk")
    person = make_member(sales, "A")
    join(person, plant, is_primary=False)
    make_enrolment(person)

    for hr in [make_hr(sales), make_hr(plant), make_hr(sales, plant), make_hr(company())]:
        assert [row[:3:2] for row in report.rows(seen_by(hr), day=TODAY)] == [("A", "Vertrieb")]


def test_each_run_is_a_row():
    sales = make_department("Vertrieb")
    person, course = make_member(sales, "A"), make_course()
    make_enrolment(person, course, cycle=1, closed_at=STARTED, completed_on=date(2025, 1, 1))
    make_enrolment(person, course, cycle=2)

    rows = report.rows(seen_by(make_hr(sales)), day=TODAY)

    assert [row[7] for row in rows] == ["completed", "not-started"]


def test_filters_narrow():
    sales = make_department("Vertrieb")
    south = make_department("Süd", sales)
    one, two = make_course(), make_course()
    make_enrolment(make_member(sales, "A"), one, completed_on=date(2026, 11, 1))
    make_enrolment(make_member(south, "B"), one, completed_on=date(2026, 11, 30))
    make_enrolment(make_member(south, "C"), two, started_at=STARTED)
    hr = make_hr(sales)

    assert names(seen_by(hr, course=one)) == ["A", "B"]
    assert names(seen_by(hr, department=south)) == ["B", "C"]
    assert names(seen_by(hr, department=sales)) == ["A", "B", "C"]
    assert names(seen_by(hr, status=EnrolmentStatus.IN_PROGRESS)) == ["C"]
    assert names(seen_by(hr, completed_from=date(2026, 11, 1), completed_to=date(2026, 11, 1))) == ["A"]
    assert names(seen_by(hr, completed_from=date(2026, 11, 2))) == ["B"]
    assert names(seen_by(hr, completed_to=date(2026, 11, 29))) == ["A"]
    assert names(seen_by(hr, department=south, status=EnrolmentStatus.COMPLETED)) == ["B"]


def test_a_filter_opens_no_department():
    sales, plant = make_department("Vertrieb"), make_department("Werk")
    person = make_member(plant, "A")
    join(person, sales, is_primary=False)
    make_enrolment(person)

    assert names(seen_by(make_hr(sales), department=plant)) == []
    assert names(seen_by(make_hr(sales), department=company())) == ["A"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["A", "B", "C"]),
        ("-name", ["C", "B", "A"]),
        ("completed_on", ["C", "A", "B"]),
        ("-completed_on", ["A", "C", "B"]),
        ("status", ["A", "C", "B"]),
        ("department", ["A", "B", "C"]),
    ],
)
def test_rows_sort_by_each_column_with_what_is_missing_last(sort, expected):
    sales = make_department("Vertrieb")
    make_enrolment(make_member(sales, "A"), completed_on=date(2026, 11, 2))
    make_enrolment(make_member(sales, "B"))
    make_enrolment(make_member(sales, "C"), completed_on=date(2026, 11, 1))

    rows = report.rows(seen_by(make_hr(sales)), day=TODAY, sort=sort)

    assert [row[0] for row in rows] == expected


def test_is_sort_knows_columns_only():
    assert [value for value in ["name", "-status", "user__email", "--name", "", "pk"] if report.is_sort(value)] == [
        "name",
        "-status",
    ]


def test_figures_add_up():
    sales = make_department("Vertrieb")
    make_enrolment(make_member(sales), completed_on=TODAY, started_at=STARTED)
    make_enrolment(make_member(sales), completed_on=TODAY)
    make_enrolment(make_member(sales), started_at=STARTED)
    make_enrolment(make_member(sales))
    make_enrolment(make_member(sales), started_at=STARTED, exemption=Exemption.RECOGNISED, exempted_on=TODAY)

    assert report.figures(seen_by(make_hr(sales))) == Figures(
        enrolled=5, not_started=1, in_progress=1, completed=2, exempt=1, overdue=0
    )
    assert report.figures(report.nobody(TODAY)) == Figures(0, 0, 0, 0, 0)


def test_overdue_is_what_was_due_before_today_and_is_neither_done_nor_exempt_nor_ended():
    sales, yesterday = make_department("Vertrieb"), TODAY - timedelta(days=1)
    for name, fields in {
        "overdue": {"due_on": yesterday},
        "begun": {"due_on": yesterday, "started_at": STARTED},
        "due today": {"due_on": TODAY},
        "no due date": {},
        "done": {"due_on": yesterday, "completed_on": TODAY},
        "exempt": {"due_on": yesterday, "exemption": Exemption.EXEMPTED, "exempted_on": TODAY},
        "ended": {"due_on": yesterday, "closed_at": STARTED},
    }.items():
        make_enrolment(make_member(sales, name), **fields)
    hr = make_hr(sales)

    assert names(seen_by(hr, status="overdue")) == ["begun", "overdue"]
    assert report.figures(seen_by(hr)).overdue == 2
    assert names(seen_by(hr, due_from=TODAY)) == ["due today"]
    assert names(seen_by(hr, due_to=yesterday, status="overdue")) == ["begun", "overdue"]


def test_the_status_of_a_row_is_the_enrolments_own():
    sales = make_department("Vertrieb")
    for started_at in (None, STARTED):
        for completed_on in (None, TODAY):
            make_enrolment(make_member(sales), started_at=started_at, completed_on=completed_on)

    enrolments = seen_by(make_hr(sales))

    statuses = [row[7] for row in report.rows(enrolments, day=TODAY, sort="enrolled_on")]
    assert sorted(statuses) == sorted(enrolment.status for enrolment in enrolments)


@pytest.mark.parametrize("people", [1, 3])
def test_rows_are_one_statement(people, django_assert_num_queries):
    sales = make_department("Vertrieb")
    for _number in range(people):
        make_enrolment(make_member(sales))
    enrolments = seen_by(make_hr(sales))

    with django_assert_num_queries(1) as captured:
        assert len(list(report.table(enrolments, day=TODAY).rows)) == people

    selected = captured.captured_queries[0]["sql"].partition(" FROM ")[0]
    for field in ("email", 'started_at" AS', "share", "points", "closed_at"):
        assert field not in selected


def test_somebody_who_enrols_after_the_journal_entry_is_not_in_the_file():
    sales = make_department("Vertrieb")
    make_enrolment(make_member(sales, "A"))
    hr = make_hr(sales)
    enrolments = seen_by(hr)
    entry = record(actor=hr, role="hr", action="export-completions", purpose="x", subjects=report.people_in(enrolments))
    make_enrolment(make_member(sales, "B"))

    exported = [row[0] for row in report.table(report.journaled(enrolments, entry), day=TODAY).rows]

    assert exported == ["A"]
    assert names(enrolments) == ["A", "B"]


def test_people_in_names_each_person_once():
    sales = make_department("Vertrieb")
    person = make_member(sales, "A")
    make_enrolment(person)
    make_enrolment(person)
    entry = record(actor=None, role="", action="export-completions", subjects=report.people_in(seen_by(make_hr(sales))))

    assert JournalEntry.objects.count() == 1
    assert list(User.objects.filter(journal_subjects__entry=entry)) == [person]


def test_each_filter_has_a_name_of_its_own():
    form = CompletionFilterForm({}, held=Department.objects.none(), today=date(2026, 11, 27))
    labels = [str(field.label) for field in form.fields.values()]

    assert sorted(labels) == sorted(set(labels))
