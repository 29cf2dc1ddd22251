"""What does each self-check of a lesson show just now: its question, or the feedback on the answer to it?"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from coursesite.storage.addresses import address
from lessons.models import Contrast, Enrolment, Lesson, LessonVersion
from quizzes.grading.mark import Mark
from quizzes.models import ContrastPair, QuestionVersion
from quizzes.queries.attempts import is_complete, term_names
from quizzes.queries.checks import CheckAnswer, answers_given, seed_of_checks, versions_asked
from quizzes.queries.contents import Asked, content_of, html_of, option_order
from quizzes.queries.profiles import contrast_after_answer
from quizzes.queries.reviewing import Deciding, contrasts_of, deciding_questions
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem, QuestionType, is_nothing
from quizzes.wording import problem_words

CONTROL = "check"  # with the question's place in the lesson: the name of its controls


@dataclass(frozen=True)
class Wish:
    """What the reader last did on the page: ask for the empty form again, send an answer that is not stored, or one
    that is (`answered`)."""

    again: str = ""
    answered: str = ""
    tried: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "Wish":
        return cls(query.get("again", ""), query.get("answered", ""), query.get("tried", ""), query)


@dataclass(frozen=True)
class Check:
    """One panel: `review` and `deciding` once the answer is checked, otherwise `question`."""

    uid: str
    name: str
    lesson_slug: str
    lesson_url: str
    action: str
    language: str
    is_trial: bool
    template: str
    look: Hashable  # of the question or its review, None: do not keep
    question: Asked | None = None
    review: dict[str, Any] | None = None
    deciding: tuple[Deciding, ...] = ()
    contrast: ContrastPair | None = None
    errors: tuple[str, ...] = ()
    all_answered: bool = False

    @property
    def kept_key(self) -> Hashable:
        """All that the panel shows (coursesite.templatetags.ui.kept_part)."""
        if self.look is None:
            return None
        place = (self.uid, self.name, self.lesson_url, self.action, self.language, self.template)
        return *place, self.is_trial, self.all_answered, self.look

    @property
    def came_from(self) -> str:
        """For the way back from two cases to compare."""
        return f"lesson:{self.lesson_slug}:{self.uid}"

    @property
    def anchor(self) -> str:
        return f"check-{self.uid}"


def stores_answers(enrolment: Enrolment | None) -> bool:
    """Who only teaches, and whose run has ended, may try the questions; nothing is kept."""
    return bool(enrolment and enrolment.started_at and not enrolment.closed_at)


def control_name(version: LessonVersion, uid: str) -> str:
    return f"{CONTROL}{version.checks.index(uid) + 1}"


def checks_of(
    lesson: Lesson, version: LessonVersion, enrolment: Enrolment | None, user: Any, wish: Wish
) -> dict[str, Check]:
    """By uid; a question that is not live has none. Four queries, however many questions."""
    return _Page(lesson, version, enrolment if stores_answers(enrolment) else None, user, wish).checks


@dataclass(frozen=True)
class _Page:
    """What all panels of one lesson share."""

    lesson: Lesson
    version: LessonVersion
    enrolment: Enrolment | None
    user: Any
    wish: Wish

    @cached_property
    def checks(self) -> dict[str, Check]:
        return {uid: self._check(uid, asked) for uid, asked in self.asked.items()}

    @cached_property
    def asked(self) -> dict[str, QuestionVersion]:
        found = versions_asked(self.course.pk, self.version.checks)
        return {uid: found[uid] for uid in self.version.checks if uid in found}

    @cached_property
    def course(self) -> Any:
        return self.lesson.unit.course

    @cached_property
    def names(self) -> dict[str, str]:
        return term_names(self.course.pk)

    @cached_property
    def by_pair(self) -> dict[str, Contrast]:
        return contrasts_of(self.course.pk)

    @cached_property
    def answers(self) -> dict[int, CheckAnswer]:
        return answers_given(self.enrolment, self.lesson, self.asked.values()) if self.enrolment else {}

    def _check(self, uid: str, asked: QuestionVersion) -> Check:
        stored = self.answers.get(asked.pk)
        if self.wish.tried == uid:
            return self._tried(uid, asked, stored)
        if stored is None or self.wish.again == uid:
            return self._form(uid, asked, None)
        return self._explained(uid, asked, stored)

    def _tried(self, uid: str, asked: QuestionVersion, stored: CheckAnswer | None) -> Check:
        """Without a place to store it, an answer is explained at once; a learner's waits in the form."""
        kind, content, order = self._parts(asked)
        answer = None
        try:
            answer = kind.read(self.wish.values, control_name(self.version, uid))
            kind.check(content, answer)
        except AnswerProblem as refused:
            return self._form(uid, asked, answer if kind.is_typed else None, problem_words(refused))
        if not is_complete(order, answer):
            problem = _("Please choose an answer.") if is_nothing(answer) else _("Please answer each line.")
            return self._form(uid, asked, answer, problem)
        if self.enrolment is None:
            return self._explained(uid, asked, CheckAnswer(answer, order))
        if stored and stored.answer == answer:
            return self._explained(uid, asked, stored)
        return self._form(uid, asked, answer)

    def _form(self, uid: str, asked: QuestionVersion, answer: Any, error: str = "") -> Check:
        kind, _content, order = self._parts(asked)
        question = Asked(asked, self.names, order, answer)
        look = None if error else question.kept_key
        return self._made(uid, look, template=kind.template, question=question, errors=(error,) if error else ())

    def _explained(self, uid: str, asked: QuestionVersion, given: CheckAnswer) -> Check:
        kind, content, _order = self._parts(asked)
        mark = kind.grade(content, given.answer)
        review = kind.review(content, given.answer, html=html_of(asked), order=given.order, names=self.names)
        deciding = self._deciding(kind, content, mark)
        contrast = None
        if self.enrolment and self.wish.answered == uid:
            contrast = contrast_after_answer(self.user, self.course, asked)
        look = (
            Asked(asked, self.names, given.order, given.answer).kept_key,
            deciding,
            contrast.uid if contrast else "",
        )
        values = {"review": review, "deciding": deciding, "contrast": contrast}
        return self._made(uid, look, template=kind.review_template, **values)

    def _deciding(self, kind: QuestionType[Any], content: Any, mark: Mark) -> tuple[Deciding, ...]:
        if not kind.decides_cases:
            return ()
        return deciding_questions(mark.parts, kind.cases(content), self.by_pair, tuple(self.names))

    def _parts(self, asked: QuestionVersion) -> tuple[Any, Any, list[str]]:
        terms = tuple(self.names)
        order = option_order(asked, terms, seed_of_checks(self.enrolment or self.user))
        return get_type(asked.type), content_of(asked, terms), order

    def _made(self, uid: str, look: Hashable, **values: Any) -> Check:
        place = [self.course.slug, self.lesson.unit.slug]
        return Check(
            look=look,
            uid=uid,
            name=control_name(self.version, uid),
            lesson_slug=self.lesson.unit.slug,
            lesson_url=address("lessons:lesson", *place),
            action=address("quizzes:check-answer", *place, uid),
            language=self.course.language,
            is_trial=self.enrolment is None,
            all_answered=len(self.answers) == len(self.version.checks),
            **values,
        )
