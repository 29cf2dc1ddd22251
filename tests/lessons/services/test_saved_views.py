"""Selections under a name: saved, opened, deleted by their owner alone; a link by mail, never a file."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from coursesite.journal.models import JournalEntry
from coursesite.outbox.models import OutboxMail
from lessons.models import SavedView
from lessons.services.saved_views import next_day, queue_reports
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
PAGE, LIST = "/reports/completions/", "/reports/views/"
NOW = datetime(2026, 11, 27, 11, tzinfo=UTC)  # a Friday
MONDAY = datetime(2026, 11, 30, 6, tzinfo=UTC)
SELECTION = "course=kz&status=overdue"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hr(client):
    sales = make_department("Vertrieb")
    make_enrolment(make_member(sales, "Geheime Person"), make_course(slug="kz"), due_on=date(2026, 11, 1))
    user = make_hr(sales, email="hr@example.org", language="en")
    client.force_login(user)
    client.cookies["language"] = "en"
    return user


def save(client, name="Überfällig", rhythm="", query=SELECTION):
    return client.post(f"{LIST}?{query}", {"name": name, "rhythm": rhythm})


def test_list_leads_to_saving_and_back(client, hr):
    way = re.search(r'href="(/reports/views/\?[^"]+)"', client.get(f"{PAGE}?{SELECTION}").content.decode())[1]
    page = client.get(way.replace("&amp;", "&"))
    assert way == "/reports/views/?course=kz&amp;status=overdue#new"
    assert "Status: overdue" in page.content.decode()

    assert save(client).url == LIST

    html = " ".join(client.get(LIST).content.decode().split())
    assert f'<a href="{PAGE}?course=kz&amp;status=overdue">Überfällig</a>' in html
    assert "Geheime Person" not in html
    assert JournalEntry.objects.count() == 0


def test_blanks_around_what_was_typed_are_not_kept(client, hr):
    blanks = "%20" * 1100

    client.post(f"{LIST}?from=2026-01-01{blanks}", {"name": "Ab Januar", "rhythm": ""})

    assert SavedView.objects.get().query == "from=2026-01-01"


def test_a_name_is_taken_once_and_what_was_typed_stays(client, hr):
    save(client)

    refused = save(client)

    assert refused.status_code == 400
    assert "You already have a view with this name." in refused.content.decode()
    assert 'value="Überfällig"' in refused.content.decode()
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "fields"),
    [("course=nix", {}), (SELECTION, {"name": ""}), (SELECTION, {"rhythm": "daily"}), ("as_of=2999-01-01", {})],
)
def test_wrong_input_saves_nothing(client, hr, query, fields):
    response = client.post(f"{LIST}?{query}", {"name": "A", "rhythm": "", **fields})

    assert response.status_code == 400
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("day", ["2026-11-01", "01.11.2026"])
def test_a_past_day_is_named_before_and_after_it_is_saved(client, hr, day):
    query = f"{SELECTION}&as_of={day}"
    said = "As at the end of 1 November 2026."

    assert said in client.get(f"{LIST}?{query}").content.decode().replace("\xa0", " ")
    save(client, query=query)
    save(client, name="Heute")

    assert client.get(LIST).content.decode().replace("\xa0", " ").count(said) == 1


def test_no_mail_brings_a_past_day_week_after_week(client, hr):
    response = save(client, rhythm="weekly", query=f"{SELECTION}&as_of=2026-11-01")

    assert response.status_code == 400
    assert "always shows the same past day" in response.content.decode()
    assert SavedView.objects.count() == 0


def test_others_neither_see_nor_delete_it(client, hr):
    save(client)
    view = SavedView.objects.get()
    client.force_login(make_hr(make_department("Werk")))

    assert client.post(f"{LIST}{view.pk}/delete/").status_code == 404
    assert "Überfällig" not in client.get(LIST).content.decode()

    client.force_login(hr)
    assert client.post(f"{LIST}{view.pk}/delete/").url == LIST
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize(
    ("rhythm", "day", "following"),
    [
        ("weekly", date(2026, 11, 27), date(2026, 11, 30)),
        ("weekly", date(2026, 11, 30), date(2026, 12, 7)),
        ("weekly", date(2026, 11, 29), date(2026, 11, 30)),
        ("monthly", date(2026, 12, 31), date(2027, 1, 1)),
        ("monthly", date(2028, 1, 31), date(2028, 2, 1)),
        ("monthly", date(2028, 2, 1), date(2028, 3, 1)),
    ],
)
def test_next_day(rhythm, day, following):
    assert next_day(rhythm, day) == following


def test_mail_brings_a_link_and_nobodys_name(client, hr):
    save(client, rhythm="weekly")
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.actor, entry.details["change"]) == ("schedule-report", hr, "scheduled")
    assert list(queue_reports(now=NOW)) == []

    with time_machine.travel(MONDAY, tick=False):
        call_command("run_due", verbosity=0)
        call_command("run_due", verbosity=0)

    letters = [letter for letter in mail.outbox if letter.subject == "Saved view: Überfällig"]
    assert [letter.to for letter in letters] == [["hr@example.org"]]
    html = letters[0].alternatives[0][0]
    assert "/reports/completions/?course=kz&status=overdue" in letters[0].body
    assert "/reports/completions/?course=kz&amp;status=overdue" in html
    assert letters[0].attachments == []
    assert "Geheime Person" not in letters[0].body + html
    assert SavedView.objects.get().next_on == date(2026, 12, 7)


def test_link_needs_a_sign_in(client, hr):
    client.logout()

    assert client.get(f"{PAGE}?{SELECTION}").url.startswith("/accounts/login/?next=")


def test_after_two_weeks_without_the_job_one_mail_comes(client, hr):
    save(client, rhythm="weekly")

    assert list(queue_reports(now=MONDAY + timedelta(days=15))) == ["1 links to reports are on their way."]
    assert list(queue_reports(now=MONDAY + timedelta(days=15))) == []

    assert OutboxMail.objects.filter(kind="report-link").count() == 1
    assert SavedView.objects.get().next_on == date(2026, 12, 21)


def test_who_is_hr_no_more_gets_none(client, hr):
    save(client, rhythm="monthly")
    hr.hrroles.update(ended_at=NOW)

    list(queue_reports(now=datetime(2026, 12, 1, 6, tzinfo=UTC)))

    assert OutboxMail.objects.filter(kind="report-link").count() == 0


def test_deleting_ends_the_mails_and_says_so(client, hr):
    save(client, rhythm="weekly")
    list(queue_reports(now=MONDAY))

    client.post(f"{LIST}{SavedView.objects.get().pk}/delete/")
    call_command("run_due", verbosity=0)

    assert [entry.details["change"] for entry in JournalEntry.objects.order_by("pk")] == ["scheduled", "ended"]
    assert [letter.subject for letter in mail.outbox if letter.subject.startswith("Report")] == []
