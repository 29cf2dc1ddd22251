"""HR moves due dates: of an assignment with the runs that follow it, and of one person's run."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coursesite.journal.models import Action, JournalEntry
from lessons.enums import EnrolmentEventKind, EnrolmentPath, Exemption
from lessons.errors import LessonsError
from lessons.models import Assignment, Cohort, Enrolment, EnrolmentEvent
from lessons.reports.standing import standing_on
from lessons.services import due_dates
from lessons.services.assigning import assign_to_cohort, end_assignment, follow_up_all
from lessons.services.due_dates import Moved, move_assignment, move_run
from tests.counting import queries_of
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY, FIRST, SECOND = date(2026, 11, 27), date(2026, 12, 15), date(2027, 1, 31)
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


def assign(course, group, **fields) -> Assignment:
    return assign_to_cohort(course=course, cohort=group, **{"actor": None, "now": NOW, **fields}).assignment


def move(assignment, actor=None, **fields) -> Moved:
    values = {"due_on": None, "due_days": None, "now": LATER} | fields
    return move_assignment(assignment=assignment, actor=actor, **values)


def due_dates_of() -> dict[str, date | None]:
    return dict(Enrolment.objects.order_by("user__name").values_list("user__name", "due_on"))


def events() -> list[tuple[str, dict[str, str | None]]]:
    changed = EnrolmentEvent.objects.filter(kind=EnrolmentEventKind.DUE_CHANGED).order_by("enrolment__user__name")
    return list(changed.values_list("enrolment__user__name", "data"))


def test_a_later_date_holds_for_all_who_follow_and_for_who_joins(sales, hr, group, course):
    make_member(sales, "Anna"), make_member(sales, "Bert")
    assignment = assign(course, group, due_on=FIRST)

    assert move(assignment, hr, due_on=SECOND) == Moved(2, 0)
    make_member(sales, "Carla")
    list(follow_up_all(now=LATER))

    assert due_dates_of() == {"Anna": SECOND, "Bert": SECOND, "Carla": SECOND}
    moved = {"before": FIRST.isoformat(), "after": SECOND.isoformat()}
    assert events() == [("Anna", moved), ("Bert", moved)]
    entry = JournalEntry.objects.get(action=Action.CHANGE_PERSON)
    details = {"columns": ["due_date"], "course": course.pk, "group": group.pk}
    assert (entry.actor, entry.actor_role, entry.details) == (hr, "hr", details)
    assert sorted(entry.subjects.values_list("user__name", flat=True)) == ["Anna", "Bert"]


def test_the_same_date_again_moves_nothing(sales, group, course):
    make_member(sales, "Anna")
    assignment = assign(course, group, due_on=FIRST)

    assert move(assignment, due_on=FIRST) == Moved(0, 0)
    assert events() == []


def test_the_date_can_be_taken_away_and_come_back(sales, group, course):
    make_member(sales, "Anna")
    assignment = assign(course, group, due_on=FIRST)

    assert move(assignment) == Moved(1, 0)
    assert due_dates_of() == {"Anna": None}
    assert move(assignment, due_on=SECOND) == Moved(1, 0)
    assert due_dates_of() == {"Anna": SECOND}


def test_days_after_entry_count_as_they_did_and_never_end_before_today(sales, group, course):
    assignment = assign(course, group, due_days=30)
    make_member(sales, "Anna", entry_date=date(2026, 12, 1))
    make_member(sales, "Bert", entry_date=date(2020, 1, 1))
    list(follow_up_all(now=NOW))
    assert due_dates_of() == {"Anna": date(2026, 12, 31), "Bert": date(2026, 12, 27)}

    assert move(assignment, due_days=60) == Moved(2, 0)
    assert due_dates_of() == {"Anna": date(2027, 1, 30), "Bert": date(2027, 1, 26)}

    assert move(assignment, due_days=1) == Moved(2, 0)
    assert due_dates_of() == {"Anna": LATER.date(), "Bert": LATER.date()}


def test_who_is_done_exempt_or_asked_about_a_change_alone_is_left_alone(sales, group, course):
    names = ("Anna", "Bert", "Carla", "Dora")
    for name in names:
        make_member(sales, name)
    assignment = assign(course, group, due_on=FIRST)
    Enrolment.objects.filter(user__name="Anna").update(completed_on=TODAY)
    Enrolment.objects.filter(user__name="Bert").update(exempted_on=TODAY, exemption=Exemption.EXEMPTED)
    Enrolment.objects.filter(user__name="Carla").update(path=EnrolmentPath.DIFFERENCE)
    Enrolment.objects.filter(user__name="Dora").update(closed_at=NOW)

    assert move(assignment, due_on=SECOND) == Moved(0, 0)
    assert due_dates_of() == dict.fromkeys(names, FIRST)


def test_a_run_that_renews_a_certificate_is_left_alone(sales, group, course):
    make_member(sales, "Anna")
    assignment = assign(course, group, due_on=FIRST)
    EnrolmentEvent.objects.filter(kind=EnrolmentEventKind.ASSIGNED).update(data={"renewal": True, "valid_until": None})

    assert move(assignment, due_on=SECOND) == Moved(0, 0)
    assert due_dates_of() == {"Anna": FIRST}


def test_a_day_set_for_one_person_stays_whatever_her_groups_say(sales, hr, group, course):
    """Also at night, when each assignment is followed up."""
    make_member(sales, "Anna"), make_member(sales, "Bert")
    assignment = assign(course, group, due_on=FIRST)
    assign(course, Cohort.objects.create(name="Alle", department=sales), due_on=SECOND)
    hers, own = Enrolment.objects.get(user__name="Anna"), date(2027, 3, 1)

    move_run(enrolment=hers, due_on=own, reason="Elternzeit", actor=hr, now=NOW)
    assert move(assignment, due_on=date(2027, 1, 15)) == Moved(1, 1)
    latest = JournalEntry.objects.filter(action=Action.CHANGE_PERSON).first()
    assert list(latest.subjects.values_list("user__name", flat=True)) == ["Bert"]
    list(follow_up_all(now=LATER))

    assert due_dates_of() == {"Anna": own, "Bert": date(2027, 1, 15)}


def test_an_earlier_date_tightens_who_has_the_course_by_another_way(sales, hr, group, course):
    make_enrolment(make_member(sales, "Anna"), course, due_on=FIRST)
    assignment = assign(course, group, due_on=SECOND)

    assert move(assignment, hr, due_on=date(2026, 12, 10)) == Moved(1, 0)
    assert due_dates_of() == {"Anna": date(2026, 12, 10)}
    assert EnrolmentEvent.objects.get(kind=EnrolmentEventKind.DUE_CHANGED).actor == hr


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"due_on": FIRST, "due_days": 3}, "two-due-dates"),
        ({"due_on": date(2026, 11, 1)}, "due-in-the-past"),
        ({"due_on": date(9999, 12, 31)}, "due-too-late"),
        ({"due_days": 0}, "odd-days"),
    ],
)
def test_odd_dates_are_refused_and_nothing_changes(sales, group, course, fields, code):
    make_member(sales, "Anna")
    assignment = assign(course, group, due_on=FIRST)

    with pytest.raises(LessonsError) as refused:
        move(assignment, **fields)

    assert refused.value.code == code
    assert (Assignment.objects.get().due_on, due_dates_of()) == (FIRST, {"Anna": FIRST})


def test_what_has_ended_is_not_moved(group, course):
    assignment = assign(course, group, due_on=FIRST)
    end_assignment(assignment=assignment, actor=None, now=NOW)

    with pytest.raises(LessonsError) as refused:
        move(assignment, due_on=SECOND)

    assert refused.value.code == "assignment-ended"


def test_a_large_group_is_moved_in_portions(sales, group, course, monkeypatch):
    monkeypatch.setattr(due_dates, "CHUNK", 2)
    for number in range(5):
        make_member(sales, f"P{number}")
    assignment = assign(course, group, due_on=FIRST)

    assert move(assignment, due_on=SECOND) == Moved(5, 0)
    assert set(due_dates_of().values()) == {SECOND}


def test_three_people_cost_what_one_does(sales, group, course):
    make_member(sales, "Anna")
    assignment = assign(course, group, due_on=FIRST)
    one = queries_of(lambda: move(assignment, due_on=SECOND))
    make_member(sales, "Bert"), make_member(sales, "Carla")
    list(follow_up_all(now=LATER))

    assert queries_of(lambda: move(assignment, due_on=FIRST)) == one


def test_the_report_of_a_past_day_keeps_the_day_of_then(sales, hr, group, course):
    make_member(sales, "Anna")
    assignment = assign(course, group, due_on=FIRST)
    move(assignment, hr, due_on=SECOND)

    def due_on(day: date) -> list[date | None]:
        return [run.due_day for run in standing_on(Enrolment.objects.all(), day=day)]

    assert (due_on(TODAY), due_on(LATER.date())) == ([FIRST], [SECOND])


def test_one_run_is_moved_with_a_reason_that_the_journal_does_not_repeat(sales, hr, course):
    run = make_enrolment(make_member(sales, "Anna"), course, due_on=FIRST)

    move_run(enrolment=run, due_on=SECOND, reason="Elternzeit", actor=hr, now=NOW)
    move_run(enrolment=run, due_on=SECOND, reason="Elternzeit", actor=hr, now=NOW)

    event = EnrolmentEvent.objects.get()
    assert (event.kind, event.actor, event.reason) == (EnrolmentEventKind.DUE_CHANGED, hr, "Elternzeit")
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.actor, entry.actor_role) == (Action.CHANGE_PERSON, hr, "hr")
    assert entry.details == {"columns": ["due_date"], "course": course.pk}
    assert list(entry.subjects.values_list("user__name", flat=True)) == ["Anna"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reason": " "}, "no-reason"),
        ({"due_on": date(2026, 11, 26)}, "due-in-the-past"),
        ({"due_on": date(9999, 12, 31)}, "due-too-late"),
    ],
)
def test_one_run_is_not_moved_to_an_odd_day_nor_without_a_reason(sales, hr, course, fields, code):
    run = make_enrolment(make_member(sales, "Anna"), course, due_on=FIRST)

    with pytest.raises(LessonsError) as refused:
        move_run(**{"enrolment": run, "due_on": SECOND, "reason": "Elternzeit", "actor": hr, "now": NOW} | fields)

    assert (refused.value.code, due_dates_of()) == (code, {"Anna": FIRST})


@pytest.mark.parametrize(
    "over", [{"closed_at": NOW}, {"completed_on": TODAY}, {"exempted_on": TODAY, "exemption": "exempted"}]
)
def test_a_run_that_is_over_has_no_due_date_to_move(sales, hr, course, over):
    run = make_enrolment(make_member(sales, "Anna"), course, due_on=FIRST, **over)

    with pytest.raises(LessonsError) as refused:
        move_run(enrolment=run, due_on=SECOND, reason="Elternzeit", actor=hr, now=NOW)

    assert refused.value.code == "nothing-due"
