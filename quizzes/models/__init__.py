from quizzes.models.analysis import ItemFigures, ItemTally, QuizFigures
from quizzes.models.attempt import AnswerStep, Attempt, AttemptSlot
from quizzes.models.card import Card, CardPause
from quizzes.models.contrast_pair import ContrastPair
from quizzes.models.evidence import TermEvent
from quizzes.models.objection import Objection, ResultNotice, SecondMarking
from quizzes.models.question import Case, Question, QuestionVersion
from quizzes.models.quiz import Quiz, QuizCell
from quizzes.models.workshop import QuestionComment, QuestionReview

__all__ = [
    "AnswerStep",
    "Attempt",
    "AttemptSlot",
    "Card",
    "CardPause",
    "Case",
    "ContrastPair",
    "ItemFigures",
    "ItemTally",
    "Objection",
    "Question",
    "QuestionComment",
    "QuestionReview",
    "QuestionVersion",
    "Quiz",
    "QuizCell",
    "QuizFigures",
    "ResultNotice",
    "SecondMarking",
    "TermEvent",
]
