"""The words of a course on one page. Lessons link to their places in it."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from lessons.models import GlossaryTerm
from lessons.views.access import standing_or_404

# Where an umlaut stands in a German dictionary (DIN 5007-1).
SORTED_AS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


@require_safe
@login_required
def glossary(request: HttpRequest, course: str) -> HttpResponse:
    found = standing_or_404(request, course)
    terms = sorted(GlossaryTerm.objects.filter(course=found.course, retired_at=None), key=_place)
    letters = [(letter, [_shown(term) for term in group]) for letter, group in groupby(terms, key=_letter)]
    return render(request, "lessons/glossary.html", {"course": found.course, "letters": letters})


def _place(term: GlossaryTerm) -> str:
    return term.term.casefold().translate(SORTED_AS)


def _letter(term: GlossaryTerm) -> str:
    return _place(term)[:1].upper()


def _shown(term: GlossaryTerm) -> dict:
    html = mark_safe(term.html)  # noqa: S308  # by coursesite.markup, when it was saved
    return {"id": f"term-{term.uid}", "term": term.term, "lang": term.lang, "html": html}
