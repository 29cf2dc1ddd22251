"""Pages of a course as files: read, checked, written as they were read."""

import pytest

from lessons.files.course import read_course, write_course
from lessons.kinds import parts
from tests.factories.course_files import folder_of, small_course

PATH = "pages/blatt.md"
PAGE = """---
uid: seite-blatt
slug: blatt
title: Das Blatt
summary: Auf einer Seite.
sheet: true
---

Zurück zum [Anfang](lektion:lektion-anfang).
"""
OTHER = PAGE.replace("seite-blatt", "seite-leitfaden").replace("slug: blatt", "slug: leitfaden")


def reading_of(**pages):
    files = {f"pages/{name}.md": text for name, text in pages.items()}
    return read_course(folder_of({**small_course(), **files}), parts())


def test_a_page_is_written_as_it_was_read():
    reading = reading_of(blatt=PAGE, leitfaden=OTHER.replace("sheet: true", "sheet: false"))

    assert reading.problems == ()
    assert write_course(reading.course, parts()) == reading.folder.files


@pytest.mark.parametrize(
    ("pages", "problems"),
    [
        (
            {"blatt": PAGE, "leitfaden": OTHER},
            [f"{PATH.replace('blatt', 'leitfaden')}:6: a course can have only one page that every other page links to"],
        ),
        ({"blatt": PAGE.replace("title: Das Blatt\n", "")}, [f'{PATH}:2: "title" is missing or empty']),
        (
            {"blatt": PAGE.replace("Zurück", "/// check | pr-f\n///\n\nZurück")},
            [f"{PATH}:9: only lessons can contain questions"],
        ),
        (
            {"blatt": PAGE.replace("Zurück", '![Ein Kreis](kreis.svg "Ein Kreis")\n\nZurück')},
            [f"{PATH}:9: only lessons can contain figures"],
        ),
        ({"blatt": PAGE[: PAGE.index("Zurück")]}, [f"{PATH}:9: the page has no text"]),
        (
            {
                "blatt": PAGE,
                "zweites": PAGE.replace("uid: seite-blatt", "uid: seite-zwei").replace("sheet: true", "sheet: false"),
            },
            ['pages/zweites.md:3: the slug "blatt" is already used by pages/blatt.md'],
        ),
        (
            {"Blatt_1": PAGE},
            [
                "pages/Blatt_1.md:1: the file name of a page may contain lower-case letters a-z, digits and single hyphens only"
            ],
        ),
        ({"blatt": "Ohne Kopf\n"}, [f"{PATH}:1: the file must begin with front matter between two lines ---"]),
    ],
    ids=["two sheets", "no title", "a question", "a figure", "no text", "same address", "file name", "no front matter"],
)
def test_what_is_wrong_with_a_page_is_named(pages, problems):
    assert [str(problem) for problem in reading_of(**pages).problems] == problems
