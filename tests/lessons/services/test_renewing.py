"""A certificate is about to end: who gets the course once more, how much of it, and what becomes of the old."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from coursesite.accounts.models import User
from coursesite.accounts.rules import departments_of_hr
from lessons import kinds
from lessons.enums import EnrolmentPath, Exemption
from lessons.models import Assignment, Certificate, CertificatePolicy, Cohort, Course, Enrolment, EnrolmentEvent, Unit
from lessons.queries.outline import outline
from lessons.queries.reminders import planned_reminders
from lessons.reports import completions as report
from lessons.reports.completions import CompletionFilters
from lessons.services import renewing
from lessons.services.assigning import assign_to_cohort, exempt, follow_up_all
from lessons.services.certifying import issue_missing, replace_certificate, revoke_certificate
from lessons.services.enrolling import close_enrolment, start_course
from lessons.services.leaving import leave_courses
from lessons.services.progress import mark_read, record_result
from lessons.services.renewing import open_renewals
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_started, make_unit

pytestmark = pytest.mark.django_db
DONE = date(2026, 11, 24)
LAST = date(2027, 11, 24)
OPENS = date(2027, 9, 25)  # sixty days before


@pytest.fixture(autouse=True)
def graded_kind(monkeypatch) -> None:
    monkeypatch.setitem(kinds._kinds, "test", kinds.UnitKind("test", "Test", "test", "quizzes:quiz", graded=True))


@pytest.fixture
def course() -> Course:
    course = make_course(slug="kurs", title="Trennschärfe")
    make_unit(course, title="Eins", minutes=20)
    make_unit(course, kind="test", title="Prüfung", minutes=30)
    make_unit(course, title="Kür", required=False)
    CertificatePolicy.objects.create(course=course, valid_months=12)
    return course


@pytest.fixture
def person() -> User:
    return make_user(name="Mira Lindqvist")


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def passed(run: Enrolment, day: date) -> None:
    record_result(enrolment=run, unit=Unit.objects.get(title="Prüfung"), share=Fraction(1), passed=True, now=at(day))


def complete(person: User, course: Course, day: date = DONE, **fields: object) -> Enrolment:
    """The whole course, by the real services."""
    run = make_started(person, course, **fields)
    for unit in course.units.filter(kind="lesson", required=True):
        mark_read(enrolment=run, unit=unit, version=None, now=at(day))
    if course.units.filter(kind="test").exists():
        passed(run, day)
    return Enrolment.objects.get(pk=run.pk)


def renew(day: date) -> list[str]:
    return list(open_renewals(now=at(day)))


def runs() -> list[tuple]:
    """(run, enrolled, due, path, open), in order."""
    rows = Enrolment.objects.order_by("pk")
    return [(run.cycle, run.enrolled_on, run.due_on, run.path, run.closed_at is None) for run in rows]


def opened() -> list[tuple]:
    """(run, enrolled, due, path) of all but the first."""
    return [row[:4] for row in runs() if row[0] > 1]


def test_the_next_run_opens_in_time_and_once(person, course):
    run = complete(person, course, enrolled_on=DONE, mandatory=True)

    assert renew(OPENS - timedelta(days=1)) == []
    assert renew(OPENS) == ["1 renewals opened, certificates end soon or have ended."]
    assert [renew(OPENS), renew(LAST), renew(LAST + timedelta(days=1))] == [[], [], []]

    assert runs() == [(1, DONE, None, "full", False), (2, OPENS, LAST, "short", True)]
    new = Enrolment.objects.get(cycle=2)
    assert (new.mandatory, new.started_at, new.completed_on, new.passed_on) == (True, None, None, None)
    events = EnrolmentEvent.objects.filter(day=OPENS).order_by("pk").values_list("enrolment", "kind", "actor", "data")
    assert list(events) == [
        (run.pk, "closed", None, {"renewal": True}),
        (
            new.pk, "assigned", None,
            {"renewal": True, "path": "short", "valid_until": "2027-11-24", "due_on": "2027-11-24", "mandatory": True},
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "done", "last"),
    [
        ({}, date(2028, 2, 29), date(2029, 2, 28)),
        ({"valid_months": 48}, date(2028, 2, 29), date(2032, 2, 29)),
        ({"ends_month": 2, "ends_day": 29}, date(2026, 11, 24), date(2027, 2, 28)),
        ({"valid_months": 24, "ends_month": 12, "ends_day": 31}, date(2026, 11, 24), date(2027, 12, 31)),
    ],
    ids=["from the leap day", "to the leap day", "fixed on the leap day", "end of the year"],
)
def test_it_is_due_on_the_last_day_of_validity(person, course, rule, done, last):
    CertificatePolicy.objects.update(renewal_days=30, **rule)
    complete(person, course, done)

    assert renew(last - timedelta(days=31)) == []
    renew(last - timedelta(days=30))

    assert opened() == [(2, last - timedelta(days=30), last, "short")]


def test_on_the_short_path_the_exam_alone_completes(person, course):
    complete(person, course)
    before = list(Certificate.objects.order_by("pk").values())
    renew(OPENS)
    start_course(user=person, course=course, now=at(OPENS))
    new = Enrolment.objects.get(cycle=2)

    contents = outline(course, new, now=at(OPENS))
    assert [(row.unit.title, row.required, row.earlier) for row in contents.rows] == [
        ("Eins", False, True), ("Prüfung", True, False), ("Kür", False, False),
    ]  # fmt: skip
    assert (contents.next.unit.title, contents.share_percent, contents.minutes_left) == ("Prüfung", 0, 30)
    passed(new, date(2027, 10, 1))

    new.refresh_from_db()
    assert (new.completed_on, new.passed_on) == (date(2027, 10, 1), date(2027, 10, 1))
    assert outline(course, new, now=at(OPENS)).share_percent == 100
    assert list(Certificate.objects.filter(enrolment__cycle=1).order_by("pk").values()) == before
    fresh = Certificate.objects.filter(enrolment=new).order_by("pk")
    assert [(one.level, one.issued_on, one.valid_until, one.snapshot["rule"]["words"]["en"]) for one in fresh] == [
        (
            "participation", date(2027, 10, 1), date(2028, 10, 1),
            "renewed by the exam alone; the lessons were read in an earlier run",
        ),
        ("mastery", date(2027, 10, 1), date(2028, 10, 1), "renewed by the exam alone; passed: Prüfung"),
    ]  # fmt: skip


def test_whose_short_renewal_gave_no_participation_gets_it_late_and_once(person, course):
    """So it was before participation was renewed, too."""
    complete(person, course)
    renew(OPENS)
    start_course(user=person, course=course, now=at(OPENS))
    passed(Enrolment.objects.get(cycle=2), date(2027, 10, 1))
    Certificate.objects.filter(enrolment__cycle=2, level="participation").delete()

    assert list(issue_missing(now=at(date(2027, 10, 9)))) == ["1 certificates issued."]
    assert list(issue_missing(now=at(date(2027, 10, 10)))) == []

    late = Certificate.objects.get(enrolment__cycle=2, level="participation")
    assert (late.issued_on, late.valid_until) == (date(2027, 10, 9), date(2028, 10, 1))


def test_who_leaves_during_a_renewal_keeps_what_she_had_and_renews_when_she_returns(person, course):
    """Nothing was reached in the run that her leaving closes."""
    complete(person, course)
    before = list(Certificate.objects.order_by("pk").values())
    renew(OPENS)
    User.objects.update(is_active=False)
    leave_courses(people=[person.pk], actor=None, now=at(OPENS + timedelta(days=1)))

    assert (renew(OPENS + timedelta(days=2)), list(issue_missing(now=at(OPENS)))) == ([], [])

    back = OPENS + timedelta(days=30)
    User.objects.update(is_active=True)
    renew(back)
    renew(back)
    assert runs()[1:] == [(2, OPENS, LAST, "short", False), (3, back, LAST, "short", True)]
    assert list(Certificate.objects.order_by("pk").values()) == before


def test_a_renewal_that_somebody_closed_on_purpose_opens_no_more(person, course):
    complete(person, course)
    renew(OPENS)
    close_enrolment(enrolment=Enrolment.objects.get(cycle=2), actor=None, now=at(OPENS))

    assert (renew(LAST), len(runs())) == ([], 2)


def test_reading_once_more_does_not_complete_the_short_path(person, course):
    complete(person, course)
    renew(OPENS)
    start_course(user=person, course=course, now=at(OPENS))
    new = Enrolment.objects.get(cycle=2)

    mark_read(enrolment=new, unit=Unit.objects.get(title="Eins"), version=None, now=at(OPENS))

    new.refresh_from_db()
    contents = outline(course, new, now=at(OPENS))
    assert (new.completed_on, contents.share_percent, contents.done_count) == (None, 0, 0)
    assert not new.certificates.exists()


def test_the_renewed_one_is_renewed_in_its_turn(person, course):
    complete(person, course)
    renew(OPENS)
    passed(Enrolment.objects.get(cycle=2), date(2027, 10, 1))

    assert renew(date(2028, 8, 1)) == []
    renew(date(2028, 8, 2))

    assert opened()[1:] == [(3, date(2028, 8, 2), date(2028, 10, 1), "short")]


@pytest.mark.parametrize("how", ["rule", "course"])
def test_the_whole_course_where_the_rule_says_so_or_nothing_is_graded(person, course, how):
    if how == "rule":
        CertificatePolicy.objects.update(short_path=False)
    else:
        course.units.filter(kind="test").delete()
    complete(person, course)
    renew(OPENS)
    new = Enrolment.objects.get(cycle=2)
    assert new.path == EnrolmentPath.FULL

    if how == "rule":
        passed(new, OPENS)
        assert not Certificate.objects.filter(enrolment=new).exists()
    mark_read(enrolment=new, unit=Unit.objects.get(title="Eins"), version=None, now=at(OPENS))

    levels = {"rule": ["mastery", "participation"], "course": ["participation"]}[how]
    assert sorted(Certificate.objects.filter(enrolment=new).values_list("level", flat=True)) == levels


@pytest.mark.parametrize("level", ["mastery", "participation"])
def test_what_was_revoked_is_not_renewed(person, course, level):
    if level == "participation":
        course.units.filter(kind="test").delete()
    complete(person, course)
    certificate = Certificate.objects.get(level=level)
    revoke_certificate(certificate=certificate, hr=make_user(), reason="Täuschung", now=at(DONE))

    assert (renew(OPENS), opened()) == ([], [])


def test_what_was_replaced_is_renewed_once(person, course):
    complete(person, course)
    certificate = Certificate.objects.get(level="mastery")
    replace_certificate(certificate=certificate, hr=make_user(), reason="Heirat", now=at(OPENS - timedelta(days=9)))

    renew(OPENS)
    renew(OPENS)

    assert opened() == [(2, OPENS, LAST, "short")]


@pytest.mark.parametrize("change", [{"is_active": False}, {"erased_at": at(DONE)}])
def test_nobody_who_has_left_gets_one(person, course, change):
    complete(person, course)
    User.objects.filter(pk=person.pk).update(**change)

    assert (renew(OPENS), opened()) == ([], [])


def test_none_opens_where_none_is_asked_for(person, course):
    run = complete(person, course)
    CertificatePolicy.objects.update(renewal_days=0)
    assert renew(LAST) == []

    CertificatePolicy.objects.update(renewal_days=60)
    Enrolment.objects.filter(pk=run.pk).update(closed_at=at(DONE))
    make_started(person, course, cycle=2)
    assert (renew(LAST), len(runs())) == ([], 2)


def test_a_run_that_was_closed_is_renewed_and_not_closed_again(person, course):
    run = complete(person, course)
    Enrolment.objects.filter(pk=run.pk).update(closed_at=at(DONE))

    renew(OPENS)

    assert opened() == [(2, OPENS, LAST, "short")]
    assert Enrolment.objects.get(pk=run.pk).closed_at == at(DONE)
    assert not run.events.filter(kind="closed").exists()


def test_who_has_just_renewed_is_left_alone(person, course):
    """Of thirty days of validity the first half is quiet, however early renewal opens."""
    CertificatePolicy.objects.update(ends_month=12, ends_day=31)
    complete(person, course, date(2027, 12, 1))

    assert renew(date(2027, 12, 15)) == []
    renew(date(2027, 12, 16))

    assert opened() == [(2, date(2027, 12, 16), date(2027, 12, 31), "short")]


def test_many_people_in_chunks(course, monkeypatch):
    monkeypatch.setattr(renewing, "CHUNK", 2)
    for _number in range(3):
        complete(make_user(), course)

    assert renew(OPENS) == ["3 renewals opened, certificates end soon or have ended."]
    assert opened() == 3 * [(2, OPENS, LAST, "short")]


def test_three_people_cost_as_many_queries_as_one(course):
    def cost(people: int, day: date) -> int:
        for _number in range(people):
            complete(make_user(), course, day)
        opens = day.replace(year=day.year + 1) - timedelta(days=60)
        return queries_of(lambda: renew(opens))

    assert cost(1, date(2026, 6, 1)) == cost(3, date(2026, 9, 1))
    assert [row[1] for row in opened()] == [date(2027, 4, 2)] + 3 * [date(2027, 7, 3)]


def test_an_older_assignment_does_not_pull_its_due_date_forward(course):
    department = make_department("Vertrieb")
    person = make_member(department)
    complete(person, course)
    cohort = Cohort.objects.create(name="Vertrieb", department=department)
    assign_to_cohort(course=course, cohort=cohort, actor=None, now=at(DONE), due_on=DONE + timedelta(days=9))
    renew(OPENS)

    list(follow_up_all(now=at(OPENS)))

    new = Enrolment.objects.get(cycle=2)
    assert (new.due_on, new.mandatory) == (LAST, True)

    Assignment.objects.all().delete()
    later = OPENS + timedelta(days=30)
    assign_to_cohort(course=course, cohort=cohort, actor=None, now=at(OPENS + timedelta(days=1)), due_on=later)
    assert Enrolment.objects.get(cycle=2).due_on == later


def test_the_assignment_goes_along_and_reminders_come_by_themselves(course):
    department = make_department("Vertrieb")
    person = make_member(department)
    cohort = Cohort.objects.create(name="Vertrieb", department=department)
    assignment = assign_to_cohort(course=course, cohort=cohort, actor=None, now=at(DONE)).assignment
    run = Enrolment.objects.get()
    mark_read(enrolment=run, unit=Unit.objects.get(title="Eins"), version=None, now=at(DONE))
    passed(run, DONE)
    renew(OPENS)

    new = Enrolment.objects.get(cycle=2)
    assert (new.assignment, new.mandatory) == (assignment, True)
    planned = planned_reminders(date(2027, 11, 9), User.objects.filter(pk=person.pk))
    assert [(day, reminder.enrolment_id) for day, reminder in planned] == [
        (date(2027, 11, 10), new.pk), (date(2027, 11, 21), new.pk),
    ]  # fmt: skip


def test_hr_sees_both_runs(course):
    sales = make_department("Vertrieb")
    complete(make_member(sales, "Mira Lindqvist"), course, enrolled_on=DONE)
    renew(OPENS)

    day = OPENS + timedelta(days=1)
    found = report.visible_enrolments(held=departments_of_hr(make_hr(sales)), filters=CompletionFilters(), day=day)
    keys = [column.key for column in report.COLUMNS]
    rows = [dict(zip(keys, row, strict=True)) for row in report.rows(found, day=day)]

    shown = ("name", "enrolled_on", "due_on", "status", "completed_on", "valid_until")
    assert sorted((tuple(row[key] for key in shown) for row in rows), key=lambda row: row[1]) == [
        ("Mira Lindqvist", DONE, None, "completed", DONE, LAST),
        ("Mira Lindqvist", OPENS, LAST, "not-started", None, None),
    ]


# --- After its last day ------------------------------------------------------------------------------------------
AWAY, BACK = DONE + timedelta(days=90), LAST + timedelta(days=100)
MONTH_AFTER = BACK + timedelta(days=30)


def leave(person: User, day: date) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    leave_courses(people=[person.pk], actor=None, now=at(day))


def test_who_was_away_on_its_last_day_gets_the_course_once_when_she_returns(course):
    """Assigned to her group, left and brought back as a list does it; it is still mandatory and can still be met."""
    department = make_department("Vertrieb")
    person = make_member(department)
    cohort = Cohort.objects.create(name="Vertrieb", department=department)
    assignment = assign_to_cohort(course=course, cohort=cohort, actor=None, now=at(DONE), due_days=20).assignment
    mark_read(enrolment=Enrolment.objects.get(), unit=Unit.objects.get(title="Eins"), version=None, now=at(DONE))
    passed(Enrolment.objects.get(), DONE)
    before = list(Certificate.objects.order_by("pk").values())
    leave(person, AWAY)
    for day in (OPENS, LAST, BACK - timedelta(days=1)):
        assert (renew(day), list(follow_up_all(now=at(day)))) == ([], [])

    User.objects.update(is_active=True)
    for day in range(40):
        list(follow_up_all(now=at(BACK + timedelta(days=day))))
        renew(BACK + timedelta(days=day))

    assert opened() == [(2, BACK, MONTH_AFTER, "short")]
    new = Enrolment.objects.get(cycle=2)
    assert (new.mandatory, new.assignment, new.closed_at) == (True, assignment, None)
    assert new.events.get().data == {
        "renewal": True, "path": "short", "valid_until": "2027-11-24", "due_on": MONTH_AFTER.isoformat(),
        "mandatory": True,
    }  # fmt: skip
    assert list(Certificate.objects.order_by("pk").values()) == before
    planned = planned_reminders(BACK + timedelta(days=16), User.objects.filter(pk=person.pk))
    assert [day for day, _reminder in planned] == [BACK + timedelta(days=16), BACK + timedelta(days=27), MONTH_AFTER]


def test_what_she_renews_late_holds_from_then_on_and_is_renewed_in_time(person, course):
    complete(person, course)
    renew(BACK)
    passed(Enrolment.objects.get(cycle=2), BACK)

    again = BACK.replace(year=BACK.year + 1)
    assert (renew(again - timedelta(days=61)), renew(BACK)) == ([], [])
    renew(again - timedelta(days=60))

    assert opened()[1:] == [(3, again - timedelta(days=60), again, "short")]


@pytest.mark.parametrize("how", ["nothing ran", "switched on later"])
def test_who_was_there_gets_it_late_too(person, course, how):
    if how == "switched on later":
        CertificatePolicy.objects.update(renewal_days=0)
    complete(person, course)
    if how == "switched on later":
        assert (renew(OPENS), renew(BACK)) == ([], [])
        CertificatePolicy.objects.update(renewal_days=60)

    renew(BACK)
    renew(BACK + timedelta(days=1))

    assert [(row[0], row[2], row[4]) for row in runs()] == [(1, None, False), (2, MONTH_AFTER, True)]


def test_the_day_after_is_the_first_with_another_due_date(course):
    complete(make_user(), course)
    complete(make_user(), course, DONE - timedelta(days=1))

    renew(LAST)

    assert [row[2] for row in opened()] == [LAST, LAST + timedelta(days=30)]


def test_what_has_ended_is_not_asked_for_again_and_again(person, course):
    """Not done, it stays open and overdue; closed on purpose, it stays closed."""
    complete(person, course)
    renew(BACK)
    assert (renew(BACK + timedelta(days=400)), len(runs())) == ([], 2)

    close_enrolment(enrolment=Enrolment.objects.get(cycle=2), actor=None, now=at(BACK))
    assert (renew(BACK + timedelta(days=401)), len(runs())) == ([], 2)


def test_who_leaves_once_more_before_it_is_done_gets_it_when_she_returns(person, course):
    complete(person, course)
    renew(BACK)
    leave(person, BACK + timedelta(days=5))
    again = BACK + timedelta(days=200)
    assert renew(again) == []

    User.objects.update(is_active=True)
    renew(again)
    renew(again)

    assert opened()[1:] == [(3, again, again + timedelta(days=30), "short")]


@pytest.mark.parametrize("change", [{"is_active": False}, {"erased_at": at(DONE)}])
def test_nobody_who_is_gone_gets_anything_after_the_last_day_either(person, course, change):
    complete(person, course)
    User.objects.filter(pk=person.pk).update(**change)

    assert (renew(BACK), opened()) == ([], [])


@pytest.mark.parametrize("what", ["revoked", "exempt", "for ever"])
def test_nor_who_need_not_take_it_or_had_hers_revoked(person, course, what):
    if what == "for ever":
        CertificatePolicy.objects.update(valid_months=None)
    complete(person, course)
    if what == "revoked":
        mastery = Certificate.objects.get(level="mastery")
        revoke_certificate(certificate=mastery, hr=make_user(), reason="Täuschung", now=at(DONE))
    if what == "exempt":
        renew(OPENS)
        exempt(
            user=person, course=course, kind=Exemption.EXEMPTED, reason="Elternzeit", actor=make_user(), now=at(OPENS)
        )
        leave(person, OPENS)
        User.objects.update(is_active=True)
    count = len(runs())

    assert (renew(BACK), len(runs())) == ([], count)


def test_three_who_return_cost_as_many_queries_as_one(course):
    def cost(people: int, back: date) -> int:
        for _number in range(people):
            complete(make_user(), course)
        return queries_of(lambda: renew(back))

    assert cost(1, BACK) == cost(3, BACK + timedelta(days=1))
    assert len(opened()) == 4
