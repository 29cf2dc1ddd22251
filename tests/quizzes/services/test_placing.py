"""After the pre-test: which lesson to begin with, which may be skipped, and only by choice."""

from datetime import timedelta

import pytest

from lessons.errors import LessonsError
from lessons.models import Dimension, Enrolment, UnitProgress
from lessons.services.progress import mark_read
from quizzes.enums import Mode, Pool, Settled
from quizzes.queries.reviewing import review_of
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.placing import skip_known
from quizzes.services.regrading import settle_question
from tests.factories.accounts import make_operator
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import answer_to, make_questions, make_quiz, single_data, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons(course):
    """One before the others, one for the pair AB, one for BC, one for a dimension."""
    first, ab, bc, dimension = (make_lesson(course, slug=slug).unit for slug in ("anfang", "ab", "bc", "d2"))
    course.contrasts.filter(pair="AB").update(lesson=ab.uid)
    course.contrasts.filter(pair="BC").update(lesson=bc.uid)
    Dimension.objects.create(course=course, key="D2", name="Dauer", lesson=dimension.uid)
    return {"anfang": first, "ab": ab, "bc": bc, "d2": dimension}


@pytest.fixture
def pretest(course, lessons):
    """Two cases of A (contrast AB), two of B (BC), one of C (AC, dimension D2)."""
    contents = [single_data(term) for term in "AABBC"]
    contents[-1]["case"]["dimension"] = "D2"
    make_questions(course, contents, pool=Pool.PLACEMENT)
    cells = [{"term": term, "cases": count, "pool": Pool.PLACEMENT} for term, count in (("A", 2), ("B", 2), ("C", 1))]
    return make_quiz(course, cells, mode=Mode.PLACEMENT, slug="eingangstest", ask_confidence=True)


@pytest.fixture
def sit(enrolment, pretest, now):
    def sat(*, wrong="", unsure=""):
        attempt = start_attempt(enrolment=enrolment, quiz=pretest, seed=1, now=now)
        for slot in slots_of(attempt):
            term = slot.version.content["case"]["term"]
            answer = answer_to(slot, right=term not in wrong)
            said = "unsure" if term in unsure else "sure"
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, confidence=said, now=now)
        return submit_attempt(attempt=attempt, now=now)

    return sat


def slugs(placed):
    return [one.unit.slug for one in placed]


@pytest.mark.parametrize(
    ("said", "known", "missed"),
    [
        ({}, ["ab", "bc"], []),
        ({"wrong": "A"}, ["bc"], ["ab"]),
        ({"unsure": "B"}, ["ab"], ["bc"]),
        ({"wrong": "ABC"}, [], ["ab", "bc", "d2"]),
    ],
    ids=["all right", "A wrong", "B unsure", "all wrong"],
)
def test_a_lesson_is_known_if_all_its_cases_were_right_and_sure(sit, now, said, known, missed):
    placement = review_of(sit(**said), now=now).placement

    assert (slugs(placement.known), slugs(placement.missed)) == (known, missed)
    assert placement.first.slug == "anfang"
    assert placement.is_all_known is (not said)


def test_one_case_is_too_few_to_skip_a_lesson(sit, now):
    assert "d2" not in slugs(review_of(sit(), now=now).placement.known)


def test_what_was_read_already_is_not_named_again(sit, enrolment, lessons, now):
    for slug in ("anfang", "ab"):
        mark_read(enrolment=enrolment, unit=lessons[slug], version=None, now=now)

    placement = review_of(sit(), now=now).placement

    assert (placement.first.slug, slugs(placement.known)) == ("d2", ["bc"])


def test_a_faulty_case_says_nothing_of_what_somebody_knows(sit, now):
    attempt = sit(wrong="A")
    for slot in slots_of(attempt):
        if slot.version.content["case"]["term"] == "A":
            values = {"settled": Settled.FOR_ALL, "reason": "Zweideutig.", "actor": make_operator(), "now": now}
            settle_question(version=slot.version, **values)

    placement = review_of(attempt, now=now).placement

    assert (slugs(placement.known), slugs(placement.missed)) == (["bc"], [])


def test_a_lesson_that_is_not_open_yet_is_not_named(sit, lessons, now):
    lessons["ab"].opens_at = now + timedelta(days=1)
    lessons["ab"].save()

    assert slugs(review_of(sit(), now=now).placement.known) == ["bc"]


def test_only_chosen_lessons_that_are_known_are_skipped(sit, enrolment, lessons, now):
    attempt = sit(wrong="B")

    skipped = skip_known(attempt=attempt, uids=[lessons["ab"].uid, lessons["bc"].uid, "nie-da"], now=now)

    entry = UnitProgress.objects.get(unit=lessons["ab"])
    assert [unit.slug for unit in skipped] == ["ab"]
    assert (entry.state, entry.skipped, entry.share, entry.version_seen) == ("completed", True, 1, None)
    assert not UnitProgress.objects.filter(unit=lessons["bc"]).exists()


def test_a_skipped_lesson_that_is_read_is_no_longer_skipped(sit, enrolment, lessons, now):
    skip_known(attempt=sit(), uids=[lessons["ab"].uid], now=now)

    mark_read(enrolment=enrolment, unit=lessons["ab"], version=None, now=now)

    assert not UnitProgress.objects.get(unit=lessons["ab"]).skipped


def test_nothing_is_skipped_without_a_choice_or_after_the_run(sit, enrolment, lessons, now):
    attempt = sit()
    assert skip_known(attempt=attempt, uids=[], now=now) == ()
    Enrolment.objects.update(closed_at=now)

    with pytest.raises(LessonsError):
        skip_known(attempt=attempt, uids=[lessons["ab"].uid], now=now)
    assert UnitProgress.objects.filter(skipped=True).count() == 0


def test_other_quizzes_let_nothing_be_skipped(enrolment, lessons, quiz, now):
    attempt = submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now), now=now)

    assert skip_known(attempt=attempt, uids=[lessons["ab"].uid], now=now) == ()
    assert review_of(attempt, now=now).placement is None
