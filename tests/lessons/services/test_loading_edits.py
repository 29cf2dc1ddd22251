"""What was edited on the site is never lost to a load, and what has changed on both sides is named."""

from collections import Counter
from functools import partial

import pytest

from lessons.models import Chapter, Course, Figure, GlossaryTerm, Unit
from lessons.queries.stored import stored_course
from lessons.services.loading import LoadRefused
from lessons.services.publishing import text_of
from quizzes.models import Question, QuestionVersion, Quiz
from quizzes.services.versioning import save_version
from tests.factories.course_files import edited, small_course
from tests.factories.loading import (
    LATER,
    NOW,
    decided,
    digests,
    edit_lesson,
    in_files,
    load,
    rows,
    the_course,
    the_lesson,
)

LESSON, SECOND, PRACTICE, QUIZ = "01-anfang/lesson.md", "02-mitte/lesson.md", "bank/practice.yaml", "quizzes/probe.yaml"
SENTENCE = "Ein Bedürfnis steht am Anfang."

pytestmark = pytest.mark.django_db


def edit_head():
    Course.objects.update(contact="Frau Muster")


def edit_chapter():
    Chapter.objects.update(title="Neu benannt")


def edit_term():
    GlossaryTerm.objects.filter(uid="leitbild").update(source="Hier geschrieben.")


def edit_figure():
    content = small_course()["01-anfang/kreis.svg"].replace('r="4"', 'r="1"').encode()
    Figure.objects.update(content=content, content_hash="1" * 64)


def edit_question():
    found = Question.objects.get(uid="pr-o")
    data = {**found.current.content, "stem": "Hier geschrieben. Welcher Begriff passt?"}
    save_version(question=found, type_key="single", data=data, author=None, now=NOW)


def edit_quiz():
    Quiz.objects.update(pass_points=1)


def edit_unit():
    Unit.objects.filter(uid="lektion-mitte").update(weight=7)


# (part, uid, edit on the site, edit of the file)
SIDES = [
    ("bank", "pr-o", edit_question, (PRACTICE, "Ein Betrieb handelt, Fall pr-o.", "Dort geschrieben.")),
    ("chapter", "kapitel-eins", edit_chapter, ("course.md", "title: Kapitel eins", "title: Kapitel zwei")),
    ("course", "course.md", edit_head, ("course.md", "summary: Sie proben.", "summary: Sie üben.")),
    ("figure", "kreis.svg", edit_figure, ("01-anfang/kreis.svg", 'r="4"', 'r="2"')),
    ("glossary", "leitbild", edit_term, ("glossary.md", "Wofür ein Unternehmen steht.", "Dort geschrieben.")),
    ("lesson", "lektion-anfang", partial(edit_lesson, "Hier geschrieben."), (LESSON, SENTENCE, "Dort geschrieben.")),
    ("lesson", "lektion-mitte", edit_unit, (SECOND, "weight: 1", "weight: 2")),
    ("quizzes", "quiz-probe", edit_quiz, (QUIZ, "points: 2", "points: 3")),
]
KEYS = [(part, uid) for part, uid, _edit, _change in SIDES]
EACH = Counter(part for part, _uid in KEYS)


def edit_all_here():
    for _part, _uid, edit, _change in SIDES:
        edit()


def all_changed_there():
    files = small_course()
    for _part, _uid, _edit, change in SIDES:
        files = edited(files, *change)
    return files


def each(decision):
    return {(decision, part): count for part, count in EACH.items()}


def stands():
    """Digests of what was edited, as it is in the database."""
    found = digests()
    return {key: found[key] for key in KEYS}


def test_what_was_edited_here_only_stays():
    load(small_course())
    edit_all_here()
    here = stands()

    report = load(small_course(), now=LATER)

    assert (decided(report), report.conflicts) == (each("keep"), ())
    assert stands() == here


def test_what_changed_in_the_files_only_is_taken():
    load(small_course())
    before = stands()

    report = load(all_changed_there(), now=LATER)

    assert (decided(report), report.conflicts) == (each("update"), ())
    assert [key for key in KEYS if stands()[key] == before[key]] == []
    assert stored_course(the_course()) == in_files(all_changed_there())


def test_what_changed_on_both_sides_stays_and_is_named_each_time_while_all_else_is_loaded():
    load(small_course())
    edit_all_here()
    here = stands()
    files = edited(all_changed_there(), "bank/midterm.yaml", "Fall mt-z", "Sache mt-z")

    for also in ({("update", "bank"): 1}, {}):
        report = load(files, now=LATER)

        assert decided(report) == {**each("conflict"), **also}
        assert [problem.message for problem in report.conflicts] == [
            f"{part} {uid} was edited on the site and changed in the files: the edited version stays"
            for part, uid in KEYS
        ]
        assert stands() == here
    assert "Sache mt-z" in Question.objects.get(uid="mt-z").current.content["stem"]


def test_a_conflict_is_named_by_file_and_line():
    load(small_course())
    edit_question()

    report = load(all_changed_there(), now=LATER)

    assert [str(problem) for problem in report.conflicts] == [
        "bank/practice.yaml:31: warning: bank pr-o was edited on the site and changed in the files: the edited version stays"
    ]


def test_the_files_win_when_told_to():
    load(small_course())
    edit_all_here()

    report = load(all_changed_there(), now=LATER, winning=True)
    again = load(all_changed_there(), now=LATER)

    assert {problem.message.partition(": ")[2] for problem in report.conflicts} == {
        "the files win, the edited version stays in the history"
    }
    assert len(report.conflicts) == len(SIDES)
    assert stored_course(the_course()) == in_files(all_changed_there())
    assert (decided(again), again.conflicts, again.changed) == ({}, (), False)


