"""The effect of groups over HTTP: who sees which department, and how the figures are told."""

import re
from datetime import date

import pytest
from django.urls import reverse

from lessons.enums import EffectPhase
from lessons.models import EffectFigure
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.effect import make_figure
from tests.factories.quizzes import TERMS, make_quiz_course
from tests.quizzes.views.pages import words_of

pytestmark = pytest.mark.django_db
PAGE = "/reports/effect/"
SUMMER, AUTUMN = date(2026, 7, 1), date(2026, 10, 1)


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs", title="Kundenzentrierung")


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(client, sales):
    user = make_hr(sales)
    client.force_login(user)
    client.cookies["language"] = "en"
    return user


def cells_of(page) -> list[tuple[str, str]]:
    found = re.findall(r'(?s)data-label="([^"]*)"[^>]*>(.*?)</t[hd]>', page.content.decode())
    return [(label, " ".join(text.split())) for label, text in found]


def headings_of(page) -> list[str]:
    return re.findall(r'<h2 id="group-\d+">([^<]*)</h2>', page.content.decode())


def test_address():
    assert reverse("lessons:report-effect") == PAGE


@pytest.mark.parametrize("fields", [{}, {"is_superuser": True}])
def test_others_find_no_such_page(client, course, sales, fields):
    make_figure(course, sales, SUMMER, mean=68)
    client.force_login(make_member(sales, **fields))

    page = client.get(PAGE)

    assert page.status_code == 404
    assert "68%" not in page.content.decode()


def test_figures_stand_by_term_and_phase(client, hr, course, sales):
    make_figure(course, sales, SUMMER, term="A")
    make_figure(course, sales, SUMMER, term="B", mean=5, low=5, high=5)
    end = {"phase": EffectPhase.END, "learners": 12, "dropped_out": 14}
    make_figure(course, sales, SUMMER, term="A", mean=95, low=95, high=95, **end)
    make_figure(course, sales, SUMMER, term="B", mean=80, low=70, high=90, **end)

    page = client.get(PAGE)

    assert cells_of(page) == [
        ("Term", "Amsel"), ("Start", "68% (61–75%), 14 people"), ("End", "95% or more, 12 people"), ("30 days later", "–"),
        ("Term", "Birke"), ("Start", "5% or less, 14 people"), ("End", "80% (70–90%), 12 people"), ("30 days later", "–"),
        ("Term", "Cello"), ("Start", "–"), ("End", "–"), ("30 days later", "–"),
    ]  # fmt: skip
    words = words_of(page)
    assert "Groups of at least 10 people, recorded once per quarter" in words
    assert "14% without final exam" in words
    assert "without retention check" not in words
    assert page.content.count(b"<h1") == page.content.count(b"<caption>") == 1
    assert page["Cache-Control"] == "no-store"


def test_who_is_missing_in_the_retention_check_is_said(client, hr, course, sales):
    make_figure(course, sales, SUMMER, phase=EffectPhase.LATER, dropped_out=29)

    words = words_of(client.get(PAGE))

    assert "29% without retention check" in words
    assert "without final exam" not in words


def test_in_german(client, hr, course, sales):
    make_figure(course, sales, SUMMER)
    client.cookies["language"] = "de"

    page = client.get(PAGE)

    assert '<html lang="de"' in page.content.decode()
    assert [text[:15] for _label, text in cells_of(page)[:2]] == ["Amsel", "68 % (61–75 %),"]
    assert page.content.count(b"<h1") == 1


def test_hr_of_a_department_sees_only_it_and_what_is_below(client, course, sales):
    team, office = make_department("Team Nord", sales), make_department("Innendienst")
    for mean, department in enumerate([company(), sales, team, office], start=61):
        make_figure(course, department, SUMMER, mean=mean)
    seen = {}
    for name, held in {"root": company(), "sales": sales, "team": team, "office": office}.items():
        client.force_login(make_hr(held))
        page = client.get(PAGE)
        seen[name] = (headings_of(page), re.findall(r"(\d\d)\s% \(", page.content.decode()))

    assert seen == {
        "root": (
            [
                "Unternehmen",
                "Unternehmen › Vertrieb",
                "Unternehmen › Vertrieb › Team Nord",
                "Unternehmen › Innendienst",
            ],
            ["61", "62", "63", "64"],
        ),
        "sales": (["Vertrieb", "Vertrieb › Team Nord"], ["62", "63"]),
        "team": (["Team Nord"], ["63"]),
        "office": (["Innendienst"], ["64"]),
    }


def test_nothing_else_of_other_departments_can_be_chosen(client, hr, course, sales):
    other = make_quiz_course(slug="geheim", title="Geheimer Kurs")
    make_figure(course, sales, SUMMER)
    make_figure(other, make_department("Innendienst"), AUTUMN)

    plain, asked = client.get(PAGE), client.get(f"{PAGE}?course=geheim&quarter=2026-Q4")

    assert "Geheimer Kurs" not in plain.content.decode()
    assert "2026-Q4" not in plain.content.decode()
    assert "There is no course “geheim”." in words_of(asked)
    assert "There are no figures for the quarter “2026-Q4”." in words_of(asked)
    assert headings_of(asked) == []


def test_the_latest_quarter_is_shown_unless_another_is_chosen(client, hr, course, sales):
    make_figure(course, sales, SUMMER, mean=66)
    make_figure(course, sales, AUTUMN, mean=67)

    latest, chosen = client.get(PAGE), client.get(f"{PAGE}?course=kurs&quarter=2026-Q3")

    assert [re.findall(r"(\d\d)% \(", page.content.decode()) for page in (latest, chosen)] == [["67"], ["66"]]
    assert re.findall(r'<option value="([^"]*)" selected>', chosen.content.decode()) == ["kurs", "2026-Q3"]
    assert "quarter 3 of 2026" in words_of(chosen)


def test_courses_are_chosen_one_by_one(client, hr, course, sales):
    make_figure(course, sales, SUMMER, mean=66)
    make_figure(make_quiz_course(slug="anderer", title="Anderer Kurs"), sales, AUTUMN, mean=67)

    pages = [client.get(f"{PAGE}?course=anderer&quarter={quarter}") for quarter in ("2026-Q4", "2026-Q3")]

    assert [re.findall(r"(\d\d)% \(", page.content.decode()) for page in pages] == [["67"], []]
    assert "There are no figures for this selection." in words_of(pages[1])


def test_without_figures_a_sentence_says_when_there_will_be_some(client, hr):
    words = words_of(client.get(PAGE))

    assert "There are no figures for your departments yet." in words
    assert "Show selection" not in words
    assert not EffectFigure.objects.exists()


def test_the_two_reports_lead_to_each_other(client, hr):
    for address, other in [(PAGE, "/reports/completions/"), ("/reports/completions/", PAGE)]:
        html = client.get(address).content.decode()

        assert f'<a href="{other}"' in html
        assert re.search(rf'<a href="{address}"\s+aria-current="page"', html)


def test_each_term_of_the_course_has_its_row(client, hr, course, sales):
    make_figure(course, sales, SUMMER, term="C")

    assert [text for label, text in cells_of(client.get(PAGE)) if label == "Term"] == list(TERMS.values())
