"""Targeted practice as its learner sees it: aimed, explained at once, and named before the next attempt."""

import re

import pytest

from coursesite import clock
from quizzes.enums import AttemptState
from quizzes.models import Attempt, ContrastPair, Question, TermEvent
from quizzes.queries.contrasts import cases_to_apply
from quizzes.services.adapting import start_one_by_one
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.comparing import answer_applied
from tests.factories.adaptive import TAKES_C_FOR_B, answer_of, make_practice, practise_until_over
from tests.factories.lessons import make_lesson
from tests.factories.quizzes import answer_to, make_exam, make_quiz, slots_of
from tests.quizzes.views.pages import question_url, text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(course):
    quiz = make_practice(course)
    quiz.unit.required, quiz.unit.title = False, "Gezieltes Üben"
    quiz.unit.save()
    return quiz


@pytest.fixture
def attempt(taker, practice):
    taker.post("/courses/kurs/quizzes/ueben/start/")
    return Attempt.objects.get()


def answer_case(taker, attempt, learner):
    """Answer the case that is open and go on; where that leads."""
    slot = slots_of(attempt)[-1]
    taker.post(question_url(attempt, slot.position), {"answer": answer_of(slot, learner), "seq": 0, "check": "yes"})
    return taker.post(question_url(attempt, slot.position), {"seq": 1, "go": "next"})


def test_the_page_says_what_it_is_and_that_nobody_sees_it(taker, practice):
    page = words_of(taker.get("/courses/kurs/quizzes/ueben/"))

    assert "Höchstens 20, jede sofort erklärt" in page
    assert "Es gibt keine Punkte." in page
    assert "die Personalabteilung sieht davon nichts" in page


def test_its_help_tells_of_practice_and_an_exam_s_of_exams(taker, course, practice):
    exam = make_exam(course)

    assert 'href="/help/confusion-profile/"' in taker.get(practice.unit.get_absolute_url()).content.decode()
    assert 'href="/help/take-an-exam/"' in taker.get(exam.unit.get_absolute_url()).content.decode()


def test_the_help_of_its_questions_tells_of_practice_too(taker, attempt):
    pages = [taker.get(question_url(attempt, 1))]
    taker.post(question_url(attempt, 1), {"answer": answer_to(slots_of(attempt)[0]), "seq": 0, "check": "yes"})
    pages += [taker.get(question_url(attempt, 1)), taker.get(f"/attempts/{attempt.public_id}/submit/")]

    assert "Weiter" in words_of(pages[1])  # explained
    assert [re.findall(r'href="/help/([\w-]+)/"', text_of(page)) for page in pages] == [["confusion-profile"]] * 3


def test_a_case_is_checked_before_the_next_one_and_there_is_no_way_back(taker, attempt):
    page = text_of(taker.get(question_url(attempt, 1)))

    assert "Frage 1 von höchstens 20" in page
    assert 'name="check"' in page
    assert 'value="next"' not in page
    assert "Das Üben endet von selbst" in page
    answer_case(taker, attempt, lambda term: term)
    assert taker.get(question_url(attempt, 1)).status_code == 302


def test_an_open_practice_goes_on_where_it_stopped(taker, attempt):
    answer_case(taker, attempt, lambda term: term)

    assert taker.get(f"/attempts/{attempt.public_id}/").url == question_url(attempt, 2)


def test_whoever_comes_back_meets_the_next_case_not_the_explained_one(taker, attempt):
    slot = slots_of(attempt)[-1]
    taker.post(question_url(attempt, 1), {"answer": answer_of(slot, lambda term: term), "seq": 0, "check": "yes"})
    page = words_of(taker.get("/courses/kurs/quizzes/ueben/"))

    taker.post("/courses/kurs/quizzes/ueben/start/")
    back = taker.post("/courses/kurs/quizzes/ueben/start/", follow=True)

    assert "noch nicht beendet. Üben fortsetzen" in page
    assert "Versuch" not in page.partition("Nächster Schritt")[2]
    assert back.redirect_chain[-1][0] == question_url(attempt, 2)
    assert len(slots_of(attempt)) == 2  # the second click adds none


def test_an_answer_that_was_not_checked_yet_is_met_again(taker, attempt):
    slot = slots_of(attempt)[-1]
    save_answer(attempt=attempt, position=1, seq=1, answer=answer_of(slot, TAKES_C_FOR_B), now=clock.now())

    back = taker.post("/courses/kurs/quizzes/ueben/start/", follow=True)

    assert back.redirect_chain[-1][0] == question_url(attempt, 1)


def test_who_tells_the_pair_apart_reads_so(taker, attempt):
    while answer_case(taker, attempt, lambda term: term).url != f"/attempts/{attempt.public_id}/review/":
        pass

    page = words_of(taker.get(f"/attempts/{attempt.public_id}/review/"))
    assert "auseinandergehalten" in page
    assert "Geübt haben Sie" in page


