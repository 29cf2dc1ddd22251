"""The report as a file in each format: the same rows as on the page, journalled, or a sentence why there is none."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test.utils import override_settings

from coursesite.journal.models import JournalEntry
from coursesite.tables import pdf
from coursesite.tables.formats import FORMATS
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
PAGE = "/reports/completions/"
NOON = datetime(2026, 11, 27, 11, 5, tzinfo=UTC)


def address(key):
    return f"/reports/completions.{key}"


@pytest.fixture
def hr(client):
    sales = make_department("Vertrieb")
    course = make_course(slug="kz", title="Kundenzentrierung")
    for name, done in [("Jörg Müller", date(2026, 11, 2)), ("Ute Weiß", None)]:
        make_enrolment(make_member(sales, name), course, enrolled_on=date(2026, 10, 1), completed_on=done)
    user = make_hr(sales)
    client.force_login(user)
    client.cookies["language"] = "de"
    return user


def content(client, key, query=""):
    response = client.get(f"{address(key)}{query}{'&' if query else '?'}purpose=Audit")
    assert (response.status_code, response["Content-Type"]) == (200, FORMATS[key].content_type)
    return b"".join(response.streaming_content)


def plain(text: str) -> str:
    """With no space that holds."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def names_in(key, data):
    match key:
        case "csv":
            return [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")][1:]
        case "xlsx":
            sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
            return re.findall(r'<c r="A\d+" s="1" t="inlineStr"><is><t>([^<]*)', sheet)
        case "json":
            return [row["name"] for row in json.loads(data)["rows"]]
    return None


@pytest.mark.parametrize("key", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("query", ["", "?status=completed", "?status=exempt"])
def test_file_has_the_rows_of_the_page(client, hr, key, query):
    page = client.get(PAGE + query).content.decode()

    named = names_in(key, content(client, key, query))

    assert named == re.findall(r'<th scope="row"[^>]*><a href="[^"]*">\s*([^<]*?)\s*</a></th>', page)
    assert len(named) == {"": 2, "?status=completed": 1, "?status=exempt": 0}[query]


@pytest.mark.parametrize("key", FORMATS)
def test_journal_has_the_format_and_the_people_before_the_first_byte(client, hr, key):
    response = client.get(f"{address(key)}?purpose=Audit")

    entry = JournalEntry.objects.get()  # nothing was read yet
    assert (entry.actor, entry.actor_role, entry.purpose, entry.details["format"]) == (hr, "hr", "Audit", key)
    assert entry.subjects.count() == 2
    disposition = rf'attachment; filename="completions-\d{{4}}-\d\d-\d\d\.{key}"'
    assert re.fullmatch(disposition, response["Content-Disposition"])
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("key", FORMATS)
def test_head_makes_no_file_and_logs_nothing(client, hr, key):
    response = client.head(f"{address(key)}?purpose=Audit")

    assert (response.status_code, response["Content-Type"]) == (200, FORMATS[key].content_type)
    assert JournalEntry.objects.count() == 0


@time_machine.travel(NOON)
def test_file_says_which_day_it_holds_for_and_what_was_asked(client, hr):
    query = "?course=kz&status=completed&from=2026-11-01"

    said = json.loads(content(client, "json", query))
    book = zipfile.ZipFile(io.BytesIO(content(client, "xlsx", query)))
    properties = plain(book.read("docProps/core.xml").decode())

    assert (said["title"], said["language"]) == ("Abschlüsse", "de")
    assert plain(said["as_of"]) == "Stand: 27. November 2026, 12:05 Uhr (Ortszeit Berlin)."
    asked = ["Kurs: Kundenzentrierung", "Status: abgeschlossen", "Abgeschlossen ab: 1. November 2026"]
    assert [plain(one) for one in said["selection"]] == asked
    assert "Stand: 27. November 2026, 12:05 Uhr" in properties
    assert "Kurs: Kundenzentrierung" in properties


def test_pdf_is_a_pdf(client, hr):
    assert content(client, "pdf").startswith(b"%PDF-")


def test_there_is_no_other_format(client, hr):
    assert client.get(address("html")).status_code == 404
    assert JournalEntry.objects.count() == 0


class TestTooLongForPdf:
    """Above its cap, the page offers the other formats and says why."""

    @pytest.fixture(autouse=True)
    def cap_of_one(self, monkeypatch):
        kind = FORMATS["pdf"]
        capped = type(kind)(kind.key, kind.name, kind.content_type, kind.writer, max_rows=1)
        monkeypatch.setitem(FORMATS, "pdf", capped)

    def test_page_says_why_and_offers_the_others(self, client, hr):
        client.cookies["language"] = "en"

        html = " ".join(client.get(PAGE).content.decode().split())

        assert re.findall(r'formaction="/reports/completions\.(\w+)"', html) == ["csv", "xlsx", "json"]
        assert "This selection is not available as PDF: the format takes at most 1 rows" in html

    def test_its_address_answers_with_the_page_and_logs_nothing(self, client, hr):
        client.cookies["language"] = "en"

        refused = client.get(f"{address('pdf')}?purpose=Audit")

        assert refused.status_code == 400
        assert "This selection is not available as PDF" in refused.content.decode()
        assert JournalEntry.objects.count() == 0

    def test_a_selection_that_fits_has_one(self, client, hr):
        assert content(client, "pdf", "?status=completed").startswith(b"%PDF-")


def test_pdf_that_fails_is_said_on_the_page(client, hr, monkeypatch):
    client.cookies["language"] = "en"
    monkeypatch.setattr(pdf, "SECONDS", 0.001)

    response = client.get(f"{address('pdf')}?purpose=Audit")

    assert response.status_code == 503
    assert "The PDF could not be created." in response.content.decode()


@override_settings(REAUTHENTICATE_FOR_EXPORT=True)
@pytest.mark.parametrize("key", FORMATS)
def test_old_sign_in_is_sent_to_confirm(client, hr, key):
    assert client.get(address(key)).status_code == 302
    assert JournalEntry.objects.count() == 0
