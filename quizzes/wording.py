"""What pages say about an answer that cannot be taken, and about a settled question that is asked on."""

from django.utils.translation import gettext as _

from quizzes.queries.board import StillAsked
from quizzes.types.base import AnswerProblem


def problem_words(problem: AnswerProblem) -> str:
    match problem.code:
        case "too-long":
            return _("This answer is too long. Please shorten it; what you wrote is still here.")
        case "unprintable":
            return _("This answer holds a character that cannot be stored. Please type it anew.")
    return _("This answer was not on offer. Please choose one of these.")


def still_asked_words(asked: StillAsked) -> tuple[str, ...]:
    """What follows for the authors, and what is in their way."""
    short = _(
        "Before it can be retired, other questions are needed: without it, cell %(cell)d of “%(quiz)s” asks for "
        "%(wanted)d cases, and the live questions give %(found)d."
    )
    return (
        _("New attempts go on asking this question, although it measures nothing any more. Reword or retire it."),
        *(
            short % {"cell": cell.position, "quiz": cell.quiz, "wanted": cell.wanted, "found": cell.found}
            for cell in asked.cells
        ),
    )