def test_ending_early_says_what_that_means(taker, attempt):
    answer_case(taker, attempt, lambda term: term)

    assert "zählt es nur, wenn Sie es zu Ende führen" in words_of(taker.get(f"/attempts/{attempt.public_id}/submit/"))
    review = taker.post(f"/attempts/{attempt.public_id}/submit/", follow=True)
    assert "vorzeitig beendet" in words_of(review)


def test_the_second_confusion_of_a_kind_leads_to_two_cases_and_back(taker, course, enrolment, practice):
    attempt = start_one_by_one(enrolment=enrolment, quiz=practice, seed=2, now=clock.now())
    attempt.rule["pair"] = ["B", "C"]
    attempt.save()
    ContrastPair.objects.create(course=course, uid="kp", expected="C", given="B", apply=[], position=1)
    led = []
    for _case in range(20):
        response = answer_case(taker, attempt, TAKES_C_FOR_B)
        led.append(response.url)
        if "/contrasts/" in response.url or Attempt.objects.get(pk=attempt.pk).state != AttemptState.OPEN:
            break

    assert led[-1] == f"/courses/kurs/contrasts/kp/?from={attempt.public_id}"
    assert f'href="/attempts/{attempt.public_id}/"' in text_of(taker.get(led[-1]))
    wrong = [event for event in attempt.slots.values_list("events__expected", "events__given") if event == ("C", "B")]
    assert len(wrong) == 2
    assert taker.get(f"/attempts/{attempt.public_id}/").url == question_url(attempt, len(led) + 1)


