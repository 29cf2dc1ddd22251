"""Which questions do learners object to, and what does one need to know to decide? Without names throughout."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coursesite.storage.prepared import Prepared
from lessons.models import Course
from quizzes.enums import AttemptState
from quizzes.models import AnswerStep, Attempt, AttemptSlot, Objection, QuestionVersion, ResultNotice
from quizzes.queries.attempts import slots_asked_now, term_names
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.queries.contents import content_of, html_of
from quizzes.queries.revealing import is_revealed
from quizzes.types import get_type

OVER = (AttemptState.MARKED, AttemptState.AWAITING_MARKING)
MOST_SHOWN = 50  # objections that were decided: the newest


@dataclass(frozen=True)
class ObjectionCount:
    open: int
    all: int


@dataclass(frozen=True)
class Queued:
    """A wording with open objections."""

    version: QuestionVersion
    open: int
    since: datetime


@dataclass(frozen=True)
class ChoiceCount:
    """`words`: Markdown as its author wrote it. `name` by which a type knows the choice; "" for a whole answer."""

    name: str
    words: str
    count: int
    percent: int
    is_right: bool


@dataclass(frozen=True)
class Objected:
    """`answer`: what she had answered, in words."""

    objection: Objection
    answer: str


@dataclass(frozen=True)
class Wording:
    """What the reviewer sees of a question. `learners` and `choices` are None and empty for fewer than five people."""

    version: QuestionVersion
    stem_html: Any
    solution: str
    learners: int | None
    choices: tuple[ChoiceCount, ...]
    open: tuple[Objected, ...]
    decided: tuple[Objected, ...]
    standing: str

    @property
    def is_open(self) -> bool:
        return bool(self.open)


# --- for the learner ----
def slot_to_object_to(attempt: Attempt, position: int) -> AttemptSlot | None:
    """The question of an attempt that is over, if its learner may see the solution; None otherwise. Four queries."""
    if attempt.state not in OVER or attempt.answers_deleted_on or not is_revealed(attempt):
        return None
    others = slots_asked_now(attempt.enrolment.user_id).exclude(attempt=attempt.pk)
    rows = attempt.slots.select_related("version__question", "objection")
    return rows.exclude(version__question__in=others.values("version__question")).filter(position=position).first()


def objection_of(slot: AttemptSlot) -> Objection | None:
    return getattr(slot, "objection", None)


def objections_in(attempt: Attempt) -> dict[int, Objection]:
    """Slot id → what became of the objection to it. One query."""
    return {one.slot_id: one for one in Objection.objects.filter(slot__attempt=attempt)}


def notices_for(user: Any) -> list[ResultNotice]:
    """What she has not put away yet, the newest first. One query."""
    return NOTICES.all(user=user.pk)


def _notices_of(user: int) -> QuerySet[ResultNotice]:
    return _readable(ResultNotice.objects.filter(attempt__enrolment__user=user, seen_at=None))


NOTICES: Prepared[ResultNotice] = Prepared(_notices_of)


def notices_in(attempt: Attempt) -> QuerySet[ResultNotice]:
    """All that was found out about its questions since. One query."""
    return _readable(ResultNotice.objects.filter(attempt=attempt))


def _readable(notices: QuerySet[ResultNotice]) -> QuerySet[ResultNotice]:
    """With the number that the question had in the attempt."""
    slots = AttemptSlot.objects.filter(attempt=OuterRef("attempt"), version=OuterRef("version")).order_by("position")
    rows = notices.annotate(position=Subquery(slots.values("position")[:1]))
    return rows.select_related("attempt__quiz__unit", "attempt__quiz__course", "objection__slot").order_by("-pk")


# --- for those who teach ----
def objection_counts(versions: Collection[int]) -> dict[int, ObjectionCount]:
    """Version id → how many objections, where there is any. One query."""
    rows = Objection.objects.filter(slot__version__in=versions).order_by().values_list("slot__version")
    counted = rows.annotate(waiting=Count("pk", filter=Q(decided_at=None)), every=Count("pk"))
    return {version: ObjectionCount(waiting, every) for version, waiting, every in counted}


def with_open_objections(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Each with the number of its open objections."""
    rows = Objection.objects.open().filter(slot__version__question__course=OuterRef("pk")).order_by()
    counted = rows.values("slot__version__question__course").annotate(count=Count("pk")).values("count")
    return courses.annotate(open_objections=Coalesce(Subquery(counted), 0))


def queue_of(course: Course) -> list[Queued]:
    """Wordings with open objections, the one that waits longest first. Two queries."""
    rows = Objection.objects.open().filter(slot__version__question__course=course).order_by()
    counted = rows.values_list("slot__version").annotate(open=Count("pk"), since=Min("made_at")).order_by("since")
    found = list(counted)
    versions = QuestionVersion.objects.select_related("question").in_bulk([pk for pk, *_rest in found])
    return [Queued(versions[pk], count, since) for pk, count, since in found]


