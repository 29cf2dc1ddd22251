"""What does a question type have to be able to do?

One file in this folder is one type, one template `quizzes/types/<key>.html` asks it, `<key>_review.html`
explains it.

**Ids and tokens.** Options and rows have ids that stay the same over all versions, mostly the key of a term.
An id in the page source would therefore give the answer away. Pages, answers and option orders know *tokens*
instead: a digest of the text that everybody sees anyway (`token_of`). Ids never leave the server before the
solution is shown.

**Answers** are plain JSON made of tokens or of what was typed; None is "no answer". A mapping has one entry for each
thing that was asked, and `option_order` as many entries, so that everybody can tell what is still open. A type's
`read` takes an answer from a form, `check` refuses what was never offered, and both must have happened before an
answer is stored. A form that can be emptied again (ticks, text) reads as an empty list or text then: `is_nothing`.

**Texts.** All texts of a question are Markdown. `texts` lists them under keys such as `stem`,
`options[F].feedback`, `rows[r1].feedback[O]`; whoever saves a version renders each once and keeps the HTML
under the same keys. `ask` and `review` take that mapping as `html` and pass its values through as they are:
they must be safe strings already, and `stem` and `….text` without paragraphs, for they stand in a legend or a
label. The stem alone may show figures of the course: what is asked about is seen there, and no answer is told by one.

**Context of the ask template**
    question   the dict made by `ask`: `stem_html` and `options` [{id, html, checked}], or
               `rows` [{id, html, choices: [{key, name, checked}]}], or what a template of its own needs.
               No key, no tag, no feedback is in it.
    name       name of the control, free of "__"; a type with several answers names them `<name>__<id>`.
               Ticks have the value "yes", and a hidden field `<name>__` tells the form from one without them.
               The first control has the id `<name>-1`, for the link of an error summary.
    errors     translated sentences about this answer, or nothing; shown in `<name>-error`
    disabled   true where the answer cannot be changed any more

**Context of the review template**
    review     the dict made by `review`: `stem_html`, `state` (right, partly, wrong, unanswered) and
               `options` [{html, chosen, right, feedback_html}], or
               `rows` [{html, state, chosen, chosen_name, right, right_name, feedback_html,
               right_feedback_html}]
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from random import Random
from typing import Any, ClassVar, Generic, TypeVar

from quizzes.formats.item import Interaction
from quizzes.grading.mark import Mark, Part
from quizzes.types.fields import Field
from quizzes.types.problems import AnswerProblem, ParseError, Problem

__all__ = [
    "STEM_KEY",
    "AnswerProblem",
    "CaseTag",
    "Example",
    "Mark",
    "ParseError",
    "Part",
    "Piece",
    "Problem",
    "QuestionType",
    "is_nothing",
    "last_value",
    "token_of",
]

STEM_KEY = "stem"
"""Of each type's texts."""

Answer = Any
Html = Mapping[str, str]
Names = Mapping[str, str]
Post = Mapping[str, Any]
C = TypeVar("C")

TOKEN_LENGTH = 8
NAME_SEPARATOR = "__"


@dataclass(frozen=True)
class CaseTag:
    """One case: one event and one point. `row_id` is "" where the question itself is the case."""

    row_id: str
    term: str
    contrast: str
    dimension: str = ""
    claims: tuple[str, ...] = ()
    decoy: bool = False
    note: str = ""


@dataclass(frozen=True)
class Piece:
    """A feedback that this answer earns. `key` finds it in `texts` and in the rendered HTML."""

    part_id: str
    key: str
    text: str
    is_right: bool


@dataclass(frozen=True)
class Example:
    """Data as it stands in a file, and answers to it with the share each must get."""

    data: Mapping[str, Any]
    answers: tuple[tuple[Answer, Fraction], ...]
    terms: tuple[str, ...] = ()


def token_of(text: str) -> str:
    """What pages and answers call the option with this text."""
    return sha256(text.encode()).hexdigest()[:TOKEN_LENGTH]


def last_value(post: Post, name: str) -> str | None:
    """The last value a form sent under this name, as Django has it; None if there is none or it is empty."""
    value = post.get(name)
    if isinstance(value, (list, tuple)):
        value = value[-1] if value else None
    if value is not None and not isinstance(value, str):
        raise AnswerProblem("wrong-shape")
    return value or None


def is_nothing(answer: Answer) -> bool:
    """No answer, or one that was emptied again."""
    return answer is None or answer in ([], {}) or (isinstance(answer, str) and not answer.strip())


