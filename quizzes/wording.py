"""What pages say about an answer that cannot be taken."""

from django.utils.translation import gettext as _

from quizzes.types.base import AnswerProblem


def problem_words(problem: AnswerProblem) -> str:
    match problem.code:
        case "too-long":
            return _("This answer is too long. Please shorten it; what you wrote is still here.")
        case "unprintable":
            return _("This answer holds a character that cannot be stored. Please type it anew.")
    return _("This answer was not on offer. Please choose one of these.")
