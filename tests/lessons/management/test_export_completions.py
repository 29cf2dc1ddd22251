"""manage.py export_completions: a whole file or none, and the journal knows of it."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from coursesite.accounts.models import DepartmentMembership
from coursesite.journal.models import JournalEntry
from coursesite.tables.formats import FORMATS
from lessons.services.enrolling import start_course
from tests.factories.company import company, make_department, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    sales = make_department("Vertrieb")
    south = make_department("Süd", sales)
    course = make_course(slug="kz", title="Kundenzentrierung")
    for department, name, done in [
        (sales, "A", date(2026, 11, 2)), (south, "B", None), (company(), "C", None), (None, "D", None),
    ]:  # fmt: skip
        make_enrolment(make_member(department, name), course, enrolled_on=date(2026, 10, 1), completed_on=done)
    make_enrolment(make_member(sales, "Anderer Kurs"))
    return course


def export(path, *options, key="csv"):
    out = io.StringIO()
    call_command("export_completions", "--course", "kz", "--format", key, "--output", path, *options, stdout=out)
    return out.getvalue()


def names(path):
    return [row[0] for row in csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")][1:]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["A", "B", "C", "D"]),
        (("--department", "Vertrieb"), ["A", "B"]),
        (("--department", "Vertrieb/Süd"), ["B"]),
        (("--status", "completed"), ["A"]),
        (("--status", "not-started", "--department", "Süd"), ["B"]),
    ],
)
def test_writes_who_was_asked_for(course, tmp_path, options, expected):
    path = tmp_path / "a.csv"

    said = export(path, *options)

    assert said == f"{path}: {len(expected)} rows\n"
    assert names(path) == expected


def test_journal_says_a_command_and_for_what(course, tmp_path):
    export(tmp_path / "a.csv", "--status", "completed", "--purpose", "Audit")

    entry = JournalEntry.objects.get()
    assert (entry.actor, entry.actor_role, entry.action) == (None, "operator", "export-completions")
    assert (entry.purpose, entry.details["format"], entry.details["filters"]["course"]) == ("Audit", "csv", "kz")
    assert [subject.user.name for subject in entry.subjects.all()] == ["A"]


@pytest.mark.parametrize("key", FORMATS)
def test_each_format(course, tmp_path, key):
    path = tmp_path / f"a.{key}"

    export(path, key=key)

    assert path.read_bytes().startswith({"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF-", "json": b"{"}[key])
    assert list(tmp_path.iterdir()) == [path]


def test_language(course, tmp_path):
    path = tmp_path / "a.json"

    export(path, "--language", "en", key="json")

    assert json.loads(path.read_bytes())["title"] == "Completions"


def test_a_past_day_has_those_who_have_left_since(course, tmp_path):
    sales, path = make_department("Einkauf"), tmp_path / "a.csv"
    gone = make_member(None, "Gegangen")
    DepartmentMembership.objects.create(
        user=gone, department=sales, valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 30)
    )
    start_course(user=gone, course=course, now=datetime(2026, 2, 1, 11, tzinfo=UTC))

    export(path, "--as-of", "2026-06-01", "--department", "Einkauf")
    assert names(path) == ["Gegangen"]
    export(path, "--as-of", "2026-01-31")
    assert names(path) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--department", "Werk"), "There is no department 'Werk'."),
        (("--department", "Doppelt"), "'Doppelt' may be one of: Unternehmen/Vertrieb/Doppelt; Unternehmen/Doppelt."),
        (("--as-of", "2999-01-01"), "2999-01-01 has not come yet."),
        (("--as-of", "gestern"), "'gestern' is no day such as 2026-12-31."),
        (("--course", "nix"), "There is no course 'nix'. There are: "),
    ],
)
def test_refuses_in_words_and_logs_nothing(course, tmp_path, options, message):
    sales = make_department("Doppelt").parent.children.get(name="Vertrieb")
    make_department("Doppelt", sales)

    with pytest.raises(CommandError) as refused:
        export(tmp_path / "a.csv", *options)

    assert message in str(refused.value)
    assert (JournalEntry.objects.count(), list(tmp_path.iterdir())) == (0, [])


def test_pdf_beyond_its_cap(course, tmp_path, monkeypatch):
    kind = FORMATS["pdf"]
    monkeypatch.setitem(FORMATS, "pdf", type(kind)("pdf", "PDF", kind.content_type, kind.writer, max_rows=3))

    with pytest.raises(CommandError, match="PDF takes at most 3 rows, these are 4"):
        export(tmp_path / "a.pdf", key="pdf")

    assert JournalEntry.objects.count() == 0


def test_no_folder(course, tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        export(tmp_path / "nix" / "a.csv")
