"""The whole course on one page, made for paper. No text is rendered, no answer told, and nothing of it is noted."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from coursesite import clock
from lessons.queries.booklet import Booklet, Leaf, booklet_of
from lessons.queries.outline import outline
from lessons.views.access import standing_or_404, to_the_beginning
from lessons.views.glossary import marks_of, shown_word


@require_safe
@login_required
def booklet(request: HttpRequest, course: str) -> HttpResponse:
    found = standing_or_404(request, course)
    if not found.may_read:
        return to_the_beginning(request, found)
    site = request.build_absolute_uri("/").rstrip("/")
    made = booklet_of(found, outline(found.course, found.enrolment, now=clock.now()), site=site)
    marks = marks_of(found.course)
    context = {
        "course": found.course,
        "booklet": made,
        "chapters": _shown(made),
        "words": [shown_word(word, marks) for word in made.words],
        "site": site,
        "today": clock.today(),
    }
    return render(request, "lessons/booklet.html", context)


def _shown(made: Booklet) -> list[tuple[str, list[tuple[Leaf, list[SafeString | None]]]]]:
    """Chapters with their leaves and each one's blocks: HTML, or None where the screen asks a question."""
    return [(chapter.title, [(leaf, _blocks(leaf)) for leaf in chapter.leaves]) for chapter in made.chapters]


def _blocks(leaf: Leaf) -> list[SafeString | None]:
    return [
        mark_safe(piece) if isinstance(piece, str) else None  # noqa: S308  # by coursesite.markup, when it was saved
        for piece in leaf.pieces
    ]
