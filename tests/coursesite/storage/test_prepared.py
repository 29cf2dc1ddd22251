"""A prepared query answers what its queryset answers, for other values each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from coursesite.accounts.models import User
from coursesite.storage.prepared import NotPreparable, Prepared, _BoundQuery
from lessons.models import Enrolment, Unit
from tests.counting import queries_of
from tests.factories.lessons import make_course, make_enrolment, make_unit

pytestmark = pytest.mark.django_db


def by_email(email: str):
    return User.objects.filter(email=email)


def runs(user: int, course: str):
    return Enrolment.objects.filter(user=user, course__slug=course).select_related("course").order_by("-cycle")[:1]


def titles(course: int):
    return Unit.objects.filter(course=course).order_by("position").values_list("pk", "title")


def test_each_call_has_its_own_values() -> None:
    first, second = User.objects.create(email="a@example.org"), User.objects.create(email="b@example.org")
    people = Prepared(by_email)

    assert people.first(email="a@example.org") == first
    assert people.first(email="b@example.org") == second
    assert people.all(email="c@example.org") == []
    assert people.first(email="' OR 1=1 --") is None


def test_related_rows_come_along() -> None:
    enrolment = make_enrolment(User.objects.create(email="a@example.org"))
    prepared = Prepared(runs)
    found = prepared.first(user=enrolment.user_id, course=enrolment.course.slug)

    assert found == enrolment
    assert queries_of(lambda: found.course.title) == 0
    assert found.course.title == enrolment.course.title
    assert vars(found).keys() == vars(runs(enrolment.user_id, enrolment.course.slug).get()).keys()
    assert queries_of(lambda: prepared.first(user=enrolment.user_id, course=enrolment.course.slug)) == 1


def test_lists_of_values_are_converted_like_the_queryset_does() -> None:
    course, other = make_course(), make_course()
    for owner in (course, course, other):
        make_unit(course=owner)

    assert Prepared(titles).all(course=course.pk) == list(titles(course.pk))
    assert len(Prepared(titles).all(course=course.pk)) == 2


def test_sql_is_written_once(monkeypatch) -> None:
    calls = []

    def counted(email: str):
        calls.append(email)
        return by_email(email)

    people = Prepared(counted)
    people.all(email="a@example.org")
    made = len(calls)
    people.all(email="b@example.org")

    assert len(calls) == made


def test_a_varying_number_of_values() -> None:
    for name in "abc":
        User.objects.create(email=f"{name}@example.org")
    pair = Prepared(lambda **emails: User.objects.filter(email__in=emails.values()), {"first": str, "second": str})

    assert {user.email[0] for user in pair.all(first="c@example.org", second="a@example.org")} == {"a", "c"}


def test_each_thread_asks_over_its_own_connection() -> None:
    statement = Prepared(by_email)._prepare()

    def is_own() -> bool:
        return _BoundQuery(statement, {"email": "a"}).get_compiler("default").connection is connections["default"]

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(is_own).result()
    assert is_own()


@pytest.mark.parametrize("values", [{}, {"email": "a", "name": "b"}, {"name": "b"}])
def test_other_arguments_are_refused(values: dict) -> None:
    with pytest.raises(NotPreparable):
        Prepared(by_email).all(**values)


def test_what_cannot_be_prepared_says_so() -> None:
    def unused(email: str):
        return User.objects.all()

    def untyped(email):
        return User.objects.filter(email=email)

    def followed(email: str):
        return User.objects.filter(email=email).prefetch_related("enrolments")

    with pytest.raises(NotPreparable, match="not found"):
        Prepared(unused).all(email="a")
    with pytest.raises(NotPreparable, match="annotated"):
        Prepared(untyped)
    with pytest.raises(NotPreparable, match="prefetch"):
        Prepared(followed).all(email="a")


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
def test_numbers_beyond_any_column_find_nothing(number: int) -> None:
    assert Prepared(titles).all(course=number) == []


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63) + 1, 0])
def test_the_widest_numbers_are_asked_for(number: int) -> None:
    prepared = Prepared(titles)

    assert queries_of(lambda: prepared.all(course=number)) == 1


def test_a_number_of_its_own_stays_what_it_is() -> None:
    """Even the one that stands for the argument while the statement is written."""
    course = make_course()
    make_unit(course=course)

    def heavy(course: int):
        return Unit.objects.filter(course=course, weight__lt=31_001).values_list("pk")

    assert len(Prepared(heavy).all(course=course.pk)) == 1


def test_small_columns_can_be_asked_for_too() -> None:
    unit = make_unit()

    def placed(position: int):
        return Unit.objects.filter(position=position)

    assert unit in Prepared(placed).all(position=unit.position)


def test_a_statement_that_depends_on_its_values_is_refused() -> None:
    def limited(course: int):
        return Unit.objects.filter(course=course)[: course % 10_000 if course > 32_000 else 5]

    with pytest.raises(NotPreparable, match="itself"):
        Prepared(limited).all(course=1)
