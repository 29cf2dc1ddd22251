"""A word of the glossary gets a new wording, and every lesson that explains it follows."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from coursesite.markup import child
from coursesite.markup.problems import BLOCKING
from coursesite.markup.rendered import VERSION, Rendered
from coursesite.markup.source import cleaned
from coursesite.storage.transactions import write_transaction
from coursesite.wording import failure_message, problem_message
from lessons.errors import LessonsError
from lessons.files.text import INVISIBLE
from lessons.models import GlossaryTerm
from lessons.queries.rendering import render_context
from lessons.services.indexing import refresh_index
from lessons.services.publishing import refresh_lessons


@dataclass(frozen=True)
class TermText:
    """What an author types."""

    term: str
    source: str
    aliases: tuple[str, ...] = ()
    lang: str = ""
    note: str = ""


def save_term(*, term: GlossaryTerm, text: TermText) -> int:
    """Returns how many texts followed. Raises LessonsError for a definition that cannot be shown, or a word taken."""
    rendered = _rendered_or_refused(term, text)
    with write_transaction():
        _refuse_taken(term, text)
        term.term, term.aliases, term.lang = text.term.strip(), _forms(text), text.lang
        term.source, term.note = _writable(text.source), _writable(text.note)
        term.html, term.plain, term.render_version = rendered.html, rendered.plain, VERSION
        term.save()
    followed = refresh_lessons(course=term.course)
    refresh_index(course=term.course)
    return followed


def _rendered_or_refused(term: GlossaryTerm, text: TermText) -> Rendered:
    result = child.render_one(text.source, render_context(term.course), inline=True)
    if not isinstance(result, Rendered):
        raise LessonsError(failure_message(result.code), result.code)
    blocking = [problem_message(problem) for problem in result.problems if problem.code in BLOCKING]
    if blocking:
        raise LessonsError(" ".join(blocking), "text-has-problems")
    return result


def _refuse_taken(term: GlossaryTerm, text: TermText) -> None:
    """One form of a word means one thing, whatever its case; retired words keep theirs."""
    wanted = {form.casefold() for form in (text.term.strip(), *_forms(text))}
    for other in GlossaryTerm.objects.filter(course=term.course).exclude(pk=term.pk):
        shared = wanted & {form.casefold() for form in (other.term, *other.aliases)}
        if shared:
            message = _("“%(word)s” is already a form of “%(term)s”.")
            raise LessonsError(message % {"word": sorted(shared)[0], "term": other.term}, "word-taken")


def _forms(text: TermText) -> list[str]:
    """Without repetitions, in the order typed."""
    return [form for form in dict.fromkeys(alias.strip() for alias in text.aliases) if form]


def _writable(text: str) -> str:
    return INVISIBLE.sub("", cleaned(text).expandtabs(4)).strip()
