"""A course folder becomes one value with all its problems by file and line, and the same bytes again."""

from pathlib import Path

import pytest

from lessons.files.course import read_course, uncanonical, write_course
from lessons.files.folder import Folder
from lessons.files.items import items_of
from lessons.kinds import parts
from tests.factories.course_files import (
    COURSE,
    LESSON,
    SECOND,
    bank_text,
    edited,
    folder_of,
    question,
    small_course,
    without,
)

SHIPPED = Path(__file__).parents[3] / "lessons" / "content" / "kundenzentrierung"
LONG = "x" * 10_000


def problems_of(files) -> list[str]:
    return [str(problem) for problem in read_course(folder_of(files), parts()).problems]


def test_the_shipped_course_is_written_as_it_was_read():
    reading = read_course(SHIPPED, parts())

    assert reading.problems == ()
    assert write_course(reading.course, parts()) == reading.folder.files
    assert len(reading.folder.files) > 40


def test_a_course_without_anything_optional_is_written_as_it_was_read():
    chapters = COURSE[COURSE.index("chapters:") : COURSE.index("---", 10)]
    bare = "chapters:\n  - uid: kapitel-eins\n    title: Kapitel eins\n    units:\n      - lesson: 02-mitte\n"
    files = {"course.md": COURSE.replace(chapters, bare), "02-mitte/lesson.md": SECOND}

    reading = read_course(folder_of(files), parts())

    assert reading.problems == ()
    assert write_course(reading.course, parts()) == reading.folder.files
    assert (reading.course.glossary.terms, reading.course.figures, reading.course.parts["bank"]) == ((), (), ())


def test_the_small_course_is_clean_and_canonical():
    reading = read_course(folder_of(small_course()), parts())

    assert reading.problems == ()
    assert uncanonical(write_course(reading.course, parts()), reading.folder) == []


def test_everything_with_an_identity_is_an_item():
    course = read_course(folder_of(small_course()), parts()).course

    found = [(item.part, item.uid, item.path, item.position) for item in items_of(course, parts())]

    assert found == [
        ("course", "course.md", "course.md", 0),
        ("chapter", "kapitel-eins", "course.md", 0),
        ("lesson", "lektion-anfang", "01-anfang/lesson.md", 0),
        ("lesson", "lektion-mitte", "02-mitte/lesson.md", 1),
        ("glossary", "beduerfnis", "glossary.md", 0),
        ("glossary", "leitbild", "glossary.md", 1),
        ("figure", "kreis.svg", "01-anfang/kreis.svg", 0),
        *(("bank", f"mt-{key}", "bank/midterm.yaml", place) for place, key in enumerate("foz")),
        *(("bank", f"pr-{key}", "bank/practice.yaml", place) for place, key in enumerate("foz", 3)),
        ("quizzes", "quiz-probe", "quizzes/probe.yaml", 2),
    ]


def test_moving_changes_no_digest():
    files = small_course()
    moved = edited(
        files,
        "course.md",
        "      - lesson: 01-anfang\n      - lesson: 02-mitte\n",
        "      - lesson: 02-mitte\n      - lesson: 01-anfang\n",
    )

    def digests(contents):
        course = read_course(folder_of(contents), parts()).course
        return {item.uid: item.digest for item in items_of(course, parts())}

    assert digests(moved) == digests(files)


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_are_read_but_not_canonical():
    files = small_course()
    strange = {
        path: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
        for path, text in files.items()
        if path.endswith(".md")
    }

    reading = read_course(folder_of({**files, **strange}), parts())

    assert reading.problems == ()
    assert write_course(reading.course, parts()) == folder_of(files).files
    assert [(problem.path, problem.line) for problem in uncanonical(folder_of(files).files, reading.folder)] == [
        (path, 1) for path in sorted(strange)
    ]


