from datetime import date

import pytest
from allauth.account.models import EmailAddress

from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User, UserSession
from coursesite.accounts.services.departments import create_department, root_department
from coursesite.accounts.services.people import change_person, change_profile, create_person, set_time_extension
from coursesite.journal.models import Action
from coursesite.journal.queries import entries_about
from tests.factories.accounts import make_operator, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def addresses(user: User) -> list[tuple[str, bool, bool]]:
    return list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary"))


def memberships(user: User) -> list[tuple]:
    return list(user.memberships.values_list("department__name", "is_primary", "valid_from", "valid_until"))


def test_person_can_sign_in_and_belongs_to_the_root_department() -> None:
    user = create_person(email=" Ada@Example.COM ", name=" Ada Öztürk ", day=DAY, personnel_number="007")

    user = User.objects.get(pk=user.pk)
    assert (user.email, user.name, user.personnel_number) == ("ada@example.com", "Ada Öztürk", "007")
    assert addresses(user) == [("ada@example.com", True, True)]
    assert memberships(user) == [("Unternehmen", True, DAY, None)]
    assert not user.has_usable_password()


def test_addresses_are_kept_in_small_letters_whoever_makes_the_person() -> None:
    user = User.objects.create_user(" Ada.Minke@Example.COM ")

    assert User.objects.get(pk=user.pk).email == "ada.minke@example.com"


def test_person_in_a_department() -> None:
    sales = create_department(name="Vertrieb", parent=root_department(day=DAY), day=DAY)

    user = create_person(email="ada@example.com", name="Ada", day=DAY, department=sales)

    assert memberships(user) == [("Vertrieb", True, DAY, None)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"email": "ADA@example.com"}, "taken"),
        ({"personnel_number": "007"}, "taken"),
        ({"email": "keine Adresse"}, "invalid"),
        ({"email": "a@b.de\nBcc: c@d.de"}, "invalid"),
        ({"name": "Ada\r\nBcc: c@d.de"}, "invalid"),
        ({"name": "x" * 201}, "invalid"),
        ({"language": "fr"}, "invalid"),
    ],
)
def test_refused_person_leaves_nothing_behind(fields: dict, code: str) -> None:
    create_person(email="ada@example.com", name="Ada", day=DAY, personnel_number="007")

    with pytest.raises(AccountsError) as refusal:
        create_person(**{"email": "bob@example.com", "name": "Bob", "day": DAY, **fields})

    assert refusal.value.code == code
    assert (User.objects.count(), EmailAddress.objects.count()) == (1, 1)


def test_many_people_without_personnel_number() -> None:
    for number in range(2):
        create_person(email=f"p{number}@example.com", name="Ada", day=DAY)

    assert User.objects.filter(personnel_number="").count() == 2


def test_profile() -> None:
    user = make_user()

    change_profile(user=user, name="Ada", language="en", time_factor="1.5", reminders=False)

    user.refresh_from_db()
    assert (user.name, user.language, user.time_factor) == ("Ada", "en", "1.5")


def test_hr_sets_the_time_extension_and_the_person_can_read_that_but_not_why() -> None:
    hr, person = make_user(), make_user()

    set_time_extension(person=person, time_factor="1.5", hr=hr)

    person.refresh_from_db()
    entry = entries_about(person).get()
    assert person.time_factor == "1.5"
    assert (entry.actor, entry.actor_role, entry.action) == (hr, "hr", Action.CHANGE_PERSON)
    assert (entry.purpose, entry.details) == ("time-extension", {"columns": ["time_factor"]})


def test_time_extension_that_is_set_already_is_not_noted() -> None:
    person = make_user(time_factor="2")

    set_time_extension(person=person, time_factor="2", hr=make_user())

    assert not entries_about(person).exists()


@pytest.mark.parametrize("value", ["99", "", "1.50"])
def test_time_extension_that_does_not_exist_is_refused(value: str) -> None:
    person = make_user(time_factor="2")

    with pytest.raises(AccountsError) as refusal:
        set_time_extension(person=person, time_factor=value, hr=make_user())

    assert refusal.value.code == "unknown-extension"
    assert User.objects.get(pk=person.pk).time_factor == "2"
    assert not entries_about(person).exists()


def test_operator_changes_the_address_to_sign_in_with() -> None:
    operator, person = make_operator(), make_user(email="ada@example.com")

    change_person(person=person, changed_by=operator, email="Neu@example.com", name=person.name)

    assert User.objects.get(pk=person.pk).email == "neu@example.com"
    assert addresses(person) == [("neu@example.com", True, True)]
    entry = entries_about(person).get()
    assert (entry.action, entry.actor_role, entry.details) == (Action.CHANGE_PERSON, "operator", {"columns": ["email"]})


def test_change_that_changes_nothing_is_not_noted() -> None:
    person = make_user()

    change_person(person=person, changed_by=make_operator(), name=person.name, email=person.email.upper())

    assert not entries_about(person).exists()


def test_who_may_no_longer_sign_in_is_out_on_each_device(client) -> None:
    person, other = make_user(), make_user()
    for user in (person, other):
        type(client)().force_login(user)

    change_person(person=person, changed_by=make_operator(), is_active=False)

    assert [session.user for session in UserSession.objects.all()] == [other]


def test_operator_cannot_shut_herself_out() -> None:
    operator = make_operator()

    with pytest.raises(AccountsError) as refusal:
        change_person(person=User.objects.get(pk=operator.pk), changed_by=operator, is_active=False)

    assert refusal.value.code == "own-account"
    assert User.objects.get().is_active


def test_taken_address_is_refused() -> None:
    make_user(email="ada@example.com")
    bob = make_user(email="bob@example.com")

    with pytest.raises(AccountsError) as refusal:
        change_person(person=bob, changed_by=None, email="ADA@example.com")

    assert refusal.value.code == "taken"
    assert addresses(bob) == [("bob@example.com", True, True)]
