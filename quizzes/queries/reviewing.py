"""What may a learner see of an attempt that is over, and what does it say?

Whether its solutions are shown, `revealing` says. Whatever that is: a question that stands in an attempt still open is
not explained meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lessons.models import Contrast, DecisionQuestion, Dimension, Term, Unit
from quizzes.enums import Mode, Settled
from quizzes.grading.attempt import Result
from quizzes.grading.mark import Mark, Part, rounded
from quizzes.models import Attempt, AttemptSlot
from quizzes.queries.adaptive import Finding, finding_of
from quizzes.queries.attempts import (
    NOTHING,
    accepted_parts,
    current_answers,
    mark_of,
    marks_of,
    result_of,
    slots_asked_now,
    slots_with_versions,
    term_names,
)
from quizzes.queries.contents import content_of, html_of
from quizzes.queries.placement import Placement, placement_of
from quizzes.queries.revealing import is_revealed
from quizzes.queries.sitting import Place
from quizzes.queries.targeted import Practised, practised
from quizzes.types import get_type
from quizzes.types.base import CaseTag, QuestionType
from quizzes.types.rows import state_of

SHOWN_PLACES = 2
SENTENCES = "szenario"  # the form whose options do not name the terms
MOST_LESSONS = 2  # named beside a question: more would not be read


def _percent(share: Fraction) -> int:
    """Rounded; but 100 is for all, and nothing else."""
    return 100 if share == 1 else min(round(100 * share), 99)


@dataclass(frozen=True)
class TermPoints:
    term: Term
    reached: Fraction
    maximum: int
    required: int

    @property
    def points(self) -> Decimal:
        return rounded(self.reached, SHOWN_PLACES)

    @property
    def percent(self) -> int:
        return _percent(self.reached / self.maximum) if self.maximum else 0

    @property
    def limit_percent(self) -> int:
        return _percent(Fraction(self.required, self.maximum)) if self.maximum else 0

    @property
    def is_reached(self) -> bool:
        return self.reached >= self.required


@dataclass(frozen=True)
class Deciding:
    """A question by which the course decides. `is_yes`: for this case the answer is certainly yes."""

    number: int
    text: str
    is_yes: bool


@dataclass(frozen=True)
class Explained:
    """One question with its solution; `data` is None where it stands in an attempt still open.

    `taken`: names of the right term and of the one it was taken for, where the options are sentences and say neither.
    `counts_too`: hers is the further answer that was found to be right, too.
    """

    position: int
    is_right: bool
    points: Decimal
    maximum: int
    template: str
    data: dict[str, Any] | None
    settled: str
    deciding: tuple[Deciding, ...]
    reading: tuple[Unit, ...]
    confidence: str = ""
    taken: tuple[str, str] | None = None
    slot: int = 0
    counts_too: bool = False

    @property
    def is_waiting(self) -> bool:
        return self.data is not None and self.data["state"] == "waiting"

    @property
    def may_be_objected_to(self) -> bool:
        return self.data is not None and self.settled != Settled.FOR_ALL


@dataclass(frozen=True)
class Review:
    """`questions` is empty while the solutions are protected.

    None are left either where answers were deleted after their time.

    `finding`: of an adaptive check, `practised`: of targeted practice, `placement`: of a pre-test.
    """

    attempt: Attempt
    result: Result
    terms: tuple[TermPoints, ...]
    questions: tuple[Explained, ...]
    is_revealed: bool
    finding: Finding | None = None
    practised: Practised | None = None
    placement: Placement | None = None

    @property
    def are_answers_deleted(self) -> bool:
        return self.attempt.answers_deleted_on is not None

    @property
    def points(self) -> Decimal:
        return rounded(self.result.points, SHOWN_PLACES)

    @property
    def required(self) -> int | None:
        return self.result.cuts.points if self.result.cuts else None

    @property
    def required_per_term(self) -> int:
        return self.attempt.rule.get("per_term") or 0

    @property
    def wrong(self) -> tuple[Explained, ...]:
        return tuple(question for question in self.questions if not question.is_right and not question.is_waiting)


def review_of(attempt: Attempt, *, now: datetime | None = None) -> Review:
    """Of an attempt that is over; without `now` it says nothing of lessons to begin with. At most thirteen queries."""
    is_pretest = attempt.quiz.mode == Mode.PLACEMENT and attempt.answers_deleted_on is None
    terms = list(Term.objects.filter(course=attempt.quiz.course_id))
    names = {term.key: term.name for term in terms}
    answers = current_answers(attempt)
    marks = marks_of(slots_with_versions(attempt), answers, tuple(names))
    result = result_of(marks, attempt.rule)
    shown = attempt.answers_deleted_on is None and is_revealed(attempt)
    explain = _Explainer(attempt, names, answers) if shown else None
    lessons = _lessons(attempt, explain)
    return Review(
        attempt=attempt,
        result=result,
        terms=_term_points(terms, result),
        questions=tuple(explain(slot, mark) for slot, mark in marks) if explain else (),
        is_revealed=shown,
        finding=finding_of(marks, terms, lessons) if attempt.quiz.is_adaptive else None,
        practised=practised(attempt, marks, terms, lessons) if attempt.quiz.is_targeted else None,
        placement=placement_of(attempt, marks, answers, lessons, now=now) if now and is_pretest else None,
    )


def explained(attempt: Attempt, place: Place) -> Explained:
    """One question of an attempt that is still open, once its learner had her answer explained. At most six queries."""
    names = term_names(attempt.quiz.course_id)
    slot = slots_with_versions(attempt).get(pk=place.slot.pk)
    explain = _Explainer(attempt, names, {slot.pk: place.given})
    return explain(slot, mark_of(slot, place.given.answer, tuple(names)))


def deciding_questions(
    parts: Iterable[Part], cases: Sequence[CaseTag], by_pair: Mapping[str, Contrast], terms: Sequence[str]
) -> tuple[Deciding, ...]:
    """The questions that separate what was mixed up; where nothing was, those the cases were written for."""
    tags = {case.row_id: case for case in cases}
    cased = [part for part in parts if part.id in tags]
    found: dict[int, Deciding] = {}
    for part in cased:
        contrast = by_pair.get(_pair(part, tags[part.id].contrast, terms))
        if contrast:
            is_yes = len(cased) == 1 and bool(contrast.yes) and part.expected == contrast.yes
            found[contrast.question.number] = Deciding(contrast.question.number, contrast.question.text, is_yes)
    return tuple(found[number] for number in sorted(found))


def contrasts_of(course_id: int) -> dict[str, Contrast]:
    """Pair of terms → its row with the question that separates them. One query."""
    contrasts = Contrast.objects.filter(course=course_id).select_related("question")
    return {contrast.pair: contrast for contrast in contrasts}


def contrast_questions(course_id: int) -> dict[str, DecisionQuestion]:
    """Pair of terms → the question that separates them. One query."""
    return {pair: contrast.question for pair, contrast in contrasts_of(course_id).items()}


def lessons_to_read(course_id: int) -> dict[str, Unit]:
    """Pair of terms or dimension → the lesson that explains it, where the course names one. Two queries."""
    tables = (model.objects.filter(course=course_id) for model in (Contrast, Dimension))
    contrasts, dimensions = (rows.exclude(lesson="").order_by() for rows in tables)
    named = dict(contrasts.values_list("pair", "lesson").union(dimensions.values_list("key", "lesson"), all=True))
    units = Unit.objects.in_use().filter(course=course_id, uid__in=named.values()).select_related("course")
    found = {unit.uid: unit for unit in units}
    return {key: found[uid] for key, uid in named.items() if uid in found}


def _pair(part: Part, contrast: str, terms: Sequence[str]) -> str:
    if part.given in (None, part.expected):
        return contrast
    return "".join(term for term in terms if term in (part.expected, part.given))


def _lessons(attempt: Attempt, explain: "_Explainer | None") -> Mapping[str, Unit]:
    if explain:
        return explain.lessons
    return lessons_to_read(attempt.quiz.course_id) if attempt.quiz.is_adaptive else {}


def _term_points(terms: Iterable[Term], result: Result) -> tuple[TermPoints, ...]:
    required = result.cuts.per_term if result.cuts else {}
    return tuple(
        TermPoints(term, *result.per_term[term.key], required.get(term.key, 0))
        for term in terms
        if term.key in result.per_term
    )


class _Explainer:
    """What all questions of one review share. Four queries at most."""

    def __init__(self, attempt: Attempt, names: Mapping[str, str], answers: Mapping[int, Any]) -> None:
        self.names = names
        self.answers = answers
        # The lessons introduce the deciding questions; before them their words would only puzzle.
        is_before = attempt.quiz.mode == Mode.PLACEMENT
        self.by_pair = {} if is_before else contrasts_of(attempt.quiz.course_id)
        self.lessons = lessons_to_read(attempt.quiz.course_id)
        others = slots_asked_now(attempt.enrolment.user_id).exclude(attempt=attempt.pk)
        self.asked_now = frozenset(others.values_list("version__question", flat=True))

    def __call__(self, slot: AttemptSlot, mark: Mark) -> Explained:
        version = slot.version
        kind, content = get_type(version.type), content_of(version, tuple(self.names))
        data, accepted = None, frozenset[str]()
        if version.question_id not in self.asked_now:
            answer = self.answers.get(slot.pk, NOTHING).answer
            data = kind.review(content, answer, html=html_of(version), order=slot.option_order, names=self.names)
            if version.settled == Settled.ALSO:
                accepted = accepted_parts(version, answer, tuple(self.names))
                data |= _accepting(slot, data, mark) if accepted else {}
            if slot.marked_at and not mark.needs_person:
                data |= _by_person(slot, mark, data["criteria"])
        return Explained(
            position=slot.position,
            is_right=mark.share == 1,
            points=rounded(version.points * mark.share, SHOWN_PLACES),
            maximum=version.points,
            template=kind.review_template,
            data=data,
            settled=version.settled,
            deciding=self._deciding(kind, mark.parts, kind.cases(content)),
            reading=self._reading(mark.parts, kind.cases(content)),
            confidence=self.answers[slot.pk].confidence if slot.pk in self.answers else "",
            taken=self._taken(mark.parts) if version.question.form == SENTENCES else None,
            slot=slot.pk,
            counts_too=bool(accepted),
        )

    def _deciding(
        self, kind: QuestionType[Any], parts: Sequence[Part], cases: Sequence[CaseTag]
    ) -> tuple[Deciding, ...]:
        return deciding_questions(parts, cases, self.by_pair, tuple(self.names)) if kind.decides_cases else ()

    def _taken(self, parts: Sequence[Part]) -> tuple[str, str] | None:
        if len(parts) != 1 or parts[0].given in (None, parts[0].expected):
            return None
        names = self.names.get(parts[0].expected or ""), self.names.get(parts[0].given or "")
        return (names[0], names[1]) if names[0] and names[1] else None

    def _reading(self, parts: Sequence[Part], cases: Sequence[CaseTag]) -> tuple[Unit, ...]:
        """First what separates the terms that were mixed up, then what the cases are about."""
        tags = {case.row_id: case for case in cases}
        cased = [part for part in parts if part.id in tags]
        mixed = [_pair(part, "", tuple(self.names)) for part in cased if part.share < 1]
        keys = [*mixed, *(tags[part.id].dimension for part in cased)]
        found = (self.lessons.get(key) for key in keys)
        return tuple(dict.fromkeys(unit for unit in found if unit))[:MOST_LESSONS]


def _accepting(slot: AttemptSlot, data: Mapping[str, Any], mark: Mark) -> dict[str, Any]:
    """The question as right as it was found to be. Rows stay as they are: a sentence above says what counts."""
    state = {"state": state_of(mark.share, answered=True)}
    if "options" not in data:
        return state
    named = zip(slot.option_order, data["options"], strict=True)
    also = slot.version.settled_also
    return state | {"options": [{**one, "right": one["right"] or token in also} for token, one in named]}


def _by_person(slot: AttemptSlot, mark: Mark, criteria: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What somebody gave for each criterion, and what she wrote; the state is that of a settled question, too."""
    reached = slot.given_points or [None] * len(criteria)
    return {
        "state": state_of(mark.share, answered=True),
        "comment": slot.comment,
        "criteria": [{**row, "reached": points} for row, points in zip(criteria, reached, strict=True)],
    }
