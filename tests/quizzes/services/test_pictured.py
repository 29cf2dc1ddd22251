"""Figures in the stem of a question: shown, kept while any wording shows them, and loaded by whoever sees it."""

import pytest
from django.test import Client
from django.utils import translation

from coursesite import clock
from lessons.errors import LessonsError
from lessons.models import Figure
from lessons.queries.figures import Use, uses_of
from lessons.services.illustrating import add_figure, remove_figure
from quizzes.errors import QuizzesError
from quizzes.models import Question, QuestionVersion
from quizzes.services.attempting import start_attempt
from quizzes.services.curating import QuestionText, edit_question
from quizzes.services.versioning import rerender_outdated
from quizzes.types import all_types
from tests.factories.accounts import make_user
from tests.factories.course_files import bank_text, question, small_course
from tests.factories.lessons import make_course, make_enrolment, make_started
from tests.factories.loading import load, the_course
from tests.factories.pictures import DRAWING
from tests.factories.quizzes import make_question, make_questions, make_quiz, rewrite, single_data
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db
STEM = "Was ist zu sehen?\n\n![Ein Kreis links](%s)"


@pytest.fixture
def figure(course) -> Figure:
    return add_figure(course=course, name="Kreis.svg", content=DRAWING, alt="Ein Kreis", author=None, now=clock.now())


@pytest.fixture
def pictured(course, figure) -> Question:
    data = single_data("A", text=STEM % figure.name)
    return make_questions(course, [data], uid="mit-bild")[0]


def reworded(question, now, **changes) -> QuestionVersion:
    question = Question.objects.select_related("course", "current").get(pk=question.pk)
    text = QuestionText(rewrite(question, **changes))
    return edit_question(question=question, text=text, author=None, now=now, based_on=None)


def address_of(figure) -> str:
    return f"/courses/kurs/figures/{figure.name}?v={figure.content_hash[:12]}"


def test_a_stem_shows_a_figure_of_the_course(course, figure, pictured, now) -> None:
    question = make_question(course)
    version = reworded(question, now, stem=STEM % figure.name)

    image = f'<img alt="Ein Kreis links" class="figure" decoding="async" loading="lazy" src="{address_of(figure)}">'
    assert version.rendered["stem"] == f"<p>Was ist zu sehen?</p>\n<p>{image}</p>"
    assert version.rendered["stem"] == pictured.current.rendered["stem"]


@pytest.mark.parametrize("stem", [STEM % "fremd.svg", "![](kreis.svg)", '![Kreis](kreis.svg "Mit Unterschrift")'])
def test_a_stem_with_what_cannot_be_shown_is_not_saved(course, figure, now, stem) -> None:
    question = make_question(course)

    with pytest.raises(QuizzesError) as refused:
        reworded(question, now, stem=stem)

    assert refused.value.code == "text-has-problems"
    assert QuestionVersion.objects.count() == 1


def test_no_answer_is_told_by_a_picture(course, figure, now) -> None:
    question = make_question(course)
    options = [{**option, "feedback": "![Kreis](kreis.svg)"} for option in question.current.content["options"]]

    with pytest.raises(QuizzesError) as refused:
        reworded(question, now, options=options)

    assert refused.value.code == "text-has-problems"


@pytest.mark.parametrize("key", all_types())
def test_each_type_calls_its_stem_so(key) -> None:
    kind = all_types()[key]
    example = kind.examples[0]

    assert "stem" in kind.texts(kind.parse(example.data, terms=example.terms))


# --- used ---
def test_a_figure_is_in_use_while_any_wording_shows_it(course, figure, pictured, now) -> None:
    """Attempts keep earlier wordings, and a draft shall not lose its picture."""
    assert uses_of(figure) == (Use("mit-bild"),)
    reworded(pictured, now, stem="Ohne Bild?")
    Question.objects.filter(pk=pictured.pk).update(status="retired")

    assert uses_of(figure) == (Use("mit-bild"),)
    with translation.override("en"), pytest.raises(LessonsError) as refused:
        remove_figure(figure=figure)
    assert (refused.value.code, str(refused.value)) == (
        "in-use",
        "This figure is in use and cannot be removed: mit-bild",
    )


