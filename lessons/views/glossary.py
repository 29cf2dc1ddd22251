"""The words of a course on one page. Lessons link to their places in it."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from lessons.models import Course, GlossaryTerm, Term
from lessons.queries.glossary import letter_of, words_of
from lessons.views.access import standing_or_404


@require_safe
@login_required
def glossary(request: HttpRequest, course: str) -> HttpResponse:
    found = standing_or_404(request, course)
    marks = marks_of(found.course)
    groups = groupby(words_of(found.course), key=letter_of)
    letters = [(letter, [shown_word(word, marks) for word in group]) for letter, group in groups]
    return render(request, "lessons/glossary.html", {"course": found.course, "letters": letters})


def marks_of(course: Course) -> dict[str, Term]:
    """Name of a term → the term, whose sign and colour stand wherever it is named as such."""
    return {term.name: term for term in course.terms.all()}


def shown_word(word: GlossaryTerm, marks: dict[str, Term]) -> dict:
    html = mark_safe(word.html)  # noqa: S308  # by coursesite.markup, when it was saved
    return {"id": f"term-{word.uid}", "term": word.term, "lang": word.lang, "html": html, "mark": marks.get(word.term)}
