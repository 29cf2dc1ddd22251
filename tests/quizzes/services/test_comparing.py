"""After two cases side by side two new ones are answered; where a card went wrong again and again, that is its review."""

from datetime import date, timedelta

import pytest

from quizzes.enums import Confidence, Mode, Pool, Reveal
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, Card, ContrastPair, TermEvent
from quizzes.models.card import MANY_LAPSES
from quizzes.queries.cards import clinic_for, next_case, queue_of
from quizzes.queries.contrasts import cases_to_apply, open_cases
from quizzes.services.attempting import start_attempt
from quizzes.services.comparing import answer_applied
from quizzes.services.evidence import rebuild
from quizzes.services.refreshing import answer_card, review_attempt, store_answer
from quizzes.types.base import AnswerProblem
from tests.factories.quizzes import answer_to, make_cards, make_questions, make_quiz, single_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(course):
    """One of each term of the pair, and a spare one for each."""
    contents = [single_data(term) for term in "BCBC"]
    for data in contents:
        data["case"] |= {"contrast": "BC", "dimension": "D9"}
    return make_questions(course, contents, pool=Pool.PRACTICE)


@pytest.fixture
def pair(course, cases):
    return make_pair(course, cases[:2])


def make_pair(course, cases, uid="kp-1", expected="B", given="C"):
    values = {"course": course, "uid": uid, "expected": expected, "given": given, "position": 1}
    return ContrastPair.objects.create(**values, apply=[question.uid for question in cases])


@pytest.fixture
def answer(enrolment, pair, now):
    def answered(question, *, right=True, **more):
        slot = type("Slot", (), {"version": question.current})
        values = {"user": enrolment.user, "pair": pair, "question_uid": question.uid, "now": now, **more}
        return answer_applied(**{"answer": answer_to(slot, right=right), **values})

    return answered


def test_an_answer_is_an_explained_step_with_its_event(answer, cases, enrolment):
    answer(cases[0], right=False)

    attempt, event = Attempt.objects.get(), TermEvent.objects.get()
    assert (attempt.quiz.mode, attempt.quiz.unit, attempt.enrolment) == (Mode.REVIEW, None, enrolment)
    assert (event.expected, event.context, event.is_first) == ("B", Mode.REVIEW, True)
    rebuild(user=enrolment.user)
    assert TermEvent.objects.count() == 1


def test_a_double_click_answers_once_and_the_next_day_it_may_be_answered_again(answer, cases, now):
    answer(cases[0])

    with pytest.raises(QuizzesError):
        answer(cases[0])
    answer(cases[0], now=now + timedelta(days=1))

    assert TermEvent.objects.count() == 2


def test_only_the_cases_of_the_pair_are_answered_and_nothing_half(answer, cases):
    for question, more, refusal in [
        (cases[2], {}, "not-next"),
        (cases[0], {"answer": None}, "incomplete"),
        (cases[0], {"answer": "nie-da"}, None),
    ]:
        with pytest.raises(QuizzesError if refusal else AnswerProblem) as error:
            answer(question, **more)
        assert refusal in (error.value.code, None)

    assert TermEvent.objects.count() == 0


def test_a_case_that_is_asked_elsewhere_is_replaced_by_one_of_its_term(course, enrolment, pair, cases, now):
    assert {question.uid for question in cases_to_apply(enrolment.user, pair)} == {cases[0].uid, cases[1].uid}
    cases[2].status = cases[3].status = "draft"
    cases[2].save()
    cases[3].save()
    quiz = make_quiz(course, [{"term": "B", "pool": Pool.PRACTICE}], mode=Mode.PRACTICE, slug="andere")
    start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    cases[2].status = "live"
    cases[2].save()

    found = [question.uid for question in cases_to_apply(enrolment.user, pair)]

    assert sorted(found) == sorted([cases[1].uid, cases[2].uid])


def test_what_a_quiz_keeps_is_not_asked(course, enrolment, pair, cases, now):
    quiz = make_quiz(
        course, [{"term": "B", "pool": Pool.PRACTICE, "cases": 2}], reveal=Reveal.PROTECTED, attempts_allowed=9
    )
    start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)

    assert {question.current.content["case"]["term"] for question in cases_to_apply(enrolment.user, pair)} == {"C"}


