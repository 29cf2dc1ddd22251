"""For which term was a case taken? Events follow from final answers, and rebuilding them gives the same."""

from datetime import timedelta

import pytest

from quizzes.enums import Mode, Pool, Reveal, Settled
from quizzes.models import TermEvent
from quizzes.services import evidence
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.closing import close_overdue
from quizzes.services.explaining import explain_answer, try_again
from quizzes.services.practising import answer_check
from quizzes.services.regrading import settle_question
from quizzes.services.versioning import save_version
from tests.factories.accounts import make_operator
from tests.factories.quizzes import (
    answer_to,
    make_checked_lesson,
    make_exam,
    make_questions,
    make_quiz,
    rewrite,
    set_data,
    single_data,
    slots_of,
)

pytestmark = pytest.mark.django_db


def events():
    fields = ("expected", "given", "context", "is_first", "confidence")
    return list(TermEvent.objects.order_by("pk").values_list(*fields))


def everything():
    names = [field.attname for field in TermEvent._meta.concrete_fields if field.attname != "id"]
    return list(TermEvent.objects.order_by("pk").values_list(*names))


@pytest.fixture
def sit(enrolment, now):
    """Starts an attempt, answers (right or wrong by term) and submits."""

    def sat(quiz, *, wrong=(), hours=0, confidence="", skip=()):
        at = now + timedelta(hours=hours)
        attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=at)
        for slot in slots_of(attempt):
            term = slot.version.content["case"]["term"]
            if term not in skip:
                answer = answer_to(slot, right=term not in wrong)
                save_answer(
                    attempt=attempt, position=slot.position, seq=1, answer=answer, confidence=confidence, now=at
                )
        return submit_attempt(attempt=attempt, now=at)

    return sat


def test_an_attempt_gives_an_event_for_each_case_that_was_answered(sit, quiz):
    sit(quiz, wrong="B", skip="C", confidence="sure")

    assert sorted(events()) == [("A", "A", "midterm", True, "sure"), ("B", "A", "midterm", True, "sure")]


def test_nothing_is_known_before_the_submission(enrolment, quiz, now):
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    save_answer(attempt=attempt, position=1, seq=1, answer=answer_to(slots_of(attempt)[0]), now=now)

    assert events() == []


def test_only_the_first_answer_to_a_case_counts_as_first(sit, quiz):
    sit(quiz, wrong="A")
    sit(quiz, hours=1)

    firsts = [(expected, is_first) for expected, _given, _context, is_first, _confidence in events()]
    assert sorted(firsts[:3]) == [("A", True), ("B", True), ("C", True)]
    assert sorted(firsts[3:]) == [("A", False), ("B", False), ("C", False)]


def test_each_row_of_a_set_is_an_event(course, enrolment, now):
    make_questions(course, [set_data("ABC")])
    attempt = start_attempt(
        enrolment=enrolment, quiz=make_quiz(course, [{"cases": 3, "form": "zuordnen"}]), seed=1, now=now
    )
    slot = slots_of(attempt)[0]
    right, wrong = answer_to(slot), answer_to(slot, right=False)
    rows = list(right)
    answer = {rows[0]: right[rows[0]], rows[1]: wrong[rows[1]]}  # the third is left open

    save_answer(attempt=attempt, position=1, seq=1, answer=answer, now=now)
    submit_attempt(attempt=attempt, now=now)

    found = TermEvent.objects.values_list("row", "expected", "given", "dimension")
    assert len(found) == 2
    assert sorted(expected == given for _row, expected, given, _dimension in found) == [False, True]
    assert {dimension for _row, _expected, _given, dimension in found} == {"D1"}


def test_an_explained_answer_is_an_event_at_once_and_the_next_try_is_not_the_first(course, enrolment, now):
    make_questions(course, [single_data("A")], pool=Pool.PRACTICE)
    quiz = make_quiz(course, [{"pool": Pool.PRACTICE}], mode=Mode.PRACTICE, reveal=Reveal.AT_ONCE)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    slot = slots_of(attempt)[0]

    save_answer(attempt=attempt, position=1, seq=1, answer=answer_to(slot, right=False), now=now)
    explain_answer(attempt=attempt, position=1, now=now)
    at_once = events()
    try_again(attempt=attempt, position=1, now=now)
    save_answer(attempt=attempt, position=1, seq=3, answer=answer_to(slot), now=now)
    explain_answer(attempt=attempt, position=1, now=now)
    before = events()
    submit_attempt(attempt=attempt, now=now)

    assert at_once == [("A", "B", "practice", True, "")]
    assert before == [("A", "B", "practice", True, ""), ("A", "A", "practice", False, "")]
    assert events() == before


