"""People of a department who begin a course on a day, and what they answer in its tests."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from itertools import count

from coursesite.accounts.models import Department
from lessons.enums import EffectPhase
from lessons.models import Course, EffectFigure, Enrolment
from quizzes.models import Attempt, AttemptSlot, Question, QuestionVersion, Quiz, TermEvent
from tests.factories.company import make_member
from tests.factories.lessons import make_enrolment
from tests.factories.quizzes import TERMS

Answers = Mapping[str, tuple[int, int]]
"""Term → how many cases she recognised, of how many."""
_numbers = count(1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def make_begun(department: Department | None, course: Course, day: date, **fields: object) -> Enrolment:
    """The run of a new person."""
    number = next(_numbers)
    person = make_member(department, f"Person {number}", email=f"beginner{number}@example.org")
    return make_enrolment(person, course, **{"started_at": noon(day), "enrolled_on": day, **fields})


def answer(run: Enrolment, mode: str, answers: Answers, day: date, *, is_first: bool = True) -> list[TermEvent]:
    """What marking an attempt of this kind leaves behind: one event per case."""
    quiz, _made = Quiz.objects.get_or_create(course=run.course, unit=None, mode=mode)
    attempt = Attempt.objects.create(
        enrolment=run,
        quiz=quiz,
        number=next(_numbers),
        state="marked",
        seed=1,
        rule={},
        started_at=noon(day),
        submitted_at=noon(day),
    )
    slot = AttemptSlot.objects.create(attempt=attempt, position=1, version=_version(run.course))
    given = [
        (term, term if number < right else wrong_for(term))
        for term, (right, asked) in answers.items()
        for number in range(asked)
    ]
    return TermEvent.objects.bulk_create(
        TermEvent(
            user_id=run.user_id, course_id=run.course_id, slot=slot, version=slot.version, seq=1, row=str(number),
            expected=expected, given=taken, context=mode, is_first=is_first, day=day,
        )
        for number, (expected, taken) in enumerate(given)
    )  # fmt: skip


def wrong_for(term: str) -> str:
    keys = list(TERMS)
    return keys[(keys.index(term) + 1) % len(keys)]


def make_figure(course: Course, department: Department, quarter: date, **fields: object) -> EffectFigure:
    values = {"phase": EffectPhase.START, "term": "A", "learners": 14, "mean": 68, "low": 61, "high": 75, **fields}
    if values["phase"] != EffectPhase.START:
        values.setdefault("dropped_out", 0)
    return EffectFigure.objects.create(course=course, department=department, quarter=quarter, **values)


def _version(course: Course) -> QuestionVersion:
    question, _made = Question.objects.get_or_create(
        course=course, uid="reihe", family="reihe", pool="placement", form="zuordnen"
    )
    found = question.versions.first()
    return found or QuestionVersion.objects.create(
        question=question, number=1, type="classify", content={}, content_hash="0" * 64
    )
