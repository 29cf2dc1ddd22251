"""The works council reads what is stored, who holds which role, which rules hold and what was exported; no learner."""

import re

import pytest
from django.test import Client, override_settings

from coursesite import clock, policy
from coursesite.accounts.enums import Role
from coursesite.accounts.models import User, WorksCouncilRole
from coursesite.accounts.personal_fields import personal_fields
from coursesite.accounts.services.roles import end_role, grant_hr
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from tests.counting import queries_of
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import make_department

pytestmark = pytest.mark.django_db
PAGES = ["/council/", "/council/roles/", "/council/rules/", "/council/exports/", "/council/agreement/"]


@pytest.fixture
def page(client: Client) -> Client:
    council = make_user(name="Bruno Raab")
    WorksCouncilRole.objects.create(user=council)
    client.force_login(council)
    return client


def cells(response) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", response.content.decode(), re.DOTALL)[1:]
    return [
        [
            " ".join(re.sub("<[^>]+>", "", cell).split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def export(actor: User, *people: User, purpose: str = "Audit 2026") -> None:
    record(
        actor=actor,
        role=Role.HR,
        action=Action.EXPORT_COMPLETIONS,
        purpose=purpose,
        details={"format": "csv", "columns": ["name", "status"]},
        subjects=User.objects.filter(pk__in=[person.pk for person in people]),
    )


def test_every_registered_column_is_named(page: Client) -> None:
    shown = {(row[0], column) for row in cells(page.get("/council/")) for column in row[1].split(", ")}

    assert shown == set(personal_fields())


def test_roles_with_since_when_from_whom_and_until(page: Client) -> None:
    operator, hanna = make_operator(name="Ada Minke"), make_user(name="Hanna Riedel")
    role = grant_hr(user=hanna, department=make_department("Vertrieb"), granted_by=operator, now=clock.now())
    end_role(role=role, ended_by=operator, now=clock.now())
    make_user(name="Leonie Lehmann")

    rows = cells(page.get("/council/roles/"))

    today = f"{clock.today().day}."
    found = {(row[0], row[1], row[2], row[4], row[5].startswith(today)) for row in rows}
    assert found == {
        ("Ada Minke", "Betrieb", "ganze Website", "ein Befehl des Betriebs", False),
        ("Bruno Raab", "Rolle des Betriebsrats", "ganze Website", "ein Befehl des Betriebs", False),
        ("Hanna Riedel", "Rolle der Personalabteilung", "Vertrieb", "Ada Minke", True),
    }


def test_exports_say_who_and_of_how_many_and_never_of_whom(page: Client) -> None:
    hanna, learners = make_user(name="Hanna Riedel"), [make_user(name=f"Lernende {n}") for n in range(3)]
    export(hanna, *learners)
    record(actor=hanna, role=Role.HR, action=Action.VIEW_PERSON, subjects=User.objects.filter(pk=learners[0].pk))

    response = page.get("/council/exports/")

    [row] = cells(response)
    assert row[1:] == ["Hanna Riedel", "hat Abschlüsse exportiert (csv)", "Audit 2026", "Name, Status", "3"]
    assert "Lernende" not in response.content.decode()


def test_exports_cost_the_same_for_three_as_for_one(page: Client) -> None:
    hanna = make_user()
    export(hanna, hanna)
    page.get("/council/exports/")
    one = queries_of(lambda: page.get("/council/exports/"))
    for _row in range(2):
        export(make_user(), hanna, make_user())

    assert queries_of(lambda: page.get("/council/exports/")) == one


def test_roles_cost_the_same_for_three_as_for_one(page: Client) -> None:
    operator = make_operator()
    page.get("/council/roles/")
    one = queries_of(lambda: page.get("/council/roles/"))
    for number in range(2):
        grant_hr(user=make_user(), department=make_department(f"A{number}"), granted_by=operator, now=clock.now())

    assert queries_of(lambda: page.get("/council/roles/")) == one


def test_exports_are_paged(page: Client) -> None:
    hanna = make_user()
    for _entry in range(51):
        export(hanna)

    assert [len(cells(page.get(f"/council/exports/?page={number}"))) for number in (1, 2)] == [50, 1]


def test_rules_with_value_and_bounds(page: Client) -> None:
    rows = {row[0]: row[1:3] for row in cells(page.get("/council/rules/"))}

    assert rows["Kleinste Gruppe, deren Zahlen zur Wirkung genannt werden"] == ["10 Personen", "mindestens 10 Personen"]
    assert len(rows) == len(policy.rules)


@pytest.mark.parametrize(("language", "words"), [("de", "12 Monate (im Programm"), ("en", "12 months (fixed in")])
def test_agreement_is_made_of_the_settings_in_force(page: Client, language: str, words: str) -> None:
    address = f"/council/agreement.md?language={language}"

    before = b"".join(page.get(address).streaming_content).decode()
    with override_settings(KEEP_ANSWERS_MONTHS=6):
        after = b"".join(page.get(address).streaming_content).decode()

    assert words in before
    assert words.replace("12", "6", 1) in after
    assert {"{{", "{%"} & {*before.split()} == set()


def test_agreement_lists_the_columns_of_hr(page: Client) -> None:
    response = page.get("/council/agreement.txt?language=de")

    text = b"".join(response.streaming_content).decode()
    assert response.headers["Content-Disposition"] == 'attachment; filename="agreement-de.txt"'
    [columns] = [line for line in text.splitlines() if line.startswith("- Liste und Datei der Abschlüsse: ")]
    assert columns.startswith("- Liste und Datei der Abschlüsse: Name, Personalnummer, Abteilung, Kurs, ")
    assert all(f"- {row[0]} (" in text for row in cells(page.get("/council/")))


def test_agreement_page_is_rendered(page: Client) -> None:
    html = page.get("/council/agreement/?language=en").content.decode()

    assert '<article class="prose" lang="en">' in html
    assert "Figures without names</h2>" in html