# --- a card that went wrong again and again ---
@pytest.fixture
def hard(course, enrolment, pair, now):
    """Due today, wrong three times in a row."""
    enrolment.completed_on = date(2026, 11, 2)
    enrolment.save()
    make_cards(course, ("BC", "D1"))
    values = {"stability": 1.0, "difficulty": 5.0, "reviewed_on": date(2026, 11, 23), "due_on": date(2026, 11, 24)}
    key = {"user": enrolment.user, "course": course, "pair": "BC", "dimension": "D1"}
    return Card.objects.create(**key, **values, lapses=MANY_LAPSES)


def test_two_cases_are_compared_instead_of_one_more_question(hard, pair, enrolment, now):
    card = queue_of(enrolment.user, now.date()).due[0]

    assert (card, clinic_for(card, now.date())) == (hard, pair)
    question = next_case(card)
    given = {"question_uid": question.uid, "answer": answer_to(type("Slot", (), {"version": question.current}))}
    with pytest.raises(QuizzesError) as refusal:
        answer_card(user=enrolment.user, **given, confidence=Confidence.SURE, now=now)
    assert refusal.value.code == "not-next"
    Card.objects.update(lapses=0)
    assert answer_card(user=enrolment.user, **given, confidence=Confidence.SURE, now=now)


@pytest.mark.parametrize(
    ("right", "after"), [(True, (0, 1)), (False, (MANY_LAPSES + 1, 1))], ids=["both right", "one wrong"]
)
def test_both_new_cases_are_the_review_of_the_card(hard, answer, cases, right, after):
    answer(cases[0])
    hard.refresh_from_db()
    assert hard.clinics == 0

    answer(cases[1], right=right)

    hard.refresh_from_db()
    assert (hard.lapses, hard.clinics) == after
    assert hard.due_on > date(2026, 11, 24)
    assert Attempt.objects.get().state == "marked"  # nothing is left for the day


def test_each_time_the_next_pair_of_cases(hard, pair, course, cases, now):
    other = make_pair(course, cases[:2], uid="kp-2", expected="C", given="B")
    hard.clinics = 1

    assert clinic_for(hard, now.date()) == other


def test_without_pairs_of_cases_it_stays_a_question(hard, pair, now):
    pair.delete()

    assert clinic_for(hard, now.date()) is None


def test_one_that_is_not_hard_stays_a_question(hard, now):
    hard.lapses = MANY_LAPSES - 1

    assert clinic_for(hard, now.date()) is None


def test_two_hard_cards_of_a_pair_do_not_wait_for_each_other(hard, answer, cases, enrolment, now):
    """For the second one there is nothing left to compare today: its question is asked."""
    make_cards(hard.course, ("BC", "D2"))
    Card.objects.create(
        user=enrolment.user, course=hard.course, pair="BC", dimension="D2", stability=1.0, difficulty=5.0,
        reviewed_on=date(2026, 11, 23), due_on=date(2026, 11, 24), lapses=MANY_LAPSES,
    )  # fmt: skip
    for question in cases[:2]:
        answer(question)

    [card] = [card for card in queue_of(enrolment.user, now.date()).due if card.is_hard]

    assert clinic_for(card, now.date()) is None


def test_what_was_compared_before_is_not_compared_again_the_same_day(hard, pair, answer, cases, now):
    other = make_pair(hard.course, cases[2:], uid="kp-2")
    hard.lapses = 0
    hard.save()
    for question in cases[:2]:
        answer(question)
    hard.lapses = MANY_LAPSES

    assert clinic_for(hard, now.date()) == other


def test_an_answer_of_the_queue_is_no_answer_to_the_comparison(hard, pair, enrolment, cases, now):
    """The case stands in both: asked as a card it says nothing of what was compared."""
    attempt = review_attempt(enrolment, now)
    solution = answer_to(type("Slot", (), {"version": cases[0].current}))
    store_answer(attempt, cases[0], solution, "", now)

    assert len(open_cases(enrolment.user, pair, now.date())) == 2


def test_a_right_answer_later_lets_the_card_go(hard, course, enrolment, now):
    hard.lapses, hard.clinics = 0, 2
    hard.save()
    question = next_case(hard)
    solution = answer_to(type("Slot", (), {"version": question.current}))

    answer_card(user=enrolment.user, question_uid=question.uid, answer=solution, confidence="", now=now)

    hard.refresh_from_db()
    assert hard.clinics == 0
