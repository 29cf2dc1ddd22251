"""HR invites a person of her departments."""

import re
from datetime import timedelta

import pytest

from coursesite import clock
from coursesite.journal.models import JournalEntry
from coursesite.outbox.letters import send_mails
from coursesite.outbox.models import OutboxMail
from tests.factories.company import company, make_department, make_hr, make_member

pytestmark = pytest.mark.django_db
PAGE = "/reports/people/joerg/"
URL = f"{PAGE}invite/"


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def person(sales):
    return make_member(sales, "Jörg Müller", public_id="joerg")


@pytest.fixture
def hr(client, sales, person):
    user = make_hr(sales, password="ein-langes-passwort")
    client.force_login(user)
    return user


def section(client) -> str:
    html = client.get(PAGE).content.decode().partition('aria-labelledby="invitation">')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_her_click_queues_one_mail_and_is_journaled(client, hr, person):
    answer = client.post(URL, {"next": "/reports/completions/?status=completed"})

    assert (answer.status_code, answer.url) == (302, "/reports/completions/?status=completed")
    assert list(OutboxMail.objects.values_list("user", "kind")) == [(person.pk, "invitation")]
    entry = JournalEntry.objects.get()
    assert (entry.actor, entry.actor_role, entry.action) == (hr, "hr", "invite-person")
    assert [subject.user for subject in entry.subjects.all()] == [person]


def test_the_page_says_how_the_invitation_stands(client, hr, person):
    said = [section(client)]
    client.post(URL)
    said.append(section(client))
    list(send_mails(now=clock.now()))
    said.append(section(client))
    person.set_password("ein-langes-passwort")
    person.save()
    said.append(section(client))

    beginnings = [
        "Einladung Die Person hat noch kein Passwort und wurde nicht eingeladen. Einladung senden",
        "Einladung Eine Einladung wartet auf den Versand.",
        "Einladung Eingeladen am ",
        "Einladung Die Person hat ein Passwort festgelegt; sie braucht keine Einladung.",
    ]
    assert [text[: len(start)] for text, start in zip(said, beginnings, strict=True)] == beginnings
    assert "Einladung erneut senden" in said[2]


def test_a_refusal_is_said(client, hr):
    client.post(URL)

    answer = client.post(URL, follow=True)

    assert "Eine Einladung wartet bereits auf den Versand." in answer.content.decode()
    assert OutboxMail.objects.count() == 1


def test_who_is_left_for_later_is_counted(client, hr, person):
    person.entry_date = clock.today() + timedelta(days=60)
    person.save()

    answer = client.post("/reports/people/invite/", follow=True)

    [said] = [message.message for message in answer.context["messages"]]
    assert said.startswith("1 ")
    assert OutboxMail.objects.count() == 0


def test_nobody_invites_people_of_other_departments(client, person):
    client.force_login(make_hr(make_department("Technik"), password="ein-langes-passwort"))

    assert client.post(URL).status_code == 404
    assert OutboxMail.objects.count() == 0


def test_a_selection_is_invited_once_a_day_and_nobody_else(client):
    sales = make_department("Vertrieb")
    hr = make_hr(sales)
    client.force_login(hr)
    for name in ("Anna", "Bert"):
        make_member(sales, name, password=None)
    make_member(sales, "Carla", password="wohlbekannt-und-lang")
    make_member(company(), "Dora", password=None)

    first = client.post("/reports/people/invite/", {"search": "Anna"}, follow=True)
    second = client.post("/reports/people/invite/", {}, follow=True)
    third = client.post("/reports/people/invite/", {}, follow=True)

    said = [str(message) for response in (first, second, third) for message in response.context["messages"]]
    waiting = "/reports/outbox/?state=waiting&amp;kind=invitation"
    assert said == [
        "1 Einladung wird in wenigen Minuten gesendet.",
        "1 Einladung wird in wenigen Minuten gesendet.",
        f'2 Einladungen warten noch auf den Versand. <a href="{waiting}">Wartende Mails anzeigen</a>',
    ]
    list(send_mails(now=clock.now()))
    fourth = client.post("/reports/people/invite/", {}, follow=True)
    assert [str(message) for message in fourth.context["messages"]] == [
        "In dieser Auswahl braucht heute niemand eine Einladung."
    ]
    assert list(OutboxMail.objects.order_by("pk").values_list("user__name", flat=True)) == ["Anna", "Bert"]
