"""After the pre-test: where to begin, which lessons pay most, and which may be skipped?

Nine cases are few. So a lesson counts as known only if KNOWN_FROM cases or more are about it, all of them were right,
and none was answered as "unsure"; and nothing is skipped unless the learner chooses to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lessons.enums import ProgressState
from lessons.models import Unit, UnitProgress
from quizzes.enums import Confidence, Mode
from quizzes.grading.mark import Mark
from quizzes.models import Attempt, AttemptSlot
from quizzes.queries.attempts import SlotAnswer, current_answers, marks_of, slots_with_versions, terms_of
from quizzes.queries.contents import content_of
from quizzes.types import get_type

KNOWN_FROM = 2  # cases about a lesson


@dataclass(frozen=True)
class Placed:
    """A lesson with the cases about it."""

    unit: Unit
    right: int
    cases: int
    is_known: bool


@dataclass(frozen=True)
class Placement:
    """`first`: the lesson to begin with. `missed` has most to teach; `known` may be skipped and is not completed yet.

    `is_from_the_start`: that one is the course's first lesson.

    `is_all_known`: every one of the `cases` was right, and none unsure.
    """

    first: Unit | None
    is_from_the_start: bool
    missed: tuple[Placed, ...]
    known: tuple[Placed, ...]
    is_all_known: bool
    cases: int


def placement_of(
    attempt: Attempt,
    marks: Iterable[tuple[AttemptSlot, Mark]],
    answers: Mapping[int, SlotAnswer],
    lessons: Mapping[str, Unit],
    *,
    now: datetime,
) -> Placement:
    """`lessons`: pair of terms or dimension → lesson. Three queries."""
    terms = terms_of(attempt.quiz.course_id)
    counts: dict[int, list[bool]] = {}
    knows_all = True
    for slot, mark in marks:
        if slot.version.settled or not mark.is_scored:
            continue  # it was faulty, and says nothing of what somebody knows
        is_unsure = answers[slot.pk].confidence == Confidence.UNSURE if slot.pk in answers else True
        is_known = mark.share == 1 and not is_unsure
        knows_all = knows_all and is_known
        for unit in _lessons_about(slot, terms, lessons):
            counts.setdefault(unit, []).append(is_known)
    return _placement(attempt, counts, knows_all=knows_all, now=now)


def may_be_skipped(attempt: Attempt, lessons: Mapping[str, Unit], *, now: datetime) -> tuple[Unit, ...]:
    """Six queries."""
    if attempt.is_open or attempt.answers_deleted_on or attempt.quiz.mode != Mode.PLACEMENT:
        return ()
    answers = current_answers(attempt)
    marks = marks_of(slots_with_versions(attempt), answers, terms_of(attempt.quiz.course_id))
    return tuple(placed.unit for placed in placement_of(attempt, marks, answers, lessons, now=now).known)


def _lessons_about(slot: AttemptSlot, terms: tuple[str, ...], lessons: Mapping[str, Unit]) -> set[int]:
    cases = get_type(slot.version.type).cases(content_of(slot.version, terms))
    keys = {key for case in cases for key in (case.contrast, case.dimension)}
    return {lessons[key].pk for key in keys if key in lessons}


def _placement(attempt: Attempt, counts: Mapping[int, list[bool]], *, knows_all: bool, now: datetime) -> Placement:
    course = attempt.quiz.course
    lessons = Unit.objects.in_use().filter(course=course, kind="lesson")
    units = list(lessons.order_by("chapter__position", "position"))
    done = UnitProgress.objects.filter(enrolment=attempt.enrolment_id, state=ProgressState.COMPLETED)
    completed = set(done.values_list("unit", flat=True))
    open_ones = []
    for unit in units:
        unit.course = course
        said = counts.get(unit.pk, [])
        if unit.pk not in completed and unit.is_open_for(attempt.enrolment, now):
            open_ones.append(Placed(unit, sum(said), len(said), len(said) >= KNOWN_FROM and all(said)))
    first = next((one.unit for one in open_ones if not one.is_known), None)
    return Placement(
        first=first,
        is_from_the_start=first is not None and first == units[0],
        missed=tuple(one for one in open_ones if one.right < one.cases),
        known=tuple(one for one in open_ones if one.is_known),
        is_all_known=knows_all and bool(counts),
        cases=attempt.maximum,
    )
