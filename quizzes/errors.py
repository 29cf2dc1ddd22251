"""What this floor's services raise."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.errors import ServiceError


class QuizzesError(ServiceError):
    """A refusal about questions, quizzes or attempts."""


class StepConflict(QuizzesError):
    """The page did not know the newest stored answer; `seq`, `answer` and `confidence` are what is stored."""

    def __init__(self, seq: int, answer: Any, confidence: str = "") -> None:
        super().__init__(_("A different answer has been saved in another window."), "step-conflict")
        self.seq = seq
        self.answer = answer
        self.confidence = confidence


class AnswerExplained(QuizzesError):
    """The learner has seen the solution: her answer stands. `seq`, `answer`, `confidence`: what is stored."""

    def __init__(self, seq: int, answer: Any, confidence: str = "") -> None:
        super().__init__(_("This answer has already been explained."), "explained")
        self.seq = seq
        self.answer = answer
        self.confidence = confidence


class AttemptOver(QuizzesError):
    def __init__(self) -> None:
        super().__init__(_("This attempt has already been submitted."), "attempt-over")
