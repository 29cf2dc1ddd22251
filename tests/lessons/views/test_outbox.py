"""What goes to whom and when: HR's page, what she decides there, and the texts in the local profile."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.test import override_settings

from coursesite.accounts.services.inviting import invite_again
from coursesite.journal.models import JournalEntry
from coursesite.outbox.letters import send_mails
from coursesite.outbox.models import MailState, OutboxMail
from lessons.services.reminding import remind
from tests.factories.accounts import make_operator
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment
from tests.factories.outbox import UnknownRecipient, Unreachable, backend

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 16, 8, 0, tzinfo=UTC)
URL = "/reports/outbox/"


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(client, sales):
    user = make_hr(sales, password="ein-langes-passwort")
    client.force_login(user)
    return user


def member_with_course(department, name, **fields):
    person = make_member(department, name)
    values = {"due_on": date(2026, 6, 30), "enrolled_on": date(2026, 1, 1), **fields}
    make_enrolment(person, make_course(title=f"Kurs von {name}"), **values)
    return person


def rows(client, query: str = "") -> list[str]:
    html = client.get(URL + query).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in html.split("</tr>")[:-1]]


def figures(client, query: str = "") -> list[int]:
    html = client.get(URL + query).content.decode()
    return [int(number) for number in re.findall(r'class="stat__value">\s*(\d+)', html)]


def entries() -> list[tuple]:
    fields = ("actor__name", "actor_role", "action", "purpose", "subjects__user__name")
    return list(JournalEntry.objects.order_by("pk").values_list(*fields))


def test_planned_are_the_reminders_of_her_people_for_two_weeks(client, hr, sales):
    member_with_course(sales, "Ada Öztürk")
    member_with_course(make_department("Technik"), "Bob")

    assert rows(client) == [
        f"Ada Öztürk {day} Erinnerung Kurs von Ada Öztürk, fällig am 30. Juni 2026 geplant"
        for day in ("16. Juni 2026", "27. Juni 2026", "30. Juni 2026")
    ]
    assert figures(client) == [3, 0, 0, 0, 0]


def test_what_is_planned_for_today_becomes_waiting_and_then_sent(client, hr, sales):
    member_with_course(sales, "Ada Öztürk")

    list(remind(now=NOW))
    waiting = figures(client)
    list(send_mails(now=NOW))

    assert (waiting, figures(client)) == ([2, 1, 0, 0, 0], [2, 0, 1, 0, 0])
    assert rows(client, "?state=sent") == [
        "Ada Öztürk 16. Juni 2026 Erinnerung Kurs von Ada Öztürk, fällig am 30. Juni 2026 gesendet am 16. Juni 2026"
    ]


def test_mails_are_found_by_kind(client, hr, sales):
    invite_again(person=member_with_course(sales, "Ada Öztürk"), actor=None, now=NOW)
    list(remind(now=NOW))

    assert rows(client, "?state=waiting&kind=invitation") == ["Ada Öztürk 16. Juni 2026 Einladung wartet Nicht senden"]
    assert figures(client, "?kind=invitation") == [0, 1, 0, 0, 0]
    assert figures(client, "?kind=reminder") == [2, 1, 0, 0, 0]


def test_an_empty_list_speaks_of_the_kind_that_was_asked_for(client, hr):
    reminders = "In den nächsten 14 Tagen geht nichts hinaus"
    invitations = "Mails dieser Art werden nicht im Voraus geplant"

    queries = ("", "?kind=reminder", "?kind=invitation")
    said = [client.get(f"/reports/outbox/{query}").content.decode() for query in queries]

    assert [reminders in text for text in said] == [True, True, False]
    assert [invitations in text for text in said] == [False, False, True]


@pytest.mark.parametrize("query", ["?state=nonsense", "?kind=nonsense"])
def test_an_unknown_selection_is_named_and_shows_nothing(client, hr, sales, query):
    member_with_course(sales, "Ada Öztürk")

    answer = client.get(URL + query)

    assert answer.status_code == 400
    assert "Ada Öztürk" not in answer.content.decode()


def test_why_a_mail_is_not_there_stands_beside_it(client, hr, sales, settings):
    invite_again(person=make_member(sales, "Ada Öztürk"), actor=None, now=NOW)
    settings.EMAIL_BACKEND = backend(Unreachable)
    with pytest.raises(Exception, match="Not all mails"):
        list(send_mails(now=NOW))
    waiting = rows(client, "?state=waiting")
    settings.EMAIL_BACKEND = backend(UnknownRecipient)
    list(send_mails(now=NOW + timedelta(minutes=5)))

    assert waiting == [
        "Ada Öztürk 16. Juni 2026 Einladung wartet der Mailserver antwortet nicht (ConnectionRefusedError) Nicht senden"
    ]
    assert rows(client, "?state=failed") == [
        "Ada Öztürk 16. Juni 2026 Einladung nicht zugestellt der Mailserver lehnt sie ab (550) Erneut senden"
    ]


def failed_invitation(person, **fields) -> OutboxMail:
    queued = invite_again(person=person, actor=None, now=NOW)
    values = {"state": MailState.FAILED, "last_error": "refused: 550", **fields}
    OutboxMail.objects.filter(pk=queued.pk).update(**values)
    JournalEntry.objects.all().delete()
    return queued


def test_what_was_not_delivered_is_sent_again_by_a_click_that_is_journaled(client, hr, sales):
    queued = failed_invitation(make_member(sales, "Ada Öztürk"))

    answer = client.post(f"{URL}{queued.pk}/resend/", {"next": f"{URL}?state=failed"})
    list(send_mails(now=NOW))

    assert (answer.status_code, answer.url) == (302, f"{URL}?state=failed")
    assert len(django_mail.outbox) == 1
    assert entries() == [(hr.name, "hr", "invite-person", "mail-resent", "Ada Öztürk")]


def test_what_waits_is_held_back_by_a_click_that_is_journaled(client, hr, sales):
    member_with_course(sales, "Ada Öztürk")
    list(remind(now=NOW))

    client.post(f"{URL}{OutboxMail.objects.get().pk}/cancel/")
    list(remind(now=NOW))
    list(send_mails(now=NOW))

    assert django_mail.outbox == []
    assert figures(client) == [2, 0, 0, 0, 1]
    assert entries() == [(hr.name, "hr", "change-person", "mail-cancelled", "Ada Öztürk")]


def test_a_mail_under_way_offers_no_button(client, hr, sales):
    person = make_member(sales, "Ada Öztürk")
    queued = failed_invitation(person, last_error="interrupted", next_try_at=NOW + timedelta(minutes=30))

    answer = client.post(f"{URL}{queued.pk}/resend/", follow=True)

    assert "Diese Mail ist gerade unterwegs." in answer.content.decode()
    assert entries() == []
    assert rows(client, "?state=failed") == [
        "Ada Öztürk 16. Juni 2026 Einladung nicht zugestellt beim Senden unterbrochen; ob sie angekommen ist, ist nicht bekannt"
    ]


@pytest.mark.parametrize(("step", "state"), [("resend", MailState.CANCELLED), ("cancel", MailState.CANCELLED)])
def test_a_click_too_late_changes_nothing_and_says_so(client, hr, sales, step, state):
    queued = failed_invitation(make_member(sales), state=state, last_error="")

    answer = client.post(f"{URL}{queued.pk}/{step}/", follow=True)

    assert "notice--error" in answer.content.decode()
    assert entries() == []


@pytest.mark.parametrize("step", ["resend", "cancel"])
def test_nobody_decides_about_mails_of_other_departments(client, sales, step):
    queued = failed_invitation(make_member(sales))
    client.force_login(make_hr(make_department("Technik"), password="ein-langes-passwort"))

    assert client.post(f"{URL}{queued.pk}/{step}/").status_code == 404
    assert rows(client, "?state=failed") == []
    assert entries() == []


# --- texts -------------------------------------------------------------------------------------------------------
def test_hr_reads_no_text_and_no_address(client, hr, sales):
    queued = invite_again(person=make_member(sales, "Ada Öztürk", email="ada@example.org"), actor=None, now=NOW)

    page = client.get(f"{URL}?state=waiting").content.decode()

    assert "Ada Öztürk" in page
    assert "ada@example.org" not in page
    assert f'{URL}{queued.pk}/"' not in page
    assert [client.get(f"{URL}{queued.pk}/{part}").status_code for part in ("", "html/")] == [404, 404]


def test_in_the_local_profile_the_operator_reads_the_texts(client, sales):
    queued = invite_again(person=make_member(sales, "Ada Öztürk"), actor=None, now=NOW)
    client.force_login(make_operator())

    listed = client.get(f"{URL}?state=waiting").content.decode()
    page = client.get(f"{URL}{queued.pk}/").content.decode()
    html = client.get(f"{URL}{queued.pk}/html/")

    assert f'href="{URL}{queued.pk}/"' in listed
    assert "Ihr Zugang zu Trennscharf" in page
    assert "die Personalabteilung Ihres Unternehmens" in page
    assert 'class="button" href="http://localhost:8000/invitation/' in html.content.decode()
    assert html.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_a_text_that_is_not_wanted_any_more_is_not_made(client, sales):
    person = make_member(sales)
    queued = invite_again(person=person, actor=None, now=NOW)
    person.set_password("ein-langes-passwort")
    person.save()
    client.force_login(make_operator())

    assert "Diese Mail wird nicht mehr gebraucht" in client.get(f"{URL}{queued.pk}/").content.decode()
    assert client.get(f"{URL}{queued.pk}/html/").status_code == 404


def test_elsewhere_the_operator_reads_none(client, sales):
    queued = invite_again(person=make_member(sales), actor=None, now=NOW)
    client.force_login(make_operator())

    with override_settings(LOCAL=False, SECOND_FACTOR_REQUIRED=False):
        answers = [client.get(path).status_code for path in (URL, f"{URL}{queued.pk}/", f"{URL}{queued.pk}/html/")]

    assert answers == [404, 404, 404]
