"""The page for times without a connection, and the service worker that keeps it."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from coursesite.views import offline
from tests.factories.accounts import make_operator

PAGE, WORKER = "/offline/", "/service-worker.js"


def script_for(**cookies: str) -> tuple[dict, str]:
    """What is to be kept, and the file that does it."""
    visitor = Client()
    visitor.cookies.load(cookies)
    script = visitor.get(WORKER).content.decode()
    found = re.fullmatch(r"self\.kept = (.*);\nimportScripts\((.*)\);\n", script)
    return json.loads(found[1]), json.loads(found[2])


def test_it_says_what_happened_what_is_safe_and_what_to_do_in_both_languages(client) -> None:
    page = client.get(PAGE).content.decode()

    german, english = page.split('<article class="fault', 2)[1:]
    assert "<h1>Die Website ist zurzeit nicht erreichbar</h1>" in german
    assert "Was bereits gespeichert wurde, ist sicher." in german
    assert '<a class="btn btn-primary" href="">Noch einmal versuchen</a>' in german
    assert "<h1>The site cannot be reached at the moment</h1>" in english
    assert '<a class="btn btn-primary" href="">Try again</a>' in english


def test_it_asks_neither_database_nor_session_and_shows_nobody(client) -> None:
    """pytest-django refuses every query of a test without its mark."""
    client.cookies["sessionid"] = "somebody"

    answer = client.get(PAGE)

    assert answer.content == Client().get(PAGE).content
    assert "csrf" not in answer.content.decode()
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("no-cache", "Cookie")


def test_the_worker_is_told_of_the_page_and_what_it_looks_like(client) -> None:
    kept, file = script_for()

    page = client.get(PAGE).content.decode()
    assert (kept["page"], kept["files"], file) == (PAGE, offline.files_of(page), "/static/js/service_worker.js")
    assert {Path(one).suffix for one in kept["files"]} == {".css", ".svg", ".woff2"}
    assert [one for one in kept["files"] if not finders.find(one.removeprefix("/static/"))] == []
    assert re.findall(r'(?:href|src)="(?!/static/)([^"]*)"', page) == ["/", "#de", "#en", "", ""]


def test_each_language_and_theme_is_kept_under_a_name_of_its_own() -> None:
    looks = [{}, {"language": "en"}, {"theme": "dark"}, {"language": "en", "theme": "dark"}]

    names = [script_for(**look)[0]["cache"] for look in looks]

    assert len(set(names)) == len(looks)
    assert names[0] == script_for(theme="system", language="de")[0]["cache"], "the same page, the same name"


def test_the_worker_stands_at_the_root_so_that_every_page_is_its_own(client) -> None:
    answer = client.get(WORKER)

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert answer.headers["Vary"] == "Cookie"


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PAGE, WORKER])
def test_staff_without_a_second_factor_get_it_too(client, settings, path) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(make_operator())

    assert client.get(path).status_code == 200
    assert client.get("/me/").status_code == 302
