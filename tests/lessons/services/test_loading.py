"""Loading a course folder: all or nothing, and nothing twice."""

import subprocess
from dataclasses import replace

import pytest

from coursesite.markup.context import Context
from lessons.errors import LessonsError
from lessons.models import (
    Course,
    CourseVersion,
    Figure,
    GlossaryTerm,
    LessonVersion,
    LoadedItem,
    Unit,
)
from lessons.queries.rendering import file_context, render_context
from lessons.queries.stored import stored_course
from lessons.services import loading
from lessons.services.load_plan import content_hash, make_plan, merge_problems
from lessons.services.loading import LoadRefused, prepare_load, try_course
from quizzes.models import Question, Quiz
from tests.factories.accounts import make_user
from tests.factories.course_files import edited, folder_of, small_course, without
from tests.factories.lessons import make_started
from tests.factories.loading import LATER, NOW, decided, edit_lesson, in_files, load, rows, the_course, the_lesson

LESSON, SECOND, PRACTICE, QUIZ = "01-anfang/lesson.md", "02-mitte/lesson.md", "bank/practice.yaml", "quizzes/probe.yaml"
SENTENCE = "Ein Bedürfnis steht am Anfang."

pytestmark = pytest.mark.django_db


# --- the first load ---
def test_a_first_load_makes_the_course():
    report = load(small_course())

    assert decided(report) == {
        ("create", "course"): 1,
        ("create", "chapter"): 1,
        ("create", "lesson"): 2,
        ("create", "glossary"): 2,
        ("create", "figure"): 1,
        ("create", "bank"): 6,
        ("create", "quizzes"): 1,
    }
    assert (report.conflicts, report.warnings, report.version) == ((), (), 1)
    outline = Unit.objects.order_by("position").values_list("kind", "uid", "slug", "title", "minutes", "chapter__uid")
    assert list(outline) == [
        ("lesson", "lektion-anfang", "anfang", "Der Anfang", 2, "kapitel-eins"),
        ("lesson", "lektion-mitte", "mitte", "Die Mitte", 1, "kapitel-eins"),
        ("quiz", "quiz-probe", "probe", "Probequiz", 5, "kapitel-eins"),
    ]
    assert Question.objects.live().filter(course=the_course(), current__number=1).count() == 6
    assert Quiz.objects.get(unit__uid="quiz-probe").cells.count() == 3


def test_texts_are_stored_as_source_and_as_html():
    load(small_course())

    version = the_lesson().published
    assert (version.number, version.origin, version.published_at, version.checks) == (1, "files", NOW, ["pr-f"])
    assert "Ein <button" in version.html
    assert 'data-check="pr-f"' in version.html
    assert the_course().welcome_html == "<p>Willkommen im Probekurs.</p>"
    assert GlossaryTerm.objects.get(uid="leitbild").html == "<p>Wofür ein Unternehmen steht.</p>"
    assert Quiz.objects.get().intro_html == "<p>Drei Fälle.</p>"
    assert (
        Question.objects.get(uid="pr-f").current.rendered["stem"]
        == "<p>Ein Betrieb handelt, Fall pr-f. Welcher Begriff passt?</p>"
    )


def test_what_is_in_the_database_afterwards_is_what_the_files_hold():
    files = in_files(small_course())
    load(small_course())

    assert stored_course(the_course()) == files
    assert CourseVersion.objects.get().content_hash == content_hash(files)


def test_lessons_are_rendered_with_what_the_site_would_render_them_with():
    """Otherwise the same text would be rendered anew at each turn."""
    load(small_course())
    definitions = dict(the_course().glossary.values_list("uid", "html"))

    context = file_context(stored_course(the_course()), definitions)

    assert isinstance(context, Context)
    assert context == render_context(the_course())


