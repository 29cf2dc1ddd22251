"""What is a course's text rendered with? Its words, pictures, addresses and terms."""

from django.urls import reverse

from coursesite.markup.context import Context, GlossaryEntry, TermLook
from lessons import kinds, selfchecks
from lessons.models import Course, Figure, Unit

LINK_PREFIXES = {"lesson": "lektion", "quiz": "quiz"}


def render_context(course: Course) -> Context:
    """Five queries, whatever the size of the course."""
    return Context(
        glossary=tuple(
            GlossaryEntry(uid=term.uid, term=term.term, aliases=tuple(term.aliases), html=term.html, lang=term.lang)
            for term in course.glossary.filter(retired_at=None)
        ),
        images={figure.name: figure_url(course, figure) for figure in course.figures.defer("content")},
        links=_links(course),
        terms={term.key: TermLook(term.name, term.glyph, term.colour) for term in course.terms.all()},
        checks=selfchecks.uids(course),
        glossary_url=reverse("lessons:glossary", args=[course.slug]),
    )


def figure_url(course: Course, figure: Figure) -> str:
    """The hash makes it safe to cache for ever: another picture has another address."""
    path = reverse("lessons:figure", args=[course.slug, figure.name])
    return f"{path}?v={figure.content_hash[:12]}"


def _links(course: Course) -> dict[str, str]:
    links = {"glossar:": reverse("lessons:glossary", args=[course.slug])}
    for unit in Unit.objects.in_use().filter(course=course):
        prefix = LINK_PREFIXES.get(unit.kind, unit.kind)
        links[f"{prefix}:{unit.uid}"] = reverse(kinds.kind(unit.kind).url_name, args=[course.slug, unit.slug])
    return links
