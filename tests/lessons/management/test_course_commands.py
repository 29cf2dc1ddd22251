"""The commands about course files, as they are typed: exit codes, what goes where, what stays."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coursesite.markup.rendered import VERSION
from lessons.models import Course, GlossaryTerm, LessonVersion
from lessons.services.linting import lint_course
from quizzes.models import Question, QuestionVersion, Quiz
from tests.factories.course_files import bank_text, edited, small_course, write_to
from tests.factories.lessons import make_course
from tests.factories.loading import edit_lesson, load, rows, the_lesson

SHIPPED = Path(__file__).parents[3] / "lessons" / "content" / "kundenzentrierung"
LESSON, SENTENCE = "01-anfang/lesson.md", "Ein Bedürfnis steht am Anfang."

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return write_to(tmp_path / "probe", small_course())


def files_in(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def change(folder: Path, path: str, old: str, new: str) -> None:
    write_to(folder, edited({path: (folder / path).read_text(encoding="utf-8")}, path, old, new))


# --- load_course -------------------------------------------------------------------------------------------------
def test_load_course_says_what_it_did(folder, capsys):
    call_command("load_course", folder)
    call_command("load_course", folder)

    captured = capsys.readouterr()
    assert captured.out == (
        "probe: loaded, 48 texts rendered (version 1)\n"
        "  new: 6 bank, 1 chapter, 1 course, 1 figure, 2 glossary, 2 lesson, 1 quizzes\n"
        "probe: nothing has changed (version 1)\n"
    )
    assert captured.err == ""


def test_load_course_names_each_problem_by_file_and_line_and_loads_nothing(folder, capsys):
    change(folder, "course.md", "title: Probekurs", "titel: Probekurs")
    change(folder, "bank/practice.yaml", "  stem: Ein", "  stemm: Ein")

    with pytest.raises(CommandError) as refused:
        call_command("load_course", folder)

    assert refused.value.returncode == 1
    assert capsys.readouterr().err == (
        "bank/practice.yaml:1: pr-f: stem: This field is empty.\n"
        'bank/practice.yaml:13: pr-f: stemm: This key is not known here. (did you mean "stem"?)\n'
        'course.md:2: "title" is missing or empty\n'
        'course.md:4: unknown key "titel" (did you mean "title"?)\n'
    )
    assert not Course.objects.exists()


def test_load_course_can_be_tried(folder, capsys):
    call_command("load_course", folder, dry_run=True)

    assert capsys.readouterr().out.endswith("  nothing was written (--dry-run)\n")
    assert not Course.objects.exists()


def test_load_course_names_conflicts_and_fails_for_them_only_when_strict(folder, capsys):
    call_command("load_course", folder)
    edit_lesson("Hier geschrieben.")
    change(folder, LESSON, SENTENCE, "Dort geschrieben.")
    capsys.readouterr()

    call_command("load_course", folder)
    with pytest.raises(CommandError) as strict:
        call_command("load_course", folder, strict=True)

    said = f"{LESSON}:2: warning: lesson lektion-anfang was edited on the site and changed in the files: the edited version stays\n"
    assert capsys.readouterr().err == said + said
    assert strict.value.returncode == 3
    assert the_lesson().published.source == "Hier geschrieben."


def test_load_course_lets_the_files_win(folder, capsys):
    call_command("load_course", folder)
    edit_lesson("Hier geschrieben.")
    change(folder, LESSON, SENTENCE, "Dort geschrieben.")

    call_command("load_course", folder, overwrite=True)

    assert "Dort geschrieben." in the_lesson().published.source
    assert the_lesson().versions.count() == 3
    assert "the files win" in capsys.readouterr().err


def test_load_course_wants_a_folder(tmp_path, capsys):
    with pytest.raises(CommandError):
        call_command("load_course", tmp_path / "nichts")

    assert capsys.readouterr().err == f".:1: there is no folder {tmp_path / 'nichts'}\n"


# --- dump_course -------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("real_child")
def test_the_shipped_course_is_dumped_as_it_was_loaded(tmp_path):
    call_command("load_course", SHIPPED, verbosity=0)

    call_command("dump_course", "kundenzentrierung", tmp_path / "dump")

    expected = files_in(SHIPPED)
    del expected["REVIEW.md"]
    assert files_in(tmp_path / "dump") == expected


def test_dump_course_writes_what_was_edited_and_takes_away_what_is_gone(folder, capsys):
    load(small_course())
    edit_lesson("Hier geschrieben.\r\n\r\nNoch ein Satz.")
    Question.objects.filter(uid="pr-z").update(status="draft")
    GlossaryTerm.objects.all().delete()
    (folder / "notes.txt").write_text("von uns")
    (folder / "README.md").write_text("auch von uns")
    capsys.readouterr()

    call_command("dump_course", "probe", folder)

    assert capsys.readouterr().out == (
        f"{LESSON}\nbank/practice.yaml\nglossary.md\nprobe: 3 files changed in {folder}\n"
    )
    assert (folder / LESSON).read_text(encoding="utf-8").endswith("---\n\nHier geschrieben.\n\nNoch ein Satz.\n")
    assert "status: draft" in (folder / "bank/practice.yaml").read_text(encoding="utf-8")
    assert not (folder / "glossary.md").exists()
    assert (folder / "notes.txt").read_text() == "von uns"


def test_dump_course_warns_of_what_could_not_be_loaded_again(tmp_path, capsys):
    load(small_course())
    GlossaryTerm.objects.filter(uid="leitbild").update(term="Bedürfnis!", aliases=["Bedürfnis"])

    call_command("dump_course", "probe", tmp_path / "dump")

    assert capsys.readouterr().err == 'glossary.md:7: "Bedürfnis" is already used for the term "Bedürfnis"\n'


@pytest.mark.parametrize("path", ["letters/home.txt", "course.md"])
def test_dump_course_writes_into_no_other_folder(path, tmp_path):
    load(small_course())
    write_to(tmp_path, {path: "slug: other\n"})

    with pytest.raises(CommandError, match="holds"):
        call_command("dump_course", "probe", tmp_path)

    assert files_in(tmp_path) == {path: b"slug: other\n"}


def test_dump_course_knows_only_courses_that_are_there(tmp_path):
    make_course(slug="anderer")

    with pytest.raises(CommandError, match=r"There is no course probe\. Courses: anderer"):
        call_command("dump_course", "probe", tmp_path)


# --- lint_course -------------------------------------------------------------------------------------------------
NOT_COMPARED = "Not checked: shared-words, since --against names no folder to compare with.\n"


@pytest.fixture
def english(tmp_path):
    """Without a house style: what is found here, a load finds, too."""
    return write_to(tmp_path / "probe", edited(small_course(), "course.md", "language: de", "language: en"))


def test_the_shipped_course_could_be_loaded_and_is_canonical():
    lint = lint_course(folder=SHIPPED)

    assert (lint.problems, lint.uncanonical, Course.objects.exists()) == ((), (), False)


def test_lint_course_finds_a_course_in_order(english, capsys):
    call_command("lint_course", english)

    captured = capsys.readouterr()
    assert (captured.out, captured.err) == (f"{NOT_COMPARED}The course files are in order.\n", "")
    assert not Course.objects.exists()


def test_lint_course_names_what_is_not_canonical_and_writes_it_when_told_to(english, capsys):
    before = files_in(english)
    change(english, "course.md", "  - pair: FO\n    question: 1\n", "  - {pair: FO, question: 1}\n")
    change(english, "quizzes/probe.yaml", "counts: best", "attempts: null\ncounts: best")

    with pytest.raises(CommandError) as found:
        call_command("lint_course", english)
    assert found.value.returncode == 1
    assert capsys.readouterr().err == (
        "course.md:24: not-canonical not in canonical form from here on; lint_course --fix writes it\n"
        "quizzes/probe.yaml:12: not-canonical not in canonical form from here on; lint_course --fix writes it\n"
    )

    call_command("lint_course", english, fix=True)
    assert files_in(english) == before


def test_lint_course_renders_texts_and_fixes_nothing_it_cannot_read(english, capsys):
    change(english, LESSON, "## Anfang", "## Anfang\n\n/// kasten\nText\n///")
    with pytest.raises(CommandError):
        call_command("lint_course", english)
    assert capsys.readouterr().err == f"{LESSON}:13: block-unknown There is no block called “kasten”.\n"

    change(english, "course.md", "slug: probe", "slug: [probe]")
    before = files_in(english)
    with pytest.raises(CommandError):
        call_command("lint_course", english, fix=True)
    assert files_in(english) == before


def test_what_a_load_warns_of_when_it_renders_the_linter_refuses(english, capsys):
    change(english, LESSON, "## Anfang", "## Anfang\n\n#### Zu tief")
    call_command("load_course", english)
    warned = capsys.readouterr().err

    with pytest.raises(CommandError):
        call_command("lint_course", english)

    message = "The heading “Zu tief” skips a level: it is at level 4, but level 3 is the deepest possible here."
    assert warned == f"{LESSON}:13: warning: {message}\n"
    assert capsys.readouterr().err == f"{LESSON}:13: heading-skip {message}\n"


def test_lint_course_refuses_a_lesson_that_asks_what_a_person_must_mark(english, capsys):
    task = {"uid": "pr-auftrag", "type": "essay", "pool": "practice", "family": "auftrag", "form": "praxisauftrag"}
    rubric = [{"points": 2, "text": "Nennt beide Seiten."}]
    task |= {"stem": "Beschreiben Sie es.", "rubric": rubric, "pass_points": 1, "sample_answer": "Beide Seiten."}
    write_to(english, {"bank/auftrag.yaml": bank_text(task)})
    call_command("lint_course", english)
    change(english, LESSON, "/// check | pr-f", "/// check | pr-auftrag")

    with pytest.raises(CommandError) as refused:
        call_command("lint_course", english)

    assert refused.value.returncode == 1
    message = "needs-person pr-auftrag must be marked by a person; a lesson can only ask questions that are explained immediately"
    assert capsys.readouterr().err == f"{LESSON}:17: {message}\n"


def test_lint_course_names_faults_of_style_that_a_load_does_not_mind(folder, capsys):
    change(folder, "bank/practice.yaml", "Ein Betrieb handelt, Fall pr-f.", "Du bist im Mittelpunkt.")
    call_command("load_course", folder)
    loaded = capsys.readouterr()

    with pytest.raises(CommandError) as found:
        call_command("lint_course", folder)

    assert (loaded.err, found.value.returncode) == ("", 1)
    captured = capsys.readouterr()
    figures = "Lesson: words, readability (Amstad)\n01-anfang: 8, 81.4\n02-mitte: 7, 76.5\n"
    assert captured.out == figures + NOT_COMPARED
    sound = "the stem sounds like a term (mittelpunkt): reword it, or mark a decoy or genuine_word"
    assert [line for line in captured.err.splitlines() if line.startswith("bank/")] == [
        f"bank/practice.yaml:13: clang-word pr-f: {sound}",
        "bank/practice.yaml:13: du-form pr-f: “Du”: the course says Sie",
    ]


def test_lint_course_reads_the_texts_of_a_course_that_is_not_whole_yet(folder, capsys):
    change(folder, "course.md", "      - lesson: 02-mitte\n", "")
    change(folder, "bank/practice.yaml", "Ein Betrieb handelt, Fall pr-f.", "Ein Betrieb handelt ...")

    with pytest.raises(CommandError):
        call_command("lint_course", folder)

    said = capsys.readouterr().err.splitlines()
    unnamed = "no chapter in course.md lists this lesson: add {lesson: 02-mitte}"
    assert f"02-mitte/lesson.md:1: unnamed-unit {unnamed}" in said
    assert "bank/practice.yaml:13: three-dots pr-f: three dots: write …" in said


def test_lint_course_compares_with_texts_that_must_not_be_copied(english, tmp_path, capsys):
    sentence = "Ein Betrieb, der seine Fenster putzt, sieht am Ende alles klarer."
    change(english, LESSON, SENTENCE, f"Man sagt ja: {sentence}")
    change(english, "bank/practice.yaml", "Ein Betrieb handelt, Fall pr-f.", sentence.replace(",", ""))
    others = {"a/quelle.txt": f"DAS STIMMT. {sentence.upper()}", "b.md": "Etwas anderes.", "c.html": sentence}
    write_to(tmp_path / "others", others)

    with pytest.raises(CommandError) as found:
        call_command("lint_course", english, against=tmp_path / "others")

    captured = capsys.readouterr()
    run = "shared-words 8 words in a row as in a/quelle.txt: “Ein Betrieb der seine Fenster putzt sieht am”"
    assert (captured.out, found.value.returncode) == ("", 1)
    assert captured.err == f"{LESSON}:13: {run}\nbank/practice.yaml:13: {run}\n"


def test_lint_course_wants_a_folder_to_compare_with(english, tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("lint_course", english, against=tmp_path / "nichts")


# --- rerender ----------------------------------------------------------------------------------------------------
def test_rerender_brings_every_stored_html_up_to_the_present_renderer(capsys):
    load(small_course())
    good = rows()
    for model in (GlossaryTerm, LessonVersion, QuestionVersion):
        model.objects.update(render_version=VERSION - 1)
    GlossaryTerm.objects.update(html="alt", plain="alt")
    LessonVersion.objects.update(html="alt", render_key="alt")
    QuestionVersion.objects.update(rendered={})
    Course.objects.update(welcome_html="alt")
    Quiz.objects.update(intro_html="alt")

    call_command("rerender", "probe")

    assert (
        capsys.readouterr().out
        == "probe: 2 glossary terms, 2 introductions, 2 lessons, 6 questions, 0 texts of the search\n"
    )
    assert rows() == good


def test_rerender_leaves_alone_what_is_up_to_date(capsys):
    load(small_course())
    before = rows()

    call_command("rerender")

    assert (
        capsys.readouterr().out
        == "probe: 0 glossary terms, 0 introductions, 0 lessons, 0 questions, 0 texts of the search\n"
    )
    assert rows() == before


def test_rerender_knows_only_courses_that_are_there():
    with pytest.raises(CommandError, match="There is no course probe"):
        call_command("rerender", "probe")
