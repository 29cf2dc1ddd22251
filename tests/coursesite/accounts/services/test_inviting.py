from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User
from coursesite.accounts.services.inviting import invite_again, invite_people
from coursesite.journal.models import JournalEntry
from coursesite.outbox.letters import send_mails
from coursesite.outbox.models import OutboxMail
from tests.factories.accounts import make_user
from tests.factories.company import company, make_hr

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def hr():
    return make_hr(company(), password="ein-langes-passwort")


def queued() -> list[tuple]:
    return list(OutboxMail.objects.order_by("pk").values_list("user__email", "kind", "rule", "day"))


def entries() -> list[tuple]:
    fields = ("actor__name", "actor_role", "action", "subjects__user__email")
    return list(JournalEntry.objects.order_by("pk", "subjects__user__email").values_list(*fields))


def test_each_of_many_who_has_no_password_gets_one_invitation(hr):
    ada, bob = make_user(email="ada@x.example", password=None), make_user(email="bob@x.example", password=None)
    make_user(email="has-one@x.example")
    make_user(email="left@x.example", password=None, is_active=False)
    make_user(email="erased@x.example", password=None, erased_at=NOW)

    assert invite_people(people=User.objects.all(), actor=hr, now=NOW) == 2
    assert invite_people(people=User.objects.all(), actor=hr, now=LATER) == 0

    day = NOW.date()
    assert queued() == [(who.email, "invitation", "invitation", day) for who in (ada, bob)]
    assert entries() == [(hr.name, "hr", "invite-person", who.email) for who in (ada, bob)]


def test_who_begins_after_the_link_has_run_out_is_invited_later(hr):
    last = NOW.date() + timedelta(days=7)
    make_user(email="ada@x.example", password=None, entry_date=last)
    make_user(email="bob@x.example", password=None, entry_date=last + timedelta(days=1))

    assert invite_people(people=User.objects.all(), actor=hr, now=NOW) == 1
    assert invite_people(people=User.objects.all(), actor=hr, now=TOMORROW) == 1
    assert [row[0] for row in queued()] == ["ada@x.example", "bob@x.example"]


def test_only_the_people_asked_for_are_invited(hr):
    ada = make_user(password=None)
    make_user(password=None)

    assert invite_people(people=User.objects.filter(pk=ada.pk), actor=hr, now=NOW) == 1
    assert [row[0] for row in queued()] == [ada.email]


def test_on_another_day_who_has_not_answered_is_invited_again_once_the_first_is_sent(hr):
    make_user(password=None)
    invite_people(people=User.objects.all(), actor=hr, now=NOW)

    waiting = invite_people(people=User.objects.all(), actor=hr, now=TOMORROW)
    list(send_mails(now=TOMORROW))
    sent = invite_people(people=User.objects.all(), actor=hr, now=TOMORROW)

    assert (waiting, sent) == (0, 1)


def test_a_command_invites_without_an_actor():
    make_user(email="ada@x.example", password=None)

    invite_people(people=User.objects.all(), actor=None, now=NOW)

    assert entries() == [(None, "", "invite-person", "ada@x.example")]


def test_one_person_is_invited_again_the_same_day_because_somebody_says_so(hr):
    ada = make_user(email="ada@x.example", password=None)

    invite_again(person=ada, actor=hr, now=NOW)
    list(send_mails(now=NOW))
    invite_again(person=ada, actor=hr, now=LATER)
    list(send_mails(now=LATER))

    assert [row[2] for row in queued()] == ["invitation", "invitation:2"]
    assert [message.to for message in mail.outbox] == [["ada@x.example"]] * 2
    assert len(entries()) == 2


def test_an_invitation_that_waits_is_not_doubled(hr):
    ada = make_user(password=None)
    invite_again(person=ada, actor=hr, now=NOW)

    with pytest.raises(AccountsError) as refusal:
        invite_again(person=ada, actor=hr, now=LATER)

    assert refusal.value.code == "waiting"
    assert len(queued()) == len(entries()) == 1


@pytest.mark.parametrize("fields", [{}, {"password": None, "is_active": False}])
def test_who_has_a_password_or_may_not_sign_in_is_not_invited(hr, fields):
    with pytest.raises(AccountsError) as refusal:
        invite_again(person=make_user(**fields), actor=hr, now=NOW)

    assert refusal.value.code == "not-invitable"
    assert queued() == entries() == []


def test_who_sets_a_password_before_the_mail_goes_gets_none(hr):
    ada = make_user(password=None)
    invite_again(person=ada, actor=hr, now=NOW)
    ada.set_password("ein-langes-passwort")
    ada.save()

    list(send_mails(now=NOW))

    assert mail.outbox == []
    assert OutboxMail.objects.get().state == "cancelled"
