"""The link of an invitation: once, for seven days, for one person."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.test import Client, override_settings

from coursesite.accounts.queries.invitations import SALT, invitation_token
from coursesite.accounts.services.inviting import invite_again
from coursesite.outbox.letters import send_mails
from coursesite.outbox.models import OutboxMail
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 26, 9, 0, tzinfo=UTC)  # summer time begins within the seven days
PASSWORD = "drei-begriffe-und-mehr"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ada():
    return make_user(email="ada@example.com", name="Ada Öztürk", password=None)


def invited(person) -> str:
    """The path of the link she was sent."""
    invite_again(person=person, actor=None, now=NOW)
    list(send_mails(now=NOW))
    return re.search(r"http://localhost:8000(/invitation/\S+)", mail.outbox[-1].body)[1]


def signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_her_mail_has_the_link_in_both_forms(ada):
    path = invited(ada)

    [message] = mail.outbox
    assert message.subject == "Ihr Zugang zu Trennscharf"
    assert message.body.startswith("Guten Tag Ada Öztürk,\n\ndie Personalabteilung")
    assert "bis zum 2.\N{NO-BREAK SPACE}April 2026" in message.body
    assert message.alternatives[0][0].count(f"http://localhost:8000{path}") == 2


def test_nothing_that_signs_in_is_stored(ada):
    path = invited(ada)

    stored = str(list(OutboxMail.objects.values()))
    assert path.split("/")[2] not in stored
    assert OutboxMail.objects.get().data == {}


def test_she_sets_a_password_and_is_signed_in_with_her_address_confirmed(client, ada):
    EmailAddress.objects.filter(user=ada).update(verified=False)
    path = invited(ada)

    shown = client.get(path)
    answer = client.post(path, {"password": PASSWORD})
    accepted = client.get(answer.url)

    ada.refresh_from_db()
    assert (shown.status_code, answer.status_code, answer.url) == (200, 302, "/invitation/accepted/")
    assert "/accounts/2fa/webauthn/add/" in accepted.content.decode()
    assert ada.check_password(PASSWORD)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("ada@example.com", True, True)]
    assert signed_in(client)


def test_a_passkey_can_be_added_without_the_password_once_more(client, ada):
    client.post(invited(ada), {"password": PASSWORD})

    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


@override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory", LOCAL=False)
def test_on_a_real_site_she_is_in_at_once(client, ada):
    EmailAddress.objects.all().delete()

    answer = client.post(invited(ada), {"password": PASSWORD})

    assert answer.url == "/invitation/accepted/"
    assert signed_in(client)


def test_looking_changes_nothing(client, ada):
    path = invited(ada)

    assert [client.get(path).status_code, client.head(path).status_code, client.get(path).status_code] == [200] * 3


@pytest.mark.parametrize("password", ["", "kurz", "ada@example.com", "qwertyuiop123", "x" * 129])
def test_a_weak_password_is_refused_as_everywhere(client, ada, password):
    answer = client.post(invited(ada), {"password": password})

    ada.refresh_from_db()
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["password"]
    assert not ada.has_usable_password()
    assert not signed_in(client)


def test_a_link_works_once(client, ada):
    path = invited(ada)
    client.post(path, {"password": PASSWORD})

    again = Client().post(path, {"password": "noch-ein-passwort-mehr"})

    ada.refresh_from_db()
    assert (again.status_code, again.context["state"]) == (404, "used")
    assert "/accounts/password/reset/" in again.content.decode()
    assert ada.check_password(PASSWORD)


def test_all_links_are_over_when_one_is_used(client, ada):
    first, second = invited(ada), invited(ada)
    client.post(second, {"password": PASSWORD})

    assert Client().get(first).context["state"] == "used"


def test_two_windows_with_one_link_set_one_password(client, ada, monkeypatch):
    """The second one's form was checked before the first one's password was stored."""
    path = invited(ada)
    stale = type(ada).objects.get(pk=ada.pk)
    client.post(path, {"password": PASSWORD})
    monkeypatch.setattr(
        "coursesite.accounts.views.invitation.invitation_link",
        lambda token, now: type("Link", (), {"person": stale, "state": None}),
    )

    second = Client().post(path, {"password": "noch-ein-passwort-mehr"})

    ada.refresh_from_db()
    assert (second.status_code, second.context["state"]) == (404, "used")
    assert ada.check_password(PASSWORD)


def test_a_link_of_an_address_that_has_changed_is_over(client, ada):
    path = invited(ada)
    ada.email = "neu@example.com"
    ada.save()

    assert client.get(path).context["state"] == "used"


@pytest.mark.parametrize(
    ("moment", "state"),
    [(datetime(2026, 4, 2, 21, 59, tzinfo=UTC), None), (datetime(2026, 4, 2, 22, 0, tzinfo=UTC), "expired")],
)
def test_a_link_holds_for_seven_days_through_the_end_of_the_last(client, ada, moment, state):
    path = invited(ada)

    with time_machine.travel(moment, tick=False):
        answer = client.get(path)

    assert (answer.status_code, answer.context.get("state")) == (404 if state else 200, state)


@pytest.mark.parametrize("change", [{"is_active": False}, {"erased_at": NOW}])
def test_who_is_gone_gets_in_by_no_link(client, ada, change):
    path = invited(ada)
    type(ada).objects.filter(pk=ada.pk).update(**change)

    assert client.get(path).context["state"] == "unknown"


def test_a_forged_or_cut_link_opens_nothing(client, ada):
    bob = make_user(password=None)
    token = invitation_token(ada, until=NOW.date())
    value = {**signing.loads(token, salt=SALT), "person": bob.public_id}
    forged = [token[:-1], f"x{token}", "nonsense", signing.dumps(value, salt="other"), signing.dumps(value, key="k")]

    answers = [client.post(f"/invitation/{each}/", {"password": PASSWORD}) for each in forged]

    assert [(answer.status_code, answer.context["state"]) for answer in answers] == [(404, "unknown")] * len(forged)
    assert not signed_in(client)


def test_the_page_is_kept_nowhere_and_found_by_no_search(client, ada):
    answer = client.get(invited(ada))

    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_whoever_is_signed_in_on_this_device_gives_way(client, ada):
    bob = make_user()
    client.force_login(bob)

    client.post(invited(ada), {"password": PASSWORD})

    assert "ada@example.com" in client.get("/me/").content.decode()
