"""Explaining at once: what was explained stands; in practice one may go on."""

import pytest

from quizzes.enums import Mode, Pool, Reveal
from quizzes.errors import AnswerExplained, QuizzesError
from quizzes.models import AnswerStep
from quizzes.queries.attempts import recomputed
from quizzes.services import attempting, explaining
from tests.factories.quizzes import answer_to, make_questions, make_quiz, set_data, single_data, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(course, enrolment, now):
    """An attempt of one case of A out of the practice pool."""

    def started(*, mode=Mode.PRACTICE, reveal=Reveal.AT_ONCE, data=None, **fields):
        [question] = make_questions(course, [data or single_data("A")], pool=Pool.PRACTICE, family="wir", **fields)
        cells = [{"pool": Pool.PRACTICE, "cases": question.current.points}]
        quiz = make_quiz(course, cells, mode=mode, reveal=reveal)
        return attempting.start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)

    return started


def save(attempt, now, *, seq=1, right=True, answer=None):
    answer = answer or answer_to(slots_of(attempt)[0], right=right)
    return attempting.save_answer(attempt=attempt, position=1, seq=seq, answer=answer, now=now)


def explained(attempt):
    return slots_of(attempt)[0].explained


def steps():
    return [(step.seq, step.answer) for step in AnswerStep.objects.order_by("seq")]


def test_an_explained_answer_stands(start, now):
    attempt = start()
    save(attempt, now, right=False)
    explaining.explain_answer(attempt=attempt, position=1, now=now)

    with pytest.raises(AnswerExplained) as refusal:
        save(attempt, now, seq=2)

    assert (refusal.value.seq, refusal.value.answer) == (1, answer_to(slots_of(attempt)[0], right=False))
    assert explained(attempt) == [1]
    assert len(steps()) == 1


def test_explaining_twice_is_explaining_once(start, now):
    attempt = start()
    save(attempt, now)

    explaining.explain_answer(attempt=attempt, position=1, now=now)
    explaining.explain_answer(attempt=attempt, position=1, now=now)

    assert explained(attempt) == [1]
    assert save(attempt, now).known


@pytest.mark.parametrize("answered", ["nothing", "one row of two"])
def test_only_a_whole_answer_is_explained(start, now, answered):
    attempt = start(data=set_data("AB"))
    if answered != "nothing":
        row, term = next(iter(answer_to(slots_of(attempt)[0]).items()))
        save(attempt, now, answer={row: term})

    with pytest.raises(QuizzesError) as refusal:
        explaining.explain_answer(attempt=attempt, position=1, now=now)

    assert refusal.value.code == "incomplete"
    assert explained(attempt) == []


@pytest.mark.parametrize("reveal", [Reveal.AFTER_SUBMIT, Reveal.PROTECTED])
def test_other_presets_explain_nothing_before_the_submission(start, now, reveal):
    attempt = start(reveal=reveal)
    save(attempt, now)

    with pytest.raises(QuizzesError) as refusal:
        explaining.explain_answer(attempt=attempt, position=1, now=now)

    assert refusal.value.code == "not-at-once"
    assert explained(attempt) == []


def test_trying_again_keeps_what_was_answered_first(start, now):
    attempt = start()
    slot = slots_of(attempt)[0]
    save(attempt, now, right=False)
    explaining.explain_answer(attempt=attempt, position=1, now=now)

    explaining.try_again(attempt=attempt, position=1, now=now)
    save(attempt, now, seq=3)
    explaining.explain_answer(attempt=attempt, position=1, now=now)

    assert steps() == [(1, answer_to(slot, right=False)), (2, None), (3, answer_to(slot))]
    assert explained(attempt) == [1, 3]
    assert recomputed(attempt).points == 1


def test_another_one_is_of_the_same_family(start, course, now):
    other, _stranger, _draft = (
        make_questions(course, [single_data("B")], pool=Pool.PRACTICE, **fields)[0]
        for fields in [{"family": "wir"}, {"family": "andere"}, {"family": "wir", "status": "draft"}]
    )
    attempt = start()
    first = slots_of(attempt)[0].version.question
    same = {first, *first.__class__.objects.filter(family="wir", status="live")}
    save(attempt, now)
    explaining.explain_answer(attempt=attempt, position=1, now=now)

    position = explaining.ask_another(attempt=attempt, position=1, now=now)

    attempt.refresh_from_db()
    assert position == 2
    assert {slot.version.question for slot in slots_of(attempt)} == same
    assert other in same
    assert attempt.maximum == 2
    with pytest.raises(QuizzesError) as refusal:
        explaining.ask_another(attempt=attempt, position=1, now=now)
    assert refusal.value.code == "no-sibling"


@pytest.mark.parametrize("verb", [explaining.try_again, explaining.ask_another])
@pytest.mark.parametrize("when", ["not explained", "no practice"])
def test_there_is_no_second_try_otherwise(start, course, now, verb, when):
    attempt = start(mode=Mode.PRACTICE if when == "not explained" else Mode.PLACEMENT)
    save(attempt, now)
    if when == "no practice":
        explaining.explain_answer(attempt=attempt, position=1, now=now)

    with pytest.raises(QuizzesError) as refusal:
        verb(attempt=attempt, position=1, now=now)

    assert refusal.value.code == "not-practice"
    assert len(steps()) == 1
