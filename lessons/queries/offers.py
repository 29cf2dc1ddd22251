"""What has changed in substance, as somebody is offered it who holds a certificate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from lessons import change_questions
from lessons.change_questions import Asked
from lessons.differences import Row, differences
from lessons.enums import ChangeKind, ProgressState
from lessons.models import Certificate, CertificatePolicy, Enrolment, LessonVersion, Unit, UnitProgress
from lessons.queries.people import OwnCourse, with_outlines
from lessons.queries.substance import levels_renewed, open_differences, renewed_certificate


@dataclass(frozen=True)
class ChangedLesson:
    """From the version that she read last to the one that readers see. `between`: newest first.

    `rows` is empty once she has seen it, and where the wording has stayed the same.
    """

    unit: Unit
    current: LessonVersion
    between: tuple[LessonVersion, ...]
    rows: tuple[Row, ...]
    is_seen: bool


@dataclass(frozen=True)
class Difference:
    """All that a run asks for whose path is "difference". The questions come when all lessons are seen.

    `held`: the certificate that it brings up to date, None once that is over. `is_less`: it leaves the higher level to
    the exam.
    """

    run: Enrolment
    lessons: tuple[ChangedLesson, ...]
    questions: Asked | None
    held: Certificate | None
    is_less: bool

    @property
    def unseen(self) -> tuple[ChangedLesson, ...]:
        return tuple(lesson for lesson in self.lessons if not lesson.is_seen)

    @property
    def is_ready_to_end(self) -> bool:
        """Nothing is left, though nothing of hers was the last: a question was retired, or counts for everybody now."""
        return not self.run.completed_on and not self.unseen and not (self.questions and self.questions.left)

    @property
    def minutes(self) -> int:
        return len(self.unseen) + (self.questions.left if self.questions else 0)


def difference_of(run: Enrolment, *, today: date) -> Difference:
    """At most seven queries, and those of the questions."""
    units = Unit.objects.in_use().filter(course=run.course_id, uid__in=run.scope, required=True)
    in_order = list(units.select_related("chapter").order_by("chapter__position", "position"))
    seen = _seen(run)
    spans = {unit.pk: _span(run, unit, published, seen) for unit, published in _published(in_order)}
    ends = [pk for span in spans.values() for pk in span.ends]
    texts = LessonVersion.objects.defer("source", "html", "toc").in_bulk(ends)
    for unit in in_order:
        unit.course = run.course
    lessons = tuple(_changed(unit, spans[unit.pk], texts) for unit in in_order if unit.pk in spans)
    held = renewed_certificate(run, today=today)
    policy = CertificatePolicy.objects.filter(course=run.course_id).first()
    return Difference(
        run=run,
        lessons=lessons,
        questions=change_questions.asked([run]).get(run.pk),
        held=held,
        is_less=held is not None and held.level not in levels_renewed(held, policy),
    )


def courses_with_differences(user: Any, *, now: datetime) -> list[OwnCourse]:
    """Her courses in which a difference waits for her. One query where there is none."""
    runs = list(open_differences().filter(user=user).select_related("course"))
    return with_outlines([(run.course, run) for run in runs], now) if runs else []


@dataclass(frozen=True)
class _Span:
    """Without their texts: from which version to which, and what was published in between."""

    first: LessonVersion
    current: LessonVersion
    between: tuple[LessonVersion, ...]
    is_seen: bool

    @property
    def ends(self) -> tuple[int, int]:
        return self.first.pk, self.current.pk


def _published(units: Sequence[Unit]) -> Iterator[tuple[Unit, list[LessonVersion]]]:
    """Of each lesson what readers have seen, newest first; nothing of one that has no text any more."""
    rows = LessonVersion.objects.filter(lesson__unit__in=units, number__lte=F("lesson__published__number"))
    found: dict[int, list[LessonVersion]] = {}
    short = rows.exclude(published_at=None).defer("source", "html", "toc", "plain").select_related("lesson")
    for version in short.order_by("-number"):
        found.setdefault(version.lesson.unit_id, []).append(version)
    return ((unit, found[unit.pk]) for unit in units if unit.pk in found)


def _seen(run: Enrolment) -> dict[int, int]:
    """By the unit's pk, which version she has seen in this run."""
    entries = UnitProgress.objects.filter(enrolment=run, state=ProgressState.COMPLETED).exclude(version_seen=None)
    return dict(entries.values_list("unit", "version_seen__number"))


def _span(run: Enrolment, unit: Unit, published: Sequence[LessonVersion], seen: Mapping[int, int]) -> _Span:
    """What she has seen here already is not shown once more."""
    start = max(run.scope[unit.uid], seen.get(unit.pk, 0))
    since = [version for version in published if version.number > start]
    is_new = any(version.change_kind == ChangeKind.SUBSTANTIAL for version in since)
    first = next((version for version in published if version.number <= start), published[-1])
    is_seen = unit.pk in seen and not is_new
    return _Span(first, published[0], tuple(since), is_seen)


def _changed(unit: Unit, span: _Span, texts: Mapping[int, LessonVersion]) -> ChangedLesson:
    first, current = (texts[pk] for pk in span.ends)
    rows = () if span.is_seen else tuple(differences(first.plain, current.plain))
    return ChangedLesson(unit, current, span.between, rows, span.is_seen)
