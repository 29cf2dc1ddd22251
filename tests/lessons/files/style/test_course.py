"""The rules of a whole course: each of its texts is read, and each claim is taught."""

import pytest

from lessons.files.claims import CLAIMS
from lessons.files.style.course import copied_words, style_problems
from lessons.kinds import parts
from tests.factories.course_files import bank_text, edited, question, small_course
from tests.factories.style import course_of, place_of, style_of

PAGE = """---
uid: seite-blatt
slug: blatt
title: Das Blatt
summary: Ein Überblick.
sheet: false
---

Ein Blatt mit Text.
"""
COURSE = {**small_course(), "pages/blatt.md": PAGE}
COPIED = "wer seine Fenster putzt sieht am Ende alles"

TEXTS = [
    ("course.md", "summary: Sie proben.", "summary: Du probst.", "course.md:5 du-form"),
    ("course.md", "definition: Der Kunde wird gesehen.", "definition: Du wirst gesehen.", "course.md:12 du-form"),
    ("course.md", "Willkommen im Probekurs.", "Willkommen du da.", "course.md:46 du-form"),
    ("glossary.md", "definition: Was ein Mensch braucht.", "definition: Was du brauchst.", "glossary.md:6 du-form"),
    ("01-anfang/lesson.md", "title: Der Anfang", "title: Dein Anfang", "01-anfang/lesson.md:4 du-form"),
    ("01-anfang/lesson.md", "Ein Bedürfnis steht", "Dein Bedürfnis steht", "01-anfang/lesson.md:13 du-form"),
    ("pages/blatt.md", "summary: Ein Überblick.", "summary: Dein Überblick.", "pages/blatt.md:5 du-form"),
    ("pages/blatt.md", "Ein Blatt mit Text.", "Dein Blatt mit Text.", "pages/blatt.md:9 du-form"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "found"), TEXTS, ids=[case[2] for case in TEXTS])
def test_each_text_is_read(path, old, new, found):
    assert found in style_of(edited(COURSE, path, old, new), path)
    assert found not in style_of(COURSE, path)


@pytest.mark.parametrize(
    ("path", "old"),
    [(path, old) for path, old, *_rest in TEXTS if "title" not in old]
    + [("bank/practice.yaml", "Ein Betrieb handelt"), ("quizzes/probe.yaml", "Drei Fälle")],
)
def test_each_text_is_compared(path, old):
    files = edited(COURSE, path, old, f"{old.split(':')[0] + ': ' if ':' in old else ''}Ja {COPIED}")

    found = copied_words(course_of(files), parts(), {"quelle.txt": f"Denn {COPIED} klarer."})

    assert [problem.path for problem in found] == [path]
    assert copied_words(course_of(COURSE), parts(), {"quelle.txt": COPIED}) == []


def claims(*listed: str) -> list[str]:
    files = edited(
        small_course(), "01-anfang/lesson.md", "claims: [S1-01]\n", f"claims: [{', '.join(listed)}]\n" if listed else ""
    )
    return [problem.message for problem in style_problems(course_of(files), parts()) if problem.path == "course.md"]


def test_a_course_that_lists_claims_teaches_all_of_them():
    assert claims(*CLAIMS) == []
    assert claims(*CLAIMS[:-1]) == ["no lesson lists S2-17 among its claims"]
    assert claims(*(claim for claim in CLAIMS if claim != "S2-15"), "S2-15b") == [
        "no lesson lists S2-15a among its claims",
        "no lesson lists S2-15c among its claims",
    ]
    assert claims() == []


def test_what_no_lesson_teaches_is_a_fault_of_the_course():
    assert "course.md:2 claim-not-taught" in [place_of(one) for one in style_problems(course_of(COURSE), parts())]


def test_problems_stand_in_the_order_of_the_files():
    files = {**COURSE, "bank/zz.yaml": bank_text(question("zz-f", "practice", "F", stem="Du! Welcher Begriff passt?"))}

    problems = style_problems(course_of(files), parts())

    assert problems == sorted(problems)
    assert {"bank/zz.yaml", "course.md"} <= {problem.path for problem in problems}
