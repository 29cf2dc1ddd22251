"""Do the files of a course fit together? Each function answers for one kind of thing and gives problems by line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lessons.files.part import CoursePart, Item, UnitFile
from lessons.files.problem import Problem, Severity, Where
from lessons.files.problem import Said as _
from lessons.files.references import figures_in, pictures_in
from lessons.files.schema import nearest
from lessons.files.structure import LESSON, CourseFile, GlossaryTermFile, LessonFile

Units = Mapping[tuple[str, str], UnitFile]


def check_course(course: CourseFile, parts: Sequence[CoursePart]) -> list[Problem]:
    units = units_of(course, parts)
    return [
        *_term_problems(course),
        *_unit_problems(course, units, [LESSON, *(part.unit_kind for part in parts if part.unit_kind)]),
        *_slug_problems(units.values()),
        *_glossary_problems(course),
        *_figure_problems(course, parts),
    ]


def uid_problems(items: Iterable[Item]) -> Iterator[Problem]:
    """A uid names one thing for ever, whatever its kind."""
    first: dict[str, Item] = {}
    for item in items:
        known = first.setdefault(item.uid, item)
        if known is not item:
            known_as = {"uid": item.uid, "part": known.part, "place": f"{known.path}:{known.line}"}
            message = _('"%(uid)s" is already used for the %(part)s at %(place)s', **known_as)
            yield Problem(item.path, item.line, "duplicate-uid", message)


def units_of(course: CourseFile, parts: Sequence[CoursePart]) -> Units:
    """Every unit there is a file for, by kind and target."""
    upper = (unit for part in parts if part.key in course.parts for unit in part.units(course.parts[part.key]))
    units = [*(lesson.unit for lesson in course.lessons), *upper]
    return {(unit.kind, unit.target): unit for unit in units}


def _term_problems(course: CourseFile) -> Iterator[Problem]:
    """The small tables of the course: no key twice, and each names only what is there."""
    yield from _repeated(course, "terms", [term.key for term in course.terms])
    yield from _repeated(course, "contrasts", [contrast.pair for contrast in course.contrasts])
    yield from _repeated(course, "questions", [question.number for question in course.questions])
    yield from _repeated(course, "dimensions", [dimension.key for dimension in course.dimensions])
    yield from _repeated(course, "chapters", [chapter.uid for chapter in course.chapters])
    numbers = {question.number for question in course.questions}
    for index, contrast in enumerate(course.contrasts):
        where: Where = ("contrasts", index)
        if contrast.pair not in course.pairs:
            pairs = ", ".join(course.pairs)
            message = _("%(pair)s is not one of %(known)s", pair=contrast.pair, known=pairs)
            yield course.source.problem((*where, "pair"), "contrast", message)
        if contrast.yes and contrast.yes not in contrast.pair:
            message = _("%(term)s is not one of the two terms of %(pair)s", term=contrast.yes, pair=contrast.pair)
            yield course.source.problem((*where, "yes"), "contrast", message)
        if contrast.question not in numbers:
            message = _("there is no decision question number %(number)d", number=contrast.question)
            yield course.source.problem((*where, "question"), "contrast", message)
    for index, dimension in enumerate(course.dimensions):
        for term in dimension.gaps:
            if term not in course.term_keys:
                message = _("%(term)s is not a term", term=term)
                yield course.source.problem(("dimensions", index, "gaps"), "unknown-term", message)
    yield from _explaining_problems(course)


def _explaining_problems(course: CourseFile) -> Iterator[Problem]:
    """The lesson that explains a contrast or a dimension is named by its uid."""
    uids = [lesson.uid for lesson in course.lessons]
    named = {"contrasts": [row.lesson for row in course.contrasts]}
    named["dimensions"] = [row.lesson for row in course.dimensions]
    for name, lessons in named.items():
        for index, lesson in enumerate(lessons):
            if lesson and lesson not in uids:
                close = nearest(lesson, uids)
                message = _('there is no lesson with the uid "%(uid)s"%(close)s', uid=lesson, close=close)
                yield course.source.problem((name, index, "lesson"), "missing-lesson", message)


def _repeated(course: CourseFile, key: str, values: Sequence[str | int]) -> Iterator[Problem]:
    for index, value in enumerate(values):
        if value in values[:index]:
            message = _("%(key)s: %(value)s appears here twice", key=key, value=value)
            yield course.source.problem((key, index), "duplicate", message)


def _unit_problems(course: CourseFile, units: Units, kinds: Sequence[str]) -> Iterator[Problem]:
    named: Counter[tuple[str, str]] = Counter()
    for where, kind, target in _named_units(course):
        named[kind, target] += 1
        if kind not in kinds:
            message = _('"%(kind)s" is not a kind of unit%(close)s', kind=kind, close=nearest(kind, kinds))
            yield course.source.problem(where, "unknown-kind", message)
        elif (kind, target) not in units:
            close = nearest(target, [known for other, known in units if other == kind])
            message = _("there is no %(kind)s %(target)s%(close)s", kind=kind, target=target, close=close)
            yield course.source.problem(where, "missing-unit", message)
        elif named[kind, target] > 1:
            message = _("%(kind)s %(target)s is already listed in a chapter", kind=kind, target=target)
            yield course.source.problem(where, "duplicate", message)
    for (kind, target), unit in units.items():
        if not named[kind, target]:
            yield _unnamed(unit)


def _unnamed(unit: UnitFile) -> Problem:
    words = {"kind": unit.kind, "target": unit.target}
    message = _("no chapter in course.md lists this %(kind)s: add {%(kind)s: %(target)s}", **words)
    return Problem(unit.path, 1, "unnamed-unit", message)


def _named_units(course: CourseFile) -> Iterator[tuple[Where, str, str]]:
    for chapter_index, chapter in enumerate(course.chapters):
        for index, ref in enumerate(chapter.units):
            yield ("chapters", chapter_index, "units", index), ref.kind, ref.target


def _slug_problems(units: Iterable[UnitFile]) -> Iterator[Problem]:
    """Addresses are unique per kind of unit."""
    first: dict[tuple[str, str], UnitFile] = {}
    for unit in units:
        known = first.setdefault((unit.kind, unit.slug), unit)
        if known is not unit:
            message = _('the slug "%(slug)s" is already used by %(path)s', slug=unit.slug, path=known.path)
            yield Problem(unit.path, unit.slug_line, "duplicate-slug", message)


def _glossary_problems(course: CourseFile) -> Iterator[Problem]:
    """A word leads to one definition, whether it stands there as term or as alias."""
    source = course.glossary.source
    owner: dict[str, GlossaryTermFile] = {}
    for index, term in enumerate(course.glossary.terms):
        for word in [term.term, *term.aliases]:
            known = owner.setdefault(word.casefold(), term)
            if known is not term:
                message = _('"%(word)s" is already used for the term "%(term)s"', word=word, term=known.term)
                yield source.problem(("terms", index), "duplicate-word", message)


def _figure_problems(course: CourseFile, parts: Sequence[CoursePart]) -> Iterator[Problem]:
    """Texts name figures of their own folder or, such as those uploaded on the site, of the folder of the course.

    A figure that no text names is probably a left-over.
    """
    paths = {figure.path for figure in course.figures}
    used: set[str] = set()
    for path, folder, line, target in _named_figures(course):
        wanted = {f"{folder}/{target}" if folder else target, target}
        used |= wanted
        if not wanted & paths:
            here = [known.rpartition("/")[2] for known in paths if known.rpartition("/")[0] in ("", folder)]
            close = nearest(target, here)
            message = _("there is no figure %(name)s here%(close)s", name=target, close=close)
            yield Problem(path, line, "missing-figure", message)
    named = {mention.target for part in parts for text in _excerpts(course, part) for mention in pictures_in(text)}
    used |= {path for path in paths if path.rpartition("/")[2] in named}
    for unused in sorted(paths - used):
        yield Problem(unused, 1, "unused-figure", _("no text shows this figure"), Severity.WARNING)


def _excerpts(course: CourseFile, part: CoursePart) -> Iterator[str]:
    """Of a floor above; it says itself which of its texts may show a figure."""
    yield from (one.text for one in part.excerpts(course.parts[part.key], course) if "](" in one.text)


def _named_figures(course: CourseFile) -> Iterator[tuple[str, str, int, str]]:
    """(path of the text, its folder, line in the file, target) of each figure shown."""
    for mention in figures_in(course.body):
        yield "course.md", "", course.body_line + mention.line - 1, mention.target
    for lesson in course.lessons:
        yield from _of_lesson(lesson)


def _of_lesson(lesson: LessonFile) -> Iterator[tuple[str, str, int, str]]:
    for mention in figures_in(lesson.body):
        yield lesson.path, lesson.folder, lesson.body_line + mention.line - 1, mention.target
