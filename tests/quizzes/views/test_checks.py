"""Questions inside a lesson, with and without the script: answered, explained, tried again."""

import pytest
from django.test import Client

from coursesite import clock
from lessons.enums import ProgressState
from lessons.models import CourseRole, UnitProgress
from quizzes.enums import Pool
from quizzes.models import AnswerStep, Attempt, ContrastPair
from quizzes.services.versioning import save_version
from quizzes.types import get_type
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.quizzes import (
    MARKER,
    TERMS,
    make_checked_lesson,
    make_questions,
    rewrite,
    set_data,
    single_data,
)
from tests.quizzes.views.pages import text_of, words_of

pytestmark = pytest.mark.django_db
PAGE = "/courses/kurs/lessons/lektion/"


@pytest.fixture
def questions(course):
    """Two single choices and a set."""
    return make_questions(course, [single_data("A"), single_data("B"), set_data("ABC")], pool=Pool.PRACTICE)


@pytest.fixture
def lesson(course, questions):
    return make_checked_lesson(course, questions, slug="lektion")


def solution_of(question, *, right=True):
    kind = get_type(question.current.type)
    content = kind.parse(question.current.content, terms=tuple(TERMS))
    solution = kind.solution(content)
    if right or isinstance(solution, dict):
        return solution
    return next(option.token for option in content.options if option.token != solution)


def form(place, question, *, right=True):
    """What the panel of the question at this place (from 1) sends."""
    answer = solution_of(question, right=right)
    if isinstance(answer, dict):
        return {f"check{place}__{row}": term for row, term in answer.items()}
    return {f"check{place}": answer}


def url(question):
    return f"{PAGE}check/{question.uid}/"


def panel_of(page, question):
    return text_of(page).split(f'id="check-{question.uid}"')[1].split("</self-check>")[0]


def by_script(client, question, data):
    return client.post(url(question), data, headers={"X-Requested-With": "fetch", "Accept": "text/html"})


def steps():
    return list(AnswerStep.objects.order_by("pk").values_list("slot__version__question__uid", "seq"))


def test_the_page_asks_and_says_that_it_does_not_count(taker, lesson, questions):
    page = taker.get(PAGE)

    text = text_of(page)
    assert [f'<div class="check" id="check-{question.uid}"' in text for question in questions] == [True] * 3
    assert words_of(page).count("Zählt nicht für das Ergebnis.") == 3
    assert words_of(page).count("Prüfen") == 3
    assert [name in text for name in ('name="check1"', 'name="check2"', 'name="check3__')] == [True] * 3
    assert text.index("Vorher.") < text.index('id="check-') < text.index("Nachher.")
    assert MARKER not in text


def test_an_answer_is_explained_at_its_place(taker, lesson, questions):
    response = taker.post(url(questions[0]), form(1, questions[0], right=False))
    assert (response.status_code, response.url) == (302, f"{PAGE}?answered={questions[0].uid}#check-{questions[0].uid}")

    page = taker.get(PAGE)

    panel = panel_of(page, questions[0])
    number = questions[0].current.content["options"][0]["feedback"].split(":")[0]
    assert "Noch nicht richtig" in panel
    assert f"{number}: B bei A." in panel
    assert f"{number}: A bei A." in panel
    assert f"{number}: C bei A." not in panel
    assert "Diese Prüffrage entscheidet hier" in panel
    assert "Prüffrage zu AB?" in panel
    assert f'href="{PAGE}?again={questions[0].uid}#check-{questions[0].uid}"' in panel
    assert "<form" not in panel
    assert "<form" in panel_of(page, questions[1])
    assert steps() == [(questions[0].uid, 1)]


def test_trying_again_shows_the_empty_form(taker, lesson, questions):
    taker.post(url(questions[0]), form(1, questions[0], right=False))

    panel = panel_of(taker.get(f"{PAGE}?again={questions[0].uid}"), questions[0])

    assert "<form" in panel
    assert " checked" not in panel
    assert MARKER not in panel
    taker.post(url(questions[0]), form(1, questions[0]))
    assert "Ihre Antwort ist richtig" in panel_of(taker.get(PAGE), questions[0])
    assert steps() == [(questions[0].uid, 1), (questions[0].uid, 2)]


def test_the_script_gets_the_panel_alone(taker, lesson, questions):
    response = by_script(taker, questions[0], form(1, questions[0]))

    text = text_of(response)
    assert response.status_code == 200
    assert text.startswith(f'<div class="check check--right" id="check-{questions[0].uid}"')
    assert text.endswith("</div>")
    assert 'id="check1-feedback" tabindex="-1"' in text
    assert "<html" not in text
    assert panel_of(response, questions[0]).replace(" ", "") == panel_of(taker.get(PAGE), questions[0]).replace(" ", "")


