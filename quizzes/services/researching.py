"""Answers leave the house for research: without names, noted for everybody in them, with a book that explains them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.accounts.enums import Role
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.tables.columns import Column, Kind
from coursesite.tables.csv import write_csv
from coursesite.tables.zipped import write_zip
from lessons.models import Course
from quizzes.enums import Confidence, Mode
from quizzes.errors import QuizzesError
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.queries.research import Extent, exported, extent_of, journaled, people_in, rows_of

MAX_PURPOSE = 200  # as long as the journal keeps it
ANSWERS, CODEBOOK = "answers.csv", "codebook.md"

# The heads stay the same in each language: programs read them. The codebook says what they are.
COLUMN_WORDS: Mapping[str, Any] = {
    "person": gettext_lazy("a random identifier in place of the person, different in each export"),
    "question": gettext_lazy("the question"),
    "version": gettext_lazy("number of its version"),
    "mode": gettext_lazy("kind of quiz"),
    "position": gettext_lazy("position of the question in the attempt, starting from 1"),
    "answer": gettext_lazy("what was chosen, in words; “|” separates several choices"),
    "expected": gettext_lazy("the correct term, per row of the question if it has several rows"),
    "given": gettext_lazy("the term chosen, per row of the question if it has several rows"),
    "share": gettext_lazy("share of the question’s points, from 0 to 1"),
    "confidence": gettext_lazy("how sure the person was, if the quiz asks"),
    "week": gettext_lazy("week of submission (ISO 8601); empty if too few people submitted in that week"),
}
KINDS = {"version": Kind.INTEGER, "position": Kind.INTEGER, "share": Kind.DECIMAL}
COLUMNS = tuple(Column(key, key, KINDS.get(key, Kind.TEXT)) for key in COLUMN_WORDS)


def export_answers(*, course: Course, purpose: str, actor: Any, today: date) -> Iterator[bytes]:
    """A ZIP in pieces. The journal has the export and everybody in it before the first. Raises QuizzesError."""
    purpose = purpose.strip()
    if not purpose or len(purpose) > MAX_PURPOSE:
        raise QuizzesError(_("Please say in at most 200 characters what the answers will be used for."), "purpose")
    answers = exported(course)
    entry = record(
        actor=actor,
        role=Role.INSTRUCTOR,
        action=Action.EXPORT_ANSWERS,
        purpose=purpose,
        details={"format": "zip", "course": course.slug, "columns": list(COLUMN_WORDS)},
        subjects=people_in(answers),
    )
    answers = journaled(answers, entry)
    book = codebook(course, extent_of(course, answers), purpose, today)
    table = write_csv(COLUMNS, rows_of(course, answers))
    return write_zip([(ANSWERS, table), (CODEBOOK, [book.encode()])])


def codebook(course: Course, extent: Extent, purpose: str, today: date) -> str:
    """Markdown, in the reader's language."""
    year, week, _day = today.isocalendar()
    title = _("Codebook")
    parts = [
        f"# {title}: {course.title}",
        _("Exported in week %(week)s. Purpose: %(purpose)s")
        % {"week": f"{year}-W{week:02}", "purpose": " ".join(purpose.split())},
        _terms_of_use(),
        _heading(_("Rows")),
        *_counts(extent),
        _heading(_("Columns")),
        _listed(COLUMN_WORDS.items()),
        _heading(_("Values")),
        _listed([*Mode.choices, *Confidence.choices]),
        _heading(_("Form of the file")),
        _(
            "UTF-8 with a byte order mark, semicolons between cells, text in quotation marks, a point as the "
            "decimal separator. Text that a spreadsheet would take for a number ends in a tab, and text that it "
            "would evaluate begins with an apostrophe; remove both when you read the file with a program."
        ),
    ]  # fmt: skip
    return "\n\n".join(str(part) for part in parts) + "\n"


def _heading(words: str) -> str:
    """Not in one string with the words: what is called within an f-string does not reach the translations."""
    return f"## {words}"


def _terms_of_use() -> str:
    return _(
        "The file contains no names. Each person has the same random identifier in all their rows and a different "
        "one in the next export, so it cannot be used to link two exports. Please do not try to find out who "
        "somebody is."
    )


def _counts(extent: Extent) -> Sequence[str]:
    """What is missing is said, so that nobody takes the rest for everything."""
    least = {"least": LEAST_LEARNERS}
    return (
        _("Each row is one answer to one question in a submitted attempt. Rows: %(count)s.") % {"count": extent.rows},
        _(
            "Left out because fewer than %(least)s people answered this version in this kind of quiz, or took the "
            "quiz: %(count)s."
        )
        % {**least, "count": extent.suppressed},
        _("Left out because the answer was typed or is marked by a person: %(count)s.") % {"count": extent.typed},
        _("A week is shown if at least %(least)s people submitted the same kind of quiz in it.") % least,
    )


def _listed(pairs: Any) -> str:
    return "\n".join(f"- `{key}`: {words}" for key, words in pairs)