def test_before_the_next_attempt_the_exam_names_the_practice(taker, course, enrolment, practice):
    exam = make_exam(course, slug="ende", pass_points=3, practice_between=True, wait_hours=24)
    attempt = start_attempt(enrolment=enrolment, quiz=exam, seed=1, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    page = text_of(taker.get("/courses/kurs/quizzes/ende/"))

    assert "Vor dem nächsten schließen Sie ein Gezieltes Üben ab" in page
    assert "Der nächste Versuch ist ab" in page
    assert 'href="/courses/kurs/quizzes/ueben/"' in page
    assert 'action="/courses/kurs/quizzes/ende/start/"' not in page
    assert taker.post("/courses/kurs/quizzes/ende/start/").url == "/courses/kurs/quizzes/ende/"
    assert 'href="/courses/kurs/quizzes/ueben/"' in text_of(taker.get(f"/attempts/{attempt.public_id}/review/"))


@pytest.mark.parametrize("address", ["/", "/courses/kurs/"])
def test_after_a_failed_exam_the_practice_is_the_next_step(taker, course, enrolment, practice, address):
    exam = make_exam(course, slug="ende", pass_points=3, practice_between=True)
    exam.unit.title = "Abschlussprüfung"
    exam.unit.save()
    course.units.filter(kind="lesson").update(required=False)
    attempt = start_attempt(enrolment=enrolment, quiz=exam, seed=1, now=clock.now())
    while_open = words_of(taker.get(address))
    submit_attempt(attempt=attempt, now=clock.now())
    failed = words_of(taker.get(address))
    run = start_one_by_one(enrolment=enrolment, quiz=practice, seed=1, now=clock.now())
    practise_until_over(run, TAKES_C_FOR_B, now=clock.now())
    practised = words_of(taker.get(address))

    assert "Weiterlernen : Gezieltes Üben" not in while_open
    assert "Noch nicht bestanden: Abschlussprüfung . Vor dem nächsten Versuch kommt: Gezieltes Üben ." in failed
    assert "Weiterlernen : Gezieltes Üben" in failed
    assert "Weiterlernen : Abschlussprüfung" in practised


def test_the_table_of_practice_has_no_points(taker, attempt):
    slot = slots_of(attempt)[0]
    taker.post(question_url(attempt, 1), {"answer": answer_to(slot), "seq": 0, "check": "yes"})
    taker.post(f"/attempts/{attempt.public_id}/submit/")

    table = text_of(taker.get("/courses/kurs/quizzes/ueben/")).partition("<table")[2]

    assert "Punkte" not in table
    assert re.findall(r"Versuch|Beendet", table) == ["Beendet", "Beendet"]  # the column and its row on a phone
    assert f'href="/attempts/{attempt.public_id}/review/"' in table


def test_the_twentieth_case_costs_what_the_second_does(
    taker, course, enrolment, practice, django_assert_max_num_queries
):
    taker.post("/courses/kurs/quizzes/ueben/start/")
    attempt = Attempt.objects.get()
    for _case in range(2):
        answer_case(taker, attempt, TAKES_C_FOR_B)
    taker.get(question_url(attempt, 3))

    with django_assert_max_num_queries(16):
        taker.get(question_url(attempt, 3))


def test_two_cases_are_compared_once_a_day(taker, course, enrolment, practice):
    """She goes on to mix them up: the comparison does not come again before tomorrow."""
    asked = Question.objects.filter(current__cases__term__in=["B", "C"])[:2]
    uids = [question.uid for question in asked]
    pair = ContrastPair.objects.create(course=course, uid="kp", expected="C", given="B", apply=uids, position=1)
    attempt = start_one_by_one(enrolment=enrolment, quiz=practice, seed=2, now=clock.now())
    attempt.rule["pair"] = ["B", "C"]
    attempt.save()
    led = []
    for _case in range(20):
        url = answer_case(taker, attempt, TAKES_C_FOR_B).url
        led.append("/contrasts/" in url)
        if led[-1]:
            for question in cases_to_apply(enrolment.user, pair):
                answer = answer_to(type("Slot", (), {"version": question.current}))
                given = {"user": enrolment.user, "pair": pair, "question_uid": question.uid, "answer": answer}
                answer_applied(**given, now=clock.now())
        if url.endswith("/review/"):
            break

    assert led.count(True) == 1


def test_a_practice_that_was_ended_early_says_so_in_the_table(taker, attempt):
    answer_case(taker, attempt, lambda term: term)
    taker.post(f"/attempts/{attempt.public_id}/submit/")

    assert "vorzeitig beendet" in words_of(taker.get("/courses/kurs/quizzes/ueben/"))


def test_who_practised_to_the_end_without_telling_them_apart_is_sent_to_the_lesson(taker, course, practice, enrolment):
    lesson = make_lesson(course, title="Zwei nebeneinander")
    course.contrasts.filter(pair="BC").update(lesson=lesson.unit.uid)
    attempt = start_one_by_one(enrolment=enrolment, quiz=practice, seed=2, now=clock.now())
    attempt.rule["pair"] = ["B", "C"]
    attempt.save()
    practise_until_over(attempt, TAKES_C_FOR_B, now=clock.now())

    page = words_of(taker.get(f"/attempts/{attempt.public_id}/review/"))

    assert "Die beiden verwechseln Sie noch gelegentlich." in page
    assert "Lesen: Zwei nebeneinander" in page


def test_a_failed_exam_says_what_comes_before_the_next_attempt(taker, course, enrolment, practice):
    exam = make_exam(course, slug="ende", pass_points=3, practice_between=True, wait_hours=24, attempts_allowed=3)
    attempt = start_attempt(enrolment=enrolment, quiz=exam, seed=1, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    page = words_of(taker.get(f"/attempts/{attempt.public_id}/review/"))

    for said in ("Sie haben noch 2 Versuche.", "schließen Sie ein Gezieltes Üben ab", "Der nächste Versuch ist ab"):
        assert said in page


def test_without_an_attempt_left_no_empty_box_stands_in_the_review(taker, course, enrolment, practice):
    exam = make_exam(course, slug="ende", pass_points=3, practice_between=True, attempts_allowed=1)
    attempt = start_attempt(enrolment=enrolment, quiz=exam, seed=1, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    assert '<p class="notice"> </p>' not in text_of(taker.get(f"/attempts/{attempt.public_id}/review/"))


def test_a_passed_exam_asks_for_no_practice(taker, course, enrolment, practice):
    exam = make_exam(course, slug="ende", pass_points=0, practice_between=True)
    attempt = start_attempt(enrolment=enrolment, quiz=exam, seed=1, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    for page in (f"/attempts/{attempt.public_id}/review/", "/courses/kurs/quizzes/ende/"):
        assert "/quizzes/ueben/" not in text_of(taker.get(page))


def test_a_comparison_does_not_tell_what_another_open_attempt_asks(taker, course, enrolment):
    """The case she confuses stands there, too: to compare its two terms would tell the solution."""
    ContrastPair.objects.create(course=course, uid="kp", expected="C", given="B", apply=[], position=1)
    practice = make_practice(course, per_term=2)
    cells = [{"term": "C", "pool": "practice", "cases": 2}]
    start_attempt(enrolment=enrolment, quiz=make_quiz(course, cells, slug="andere"), seed=1, now=clock.now())
    attempt = start_one_by_one(enrolment=enrolment, quiz=practice, seed=2, now=clock.now())
    attempt.rule["pair"] = ["B", "C"]
    attempt.save()
    led = [answer_case(taker, attempt, TAKES_C_FOR_B).url for _case in range(6)]

    assert TermEvent.objects.filter(expected="C", given="B").count() == 2
    assert [url for url in led if "/contrasts/" in url] == []