def decided_in(course: Course) -> QuerySet[Objection]:
    """The newest first. One query."""
    rows = Objection.objects.filter(slot__version__question__course=course, decided_at__isnull=False)
    return rows.select_related("slot__version__question").order_by("-decided_at", "-pk")[:MOST_SHOWN]


def version_in(course: Course, uid: str, number: int) -> QuestionVersion | None:
    rows = QuestionVersion.objects.select_related("question__course", "settled_by")
    return rows.filter(question__course=course, question__uid=uid, number=number).first()


def open_objections_to(version: QuestionVersion) -> list[Objection]:
    rows = Objection.objects.open().filter(slot__version=version)
    return list(rows.select_related("slot__attempt__enrolment").order_by("pk"))


def standing_of(version: QuestionVersion, open_ones: Collection[Objection]) -> str:
    """What a decision was made on: how it was settled, and which objections were open."""
    settled = [version.settled, str(version.settled_by_id or ""), ",".join(version.settled_also)]
    return "/".join([*settled, ",".join(str(one.pk) for one in open_ones)])


def other_versions(version: QuestionVersion) -> QuerySet[QuestionVersion]:
    """By whose key it could be marked. A rubric is no key, nor a wording that waits for its approval. One query."""
    if version.is_marked_by_person:
        return QuestionVersion.objects.none()
    rows = QuestionVersion.objects.filter(question=version.question_id, points=version.points)
    rows = rows.exclude(content__has_key="rubric")
    draft = version.question.draft_id
    return rows.exclude(pk__in=[version.pk, draft] if draft else [version.pk]).order_by("-number")


def wording_of(version: QuestionVersion) -> Wording:
    """A constant number of queries, however many people answered."""
    names = term_names(version.question.course_id)
    kind, content = get_type(version.type), content_of(version, tuple(names))
    learners = _learners(version)
    told = _objected(version, names)
    open_ones = tuple(one for one in told if one.objection.decided_at is None)
    is_enough = learners >= LEAST_LEARNERS
    return Wording(
        version=version,
        stem_html=html_of(version)["stem"],
        solution=kind.say(content, kind.solution(content), names),
        learners=learners if is_enough else None,
        choices=_choices(version, names) if is_enough else (),
        open=open_ones,
        decided=tuple(one for one in told if one.objection.decided_at),
        standing=standing_of(version, [one.objection for one in open_ones]),
    )


def _learners(version: QuestionVersion) -> int:
    answered = _answers(version).exclude(newest=None)
    found: int = answered.aggregate(people=Count("attempt__enrolment__user", distinct=True))["people"]
    return found


def _answers(version: QuestionVersion) -> QuerySet[AttemptSlot]:
    """Of attempts that are over, each with its last answer."""
    newest = AnswerStep.objects.filter(slot=OuterRef("pk")).order_by("-seq").values("answer")[:1]
    rows = AttemptSlot.objects.filter(version=version, attempt__state__in=OVER)
    return rows.annotate(newest=Subquery(newest)).order_by()


def _choices(version: QuestionVersion, names: Mapping[str, str]) -> tuple[ChoiceCount, ...]:
    """How often each was chosen. Where answers are no choices, those that five answers at least share."""
    kind, content = get_type(version.type), content_of(version, tuple(names))
    given = list(_answers(version).exclude(newest=None).values_list("newest").annotate(count=Count("pk")))
    total = sum(count for _answer, count in given)
    right = set(kind.choices_in(content, kind.solution(content)).values())
    offered = kind.choices(content, names)
    chosen: Counter[str] = Counter()
    for answer, count in given:
        chosen.update(dict.fromkeys(kind.choices_in(content, answer).values(), count))
    if offered:
        return tuple(_count(name, words, chosen[name], total, name in right) for name, words in offered.items())
    common = sorted((pair for pair in given if pair[1] >= LEAST_LEARNERS), key=lambda pair: -pair[1])
    shares = (
        (answer, count, kind.grade(content, answer)) for answer, count in common if not version.is_marked_by_person
    )
    return tuple(
        _count("", kind.say(content, answer, names), count, total, mark.share == 1) for answer, count, mark in shares
    )


def _count(name: str, words: str, count: int, total: int, is_right: bool) -> ChoiceCount:
    return ChoiceCount(name, words, count, round(100 * count / total) if total else 0, is_right)


def _objected(version: QuestionVersion, names: Mapping[str, str]) -> list[Objected]:
    """Two queries."""
    rows = Objection.objects.filter(slot__version=version).select_related("slot").order_by("pk")
    found = list(rows)
    newest = AnswerStep.objects.filter(slot=OuterRef("pk")).order_by("-seq").values("answer")[:1]
    slots = AttemptSlot.objects.filter(pk__in=[one.slot_id for one in found])
    answers = dict(slots.values_list("pk", Subquery(newest)))
    kind, content = get_type(version.type), content_of(version, tuple(names))
    return [Objected(one, kind.say(content, answers[one.slot_id], names)) for one in found]
