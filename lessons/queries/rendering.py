"""What is a course's text rendered with? Its words, pictures, addresses and terms."""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from coursesite.markup.context import Context, GlossaryEntry, TermLook
from lessons import kinds, selfchecks
from lessons.files.checks import units_of
from lessons.files.page import KEY as PAGES
from lessons.files.structure import CourseFile
from lessons.models import Course, Figure, Unit
from lessons.part_loaders import all_loaders

LINK_PREFIXES = {"lesson": "lektion", "quiz": "quiz"}


def render_context(course: Course) -> Context:
    """Six queries, whatever the size of the course."""
    return Context(
        glossary=tuple(
            GlossaryEntry(uid=term.uid, term=term.term, aliases=tuple(term.aliases), html=term.html, lang=term.lang)
            for term in course.glossary.filter(retired_at=None)
        ),
        images={figure.name: figure_url(course, figure) for figure in course.figures.defer("content")},
        links=_links(
            course.slug,
            Unit.objects.in_use().filter(course=course).values_list("kind", "uid", "slug"),
            course.pages.values_list("uid", "slug"),
        ),
        terms={term.key: TermLook(term.name, term.glyph, term.colour) for term in course.terms.all()},
        checks=selfchecks.uids(course),
        glossary_url=reverse("lessons:glossary", args=[course.slug]),
    )


def file_context(course: CourseFile, definitions: Mapping[str, str]) -> Context:
    """The same for a course that is not in the database yet. `definitions`: glossary uid → HTML."""
    units = units_of(course, kinds.parts()).values()
    return Context(
        glossary=tuple(
            GlossaryEntry(uid=one.uid, term=one.term, aliases=one.aliases, html=definitions[one.uid], lang=one.lang)
            for one in course.glossary.terms
        ),
        images=file_images(course),
        links=_links(
            course.slug,
            [(unit.kind, unit.uid, unit.slug) for unit in units],
            [(page.uid, page.slug) for page in course.parts.get(PAGES, ())],
        ),
        terms={term.key: TermLook(term.name, term.glyph, term.colour) for term in course.terms},
        checks=frozenset().union(*(loader.askable(course.parts[loader.part.key]) for loader in all_loaders())),
        glossary_url=reverse("lessons:glossary", args=[course.slug]),
    )


def file_images(course: CourseFile) -> dict[str, str]:
    """File name → address."""
    return {figure.name: figure_address(course.slug, figure.name, figure.digest) for figure in course.figures}


def figure_url(course: Course, figure: Figure) -> str:
    return figure_address(course.slug, figure.name, figure.content_hash)


def figure_address(course: str, name: str, digest: str) -> str:
    """The hash makes it safe to cache for ever: another picture has another address."""
    return f"{reverse('lessons:figure', args=[course, name])}?v={digest[:12]}"


def _links(course: str, units: Iterable[tuple[str, str, str]], pages: Iterable[tuple[str, str]]) -> dict[str, str]:
    """From (kind, uid, slug) and (uid, slug)."""
    links = {"glossar:": reverse("lessons:glossary", args=[course])}
    for kind, uid, slug in units:
        links[f"{LINK_PREFIXES.get(kind, kind)}:{uid}"] = reverse(kinds.kind(kind).url_name, args=[course, slug])
    return links | {f"seite:{uid}": reverse("lessons:page", args=[course, slug]) for uid, slug in pages}
