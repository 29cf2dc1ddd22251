from fractions import Fraction
from random import Random

import pytest

from quizzes.formats.item import Alternative, Choice, Match
from quizzes.types.base import AnswerProblem, ParseError, token_of
from quizzes.types.truefalse import MAX_ROWS, TrueFalse

KIND = TrueFalse()
TRUTH, ERROR = "Das Stufenmodell hat drei Stufen.", "Die Begriffe bedeuten dasselbe."


def row(row_id, text, **more):
    return {"id": row_id, "text": text, "claims": ["S1-01"], "feedback": f"Weil {row_id}."} | more


def data(**more):
    rows = [row("r1", TRUTH, true=True), row("r2", ERROR, misconception="M1")]
    return {"form": "aussagen", "stem": "Welche Aussagen treffen zu?", "rows": rows} | more


def problems(source):
    with pytest.raises(ParseError) as caught:
        KIND.parse(source, terms=("F", "O", "Z"))
    return [(problem.place, problem.code) for problem in caught.value.problems]


@pytest.fixture
def content():
    return KIND.parse(data())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("r1", TRUTH)], ("rows", "too-few")),
        ([row(f"r{n}", f"Satz {n}") for n in range(MAX_ROWS + 1)], ("rows", "too-many")),
        ([row("r1", TRUTH), row("r1", ERROR)], ("rows[1].id", "repeated")),
        ([row("r1", TRUTH), row("r2", TRUTH)], ("rows[1].text", "repeated")),
        ([row("r1", TRUTH, true="yes"), row("r2", ERROR)], ("rows[0].true", "not-yes-or-no")),
        ([row("r1", TRUTH, true=True, misconception="M1"), row("r2", ERROR)],
         ("rows[0].misconception", "truth-with-misconception")),
        ([row("r1", TRUTH), row("r2", ERROR, misconception="M16")],
         ("rows[1].misconception", "unknown-misconception")),
        ([row("r1", TRUTH, feedback=""), row("r2", ERROR)], ("rows[0].feedback", "missing")),
        ([row("r1", TRUTH, claims=[]), row("r2", ERROR)], ("rows[0].claims", "too-few")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(rows, expected) -> None:
    assert problems(data(rows=rows)) == [expected]


def test_statements_are_no_cases_and_one_point_together(content) -> None:
    assert (KIND.cases(content), KIND.points(content)) == ((), 1)
    mark = KIND.grade(content, {token_of(TRUTH): "true", token_of(ERROR): "true"})

    assert mark.share == Fraction(1, 2)
    assert [(part.id, part.expected, part.given, part.share) for part in mark.parts] == [
        ("r1", None, None, Fraction(1, 2)), ("r2", None, None, Fraction(0)),
    ]  # fmt: skip


def test_saying_nothing_about_a_false_statement_is_not_denying_it(content) -> None:
    assert KIND.grade(content, {token_of(TRUTH): "true"}).share == Fraction(1, 2)


@pytest.mark.parametrize(
    ("answer", "code"),
    [(["true"], "wrong-shape"), ({"x": "true"}, "unknown-row"), ({token_of(TRUTH): True}, "unknown-option"),
     ({token_of(TRUTH): "maybe"}, "unknown-option")],
)  # fmt: skip
def test_answers_that_were_not_on_offer(content, answer, code) -> None:
    with pytest.raises(AnswerProblem) as caught:
        KIND.check(content, answer)
    assert caught.value.code == code


def test_a_flood_of_rows_is_refused_before_anything_is_looked_up() -> None:
    with pytest.raises(AnswerProblem):
        KIND.read({f"q__{number}": "true" for number in range(MAX_ROWS + 1)}, "q")


def test_the_order_of_the_words_tells_nothing(content) -> None:
    html = KIND.texts(content)
    question = KIND.ask(content, html=html, order=KIND.option_order(content, Random(1)), names={})

    assert [[choice["key"] for choice in shown["choices"]] for shown in question["rows"]] == [["true", "false"]] * 2


def test_what_it_cannot_hold_is_left_to_other_types(content) -> None:
    other = (Alternative("F", "F"), Alternative("O", "O"))

    assert KIND.from_interaction(Choice("?", other, ("F",))) is None
    assert KIND.from_interaction(Match("?", other, other, (("F", "O"),))) is None
    words = (Alternative("true", "true"), Alternative("false", "false"))
    assert KIND.from_interaction(Match("?", other, words, (("F", "true"),))) is None
