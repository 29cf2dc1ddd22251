from quizzes.models.attempt import AnswerStep, Attempt, AttemptSlot
from quizzes.models.card import Card
from quizzes.models.contrast_pair import ContrastPair
from quizzes.models.evidence import TermEvent
from quizzes.models.question import Case, Question, QuestionVersion
from quizzes.models.quiz import Quiz, QuizCell

__all__ = [
    "AnswerStep",
    "Attempt",
    "AttemptSlot",
    "Card",
    "Case",
    "ContrastPair",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizCell",
    "TermEvent",
]
