"""Groups: made, filled, ended, each with its line in the journal."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coursesite.journal.models import Action, JournalEntry
from lessons.enums import CohortKind
from lessons.errors import LessonsError
from lessons.models import Cohort, CohortMember
from lessons.queries.cohorts import cohorts_of_hr, members_of
from lessons.services import grouping
from lessons.services.assigning import assign_to_cohort
from lessons.services.grouping import add_members, end_cohort, make_cohort, remove_member
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.lessons import make_course

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Europe/Berlin"))
TOMORROW = NOW + timedelta(days=1)
TODAY = date(2026, 11, 27)


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(sales):
    return make_hr(sales)


@pytest.fixture
def group(sales, hr):
    return make_cohort(name="Neue", kind=CohortKind.LIST, department=sales, actor=hr, now=NOW)


def names(group, day=TODAY):
    return sorted(members_of(group, day=day).values_list("name", flat=True))


def test_people_are_found_by_address_or_number_and_strangers_by_nothing(sales, group, hr):
    make_member(sales, "Anna", email="anna@example.org")
    make_member(sales, "Bert", personnel_number="007")
    make_member(company(), "Carla", email="carla@example.org")

    found = add_members(
        cohort=group, keys=["ANNA@example.org", "007", "7", "carla@example.org", "007"], actor=hr, now=NOW
    )

    assert found == (2, ["7", "carla@example.org"])
    assert names(group) == ["Anna", "Bert"]
    entry = JournalEntry.objects.filter(details__change="added").get()
    assert (entry.action, sorted(entry.subjects.values_list("user__name", flat=True))) == (
        Action.CHANGE_COHORT,
        ["Anna", "Bert"],
    )


def test_adding_twice_adds_once(sales, group, hr):
    make_member(sales, "Anna", email="anna@example.org")

    counted = [add_members(cohort=group, keys=["anna@example.org"], actor=hr, now=NOW)[0] for _ in range(2)]

    assert counted == [1, 0]
    assert CohortMember.objects.count() == 1


def test_who_is_taken_off_was_on_it_until_yesterday(sales, group, hr):
    person = make_member(sales, "Anna", email="anna@example.org")
    add_members(cohort=group, keys=[person.email], actor=hr, now=NOW)

    remove_member(cohort=group, person=person, actor=hr, now=TOMORROW)

    assert (names(group), names(group, TODAY + timedelta(days=1))) == (["Anna"], [])


def test_who_is_taken_off_on_the_same_day_was_never_on_it(sales, group, hr):
    person = make_member(sales, "Anna", email="anna@example.org")
    add_members(cohort=group, keys=[person.email], actor=hr, now=NOW)

    remove_member(cohort=group, person=person, actor=hr, now=NOW)

    assert not CohortMember.objects.exists()
    assert JournalEntry.objects.filter(details__change="removed", subjects__user=person).exists()


def test_a_group_that_ends_takes_its_assignments_along(sales, group, hr):
    assignment = assign_to_cohort(course=make_course(), cohort=group, actor=hr, now=NOW).assignment

    end_cohort(cohort=group, actor=hr, now=TOMORROW)
    end_cohort(cohort=group, actor=hr, now=TOMORROW)

    assignment.refresh_from_db()
    assert assignment.ended_at == TOMORROW
    assert list(cohorts_of_hr(hr)) == []
    assert JournalEntry.objects.filter(details__change="ended").count() == 1


def test_hr_uses_the_groups_of_her_departments(sales, group, hr):
    below = Cohort.objects.create(name="Team", department=make_department("Team", sales))
    Cohort.objects.create(name="Alle", department=company())

    assert set(cohorts_of_hr(hr)) == {group, below}


def test_a_name_once_per_department(sales, group, hr):
    with pytest.raises(LessonsError) as refused:
        make_cohort(name=" Neue ", kind=CohortKind.DEPARTMENT, department=sales, actor=hr, now=NOW)

    assert (refused.value.code, Cohort.objects.count()) == ("name-taken", 1)


def test_a_name_is_plain_text(sales, hr):
    with pytest.raises(LessonsError):
        make_cohort(name="a\x00b", kind=CohortKind.LIST, department=sales, actor=hr, now=NOW)

    assert not Cohort.objects.exists()


def test_the_people_of_a_department_cannot_be_listed(sales, hr):
    group = Cohort.objects.create(name="Alle", department=sales)

    with pytest.raises(LessonsError) as refused:
        add_members(cohort=group, keys=["x"], actor=hr, now=NOW)

    assert refused.value.code == "not-a-list"


def test_a_list_too_long_is_refused_whole(sales, group, hr, monkeypatch):
    monkeypatch.setattr(grouping, "MOST_AT_ONCE", 1)
    make_member(sales, "Anna", email="anna@example.org")

    with pytest.raises(LessonsError) as refused:
        add_members(cohort=group, keys=["anna@example.org", "b"], actor=hr, now=NOW)

    assert (refused.value.code, CohortMember.objects.count()) == ("too-many", 0)