def test_the_last_answer_reads_the_lesson(taker, lesson, questions):
    for place, question in enumerate(questions, start=1):
        last = by_script(taker, question, form(place, question, right=False))

    assert "Sie haben alle Fragen dieser Lektion beantwortet. Sie gilt als gelesen." in words_of(last)
    assert UnitProgress.objects.get().state == ProgressState.COMPLETED
    page = taker.get(PAGE)
    assert "Sie haben diese Lektion gelesen." in words_of(page)
    assert all("Noch einmal versuchen" in panel_of(page, question) for question in questions)


def test_feedback_stays_in_a_second_round(taker, lesson, questions):
    for place, question in enumerate(questions, start=1):
        taker.post(url(question), form(place, question, right=False))

    taker.post(url(questions[0]), form(1, questions[0]))

    page = taker.get(PAGE)
    assert Attempt.objects.count() == 2
    assert "Ihre Antwort ist richtig" in panel_of(page, questions[0])
    assert "Noch nicht richtig" in panel_of(page, questions[1])


def test_without_a_choice_nothing_is_stored_and_the_panel_says_so(taker, lesson, questions):
    response = taker.post(url(questions[0]), {})
    panel = panel_of(taker.get(response.url.split("#")[0]), questions[0])
    fragment = by_script(taker, questions[0], {})

    assert response.url == f"{PAGE}?tried={questions[0].uid}#check-{questions[0].uid}"
    assert "Bitte wählen Sie eine Antwort." in panel
    assert fragment.status_code == 400
    assert "Bitte wählen Sie eine Antwort." in words_of(fragment)
    assert (steps(), Attempt.objects.count()) == ([], 0)


def test_half_a_set_keeps_its_choices(taker, lesson, questions):
    half = dict(list(form(3, questions[2]).items())[:2])

    response = taker.post(url(questions[2]), half)
    panel = panel_of(taker.get(response.url.split("#")[0]), questions[2])

    assert "Bitte beantworten Sie jede Zeile." in panel
    assert panel.count(" checked") == 2
    assert panel_of(by_script(taker, questions[2], half), questions[2]).count(" checked") == 2
    assert MARKER not in panel
    assert steps() == []


@pytest.mark.parametrize("sent", ["nie-da", "a\x00b", "x" * 10_000, "<b>fett</b>"])
def test_what_was_not_on_offer_is_named(taker, lesson, questions, sent):
    response = taker.post(url(questions[0]), {"check1": sent})
    page = taker.get(response.url.split("#")[0])
    fragment = by_script(taker, questions[0], {"check1": sent})

    assert (page.status_code, fragment.status_code) == (200, 400)
    assert "Diese Antwort stand nicht zur Wahl." in words_of(fragment)
    assert "<b>fett</b>" not in text_of(page)
    assert steps() == []


def test_an_address_checks_nothing_for_a_learner(taker, lesson, questions):
    """Only her own post does: an answer in an address is chosen, not explained."""
    page = taker.get(PAGE, {"tried": questions[0].uid, **form(1, questions[0])})

    panel = panel_of(page, questions[0])
    assert panel.count(" checked") == 1
    assert MARKER not in panel
    assert steps() == []


@pytest.mark.parametrize("query", ["again=nie-da", "tried=nie-da", "again=&tried=", "tried=x&again=y"])
def test_unknown_wishes_change_nothing(taker, lesson, questions, query):
    assert text_of(taker.get(f"{PAGE}?{query}")).count("<form") == text_of(taker.get(PAGE)).count("<form")


def test_who_teaches_tries_without_leaving_a_trace(client, course, lesson, questions):
    teacher = make_user()
    CourseRole.objects.create(user=teacher, course=course)
    client.force_login(teacher)

    response = client.post(url(questions[0]), form(1, questions[0], right=False))
    page = client.get(response.url.split("#")[0])
    fragment = by_script(client, questions[2], form(3, questions[2]))

    assert "Noch nicht richtig" in panel_of(page, questions[0])
    assert "Sie probieren nur: Gespeichert wird nichts." in panel_of(page, questions[0])
    assert "<form" in panel_of(page, questions[1])
    assert words_of(fragment).count("Ihre Antwort ist richtig") == 3
    assert (Attempt.objects.count(), AnswerStep.objects.count(), UnitProgress.objects.count()) == (0, 0, 0)


def test_after_the_end_of_a_run_answers_are_explained_and_not_kept(taker, lesson, questions, enrolment):
    taker.post(url(questions[0]), form(1, questions[0]))
    enrolment.closed_at = clock.now()
    enrolment.save()

    fragment = by_script(taker, questions[1], form(2, questions[1]))

    assert fragment.status_code == 200
    assert "Ihre Antwort ist richtig" in words_of(fragment)
    assert len(steps()) == 1


def test_a_new_wording_is_asked_anew(taker, lesson, questions):
    taker.post(url(questions[0]), form(1, questions[0]))
    data = rewrite(questions[0], stem="Anders gefragt?")
    save_version(question=questions[0], type_key="single", data=data, author=None, now=clock.now())

    panel = panel_of(taker.get(PAGE), questions[0])

    assert "Anders gefragt?" in panel
    assert "<form" in panel


