"""The words that a course has agreed on, as they are in the database."""

from lessons.files.structure import GlossaryTermFile
from lessons.files.style.vocabulary import Vocabulary
from lessons.models import Course


def vocabulary_in(course: Course) -> Vocabulary:
    """Three queries."""
    glossary = course.glossary.filter(retired_at=None).values_list("uid", "term", "aliases", "lang")
    return Vocabulary(
        names=dict(course.terms.order_by("position", "pk").values_list("key", "name")),
        questions=dict(course.questions.values_list("number", "text")),
        glossary=tuple(
            GlossaryTermFile(uid=uid, term=term, aliases=tuple(aliases), lang=lang, definition="")
            for uid, term, aliases, lang in glossary
        ),
    )
