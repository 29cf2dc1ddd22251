"""A learner who counts words: how far gets she?"""

from random import Random
from time import process_time

from lessons.files.problem import Severity
from lessons.files.style.course import style_problems, style_report
from lessons.kinds import parts
from quizzes.files.style.giveaway import Giveaway
from tests.factories.course_files import TERMS, bank_text, question, small_course
from tests.factories.style import course_of

FILE = "bank/style.yaml"


def pool(words: dict[str, str], *, each: int = 6) -> dict[str, str]:
    """`each` cases of each term; `words` by term."""
    cases = [
        question(
            f"ei-{term.lower()}{number}", "retention", term, stem=f"Nummer {number} {words.get(term, 'hier')} liefert."
        )
        for term in TERMS
        for number in range(each)
    ]
    return {**small_course(), FILE: bank_text(*cases)}


def test_by_hand():
    """a stands with F twice, b with O twice: without itself each is judged by the other one."""
    documents = (("F", ["a", "x"]), ("F", ["a", "y"]), ("O", ["b", "x"]), ("O", ["b", "y"]))

    found = Giveaway(documents)

    assert (found.hits, found.accuracy) == (4, 1.0)
    # F has four words, four different ones are known: a (2 + 1) / (4 + 4) against (0 + 1) / (4 + 4).
    assert found.telling_words() == [("a", "F", 3.0), ("b", "O", 3.0), ("x", "O", 1.0), ("y", "O", 1.0)]


def test_the_case_that_is_judged_teaches_nothing():
    """Nobody knows better than to name the first term, whose cases these are two."""
    assert Giveaway((("F", ["a"]), ("F", ["c"]), ("O", ["b"]), ("O", ["d"]))).hits == 2


def test_words_by_chance_tell_nothing_and_the_largest_bank_takes_no_time():
    chance = Random(1)
    documents = tuple((TERMS[n % 3], [f"w{chance.randrange(900)}" for _ in range(45)]) for n in range(250))
    start = process_time()

    accuracy = Giveaway(documents).accuracy

    assert 0.2 < accuracy < 0.5
    assert process_time() - start < 2


def test_a_pool_whose_words_tell_the_term_is_worth_a_warning():
    problems = style_problems(course_of(pool({"F": "einst", "O": "immer", "Z": "stets"})), parts())

    (found,) = [problem for problem in problems if problem.code == "give-away"]
    assert (found.path, found.line, found.severity) == (FILE, 1, Severity.WARNING)
    assert found.message.startswith("single words find the term in 100% of the pool retention, most of all: einst (F ×")
    assert "stets (Z ×" in found.message


def test_a_pool_whose_words_tell_nothing_is_only_reported():
    course = course_of(pool({}))

    assert [problem for problem in style_problems(course, parts()) if problem.code == "give-away"] == []
    assert [line for line in style_report(course, parts()) if line.startswith("Pool")] == [
        "Pool retention: single words find the term in 0% of 18 cases"
    ]


def test_few_cases_teach_nothing():
    assert [line for line in style_report(course_of(small_course()), parts()) if line.startswith("Pool")] == []
