"""Whom does HR find by her id? Whoever belongs today to a department she holds, or to one below it."""

from datetime import date

import pytest

from coursesite import clock
from coursesite.accounts.queries.people import person_of_hr
from tests.counting import queries_of
from tests.factories.company import company, join, make_department, make_hr, make_member

pytestmark = pytest.mark.django_db
TODAY, YESTERDAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 25)


def finds(hr, person) -> bool:
    return person_of_hr(hr, person.public_id, day=TODAY) == person


def test_hr_finds_people_of_her_departments_and_those_below_and_nobody_else():
    sales, plant = make_department("Vertrieb"), make_department("Werk")
    south = make_department("Süd", sales)
    people = [make_member(department) for department in (sales, south, plant, company(), None)]

    assert [finds(make_hr(sales), person) for person in people] == [True, True, False, False, False]
    assert [finds(make_hr(south, plant), person) for person in people] == [False, True, True, False, False]
    assert [finds(make_hr(company()), person) for person in people] == [True, True, True, True, False]
    assert [finds(make_hr(), person) for person in people] == [False] * 5
    assert person_of_hr(make_hr(company()), "nowhere", day=TODAY) is None


def test_ended_role_finds_nobody():
    sales = make_department("Vertrieb")
    hr = make_hr(sales)
    hr.hrroles.update(ended_at=clock.now())

    assert not finds(hr, make_member(sales))


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "found"),
    [(YESTERDAY, TODAY, True), (YESTERDAY, YESTERDAY, False), (TODAY, None, True), (TOMORROW, None, False)],
)
def test_membership_counts_on_its_days_only(valid_from, valid_until, found):
    sales = make_department("Vertrieb")
    person = make_member(None)
    join(person, sales, valid_from=valid_from, valid_until=valid_until)

    assert finds(make_hr(sales), person) is found


def test_department_is_the_primary_one_of_that_day():
    sales, plant = make_department("Vertrieb"), make_department("Werk")
    person, nowhere = make_member(None), make_member(None)
    join(person, sales, valid_until=YESTERDAY)
    join(person, plant, valid_from=TODAY)
    join(person, sales, is_primary=False, valid_from=TODAY)
    join(nowhere, sales, is_primary=False)
    hr = make_hr(sales)

    names = [person_of_hr(hr, one.public_id, day=TODAY).department_name for one in (person, nowhere)]

    assert names == ["Werk", None]


def test_person_is_found_with_two_queries():
    sales = make_department("Vertrieb")
    hr, person = make_hr(sales), make_member(sales)

    assert queries_of(lambda: person_of_hr(hr, person.public_id, day=TODAY)) == 2