# --- once more ---
def test_loading_the_same_files_again_writes_nothing_and_renders_nothing(monkeypatch):
    load(small_course())
    before = rows()

    def refuse(*args, **kwargs):
        raise AssertionError("a child process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    report = load(small_course(), now=LATER)

    assert (decided(report), report.changed, report.rendered) == ({}, False, 0)
    assert rows() == before


def test_rows_that_nobody_remembers_are_recognised():
    """As after a restored backup: what is equal is no conflict."""
    load(small_course())
    LoadedItem.objects.all().delete()

    report = load(small_course(), now=LATER)

    assert (decided(report), report.conflicts) == ({}, ())
    assert LoadedItem.objects.count() == 14
    assert LessonVersion.objects.count() == 2


def test_a_changed_text_becomes_a_new_version_and_nothing_else_does():
    load(small_course())

    report = load(edited(small_course(), LESSON, SENTENCE, "Ein neuer Satz."), now=LATER)

    assert decided(report) == {("update", "lesson"): 1}
    assert list(LessonVersion.objects.order_by("pk").values_list("lesson__unit__uid", "number", "made_at")) == [
        ("lektion-anfang", 1, NOW),
        ("lektion-mitte", 1, NOW),
        ("lektion-anfang", 2, LATER),
    ]
    assert "Ein neuer Satz." in the_lesson().published.html
    assert list(CourseVersion.objects.order_by("number").values_list("number", "summary")) == [
        (1, "14 new"),
        (2, "1 changed"),
    ]


def test_a_changed_word_of_the_glossary_renders_its_lessons_anew_without_a_new_version():
    load(small_course())

    load(edited(small_course(), "glossary.md", "Was ein Mensch braucht.", "Was jemandem fehlt."), now=LATER)

    assert "Was jemandem fehlt." in the_lesson().published.html
    assert LessonVersion.objects.count() == 2
    assert GlossaryTerm.objects.get(uid="beduerfnis").plain == "Was jemandem fehlt."


def test_words_may_change_places_and_go():
    files = small_course()
    load(files)

    exchanged = (
        files["glossary.md"].replace("term: Bedürfnis\n", "term: X\n").replace("term: Leitbild", "term: Bedürfnis")
    )
    load(
        {
            **files,
            "glossary.md": exchanged.replace("term: X\n", "term: Leitbild\n").replace(
                "    aliases: [Bedürfnisse]\n", ""
            ),
        }
    )
    assert dict(GlossaryTerm.objects.values_list("uid", "term")) == {"beduerfnis": "Leitbild", "leitbild": "Bedürfnis"}

    load(without(files, "glossary.md"))
    assert not GlossaryTerm.objects.exists()
    assert "<button" not in the_lesson().published.html


def test_a_new_picture_has_a_new_address_and_an_old_one_goes():
    files = small_course()
    load(files)
    before = Figure.objects.get().content_hash

    load(edited(files, "01-anfang/kreis.svg", 'r="4"', 'r="3"'))
    after = Figure.objects.get().content_hash
    assert after != before
    assert f"kreis.svg?v={after[:12]}" in the_lesson().published.html

    gone = without(edited(files, LESSON, '![Ein Kreis](kreis.svg "Ein Kreis")\n\n', ""), "01-anfang/kreis.svg")
    load(gone)
    assert not Figure.objects.exists()


def test_small_tables_follow_the_files():
    files = small_course()
    load(files)

    load(edited(files, "course.md", "  - key: D3\n    name: Auslöser", "  - key: D7\n    name: Wer setzt um"))

    assert list(the_course().dimensions.values_list("key", "name", "position")) == [
        ("D1", "Rolle", 0),
        ("D7", "Wer setzt um", 1),
    ]
    assert list(the_course().terms.values_list("key", flat=True)) == ["F", "O", "Z"]


def test_cells_of_a_quiz_are_replaced():
    files = small_course()
    load(files)

    load(edited(files, QUIZ, "  - pool: midterm\n    term: F\n    cases: 1\n", ""))

    assert list(Quiz.objects.get().cells.values_list("position", "term")) == [(1, "O"), (2, "Z")]


def test_a_quiz_that_becomes_adaptive_has_no_cells_and_comes_back_the_same():
    load(small_course())
    check = edited(small_course(), QUIZ, "mode: midterm\nrequired: true", "mode: adaptive\nrequired: false")
    check = edited(check, QUIZ, "pass:\n  points: 2\n", "")
    check = edited(check, QUIZ, "navigation: free", "navigation: forward")
    check = {**check, QUIZ: check[QUIZ][: check[QUIZ].index("cells:")]}

    report = load(check)

    quiz = Quiz.objects.get(unit__uid="quiz-probe")
    assert decided(report)["update", "quizzes"] == 1
    assert (quiz.mode, quiz.pass_points, quiz.cells.count()) == ("adaptive", None, 0)
    assert stored_course(the_course()) == in_files(check)


# --- nothing is written ---
def test_trying_says_what_would_be_done_and_writes_nothing():
    load(small_course())
    before = rows()

    report = try_course(origin=folder_of(edited(small_course(), LESSON, SENTENCE, "Ein neuer Satz.")))

    assert (decided(report), report.rendered, report.version) == ({("update", "lesson"): 1}, 1, 1)
    assert rows() == before


def test_trying_a_new_course_writes_nothing():
    report = try_course(origin=folder_of(small_course()))

    assert (report.version, sum(report.counts.values())) == (0, 14)
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (LESSON, "objective:", "zweck:", f'{LESSON}:2: "objective" is missing or empty'),
        (
            SECOND,
            "lektion:lektion-anfang",
            "lektion:lektion-x",
            f"{SECOND}:12: The link leads nowhere: “lektion:lektion-x”.",
        ),
        (
            SECOND,
            "Weiter nach",
            "/// callaut\nWeiter\n///\n\nWeiter nach",
            f"{SECOND}:12: There is no block called “callaut”.",
        ),
        (
            "course.md",
            "Willkommen",
            "[Hier](lektion:x) Willkommen",
            "course.md:46: The link leads nowhere: “lektion:x”.",
        ),
        (QUIZ, "intro: Drei", 'intro: "[hier](lektion:x)" #', f"{QUIZ}:8: "),
        (
            "glossary.md",
            "Wofür ein Unternehmen steht.",
            '"![Bild](kreis.svg)"',
            "glossary.md:7: “![Bild](” is not allowed in a short text",
        ),
        (PRACTICE, "stem: Ein", "stem: /// table Ein", f"{PRACTICE}:1: pr-f: stem: "),
        (LESSON, SENTENCE, "- " * 12 + "tief", f"{LESSON}:11: This text is nested too deeply to be displayed"),
    ],
)
def test_files_with_an_error_are_refused_and_the_error_is_named(path, old, new, said):
    with pytest.raises(LoadRefused) as refused:
        load(edited(small_course(), path, old, new))

    assert any(str(problem).startswith(said) for problem in refused.value.problems), refused.value.problems
    assert not Course.objects.exists()


