"""Questions on what has changed in substance: which are about these lessons, how far is somebody, what comes next?

The lessons are the scope of her run (Enrolment.scope). All her answers stand in one attempt of that run.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Q, QuerySet

from coursesite.storage.addresses import address
from lessons.change_questions import Asked
from lessons.models import Enrolment, LessonVersion, Term
from quizzes.enums import Mode
from quizzes.models import Attempt, AttemptSlot, Case, Question
from quizzes.models.question import QuestionQuerySet
from quizzes.queries.attempts import SlotAnswer, answered_slots, mark_of, slots_asked_now, terms_of
from quizzes.queries.checks import askable
from quizzes.queries.reviewing import lessons_to_read
from quizzes.queries.sitting import Place
from quizzes.relevance import WANTED, Answered, Candidate, next_candidate


@dataclass(frozen=True)
class Sitting:
    """How far somebody is: what she was asked, and what comes next. None: enough was right."""

    answered: tuple[Answered, ...]
    next: Question | None
    asked: Asked

    @property
    def number(self) -> int:
        return len(self.answered) + 1


class ChangeQuestions:
    """The `lessons.change_questions.Provider` of this floor."""

    def asked(self, runs: Collection[Enrolment]) -> Mapping[int, Asked]:
        """At most five queries."""
        counts = _pool_sizes({run.course_id for run in runs})
        right = _right({run.pk: run.course_id for run in runs})
        return {
            run.pk: Asked(
                right=right.get(run.pk, 0),
                wanted=min(WANTED, counts.get(run.course_id, 0)),
                url=address("quizzes:difference-question", run.course.slug),
            )
            for run in runs
        }


def explainable(*courses: int) -> QuestionQuerySet:
    """Practice questions that are explained at once: none that a person marks."""
    return askable(*courses).exclude(current__content__has_key="rubric")


def sitting_of(run: Enrolment) -> Sitting:
    """About ten queries, however long the course."""
    pool, answered = candidates(run), answers_of(run)
    chosen = next_candidate(pool, answered, seed=run.pk)
    question = Question.objects.select_related("current").get(pk=chosen.id) if chosen else None
    right = len({one.id for one in answered if one.is_right})
    return Sitting(tuple(answered), question, Asked(right, min(WANTED, len(pool))))


def candidates(run: Enrolment) -> list[Candidate]:
    """In the order of the bank."""
    about = _about(run)
    seen, held_back = _seen_by(run.user_id, run.course_id), _held_back(run.user_id)
    cases: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    current = Case.objects.filter(version=F("version__question__current"))
    named = ("version__question", "term", "contrast", "dimension", "claims")
    for question, *tags in current.filter(version__question__course=run.course_id).values_list(*named):
        cases[question].append(tuple(tags))
    rows = explainable(run.course_id).order_by("position", "pk").values_list("pk", "uid", "family")
    return [
        Candidate(
            id=pk,
            family=family,
            about=about.of(uid, cases[pk]),
            terms=frozenset(term for term, *_tags in cases[pk]),
            is_seen=pk in seen,
            answered=seen.get(pk) or 0,
            is_held_back=pk in held_back,
        )
        for pk, uid, family in rows
    ]


@dataclass(frozen=True)
class _About:
    """By what asks or tags: the lessons of the difference it leads to."""

    by_check: Mapping[str, frozenset[str]]
    by_claim: Mapping[str, frozenset[str]]
    by_tag: Mapping[str, str]

    def of(self, uid: str, cases: Sequence[tuple[Any, ...]]) -> frozenset[str]:
        found = set(self.by_check.get(uid, ()))
        for _term, contrast, dimension, claims in cases:
            found |= {self.by_tag[tag] for tag in (contrast, dimension) if tag in self.by_tag}
            found |= {lesson for claim in claims for lesson in self.by_claim.get(claim, ())}
        return frozenset(found)


def _about(run: Enrolment) -> _About:
    by_check, by_claim = defaultdict(set), defaultdict(set)
    published = LessonVersion.objects.filter(lesson__published=F("pk"), lesson__unit__course=run.course_id)
    rows = published.filter(lesson__unit__uid__in=run.scope).order_by()
    for lesson, checks, claims in rows.values_list("lesson__unit__uid", "checks", "claims"):
        for uid in checks:
            by_check[uid].add(lesson)
        for claim in claims:
            by_claim[claim].add(lesson)
    explained = {tag: unit.uid for tag, unit in lessons_to_read(run.course_id).items()}
    return _About(
        {uid: frozenset(found) for uid, found in by_check.items()},
        {claim: frozenset(found) for claim, found in by_claim.items()},
        {tag: lesson for tag, lesson in explained.items() if lesson in run.scope},
    )


def answers_of(run: Enrolment) -> list[Answered]:
    """In the order in which they were given."""
    attempts = list(_attempts([run.pk]).values_list("pk", flat=True))
    terms = terms_of(run.course_id) if attempts else ()
    slots = answered_slots(attempts)
    return [
        Answered(slot.version.question_id, mark_of(slot, given.answer, terms).share == 1)
        for attempt in attempts
        for slot, given in slots.get(attempt, ())
        if given.given
    ]


def place_of(run: Enrolment, position: int) -> tuple[Attempt, Place] | None:
    """An answer of this run, with its attempt. Two queries."""
    rows = AttemptSlot.objects.filter(attempt__in=_attempts([run.pk]), position=position)
    slot = rows.select_related("attempt__quiz__course", "attempt__enrolment").first()
    step = slot.steps.order_by("-seq").first() if slot else None
    if slot is None or step is None or not slot.is_explained(step.seq):
        return None
    return slot.attempt, Place(slot, SlotAnswer(step.seq, step.answer, step.arrived_at, step.confidence))


def _attempts(runs: Collection[int]) -> QuerySet[Attempt]:
    return Attempt.objects.filter(enrolment__in=runs, quiz__mode=Mode.DIFFERENCE, quiz__unit=None).order_by("pk")


def _right(runs: Mapping[int, int]) -> dict[int, int]:
    """By the run's pk, how many different questions were right. `runs`: with their courses."""
    attempts = dict(_attempts(runs).values_list("pk", "enrolment"))
    slots = answered_slots(attempts) if attempts else {}
    terms = _terms({runs[attempts[attempt]] for attempt in slots})
    return {
        attempts[attempt]: len(
            {
                slot.version.question_id
                for slot, given in answered
                if given.given and mark_of(slot, given.answer, terms[runs[attempts[attempt]]]).share == 1
            }
        )
        for attempt, answered in slots.items()
    }


def _terms(courses: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """Keys of the terms of each course, in its order."""
    keys: dict[int, list[str]] = {course: [] for course in courses}
    rows = Term.objects.filter(course__in=courses).order_by("position") if courses else ()
    for term in rows:
        keys[term.course_id].append(term.key)
    return {course: tuple(found) for course, found in keys.items()}


def _pool_sizes(courses: Collection[int]) -> dict[int, int]:
    sizes: dict[int, int] = defaultdict(int)
    for course in explainable(*courses).order_by().values_list("course", flat=True):
        sizes[course] += 1
    return sizes


def _seen_by(user: int, course: int) -> dict[int, int | None]:
    """Question that was put to her, anywhere → her last step that holds an answer."""
    slots = AttemptSlot.objects.filter(attempt__enrolment__user=user, version__question__course=course)
    last = Max("steps__pk", filter=Q(steps__answer__isnull=False))
    return dict(slots.order_by().values_list("version__question").annotate(last=last))


def _held_back(user: int) -> frozenset[int]:
    return frozenset(slots_asked_now(user).values_list("version__question", flat=True))
