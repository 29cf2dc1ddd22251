"""The operator assigns courses: through the services, with an event for each change."""

from datetime import date
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.journal.models import Action, JournalEntry
from coursesite.journal.queries import entries_about
from lessons.enums import EnrolmentEventKind
from lessons.models import Enrolment
from lessons.services.enrolling import assign_course, close_enrolment
from tests.factories.accounts import make_user
from tests.factories.workshop import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(operator: User) -> Client:
    return signed_in(operator)


@pytest.fixture
def person() -> User:
    return make_user(name="Mira Lindqvist")


@pytest.fixture
def enrolment(person, course, operator) -> Enrolment:
    return assign_course(user=person, course=course, actor=operator, now=clock.now())


def assign(site: Client, person: User, course, **fields: object):
    values = {
        "user": person.pk,
        "course": getattr(course, "pk", course),
        "due_on": "31.12.2026",
        "reason": "",
        **fields,
    }
    return site.post("/admin/lessons/enrolment/add/", values)


def change(site: Client, enrolment: Enrolment, **fields: object):
    events = {"events-TOTAL_FORMS": "0", "events-INITIAL_FORMS": "0"}
    return site.post(
        f"/admin/lessons/enrolment/{enrolment.pk}/change/", {"due_on": "", "reason": "", **events, **fields}
    )


def events_of(enrolment: Enrolment) -> list[tuple]:
    return [(event.kind, event.reason, event.data) for event in enrolment.events.all()]


def test_an_operator_assigns_a_course(site, operator, person, course) -> None:
    response = assign(site, person, course, reason="Einarbeitung")

    enrolment = Enrolment.objects.get()
    assert response.status_code == 302
    assert (enrolment.user, enrolment.course, enrolment.due_on) == (person, course, date(2026, 12, 31))
    assert [(event.kind, event.actor, event.reason) for event in enrolment.events.all()] == [
        (EnrolmentEventKind.ASSIGNED, operator, "Einarbeitung")
    ]
    assert [entry.action for entry in entries_about(person)] == [Action.ASSIGN_COURSE]
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("due_on", ["31.12.2026", ""])
def test_who_has_the_course_keeps_her_due_date(site, person, course, enrolment, due_on) -> None:
    change(site, enrolment, due_on="30.12.2026")

    response = assign(site, person, course, due_on=due_on)

    assert response.context["adminform"].form.has_error("__all__", "assigned-already")
    assert Enrolment.objects.get().due_on == date(2026, 12, 30)


def test_nobody_is_given_a_due_date_in_the_past(site, person, course, enrolment) -> None:
    past = "01.01.2020"

    assert list(assign(site, make_user(), course, due_on=past).context["adminform"].form.errors) == ["due_on"]
    assert list(change(site, enrolment, due_on=past).context["adminform"].form.errors) == ["due_on"]
    assert Enrolment.objects.get().due_on is None


def test_a_due_date_that_has_passed_may_stay(site, enrolment) -> None:
    Enrolment.objects.update(due_on=date(2020, 1, 1))

    assert change(site, enrolment, due_on="01.01.2020", reason="Nachtrag").status_code == 302


def test_a_due_date_is_changed_with_a_reason(site, enrolment) -> None:
    change(site, enrolment, due_on="31.12.2026", reason="Elternzeit", course="999", completed_on="01.01.2026")
    change(site, enrolment, due_on="31.12.2026", reason="Nichts Neues")

    found = Enrolment.objects.get()
    assert (found.due_on, found.completed_on, found.course) == (date(2026, 12, 31), None, enrolment.course)
    assert events_of(found) == [
        (EnrolmentEventKind.ASSIGNED, "", {}),
        (EnrolmentEventKind.DUE_CHANGED, "Elternzeit", {"before": None, "after": "2026-12-31"}),
    ]
    entry = JournalEntry.objects.get(action=Action.CHANGE_PERSON)
    assert entry.details == {"columns": ["due_date"], "course": enrolment.course_id}
    assert list(entry.subjects.values_list("user", flat=True)) == [enrolment.user_id]


@pytest.mark.parametrize(
    "fields",
    [{"due_on": "31.02.2026"}, {"due_on": "bald"}, {"due_on": "31.12.9999"}, {"reason": "x" * 501}, {"reason": "a\x00"}, {"user": "x"},
     {"user": "9" * 40}, {"course": "-1"}],
)  # fmt: skip
def test_what_is_typed_wrongly_stays_in_the_form(site, person, course, fields) -> None:
    response = assign(site, person, **{"course": course, **fields})

    form = response.context["adminform"].form
    assert response.status_code == 200
    assert list(form.errors) == list(fields)
    assert {name: form[name].value() for name in fields} == fields
    assert Enrolment.objects.count() == 0


def test_runs_are_ended_and_stay(site, person, course, enrolment) -> None:
    data = {"action": "close_runs", "_selected_action": [enrolment.pk]}

    response = site.post("/admin/lessons/enrolment/", data, follow=True)

    found = Enrolment.objects.get()
    assert found.closed_at is not None
    assert events_of(found)[-1][0] == EnrolmentEventKind.CLOSED
    assert "Die Durchgänge sind beendet." in unescape(response.content.decode())
    assert change(site, enrolment, due_on="31.12.2026").status_code == 404
    assert site.post(f"/admin/lessons/enrolment/{enrolment.pk}/delete/", {"post": "yes"}).status_code == 404


def test_runs_are_found_by_person_and_state(site, person, enrolment) -> None:
    def found(query: str) -> bool:
        return "Mira Lindqvist" in unescape(site.get(f"/admin/lessons/enrolment/{query}").content.decode())

    assert [found(query) for query in ("", "?run=open", "?run=ended", "?run=x", "?q=Mira", "?q=Ole")] == [
        True, True, False, True, True, False,
    ]  # fmt: skip


def test_who_ended_a_run_gets_the_next_one(site, person, course, enrolment, operator) -> None:
    close_enrolment(enrolment=enrolment, actor=operator, now=clock.now())

    assign(site, person, course)

    assert sorted(Enrolment.objects.values_list("cycle", flat=True)) == [1, 2]


def test_looking_at_a_record_is_noted(site, enrolment, person) -> None:
    page = unescape(site.get(f"/admin/lessons/enrolment/{enrolment.pk}/change/").content.decode())

    assert "Mira Lindqvist" in page
    assert "zugewiesen" in page
    assert [entry.action for entry in entries_about(person)] == [Action.VIEW_PERSON]
