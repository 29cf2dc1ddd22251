"""Long exports: asked for, made by run_due, killed half way, fetched by their owner alone, gone after a day."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.core.management import call_command

from coursesite.accounts.models import RuleValue
from coursesite.journal.models import JournalEntry
from lessons.models import ExportFile
from lessons.services import export_jobs
from lessons.services.export_jobs import delete_exports, file_of, make_exports
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
LIST, PAGE = "/reports/exports/", "/reports/completions/"
NOW = datetime(2026, 11, 27, 11, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Berlin


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(client, sales, monkeypatch):
    monkeypatch.setattr("lessons.views.reports.LONG_ROWS", 1)
    monkeypatch.setattr(export_jobs, "ROWS_PER_STEP", 1)
    course = make_course(slug="kz")
    for name in ("A", "B", "C"):
        make_enrolment(make_member(sales, name), course)
    user = make_hr(sales)
    client.force_login(user)
    client.cookies["language"] = "en"
    return user


def ask(client, **more):
    return client.post(LIST, {"file_format": "csv", "purpose": "Audit", "course": "kz", **more})


def test_the_empty_list_writes_its_limit_as_other_numbers_are_written(client, hr):
    assert "Exports of up to 20,000 rows" in client.get(LIST).content.decode()


def fetched(client):
    return client.get(re.search(r'href="(/reports/exports/[^"]+/)"', client.get(LIST).content.decode())[1])


@pytest.mark.parametrize(("hours", "kept"), [(24, 24), (2, 2), (100, 24)])
def test_it_waits_as_long_as_hr_has_set_and_no_longer_than_a_day(client, hr, hours, kept):
    RuleValue.objects.create(key="keep-exports", value=hours)
    ask(client)
    list(make_exports(now=NOW))

    said = "24 hours" if kept == 24 else "2 hours"
    assert f"kept here for {said}, for you alone" in " ".join(client.get(LIST).content.decode().split())
    assert list(delete_exports(now=NOW + timedelta(hours=kept, seconds=-1))) == []
    assert list(delete_exports(now=NOW + timedelta(hours=kept))) == ["1 exports deleted, their day is over."]


def names(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:]


def test_page_offers_a_long_one_behind_the_scenes_and_a_short_one_at_once(client, hr, monkeypatch):
    long = client.get(f"{PAGE}?course=kz").content.decode()
    monkeypatch.setattr("lessons.views.reports.LONG_ROWS", 3)
    short = client.get(f"{PAGE}?course=kz").content.decode()

    assert re.findall(r'name="file_format" value="(\w+)"', long) == ["csv", "xlsx", "pdf", "json"]
    assert f'action="{LIST}"' in long
    assert "is prepared in the background" in long
    assert ("formaction" in long, "formaction" in short, "in the background" in short) == (False, True, False)


def test_asked_for_made_and_fetched(client, hr):
    assert ask(client).url == LIST
    export = ExportFile.objects.get()
    assert (export.owner, export.query, export.purpose, export.state) == (hr, "course=kz", "Audit", "waiting")
    assert JournalEntry.objects.count() == 0
    assert "waiting" in client.get(LIST).content.decode()

    assert list(make_exports(now=NOW)) == [f"Export {export.public_id} is ready: 3 rows."]

    response = fetched(client)
    assert names(response) == ["A", "B", "C"]
    assert response["Content-Disposition"] == 'attachment; filename="completions-2026-11-27.csv"'
    entry = JournalEntry.objects.get()
    assert (entry.actor, entry.actor_role, entry.purpose, entry.subjects.count()) == (hr, "hr", "Audit", 3)
    assert "CSV: 3 rows" in " ".join(client.get(LIST).content.decode().split())
    assert list(make_exports(now=NOW)) == []


@time_machine.travel(NEW_YEAR, tick=False)
def test_its_name_has_the_day_that_the_site_has(client, hr):
    client.force_login(hr)  # the sign-in of November is over
    ask(client)
    list(make_exports(now=NEW_YEAR))

    assert fetched(client)["Content-Disposition"] == 'attachment; filename="completions-2027-01-01.csv"'


@pytest.mark.parametrize("key", ["xlsx", "pdf", "json"])
def test_each_format(client, hr, key):
    ask(client, file_format=key)
    call_command("run_due", verbosity=0)

    assert b"".join(fetched(client).streaming_content).startswith({"xlsx": b"PK", "pdf": b"%PDF", "json": b"{"}[key])


def test_file_is_its_owners_alone(client, hr, sales):
    ask(client)
    list(make_exports(now=NOW))
    export = ExportFile.objects.get()
    client.force_login(make_hr(sales, name="Andere"))

    assert client.get(f"{LIST}{export.public_id}/").status_code == 404
    assert export.public_id not in client.get(LIST).content.decode()
    assert file_of(export).stat().st_mode & 0o077 == 0


def test_journal_comes_before_the_first_byte_and_progress_on_the_way(client, hr, monkeypatch):
    ask(client)
    seen = []

    def watched(path, pieces):
        assert JournalEntry.objects.count() == 1
        seen.extend(ExportFile.objects.get().rows_written for _piece in pieces)
        return 1

    monkeypatch.setattr(export_jobs, "write_whole", watched)
    list(make_exports(now=NOW))

    assert seen == [3]


def test_killed_half_way_is_begun_again_under_the_same_entry(client, hr, monkeypatch):
    ask(client)
    export = ExportFile.objects.get()
    written = export_jobs.write_whole

    def killed(path, pieces):
        (path.parent / f".{path.name}.x.part").write_bytes(next(pieces)[:7])
        raise KeyboardInterrupt

    monkeypatch.setattr(export_jobs, "write_whole", killed)
    with pytest.raises(KeyboardInterrupt):
        list(make_exports(now=NOW))
    monkeypatch.setattr(export_jobs, "write_whole", written)
    assert ExportFile.objects.get().state == "running"
    assert client.get(f"{LIST}{export.public_id}/").status_code == 404

    assert list(make_exports(now=NOW + timedelta(minutes=59))) == []  # it might still be at work
    assert list(make_exports(now=NOW + timedelta(hours=1))) == [f"Export {export.public_id} is ready: 3 rows."]

    assert [path.name for path in file_of(export).parent.iterdir()] == [file_of(export).name]
    assert names(fetched(client)) == ["A", "B", "C"]
    assert JournalEntry.objects.count() == 1


def test_failing_one_says_so_and_stops_no_other(client, hr, monkeypatch):
    ask(client)
    ask(client, file_format="json")

    def breaks(*_values):
        yield b"x"
        raise RuntimeError

    kind = export_jobs.FORMATS["csv"]
    monkeypatch.setitem(export_jobs.FORMATS, "csv", type(kind)("csv", "CSV", kind.content_type, breaks))

    list(make_exports(now=NOW))

    assert list(ExportFile.objects.order_by("pk").values_list("state", "last_error")) == [
        ("failed", "failed"), ("ready", ""),
    ]  # fmt: skip
    assert "Something went wrong." in client.get(LIST).content.decode()
    assert len(list((site.DATA_DIR / "exports").iterdir())) == 1


def test_who_holds_nothing_any_more_gets_nothing(client, hr):
    ask(client)
    hr.hrroles.update(ended_at=NOW)

    list(make_exports(now=NOW))

    assert ExportFile.objects.get().last_error == "no-role"
    assert JournalEntry.objects.count() == 0


def test_a_role_that_ends_before_it_is_fetched_closes_the_file(client, hr, sales):
    other = make_department("Werk")
    hr.hrroles.create(department=other)
    ask(client)
    list(make_exports(now=NOW))
    hr.hrroles.filter(department=sales).update(ended_at=NOW + timedelta(minutes=1))

    assert client.get(f"{LIST}{ExportFile.objects.get().public_id}/").status_code == 404


def test_gone_after_a_day(client, hr):
    ask(client)
    list(make_exports(now=NOW))
    path = file_of(ExportFile.objects.get())
    assert list(delete_exports(now=NOW + timedelta(hours=23))) == []
    assert path.exists()

    assert list(delete_exports(now=NOW + timedelta(hours=24))) == ["1 exports deleted, their day is over."]

    assert (path.exists(), ExportFile.objects.count(), JournalEntry.objects.count()) == (False, 0, 1)


@pytest.mark.parametrize(
    "more", [{"file_format": "html"}, {"course": "nix"}, {"purpose": "x" * 201}, {"as_of": "2999-01-01"}]
)
def test_wrong_request_asks_for_nothing(client, hr, more):
    response = ask(client, **more)

    assert response.status_code == 400
    assert ExportFile.objects.count() == 0


def test_five_at_once(client, hr):
    for _number in range(5):
        ask(client)

    refused = ask(client)

    assert refused.status_code == 400
    assert "You already have 5 exports waiting." in refused.content.decode()
    assert ExportFile.objects.count() == 5


def test_old_sign_in_is_asked_before_the_file_leaves(client, hr, settings):
    ask(client)
    list(make_exports(now=NOW))
    settings.REAUTHENTICATE_FOR_EXPORT = True

    assert fetched(client).status_code == 302
