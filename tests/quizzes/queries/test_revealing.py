"""When are solutions shown, for one attempt and for many at once?"""

import pytest

from coursesite import clock
from lessons.enums import EnrolmentEventKind
from lessons.models import Enrolment, EnrolmentEvent
from quizzes.models import Attempt, Quiz
from quizzes.queries.revealing import is_revealed, revealed
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_started
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db

# preset, attempts allowed, further ones granted, those made (p passed, f failed, o open) → numbers of those shown
TABLE = [
    ("at-once", 2, 0, "fo", [1]),
    ("after-submit", None, 0, "f", [1]),
    ("protected", 2, 0, "f", []),
    ("protected", 2, 0, "fo", []),
    ("protected", 2, 0, "ff", [1, 2]),
    ("protected", 2, 1, "ff", []),
    ("protected", 2, 1, "fff", [1, 2, 3]),
    ("protected", None, 0, "fff", []),
    ("protected", 3, 0, "fp", [1, 2]),
    ("protected", 3, 0, "po", [1]),
]


@pytest.fixture
def enrolment() -> Enrolment:
    return make_started(make_user(), make_course())


def take(enrolment: Enrolment, quiz: Quiz, reveal: str, made: str) -> list[Attempt]:
    passed = {"p": True, "f": False, "o": None}
    return [
        Attempt.objects.create(
            enrolment=enrolment,
            quiz=quiz,
            number=number,
            state="open" if letter == "o" else "marked",
            seed=1,
            rule={"reveal": reveal},
            started_at=clock.now(),
            passed=passed[letter],
        )
        for number, letter in enumerate(made, start=1)
    ]


def grant(enrolment: Enrolment, quiz: Quiz) -> None:
    kind = EnrolmentEventKind.ATTEMPT_GRANTED
    EnrolmentEvent.objects.create(
        enrolment=enrolment, kind=kind, at=clock.now(), day=clock.today(), data={"quiz": quiz.pk}
    )


def test_what_is_shown_of_each_quiz(enrolment: Enrolment) -> None:
    attempts = []
    for number, (reveal, allowed, granted, made, _shown) in enumerate(TABLE):
        quiz = make_quiz(enrolment.course, slug=f"quiz-{number}", attempts_allowed=allowed)
        attempts.append(take(enrolment, quiz, reveal, made))
        for _one in range(granted):
            grant(enrolment, quiz)

    shown = revealed(attempt for some in attempts for attempt in some)

    expected = [row[-1] for row in TABLE]
    assert [[one.number for one in some if one.pk in shown] for some in attempts] == expected
    assert [[one.number for one in some if is_revealed(one)] for some in attempts] == expected


def test_another_run_through_the_course_counts_for_itself(enrolment: Enrolment) -> None:
    quiz = make_quiz(enrolment.course, attempts_allowed=2)
    take(make_started(make_user(), enrolment.course), quiz, "protected", "p")

    assert revealed(take(enrolment, quiz, "protected", "f")) == set()


@pytest.mark.parametrize(("reveal", "queries"), [("at-once", 0), ("protected", 2)])
def test_many_cost_what_one_does(enrolment: Enrolment, reveal: str, queries: int) -> None:
    quizzes = [make_quiz(enrolment.course, slug=f"quiz-{number}", attempts_allowed=1) for number in range(3)]
    attempts = [attempt for quiz in quizzes for attempt in take(enrolment, quiz, reveal, "f")]

    assert queries_of(lambda: revealed(attempts)) == queries
