"""The works council reads what is stored, who holds which role, which rules hold and what was exported; no learner."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings
from django.utils import formats

from coursesite import clock, policy
from coursesite.accounts.enums import Role
from coursesite.accounts.models import User, WorksCouncilRole
from coursesite.accounts.personal_fields import personal_fields
from coursesite.accounts.services.roles import end_role, grant_hr
from coursesite.accounts.services.rule_setting import set_rules
from coursesite.journal.models import Action, JournalEntry
from coursesite.journal.services.recording import record
from tests.counting import queries_of
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import company, make_department, make_hr

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
    shown = {(row[4], column) for row in cells(page.get("/council/")) for column in row[3].split(", ")}

    assert shown == set(personal_fields())


def figures_of(page: Client) -> list[str]:
    """The four figures with their sentences."""
    html = page.get("/council/").content.decode()
    stats = re.findall(r'<div class="stat">(.*?)</div>', html, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", stat).split()) for stat in stats]


def test_it_begins_with_figures_and_sentences_of_the_last_days(page: Client) -> None:
    operator, hanna, anna, boris = make_operator(), make_user(), make_user(), make_user()
    grant_hr(user=hanna, department=make_department("Vertrieb"), granted_by=operator, now=clock.now())
    ended = grant_hr(user=anna, department=make_department("Einkauf"), granted_by=operator, now=clock.now())
    end_role(role=ended, ended_by=operator, now=clock.now())
    export(hanna, anna, boris)
    export(hanna, anna)
    asked_for(hanna, clock.now() - timedelta(days=31))
    set_rules(values={"remind-first": 20}, actor=make_hr(company()), now=clock.now())

    exports, settings, roles, kept = figures_of(page)

    today = " ".join(formats.date_format(clock.today(), "DATE_FORMAT").split())
    assert exports == (
        f"Exporte 2 in den letzten 30 Tagen, mit Daten von 2 Personen; zuletzt am {today} Exporte ansehen"
    )
    assert settings.startswith("Geänderte Einstellungen 1 in den letzten 30 Tagen, durch die Personalabteilung")
    assert roles.startswith("Rollen 4 Rolle der Personalabteilung: 2; ")
    assert kept.startswith(f"Über Personen gespeichert {len(personal_fields())} ")
    html = page.get("/council/").content.decode()
    assert html.index("Exporte ansehen") < html.index("accounts.")
    assert html.index("<details") < html.index("<code>")


def test_a_quiet_month_is_told_as_such(page: Client) -> None:
    assert figures_of(page)[0].startswith("Exporte 0 in den letzten 30 Tagen: Keine Daten von Personen")


def test_the_first_page_costs_the_same_for_three_as_for_one(page: Client) -> None:
    export(make_user(), make_user())
    page.get("/council/")
    one = queries_of(lambda: page.get("/council/"))
    for number in range(2):
        export(make_user(), make_user(), make_user())
        grant_hr(user=make_user(), department=make_department(f"A{number}"), granted_by=None, now=clock.now())

    assert queries_of(lambda: page.get("/council/")) == one


def test_each_page_marks_itself_among_the_others(page: Client) -> None:
    for address in PAGES:
        html = page.get(address).content.decode()
        part = re.findall(r'<nav class="section-pages".*?</nav>', html, re.DOTALL)[0]

        assert sorted(re.findall(r'<a href="([^"]+)"', part)) == sorted(PAGES)
        assert re.findall(r'<a href="([^"]+)" aria-current="page"', part) == [address]


def test_what_is_folded_away_is_a_landmark_of_its_own_name(page: Client) -> None:
    html = page.get("/council/").content.decode()

    names = re.findall(r'<(?:section|div class="table-region")[^>]* aria-labelledby="([^"]+)"', html)

    assert "stored-columns" in names
    assert sorted(names) == sorted(set(names))


def test_roles_with_since_when_from_whom_and_until(page: Client) -> None:
    operator, hanna = make_operator(name="Ada Minke"), make_user(name="Hanna Riedel")
    role = grant_hr(user=hanna, department=make_department("Vertrieb"), granted_by=operator, now=clock.now())
    end_role(role=role, ended_by=operator, now=clock.now())
    make_user(name="Leonie Lehmann")

    rows = cells(page.get("/council/roles/"))

    today = f"{clock.today().day}."
    found = {(row[0], row[1], row[2], row[4], row[5].startswith(today)) for row in rows}
    assert found == {
        ("Ada Minke", "Betrieb", "ganze Website", "Betrieb (Systemverwaltung)", False),
        ("Bruno Raab", "Rolle des Betriebsrats", "ganze Website", "Betrieb (Systemverwaltung)", False),
        ("Hanna Riedel", "Rolle der Personalabteilung", "Vertrieb", "Ada Minke", True),
    }


def test_exports_say_who_and_of_how_many_and_never_of_whom(page: Client) -> None:
    hanna, learners = make_user(name="Hanna Riedel"), [make_user(name=f"Lernende {n}") for n in range(3)]
    export(hanna, *learners)
    record(actor=hanna, role=Role.HR, action=Action.VIEW_PERSON, subjects=User.objects.filter(pk=learners[0].pk))

    response = page.get("/council/exports/")

    [row] = cells(response)
    assert row[1:] == ["Hanna Riedel", "Abschlüsse exportiert (csv)", "Audit 2026", "–", "Name, Status", "3"]
    assert "Lernende" not in response.content.decode()


def test_a_report_that_is_sent_as_a_link_is_among_the_exports_and_counted_as_none(page: Client) -> None:
    sales, hanna = make_department("Vertrieb"), make_user(name="Hanna Riedel")
    query = f"course=kurs&department={sales.pk}&status=overdue&due-to=2026-11-03&from=01.11.2026"
    for change, asked, rhythm in (("scheduled", query, "weekly"), ("ended", "", "monthly")):
        details = {"view": 1, "query": asked, "rhythm": rhythm, "change": change}
        record(actor=hanna, role=Role.HR, action=Action.SCHEDULE_REPORT, details=details)

    ended, scheduled = cells(page.get("/council/exports/"))

    assert scheduled[1:3] == ["Hanna Riedel", "Bericht geplant (jede Woche)"]
    assert scheduled[4:] == [
        (
            "Kurs: kurs Abteilung mit allen darunter: Vertrieb Status: überfällig"
            " Abgeschlossen ab: 01.11.2026 Fällig bis: 3. November 2026"
        ),
        "–",
        "–",
    ]
    assert ended[2].endswith("(jeden Monat)")
    assert ended[4] == "ohne Einschränkung"
    assert figures_of(page)[0].startswith("Exporte 0 ")


def asked_for(actor: User, at: datetime | None = None, **filters: object) -> None:
    entry = record(
        actor=actor,
        role=Role.HR,
        action=Action.EXPORT_COMPLETIONS,
        purpose="Audit",
        details={"format": "csv", "columns": ["name"], "filters": filters},
        subjects=User.objects.none(),
    )
    if at:
        JournalEntry.objects.filter(pk=entry.pk).update(at=at)


def test_exports_say_of_which_selection(page: Client) -> None:
    sales, hanna = make_department("Vertrieb"), make_user(name="Hanna Riedel")
    asked_for(hanna, course="", department=None, status="", as_of="")
    asked_for(hanna, course="kurs", department=sales.pk, status="overdue", as_of="2026-10-31", due_to="2026-11-03")
    asked_for(hanna, department=987654)

    selections = [row[4] for row in cells(page.get("/council/exports/"))]

    assert selections == [
        "Abteilung mit allen darunter: inzwischen gelöscht",
        (
            "Kurs: kurs Abteilung mit allen darunter: Vertrieb Status: überfällig"
            " Fällig bis: 3. November 2026 Stand am Tagesende: 31. Oktober 2026"
        ),
        "ohne Einschränkung",
    ]


def test_exports_of_one_month(page: Client) -> None:
    october, november = datetime(2025, 10, 31, 22, 30, tzinfo=UTC), datetime(2025, 10, 31, 23, 30, tzinfo=UTC)
    for name, at in (("Oktober", october), ("November", november), ("Heute", None)):
        asked_for(make_user(name=name), at)

    def who(query: str) -> list[str]:
        return [row[1] for row in cells(page.get(f"/council/exports/{query}"))]

    assert who("") == ["Heute", "November", "Oktober"]
    assert (who("?month=2025-11"), who("?month=2025-10")) == (["November"], ["Oktober"])
    choices = re.findall(r'<option value="([^"]*)"', page.get("/council/exports/").content.decode())
    assert choices == ["", f"{clock.today():%Y-%m}", "2025-11", "2025-10"]


@pytest.mark.parametrize("month", ["2024-01", "nonsense"])
def test_a_month_without_exports_is_named(page: Client, month: str) -> None:
    asked_for(make_user())

    assert page.get(f"/council/exports/?month={month}").status_code == 400


def test_pages_stay_within_the_month(page: Client) -> None:
    hanna, at = make_user(), datetime(2025, 10, 5, 9, tzinfo=UTC)
    for _entry in range(51):
        asked_for(hanna, at)
    asked_for(hanna)

    assert "?month=2025-10&amp;page=2" in page.get("/council/exports/?month=2025-10").content.decode()
    assert len(cells(page.get("/council/exports/?month=2025-10&page=2"))) == 1


def test_exports_cost_the_same_for_three_as_for_one(page: Client) -> None:
    hanna = make_user()
    sales = make_department("Vertrieb")
    export(hanna, hanna)
    asked_for(hanna, department=sales.pk)
    page.get("/council/exports/")
    one = queries_of(lambda: page.get("/council/exports/"))
    for row in range(2):
        export(make_user(), hanna, make_user())
        asked_for(make_user(), department=make_department(f"A{row}").pk)

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
    with override_settings(KEEP_ANSWERS_MONTHS=9):
        after = b"".join(page.get(address).streaming_content).decode()

    assert words in before
    assert words.replace("12", "9", 1) in after
    assert {"{{", "{%"} & {*before.split()} == set()


def test_agreement_lists_the_columns_of_hr(page: Client) -> None:
    response = page.get("/council/agreement.txt?language=de")

    text = b"".join(response.streaming_content).decode()
    assert response.headers["Content-Disposition"] == 'attachment; filename="agreement-de.txt"'
    [columns] = [line for line in text.splitlines() if line.startswith("- Liste und Datei der Abschlüsse: ")]
    assert columns.startswith("- Liste und Datei der Abschlüsse: Name, Personalnummer, Abteilung, Kurs, ")
    assert all(f"- {row[4]} (" in text for row in cells(page.get("/council/")))


def test_agreement_page_is_rendered(page: Client) -> None:
    html = page.get("/council/agreement/?language=en").content.decode()

    assert '<article class="prose" lang="en">' in html
    assert "Figures without names</h2>" in html
