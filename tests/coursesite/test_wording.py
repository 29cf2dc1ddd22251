"""Each code that markup knows has words in both languages."""

import pytest
from django.utils import translation

from coursesite.markup.problems import Code, Failure, Problem
from coursesite.wording import FAILURES, PROBLEMS, failure_message, line_message, problem_message


def test_no_code_is_without_words() -> None:
    assert set(PROBLEMS) == set(Code)
    assert set(FAILURES) == set(Failure)


@pytest.mark.parametrize("language", ["de", "en"])
def test_words_take_the_values_of_their_problem(language: str) -> None:
    values = dict.fromkeys(["name", "uid", "title", "wanted", "found", "tag", "text", "target", "key", "term"], "WERT")

    with translation.override(language):
        said = [problem_message(Problem(line=3, code=code, message_args=values)) for code in Code]

    assert all(said)
    assert not any("%(" in words for words in said)


def test_a_message_names_its_line_and_quotes_no_book() -> None:
    problem = Problem(line=7, code="link-unknown", message_args={"target": "x" * 5000})

    with translation.override("en"):
        said = line_message(problem)

    assert said == f"Line 7: The link leads nowhere: “{'x' * 79}…”."


def test_limits_are_named_as_people_write_numbers() -> None:
    with translation.override("en"):
        english = failure_message("too-long")
    with translation.override("de"):
        german = failure_message("too-long")

    assert "100,000" in english
    assert "100.000" in german
