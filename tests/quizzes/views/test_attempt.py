"""Taking a quiz without a script: from the first question to the submission."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import localtime

from coursesite import clock
from lessons.models import UnitProgress
from quizzes.enums import Mode
from quizzes.models import AnswerStep, Attempt
from quizzes.services.attempting import save_answer, start_attempt
from quizzes.types.base import token_of
from tests.counting import queries_of
from tests.factories.quizzes import answer_to, make_exam, make_questions, make_quiz, set_data, slots_of
from tests.quizzes.views.pages import NAME, answer_all, form_for, question_url, text_of, words_of

pytestmark = pytest.mark.django_db


def stored():
    return list(AnswerStep.objects.order_by("pk").values_list("slot__position", "seq", "answer"))


def test_from_the_start_to_the_review(taker, quiz, learner):
    page = taker.get("/courses/kurs/quizzes/pruefung/")
    assert "Versuch 1 beginnen" in words_of(page)

    first = taker.post("/courses/kurs/quizzes/pruefung/start/", follow=True)
    attempt = Attempt.objects.get()
    assert first.redirect_chain[-1][0] == question_url(attempt, 1)

    answer_all(taker, attempt)
    before = taker.get(f"/attempts/{attempt.public_id}/", follow=True)
    assert before.redirect_chain[-1][0] == f"/attempts/{attempt.public_id}/submit/"
    assert "Alle Fragen sind beantwortet." in words_of(before)

    after = taker.post(f"/attempts/{attempt.public_id}/submit/", follow=True)
    assert after.redirect_chain[-1][0] == f"/attempts/{attempt.public_id}/review/"
    assert "bestanden 3 von 3 Punkten" in words_of(after)
    assert UnitProgress.objects.get().passed


def test_a_question_says_where_it_stands(taker, attempt):
    taker.post(question_url(attempt, 1), form_for(attempt, 1))

    page = taker.get(question_url(attempt, 2))

    text, words = text_of(page), words_of(page)
    assert "<title>Frage 2 von 3 – Zwischenprüfung – Trennscharf</title>" in text
    assert text.count("<h1") == 1
    assert "Frage 2 von 3" in words
    assert "1 von 3 beantwortet 1 beantwortet 2 offen 3 offen" in words
    assert 'aria-current="step"' in text
    assert "Noch nicht beantwortet" in words


def test_answers_are_saved_by_each_button(taker, attempt):
    for go, target in [("next", 3), ("back", 1), ("3", 3), ("1", 1), ("", 2), ("weiß nicht", 2), ("-5", 2)]:
        response = taker.post(question_url(attempt, 2), form_for(attempt, 2, go=go, seq=len(stored())))
        assert response.url == question_url(attempt, target), go

    assert stored() == [(2, 1, answer_to(slots_of(attempt)[1]))]
    page = taker.get(question_url(attempt, 2))
    assert text_of(page).count(" checked") == 1
    assert '<input type="hidden" name="seq" value="1">' in text_of(page)


@pytest.mark.parametrize(("position", "go"), [(3, "next"), (1, "submit"), (1, "99")])
def test_the_way_to_the_submission(taker, attempt, position, go):
    response = taker.post(question_url(attempt, position), {"go": go, "seq": 0})

    assert response.url == f"/attempts/{attempt.public_id}/submit/"
    assert stored() == []


def test_it_goes_on_where_something_is_open(taker, attempt):
    taker.post(question_url(attempt, 1), form_for(attempt, 1))

    assert taker.get(f"/attempts/{attempt.public_id}/").url == question_url(attempt, 2)


def test_the_last_glance_names_what_is_open(taker, course, enrolment):
    make_questions(course, [set_data(), set_data()])
    quiz = make_quiz(course, [{"cases": 6}], slug="reihen")
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    form = form_for(attempt, 1)
    form.pop(next(key for key in form if key.startswith(f"{NAME}__")))
    taker.post(question_url(attempt, 1), form)

    page = taker.get(f"/attempts/{attempt.public_id}/submit/")

    assert "2 Fragen sind noch offen. Was offen ist, bekommt keinen Punkt." in words_of(page)
    assert "Frage 1 : teilweise beantwortet" in words_of(page)
    assert "Frage 2 : offen" in words_of(page)
    assert f'href="{question_url(attempt, 1)}"' in text_of(page)
    assert Attempt.objects.get().is_open


def test_two_windows_both_answers_are_shown_and_the_person_decides(taker, attempt):
    first, second = form_for(attempt, 1), form_for(attempt, 1, right=False)
    taker.post(question_url(attempt, 1), first)

    page = taker.post(question_url(attempt, 1), second)

    text = text_of(page)
    assert page.status_code == 409
    assert "In einem anderen Fenster wurde zu dieser Frage eine andere Antwort gespeichert." in words_of(page)
    here, there = text.split('id="conflict-stored"')
    assert f'value="{second[NAME]}" checked' in here
    assert f'value="{first[NAME]}" checked' in there
    assert stored() == [(1, 1, first[NAME])]

    assert '<input type="hidden" name="seq" value="1">' in text
    chosen = taker.post(question_url(attempt, 1), {**second, "seq": 1, "go": "1"})
    assert chosen.url == question_url(attempt, 1)
    assert stored() == [(1, 1, first[NAME]), (1, 2, second[NAME])]


def test_the_same_answer_from_two_windows_is_no_conflict(taker, attempt):
    urls = [taker.post(question_url(attempt, 1), form_for(attempt, 1)).url for _ in range(2)]

    assert urls == [question_url(attempt, 2)] * 2
    assert len(stored()) == 1


@pytest.mark.parametrize("sent", ["nie-da", "a\x00b", "x" * 10_000, "<script>alert(1)</script>"])
def test_what_was_not_on_offer_is_named_and_nothing_is_lost(taker, attempt, sent):
    form = form_for(attempt, 1)
    taker.post(question_url(attempt, 1), form)

    page = taker.post(question_url(attempt, 1), {NAME: sent, "seq": 1, "go": "next"})

    assert page.status_code == 400
    assert "Diese Antwort stand nicht zur Wahl." in words_of(page)
    assert "<title>Fehler: Frage 1 von 3" in text_of(page)
    assert f'value="{form[NAME]}" checked' in text_of(page)
    assert "alert(1)" not in text_of(page)
    assert len(stored()) == 1


def test_sets_of_nonsense_are_refused(taker, course, enrolment):
    make_questions(course, [set_data()])
    quiz = make_quiz(course, [{"cases": 3}], slug="reihe")
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())

    rows = {f"{NAME}__zeile{number}": "A" for number in range(200)}

    assert taker.post(question_url(attempt, 1), {**rows, "seq": 0}).status_code == 400
    assert taker.post(question_url(attempt, 1), {f"{NAME}__a": "A", "seq": 0}).status_code == 400
    assert stored() == []


@pytest.mark.parametrize("seq", ["", "x", "-1", "1.5", "9" * 5000, "²"])
def test_a_step_that_is_no_number_overwrites_nothing(taker, attempt, seq):
    taker.post(question_url(attempt, 1), form_for(attempt, 1))

    page = taker.post(question_url(attempt, 1), {**form_for(attempt, 1, right=False), "seq": seq})

    assert page.status_code == 409
    assert len(stored()) == 1


@pytest.mark.parametrize("position", ["0", "4", "99999999999999999999", "x"])
def test_unknown_questions_are_404(taker, attempt, position):
    url = f"/attempts/{attempt.public_id}/questions/{position}/"

    assert [taker.get(url).status_code, taker.post(url, {"seq": 0}).status_code] == [404, 404]


PAGES = ["", "questions/1/", "submit/", "review/"]


@pytest.mark.parametrize("page", PAGES)
def test_others_find_nothing(stranger, attempt, page):
    url = f"/attempts/{attempt.public_id}/{page}"

    assert stranger.get(url).status_code == 404
    if page in {"questions/1/", "submit/"}:
        assert stranger.post(url, form_for(attempt, 1)).status_code == 404
    assert stored() == []
    assert Attempt.objects.get().is_open


@pytest.mark.parametrize("page", PAGES)
def test_signed_out_leads_to_the_sign_in_and_back(client, attempt, page):
    url = f"/attempts/{attempt.public_id}/{page}"

    assert client.get(url).url == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("page", ["", "review/"])
def test_pages_to_read_take_no_post(taker, attempt, page):
    assert taker.post(f"/attempts/{attempt.public_id}/{page}").status_code == 405


def test_a_choice_survives_the_loss_of_the_session(client, learner, attempt):
    form = form_for(attempt, 2)

    lost = client.post(question_url(attempt, 2), form)
    assert lost.url.startswith("/accounts/login/?next=")
    client.force_login(learner)
    back = f"{question_url(attempt, 2)}?{NAME}={form[NAME]}"
    page = client.get(back)

    assert client.get(lost.url, follow=True).redirect_chain[-1][0] == back
    assert f'value="{form[NAME]}" checked' in text_of(page)
    assert "Diese Antwort ist noch nicht gespeichert." in words_of(page)
    assert stored() == []


@pytest.mark.parametrize("query", ["answer=nie-da", "answer=", "answer__x=A", "x=1"])
def test_an_address_can_choose_only_what_is_on_offer(taker, attempt, query):
    taker.post(question_url(attempt, 1), form_for(attempt, 1))

    page = taker.get(f"{question_url(attempt, 1)}?{query}")

    assert f'value="{form_for(attempt, 1)[NAME]}" checked' in text_of(page)
    assert "Gespeichert " in words_of(page)


def test_after_submission_every_page_leads_to_the_review(taker, attempt):
    taker.post(f"/attempts/{attempt.public_id}/submit/")
    review = f"/attempts/{attempt.public_id}/review/"

    answers = [
        taker.get(f"/attempts/{attempt.public_id}/"),
        taker.get(question_url(attempt, 1)),
        taker.post(question_url(attempt, 1), form_for(attempt, 1)),
        taker.get(f"/attempts/{attempt.public_id}/submit/"),
        taker.post(f"/attempts/{attempt.public_id}/submit/"),
    ]

    assert [answer.url for answer in answers] == [review] * 5
    assert stored() == []


def test_when_the_time_is_over_only_submitting_is_left(taker, course, enrolment):
    quiz = make_exam(course, slug="kurz", minutes_limit=30, pass_points=1)
    start = clock.now()
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=start)
    until = f"{localtime(attempt.deadline):%H:%M} Uhr"
    assert f"Zeit bis {until} (Ortszeit Berlin)." in words_of(taker.get(question_url(attempt, 1)))
    taker.post(question_url(attempt, 1), form_for(attempt, 1))
    submit = f"/attempts/{attempt.public_id}/submit/"

    with time_machine.travel(start + timedelta(minutes=31)):
        assert taker.get(f"/attempts/{attempt.public_id}/").url == submit
        assert taker.post(question_url(attempt, 2), form_for(attempt, 2)).url == submit
        assert "Die Zeit ist um." in words_of(taker.get(submit))
        assert "Seine Zeit ist um. Versuch 1 abgeben" in words_of(taker.get("/courses/kurs/quizzes/kurz/"))
        taker.post(submit)

    done = Attempt.objects.get()
    assert (done.submitted_at, done.points, done.passed) == (start + timedelta(minutes=30), 1, True)


def test_after_the_end_of_a_run_an_attempt_is_marked_and_counts_for_nothing(taker, attempt, enrolment):
    answer_all(taker, attempt)
    enrolment.closed_at = clock.now()
    enrolment.save()

    page = taker.post(f"/attempts/{attempt.public_id}/submit/", follow=True)

    assert "3 von 3 Punkten" in words_of(page)
    assert not UnitProgress.objects.get().passed


def test_a_question_is_marked_for_later_and_the_answer_is_kept(taker, attempt):
    form = form_for(attempt, 2)

    response = taker.post(question_url(attempt, 2), {**form, "mark": "yes"})

    page = taker.get(question_url(attempt, 2))
    assert response.url == question_url(attempt, 2)
    assert stored() == [(2, 1, form[NAME])]
    assert "1 von 3 beantwortet , 1 markiert 1 offen 2 beantwortet markiert 3 offen" in words_of(page)
    assert "Markierung entfernen" in words_of(page)
    assert "Für später markiert haben Sie: Frage 2 : beantwortet" in words_of(
        taker.get(f"/attempts/{attempt.public_id}/submit/")
    )

    taker.post(question_url(attempt, 2), {"seq": 1, "mark": "no"})

    assert "markiert" not in words_of(taker.get(f"/attempts/{attempt.public_id}/submit/"))
    assert len(stored()) == 1


def test_the_language_changes_and_the_answer_is_kept(taker, attempt):
    page = taker.get(question_url(attempt, 2))
    assert (
        '<button type="submit" class="btn btn-link" name="language" value="en" lang="en">English</button>'
        in text_of(page)
    )

    answer = taker.post(question_url(attempt, 2), {**form_for(attempt, 2), "language": "en"})

    assert (answer.status_code, answer.url) == (302, question_url(attempt, 2))
    page = taker.get(answer.url)
    assert "Question 2 of 3" in words_of(page)
    assert text_of(page).count(" checked") == 1
    assert stored() == [(2, 1, answer_to(slots_of(attempt)[1]))]


def test_a_language_that_nobody_offered_changes_nothing_but_the_answer(taker, attempt):
    answer = taker.post(question_url(attempt, 1), {**form_for(attempt, 1), "language": "fr"})

    assert answer.url == question_url(attempt, 1)
    assert "Frage 1 von 3" in words_of(taker.get(answer.url))
    assert stored() == [(1, 1, answer_to(slots_of(attempt)[0]))]


def test_nobody_marks_questions_of_an_ended_attempt(taker, attempt):
    taker.post(f"/attempts/{attempt.public_id}/submit/")

    taker.post(question_url(attempt, 1), {"seq": 0, "mark": "yes"})

    assert not any(slot.flagged for slot in slots_of(attempt))


def test_how_sure_somebody_is_is_asked_and_stored(taker, attempt, quiz):
    quiz.ask_confidence = True
    quiz.save()
    assert "Wie sicher sind Sie? Das wird nicht bewertet. sicher unsicher" in words_of(
        taker.get(question_url(attempt, 1))
    )

    taker.post(question_url(attempt, 1), {**form_for(attempt, 1), "confidence": "unsure"})
    taker.post(question_url(attempt, 2), {**form_for(attempt, 2), "confidence": "absolutely"})

    assert list(AnswerStep.objects.order_by("pk").values_list("confidence", flat=True)) == ["unsure", ""]
    assert 'value="unsure" checked' in text_of(taker.get(question_url(attempt, 1)))


def test_where_nobody_asks_how_sure_nothing_is_stored(taker, attempt):
    taker.post(question_url(attempt, 1), {**form_for(attempt, 1), "confidence": "sure"})

    assert AnswerStep.objects.get().confidence == ""
    assert "Wie sicher" not in words_of(taker.get(question_url(attempt, 1)))


@pytest.fixture
def typed(course, enrolment):
    """An attempt with one question of this type."""

    def started(type_key, data, **fields):
        [question] = make_questions(course, [data], type_key=type_key)
        quiz = make_quiz(course, [{"cases": 1, "form": question.form}], slug=type_key, **fields)
        return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())

    return started


SHORT = {"form": "kurzantwort", "stem": "Wie heißt das?", "accept": ["Größe"], "feedback": "So heißt es."}
TICKS = {
    "form": "mehrfachauswahl",
    "stem": "Was schwimmt?",
    "options": [
        {"id": "o1", "key": True, "text": "Kork", "feedback": "Ja."},
        {"id": "o2", "key": True, "text": "Eis", "feedback": "Ja."},
        {"id": "o3", "text": "Glas", "feedback": "Nein."},
    ],
}


def test_ticks_are_saved_and_can_all_be_taken_back(taker, typed):
    attempt = typed("multiple", TICKS)
    url, cork = question_url(attempt, 1), token_of("Kork")

    taker.post(url, {f"{NAME}__": "shown", f"{NAME}__{cork}": "yes", "seq": 0})
    assert 'value="yes" checked' in text_of(taker.get(url))
    taker.post(url, {f"{NAME}__": "shown", "seq": 1})

    assert stored() == [(1, 1, [cork]), (1, 2, None)]
    assert "1 offen" in words_of(taker.get(url))


def test_an_empty_form_leafed_through_stores_nothing(taker, typed):
    attempt = typed("multiple", TICKS)

    taker.post(question_url(attempt, 1), {f"{NAME}__": "shown", "seq": 0})

    assert stored() == []


def test_a_text_that_is_too_long_is_refused_and_still_there(taker, typed):
    attempt = typed("short", SHORT)

    page = taker.post(question_url(attempt, 1), {NAME: "lang" * 200, "seq": 0})

    assert page.status_code == 400
    assert "Diese Antwort ist zu lang." in words_of(page)
    assert "lang" * 200 in text_of(page)
    assert stored() == []


def test_a_typed_text_is_saved_and_emptied(taker, typed):
    attempt = typed("short", SHORT)
    url = question_url(attempt, 1)

    taker.post(url, {NAME: " groesse ", "seq": 0})
    assert 'value="groesse"' in text_of(taker.get(url))
    taker.post(url, {NAME: "", "seq": 1})

    assert stored() == [(1, 1, "groesse"), (1, 2, None)]


def test_hints_are_there_in_practice_only(taker, typed, quiz):
    practice = typed("short", {**SHORT, "hints": ["Es beginnt mit G."]}, mode=Mode.PRACTICE)
    serious = typed("multiple", {**TICKS, "hints": ["Es sind zwei."]})

    assert "Hinweis Es beginnt mit G." in words_of(taker.get(question_url(practice, 1)))
    assert "Es sind zwei." not in words_of(taker.get(question_url(serious, 1)))


def test_the_time_left_is_on_the_page(taker, course, enrolment):
    quiz = make_exam(course, slug="kurz", minutes_limit=30)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())

    text = text_of(taker.get(question_url(attempt, 1)))

    assert re.search(r'<time-left [^>]*data-remaining="(179\d|1800)"', text)
    assert "(Ortszeit Berlin)" in text
    assert 'data-time-zone="Europe/Berlin"' in text  # the name that browsers know


def test_attempts_inside_lessons_have_no_pages(taker, attempt, quiz):
    quiz.unit = None
    quiz.save()

    assert taker.get(question_url(attempt, 1)).status_code == 404


def test_question_and_submission_cost_the_same_for_one_and_three(taker, course, enrolment):
    costs = []
    for slug, per_term in [("kurz", 1), ("lang", 3)]:
        quiz = make_exam(course, per_term=per_term, slug=slug)
        attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
        for slot in slots_of(attempt):
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_to(slot), now=clock.now())
        costs.append(
            [
                (taker.get(url), queries_of(lambda url=url: taker.get(url)))[1]  # warm: what is kept is not asked for
                for url in (question_url(attempt, 1), f"/attempts/{attempt.public_id}/submit/")
            ]
        )

    assert costs[0] == costs[1]
    assert costs[0][0] <= 7
