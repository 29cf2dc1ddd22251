"""What does somebody mix up? She alone reads it, from her own first answers, and no exam question is shown again."""

from html import unescape

import pytest
from django.db.models import F

from coursesite import clock
from lessons.models import Contrast
from quizzes.enums import Mode, Pool, Reveal
from quizzes.models import TermEvent
from quizzes.queries.contents import content_of
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import TERMS, make_questions, make_quiz, single_data, slots_of

pytestmark = pytest.mark.django_db

CHANCE = "Ein solches Muster kann auch zufällig entstehen"
PROFILE = "/me/profile/"


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def sit(course, enrolment):
    """Answers a quiz of `per_term` cases a term. `taken`: (term, term it is taken for) → how often."""

    def sat(per_term, taken=(), *, pool=Pool.MIDTERM, mode=Mode.MIDTERM, slug="pruefung", confidence="", **fields):
        make_questions(course, [single_data(term) for term in TERMS for _ in range(per_term)], pool=pool)
        cells = [{"term": term, "cases": per_term, "pool": pool} for term in TERMS]
        quiz = make_quiz(course, cells, slug=slug, mode=mode, **fields)
        attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
        left = dict(taken)
        for slot in slots_of(attempt):
            content = content_of(slot.version, tuple(TERMS))
            term = given = content.case.term
            for (expected, other), often in left.items():
                if expected == term and often:
                    left[expected, other], given = often - 1, other
                    break
            answer = next(option.token for option in content.options if option.term == given)
            save_answer(
                attempt=attempt, position=slot.position, seq=1, answer=answer, confidence=confidence, now=clock.now()
            )
        return submit_attempt(attempt=attempt, now=clock.now())

    return sat


def test_whoever_has_answered_nothing_reads_so(taker):
    page = text_of(taker.get(PROFILE))

    assert "Noch zu wenige Antworten." in page
    assert "<table" not in page


def test_nothing_is_claimed_from_a_few_answers(taker, sit):
    sit(3, {("B", "C"): 3})

    page = text_of(taker.get(PROFILE))

    assert "Noch zu wenige Antworten." in page
    assert "Nach 3 weiteren Fällen kann diese Seite etwas sagen." in page
    assert "häufig" not in page
    assert page.count("noch zu wenige Antworten") == 3


def test_a_direction_is_named_with_its_question_and_the_way_on(taker, sit):
    sit(8, {("B", "C"): 7})

    page = text_of(taker.get(PROFILE))

    assert "Sie halten Birke häufig für Cello." in page
    assert "Prüffrage zu BC?" in page
    assert "Grundlage sind Ihre ersten Antworten auf die letzten 24 Fälle." in page
    assert CHANCE not in page
    assert "% (" in page


def test_the_review_of_a_failed_exam_says_the_same_and_leads_to_the_lesson(taker, course, sit, stranger):
    lesson = make_lesson(course, title="Birke oder Cello")
    Contrast.objects.filter(course=course, pair="BC").update(lesson=lesson.unit.uid)
    attempt = sit(8, {("B", "C"): 7}, pass_points=24)
    review = f"/attempts/{attempt.public_id}/review/"

    page = text_of(taker.get(review))

    assert page.index("Punkte je Begriff") < page.index("Sie halten Birke häufig für Cello.")
    assert page.index("Sie halten Birke häufig") < page.index("Ansehen, was Sie verwechseln")
    assert page.count("Ansehen, was Sie verwechseln") == 1
    assert f'href="{lesson.unit.get_absolute_url()}">Lesen: Birke oder Cello</a>' in page
    assert "Lektionen wiederholen" not in page
    assert stranger.get(review).status_code == 404


def test_the_lesson_is_named_when_no_attempt_is_left_too(taker, course, sit):
    lesson = make_lesson(course, title="Birke oder Cello")
    Contrast.objects.filter(course=course, pair="BC").update(lesson=lesson.unit.uid)
    attempt = sit(8, {("B", "C"): 7}, pass_points=24, attempts_allowed=1)

    page = text_of(taker.get(f"/attempts/{attempt.public_id}/review/"))

    assert "Zurück zum Kurs" in page
    assert "Lesen: Birke oder Cello</a>" in page