# (path, old text, new text, where and what is said)
BROKEN = [
    ("course.md", "title: Probekurs", "titel: Probekurs", ['course.md:2: "title" is missing or empty', 'course.md:4: unknown key "titel" (did you mean "title"?)']),
    ("course.md", "title: Probekurs", f"title: {LONG}", ["course.md:4: title: 10000 characters; the limit is 200"]),
    ("course.md", "title: Probekurs", "title: Probe\x00kurs", ["course.md:4: NUL byte; this is not a text file"]),
    ("course.md", "title: Probekurs", "title:\tProbekurs", ["course.md:4: tab character; use spaces"]),
    ("course.md", "title: Probekurs", "title: [Probekurs]", ["course.md:4: title: expected text, found a list"]),
    ("course.md", "title: Probekurs", "title: 12", ["course.md:4: title: expected text, found 12 (use quotation marks to make it text)"]),
    ("course.md", "title: Probekurs", 'title: "Probe\\u202ekurs"', ["course.md:4: title: contains an invisible control character"]),
    ("course.md", "title: Probekurs", "title: Probekurs # schön", ["course.md:4: comments are lost when a course is loaded; use a note: key"]),
    ("course.md", "title: Probekurs", "title: &a Probekurs", ["course.md:4: anchors (&) and aliases (*) are not allowed; quote the text"]),
    ("course.md", "title: Probekurs", "title: !!python/object:os.system x", ["course.md:4: tags are not allowed: tag:yaml.org,2002:python/object:os.system; quote the text"]),
    ("course.md", "title: Probekurs", "title: A\ntitle: B", ['course.md:5: key "title" appears here twice']),
    ("course.md", "title: Probekurs", "title: 'Probekurs", ["course.md:43: not valid YAML: found unexpected end of stream"]),
    ("course.md", "access: open", "access: offen", ['course.md:6: access: "offen" is not one of: open, assigned (did you mean "open"?)']),
    ("course.md", "slug: probe", "slug: Probe Kurs", ['course.md:2: slug: "Probe Kurs" has the wrong format; allowed: lower-case letters a-z, digits and single hyphens']),
    ("course.md", "key: D3", "key: D1", ["course.md:33: dimensions: D1 appears here twice"]),
    ("course.md", "pair: FO", "pair: OF", ["course.md:24: OF is not one of FO, FZ, OZ"]),
    ("course.md", "question: 1", "question: 1\n    yes: Z", ["course.md:26: Z is not one of the two terms of FO"]),
    ("course.md", "question: 1", "question: 2", ["course.md:25: there is no decision question number 2"]),
    ("course.md", "gaps: [F]", "gaps: [X]", ["course.md:36: X is not a term"]),
    ("course.md", "- lesson: 02-mitte", "- lesson: 02-mite", ["02-mitte/lesson.md:1: no chapter in course.md lists this lesson: add {lesson: 02-mitte}", 'course.md:42: there is no lesson 02-mite (did you mean "02-mitte"?)']),
    ("course.md", "- lesson: 02-mitte", "- lesson: 01-anfang", ["02-mitte/lesson.md:1: no chapter in course.md lists this lesson: add {lesson: 02-mitte}", "course.md:42: lesson 01-anfang is already listed in a chapter"]),
    ("course.md", "- lesson: 02-mitte", "- lektion: 02-mitte", ["02-mitte/lesson.md:1: no chapter in course.md lists this lesson: add {lesson: 02-mitte}", 'course.md:42: "lektion" is not a kind of unit (did you mean "lesson"?)']),
    ("course.md", "- quiz: probe", "- quiz: [probe]", ["course.md:43: chapters[1].units[3].quiz: expected text, found a list"]),
    ("course.md", "uid: kapitel-eins", "uid: lektion-anfang", ['01-anfang/lesson.md:2: "lektion-anfang" is already used for the chapter at course.md:38']),
    ("01-anfang/lesson.md", "---\nuid", "uid", ["01-anfang/lesson.md:1: the file must begin with front matter between two lines ---"]),
    ("01-anfang/lesson.md", LESSON, "---\nuid: a\n", ["01-anfang/lesson.md:1: the front matter is never closed: a second line --- is missing"]),
    ("01-anfang/lesson.md", LESSON[LESSON.index("## Anfang") :], "", ["01-anfang/lesson.md:11: the lesson has no text"]),
    ("01-anfang/lesson.md", "claims: [S1-01]", "claims: [S1-17]", ['01-anfang/lesson.md:8: "S1-17" is not a claim; claims run from S1-01 to S1-16 and from S2-01 to S2-17']),
    ("01-anfang/lesson.md", "weight: 1", "weight: -1", ["01-anfang/lesson.md:7: weight: -1 is not between 0 and 100"]),
    ("01-anfang/lesson.md", "required: true", "required: ja", ['01-anfang/lesson.md:6: required: expected true or false, found the text "ja"']),
    ("01-anfang/lesson.md", "objective: Sie fangen an.", "objective: |-\n  Sie\n  fangen an.", ["01-anfang/lesson.md:5: objective: must be on one line (use >- to fold a long text)"]),
    ("01-anfang/lesson.md", "slug: anfang", "slug: mitte", ['02-mitte/lesson.md:3: the slug "mitte" is already used by 01-anfang/lesson.md']),
    ("01-anfang/lesson.md", "(kreis.svg", "(kreise.svg", ["01-anfang/kreis.svg:1: warning: no text shows this figure", '01-anfang/lesson.md:15: there is no figure kreise.svg here (did you mean "kreis.svg"?)']),
    ("01-anfang/lesson.md", "check | pr-f", "check | pr-x", ['01-anfang/lesson.md:17: there is no question pr-x (did you mean "pr-z"?)']),
    ("01-anfang/lesson.md", "check | pr-f", "check | mt-f", ["01-anfang/lesson.md:17: mt-f belongs to the pool midterm; a lesson can only ask practice questions"]),
    ("01-anfang/kreis.svg", "<circle", '<circle onclick="x()"', ["01-anfang/kreis.svg:1: not allowed in a drawing: onclick="]),
    ("01-anfang/kreis.svg", "<svg", "<html", ["01-anfang/kreis.svg:1: this is not an SVG drawing: it does not begin with <svg"]),
    ("glossary.md", "term: Leitbild", "term: bedürfnisse", ['glossary.md:7: "bedürfnisse" is already used for the term "Bedürfnis"']),
    ("glossary.md", "uid: leitbild", "uid: beduerfnis", ['glossary.md:7: "beduerfnis" is already used for the glossary at glossary.md:3']),
    ("glossary.md", "steht.\n---\n", "steht.\n---\n\nText.\n", ["glossary.md:12: the glossary has no text of its own, only terms:"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "old", "new", "said"), BROKEN, ids=[f"{case[0]}: {case[2][:40]!r}" for case in BROKEN]
)
def test_what_is_wrong_is_named_by_file_and_line(path, old, new, said):
    assert problems_of(edited(small_course(), path, old, new)) == said


def test_a_file_that_is_not_utf8_is_named_with_its_line():
    broken = {**small_course(), "glossary.md": "---\nterms:\n  - uid: ü\n".encode("latin-1")}

    assert problems_of(broken) == ["glossary.md:3: byte 0xfc is not UTF-8; save the file as UTF-8"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("notes.txt", "notes.txt:1: this file is not part of a course"),
        ("glossar.md", 'glossar.md:1: this file is not part of a course (did you mean "glossary.md"?)'),
        ("bank/more.yml", "bank/more.yml:1: this file is not part of a course"),
        ("bank/lesson.md", "bank/lesson.md:1: this file is not part of a course"),
        ("bilder/kreis2.svg", "bilder/kreis2.svg:1: this file is not part of a course"),
    ],
)
def test_a_file_that_nothing_reads_is_an_error(path, said):
    found = problems_of({**small_course(), path: "x\n"})

    assert found[0].startswith(said)


