"""What do types share whose question is a set of rows, each with an answer of its own?

The answer is a mapping from the tokens of rows to what was chosen there; rows may be left open.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from quizzes.grading.mark import Mark, Part
from quizzes.types.base import NAME_SEPARATOR, Answer, AnswerProblem, Html, Post, last_value
from quizzes.types.named import Named, in_order


def given_rows(rows: Iterable[Named], answer: Answer, choices: Collection[str], *, unknown: str) -> dict[str, str]:
    """Row id → choice. Raises AnswerProblem, with `unknown` as its code for a choice that was not on offer."""
    if answer is None:
        return {}
    if not isinstance(answer, dict):
        raise AnswerProblem("wrong-shape")
    ids = {row.token: row.id for row in rows}
    if not ids.keys() >= answer.keys():
        raise AnswerProblem("unknown-row")
    if not all(isinstance(choice, str) and choice in choices for choice in answer.values()):
        raise AnswerProblem(unknown)
    return {ids[token]: choice for token, choice in answer.items()}


def choice_name(token: str, choice: str) -> str:
    """What was chosen in the row with this token, by one name."""
    return f"{token}:{choice}"


def row_choices(rows: Iterable[Named], words: Mapping[str, Any]) -> dict[str, str]:
    """All that can be chosen in these rows; `words`: what each choice is called."""
    return {choice_name(row.token, choice): f"{row.text} → {word}" for row in rows for choice, word in words.items()}


def choices_in_rows(rows: Iterable[Named], given: Mapping[str, str]) -> dict[str, str]:
    """Row id → name of what was chosen there."""
    return {row.id: choice_name(row.token, given[row.id]) for row in rows if row.id in given}


def ask_rows(
    rows: Iterable[Named], *, order: Sequence[str], html: Html, choices: Mapping[str, Any], answer: Answer
) -> list[dict[str, Any]]:
    """`choices`: what can be chosen in each row, with its name."""
    answer = answer or {}
    return [
        {
            "id": row.token,
            "html": html[row.text_key],
            "choices": [
                {"key": key, "name": name, "checked": answer.get(row.token) == key} for key, name in choices.items()
            ],
        }
        for row in in_order(rows, order)
    ]


def review_row(
    row: Named, *, given: str | None, right: str, html: Html, names: Mapping[str, Any], against: str = "", because: str
) -> dict[str, Any]:
    """`against`: the feedback on a wrong choice; `because`: why the right one is right."""
    return {
        "html": html[row.text_key],
        "state": "unanswered" if given is None else "right" if given == right else "wrong",
        "chosen": given or "",
        "chosen_name": names[given] if given else "",
        "right": right,
        "right_name": names[right],
        "feedback_html": against,
        "right_feedback_html": because,
    }


def in_equal_shares(right: Mapping[str, bool]) -> Mark:
    """Of a question that is one point with all its rows. `right`: row id → was it answered well?"""
    each = Fraction(1, len(right))
    parts = tuple(Part(row, None, None, each * is_right) for row, is_right in right.items())
    return Mark(sum((part.share for part in parts), Fraction()), parts)


def state_of(share: Fraction, *, answered: bool) -> str:
    """Of a question in the review, from its share."""
    if not answered:
        return "unanswered"
    return "right" if share == 1 else "partly" if share else "wrong"


def state_of_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """Of the question, from the states of its rows in the review."""
    states = {row["state"] for row in rows}
    return states.pop() if len(states) == 1 else "partly" if "right" in states else "wrong"


# --- forms ----
def read_rows(post: Post, name: str, *, most: int) -> Answer:
    """What a form sent for its rows; a flood of them is refused before anything is looked up."""
    prefix = name + NAME_SEPARATOR
    sent = {key.removeprefix(prefix): last_value(post, key) for key in post if key.startswith(prefix)}
    if len(sent) > most:
        raise AnswerProblem("unknown-row")
    return {token: choice for token, choice in sent.items() if choice} or None


def read_ticks(post: Post, name: str, *, most: int) -> Answer:
    """The tokens of the ticked boxes, sorted. An empty list where the form had boxes and none is ticked."""
    prefix = name + NAME_SEPARATOR
    sent = [key.removeprefix(prefix) for key in post if key.startswith(prefix)]
    if len(sent) > most + 1:
        raise AnswerProblem("unknown-option")
    return sorted(token for token in sent if token and last_value(post, prefix + token)) if sent else None


def ticked(answer: Answer, offered: Collection[str]) -> frozenset[str]:
    """Raises AnswerProblem if the answer holds anything that was not on offer, or a thing twice."""
    if answer is None:
        return frozenset()
    if not isinstance(answer, list) or not all(isinstance(token, str) for token in answer):
        raise AnswerProblem("wrong-shape")
    tokens = frozenset(answer)
    if len(tokens) != len(answer) or not tokens <= frozenset(offered):
        raise AnswerProblem("unknown-option")
    return tokens