class QuestionType(ABC, Generic[C]):
    """One kind of question. It holds no state: everything it needs comes with the content."""

    key: ClassVar[str]
    label: ClassVar[Any]
    forms: ClassVar[Mapping[str, Any]]
    """The forms a question of this type may have, with the learner's word for each."""
    fields: ClassVar[tuple[Field, ...]]
    """What an author fills in, in the order of the form."""
    examples: ClassVar[tuple[Example, ...]]
    ordered: ClassVar[frozenset[str]] = frozenset()
    """The lists in the data whose order means something."""
    is_typed: ClassVar[bool] = False
    """Any text is an answer to it, right or wrong."""
    weighs_choices: ClassVar[bool] = False
    """Choices are weighed against each other: none can be found to be right, too, by itself."""
    repeats_choices: ClassVar[bool] = False
    """Each row offers the same: a choice that nobody made in one is there for another."""
    decides_cases: ClassVar[bool] = True
    """A case is decided, so the course's questions help; else it asks what one knows, and none of them leads there."""

    @property
    def template(self) -> str:
        return f"quizzes/types/{self.key}.html"

    @property
    def review_template(self) -> str:
        return f"quizzes/types/{self.key}_review.html"

    # --- data ----
    @abstractmethod
    def parse(self, data: Any, *, terms: Sequence[str] = ()) -> C:
        """The content in `data`, or ParseError with all problems. `terms`: the course's, in their order."""

    @abstractmethod
    def dump(self, content: C) -> dict[str, Any]:
        """The data of a content, canonical: `parse(dump(content), terms=…) == content`."""

    @abstractmethod
    def cases(self, content: C) -> tuple[CaseTag, ...]: ...

    @abstractmethod
    def texts(self, content: C) -> dict[str, str]:
        """Every text of the content as Markdown, by the key under which its HTML is kept."""

    def points(self, content: C) -> int:
        """One a case; a question without cases is worth one point, unless its type has a measure of its own."""
        return max(1, len(self.cases(content)))

    # --- asking ----
    @abstractmethod
    def key_free(self, content: C) -> dict[str, Any]:
        """What may be known before the answer is in: the visible texts by token, in a neutral order."""

    @abstractmethod
    def option_order(self, content: C, rng: Random) -> list[Any]:
        """Tokens in the order in which one learner sees them; kept with the question that was handed out."""

    @abstractmethod
    def ask(
        self, content: C, *, html: Html, order: Sequence[Any], names: Names, answer: Answer = None
    ) -> dict[str, Any]:
        """`question` for the ask template. `names`: the terms' names by key; `answer`: the one so far."""

    # --- answers ----
    @abstractmethod
    def read(self, post: Post, name: str) -> Answer:
        """The answer a form sent, unchecked against the content; None if there is none."""

    @abstractmethod
    def check(self, content: C, answer: Answer) -> None:
        """Raises AnswerProblem unless the answer is None or made of what was offered."""

    @abstractmethod
    def grade(self, content: C, answer: Answer) -> Mark:
        """Exact mark with one part a case, unanswered cases included. Raises AnswerProblem like `check`."""

    @abstractmethod
    def solution(self, content: C) -> Answer: ...

    @abstractmethod
    def say(self, content: C, answer: Answer, names: Names | None = None) -> str:
        """The answer in words (Markdown), for logs, exports and e-mail; "" for no answer."""

    # --- what else may count ----
    def choices(self, content: C, names: Names) -> dict[str, str]:
        """All that can be chosen, each by a name of its own, in words (Markdown).

        Empty where answers are no choices: what is typed, and orders, in which no single place is right or wrong.
        """
        return {}

    def choices_in(self, content: C, answer: Answer) -> dict[str, str]:
        """Part id → the name of what was chosen there, as `choices` has it."""
        return {}

    # --- explaining ----
    @abstractmethod
    def feedback_for(self, content: C, answer: Answer) -> list[Piece]:
        """Per part: what speaks against the wrong choice, if one was made; then why the right one is."""

    @abstractmethod
    def review(self, content: C, answer: Answer, *, html: Html, order: Sequence[Any], names: Names) -> dict[str, Any]:
        """`review` for the review template. It holds the solution: only for answers that are final."""

    # --- exchange ----
    @abstractmethod
    def interaction(self, content: C) -> Interaction | None:
        """The neutral form, or None if there is none."""

    @abstractmethod
    def from_interaction(self, item: Interaction) -> dict[str, Any] | None:
        """Data for `parse`, which may find tags missing; None if this type cannot hold such a thing."""
