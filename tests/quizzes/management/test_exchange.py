"""import_questions and export_questions from the command line."""

import pytest
from django.core.management import CommandError, call_command

from quizzes.models import Question
from tests.factories.lessons import make_course
from tests.factories.quizzes import make_quiz_course

pytestmark = pytest.mark.django_db

GIFT = "::hut::Größe eines Huts?{=Hutgröße ####Der Kopf zählt.}\n"


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "fragen.txt"
    path.write_text(GIFT, encoding="utf-8")
    return path


def run(capsys, name, *args):
    try:
        call_command(name, *map(str, args))
    except CommandError as error:
        return error.returncode, str(error), capsys.readouterr().err
    out = capsys.readouterr()
    return 0, out.out, out.err


def test_an_import_counts_and_a_dry_run_writes_nothing(course, file, capsys):
    tried = run(capsys, "import_questions", file, "--format", "gift", "--dry-run")
    assert (tried, Question.objects.count()) == ((0, "1 new, 0 changed, 0 unchanged. Nothing was written.\n", ""), 0)

    done = run(capsys, "import_questions", file, "--format", "gift", "--course", "kurs")
    assert (done, Question.objects.get().uid) == ((0, "1 new, 0 changed, 0 unchanged.\n", ""), "hut")
    assert run(capsys, "import_questions", file, "--format", "gift")[1] == "0 new, 0 changed, 1 unchanged.\n"


def test_errors_are_named_by_line_and_end_with_one(course, file, capsys):
    file.write_text("// zwei\n\n::zahl::Wie hoch?{#3}\n\n" + GIFT, encoding="utf-8")

    assert run(capsys, "import_questions", file, "--format", "gift") == (
        1,
        "1 errors; nothing was written. Without them: 1 new, 0 changed, 0 unchanged.",
        "Line 3: zahl: Questions that ask for a number within a range are not supported.\n",
    )
    assert Question.objects.count() == 0


def test_the_course_must_be_clear(course, file, capsys):
    make_course(slug="anderer")
    code, words, _err = run(capsys, "import_questions", file, "--format", "gift")

    assert (code, words) == (1, "Which course? Give its slug with --course; there are: anderer, kurs.")
    assert run(capsys, "import_questions", file, "--format", "gift", "--course", "x")[0] == 1


def test_a_file_that_is_not_there(course, tmp_path, capsys):
    assert run(capsys, "import_questions", tmp_path / "x", "--format", "gift")[1].endswith("No such file or directory")
    assert run(capsys, "export_questions", "--output", tmp_path / "x" / "y", "--format", "gift")[0] == 1


def test_an_export_names_what_is_lost(course, file, tmp_path, capsys):
    run(capsys, "import_questions", file, "--format", "gift")
    out = tmp_path / "out.yaml"

    assert run(capsys, "export_questions", "--format", "yaml", "--output", out) == (0, "1 questions written.\n", "")
    assert out.read_text(encoding="utf-8").startswith("- uid: hut\n")
    assert run(capsys, "export_questions", "--format", "aiken", "--output", out) == (
        0,
        "0 questions written.\n",
        "Left out: The format does not support this kind of question: a written answer. (hut)\n",
    )
