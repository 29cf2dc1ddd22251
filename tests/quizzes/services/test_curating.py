from datetime import UTC, datetime

import pytest
from django.db import connection

from quizzes.enums import QuestionStatus
from quizzes.models import Question
from quizzes.services import curating
from quizzes.services.curating import QuestionConflict, QuestionText, edit_question
from quizzes.types.base import ParseError
from tests.factories.quizzes import make_question, make_quiz_course, rewrite

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def question() -> Question:
    return make_question(make_quiz_course(), "B")


def edit(question: Question, *, based_on: int | None = 1, **changes):
    text = QuestionText(data=rewrite(question, **changes), status=QuestionStatus.LIVE, note=" Klarer\x07 ")
    return edit_question(question=question, text=text, author=None, now=NOW, based_on=based_on)


def test_a_new_wording_is_current_and_the_old_one_stays(question) -> None:
    version = edit(question, stem="Neu?")

    found = Question.objects.select_related("current").get()
    assert (found.current, version.number, version.made_at, found.note) == (version, 2, NOW, "Klarer")
    assert [one.content["stem"] for one in found.versions.all()] == ["Neu?", question.current.content["stem"]]


def test_nothing_is_rendered_behind_the_lock(question, monkeypatch) -> None:
    locked = []
    real = curating.child.render_many
    monkeypatch.setattr(
        curating.child, "render_many", lambda *args: locked.append(len(connection.savepoint_ids)) or real(*args)
    )
    outside = len(connection.savepoint_ids)

    edit(question, stem="Neu?")

    assert locked == [outside]


def test_who_started_from_an_older_version_learns_of_the_newer_one(question) -> None:
    theirs = edit(question, stem="Von jemand anderem?")

    with pytest.raises(QuestionConflict) as conflict:
        edit(question, stem="Von mir?")

    assert (conflict.value.theirs, question.versions.count()) == (theirs, 2)


def test_data_that_is_no_question_changes_nothing(question) -> None:
    with pytest.raises(ParseError):
        edit(question, stem="")

    assert Question.objects.get().note == ""
