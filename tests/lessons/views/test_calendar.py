"""The calendar of due dates: by a secret address, without sign-in, titles and days only."""

from datetime import date

import pytest
from django.test import Client

from coursesite import clock
from coursesite.accounts.models import User
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_enrolment, make_started

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    user = make_user(name="Leonie Geheim")
    make_started(user, make_course(slug="kurs", title="Kurs, der erste"), due_on=date(2026, 12, 31))
    return user


def address_of(user: User, client: Client) -> str:
    client.force_login(user)
    client.post("/me/calendar/", {"action": "make"})
    user.refresh_from_db()
    return f"/calendar/{user.calendar_token}.ics"


def test_whoever_has_the_address_reads_titles_and_days(owner: User, client: Client) -> None:
    address = address_of(owner, client)
    run = owner.enrolments.get()

    response = Client().get(address)

    lines = response.content.decode().split("\r\n")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert lines[7:8] == [f"UID:due-{run.pk}@localhost:8000"]
    assert lines[9:12] == [
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Fällig: Kurs\\, der erste",
    ]
    assert [word for word in ("Leonie", owner.email, owner.public_id) if word in response.content.decode()] == []
    assert address in client.get("/me/").content.decode()


def test_what_is_done_or_without_a_day_is_not_in_it(owner: User, client: Client) -> None:
    for values in (
        {},
        {"due_on": date(2026, 12, 1), "completed_on": date(2026, 11, 1)},
        {"due_on": date(2026, 12, 2), "closed_at": clock.now()},
        {"due_on": date(2026, 12, 3), "exemption": "exempted", "exempted_on": date(2026, 11, 1)},
    ):
        make_enrolment(owner, make_course(), **values)
    make_enrolment(make_user(), make_course(), due_on=date(2026, 12, 4))

    body = Client().get(address_of(owner, client)).content.decode()

    assert [line for line in body.split("\r\n") if line.startswith("DTSTART")] == ["DTSTART;VALUE=DATE:20261231"]


def test_a_new_address_ends_the_old_one(owner: User, client: Client) -> None:
    old = address_of(owner, client)
    new = address_of(owner, client)

    assert [Client().get(address).status_code for address in (old, new)] == [404, 200]
    client.post("/me/calendar/", {"action": "remove"})
    assert Client().get(new).status_code == 404


@pytest.mark.parametrize("token", ["x", "None", "x" * 22, "x" * 500, "ü" * 22])
def test_an_unknown_address_is_404(owner: User, token: str) -> None:
    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_who_may_not_sign_in_has_no_calendar(owner: User, client: Client) -> None:
    address = address_of(owner, client)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert Client().get(address).status_code == 404


def test_it_speaks_its_owners_language(owner: User, client: Client) -> None:
    address = address_of(owner, client)
    User.objects.filter(pk=owner.pk).update(language="en")

    assert "SUMMARY:Due: Kurs\\, der erste" in Client().get(address).content.decode()


def test_a_due_date_on_the_last_day_there_is_breaks_neither_calendar_nor_start_page(owner, client) -> None:
    owner.enrolments.update(due_on=date.max)

    assert "DTSTART;VALUE=DATE:99991231" in Client().get(address_of(owner, client)).content.decode()
    assert client.get("/").status_code == 200
