"""What an exam draws from: contrasts half and half, no company that gives its term away."""

import pytest

from lessons.files.problem import Severity
from lessons.files.style.course import style_problems
from lessons.kinds import parts
from tests.factories.course_files import QUIZ, bank_text, question, small_course
from tests.factories.style import course_of, style_of

BANK, QUIZZES = "bank/exam.yaml", "quizzes/abschluss.yaml"
CELLS = "cells:\n  - pool: exam\n    term: O\n    cases: 1\n"
EXAM = (
    QUIZ[: QUIZ.index("cells:")]
    .replace("midterm", "exam")
    .replace("probe", "abschluss")
    .replace("points: 2", "points: 1")
    + CELLS
)


def exam(*questions: dict[str, object], quiz: str = EXAM) -> dict[str, str]:
    files = {**small_course(), BANK: bank_text(*questions), QUIZZES: quiz}
    return {
        **files,
        "course.md": files["course.md"].replace("- quiz: probe\n", "- quiz: probe\n      - quiz: abschluss\n"),
    }


def case(number: int, term: str = "O", contrast: str = "FO", company: str = "hof") -> dict[str, object]:
    entry = question(f"ex-{number}", "exam", term)
    head = {key: entry.pop(key) for key in ("uid", "type", "pool", "family")}
    return head | ({"company": company} if company else {}) | entry | {"case": entry["case"] | {"contrast": contrast}}


def halves(*contrasts: str) -> list[str]:
    return style_of(exam(*(case(number, contrast=pair) for number, pair in enumerate(contrasts))), QUIZZES)


def test_the_contrasts_of_a_cell_are_half_and_half():
    assert halves("FO", "OZ") == []
    assert halves("FO", "FO") == [f"{QUIZZES}:17 contrast-halves"]
    assert halves("FO", "FO", "OZ") == []


def test_what_is_not_half_and_half_is_worth_a_warning():
    problems = style_problems(course_of(exam(case(1), case(2))), parts())

    found = next(problem for problem in problems if problem.code == "contrast-halves")
    assert (found.severity, found.message) == (
        Severity.WARNING,
        "the contrasts of O are not half and half in what this cell draws from: FO 2, OZ 0",
    )


def test_a_cell_of_one_contrast_and_a_quiz_that_is_no_exam_are_free():
    one = EXAM.replace("    term: O\n", "    term: O\n    contrast: FO\n")

    assert style_of(exam(case(1), case(2), quiz=one), QUIZZES) == []
    assert style_of(small_course(), "quizzes/") == []


SET = {
    "uid": "ex-z",
    "type": "classify",
    "pool": "exam",
    "family": "satz",
    "company": "hof",
    "form": "zuordnen",
    "stem": "Zwei Höfe berichten. Welcher Begriff passt jeweils?",
    "rows": [
        {
            "id": f"r{number}",
            "text": f"„Wir haben {number} Dinge geändert.“",
            "case": question("x", "exam", term)["case"],
            "feedback": {key: f"Hier steht ein Grund für {key} in Zeile {number} geschrieben." for key in "FOZ"},
        }
        for number, term in enumerate("OZ")
    ],
}


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([case(1, "O"), case(2, "Z", "OZ")], []),
        ([case(1, "O"), case(2, "O", "OZ")], [f"{BANK}:5 company-one-term"]),
        ([case(1, "O")], [f"{BANK}:5 company-one-term"]),
        ([case(1, "O"), case(2, "Z", "OZ"), case(3, "F")], [f"{BANK}:67 company-often"]),
        ([case(1, "O", company="")], [f"{BANK}:1 no-company"]),
        ([case(1, "O", company="a"), case(2, "Z", "OZ", company="a"), SET], []),
    ],
    ids=["two terms", "one term twice", "one term once", "three times", "none", "a set by its rows"],
)
def test_no_company_gives_its_term_away(questions, found):
    assert style_of(exam(*questions), BANK) == found


def test_companies_of_other_pools_may_stand_as_they_like():
    assert style_of({**small_course(), BANK: bank_text(question("pr-x", "practice", "O", company="hof"))}, BANK) == []
