"""What pages say about an answer that cannot be taken, and about a settled question that is asked on."""

from django.utils.translation import gettext as _

from quizzes.queries.board import StillAsked
from quizzes.types.base import AnswerProblem


def problem_words(problem: AnswerProblem) -> str:
    match problem.code:
        case "too-long":
            return _("This answer is too long. Please shorten it; what you wrote is still here.")
        case "unprintable":
            return _("This answer contains a character that cannot be stored. Please type it again.")
    return _("This answer was not available. Please choose one of those offered.")


def still_asked_words(asked: StillAsked) -> tuple[str, ...]:
    """What follows for the authors, and what is in their way."""
    short = _(
        "Other questions are needed before this one can be retired: without it, cell %(cell)d of “%(quiz)s” "
        "requires %(wanted)d cases, but the live questions provide only %(found)d."
    )
    return (
        _("New attempts continue to ask this question although it no longer measures anything. Reword or retire it."),
        *(
            short % {"cell": cell.position, "quiz": cell.quiz, "wanted": cell.wanted, "found": cell.found}
            for cell in asked.cells
        ),
    )
