"""May this person be here, and as what? Whoever may not learns that there is no such thing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from coursesite.storage.kept import Kept
from coursesite.storage.prepared import Prepared
from lessons.models import Course, Enrolment, Lesson, LessonVersion, Unit
from lessons.rules import teaches

TextKey = tuple[int, str, str]  # version, hash of its source, hash of all it was rendered with
_texts: Kept[TextKey, LessonVersion] = Kept(limit=500)  # some 30 kB each


@dataclass(frozen=True)
class Standing:
    """A person in a course. `enrolment` is her latest run, None before the first."""

    user: Any
    course: Course
    enrolment: Enrolment | None

    @property
    def teaches(self) -> bool:
        """One query."""
        return teaches(self.user, self.course)

    @property
    def may_read(self) -> bool:
        """Lessons and quizzes open with the first "start"; who teaches the course reads it without.

        So does whoever is offered what has changed: an offer takes nothing away.
        """
        run = self.enrolment
        return bool(run and (run.started_at or run.is_difference)) or self.teaches


def _runs(user: int, slug: str) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(user=user, course__slug=slug).select_related("course")
    return rows.order_by("-cycle")[:1]


def _lessons(unit: int) -> QuerySet[Any]:
    rows = Lesson.objects.filter(unit=unit).order_by()
    return rows.values_list("pk", "draft_id", "published_id", "published__content_hash", "published__render_key")


RUNS: Prepared[Enrolment] = Prepared(_runs)
LESSONS: Prepared[Any] = Prepared(_lessons)


def standing(user: Any, course_slug: str) -> Standing | None:
    """None: she may not see the course, or there is none. One query for whoever is enrolled, else two."""
    enrolment = RUNS.first(user=user.pk, slug=course_slug)
    course = enrolment.course if enrolment else Course.objects.for_user(user).filter(slug=course_slug).first()
    return Standing(user, course, enrolment) if course else None


def unit_by_slug(course: Course, kind: str, slug: str) -> Unit | None:
    return Unit.objects.in_use().select_related("chapter").filter(course=course, kind=kind, slug=slug).first()


def moved_unit(course: Course, kind: str, slug: str) -> Unit | None:
    """The unit that had this address before."""
    units = Unit.objects.in_use().select_related("course")
    return units.filter(course=course, old_slugs__kind=kind, old_slugs__slug=slug).first()


def lesson_of(unit: Unit) -> Lesson | None:
    """With the text that readers see. One query once the text was read in this process."""
    row = LESSONS.first(unit=unit.pk)
    if row is None:
        return None
    pk, draft_id, *key = row
    text = _texts.get_many([tuple(key)], _load_texts).get(tuple(key))
    return Lesson(pk=pk, unit=unit, draft_id=draft_id, published=text)


def texts_of(units: Collection[Unit]) -> dict[int, LessonVersion]:
    """The texts that readers see, by the unit's pk. One query once they were read in this process, else two."""
    rows = Lesson.objects.filter(unit__in=units).exclude(published=None).order_by()
    columns = ("unit_id", "published_id", "published__content_hash", "published__render_key")
    keys = {unit: (pk, digest, render_key) for unit, pk, digest, render_key in rows.values_list(*columns)}
    texts = _texts.get_many(list(keys.values()), _load_texts)
    return {unit: texts[key] for unit, key in keys.items() if key in texts}


def _load_texts(keys: Collection[TextKey]) -> dict[TextKey, LessonVersion]:
    rows = LessonVersion.objects.defer("source", "plain").in_bulk([pk for pk, _hash, _render_key in keys if pk])
    return {key: rows[key[0]] for key in keys if key[0] in rows}
