"""Stored HTML brought up to the present renderer. Texts and history are not touched."""

from collections import Counter
from collections.abc import Mapping

from coursesite.markup import child
from coursesite.markup.context import Context
from coursesite.markup.rendered import VERSION, Rendered
from coursesite.storage.transactions import write_transaction
from lessons.models import Course
from lessons.part_loaders import Html, all_loaders
from lessons.queries.rendering import render_context
from lessons.queries.stored import paths_of
from lessons.services.indexing import refresh_index
from lessons.services.load_rendering import Place
from lessons.services.load_tables import save_changed
from lessons.services.publishing import refresh_lessons

WELCOME = ("", "", "welcome")


def rerender_course(*, course: Course) -> Counter[str]:
    """How many of each kind have new HTML. What cannot be rendered any more keeps what it had."""
    return Counter(
        {
            "glossary terms": _rerender_glossary(course),
            "introductions": _rerender_introductions(course),
            "lessons": refresh_lessons(course=course),
            "questions": rerender_parts(course=course),
            "texts of the search": refresh_index(course=course),
        }
    )


def rerender_parts(*, course: Course) -> int:
    return sum(loader.rerender(course) for loader in all_loaders())


def _rerender_glossary(course: Course) -> int:
    terms = {str(term.pk): term for term in course.glossary.exclude(render_version=VERSION)}
    jobs = [child.Job(key=pk, source=term.source, inline=True) for pk, term in terms.items()]
    results = child.render_many(jobs, Context())
    with write_transaction():
        return sum(
            save_changed(terms[pk], {"html": result.html, "plain": result.plain, "render_version": VERSION})
            for pk, result in results.items()
            if isinstance(result, Rendered)
        )


def _rerender_introductions(course: Course) -> int:
    """The welcome text and the long texts of the floors above, which keep no record of what made them."""
    paths = paths_of(course)
    sources = {WELCOME: course.welcome_source}
    for loader in all_loaders():
        key = loader.part.key
        for entry in loader.stored(course, paths.get(key, {})):
            sources |= {(key, entry.uid, text.key): text.source for text in loader.texts(entry) if not text.inline}
    found = _render(sources, render_context(course))
    with write_transaction():
        changed = sum(loader.write_html(course, _of_part(found, loader.part.key)) for loader in all_loaders())
        if WELCOME in found:
            changed += save_changed(course, {"welcome_html": found[WELCOME].html})
    return changed


def _of_part(found: Mapping[Place, Rendered], part: str) -> Html:
    html: dict[str, dict[str, Rendered]] = {}
    for (found_part, uid, key), rendered in found.items():
        if found_part == part:
            html.setdefault(uid, {})[key] = rendered
    return html


def _render(sources: Mapping[Place, str], context: Context) -> dict[Place, Rendered]:
    places = {str(number): place for number, place in enumerate(sources)}
    jobs = [child.Job(key=number, source=sources[place]) for number, place in places.items()]
    results = child.render_many(jobs, context)
    return {places[number]: result for number, result in results.items() if isinstance(result, Rendered)}