def test_one_error_keeps_everything_from_being_loaded():
    load(small_course())
    before = rows()
    files = edited(small_course(), "bank/midterm.yaml", "Fall mt-z", "Sache mt-z")

    with pytest.raises(LoadRefused):
        load(edited(files, SECOND, "lektion:lektion-anfang", "lektion:lektion-x"), now=LATER)

    assert rows() == before


def test_a_lesson_cannot_become_a_quiz():
    load(small_course())
    files = edited(small_course(), QUIZ, "uid: quiz-probe", "uid: lektion-mitte")
    files = edited(files, SECOND, "uid: lektion-mitte", "uid: lektion-neu")

    with pytest.raises(LoadRefused) as refused:
        load(files, now=LATER)

    assert [str(problem) for problem in refused.value.problems] == [
        f'{QUIZ}:1: "lektion-mitte" was a lesson; a quiz needs a different uid'
    ]


def test_terms_stay_as_they_are_once_somebody_has_begun():
    """A stored question would not be read any more: each of its answers belongs to a term."""
    load(small_course())
    plan = make_plan(in_files(small_course()))
    terms = plan.merged.terms
    changed = [replace(plan, merged=replace(plan.merged, terms=wanted)) for wanted in (terms[::-1], terms[:2])]
    assert [found for one in changed for found in merge_problems(one) if found.is_error] == []
    make_started(make_user(), the_course())

    assert merge_problems(plan) == []
    for one in changed:
        [problem] = [found for found in merge_problems(one) if found.is_error]
        assert str(problem) == (
            "course.md:1: somebody has begun this course, and earlier answers are read by its terms: their keys and "
            "order must stay as they are (F, O, Z); names and definitions may change"
        )


def test_a_term_s_name_may_change_at_any_time():
    load(small_course())
    make_started(make_user(), the_course())

    load(edited(small_course(), "course.md", "name: Kundenfokus", "name: Fokus"), now=LATER)

    assert the_course().terms.get(key="F").name == "Fokus"


def test_an_edit_made_while_the_texts_were_rendered_is_not_overwritten():
    load(small_course())
    files = edited(small_course(), LESSON, SENTENCE, "Dort geschrieben.")
    plan, rendering, _warnings = prepare_load(origin=folder_of(files), winning=False)
    edit_lesson("Hier geschrieben.")

    with pytest.raises(LessonsError) as refused:
        loading._write(plan, rendering, LATER)

    assert refused.value.code == "changed-meanwhile"
    assert the_lesson().published.source == "Hier geschrieben."


def test_two_courses_live_side_by_side():
    load(small_course())
    load(edited(small_course(), "course.md", "slug: probe", "slug: andere"), now=LATER)

    assert {found.slug: found.units.count() for found in Course.objects.all()} == {"probe": 3, "andere": 3}
    assert decided(load(small_course(), now=LATER)) == {}
