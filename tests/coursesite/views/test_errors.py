"""Error pages: in both languages at once, with a number that the log has, without a database."""

import logging
import re

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponseNotAllowed
from django.test import Client
from django.urls import path

from coursesite import urls as site
from coursesite.http.failure import DatabaseFailureMiddleware
from coursesite.http.reference import ReferenceFilter
from coursesite.views import errors

handler400, handler404, handler500 = site.handler400, site.handler404, site.handler500
REFERENCE = re.compile(r"<strong>([A-Z2-7]{4}-[A-Z2-7]{4})</strong>")


@pytest.fixture
def log(caplog):
    """caplog's handler with the filter that the settings give to the site's own."""
    added = ReferenceFilter()
    caplog.handler.addFilter(added)
    caplog.set_level(logging.INFO)
    yield caplog
    caplog.handler.removeFilter(added)


def broken(request, status, token):
    match status:
        case 400:
            raise SuspiciousOperation
        case 403:
            return errors.csrf_failure(request)
        case 405:
            return HttpResponseNotAllowed(["POST"])
        case 429:
            return errors.too_many_requests(request)
        case 503:
            raise OperationalError("the database is gone")
    raise RuntimeError("secret detail")


urlpatterns = [path("broken/<int:status>/<slug:token>/", broken), *site.urlpatterns]
STATUSES = (400, 403, 404, 405, 429, 500, 503)


@pytest.fixture(autouse=True)
def _addresses(settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def address(status: int) -> str:
    return "/nowhere/" if status == 404 else f"/broken/{status}/a-secret/"


def reference_of(page: str) -> str:
    """The same in each language of the page."""
    (found,) = set(REFERENCE.findall(page))
    return found


@pytest.mark.parametrize("status", STATUSES)
def test_it_asks_no_database(visitor, status) -> None:
    """pytest-django refuses every query of a test without its mark: with the database away the page is still this."""
    response = visitor.get(address(status))

    assert response.status_code == status
    assert "secret detail" not in response.content.decode()


@pytest.mark.parametrize("status", STATUSES)
def test_it_is_there_in_both_languages_with_a_switch(visitor, status) -> None:
    page = visitor.get(address(status)).content.decode()

    assert re.findall(r'<article class="fault[\w -]*" id="(\w\w)" lang="(\w\w)"', page) == [("de", "de"), ("en", "en")]
    assert re.findall(r'<a href="#(\w\w)" lang="\w\w">(\w+)</a>', page) == [("de", "Deutsch"), ("en", "English")]
    german, english = page.split('<article class="fault', 2)[1:]
    assert (f"Fehler {status}" in german, f"Error {status}" in english) == (True, True)


def test_the_reader_s_own_language_comes_first(visitor) -> None:
    visitor.cookies["language"] = "en"

    page = visitor.get("/nowhere/").content.decode()

    assert '<html lang="en">' in page
    assert re.findall(r'id="(\w\w)" lang', page) == ["en", "de"]


def test_it_keeps_the_theme_that_was_chosen(visitor) -> None:
    visitor.cookies["theme"] = "dark"

    assert '<html lang="de" data-bs-theme="dark">' in visitor.get("/nowhere/").content.decode()


@pytest.mark.parametrize("status", STATUSES)
def test_its_number_stands_in_the_log_and_the_address_does_not(visitor, status, log) -> None:
    """An address may hold a token: that of an invitation, of a new password."""
    page = visitor.get(address(status)).content.decode()

    pattern = "no such address" if status == 404 else "broken/<int:status>/<slug:token>/"
    lines = [record for record in log.records if record.name == "coursesite.views.errors"]
    assert [record.getMessage() for record in lines] == [f"{status} GET {pattern}"]
    assert lines[0].reference == reference_of(page)


@pytest.mark.parametrize("status", [500, 503])
def test_the_traceback_has_the_number_of_the_page(visitor, status, log) -> None:
    page = visitor.get(address(status)).content.decode()

    (failure,) = [record for record in log.records if record.exc_info]
    assert failure.reference == reference_of(page)


def test_each_request_has_a_number_of_its_own(visitor) -> None:
    numbers = {reference_of(visitor.get("/nowhere/").content.decode()) for _ in range(3)}

    assert len(numbers) == 3


@pytest.mark.parametrize(("status", "again"), [(404, False), (429, True), (500, True), (503, True)])
def test_what_may_work_in_a_moment_is_offered_again(visitor, status, again) -> None:
    page = visitor.get(address(status), {"q": "a&b"}).content.decode()

    assert (f'href="{address(status)}?q=a%26b">Noch einmal versuchen</a>' in page) is again


def test_an_address_of_a_button_says_which_method_it_takes(visitor) -> None:
    response = visitor.get(address(405))

    assert response.headers["Allow"] == "POST"
    assert "Zur Startseite" in response.content.decode()


def test_what_was_sent_is_not_offered_again(visitor) -> None:
    page = visitor.post(address(500)).content.decode()

    assert "Noch einmal versuchen" not in page
    assert "Zur Startseite" in page


def test_scripts_get_the_number_as_json(visitor) -> None:
    answer = visitor.get(address(500), headers={"accept": "application/json"}).json()

    assert answer["error"] == "http-500"
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}", answer["reference"])


def test_a_database_that_fails_before_any_view_gives_the_page_too(rf) -> None:
    def failing(request):
        raise OperationalError("the session's table is gone")

    response = DatabaseFailureMiddleware(failing)(rf.get("/"))

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Referenznummer:" in response.content.decode()


def test_the_log_has_the_number_in_each_line(settings) -> None:
    settings_of_lines = settings.LOGGING["formatters"]["line"]["format"]
    (handler,) = settings.LOGGING["handlers"].values()

    assert "[{reference}]" in settings_of_lines
    assert handler["filters"] == ["reference"]
