"""A course for a group: who gets it, until when, and who need not take it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coursesite.accounts.services.departments import move_department, set_primary_department
from coursesite.journal.models import Action, JournalEntry
from lessons.enums import CohortKind, EnrolmentEventKind, EnrolmentStatus, Exemption
from lessons.errors import LessonsError
from lessons.models import Cohort, CohortMember, Enrolment, EnrolmentEvent
from lessons.services.assigning import assign_to_cohort, end_assignment, exempt, follow_up_all, withdraw_exemption
from lessons.services.enrolling import close_enrolment
from tests.counting import queries_of
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment, make_started

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = date(2026, 11, 27)
LATER = NOW + timedelta(days=10)


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(sales):
    return make_hr(sales)


@pytest.fixture
def course():
    return make_course(access="assigned")


@pytest.fixture
def group(sales):
    return Cohort.objects.create(name="Vertrieb", department=sales)


def assign(course, group, **fields):
    return counted(course, group, **fields).assignment


def counted(course, group, **fields):
    return assign_to_cohort(course=course, cohort=group, **{"actor": None, "now": NOW, **fields})


def runs():
    """(name, run, due on, mandatory), by person and run."""
    fields = ("user__name", "cycle", "due_on", "mandatory")
    return list(Enrolment.objects.order_by("user__name", "cycle").values_list(*fields))


def events():
    return list(EnrolmentEvent.objects.order_by("pk").values_list("enrolment__user__name", "kind", "data"))


def test_a_group_gets_a_course(sales, group, course, hr):
    below = make_department("Innendienst", sales)
    make_member(sales, "Anna"), make_member(below, "Bert"), make_member(company(), "Carla")
    make_member(sales, "Dora", is_active=False)
    due = date(2026, 12, 31)

    assign(course, group, actor=hr, due_on=due)

    assert runs() == [("Anna", 1, due, True), ("Bert", 1, due, True)]
    given = {"due_on": "2026-12-31", "mandatory": True}
    assert events() == [(name, EnrolmentEventKind.ASSIGNED, given) for name in ("Anna", "Bert")]
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.actor, entry.details["course"]) == (Action.ASSIGN_COURSE, hr, course.pk)
    assert sorted(entry.subjects.values_list("user__name", flat=True)) == ["Anna", "Bert"]


def test_who_joins_later_gets_it_too_until_the_assignment_ends(sales, group, course):
    assignment = assign(course, group, due_days=30, mandatory=False)
    make_member(sales, "Anna", entry_date=date(2026, 12, 1)), make_member(sales, "Bert", entry_date=date(2019, 1, 1))

    assert list(follow_up_all(now=LATER)) == ["2 people enrolled, they have joined a group."]
    assert runs() == [("Anna", 1, date(2026, 12, 31), False), ("Bert", 1, date(2027, 1, 6), False)]

    end_assignment(assignment=assignment, actor=None, now=LATER)
    make_member(sales, "Carla")
    assert list(follow_up_all(now=LATER)) == []
    assert len(runs()) == 2


def test_a_moved_department_brings_its_people_along(sales, group, course):
    office = make_department("Innendienst")
    make_member(office, "Bert")
    assign(course, group)

    move_department(department=office, parent=sales, day=TODAY)
    list(follow_up_all(now=NOW))

    assert [name for name, *_ in runs()] == ["Bert"]


def test_a_person_in_two_departments_gets_one_run(sales, group, course):
    office = make_department("Innendienst")
    person = make_member(sales, "Anna")
    person.memberships.create(department=office, is_primary=False, valid_from=date(2020, 1, 1))
    assign(course, group, due_on=date(2027, 1, 31))

    assign(course, Cohort.objects.create(name="Innen", department=office), due_on=date(2026, 12, 31), mandatory=False)

    assert runs() == [("Anna", 1, date(2026, 12, 31), True)]  # the earlier day, and mandatory stays mandatory


def test_a_later_date_changes_nothing_and_each_change_is_noted(sales, group, course):
    run = make_enrolment(make_member(sales, "Anna"), course, due_on=date(2026, 12, 1))

    assign(course, group, due_on=date(2026, 12, 24))
    assert runs() == [("Anna", 1, date(2026, 12, 1), True)]
    assert events() == []

    run.due_on = None
    run.save()
    list(follow_up_all(now=LATER))
    assert runs() == [("Anna", 1, date(2026, 12, 24), True)]
    assert events() == [("Anna", EnrolmentEventKind.DUE_CHANGED, {"before": None, "after": "2026-12-24"})]


def test_who_is_done_gets_nothing_and_who_left_unfinished_a_new_run(sales, group, course):
    done, exempted, left = (make_member(sales, name) for name in ("Anna", "Bert", "Carla"))
    make_enrolment(done, course, completed_on=TODAY, closed_at=NOW)
    make_enrolment(exempted, course, exemption=Exemption.RECOGNISED, exempted_on=TODAY)
    close_enrolment(enrolment=make_started(left, course), actor=None, now=NOW)

    assign(course, group)

    assert [(name, cycle) for name, cycle, *_ in runs()] == [("Anna", 1), ("Bert", 1), ("Carla", 1), ("Carla", 2)]


def test_who_assigns_learns_how_many_get_it_have_it_and_have_no_entry_date(sales, group, course):
    late, early, done = (make_member(sales, name) for name in ("Anna", "Bert", "Carla"))
    make_enrolment(late, course, due_on=date(2027, 6, 1))
    make_enrolment(early, course, due_on=date(2026, 12, 1))
    make_enrolment(done, course, completed_on=TODAY, due_on=date(2027, 6, 1))
    make_member(sales, "Dora", entry_date=date(2020, 1, 1)), make_member(sales, "Emil"), make_member(sales, "Fritz")

    first = counted(course, group, due_days=30)

    told = (first.enrolled, first.earlier, first.kept, first.without_entry)
    assert told == (3, 1, 2, 2)
    assert {name: due for name, _cycle, due, _mandatory in runs()} == {
        "Anna": date(2026, 12, 27),
        "Bert": date(2026, 12, 1),
        "Carla": date(2027, 6, 1),
        "Dora": date(2026, 12, 27),
        "Emil": date(2026, 12, 27),
        "Fritz": date(2026, 12, 27),
    }
    end_assignment(assignment=first.assignment, actor=None, now=NOW)
    again = counted(course, group, due_on=date(2027, 12, 1))
    assert (again.enrolled, again.earlier, again.kept, again.without_entry) == (0, 0, 6, 0)


def test_follow_up_is_idempotent(sales, group, course):
    make_member(sales, "Anna")
    assign(course, group, due_days=1)
    before = (runs(), events())

    assert list(follow_up_all(now=LATER)) == []

    assert (runs(), events()) == before


def test_a_list_holds_people_of_its_department_only(sales, course):
    inside, outside = make_member(sales, "Anna"), make_member(company(), "Bert")
    group = Cohort.objects.create(name="Neue", kind=CohortKind.LIST, department=sales)
    CohortMember.objects.create(cohort=group, user=inside, valid_from=TODAY)
    CohortMember.objects.create(cohort=group, user=outside, valid_from=TODAY)

    assign(course, group)
    assert [name for name, *_ in runs()] == ["Anna"]

    set_primary_department(user=outside, department=sales, day=TODAY)
    list(follow_up_all(now=NOW))
    assert [name for name, *_ in runs()] == ["Anna", "Bert"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"due_on": date(2026, 11, 26)}, "due-in-the-past"),
        ({"due_on": TODAY + timedelta(days=3651)}, "due-too-late"),
        ({"due_on": date.max}, "due-too-late"),
        ({"due_on": date(2026, 12, 1), "due_days": 3}, "two-due-dates"),
        ({"due_days": 0}, "odd-days"),
        ({"due_days": 4000}, "odd-days"),
    ],
)
def test_odd_due_dates_are_refused(group, course, fields, code):
    with pytest.raises(LessonsError) as refused:
        assign(course, group, **fields)

    assert refused.value.code == code
    assert not group.assignments.exists()


def test_the_last_day_that_can_be_a_due_date(group, course):
    assert assign(course, group, due_on=TODAY + timedelta(days=3650)).due_on == date(2036, 11, 24)


def test_the_same_course_twice_is_refused_until_it_is_ended(group, course):
    first = assign(course, group)
    with pytest.raises(LessonsError) as refused:
        assign(course, group)
    assert refused.value.code == "assigned-already"

    end_assignment(assignment=first, actor=None, now=NOW)
    assert assign(course, group).pk != first.pk


def test_thirty_days_after_29_february_and_over_the_change_of_the_clock(sales, group, course):
    leap_day = datetime(2028, 2, 29, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    make_member(sales, "Anna", entry_date=date(2028, 2, 29))

    assign(course, group, due_days=30, now=leap_day)

    assert runs() == [("Anna", 1, date(2028, 3, 30), True)]  # summer time has begun on the 26th


def test_writing_takes_the_same_number_of_statements_for_one_and_three(sales, course):
    counted = []
    for size in (1, 3):
        team = make_department(f"Team {size}", sales)
        for number in range(size):
            make_member(team, f"Person {number}")
        group = Cohort.objects.create(name=f"Gruppe {size}", department=team)
        counted.append(queries_of(lambda group=group: assign(course, group)))

    assert counted[0] == counted[1]


def test_exempt_and_back(sales, course, hr):
    person = make_member(sales, "Anna")

    run = exempt(user=person, course=course, kind=Exemption.RECOGNISED, reason="Schulung 2025", actor=hr, now=NOW)
    assert Enrolment.objects.get(pk=run.pk).status == EnrolmentStatus.EXEMPT

    withdraw_exemption(enrolment=run, reason="Nachweis fehlt", actor=hr, now=LATER)
    assert Enrolment.objects.get(pk=run.pk).status == EnrolmentStatus.NOT_STARTED
    noted = EnrolmentEvent.objects.order_by("pk").values_list("kind", "reason", "actor")
    assert list(noted) == [
        (EnrolmentEventKind.ASSIGNED, "", hr.pk),
        (EnrolmentEventKind.EXEMPTED, "Schulung 2025", hr.pk),
        (EnrolmentEventKind.EXEMPTION_WITHDRAWN, "Nachweis fehlt", hr.pk),
    ]
    entries = JournalEntry.objects.filter(subjects__user=person, action=Action.EXEMPT_PERSON).order_by("pk")
    assert [entry.details["change"] for entry in entries] == [Exemption.RECOGNISED, "withdrawn"]


def test_exempting_keeps_the_due_date_of_an_open_run(sales, course, hr):
    run = make_enrolment(make_member(sales), course, due_on=date(2026, 12, 1))

    exempt(user=run.user, course=course, kind=Exemption.EXEMPTED, reason="Elternzeit", actor=hr, now=NOW)

    assert Enrolment.objects.get().due_on == date(2026, 12, 1)


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_exemption_without_a_reason(sales, course, hr, reason):
    with pytest.raises(LessonsError) as refused:
        exempt(user=make_member(sales), course=course, kind=Exemption.EXEMPTED, reason=reason, actor=hr, now=NOW)

    assert (refused.value.code, Enrolment.objects.count()) == ("no-reason", 0)


def test_who_has_completed_cannot_be_exempted(sales, course, hr):
    run = make_enrolment(make_member(sales), course, completed_on=TODAY)

    with pytest.raises(LessonsError) as refused:
        exempt(user=run.user, course=course, kind=Exemption.EXEMPTED, reason="x", actor=hr, now=NOW)

    assert refused.value.code == "nothing-to-exempt"
