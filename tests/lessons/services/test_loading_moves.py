"""What people worked on stays when the files move on: units, attempts, addresses."""

import pytest

from lessons.models import Chapter, Lesson, LessonVersion, LoadedItem, OldSlug, Unit
from lessons.services.progress import mark_read
from lessons.services.publishing import LessonText, save_draft
from quizzes.models import Question, QuestionVersion, Quiz
from quizzes.services.attempting import start_attempt
from tests.factories.accounts import make_user
from tests.factories.course_files import bank_text, edited, question, small_course, without
from tests.factories.lessons import make_started
from tests.factories.loading import LATER, NOW, decided, load, the_course, the_lesson

LESSON, SECOND, PRACTICE, QUIZ = "01-anfang/lesson.md", "02-mitte/lesson.md", "bank/practice.yaml", "quizzes/probe.yaml"
SENTENCE = "Ein Bedürfnis steht am Anfang."

pytestmark = pytest.mark.django_db


# --- what people worked on ---
def begun():
    return make_started(make_user(), the_course())


SHORT = "      - lesson: 01-anfang\n      - quiz: probe\n"


def without_second(files):
    return without(
        edited(files, "course.md", SHORT.replace("      - quiz", "      - lesson: 02-mitte\n      - quiz"), SHORT),
        SECOND,
    )


def test_a_unit_that_nobody_touched_is_deleted_with_its_lesson():
    load(small_course())

    report = load(without_second(small_course()), now=LATER)

    assert decided(report) == {("remove", "lesson"): 1}
    assert list(Unit.objects.values_list("uid", flat=True)) == ["lektion-anfang", "quiz-probe"]
    assert Lesson.objects.count() == 1


def test_a_unit_with_progress_is_retired_and_comes_back_with_it():
    load(small_course())
    run, second = begun(), the_lesson("lektion-mitte")
    mark_read(enrolment=run, unit=second.unit, version=second.published, now=NOW)

    load(without_second(small_course()), now=LATER)
    assert Unit.objects.get(uid="lektion-mitte").retired_at == LATER
    assert run.progress.get().state == "completed"

    report = load(small_course(), now=LATER)
    assert decided(report) == {("create", "lesson"): 1}
    assert Unit.objects.get(uid="lektion-mitte").retired_at is None
    assert (run.progress.get().unit.uid, the_lesson("lektion-mitte").versions.count()) == ("lektion-mitte", 1)
    assert decided(load(small_course(), now=LATER)) == {}


def test_a_retired_unit_gives_its_address_away():
    load(small_course())
    second = the_lesson("lektion-mitte")
    mark_read(enrolment=begun(), unit=second.unit, version=second.published, now=NOW)
    successor = {**small_course(), SECOND: small_course()[SECOND].replace("uid: lektion-mitte", "uid: lektion-neu")}

    load(successor, now=LATER)

    slugs = dict(Unit.objects.filter(kind="lesson").values_list("uid", "slug"))
    assert slugs == {"lektion-anfang": "anfang", "lektion-mitte": f"mitte-{second.unit_id}", "lektion-neu": "mitte"}


def test_attempts_keep_the_wording_they_began_with():
    load(small_course())
    attempt = start_attempt(enrolment=begun(), quiz=Quiz.objects.get(), seed=1, now=NOW)
    before = list(attempt.slots.order_by("position").values())

    load(edited(small_course(), "bank/midterm.yaml", "Fall mt-f", "Sache mt-f"), now=LATER)

    assert list(attempt.slots.order_by("position").values()) == before
    versions = {slot.version.question.uid: slot.version.number for slot in attempt.slots.all()}
    assert versions == {"mt-f": 1, "mt-o": 1, "mt-z": 1}
    assert Question.objects.get(uid="mt-f").current.number == 2


def test_a_question_that_was_asked_is_retired_and_comes_back():
    files = small_course()
    files["bank/midterm.yaml"] += "\n" + bank_text(question("mt-g", "midterm", "F", family="familie-neu"))
    load(files)
    attempt = start_attempt(enrolment=begun(), quiz=Quiz.objects.get(), seed=1, now=NOW)
    asked = attempt.slots.get(version__question__uid__in=["mt-f", "mt-g"]).version.question.uid
    left = "mt-g" if asked == "mt-f" else "mt-f"
    kept = {uid: question(uid, "midterm", uid[-1].upper().replace("G", "F")) for uid in (left, "mt-o", "mt-z")}
    if left == "mt-g":
        kept["mt-g"]["family"] = "familie-neu"

    load({**files, "bank/midterm.yaml": bank_text(*kept.values())}, now=LATER)
    assert Question.objects.get(uid=asked).status == "retired"
    assert decided(load({**files, "bank/midterm.yaml": bank_text(*kept.values())}, now=LATER)) == {}

    load(files, now=LATER)
    assert (Question.objects.get(uid=asked).status, Question.objects.get(uid=asked).versions.count()) == ("live", 1)


