import pytest

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import HRRole, User, WorksCouncilRole
from coursesite.accounts.rules import is_hr, is_works_council
from coursesite.accounts.services.departments import root_department
from coursesite.accounts.services.roles import end_role, grant_hr, grant_role, grant_works_council
from coursesite.journal.models import Action, JournalEntry
from coursesite.journal.queries import entries_about
from tests.factories.accounts import make_operator, make_user

pytestmark = pytest.mark.django_db


def told(user: User) -> list[tuple]:
    return [(entry.action, entry.actor_role, entry.details) for entry in entries_about(user)]


def test_hr_role_is_given_and_ended_with_a_line_in_the_journal() -> None:
    operator, user, root = make_operator(), make_user(), root_department(day=clock.today())
    details = {"role": "accounts.HRRole", "department": root.pk}

    role = grant_hr(user=user, department=root, granted_by=operator, now=clock.now())

    assert is_hr(User.objects.get(pk=user.pk))
    assert (role.granted_by, role.ended_at) == (operator, None)
    assert told(user) == [(Action.GRANT_ROLE, "operator", details)]

    end_role(role=role, ended_by=operator, now=clock.now())

    assert not is_hr(User.objects.get(pk=user.pk))
    assert HRRole.objects.get().ended_at == role.ended_at
    assert told(user) == [(Action.END_ROLE, "operator", details), (Action.GRANT_ROLE, "operator", details)]


def test_works_council_by_a_command() -> None:
    user = make_user()

    grant_works_council(user=user, granted_by=None, now=clock.now())

    assert is_works_council(User.objects.get(pk=user.pk))
    assert told(user) == [(Action.GRANT_ROLE, "", {"role": "accounts.WorksCouncilRole"})]


def test_granting_twice_is_granting_once() -> None:
    user = make_user()

    roles = [grant_works_council(user=user, granted_by=None, now=clock.now()) for _ in range(2)]

    assert roles[0] == roles[1]
    assert (WorksCouncilRole.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_ending_twice_is_ending_once() -> None:
    role = grant_works_council(user=make_user(), granted_by=None, now=clock.now())

    end_role(role=role, ended_by=None, now=clock.now())
    ended_at = WorksCouncilRole.objects.get().ended_at
    end_role(role=role, ended_by=None, now=clock.now())

    assert WorksCouncilRole.objects.get().ended_at == ended_at
    assert JournalEntry.objects.filter(action=Action.END_ROLE).count() == 1


def test_role_may_come_again() -> None:
    user = make_user()
    role = grant_works_council(user=user, granted_by=None, now=clock.now())
    end_role(role=role, ended_by=None, now=clock.now())

    grant_role(WorksCouncilRole, user=user, granted_by=None, now=clock.now())

    assert [held.ended_at is None for held in WorksCouncilRole.objects.order_by("pk")] == [False, True]


def test_only_the_operator_gives_and_ends_roles() -> None:
    hr = make_user()
    root = root_department(day=clock.today())
    role = grant_hr(user=hr, department=root, granted_by=None, now=clock.now())

    for action in (
        lambda: grant_hr(user=make_user(), department=root, granted_by=hr, now=clock.now()),
        lambda: end_role(role=role, ended_by=hr, now=clock.now()),
    ):
        with pytest.raises(AccountsError) as refusal:
            action()
        assert refusal.value.code == "not-operator"

    assert HRRole.objects.in_force().count() == 1