def test_a_question_taken_back_leaves_a_word(taker, lesson, questions):
    questions[0].status = "retired"
    questions[0].save()

    page = taker.get(PAGE)

    assert "Diese Frage steht zurzeit nicht zur Verfügung." in words_of(page)
    assert taker.post(url(questions[0]), form(1, questions[0])).status_code == 404
    assert by_script(taker, questions[0], form(1, questions[0])).status_code == 404


def test_questions_of_an_exam_are_never_explained(taker, lesson, questions):
    questions[0].pool = Pool.MIDTERM
    questions[0].save()

    assert by_script(taker, questions[0], form(1, questions[0])).status_code == 404
    assert MARKER not in text_of(taker.get(PAGE))


@pytest.mark.parametrize(
    "path",
    [
        "/courses/kurs/lessons/lektion/check/nie-da/",
        "/courses/kurs/lessons/nie-da/check/frage/",
        "/courses/nie-da/lessons/lektion/check/frage/",
    ],
)
def test_unknown_places_are_404(taker, lesson, path):
    assert taker.post(path, {"check1": "x"}).status_code == 404


def test_a_question_the_lesson_does_not_ask_is_404(taker, course, lesson):
    [other] = make_questions(course, [single_data("C")], pool=Pool.PRACTICE)

    assert taker.post(url(other), form(1, other)).status_code == 404


def test_before_the_start_there_is_nothing_to_check(stranger, lesson, questions):
    assert stranger.post(url(questions[0]), form(1, questions[0])).status_code == 404


def test_a_locked_lesson_checks_nothing(taker, lesson, questions):
    lesson.unit.closes_at = clock.now()
    lesson.unit.save()

    assert taker.post(url(questions[0]), form(1, questions[0])).status_code == 404


def test_signed_out_comes_back_with_the_choice(client, learner, lesson, enrolment, questions):
    answer = form(1, questions[0])

    response = client.post(url(questions[0]), answer)
    fragment = by_script(client, questions[0], answer)
    client.force_login(learner)
    page = client.get(response.url, follow=True)

    assert response.url.startswith("/accounts/login/?next=/courses/kurs/lessons/lektion/")
    assert panel_of(page, questions[0]).count(" checked") == 1
    assert (fragment.status_code, fragment.json()) == (401, {"error": "sign-in"})
    assert steps() == []


def test_only_a_post_checks(taker, lesson, questions):
    assert taker.get(url(questions[0])).status_code == 405


def test_each_learner_sees_her_own_answers(taker, lesson, questions):
    taker.post(url(questions[0]), form(1, questions[0]))
    other = make_user()
    client = Client()
    client.force_login(other)
    client.post("/courses/kurs/start/")

    assert "<form" in panel_of(client.get(PAGE), questions[0])


def test_english_words_around_german_questions(taker, lesson, questions):
    taker.cookies["language"] = "en"

    text = text_of(taker.get(PAGE))

    assert f'id="check-{questions[0].uid}" lang="en"' in text
    assert "Does not count towards your result." in text


def test_three_questions_cost_what_one_costs(taker, course):
    costs = []
    for slug, count in [("eine", 1), ("drei", 3)]:
        questions = make_questions(course, [single_data("A") for _ in range(count)], pool=Pool.PRACTICE)
        lesson = make_checked_lesson(course, questions, slug=slug)
        page = f"/courses/kurs/lessons/{slug}/"
        taker.get(page)  # text and wordings are kept in the process from now on
        empty = queries_of(lambda page=page: taker.get(page))
        for place, question in enumerate(questions, start=1):
            taker.post(f"{page}check/{question.uid}/", form(place, question))
        answered = queries_of(lambda page=page: taker.get(page))
        version, lesson.published.checks = lesson.published, []
        version.html = version.html.replace("data-check", "data-nothing")
        version.render_key = f"ohne {slug}"
        version.save()
        taker.get(page)
        without = queries_of(lambda page=page: taker.get(page))
        costs.append((empty - without, answered - without))

    assert costs == [(3, 4), (3, 4)]


def test_the_second_confusion_of_a_kind_offers_two_cases_to_compare(taker, course):
    """Right after the answer, with and without the script; not for ever."""
    first, second = make_questions(course, [single_data("A"), single_data("A")], pool=Pool.PRACTICE)
    make_checked_lesson(course, [first, second], slug="weitere")
    ContrastPair.objects.create(course=course, uid="paar", expected="A", given="B", apply=[], position=1)
    page = f"/courses/{course.slug}/lessons/weitere/"
    offer = f"/courses/{course.slug}/contrasts/paar/?from=lesson:weitere"

    taker.post(f"{page}check/{first.uid}/", form(1, first, right=False))
    once = text_of(taker.get(f"{page}?answered={first.uid}"))
    again = taker.post(
        f"{page}check/{second.uid}/", form(2, second, right=False), headers={"X-Requested-With": "fetch"}
    )

    assert offer not in once
    assert offer in text_of(again)
    assert offer in text_of(taker.get(f"{page}?answered={second.uid}"))
    assert offer not in text_of(taker.get(page))
