"""The authors' workshop for questions. Attempts and answers have no page: they are their learner's alone."""

from quizzes.admin import question, quiz

__all__ = ["question", "quiz"]