def test_what_was_edited_here_only_stays_even_when_the_files_win():
    load(small_course())
    edit_term()
    edit_question()

    load(edited(small_course(), PRACTICE, "Ein Betrieb handelt, Fall pr-o.", "Dort geschrieben."), winning=True)

    assert GlossaryTerm.objects.get(uid="leitbild").source == "Hier geschrieben."
    assert Question.objects.get(uid="pr-o").current.content["stem"].startswith("Dort")


def test_the_edited_lesson_and_question_stay_in_the_history():
    load(small_course())
    edit_lesson("Hier geschrieben.")
    edit_question()
    files = edited(small_course(), LESSON, SENTENCE, "Dort geschrieben.")
    files = edited(files, PRACTICE, "Ein Betrieb handelt, Fall pr-o.", "Dort geschrieben.")

    load(files, now=LATER, winning=True)

    assert [text_of(version).source[:4] for version in the_lesson().versions.order_by("number")] == [
        "## A",
        "Hier",
        "## A",
    ]
    stems = (
        QuestionVersion.objects.filter(question__uid="pr-o").order_by("number").values_list("content__stem", flat=True)
    )
    assert [stem[:4] for stem in stems] == ["Ein ", "Hier", "Dort"]


def test_a_draft_counts_as_edited():
    load(small_course())
    edit_lesson("Erst ein Entwurf.", published=False)

    kept = load(small_course(), now=LATER)
    files = edited(small_course(), LESSON, SENTENCE, "Dort geschrieben.")
    conflict = load(files, now=LATER)

    assert decided(kept) == {("keep", "lesson"): 1}
    assert decided(conflict) == {("conflict", "lesson"): 1}
    assert the_lesson().draft.source == "Erst ein Entwurf."
    assert SENTENCE in the_lesson().published.source


def test_both_sides_may_change_to_the_same():
    load(small_course())
    Course.objects.update(summary="Sie üben.")

    report = load(edited(small_course(), "course.md", "summary: Sie proben.", "summary: Sie üben."), now=LATER)

    assert (decided(report), report.conflicts) == ({}, ())


def test_what_was_edited_here_and_left_the_files_stays_and_is_named():
    load(small_course())
    edit_term()
    files = small_course()
    files["glossary.md"] = files["glossary.md"][: files["glossary.md"].index("  - uid: leitbild")] + "---\n"

    named = load(files, now=LATER)
    assert [str(problem) for problem in named.conflicts] == [
        "glossary.md:1: warning: glossary leitbild was edited on the site and taken out of the files: the edited version stays"
    ]
    assert GlossaryTerm.objects.count() == 2

    load(files, now=LATER, winning=True)
    assert list(GlossaryTerm.objects.values_list("uid", flat=True)) == ["beduerfnis"]


def test_what_was_deleted_here_stays_deleted_until_the_file_changes():
    load(small_course())
    GlossaryTerm.objects.filter(uid="leitbild").delete()
    changed = edited(small_course(), "glossary.md", "Wofür ein Unternehmen steht.", "Ein Satz.")

    assert decided(load(small_course(), now=LATER)) == {("keep", "glossary"): 1}
    assert decided(load(changed, now=LATER)) == {("conflict", "glossary"): 1}
    assert not GlossaryTerm.objects.filter(uid="leitbild").exists()
    load(changed, now=LATER, winning=True)
    assert GlossaryTerm.objects.get(uid="leitbild").source == "Ein Satz."


def test_what_was_made_here_stays():
    load(small_course())
    GlossaryTerm.objects.create(course=the_course(), uid="eigenes", term="Eigenes", source="Von hier.", position=9)
    before = rows()

    report = load(small_course(), now=LATER)
    assert decided(report) == {}
    assert rows()["lessons.GlossaryTerm"][2]["source"] == "Von hier."
    assert rows()["quizzes.Question"] == before["quizzes.Question"]


def test_files_that_are_right_by_themselves_load_whatever_was_edited_here():
    """A question was retired on the site; the lesson in the files still asks it."""
    load(small_course())
    Question.objects.filter(uid="pr-f").update(status="retired")
    files = edited(small_course(), LESSON, SENTENCE, "Dort geschrieben.")

    report = load(files, now=LATER)

    assert decided(report) == {("update", "lesson"): 1, ("keep", "bank"): 1}
    assert [str(problem) for problem in report.warnings] == [
        "01-anfang/lesson.md:17: warning: There is no question “pr-f” that a lesson can ask.",
        "01-anfang/lesson.md:17: warning: combined with what was edited on the site: pr-f is retired; a lesson can only ask live questions",
    ]
    assert "Dort geschrieben." in the_lesson().published.html
    assert load(files, now=LATER).rendered == 0


def test_what_was_made_here_can_clash_with_what_is_new_there():
    load(small_course())
    GlossaryTerm.objects.create(course=the_course(), uid="eigenes", term="Kontakt", source="Von hier.", position=9)
    before = rows()
    new = "  - uid: kontakt\n    term: Kontakt\n    definition: Von dort.\n---\n"
    files = edited(small_course(), "glossary.md", "steht.\n---\n", f"steht.\n{new}")

    with pytest.raises(LoadRefused) as refused:
        load(files, now=LATER)

    said = [str(problem) for problem in refused.value.problems]
    assert said == [
        'glossary.md:2: combined with what was edited on the site: "Kontakt" is already used for the term "Kontakt"'
    ]
    assert rows() == before