def test_a_path_that_no_column_holds_is_refused():
    path = f"{'a' * 100}/{'b' * 100}.svg"

    assert f"{path}:1: the path has 205 characters; the limit is 200" in problems_of({**small_course(), path: "x\n"})


def test_all_files_are_read_even_where_course_md_is_missing():
    files = edited(without(small_course(), "course.md"), "bank/practice.yaml", "pool: practice", "pool: practise")

    assert problems_of(files) == [
        'bank/practice.yaml:3: [1].pool: "practise" is not one of: exam, practice, placement, midterm, retention (did you mean "practice"?)',
        "course.md:1: the folder does not contain a file course.md",
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    reading = read_course(tmp_path / "nichts", parts())

    assert (reading.course, [str(problem) for problem in reading.problems]) == (
        None,
        [f".:1: there is no folder {tmp_path / 'nichts'}"],
    )


def test_two_figures_of_one_name_are_refused():
    files = {**small_course(), "02-mitte/kreis.svg": small_course()["01-anfang/kreis.svg"]}
    files = edited(files, "02-mitte/lesson.md", "Weiter", "![Kreis](kreis.svg)\n\nWeiter")

    assert problems_of(files) == [
        '02-mitte/kreis.svg:1: "kreis.svg" is already used for the figure at 01-anfang/kreis.svg:1'
    ]


def test_a_uid_is_taken_whatever_it_names():
    files = small_course()
    files["bank/practice.yaml"] += "\n" + bank_text(question("leitbild", "practice", "F"))

    assert problems_of(files) == ['bank/practice.yaml:91: "leitbild" is already used for the glossary at glossary.md:7']


def test_an_empty_folder_has_no_course():
    assert problems_of({}) == ["course.md:1: the folder does not contain a file course.md"]
    assert read_course(Folder(), parts()).course is None
