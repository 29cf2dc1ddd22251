"""A change that leaves a quiz without the cases it asks for is refused; what was short before may stay so."""

import pytest
from django.utils import translation

from coursesite import clock
from quizzes.enums import Pool, QuestionStatus, Settled
from quizzes.formats import get_format
from quizzes.formats.base import Exchanged
from quizzes.formats.item import Own
from quizzes.models import Question, QuestionVersion, Quiz
from quizzes.queries.board import emptied_cells, still_asked, unfillable_cells
from quizzes.services import exchanging
from quizzes.services.blueprints import EmptiesCell, keeping_blueprints
from quizzes.services.curating import QuestionHead, QuestionText, edit_question
from quizzes.services.exchanging import ImportRefused, check_questions, import_questions
from quizzes.services.tagging import move_questions
from tests.factories.quizzes import make_exam, make_question, make_quiz, make_quiz_course, single_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_quiz_course()


def told(cells):
    return [(cell.quiz, cell.position, cell.wanted, cell.found) for cell in cells]


def found_in(course):
    return told(unfillable_cells(course))


def test_a_cell_without_its_question_is_named(course) -> None:
    quiz = make_exam(course)
    first = Question.objects.get(current__cases__term="A")

    assert found_in(course) == []
    assert told(emptied_cells(course, without={first.pk})) == [(quiz, 1, 1, 0)]


def test_two_cells_that_want_the_same_question_cannot_both_be_filled(course) -> None:
    make_exam(course)
    both = make_quiz(course, [{"term": "A"}, {"term": "A"}], slug="doppelt")

    assert [found[0] for found in found_in(course)] == [both]


@pytest.mark.parametrize(
    "change", [{"status": QuestionStatus.RETIRED}, {"status": QuestionStatus.DRAFT}, {"pool": Pool.PRACTICE}]
)
def test_what_empties_a_cell_is_refused(course, change) -> None:
    make_exam(course)
    rows = Question.objects.filter(current__cases__term="B")

    with pytest.raises(EmptiesCell) as refused, keeping_blueprints(course):
        rows.update(**change)

    assert (refused.value.cell.position, refused.value.code) == (2, "empties-cell")


def test_a_spare_question_may_go_and_what_is_short_may_be_worked_at(course) -> None:
    make_exam(course, spare=1)
    make_quiz(course, [{"term": "A", "cases": 9}], slug="zu-viel")
    spare = Question.objects.filter(current__cases__term="B").first()

    with keeping_blueprints(course):
        Question.objects.filter(pk=spare.pk).update(status=QuestionStatus.RETIRED)

    assert found_in(course)[0][1:] == (1, 9, 2)


def test_an_author_cannot_move_the_last_question_of_a_cell_elsewhere(course, now) -> None:
    make_exam(course)
    question = Question.objects.select_related("course", "current").get(current__cases__term="A")
    head = QuestionHead(pool=Pool.PRACTICE, family=question.family)
    text = QuestionText(data=question.current.content, head=head)

    with pytest.raises(EmptiesCell):
        edit_question(question=question, text=text, author=None, now=now, based_on=1)

    assert Question.objects.get(pk=question.pk).pool == Pool.MIDTERM


def test_a_bulk_change_cannot_take_the_last_question_of_a_cell(course) -> None:
    make_exam(course)
    chosen = list(Question.objects.filter(current__cases__term="B"))

    with pytest.raises(EmptiesCell):
        move_questions(questions=chosen, pool=Pool.PRACTICE)

    assert {row.pool for row in Question.objects.filter(pk__in=[one.pk for one in chosen])} == {Pool.MIDTERM}


def brought(course, question, **values):
    """The question in a file of the bank, with other values of its head or content."""
    import_questions(course=course, author=None, now=clock.now(), **file_of(question, **values))


def file_of(question, *, bloom="", **content):
    head = {"bloom": bloom} if bloom else {}
    item = Own({**question.current.content, **content})
    asked = Exchanged(question.uid, item, question.current.type, head)
    return {"format_key": "yaml", "content": get_format("yaml").write([asked])}


