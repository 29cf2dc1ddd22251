"""What is wrong with course files has words in every language: none is a sentence that only English knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from coursesite.markup.problems import Code
from coursesite.wording import PROBLEMS
from lessons.admin.course_words import in_language, problem_words
from lessons.files.course import read_course
from lessons.files.problem import Problem, Said
from lessons.kinds import parts
from quizzes.types.problems import LABELS
from tests.factories.course_files import edited, folder_of, small_course

ROOT = Path(__file__).parents[3]
MODULES = sorted(
    [
        *ROOT.glob("lessons/files/*.py"),
        *ROOT.glob("quizzes/files/*.py"),
        *(ROOT / f"lessons/services/{name}.py" for name in ("load_plan", "loading", "load_rendering")),
    ]
)
TELLS = {"error", "error_at", "problem", "warning", "Problem", "YamlRefused", "_wrong_type", "_at"}
OF_A_SHELL = "conflict"  # load_course alone says these; the pages have sentences of their own
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def calls(module: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def is_sentence(node: ast.AST) -> bool:
    pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(isinstance(piece, ast.Constant) and " " in str(piece.value) for piece in pieces)


def plain_sentences(module: Path) -> Iterator[str]:
    """Words for people that are handed to a problem as they are."""
    for node in ast.walk(ast.parse(module.read_text())):
        names = [getattr(target, "id", "") for target in getattr(node, "targets", [])]
        if "message" in names and is_sentence(node.value):
            yield f"{module.name}:{node.lineno}"
    for call in calls(module):
        codes = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
        if name_of(call) not in TELLS or OF_A_SHELL in codes:
            continue
        yield from (f"{module.name}:{arg.lineno}" for arg in call.args if is_sentence(arg))


def templates() -> list[str]:
    found = (call.args[0] for module in MODULES for call in calls(module) if name_of(call) == "_")
    own = {arg.value for arg in found if isinstance(arg, ast.Constant)}
    with override(None):
        return sorted(own | {str(words) for words in [*PROBLEMS.values(), *LABELS.values()]})


def test_no_problem_has_words_that_cannot_be_translated() -> None:
    assert [place for module in MODULES for place in plain_sentences(module)] == []
    assert len(templates()) > 150


@pytest.mark.parametrize("template", templates())
def test_each_sentence_has_german_words_with_the_same_values(template: str) -> None:
    with override("de"):
        german = gettext(template)

    assert german != template
    assert set(PLACEHOLDER.findall(german)) == set(PLACEHOLDER.findall(template))


def test_words_within_words_are_translated_and_names_are_not() -> None:
    close = Said(' (did you mean "%(close)s"?)', close="a list")
    words = Said("there is no figure %(name)s here%(close)s", name="nothing", close=close)

    assert words == 'there is no figure nothing here (did you mean "a list"?)'
    with override("de"):
        assert in_language(words) == "Eine Abbildung nothing gibt es hier nicht (meinten Sie „a list“?)."


def test_a_percent_sign_in_a_name_stays_one() -> None:
    with override("de"):
        assert in_language(Said("%(term)s is not a term", term="100 %(x)s")) == "100 %(x)s ist kein Begriff des Kurses."


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (
            "01-anfang/lesson.md",
            "kreis.svg ",
            "kreis.png ",
            "01-anfang/lesson.md, Zeile 15: Eine Abbildung kreis.png gibt es hier nicht (meinten Sie „kreis.svg“?).",
        ),
        (
            "course.md",
            "access: open",
            "access: [1]",
            "course.md, Zeile 6: access: erwartet: Text; gefunden: eine Liste",
        ),
        ("course.md", "title: Probekurs\n", "", "course.md, Zeile 2: „title“ fehlt oder ist leer."),
        (
            "bank/practice.yaml",
            "family: familie-pr-f",
            "family: familie-mt-f",
            "bank/practice.yaml, Zeile 4: pr-f: Die Familie familie-mt-f gehört schon zur Fragengruppe midterm (mt-f).",
        ),
    ],
)
def test_a_problem_is_said_with_its_place(path, old, new, words) -> None:
    problems = read_course(folder_of(edited(small_course(), path, old, new)), parts()).problems

    with override("de"):
        assert words in [problem_words(problem) for problem in problems]


def test_problems_of_a_question_type_and_of_its_text_have_words_too() -> None:
    files = edited(small_course(), "bank/practice.yaml", "key: true", "key: false")
    [problem, *_more] = read_course(folder_of(files), parts()).problems

    with override("de"):
        words = "bank/practice.yaml, Zeile 14: pr-f: options: Genau eine Antwort ist richtig; hier sind es 0."
        assert problem_words(problem) == words


def test_a_sentence_of_a_shell_is_no_riddle() -> None:
    assert in_language("course.md") == "course.md"
    with override("de"):
        assert problem_words(Problem("a.md", 3, Code.NOT_INLINE, "Wort")) == "a.md, Zeile 3: Wort"
