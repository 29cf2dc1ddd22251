"""My data: a ZIP at once, with all that is stored about me, nobody else's name, and no secret."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client, override_settings

from coursesite import clock
from coursesite.accounts.models import DeletionRequest, User
from coursesite.journal.models import Action, JournalEntry
from coursesite.privacy.queries.own_data import own_tables
from quizzes.models import Attempt
from quizzes.queries import own_answers
from tests.factories.accounts import make_user
from tests.factories.quizzes import MARKER

pytestmark = pytest.mark.django_db
PAGE, FILE, DELETION = "/me/data/", "/me/data/file/", "/me/data/deletion/"


def copy_of(client: Client) -> tuple[str, dict]:
    response = client.get(FILE)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.namelist() == ["my-data.html", "my-data.json"]
    return archive.read("my-data.html").decode(), json.loads(archive.read("my-data.json"))


def exams(found: dict) -> list[list[list]]:
    """Of those attempts that asked three questions."""
    return [part["rows"] for part in found["sections"]["attempts"] if len(part["rows"]) == 3]


@pytest.fixture
def mine(stored, client: Client) -> Client:
    DeletionRequest.objects.all().delete()
    client.force_login(stored.person)
    return client


def test_the_file_has_a_name_and_is_kept_nowhere(mine: Client) -> None:
    response = mine.get(FILE)

    assert response.headers["Content-Disposition"] == f'attachment; filename="my-data-{clock.today():%Y-%m-%d}.zip"'
    assert (response.headers["Content-Type"], response.headers["Cache-Control"]) == ("application/zip", "no-store")


@time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False)  # half past midnight in Berlin
def test_its_name_has_the_day_that_the_site_has(client: Client) -> None:
    client.force_login(make_user())

    response = client.head(FILE)

    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data-2027-01-01.zip"'


def test_each_row_of_hers_is_in_it(stored, mine: Client) -> None:
    _html, found = copy_of(mine)

    expected = {
        table.key: table.model._base_manager.filter(**{table.lookup: stored.person.pk}).count()
        for table in own_tables()
    }
    assert {key: len(rows) for key, rows in found["tables"].items()} == expected
    assert found["tables"]["accounts.User"][0]["personnel_number"] == "KV-4711"
    assert {row["answer"] for row in found["tables"]["quizzes.AnswerStep"]} >= {"Ich, Kanarina Vogelsang, höre zu."}


def test_the_page_says_the_same_in_words(mine: Client) -> None:
    html, _found = copy_of(mine)

    for words in ("KV-4711", "Ich, Kanarina Vogelsang, höre zu.", "Kundenzentrierung", "TS-1", "Audit", "krank"):
        assert words in html
    assert {*re.findall(r"<(script|link|img|iframe)", html)} == set()
    assert re.findall(r"(?:src|href)=\"(?!#)", html) == []


def test_nobody_else_is_named(stored, mine: Client) -> None:
    html, found = copy_of(mine)

    text = html + json.dumps(found, ensure_ascii=False)
    assert [name for name in (stored.other.name, stored.other.email, stored.operator.name) if name in text] == []
    assert {row["actor"] for row in found["tables"]["lessons.EnrolmentEvent"]} == {"somebody else"}
    [role] = found["tables"]["accounts.HRRole"]
    assert (role["user"], role["granted_by"]) == ("you", "somebody else")


def test_no_secret_is_in_it_and_each_is_named_with_the_reason(stored, mine: Client) -> None:
    User.objects.filter(pk=stored.person.pk).update(calendar_token="geheimes-kalenderzeichen")
    html, found = copy_of(mine)

    text = html + json.dumps(found)
    secrets = [stored.person.password, "geheimer-schluessel", "GEHEIM", "geheimes-kalenderzeichen"]
    assert [secret for secret in secrets if secret in text] == []
    named = {entry["what"]: entry["why"] for entry in found["left_out"]}
    assert named["accounts.User.password"] == named["mfa.Authenticator.data"] != ""
    assert "accounts.User.password" in html


def test_answers_come_with_their_explanation_once_it_may_be_seen(stored, mine: Client) -> None:
    [shown] = exams(copy_of(mine)[1])
    Attempt.objects.filter(pk=stored.exam.pk).update(rule={**stored.exam.rule, "reveal": "protected"}, passed=False)
    kept_html, kept = copy_of(mine)

    position, question, answer, points, maximum, solution, explanation = shown[1]
    assert (position, points, maximum, solution == answer) == (2, "1.00", 1, True)
    assert (question.startswith("Fall"), explanation.startswith(MARKER)) == (True, True)
    [rows] = exams(kept)
    assert [row[1:2] + row[3:] for row in rows] == [["", None, None, "", ""]] * 3
    assert [row[2] for row in rows] == [row[2] for row in shown]
    assert MARKER not in kept_html


def test_attempts_read_one_by_one_say_the_same(mine: Client, monkeypatch) -> None:
    _html, together = copy_of(mine)
    monkeypatch.setattr(own_answers, "AT_ONCE", 1)
    _html, single = copy_of(mine)

    assert len(single["sections"]["attempts"]) == 2
    assert single["sections"]["attempts"] == together["sections"]["attempts"]


def test_english_readers_get_an_english_file(mine: Client) -> None:
    mine.cookies["language"] = "en"

    html, _found = copy_of(mine)

    assert '<html lang="en">' in html
    assert "What is left out, and why" in html


@override_settings(REAUTHENTICATE_FOR_EXPORT=True)
def test_an_old_sign_in_is_asked_for_the_password(mine: Client) -> None:
    assert mine.get(FILE).url == "/accounts/reauthenticate/?next=%2Fme%2Fdata%2Ffile%2F"


def test_asking_and_withdrawing(mine: Client, stored) -> None:
    mine.post(DELETION, {"action": "ask"})
    mine.post(DELETION, {"action": "ask"})
    asked = DeletionRequest.objects.get()
    shown = mine.get(PAGE).content.decode()

    response = mine.post(DELETION, {"action": "withdraw"})

    asked.refresh_from_db()
    assert (response.url, asked.withdrawn_at is None) == (PAGE, False)
    assert ('value="withdraw"' in shown, 'value="ask"' in shown) == (True, False)
    assert 'value="ask"' in mine.get(PAGE).content.decode()
    [entry] = JournalEntry.objects.filter(action=Action.ASK_DELETION)
    assert [subject.user for subject in entry.subjects.all()] == [stored.person]
    mine.post(DELETION, {"action": "ask"})
    assert DeletionRequest.objects.filter(withdrawn_at=None, done_at=None).count() == 1


def test_what_is_not_understood_does_nothing(mine: Client) -> None:
    assert mine.post(DELETION, {"action": "x\x00"}).status_code == 302
    assert DeletionRequest.objects.count() == 0


def test_nobody_withdraws_for_somebody_else(stored, client: Client) -> None:
    stored.person.deletion_requests.update(asked_at=clock.now() - timedelta(days=1))
    client.force_login(make_user())

    client.post(DELETION, {"action": "withdraw"})

    assert DeletionRequest.objects.get().withdrawn_at is None