@pytest.fixture
def asked(course):
    """The only question about term A that the exam has."""
    make_exam(course)
    return Question.objects.select_related("course", "current").get(current__cases__term="A")


def retagged(question):
    case = {**question.current.content["case"], "contrast": "AC"}
    return {"case": case}


@pytest.fixture
def narrow(course, asked):
    """A quiz that wants just this contrast."""
    return make_quiz(course, [{"term": "A", "contrast": "AB"}], slug="eng")


def test_an_import_cannot_retag_the_last_question_of_a_cell(course, asked, narrow) -> None:
    file = file_of(asked, **retagged(asked))
    with translation.override("en"):
        report = check_questions(course=course, **file)
        with pytest.raises(ImportRefused) as refused:
            import_questions(course=course, author=None, now=clock.now(), **file)

    [error] = report.errors
    assert (error.code, refused.value.report.errors) == ("empties-cell", (error,))
    assert error.detail.startswith("This would leave cell 1 of “Zwischenprüfung” short: it requires 1 cases")
    assert Question.objects.get(pk=asked.pk).current == asked.current


def test_an_import_that_brings_the_replacement_may_retag(course, asked, narrow, settings) -> None:
    settings.FOUR_EYES = False
    fresh = Exchanged("ersatz", Own(single_data("A")), "single", {"status": "live", "pool": Pool.MIDTERM})
    retold = Exchanged(asked.uid, Own({**asked.current.content, **retagged(asked)}), "single")
    content = get_format("yaml").write([retold, fresh])

    report = import_questions(course=course, format_key="yaml", content=content, author=None, now=clock.now())

    assert [(row.uid, row.state) for row in report.rows] == [(asked.uid, "changed"), ("ersatz", "new")]
    assert found_in(course) == []


def test_where_four_eyes_are_needed_a_retagged_wording_waits_and_empties_nothing(
    course, asked, narrow, settings
) -> None:
    settings.FOUR_EYES = True

    brought(course, asked, **retagged(asked))

    question = Question.objects.get(pk=asked.pk)
    assert (question.current, question.draft.content["case"]["contrast"]) == (asked.current, "AC")


def test_a_level_that_a_file_changes_counts_too(course, asked) -> None:
    Question.objects.filter(pk=asked.pk).update(bloom="anwenden")
    make_quiz(course, [{"term": "A", "bloom": "anwenden"}], slug="stufe")

    with pytest.raises(ImportRefused):
        brought(course, asked, bloom="analysieren")
    assert Question.objects.get(pk=asked.pk).bloom == "anwenden"


def test_what_somebody_else_retired_between_check_and_import_is_seen(course, asked, narrow, monkeypatch) -> None:
    """The plan was sound: another question held the cell."""
    other = make_question(course, "A", pool=Pool.MIDTERM)
    store = exchanging._store

    def meanwhile(*args, **values):
        Question.objects.filter(pk=other.pk).update(status=QuestionStatus.RETIRED)
        store(*args, **values)

    monkeypatch.setattr(exchanging, "_store", meanwhile)
    with pytest.raises(EmptiesCell):
        brought(course, asked, **retagged(asked))
    assert Question.objects.get(pk=other.pk).status == QuestionStatus.LIVE


def test_a_settled_question_is_asked_on_and_the_cells_that_rest_on_it_are_known(course, asked) -> None:
    quiz = Quiz.objects.get()

    for settled in (Settled.NOT_SCORED, Settled.FOR_ALL):
        assert told(still_asked(asked.current, settled).cells) == [(quiz, 1, 1, 0)]
    assert still_asked(asked.current, Settled.ALSO) is None
    make_question(course, "A", pool=Pool.MIDTERM)
    assert still_asked(asked.current, Settled.NOT_SCORED).cells == ()
    Question.objects.filter(pk=asked.pk).update(status=QuestionStatus.RETIRED)
    assert still_asked(QuestionVersion.objects.get(pk=asked.current_id), Settled.NOT_SCORED) is None
