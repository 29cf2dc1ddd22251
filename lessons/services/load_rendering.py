"""All HTML that a load needs, before it opens a transaction: short texts in one child process, long ones in another.

Two, since a lesson shows the definitions of the glossary, which are short texts themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from coursesite.markup import child
from coursesite.markup.context import Context
from coursesite.markup.problems import BLOCKING
from coursesite.markup.rendered import VERSION, Rendered
from coursesite.wording import failure_parts, problem_parts
from lessons.files.items import GLOSSARY, HEAD, HEAD_UID
from lessons.files.problem import Problem, Said, Severity, has_errors
from lessons.files.structure import LESSON, LessonFile
from lessons.models import Lesson
from lessons.part_loaders import Html, PartLoader, Text, all_loaders
from lessons.queries.rendering import file_context, file_images
from lessons.services.load_plan import Plan
from lessons.services.publishing import LessonText, render_key

BODY = "body"
Place = tuple[str, str, str]
"""Part, uid, key of the text."""


@dataclass(frozen=True)
class Rendering:
    """`problems` are those of the texts that were rendered. `context` is what long texts were rendered with."""

    context: Context
    found: Mapping[Place, Rendered]
    problems: tuple[Problem, ...] = field(default=())

    def of(self, part: str, uid: str, key: str = BODY) -> Rendered | None:
        return self.found.get((part, uid, key))

    def html(self, part: str, uids: Iterable[str]) -> Html:
        wanted = frozenset(uids)
        html: dict[str, dict[str, Rendered]] = {}
        for (found_part, uid, key), rendered in self.found.items():
            if found_part == part and uid in wanted:
                html.setdefault(uid, {})[key] = rendered
        return html

    def with_warnings(self) -> "Rendering":
        """The same, where a text that could be rendered has no errors, only warnings."""
        problems = (
            replace(problem, severity=Severity.WARNING) if problem.code in BLOCKING else problem
            for problem in self.problems
        )
        return replace(self, problems=tuple(problems))

    def uids(self, part: str) -> frozenset[str]:
        return frozenset(uid for found, uid, _key in self.found if found == part)


def render_plan(plan: Plan) -> Rendering:
    """Starts no child process if nothing has to be rendered."""
    known = _known_definitions(plan)
    short = {**_definition_texts(plan, known), **dict(_part_texts(plan, inline=True))}
    found, problems = _render(short, Context(images=file_images(plan.merged)), plan)
    definitions = {uid: html for uid, (html, _version) in known.items()}
    definitions |= {uid: rendered.html for (part, uid, _key), rendered in found.items() if part == GLOSSARY}
    if has_errors(problems):
        return Rendering(Context(), found, tuple(problems))
    context = file_context(plan.merged, definitions)
    more, found_problems = _render(_long_texts(plan, context, known), context, plan)
    return Rendering(context, {**found, **more}, (*problems, *found_problems))


def lesson_text(lesson: LessonFile) -> LessonText:
    return LessonText(lesson.title, lesson.body, lesson.objective, lesson.claims, lesson.note)


def _long_texts(plan: Plan, context: Context, known: Mapping[str, tuple[str, int]]) -> dict[Place, Text]:
    texts = {(LESSON, lesson.uid, BODY): _body(lesson) for lesson in _stale_lessons(plan, context)}
    surroundings_changed = plan.course is None or _is_behind(plan) or context != _old_context(plan, known)
    if surroundings_changed or plan.written(HEAD):
        course = plan.merged
        texts[HEAD, HEAD_UID, BODY] = Text(key=BODY, source=course.body, path="course.md", line=course.body_line)
    texts |= dict(_part_texts(plan, inline=False, also_unchanged=surroundings_changed))
    return texts


def _definition_texts(plan: Plan, known: Mapping[str, tuple[str, int]]) -> dict[Place, Text]:
    """Definitions that are new, changed, or of an earlier renderer."""
    written = plan.written(GLOSSARY)
    source = plan.merged.glossary.source
    return {
        (GLOSSARY, term.uid, BODY): Text(
            key=BODY, source=term.definition, path="glossary.md", line=source.line(("terms", index)), inline=True
        )
        for index, term in enumerate(plan.merged.glossary.terms)
        if term.uid in written or known.get(term.uid, ("", 0))[1] != VERSION
    }


def _part_texts(plan: Plan, *, inline: bool, also_unchanged: bool = False) -> Iterator[tuple[Place, Text]]:
    for loader in all_loaders():
        key = loader.part.key
        for entry in _entries(plan, loader, also_unchanged=also_unchanged):
            for text in loader.texts(entry):
                if text.inline == inline:
                    yield (key, entry.uid, text.key), text


def _entries(plan: Plan, loader: PartLoader, *, also_unchanged: bool) -> list[Any]:
    written = plan.written(loader.part.key)
    return [entry for entry in plan.merged.parts[loader.part.key] if also_unchanged or entry.uid in written]


def _stale_lessons(plan: Plan, context: Context) -> list[LessonFile]:
    """Those whose text, or what it is rendered with, is not what the stored HTML was made of."""
    stored = _stored_keys(plan)
    return [lesson for lesson in plan.merged.lessons if stored.get(lesson.uid) != _keys(lesson, context)]


def _keys(lesson: LessonFile, context: Context) -> tuple[str, str]:
    text = lesson_text(lesson)
    return text.content_hash, render_key(text, context)


def _stored_keys(plan: Plan) -> dict[str, tuple[str, str]]:
    if plan.course is None:
        return {}
    lessons = Lesson.objects.filter(unit__course=plan.course).exclude(published=None)
    rows = lessons.values_list("unit__uid", "published__content_hash", "published__render_key")
    return {uid: (content_hash, key) for uid, content_hash, key in rows}


def _is_behind(plan: Plan) -> bool:
    """Some lesson was made by an earlier renderer; so were then the texts that keep no record of it."""
    lessons = Lesson.objects.filter(unit__course=plan.course, unit__retired_at=None).exclude(published=None)
    return lessons.exclude(published__render_version=VERSION).exists()


def _known_definitions(plan: Plan) -> dict[str, tuple[str, int]]:
    """uid → HTML and the version of the renderer that made it."""
    if plan.course is None:
        return {}
    rows = plan.course.glossary.filter(retired_at=None).values_list("uid", "html", "render_version")
    return {uid: (html, version) for uid, html, version in rows}


def _old_context(plan: Plan, known: Mapping[str, tuple[str, int]]) -> Context:
    assert plan.stored is not None
    return file_context(plan.stored, {uid: html for uid, (html, _version) in known.items()})


def _body(lesson: LessonFile) -> Text:
    return Text(key=BODY, source=lesson.body, path=lesson.path, line=lesson.body_line)


def _render(texts: Mapping[Place, Text], context: Context, plan: Plan) -> tuple[dict[Place, Rendered], list[Problem]]:
    places = {str(number): place for number, place in enumerate(texts)}
    jobs = [
        child.Job(key=number, source=text.source, inline=text.inline, pictures=text.pictures)
        for number, text in zip(places, texts.values(), strict=True)
    ]
    results = child.render_many(jobs, context)
    found, problems = {}, []
    for number, place in places.items():
        result = results[number]
        if isinstance(result, Rendered):
            found[place] = result
        problems += _problems(result, texts[place], place, plan)
    return found, problems


def _problems(result: Any, text: Text, place: Place, plan: Plan) -> Iterator[Problem]:
    """In the file's words and lines. What stands in the database only is no reason to refuse the files."""
    part, uid, key = place
    about = "" if key == BODY else f"{uid}: {key}: "
    kept = plan.is_kept(part, uid)
    if not isinstance(result, Rendered):
        severity = Severity.WARNING if kept else Severity.ERROR
        yield Problem(text.path, text.line, result.code, _about(about, *failure_parts(result.code)), severity)
        return
    for problem in result.problems:
        blocking = problem.code in BLOCKING and not kept
        line = text.line if text.inline else text.line + problem.line - 1
        severity = Severity.ERROR if blocking else Severity.WARNING
        yield Problem(text.path, line, problem.code, _about(about, *problem_parts(problem)), severity)


def _about(about: str, words: str, values: Mapping[str, str]) -> Said:
    return Said("%(about)s%(message)s", about=about, message=Said(words, **values))
