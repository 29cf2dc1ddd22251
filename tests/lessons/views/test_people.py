"""HR sets a person's time extension: who may, what the page says, what the journal keeps."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.journal.models import JournalEntry
from tests.factories.company import join, make_department, make_hr, make_member

pytestmark = pytest.mark.django_db
PAGE, LIST, PEOPLE = "/reports/people/joerg/", "/reports/completions/", "/reports/people/"
FILTERED = f"{LIST}?status=completed&sort=-name"
NEXT = "?next=%2Freports%2Fcompletions%2F%3Fstatus%3Dcompleted%26sort%3D-name"


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def person(sales):
    return make_member(sales, "Jörg Müller", email="joerg@example.org", public_id="joerg", time_factor="1.25")


@pytest.fixture
def hr(client, sales, person):
    user = make_hr(sales)
    client.force_login(user)
    return user


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def stored() -> str:
    return User.objects.get(public_id="joerg").time_factor


def entries() -> list[tuple]:
    fields = ("actor__name", "actor_role", "action", "purpose", "subjects__user__name")
    return list(JournalEntry.objects.order_by("pk").values_list(*fields))


def test_address():
    assert reverse("lessons:report-person", args=["joerg"]) == PAGE


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "de",
            [
                "Personen Jörg Müller E-Mail-Adresse joerg@example.org Abteilung Vertrieb",
                "Gilt ab dem nächsten Versuch; ein begonnener Versuch behält sein Ende.",
                "Ein Grund wird weder erfragt noch gespeichert.",
                "Die Person kann im Protokoll lesen",
            ],
        ),
        (
            "en",
            [
                "People Jörg Müller Email address joerg@example.org Department Vertrieb",
                "Applies from the next attempt; an attempt already under way keeps its end time.",
                "No reason is asked for or stored.",
                "This person can see in the audit log",
            ],
        ),
    ],
)
def test_page_says_whose_it_is_and_what_a_change_does(client, hr, language, sentences):
    client.cookies["language"] = language

    page = client.get(PAGE)

    assert [sentence for sentence in sentences if sentence not in text_of(page)] == []
    assert '<option value="1.25" selected>' in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_her_name_is_the_title_and_the_extension_a_section(client, hr, person):
    html = client.get(PAGE).content.decode()
    person.name = ""
    person.save()
    nameless = client.get(PAGE).content.decode()

    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Jörg Müller"]
    assert '<h2 id="time-extension">Zeitzugabe</h2>' in html
    assert re.findall(r"<h1>(.*?)</h1>", nameless) == ["joerg@example.org"]


@pytest.mark.parametrize(
    ("query", "crumb"),
    [
        (NEXT, (FILTERED.replace("&", "&amp;"), "Abschlüsse")),
        ("?next=%2Freports%2Fpeople%2F%3Fsearch%3DJ", ("/reports/people/?search=J", "Personen")),
        ("", ("/reports/people/", "Personen")),
    ],
)
def test_the_breadcrumb_leads_to_the_list_she_came_from(client, hr, query, crumb):
    line = client.get(PAGE + query).content.decode().partition('class="breadcrumb-line"')[2].partition("</nav>")[0]

    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', line) == [crumb]


def test_page_asks_for_the_extension_alone(client, hr):
    form = client.get(PAGE).content.decode().partition('class="form-narrow"')[2].partition("</form>")[0]

    assert re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', form) == ["csrfmiddlewaretoken", "time_factor"]


def test_hr_sets_the_extension_and_is_back_where_she_came_from(client, hr):
    shown = client.get(PAGE + NEXT).content.decode()
    response = client.post(PAGE + NEXT, {"time_factor": "2", "reason": "Attest"}, follow=True)

    assert shown.count(f'href="{FILTERED.replace("&", "&amp;")}"') == 2
    assert response.redirect_chain == [(FILTERED, 302)]
    assert "Die Zeitzugabe ist gespeichert." in text_of(response)
    assert stored() == "2"
    assert "Attest" not in "".join(str(values) for values in JournalEntry.objects.values())


@pytest.mark.parametrize("query", ["", "?next=https://example.com/", "?next=//example.com/"])
def test_the_way_back_leads_nowhere_else(client, hr, query):
    assert "example.com/" not in client.get(PAGE + query).content.decode().partition("<main")[2].partition("</main")[0]
    assert client.post(PAGE + query, {"time_factor": "2"}).url == PEOPLE


def test_looking_and_changing_are_in_the_journal(client, hr):
    client.head(PAGE)
    client.get(PAGE)
    client.post(PAGE, {"time_factor": "2"})
    client.post(PAGE, {"time_factor": "2"})

    assert entries() == [
        ("Hanna Riedel", "hr", "view-person", "time-extension", "Jörg Müller"),
        ("Hanna Riedel", "hr", "change-person", "time-extension", "Jörg Müller"),
    ]
    assert JournalEntry.objects.get(action="change-person").details == {"columns": ["time_factor"]}


@pytest.mark.parametrize(
    ("language", "cells"),
    [
        ("de", ["Personalabteilung", "Angaben zu einer Person geändert", "Festlegen der Zeitzugabe", "Zeitzugabe"]),
        ("en", ["HR", "changed a person’s record", "setting the time extension", "time extension"]),
    ],
)
def test_the_person_reads_what_hr_did(client, hr, person, language, cells):
    client.post(PAGE, {"time_factor": "2"})
    client.force_login(person)
    client.cookies["language"] = language

    rows = re.findall(r"<tr>(.*?)</tr>", client.get("/me/").content.decode().partition('id="journal"')[2], re.S)

    found = [cell.strip().replace("&#x27;", "'") for cell in re.findall(r"<td[^>]*>(.*?)</td>", rows[1], re.S)]
    assert found[1:] == cells
    assert "Hanna Riedel" not in rows[1]


@pytest.mark.parametrize("value", ["99", "", "x" * 10_000, "2\x00"])
def test_what_is_no_extension_is_refused(client, hr, value):
    response = client.post(PAGE, {"time_factor": value})

    assert (response.status_code, list(response.context["form"].errors)) == (400, ["time_factor"])
    assert "invalid-feedback" in response.content.decode()
    assert [entry[2] for entry in entries()] == ["view-person"]
    assert stored() == "1.25"


@pytest.mark.parametrize("method", ["get", "post"])
class TestWhoMay:
    def refused(self, client, method) -> tuple[int, bool]:
        response = getattr(client, method)(PAGE, {"time_factor": "2"})
        assert stored() == "1.25"
        assert entries() == []
        return response.status_code, "Jörg Müller" in response.content.decode()

    def test_signed_out_is_asked_to_sign_in(self, client, person, method):
        assert self.refused(client, method) == (302, False)
        assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"

    @pytest.mark.parametrize("fields", [{}, {"is_superuser": True}])
    def test_others_find_no_such_page(self, client, person, sales, method, fields):
        client.force_login(make_member(sales, **fields))

        assert self.refused(client, method) == (404, False)

    def test_hr_of_another_department_finds_no_such_page(self, client, person, method):
        client.force_login(make_hr(make_department("Werk")))

        assert self.refused(client, method) == (404, False)

    def test_whose_role_has_ended_finds_no_such_page(self, client, hr, method):
        hr.hrroles.update(ended_at=clock.now())

        assert self.refused(client, method) == (404, False)

    def test_hr_no_longer_finds_who_has_left_her_department(self, client, hr, person, method):
        person.memberships.update(valid_until=clock.today() - timedelta(days=1))
        join(person, make_department("Werk"), valid_from=clock.today())

        assert self.refused(client, method) == (404, False)
