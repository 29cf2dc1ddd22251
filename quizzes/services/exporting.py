"""Questions out into a file: those that are not retired, and by name what the file cannot hold of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lessons.files.references import pictures_in
from lessons.models import Course
from quizzes.enums import QuestionStatus
from quizzes.formats import get_format
from quizzes.formats.base import Exchanged, Trouble
from quizzes.formats.item import Interaction, Own
from quizzes.models import Question, QuestionVersion
from quizzes.queries.attempts import term_names
from quizzes.queries.contents import content_of
from quizzes.types import get_type


@dataclass(frozen=True)
class Exported:
    """`losses`: what the file does not hold, named by question."""

    content: bytes
    count: int
    losses: tuple[Trouble, ...] = ()


def export_questions(*, course: Course, format_key: str) -> Exported:
    """All questions of the course that are not retired, with the figures that their stems show. Three queries."""
    form = get_format(format_key)
    found = list(_exchanged(course))
    questions, losses = [], list(_without_figure(found))
    for question in found:
        if isinstance(question.item, Own) and not form.holds_own:
            losses.append(Trouble("cannot-hold", "own", question.uid))
            continue
        lost = form.losses(question)
        losses += lost
        if not any(trouble.is_error for trouble in lost):
            questions.append(question)
    return Exported(form.write(questions), len(questions), tuple(losses))


def grouped(troubles: Iterable[Trouble]) -> list[tuple[Trouble, list[str]]]:
    """Equal ones once, with the names of all questions they hold for; those that leave a question out first."""
    names: dict[tuple[str, str, bool], list[str]] = {}
    for one in troubles:
        names.setdefault((one.code, one.detail, one.is_error), []).append(one.name)
    found = [(Trouble(code, detail, is_error=wrong), uids) for (code, detail, wrong), uids in names.items()]
    return sorted(found, key=lambda pair: not pair[0].is_error)


def _exchanged(course: Course) -> Iterable[Exchanged]:
    terms = tuple(term_names(course.pk))
    figures = _figures(course)
    rows = Question.objects.filter(course=course).exclude(current=None).exclude(status=QuestionStatus.RETIRED)
    for row in rows.select_related("current").defer("current__rendered").order_by("position", "uid"):
        assert row.current is not None
        kind, content = get_type(row.current.type), content_of(row.current, terms)
        item = kind.interaction(content) or Own(kind.dump(content))
        head = {
            key: value
            for key in ("pool", "family", "company", "pair", "bloom", "status", "note")
            if (value := getattr(row, key))
        }
        images = {name: figures[name] for name in _shown(item) if name in figures}
        yield Exchanged(row.uid, item, row.current.type, head, images)


def _figures(course: Course) -> dict[str, bytes]:
    """Those that a stem may show; a picture is read only where there are such stems."""
    stems = QuestionVersion.objects.filter(question__course=course, content__stem__icontains="](")
    names = {mention.target for (stem,) in stems.values_list("content__stem") for mention in pictures_in(stem)}
    rows = course.figures.filter(name__in=names).values_list("name", "content") if names else ()
    return {name: bytes(content) for name, content in rows}


def _shown(item: Interaction) -> list[str]:
    """Names of the figures in the stem."""
    stem = item.data.get("stem", "") if isinstance(item, Own) else item.prompt
    return list(dict.fromkeys(mention.target for mention in pictures_in(stem)))


def _without_figure(questions: Iterable[Exchanged]) -> Iterator[Trouble]:
    """What is named and not there any more."""
    for question in questions:
        for name in _shown(question.item):
            if name not in question.images:
                yield Trouble("lost-picture", name, question.uid, is_error=False)
