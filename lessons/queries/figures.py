"""Where is a figure shown? In lessons, drafts and approved texts that still wait included, in questions of whatever
wording, and in other texts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q

from lessons.files.references import figures_in, pictures_in
from lessons.models import Course, Figure, LessonVersion
from lessons.part_loaders import all_loaders
from lessons.queries.stored import paths_of


@dataclass(frozen=True)
class Use:
    """`lesson`: its pk, None for a text that is no lesson's."""

    title: str
    lesson: int | None = None


def uses_of(figure: Figure) -> tuple[Use, ...]:
    """In the order of the course, each once. A constant number of queries, over all texts of the course."""
    named = (use for use, source in _texts(figure.course) if figure.name in source and _shows(source, figure.name))
    asked = (Use(uid) for uid, names in _pictures(figure.course, figure.name) if figure.name in names)
    return tuple(dict.fromkeys((*named, *asked)))


def figures_at_work(course: Course) -> frozenset[str]:
    """Names of figures that drafts show, texts that wait for their day, and questions, whose earlier wordings are still
    seen in attempts: they shall not go."""
    versions = LessonVersion.objects.filter(lesson__unit__course=course).filter(_waits())
    sources = versions.order_by().values_list("source", flat=True)
    at_work = {mention.target for source in sources for mention in figures_in(source)}
    return frozenset(at_work.union(*(names for _uid, names in _pictures(course, "](")), ()))


def _texts(course: Course) -> Iterator[tuple[Use, str]]:
    current = Q(lesson__published=F("pk")) | _waits()
    versions = LessonVersion.objects.filter(current, lesson__unit__course=course).select_related("lesson__unit")
    for version in versions.order_by("lesson__unit__chapter__position", "lesson__unit__position", "number"):
        yield Use(version.lesson.unit.title, version.lesson_id), version.source
    yield Use(course.title), course.welcome_source
    paths = paths_of(course)
    for loader in all_loaders():
        for entry in loader.stored(course, paths.get(loader.part.key, {})):
            for text in loader.texts(entry):
                yield Use(entry.uid), text.source


def _pictures(course: Course, word: str) -> Iterator[tuple[str, frozenset[str]]]:
    """(uid, names of the figures) of what holds the word; one query a loader."""
    for loader in all_loaders():
        for uid, source in loader.wordings(course, word):
            yield uid, frozenset(mention.target for mention in pictures_in(source))


def _waits() -> Q:
    return Q(lesson__draft=F("pk")) | Q(goes_live_at__isnull=False, published_at=None)


def _shows(source: str, name: str) -> bool:
    return any(mention.target == name for mention in figures_in(source))