def test_a_question_that_was_never_asked_is_deleted():
    files = small_course()
    load(files)

    load(
        {**files, PRACTICE: bank_text(question("pr-f", "practice", "F"), question("pr-o", "practice", "O"))}, now=LATER
    )

    assert not Question.objects.filter(uid="pr-z").exists()
    assert not QuestionVersion.objects.filter(question__uid="pr-z").exists()


def test_a_quiz_with_attempts_is_retired():
    load(small_course())
    start_attempt(enrolment=begun(), quiz=Quiz.objects.get(), seed=1, now=NOW)
    files = without(edited(small_course(), "course.md", "      - quiz: probe\n", ""), QUIZ)

    load(files, now=LATER)

    assert Unit.objects.get(kind="quiz").retired_at == LATER
    assert Quiz.objects.count() == 1


# --- addresses and order ---
def test_an_address_that_was_given_up_leads_to_the_new_one():
    load(small_course())

    load(edited(small_course(), LESSON, "slug: anfang", "slug: beginn"), now=LATER)
    assert list(OldSlug.objects.values_list("unit__uid", "kind", "slug")) == [("lektion-anfang", "lesson", "anfang")]
    assert LessonVersion.objects.count() == 2

    load(small_course(), now=LATER)
    assert list(OldSlug.objects.values_list("unit__uid", "slug")) == [("lektion-anfang", "beginn")]


def test_units_may_exchange_their_addresses():
    load(small_course())
    files = edited(edited(small_course(), LESSON, "slug: anfang", "slug: mitte"), SECOND, "slug: mitte", "slug: anfang")

    load(files, now=LATER)

    slugs = dict(Unit.objects.filter(kind="lesson").values_list("uid", "slug"))
    assert slugs == {"lektion-anfang": "mitte", "lektion-mitte": "anfang"}
    assert not OldSlug.objects.exists()


def outline():
    return list(Unit.objects.in_use().order_by("chapter__position", "position").values_list("chapter__uid", "uid"))


MOVED = """chapters:
  - uid: kapitel-null
    title: Kapitel null
    units:
      - lesson: 02-mitte
  - uid: kapitel-eins
    title: Kapitel eins
    units:
      - quiz: probe
      - lesson: 01-anfang
"""
CHAPTERS = small_course()["course.md"][small_course()["course.md"].index("chapters:") :].partition("---")[0]


def test_units_move_with_the_files():
    load(small_course())

    load(edited(small_course(), "course.md", CHAPTERS, MOVED), now=LATER)
    assert outline() == [
        ("kapitel-null", "lektion-mitte"),
        ("kapitel-eins", "quiz-probe"),
        ("kapitel-eins", "lektion-anfang"),
    ]

    load(small_course(), now=LATER)
    assert outline() == [
        ("kapitel-eins", "lektion-anfang"),
        ("kapitel-eins", "lektion-mitte"),
        ("kapitel-eins", "quiz-probe"),
    ]
    assert not Chapter.objects.filter(uid="kapitel-null").exists()


def test_an_order_that_was_made_here_stays_as_long_as_the_files_keep_theirs():
    load(small_course())
    for position, uid in enumerate(["quiz-probe", "lektion-mitte", "lektion-anfang"]):
        Unit.objects.filter(uid=uid).update(position=position)

    report = load(edited(small_course(), LESSON, SENTENCE, "Ein neuer Satz."), now=LATER)

    assert decided(report) == {("update", "lesson"): 1}
    assert [uid for _chapter, uid in outline()] == ["quiz-probe", "lektion-mitte", "lektion-anfang"]


def test_a_chapter_stays_while_a_unit_from_here_is_in_it():
    load(edited(small_course(), "course.md", CHAPTERS, MOVED))
    chapter = Chapter.objects.get(uid="kapitel-null")
    unit = Unit.objects.create(
        course=the_course(), chapter=chapter, uid="von-hier", slug="von-hier", kind="lesson", title="Von hier"
    )
    own = Lesson.objects.create(unit=unit)
    save_draft(lesson=own, text=LessonText("Von hier", "Ein Satz.", "Ein Ziel."), author=None, now=NOW, based_on=None)

    load(small_course(), now=LATER)

    assert ("kapitel-null", "von-hier") in outline()
    assert Chapter.objects.get(uid="kapitel-null").retired_at is None


def test_a_folder_may_be_renamed():
    files = edited(small_course(), "course.md", "02-mitte", "03-weiter")
    load(small_course())

    report = load({**without(files, SECOND), "03-weiter/lesson.md": files[SECOND]}, now=LATER)

    assert decided(report) == {}
    assert LoadedItem.objects.get(uid="lektion-mitte").path == "03-weiter/lesson.md"
