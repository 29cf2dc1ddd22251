"""Amstad's figure: counted by hand once, and lessons that read unlike the others."""

import pytest

from lessons.files.style.course import style_problems, style_report
from lessons.files.style.passages import passages
from lessons.files.style.readability import Readability, outliers, readability_of, syllables_in
from lessons.kinds import parts
from tests.factories.course_files import SECOND, edited, small_course
from tests.factories.style import course_of, place_of

SYLLABLES = [
    ("Kunde", 2), ("Kundenfokus", 4), ("Kundenorientierung", 6), ("Kundenzentrierung", 5), ("Leitbild", 2),
    ("Bedürfnisse", 4), ("Auslöser", 3), ("Qualität", 3), ("See", 1), ("Häuser", 2), ("Trauung", 2),
    ("UX", 1), ("GmbH", 1), ("1998", 1),
]  # fmt: skip


@pytest.mark.parametrize(("word", "count"), SYLLABLES, ids=[word for word, _count in SYLLABLES])
def test_syllables_are_runs_of_vowels(word, count):
    assert syllables_in(word) == count


def test_the_figure_is_that_of_amstad():
    text = "## Kein Satz\n\nDer Kunde geht. Die Kundin bleibt zu Hause.\n\n| a | b |\n| - | - |\n"

    found = readability_of(passages(text))

    assert found == Readability(words=8, sentences=2, syllables=11)
    assert found.figure == 180 - 4 - 58.5 * 11 / 8


def test_a_text_without_sentences_has_a_figure_all_the_same():
    assert readability_of([]) == Readability(words=1, sentences=1, syllables=0)


@pytest.mark.parametrize(
    ("figures", "unusual"),
    [
        ([60, 61, 62, 60, 40], ["e"]),
        ([60, 61, 62, 60, 56], []),
        ([60, 60, 60, 60, 60, 60, 60, 60, 60, 54], ["j"]),
        ([20, 40, 60, 80, 100], ["a", "b", "d", "e"]),
        ([60, 60, 60, 40], []),
    ],
    ids=["far from the others", "alike", "two deviations", "twelve points", "four lessons have no usual"],
)
def test_what_reads_unlike_the_others_is_named(figures, unusual):
    assert list(outliers(dict(zip("abcdefghij", figures, strict=False)))) == unusual


def test_lessons_are_listed_and_an_outlier_is_a_fault():
    files, units = small_course(), ""
    for number in range(3, 7):
        files[f"0{number}-teil/lesson.md"] = SECOND.replace("mitte", f"teil-{number}").replace(
            "Weiter nach", "Es geht weiter nach"
        )
        units += f"      - lesson: 0{number}-teil\n"
    hard = "Verantwortliche koordinieren die Weiterentwicklung der Leistung."
    files = edited(files, "course.md", "      - quiz", f"{units}      - quiz")
    files = edited(files, "06-teil/lesson.md", "## Mitte", f"## Mitte\n\n{hard}")

    course = course_of(files)

    found = [place_of(problem) for problem in style_problems(course, parts()) if problem.code == "readability-outlier"]
    assert found == ["06-teil/lesson.md:1 readability-outlier"]
    assert style_report(course, parts())[:3] == [
        "Lesson: words, readability (Amstad)",
        "01-anfang: 8, 81.4",
        "02-mitte: 7, 76.5",
    ]
