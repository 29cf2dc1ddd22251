"""Roles are known with the person who signed in, and are the same as asked for one by one."""

import pytest

from coursesite import clock
from coursesite.accounts.backends import EmailBackend
from coursesite.accounts.models import HRRole, User, WorksCouncilRole
from coursesite.accounts.rules import is_hr, is_works_council, roles_in_force
from lessons.models import CourseRole
from lessons.rules import is_instructor
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.company import company
from tests.factories.lessons import make_course

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> User:
    return EmailBackend().get_user(user.pk)


def test_whoever_holds_nothing_holds_nothing() -> None:
    HRRole.objects.create(user=make_user(), department=company())

    assert roles_in_force(signed_in(make_user())) == frozenset()


def test_each_role_counts_while_it_is_in_force() -> None:
    user = make_user()
    HRRole.objects.create(user=user, department=company())
    CourseRole.objects.create(user=user, course=make_course())
    WorksCouncilRole.objects.create(user=user, ended_at=clock.now())
    person = signed_in(user)

    assert queries_of(lambda: roles_in_force(person)) == 0
    assert roles_in_force(person) == roles_in_force(user) == {HRRole, CourseRole}
    assert (is_hr(person), is_instructor(person), is_works_council(person)) == (True, True, False)
