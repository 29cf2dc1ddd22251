"""HR makes groups and assigns courses to them; HR exempts people."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from coursesite import clock
from coursesite.journal.models import Action, JournalEntry
from lessons.enums import CohortKind, Exemption
from lessons.models import Assignment, Cohort, CohortMember, Enrolment
from tests.counting import queries_of
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
GROUPS = "/reports/groups/"
SOON, LATE = (clock.today() + timedelta(days=days) for days in (60, 120))


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(client, sales):
    user = make_hr(sales)
    client.force_login(user)
    return user


@pytest.fixture
def course():
    return make_course(slug="kurs", title="Drei Begriffe", access="assigned")


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_from_a_group_to_a_course(client, hr, sales, course):
    make_member(sales, "Anna", entry_date=date(2020, 1, 1))

    made = client.post(GROUPS, {"name": "Vertrieb", "kind": CohortKind.DEPARTMENT, "department": sales.pk})
    group = Cohort.objects.get()
    assert (made.status_code, made.url) == (302, f"{GROUPS}{group.pk}/")
    assigned = client.post(made.url, {"course": "kurs", "due_days": "30", "mandatory": "on"}, follow=True)

    assert messages_of(assigned) == [
        "1 Person hat den Kurs jetzt erhalten. Wer später zur Gruppe kommt, erhält den Kurs ebenfalls."
    ]
    assert "Drei Begriffe 30 Tage nach Eintritt verpflichtend" in text_of(assigned)
    assert Enrolment.objects.get().user.name == "Anna"
    assert (
        "Vertrieb Vertrieb alle Personen einer Abteilung samt Unterabteilungen, auch wer später dazukommt 1"
        in text_of(client.get(GROUPS))
    )


def test_what_an_assignment_does_is_said_in_numbers(client, hr, sales, course):
    group = Cohort.objects.create(name="Vertrieb", department=sales)
    for name in ("Anna", "Bert"):
        make_member(sales, name)
    make_enrolment(make_member(sales, "Carla"), course, due_on=date(2000, 1, 1))
    make_enrolment(make_member(sales, "Dora"), course, due_on=date(2999, 1, 1))

    assigned = client.post(f"{GROUPS}{group.pk}/", {"course": "kurs", "due_days": "30"}, follow=True)

    assert messages_of(assigned) == [
        (
            "2 Personen haben den Kurs jetzt erhalten."
            " Bei 2 davon fehlt das Eintrittsdatum: Für diese Personen zählen die Tage ab heute,"
            " wie bei allen, die schon da sind."
            " 1 Person hatte ihn schon und behält ihre Frist."
            " 1 Person hatte ihn schon; für sie gilt jetzt die frühere Frist."
            " Wer später zur Gruppe kommt, erhält den Kurs ebenfalls."
        )
    ]


def test_a_course_that_the_group_has_is_not_offered_again(client, hr, sales, course):
    address = f"{GROUPS}{Cohort.objects.create(name='Vertrieb', department=sales).pk}/"
    make_course(slug="zwei", title="Zweiter Kurs")

    def offered() -> list[str]:
        return re.findall(r'<option value="(\w+)"', client.get(address).content.decode())

    before = offered()
    client.post(address, {"course": "kurs"})
    between = offered()
    again = client.post(address, {"course": "kurs"})
    client.post(address, {"course": "zwei"})

    assert (sorted(before), between, offered()) == (["kurs", "zwei"], ["zwei"], [])
    assert "Diese Gruppe hat den Kurs schon." in text_of(again)
    assert '<form method="post" class="form-narrow" action="' + address not in client.get(address).content.decode()


def test_what_was_typed_stays(client, hr, sales, course):
    Cohort.objects.create(name="Vertrieb", department=sales)

    taken = client.post(GROUPS, {"name": "Vertrieb", "kind": CohortKind.LIST, "department": sales.pk})
    assert taken.status_code == 400
    assert "Die Abteilung hat schon eine Gruppe dieses Namens." in text_of(taken)
    assert 'value="Vertrieb"' in taken.content.decode()

    group = Cohort.objects.get()
    both = client.post(f"{GROUPS}{group.pk}/", {"course": "kurs", "due_on": "2030-01-01", "due_days": "3"})
    assert both.status_code == 400
    assert 'value="2030-01-01"' in both.content.decode()

    late = client.post(f"{GROUPS}{group.pk}/", {"course": "kurs", "due_on": "9999-12-31"})
    assert late.status_code == 400
    assert 'value="9999-12-31"' in late.content.decode()
    assert not Assignment.objects.exists()


def test_names_that_nobody_has_stay_in_the_field(client, hr, sales, course):
    make_member(sales, "Anna", email="anna@example.org")
    group = Cohort.objects.create(name="Neue", kind=CohortKind.LIST, department=sales)
    client.post(f"{GROUPS}{group.pk}/", {"course": "kurs"})

    added = client.post(f"{GROUPS}{group.pk}/add/", {"keys": "anna@example.org; unbekannt@example.org"})

    assert added.status_code == 400
    assert "In der Abteilung wurde niemand gefunden zu: unbekannt@example.org" in text_of(added)
    assert re.search(r"<textarea[^>]*>\s*unbekannt@example.org</textarea>", added.content.decode())
    assert Enrolment.objects.get().user.name == "Anna"  # who was found has the course at once


def test_taking_somebody_off(client, hr, sales):
    person = make_member(sales, "Anna")
    group = Cohort.objects.create(name="Neue", kind=CohortKind.LIST, department=sales)
    CohortMember.objects.create(cohort=group, user=person)

    client.post(f"{GROUPS}{group.pk}/remove/", {"person": person.public_id})

    assert not CohortMember.objects.exists()
    for wanted in (hr.public_id, "a\x00", "x" * 10_000):
        assert client.post(f"{GROUPS}{group.pk}/remove/", {"person": wanted}).status_code == 404


def test_ending(client, hr, sales, course):
    group = Cohort.objects.create(name="Neue", department=sales)
    assignment = Assignment.objects.create(cohort=group, course=course)

    client.post(f"{GROUPS}{group.pk}/end/", {"assignment": assignment.pk})
    assignment.refresh_from_db()
    assert assignment.ended_at is not None
    for wanted in ("x", "1\x00", "9" * 40, "9" * 5000):
        assert client.post(f"{GROUPS}{group.pk}/end/", {"assignment": wanted}).status_code == 404

    client.post(f"{GROUPS}{group.pk}/end/")
    assert client.get(f"{GROUPS}{group.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["", "add/", "remove/", "end/"])
def test_groups_of_others_are_not_there(client, hr, path):
    group = Cohort.objects.create(name="Alle", department=company())
    person = make_member(company(), "Carla")

    response = client.post(f"{GROUPS}{group.pk}/{path}", {"person": person.public_id, "keys": person.email})

    assert response.status_code == 404
    group.refresh_from_db()
    assert group.ended_at is None


@pytest.mark.parametrize("path", ["list", "page"])
def test_queries_do_not_grow(client, hr, sales, course, path):
    def more(number):
        group = Cohort.objects.create(name=f"Gruppe {number}", department=sales)
        Assignment.objects.create(cohort=group, course=make_course())
        make_member(sales, f"Person {number}")
        return group

    address = GROUPS if path == "list" else f"{GROUPS}{more(0).pk}/"
    more(1)
    client.get(address)
    one = queries_of(lambda: client.get(address))
    more(2), more(3)

    assert queries_of(lambda: client.get(address)) == one


def test_the_due_date_of_a_group_is_moved_where_it_stands(client, hr, sales, course):
    group = Cohort.objects.create(name="Vertrieb", department=sales)
    make_member(sales, "Anna")
    address = f"{GROUPS}{group.pk}/"
    client.post(address, {"course": "kurs", "due_on": SOON.isoformat()})
    assignment = Assignment.objects.get()
    shown = client.get(address).content.decode()

    both = client.post(f"{address}due/", {"assignment": assignment.pk, "due_on": LATE.isoformat(), "due_days": "3"})
    moved = client.post(f"{address}due/", {"assignment": assignment.pk, "due_on": LATE.isoformat()}, follow=True)

    assert f'id="assignment-{assignment.pk}-due_on"' in shown
    assert f'value="{SOON.isoformat()}"' in shown
    assert (both.status_code, both.content.decode().count('<details class="fold" open>')) == (400, 1)
    assert "Bitte geben Sie entweder einen Tag oder eine Zahl von Tagen an" in text_of(both)
    assert f'value="{LATE.isoformat()}"' in both.content.decode()
    assert messages_of(moved) == [
        "Die Frist ist für 1 Person geändert. Sie gilt auch für alle, die später zur Gruppe kommen."
    ]
    assert Enrolment.objects.get().due_on == LATE


def test_who_keeps_a_due_date_of_her_own_is_counted(client, hr, sales, course):
    group = Cohort.objects.create(name="Vertrieb", department=sales)
    make_member(sales, "Anna"), make_member(sales, "Bert")
    client.post(f"{GROUPS}{group.pk}/", {"course": "kurs", "due_on": SOON.isoformat()})
    Enrolment.objects.filter(user__name="Anna").update(due_on=LATE + timedelta(days=1))

    values = {"assignment": Assignment.objects.get().pk, "due_on": LATE.isoformat()}
    moved = client.post(f"{GROUPS}{group.pk}/due/", values, follow=True)

    assert "1 Person hat eine eigene Frist und behält sie." in messages_of(moved)[-1]


def test_only_an_assignment_of_this_group_that_is_in_force_is_moved(client, hr, sales, course):
    group, other = (Cohort.objects.create(name=name, department=sales) for name in ("Eins", "Zwei"))
    client.post(f"{GROUPS}{other.pk}/", {"course": "kurs", "due_on": SOON.isoformat()})
    assignment = Assignment.objects.get()

    for wanted in (assignment.pk, "", "x", "9" * 40):
        assert client.post(f"{GROUPS}{group.pk}/due/", {"assignment": wanted}).status_code == 404
    client.post(f"{GROUPS}{other.pk}/end/", {"assignment": assignment.pk})
    assert client.post(f"{GROUPS}{other.pk}/due/", {"assignment": assignment.pk}).status_code == 404
    assert Assignment.objects.get().due_on == SOON


def test_the_due_date_of_one_person_is_moved_with_a_reason(client, hr, sales, course):
    run = make_enrolment(make_member(sales, "Anna", public_id="anna"), course, due_on=SOON)
    address = reverse("lessons:report-exemptions", args=["anna"])

    shown = client.get(address)
    unsaid = client.post(address, {"due": run.pk, "due_on": LATE.isoformat()})
    past = client.post(address, {"due": run.pk, "due_on": "2000-03-01", "reason": "Elternzeit"})
    moved = client.post(address, {"due": run.pk, "due_on": LATE.isoformat(), "reason": "Elternzeit"}, follow=True)

    assert f"fällig am {_german(SOON)}" in text_of(shown)
    assert (unsaid.status_code, past.status_code) == (400, 400)
    assert f'value="{LATE.isoformat()}"' in unsaid.content.decode()
    assert "Die Frist liegt in der Vergangenheit." in text_of(past)
    assert messages_of(moved) == ["Die Frist ist geändert."]
    assert f"fällig am {_german(LATE)}" in text_of(moved)
    for wanted in ("x", "9" * 40):
        assert client.post(address, {"due": wanted, "reason": "Elternzeit"}).status_code == 404


def test_another_window_was_faster(client, hr, sales, course):
    """The run is exempt meanwhile: that is said, and the page offers what can be done now; and the other way round."""
    run = make_enrolment(
        make_member(sales, "Anna", public_id="anna"), course, exemption="exempted", exempted_on=clock.today()
    )
    address = reverse("lessons:report-exemptions", args=["anna"])

    moved = client.post(address, {"due": run.pk, "due_on": LATE.isoformat(), "reason": "Elternzeit"}, follow=True)
    assert messages_of(moved) == ["Dieser Durchgang ist zu Ende; er hat keine Frist mehr."]
    unsaid = client.post(address, {"due": run.pk})
    assert (unsaid.status_code, "Befreiung zurücknehmen" in text_of(unsaid)) == (400, True)

    Enrolment.objects.update(exemption="", exempted_on=None)
    back = client.post(address, {"run": run.pk})
    assert (back.status_code, "Frist ändern" in text_of(back)) == (400, True)


def test_exempt_and_take_back(client, hr, sales, course):
    person = make_member(sales, "Anna", public_id="anna")
    run = make_enrolment(person, course)
    address = reverse("lessons:report-exemptions", args=["anna"])

    missing = client.post(address, {"course": "kurs", "kind": Exemption.RECOGNISED})
    assert (missing.status_code, Enrolment.objects.get().exempted_on) == (400, None)
    done = client.post(
        address, {"course": "kurs", "kind": Exemption.RECOGNISED, "reason": "Schulung 2025"}, follow=True
    )
    assert messages_of(done) == ["Die Entscheidung ist gespeichert."]
    assert f"befreit: Vorkenntnisse anerkannt, {_german(clock.today())}" in text_of(done)

    unsaid = client.post(address, {"run": run.pk})
    assert (unsaid.status_code, Enrolment.objects.get().exempted_on) == (400, clock.today())
    for wanted in ("x", "9" * 40, "9" * 5000):
        assert client.post(address, {"run": wanted, "reason": "Nachweis fehlt"}).status_code == 404
    client.post(address, {"run": run.pk, "reason": "Nachweis fehlt"})
    assert Enrolment.objects.get().exempted_on is None


def test_who_is_exempt_is_said_to_be_so_once(client, hr, sales, course):
    make_enrolment(make_member(sales, "Anna", public_id="anna"), course)
    address = reverse("lessons:report-exemptions", args=["anna"])

    done = client.post(address, {"course": "kurs", "kind": Exemption.EXEMPTED, "reason": "Elternzeit"}, follow=True)

    assert f"befreit, {_german(clock.today())}" in text_of(done)


def test_opening_the_page_is_noted_and_others_have_none(client, hr, sales):
    person, stranger = make_member(sales, "Anna"), make_member(company(), "Carla")

    client.get(reverse("lessons:report-exemptions", args=[person.public_id]))
    closed = client.get(reverse("lessons:report-exemptions", args=[stranger.public_id]))

    assert closed.status_code == 404
    viewed = JournalEntry.objects.filter(action=Action.VIEW_PERSON).values_list("subjects__user__name", flat=True)
    assert list(viewed) == ["Anna"]


def test_the_exemptions_stand_below_the_person_to_whom_they_belong(client, hr, sales):
    person = make_member(sales, "Anna")

    page = client.get(reverse("lessons:report-exemptions", args=[person.public_id])).content.decode()

    path = re.findall(r'class="breadcrumb-line.+?</nav>', page, re.DOTALL)[0]
    page_of_anna = reverse("lessons:report-person", args=[person.public_id])
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', path) == [
        ("/reports/people/", "Personen"),
        (page_of_anna, "Anna"),
    ]
    assert re.findall(r'href="([^"]*)">Zurück zur Liste', page) == ["/reports/people/"]


def _german(day: date) -> str:
    months = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
    return f"{day.day}. {months.split()[day.month - 1]} {day.year}"