def test_a_lesson_s_check_is_evidence_too(course, enrolment, now):
    [question] = make_questions(course, [single_data("A")], pool=Pool.PRACTICE)
    lesson = make_checked_lesson(course, [question])
    slot = type("Slot", (), {"version": question.current})
    checked = {"enrolment": enrolment, "lesson": lesson, "question_uid": question.uid, "now": now}

    answer_check(**checked, answer=answer_to(slot, right=False))
    answer_check(**checked, answer=answer_to(slot))

    assert events() == [("A", "B", "check", True, ""), ("A", "A", "check", False, "")]


def test_a_question_that_is_taken_out_is_no_evidence(sit, quiz, now):
    attempt = sit(quiz)
    version = slots_of(attempt)[0].version

    settle_question(version=version, settled=Settled.NOT_SCORED, reason="Zweideutig.", actor=make_operator(), now=now)

    assert len(events()) == 2
    assert version.pk not in TermEvent.objects.values_list("version", flat=True)


def test_rebuilding_gives_the_same_events(sit, quiz, course, enrolment, now):
    make_questions(course, [single_data("A"), single_data("B")], pool=Pool.PRACTICE)
    other = make_exam(course, slug="andere", form="szenario")
    sit(quiz, wrong="AB", confidence="sure")
    sit(other, hours=1, wrong="C")
    practice = make_quiz(
        course, [{"pool": Pool.PRACTICE, "cases": 2}], slug="ueben", mode=Mode.PRACTICE, reveal=Reveal.AT_ONCE
    )
    attempt = start_attempt(enrolment=enrolment, quiz=practice, seed=1, now=now + timedelta(hours=2))
    later = now + timedelta(hours=2)
    save_answer(attempt=attempt, position=1, seq=1, answer=answer_to(slots_of(attempt)[0], right=False), now=later)
    explain_answer(attempt=attempt, position=1, now=later)
    sit(quiz, hours=3)
    before = everything()

    count = evidence.rebuild(user=enrolment.user)

    assert count == len(before) == 10
    assert everything() == before


def test_where_a_first_answer_goes_the_next_one_to_the_case_becomes_the_first(sit, quiz, now):
    """The case was taken out in one wording only: what she answered later in another one counts."""
    first = sit(quiz, wrong="A")
    old = slots_of(first)[0].version
    data = rewrite(old.question, stem="Anders gefragt?")
    new = save_version(question=old.question, type_key="single", data=data, author=None, now=now)
    sit(quiz, hours=1)

    settle_question(version=old, settled=Settled.NOT_SCORED, reason="Zweideutig.", actor=make_operator(), now=now)

    assert TermEvent.objects.get(version=new).is_first


def test_an_attempt_that_is_closed_late_takes_its_place_in_time(course, enrolment, now):
    """It was answered before, and marked after the same cases had been answered elsewhere."""
    quiz = make_exam(course, slug="erste", minutes_limit=10)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)
    for slot in slots_of(attempt):
        answer = answer_to(slot, right=False)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=now)
    other = make_quiz(course, [{"term": term, "form": "einordnen"} for term in "ABC"], slug="zweite")
    later = now + timedelta(hours=1)
    second = start_attempt(enrolment=enrolment, quiz=other, seed=1, now=later)
    for slot in slots_of(second):
        save_answer(attempt=second, position=slot.position, seq=1, answer=answer_to(slot), now=later)
    submit_attempt(attempt=second, now=later)

    close_overdue(now=later + timedelta(hours=1))

    kept = list(TermEvent.objects.values_list("slot__attempt", "is_first"))
    assert kept == [(attempt.pk, True)] * 3 + [(second.pk, False)] * 3
    evidence.rebuild(user=enrolment.user)
    assert list(TermEvent.objects.values_list("slot__attempt", "is_first")) == kept
