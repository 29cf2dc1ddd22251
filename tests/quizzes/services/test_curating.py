from datetime import UTC, datetime

import pytest
from django.db import connection

from quizzes.enums import Pool, QuestionStatus
from quizzes.models import Question
from quizzes.services import curating
from quizzes.services.curating import (
    HeadRefused,
    QuestionConflict,
    QuestionHead,
    QuestionText,
    create_question,
    edit_question,
)
from quizzes.types.base import ParseError
from tests.factories.quizzes import make_question, make_quiz_course, rewrite, single_data

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def question() -> Question:
    return make_question(make_quiz_course(), "B")


def edit(question: Question, *, based_on: int | None = 1, **changes):
    text = QuestionText(data=rewrite(question, **changes), note=" Klarer\x07 ")
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


# --- new questions, and their place in the bank ---
def make(course, *, uid="", **head):
    text = QuestionText(single_data("A"), head=QuestionHead(**{"pool": Pool.EXAM, "family": "neu", **head}))
    return create_question(course=course, type_key="single", uid=uid, text=text, author=None, now=NOW)


def move(question, **head):
    place = {name: getattr(question, name) for name in ("pool", "family", "company", "bloom", "pair")}
    text = QuestionText(question.current.content, head=QuestionHead(**{**place, **head}))
    edit_question(question=question, text=text, author=None, now=NOW, based_on=None)


def stored(question):
    return Question.objects.select_related("current").get(pk=question.pk)


def test_a_new_question_is_a_draft_behind_all_others(question) -> None:
    made = make(question.course, uid="ex-neu", company="baecker", bloom="anwenden")

    found = stored(made)
    assert (found.uid, found.status, found.form, found.current.number) == (
        "ex-neu",
        QuestionStatus.DRAFT,
        "einordnen",
        1,
    )
    assert (found.company, found.bloom, found.position) == ("baecker", "anwenden", question.position + 1)
    assert found.current.rendered["stem"].startswith("<p>")


def test_a_question_without_a_name_gets_the_next_free_one(question) -> None:
    uids = [make(question.course).uid for _number in range(2)]
    Question.objects.filter(uid=uids[0]).update(uid="exam-einordnen-17")

    assert uids == ["exam-einordnen-1", "exam-einordnen-2"]
    assert make(question.course).uid == "exam-einordnen-18"


def test_a_question_without_a_family_is_one_of_its_own(question) -> None:
    made = make(question.course, uid="ex-neu", family=" ")
    move(question, family="")

    assert (stored(made).family, stored(question).family) == ("ex-neu", question.uid)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("uid", {"uid": "Groß geschrieben"}), ("uid", {"uid": "x" * 101}), ("uid", {"uid": "vergeben"}),
        ("family", {"family": "zwei worte"}), ("family", {"family": "belegt"}),
        ("pool", {"pool": "erfunden"}), ("company", {"company": "A&B"}), ("bloom", {"bloom": "x" * 21}),
        ("pair", {"pair": "gibt-es-nicht"}), ("pair", {"pair": "vergeben"}),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_is_refused_by_its_field(field, values) -> None:
    course = make_quiz_course()
    make_question(course, uid="vergeben", family="belegt", pool=Pool.PRACTICE)

    with pytest.raises(HeadRefused) as refusal:
        make(course, **values)

    assert refusal.value.field == field
    assert Question.objects.count() == 1


def test_two_that_are_drawn_together_name_each_other() -> None:
    course = make_quiz_course()
    one, two, three = (make_question(course, uid=uid) for uid in ("eins", "zwei", "drei"))

    move(one, pair="zwei")
    assert (stored(one).pair, stored(two).pair) == ("zwei", "eins")
    with pytest.raises(HeadRefused):
        move(three, pair="zwei")
    move(stored(one), pair="drei")
    assert [stored(each).pair for each in (one, two, three)] == ["drei", "", "eins"]
    move(stored(three), pair="")
    assert [stored(each).pair for each in (one, two, three)] == ["", "", ""]


def test_a_whole_family_is_in_one_pool(question) -> None:
    make_question(question.course, family=question.family)

    with pytest.raises(HeadRefused) as refusal:
        move(question, pool=Pool.PRACTICE)

    assert (refusal.value.field, stored(question).pool) == ("family", Pool.MIDTERM)