@pytest.mark.parametrize(("taken", "points"), [({}, 25), ({("B", "C"): 7}, 1)])
def test_a_review_says_nothing_of_it_without_a_pattern_or_once_passed(taker, sit, taken, points):
    attempt = sit(8, taken, pass_points=points)

    page = text_of(taker.get(f"/attempts/{attempt.public_id}/review/"))

    assert "häufig" not in page
    assert ("Ansehen, was Sie verwechseln" in page) == bool(taken)


def test_a_pattern_that_is_provisional_may_be_chance(taker, sit):
    sit(5, {("B", "C"): 3})

    page = text_of(taker.get(PROFILE))

    assert "Bisher halten Sie Birke häufig für Cello." in page
    assert "vorläufig" in page
    assert CHANCE in page


def test_a_pair_that_is_mixed_up_both_ways_has_no_direction(taker, sit):
    sit(8, {("B", "C"): 4, ("C", "B"): 4})

    assert "Sie verwechseln Birke und Cello häufig." in text_of(taker.get(PROFILE))


def test_the_first_words_claim_no_more_than_the_least_certain_row(taker, sit):
    """All answers together are a master's; of one term alone there are too few for that, or one was wrong."""
    sit(9, {("B", "C"): 1})

    page = text_of(taker.get(PROFILE))

    assert "Sicherheit: <strong>vorläufig</strong>" in page
    assert "Bisher halten Sie die drei Begriffe auseinander." in page
    assert "vorläufig" in page


def test_who_tells_the_terms_apart_reads_that(taker, sit):
    sit(9)

    page = text_of(taker.get(PROFILE))

    assert "Sie halten die drei Begriffe auseinander." in page
    assert "Noch einmal ansehen" not in page
    assert page.count("btn-primary") == 1


def test_what_she_was_sure_of_comes_first_among_the_wrong_ones(taker, sit):
    sit(1, {("A", "B"): 1}, confidence="sure")
    sit(1, {("B", "C"): 1}, pool=Pool.PLACEMENT, mode=Mode.PLACEMENT, slug="vorher")
    taker.cookies["language"] = "en"

    page = text_of(taker.get(PROFILE))

    assert page.index("The correct answer stands for Amsel; yours stands for Birke.") < page.index(
        "The correct answer stands for Birke; yours stands for Cello."
    )
    assert page.count("Sure, but not right yet") == 1


def test_no_case_of_the_exam_is_shown_again(taker, sit):
    """It counts for the profile, but its wording stays in the exam."""
    attempt = sit(5, {("A", "B"): 5}, pool=Pool.EXAM, mode=Mode.EXAM)
    stems = [slot.version.content["stem"] for slot in slots_of(attempt)]

    page = text_of(taker.get(PROFILE))

    assert "Grundlage sind Ihre ersten Antworten auf die letzten 15 Fälle." in page
    assert not [stem for stem in stems if stem in page]


def test_a_quiz_that_keeps_its_solutions_keeps_them_here_too(taker, sit):
    sit(5, {("A", "B"): 1}, reveal=Reveal.PROTECTED)

    assert "Noch einmal ansehen" not in text_of(taker.get(PROFILE))


def test_a_case_that_is_asked_again_just_now_is_not_explained_by_the_way(taker, sit, enrolment):
    first = sit(5, {("A", "B"): 1})
    stem = TermEvent.objects.exclude(expected=F("given")).get().version.content["stem"]
    before = text_of(taker.get(PROFILE))

    start_attempt(enrolment=enrolment, quiz=first.quiz, seed=2, now=clock.now())

    assert stem in before
    assert stem not in text_of(taker.get(PROFILE))


def test_nobody_reads_the_profile_of_somebody_else(taker, stranger, sit):
    sit(8, {("B", "C"): 7})

    page = text_of(stranger.get(PROFILE + "?course=kurs"))

    assert "Noch zu wenige Antworten." in page
    assert "Birke" not in page


def test_the_account_leads_to_the_profile(taker):
    assert f'href="{PROFILE}"' in text_of(taker.get("/me/"))
