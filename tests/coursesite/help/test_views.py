"""/help/: who reads what, in which language, and the way there from each page."""

import re
from html import unescape

import pytest
from django.urls import reverse

from coursesite.help.contents import PARTS, all_tasks
from coursesite.help.texts import title_of
from tests.doors import client_of
from tests.factories.accounts import make_operator, make_user

pytestmark = pytest.mark.django_db


def titles(client, language="de") -> list[str]:
    client.cookies["language"] = language
    page = unescape(client.get(reverse("help")).content.decode())
    return re.findall(r'<li><a href="/help/[\w-]+/">(.+?)</a></li>', page)


def test_signed_out_people_see_the_learners_tasks(client):
    assert titles(client) == [title_of("de", task) for task in PARTS[0].tasks]


def test_operators_see_all_tasks():
    assert titles(client_of(make_operator()), "en") == [title_of("en", task) for task in all_tasks()]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_text_stands_beside_its_tasks_in_the_reader_s_language(client, language):
    client.cookies["language"] = language

    page = client.get("/help/take-an-exam/").content.decode()

    assert re.findall(r"<h1>(.+?)</h1>", page) == [title_of(language, "take-an-exam")]
    assert re.findall(r'href="/help/([\w-]+)/" aria-current="page"', page) == ["take-an-exam"]
    assert re.findall(r'href="#(h-[\w-]+)"', page) == re.findall(r'<h2 id="(h-[\w-]+)"', page)


def test_a_page_leads_to_its_text(client):
    client.cookies["language"] = "de"

    page = client.get("/accounts/login/").content.decode()

    assert re.findall(r'<nav class="help-link" aria-label="Hilfe"><a href="(.+?)">', page) == ["/help/sign-in/"]
    assert title_of("de", "sign-in") in page


def test_learners_may_read_what_the_personnel_department_does_but_not_what_the_operator_does():
    client = client_of(make_user())

    assert [client.get(f"/help/{task}/").status_code for task in ("export-completions", "set-up-the-site")] == [
        200,
        404,
    ]


def test_signed_out_people_are_led_to_the_sign_in_and_back(client):
    response = client.get("/help/export-completions/")

    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/accounts/login/?next=/help/export-completions/",
    )


@pytest.mark.parametrize(
    ("path", "task"), [("/admin/", "workshop"), ("/admin/quizzes/question/", "find-and-change-questions")]
)
def test_the_workshop_leads_to_its_texts(path, task):
    page = client_of(make_operator()).get(path).content.decode()

    assert re.findall(r'<a href="/help/([\w-]+)/" title=', page) == [task]


def found(client, query: str) -> list[str]:
    client.cookies["language"] = "de"
    page = client.get(reverse("help"), {"q": query}).content.decode()
    part = re.findall(r'<section class="help-found".+?</section>', page, re.DOTALL)
    return re.findall(r'href="/help/([\w-]+)/"', part[0]) if part else []


def test_the_search_finds_parts_of_words_and_puts_titles_first(client):
    assert found(client, "wiederherstellungscode") == ["account"]
    assert found(client, "Zertifikat herunterladen")[0] == "certificate"
    assert "own-data" in found(client, "zertifikat HERUNTERLADEN")[1:]
    assert found(client, "Quastenflosser") == []
    assert found(client, " ") == []


@pytest.mark.parametrize(
    ("query", "task"),
    [
        ("Beschwerde", "object-to-a-question"),  # a word that we do not use
        ("beschweren", "object-to-a-question"),
        ("Einwände", "object-to-a-question"),  # the plural of one that we do
        ("Urkunden", "certificate"),
        ("Nachteilsausgleich", "time-extension"),
        ("Personen löschen DSGVO", "own-data"),  # each word by its own way
    ],
)
def test_the_search_knows_other_words_for_the_same(query, task):
    assert task in found(client_of(make_user()), query)[:3]


def test_the_search_knows_other_words_in_the_reader_s_language_alone(client):
    def english(query):
        client.cookies["language"] = "en"
        page = client.get(reverse("help"), {"q": query}).content.decode()
        return re.findall(r'<li><a href="/help/([\w-]+)/"', page.partition('class="help-parts"')[0])

    assert "object-to-a-question" in english("complaints")
    assert english("Beschwerde") == []


def test_what_a_text_is_meant_for_comes_before_what_it_mentions(client):
    tasks = found(client_of(make_user()), "Prüfung")

    assert tasks[:2] == ["take-an-exam", "check-a-blueprint"]  # their titles
    assert tasks.index("time-extension") < tasks.index("start-a-course")  # a near word before a mention


def test_the_search_neither_sees_addresses_nor_texts_that_are_closed(client):
    assert found(client, "lessons:notes") == []
    assert found(client, "PostgreSQL") == []
    assert found(client_of(make_operator()), "PostgreSQL") == ["set-up-the-site", "back-up-and-update"]


def test_an_unknown_text_is_not_there(client):
    assert client.get("/help/planted/").status_code == 404
