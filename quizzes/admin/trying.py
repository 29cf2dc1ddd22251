"""A question as its author tries it, and as somebody who approves it answers it before she has seen its key."""

from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from lessons.models import Course
from quizzes.grading.mark import Mark, rounded
from quizzes.models import QuestionVersion
from quizzes.queries.attempts import term_names
from quizzes.queries.contents import html_of
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem, QuestionType
from quizzes.wording import problem_words

NAME = "q1"
SHOWN_PLACES = 2


@dataclass
class Shown:
    """One wording, stored or not, in the order of options that belongs to a seed."""

    version: QuestionVersion
    names: dict[str, str]
    seed: int

    @cached_property
    def kind(self) -> QuestionType[Any]:
        return get_type(self.version.type)

    @cached_property
    def content(self) -> Any:
        return self.kind.parse(self.version.content, terms=tuple(self.names))

    @cached_property
    def _order(self) -> list[Any]:
        return self.kind.option_order(self.content, Random(self.seed))  # noqa: S311  # no secret: nobody is graded

    @property
    def solution(self) -> Any:
        return self.kind.solution(self.content)

    @property
    def _html(self) -> Any:
        return html_of(self.version)

    def question(self, answer: Any = None) -> dict[str, Any]:
        return self.kind.ask(self.content, html=self._html, order=self._order, names=self.names, answer=answer)

    def review(self, answer: Any) -> dict[str, Any]:
        return self.kind.review(self.content, answer, html=self._html, order=self._order, names=self.names)

    def read(self, post: Any) -> tuple[Any, list[str]]:
        """(answer, what is wrong with it in words)."""
        try:
            answer = self.kind.read(post, NAME)
            self.kind.check(self.content, answer)
        except AnswerProblem as problem:
            return None, [problem_words(problem)]
        return answer, []

    def mark(self, answer: Any) -> dict[str, Any]:
        """Points and events, as an attempt would record them."""
        mark = self.kind.grade(self.content, answer)
        points = self.kind.points(self.content)
        return {
            "points": rounded(mark.share * points, SHOWN_PLACES),
            "maximum": points,
            "needs_person": mark.needs_person,
            "events": self._events(mark),
        }

    def _events(self, mark: Mark) -> list[dict[str, str]]:
        return [
            {
                "case": part.id,
                "expected": self.names.get(part.expected, part.expected),
                "given": self.names.get(part.given or "", part.given or ""),
            }
            for part in mark.parts
            if part.expected is not None
        ]


def shown(version: QuestionVersion, course: Course, *, seed: int) -> Shown:
    return Shown(version, term_names(course.pk), seed)
