"""HR's list of people, and a list from a file: what she sees, what she says yes to, what then happens."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.accounts.services.departments import move_department
from lessons.models import StagedFile
from tests.factories.company import join, make_department, make_hr, make_member

pytestmark = pytest.mark.django_db
LIST, IMPORT = "/reports/people/", "/reports/people/import/"
HEAD = "E-Mail;Name;Personalnummer;Abteilung;Gehalt"


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(client, sales):
    user = make_hr(sales)
    client.force_login(user)
    return user


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


def rows_of(response) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", response.content.decode(), re.S)[1:]
    return [
        [" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in rows
    ]


def upload(client, department, *lines: str, name: str = "personen.csv"):
    file = SimpleUploadedFile(name, "\n".join([HEAD, *lines]).encode())
    return client.post(IMPORT, {"file": file, "department": department.pk})


class TestList:
    def test_hr_reads_of_her_people_what_she_may(self, client, hr, sales):
        shop = make_department("Laden", sales)
        make_member(shop, "Zoe", personnel_number="007", entry_date=date(2026, 3, 1))
        make_member(sales, "Ada", is_active=False)
        make_member(make_department("Werk"), "Fremd")

        assert rows_of(client.get(LIST)) == [
            ["Ada", "–", "Vertrieb", "–", "Konto gesperrt"],
            ["Zoe", "007", "Laden", "1. März 2026", "aktiv"],
        ]

    def test_a_column_that_nobody_on_the_page_fills_is_left_out(self, client, hr, sales):
        make_member(sales, "Ada", entry_date=date(2026, 3, 1))
        make_member(sales, "Bo")

        assert rows_of(client.get(LIST)) == [
            ["Ada", "Vertrieb", "1. März 2026", "aktiv"],
            ["Bo", "Vertrieb", "–", "aktiv"],
        ]

    def test_who_left_is_on_a_list_of_her_last_department(self, client, hr, sales):
        gone, moved = (
            make_member(None, "Gegangen", is_active=False),
            make_member(None, "Zuletzt woanders", is_active=False),
        )
        join(gone, sales, valid_until=date(2026, 1, 31))
        join(moved, sales, valid_until=date(2025, 12, 31))
        join(moved, make_department("Werk"), valid_from=date(2026, 1, 1), valid_until=date(2026, 1, 31))
        page = client.get(LIST, {"state": "left"})

        assert rows_of(page) == [["Gegangen", "Vertrieb", "ausgeschieden"]]
        assert f"/reports/people/{gone.public_id}" not in page.content.decode()

    @pytest.mark.parametrize("search", ["öztürk", "ada@", "007", "ÖZTÜRK"])
    def test_search(self, client, hr, sales, search):
        make_member(sales, "Ada Öztürk", email="ada@example.org", personnel_number="0071")
        make_member(sales, "Bo")
        make_member(make_department("Werk"), "Cem Öztürk", personnel_number="0072")

        assert [row[0] for row in rows_of(client.get(LIST, {"search": search}))] == ["Ada Öztürk"]

    def test_a_department_with_those_below(self, client, hr, sales):
        make_member(sales, "Ada")
        shop = make_department("Laden", sales)
        make_member(make_department("Kasse", shop), "Bo")

        assert [row[0] for row in rows_of(client.get(LIST, {"department": shop.pk}))] == ["Bo"]

    def test_a_selection_that_is_not_there_is_named(self, client, hr, sales):
        works = make_department("Werk")
        make_member(works, "Fremd")
        page = client.get(LIST, {"department": works.pk, "state": "weg"})

        assert page.status_code == 400
        assert (rows_of(page), sorted(page.context["form"].errors)) == ([], ["department", "state"])

    def test_the_name_leads_to_the_person_and_back_to_this_selection(self, client, hr, sales):
        person = make_member(sales, "Ada")
        page = client.get(LIST, {"search": "Ada"}).content.decode()

        assert f'href="/reports/people/{person.public_id}/?next=%2Freports%2Fpeople%2F%3Fsearch%3DAda"' in page


class TestImport:
    def test_check_and_import(self, client, hr, sales):
        make_member(sales, "Ada", email="ada@example.org")
        gone = make_member(sales, "Bo Gegangen", email="bo@example.org", personnel_number="9")
        checked = client.get(
            upload(client, sales, "ada@example.org;Ada Neu;7;;1", "c@example.org;Cem;8;Vertrieb/Süd;1").url
        )
        words = text_of(checked)

        expected = [
            "Kontrolle vor dem Import personen.csv Neu 1 Geändert 1 Unverändert 0 Davon zurückgekehrt 0 Zeilen mit Fehlern 0",
            "Spalten, die nicht übernommen werden: Gehalt",
            "Neue Abteilungen Vertrieb/Süd",
            "1 Person fehlt in der Datei Bo Gegangen (9)",
        ]
        assert [sentence for sentence in expected if sentence not in words] == []
        assert User.objects.filter(email="c@example.org").count() == 0

        staged = StagedFile.objects.get()
        done = client.post(IMPORT, {"staged": staged.public_id, "leavers": "on"}, follow=True)
        assert "Import abgeschlossen personen.csv Neu 1 Geändert 1" in text_of(done)
        assert "Deaktiviert 1" in text_of(done)
        gone.refresh_from_db()
        assert (gone.is_active, User.objects.get(email="c@example.org").personnel_number) == (False, "8")
        staged.refresh_from_db()
        assert bytes(staged.content) == b""

        again = client.post(IMPORT, {"staged": staged.public_id, "leavers": "on"}, follow=True)
        assert text_of(again) == text_of(done)

    def test_without_the_tick_nobody_is_deactivated(self, client, hr, sales):
        gone = make_member(sales, "Bo", email="bo@example.org")
        upload(client, sales, "a@example.org;A;7;;")
        client.post(IMPORT, {"staged": StagedFile.objects.get().public_id})
        gone.refresh_from_db()

        assert (gone.is_active, User.objects.filter(email="a@example.org").exists()) == (True, True)

    def test_errors_are_named_and_the_others_come_in(self, client, hr, sales):
        lines = ("a@example.org;A;7;;", "kaputt;B;8;;", "c@example.org;C;9;Werk;")
        words = text_of(client.get(upload(client, sales, *lines).url))
        problems = [
            "Zeile 3: „kaputt“ ist keine E-Mail-Adresse.",
            "Zeile 4: „Werk“ gehört nicht zu Ihren Abteilungen und liegt auch nicht unter einer davon.",
            "Solange es Fehler gibt, wird niemand deaktiviert.",
        ]
        assert [problem for problem in problems if problem not in words] == []

        done = text_of(client.post(IMPORT, {"staged": StagedFile.objects.get().public_id}, follow=True))
        assert (problems[0] in done, "Neu 1 " in done) == (True, True)
        assert User.objects.filter(memberships__department=sales).count() == 1

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "leer"),
            (b"Vorname\nA", "Es gibt keine Zeile mit Überschriften"),
            (b"PK\x03\x04", "Die XLSX-Datei ist beschädigt."),
            (b"email\n\x00", "Das ist weder eine CSV- noch eine XLSX-Datei."),
        ],
    )
    def test_what_cannot_be_read_is_said_at_the_field_and_the_choice_stays(self, client, hr, sales, content, words):
        shop = make_department("Laden", sales)
        page = client.post(IMPORT, {"file": SimpleUploadedFile("x.csv", content), "department": shop.pk})

        assert page.status_code == 400
        assert words in str(page.context["form"].errors["file"])
        assert f'<option value="{shop.pk}" selected>' in page.content.decode()
        assert not StagedFile.objects.exists()

    def test_a_department_of_others_cannot_be_chosen(self, client, hr):
        page = upload(client, make_department("Werk"), "a@example.org;A;7;;")

        assert (page.status_code, list(page.context["form"].errors)) == (400, ["department"])

    def test_the_file_is_its_uploaders_for_a_day_and_while_she_holds_the_department(self, client, hr, sales):
        upload(client, sales, "a@example.org;A;7;;")
        staged = StagedFile.objects.get()
        address = f"{IMPORT}?file={staged.public_id}"
        client.force_login(make_hr(sales))
        assert client.get(address).url == IMPORT
        for wanted in (staged.public_id, "a\x00"):
            assert client.post(IMPORT, {"staged": wanted}).url == IMPORT
        client.force_login(hr)
        assert client.get(address).status_code == 200
        hr.hrroles.update(ended_at=clock.now())
        make_hr_again = make_department("Werk")
        hr.hrroles.create(department=make_hr_again)
        assert client.get(address).url == IMPORT
        StagedFile.objects.update(made_at=clock.now() - timedelta(days=1))
        assert client.get(address).url == IMPORT
        assert not User.objects.filter(email="a@example.org").exists()

    def test_a_department_that_was_moved_meanwhile_is_not_made_anew(self, client, hr, sales):
        south = make_department("Süd", sales)
        upload(client, sales, "a@example.org;A;7;Vertrieb/Süd;")
        move_department(department=south, parent=make_department("Werk"), day=clock.today())
        done = client.post(IMPORT, {"staged": StagedFile.objects.get().public_id}, follow=True)

        assert "Die Abteilung „Vertrieb/Süd“ liegt nicht mehr dort, wo sie bei der Kontrolle lag." in text_of(done)
        assert not User.objects.filter(email="a@example.org").exists()

    def test_an_unchanged_list_offers_no_import(self, client, hr, sales):
        make_member(sales, "Ada", email="ada@example.org")
        page = client.get(upload(client, sales, "ada@example.org;Ada;;;").url)

        assert "Es gibt nichts zu importieren." in text_of(page)
        assert 'class="btn btn-primary"' not in page.content.decode().partition("<main")[2].partition("</main")[0]
