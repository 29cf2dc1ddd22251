"""The start page of a quiz: what it asks, what is stored, and the one button."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from coursesite import clock
from coursesite.accounts.enums import TimeFactor
from lessons.models import CourseRole, OldSlug
from quizzes.enums import Mode, Pool
from quizzes.models import Attempt
from quizzes.services.attempting import start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import ESSAY, make_exam, make_questions, make_quiz, set_data
from tests.quizzes.views.pages import answer_all, question_url, text_of, words_of

pytestmark = pytest.mark.django_db
PAGE = "/courses/kurs/quizzes/pruefung/"
START = f"{PAGE}start/"


def test_it_says_what_awaits_and_what_is_stored(taker, course):
    make_exam(course, per_term=3, pass_points=7, pass_per_term=2, intro_html="<p>Sie ordnen <em>Fälle</em> ein.</p>")

    page = taker.get(PAGE)

    words = words_of(page)
    expected = [
        "Sie ordnen Fälle ein.",
        "Fragen 9 Fragen, je ein Punkt",
        "Zeit Ohne Zeitlimit.",
        "Versuche Beliebig viele.",
        "Bestanden mit mindestens 7 von 9 Punkten, davon mindestens 2 von 3 je Begriff",
        "Nur Sie sehen sie. Über Sie sieht die Personalabteilung nur „bestanden“ oder „noch nicht bestanden“. Lehrende",
        "Versuch 1 beginnen",
    ]
    assert [part for part in expected if part not in words] == []
    assert text_of(page).count("btn-primary") == 1
    assert "<em>Fälle</em>" in text_of(page)


def test_where_a_person_reads_the_answer_the_page_says_who_sees_it_and_when_the_result_comes(taker, course):
    make_questions(course, [ESSAY], type_key="essay")
    make_quiz(course, [{"cases": 1, "form": "praxisauftrag"}], pass_points=3)

    page = taker.get(PAGE)
    taker.post(START)
    before = words_of(taker.get(f"/attempts/{Attempt.objects.get().public_id}/submit/"))

    assert page.context["offer"].is_read
    assert "Nur Sie sehen sie." not in words_of(page)
    assert 'href="/me/disclosures/"' in text_of(page)
    assert "Nach dem Abgeben sehen Sie Ihr Ergebnis." not in before


def test_limits_are_said_in_words(taker, course, learner):
    learner.time_factor = TimeFactor.HALF_MORE
    learner.save()
    make_questions(course, [set_data("ABC"), set_data("ABC")])
    fields = {"attempts_allowed": 3, "wait_hours": 24, "minutes_limit": 40, "pass_points": 4, "pass_per_term": 1}
    make_quiz(course, [{"cases": 6}], **fields)

    words = words_of(taker.get(PAGE))

    expected = [
        "6 Fälle, je ein Punkt; eine Frage kann mehrere Fälle enthalten",
        "60 Minuten (einschließlich Ihrer Zeitzugabe; ohne sie 40)",
        "3 Versuche, davon 0 genutzt Wartezeit bis zum nächsten Versuch: 24 Stunden",
        "davon mindestens 1 Punkt je Begriff",
        "Versuch 1 von 3 beginnen",
    ]
    assert [part for part in expected if part not in words] == []


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (TimeFactor.NORMAL, "40 Minuten (ohne Zeitzugabe) Zeitzugabe festlegen"),
        (TimeFactor.UNLIMITED, "Kein Zeitlimit wegen Ihrer Zeitzugabe; ohne sie 40 Minuten."),
    ],
)
def test_whether_a_time_extension_is_in_the_minutes_is_said(taker, course, learner, factor, said):
    learner.time_factor = factor
    learner.save()
    make_questions(course, [set_data("ABC"), set_data("ABC")])
    make_quiz(course, [{"cases": 6}], minutes_limit=40)

    assert said in words_of(taker.get(PAGE))


def test_without_a_limit_no_time_extension_is_spoken_of(taker, quiz):
    assert "Zeitzugabe" not in words_of(taker.get(PAGE))


def test_starting_leads_to_the_first_question(taker, quiz):
    answers = [taker.post(START, follow=True) for _ in range(2)]

    attempt = Attempt.objects.get()
    assert {answer.redirect_chain[-1][0] for answer in answers} == {question_url(attempt, 1)}
    assert attempt.number == 1


def test_two_learners_get_their_own_draw(taker, quiz, course):
    other = make_user()
    make_started(other, course)
    client = Client()
    client.force_login(other)

    taker.post(START)
    client.post(START)

    assert len(set(Attempt.objects.values_list("seed", flat=True))) == 2


def test_an_open_attempt_is_offered_first(taker, attempt):
    page = taker.get(PAGE)

    assert "Versuch 1 ist seit dem" in words_of(page)
    assert "Versuch 1 fortsetzen" in words_of(page)
    assert f'href="/attempts/{attempt.public_id}/"' in text_of(page)
    assert "beginnen" not in words_of(page)


def test_former_attempts_are_listed_with_their_results(taker, attempt, enrolment, quiz):
    submit_attempt(attempt=attempt, now=clock.now())
    second = start_attempt(enrolment=enrolment, quiz=quiz, seed=2, now=clock.now())
    answer_all(taker, second)
    submit_attempt(attempt=second, now=clock.now())

    page = taker.get(PAGE)

    words = words_of(page)
    assert "Zwischenprüfung bestanden" in words
    assert "noch nicht bestanden 0 von 3 Auswertung zu Versuch 1" in words
    assert "bestanden 3 von 3 Auswertung zu Versuch 2" in words
    assert f'href="/attempts/{second.public_id}/review/"' in text_of(page)
    assert "Versuch 3 beginnen" in words


def test_no_attempt_left_names_the_contact(taker, attempt, quiz, course):
    quiz.attempts_allowed = 1
    quiz.save()
    course.contact = "Fragen Sie Frau Ruiz."
    course.save()
    submit_attempt(attempt=attempt, now=clock.now())

    page = taker.get(PAGE)

    assert "Sie haben alle Versuche genutzt. Fragen Sie Frau Ruiz." in words_of(page)
    assert START not in text_of(page)
    again = taker.post(START, follow=True)
    assert "Sie haben alle Versuche genutzt." in words_of(again)
    assert Attempt.objects.count() == 1


def test_the_waiting_time_is_named(taker, attempt, quiz):
    quiz.wait_hours = 24
    quiz.save()
    now = clock.now()
    submit_attempt(attempt=attempt, now=now)

    page = taker.get(PAGE)

    assert "Der nächste Versuch ist ab" in words_of(page)
    assert START not in text_of(page)
    assert taker.post(START).url == PAGE
    with time_machine.travel(now + timedelta(hours=25)):
        assert "Versuch 2 beginnen" in words_of(taker.get(PAGE))


def test_too_few_questions_is_said(taker, course):
    make_quiz(course, [{"term": "A", "cases": 5}])

    page = taker.post(START, follow=True)

    assert page.redirect_chain[-1][0] == PAGE
    assert "Zurzeit gibt es dafür nicht genügend Fragen." in words_of(page)


def test_who_teaches_sees_the_page_without_a_button(client, course, quiz):
    teacher = make_user()
    CourseRole.objects.create(user=teacher, course=course)
    client.force_login(teacher)

    page = client.get(PAGE)

    assert "Sie sehen diese Seite, weil Sie den Kurs betreuen." in words_of(page)
    assert START not in text_of(page)
    assert client.post(START).status_code == 404
    assert Attempt.objects.count() == 0


def test_a_quiz_opens_with_the_start_of_the_course(client, quiz):
    client.force_login(make_user())

    page = client.get(PAGE)

    assert (page.status_code, page.url) == (302, "/courses/kurs/")
    assert client.post(START).status_code == 404


def test_an_assigned_course_is_not_there_for_strangers(stranger, course, quiz):
    course.access = "assigned"
    course.save()

    assert [stranger.get(PAGE).status_code, stranger.post(START).status_code] == [404, 404]


@pytest.mark.parametrize("path", ["/courses/kurs/quizzes/nie-da/", "/courses/nie-da/quizzes/pruefung/"])
def test_unknown_quizzes_are_404(taker, quiz, path):
    assert [taker.get(path).status_code, taker.post(f"{path}start/").status_code] == [404, 404]


def test_an_old_address_leads_to_the_new_one(taker, course, quiz):
    OldSlug.objects.create(unit=quiz.unit, course=course, kind="quiz", slug="frueher")

    response = taker.get("/courses/kurs/quizzes/frueher/")

    assert (response.status_code, response.url) == (301, PAGE)


def test_a_locked_quiz_says_until_when(taker, quiz):
    quiz.unit.opens_at = clock.now() + timedelta(days=1)
    quiz.unit.save()

    pages = [taker.get(PAGE, follow=True), taker.post(START, follow=True)]

    assert [page.redirect_chain[-1][0] for page in pages] == ["/courses/kurs/"] * 2
    assert all("„Zwischenprüfung“ ist bis" in words_of(page) for page in pages)
    quiz.unit.opens_at, quiz.unit.closes_at = None, clock.now()
    quiz.unit.save()
    assert "„Zwischenprüfung“ ist geschlossen." in words_of(taker.post(START, follow=True))
    assert Attempt.objects.count() == 0


def test_a_run_that_has_ended_starts_nothing(taker, quiz, enrolment):
    enrolment.closed_at = clock.now()
    enrolment.save()

    assert "Dieser Durchgang durch den Kurs ist beendet." in words_of(taker.get(PAGE))
    assert "Dieser Durchgang durch den Kurs ist beendet." in words_of(taker.post(START, follow=True))
    assert Attempt.objects.count() == 0


def test_signed_out_comes_back_to_the_page(client, quiz):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"
    assert client.post(START).url == f"/accounts/login/?next={PAGE}"


def test_only_a_post_starts(taker, quiz):
    assert taker.get(START).status_code == 405
    assert taker.post(PAGE).status_code == 405
    assert Attempt.objects.count() == 0


def test_english_interface_german_course(taker, quiz):
    taker.cookies["language"] = "en"

    page = text_of(taker.get(PAGE))

    assert "Start attempt 1" in page
    assert '<h1 lang="de">Zwischenprüfung</h1>' in page


def test_as_many_queries_for_three_attempts_and_cells_as_for_one(taker, course, enrolment):
    costs = []
    for slug, per_term, attempts in [("kurz", 1, 1), ("lang", 3, 3)]:
        quiz = make_exam(course, per_term=per_term, slug=slug)
        make_questions(course, [set_data()], pool=Pool.PRACTICE)
        for seed in range(attempts):
            submit_attempt(
                attempt=start_attempt(enrolment=enrolment, quiz=quiz, seed=seed, now=clock.now()), now=clock.now()
            )
        costs.append(queries_of(lambda slug=slug: taker.get(f"/courses/kurs/quizzes/{slug}/")))

    assert costs[0] == costs[1]


def test_a_task_is_worth_the_points_of_its_rubric(taker, course, enrolment):
    make_questions(course, [ESSAY], pool=Pool.PRACTICE, type_key="essay")
    make_quiz(
        course, [{"pool": Pool.PRACTICE, "form": "praxisauftrag"}], slug="auftrag", mode=Mode.PRACTICE, pass_points=3
    )

    words = words_of(taker.get("/courses/kurs/quizzes/auftrag/"))

    assert "1 Aufgabe, 5 Punkte, von einer Person bewertet" in words
    assert "mindestens 3 von 5 Punkten" in words