def test_questions_of_other_courses_and_other_names_are_no_use(course, figure, pictured, now) -> None:
    other = make_course()
    namesake = add_figure(course=other, name=figure.name, content=DRAWING, alt="Ein Kreis", author=None, now=now)
    longer = add_figure(course=course, name="is.svg", content=DRAWING + b"\n", alt="Ein Kreis", author=None, now=now)

    assert (uses_of(namesake), uses_of(longer)) == ((), ())
    remove_figure(figure=longer)
    assert not Figure.objects.filter(pk=longer.pk).exists()


def test_where_it_is_used_costs_the_same_for_many_questions(
    course, figure, pictured, django_assert_max_num_queries
) -> None:
    make_questions(course, [single_data("A", text=STEM % figure.name) for _number in range(4)])

    with django_assert_max_num_queries(25):
        assert len(uses_of(figure)) == 5


# --- from files ---
def files_with(stem: str) -> dict[str, str]:
    questions = [question(f"mt-{key.lower()}", "midterm", key) for key in "FOZ"]
    questions[0]["stem"] = stem
    return {**small_course(), "bank/midterm.yaml": bank_text(*questions)}


def test_course_files_bring_questions_with_figures() -> None:
    load({**files_with(STEM % "skizze.svg"), "skizze.svg": DRAWING.decode()})

    figure = Figure.objects.get(name="skizze.svg")
    stem = QuestionVersion.objects.get(question__uid="mt-f").rendered["stem"]
    assert f'src="/courses/probe/figures/skizze.svg?v={figure.content_hash[:12]}"' in stem


def test_a_figure_that_left_the_files_stays_while_an_earlier_wording_shows_it() -> None:
    load({**files_with(STEM % "skizze.svg"), "skizze.svg": DRAWING.decode()})

    load(files_with("Ohne Bild?"))

    figure = Figure.objects.get(name="skizze.svg")
    assert uses_of(figure) == (Use("mt-f"),)


def test_another_picture_of_the_same_name_gets_its_address_into_the_stem() -> None:
    """Browsers keep a figure by its address."""
    load({**files_with(STEM % "skizze.svg"), "skizze.svg": DRAWING.decode()})
    load({**files_with(STEM % "skizze.svg"), "skizze.svg": DRAWING.decode() + "\n"})

    assert rerender_outdated(the_course()) == 1
    figure = Figure.objects.get(name="skizze.svg")
    stem = QuestionVersion.objects.get(question__uid="mt-f").rendered["stem"]
    assert f"skizze.svg?v={figure.content_hash[:12]}" in stem
    assert rerender_outdated(the_course()) == 0


# --- seen ---
def test_who_is_asked_the_question_loads_its_figure(course, figure, pictured) -> None:
    learner = make_user()
    run = make_started(learner, course)
    quiz = make_quiz(course, [{"term": "A"}])
    client = signed_in(learner)
    attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=clock.now())

    page = client.get(f"/attempts/{attempt.public_id}/questions/1/").content.decode()

    assert f'src="{address_of(figure)}"' in page
    assert client.get(address_of(figure)).content == DRAWING


def test_the_figure_is_for_whoever_sees_the_question_and_nobody_else(course, figure, pictured) -> None:
    course.access = "assigned"
    course.save()
    teacher = signed_in(make_instructor(course))
    administrator = signed_in(make_user(is_superuser=True))
    invited = make_user()
    make_enrolment(invited, course)

    for client in (teacher, administrator, signed_in(invited)):
        assert client.get(address_of(figure)).content == DRAWING
    assert f'src="{address_of(figure)}"' in teacher.get(f"/admin/quizzes/question/{pictured.pk}/try/").content.decode()
    assert signed_in(make_user()).get(address_of(figure)).status_code == 404
    assert Client().get(address_of(figure)).status_code == 302
