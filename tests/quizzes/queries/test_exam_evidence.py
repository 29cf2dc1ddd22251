"""What a certificate says of its exam comes from the attempt that counts."""

import pytest

from coursesite import clock
from lessons.models import Certificate
from lessons.services.progress import mark_read
from quizzes.queries.exam_evidence import ExamEvidence, blueprint_hash
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.quizzes import ESSAY, answer_to, give_terms, make_exam, make_questions, make_quiz, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return give_terms(make_course())


def take(enrolment, quiz, *, right: bool, seed: int):
    now = clock.now()
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=seed, now=now)
    for slot in slots_of(attempt):
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_to(slot, right=right), now=now)
    return submit_attempt(attempt=attempt, now=now)


def test_the_certificate_names_rule_blueprint_and_wordings_of_the_passed_attempt(course):
    lesson = make_lesson(course)
    quiz = make_exam(course, per_term=1, spare=2, pass_points=2, pass_per_term=1, attempts_allowed=None)
    enrolment = make_started(make_user(), course)
    mark_read(enrolment=enrolment, unit=lesson.unit, version=lesson.published, now=clock.now())
    take(enrolment, quiz, right=False, seed=1)
    passed = take(enrolment, quiz, right=True, seed=2)

    snapshot = Certificate.objects.get(level="mastery").snapshot

    [exam] = snapshot["exams"]
    hashes = [slot.version.content_hash for slot in slots_of(passed)]
    assert exam == {
        "uid": quiz.unit.uid,
        "title": quiz.unit.title,
        "rule": {
            "de": "mindestens 2 von 3 Punkten, je Begriff mindestens 1",
            "en": "at least 2 of 3 points, at least 1 per term",
        },
        "blueprint_hash": blueprint_hash(passed),
        "item_hashes": hashes,
    }
    assert len(set(hashes)) == 3
    assert exam["rule"]["de"] in snapshot["rule"]["words"]["de"]


def test_another_blueprint_has_another_hash(course):
    quiz = make_exam(course, pass_points=2)
    attempt = take(make_started(make_user(), course), quiz, right=True, seed=1)
    before = blueprint_hash(attempt)

    quiz.cells.filter(position=quiz.cells.first().position).update(cases=2)

    assert blueprint_hash(attempt) != before


def test_practical_assignments_are_those_that_a_person_reads(course):
    make_exam(course)
    [essay] = make_questions(course, [ESSAY], type_key="essay")
    task = make_quiz(course, [{"form": essay.form}], slug="auftrag")

    assert ExamEvidence().practical({course.pk}) == frozenset({task.unit_id})
