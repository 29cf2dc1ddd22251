"""The words of a course in the order of a dictionary."""

from lessons.models import Course, GlossaryTerm

# Where an umlaut stands in a German dictionary (DIN 5007-1).
SORTED_AS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def words_of(course: Course) -> list[GlossaryTerm]:
    """One query."""
    return sorted(GlossaryTerm.objects.filter(course=course, retired_at=None), key=_place)


def letter_of(term: GlossaryTerm) -> str:
    return _place(term)[:1].upper()


def _place(term: GlossaryTerm) -> str:
    return term.term.casefold().translate(SORTED_AS)
