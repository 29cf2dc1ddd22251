"""Two cases side by side, and two new ones: for whoever may read the course."""

import re
from html import unescape

import pytest

from coursesite import clock
from lessons.models import CourseRole
from quizzes.enums import Mode, Pool
from quizzes.models import ContrastPair, TermEvent
from quizzes.queries.contents import content_of
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_enrolment, make_lesson, make_started
from tests.factories.quizzes import TERMS, answer_to, make_questions, make_quiz, single_data, slots_of

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def asked(course):
    return make_questions(course, [single_data("B"), single_data("C")], pool=Pool.PRACTICE)


@pytest.fixture
def pairs(course, asked):
    """Two for whoever takes B for C."""
    return [
        ContrastPair.objects.create(
            course=course,
            uid=f"kp-{number}",
            expected="B",
            given="C",
            expected_case=f"Fall mit Birke {number}.",
            given_case=f"Fall mit Cello {number}.",
            common="Beide gleichen sich.",
            difference="Eines ist anders.",
            sign="Das lockt.",
            apply=[question.uid for question in asked],
            position=number,
        )
        for number in (1, 2)
    ]


def confuse(course, enrolment, pool):
    """Takes B for C, in a case of a pool of its own."""
    make_questions(course, [single_data("B")], pool=pool)
    quiz = make_quiz(course, [{"term": "B", "pool": pool}], slug=f"quiz-{pool}")
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    [slot] = slots_of(attempt)
    chosen = next(option for option in content_of(slot.version, tuple(TERMS)).options if option.term == "C")
    save_answer(attempt=attempt, position=slot.position, seq=1, answer=chosen.token, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())


def test_the_page_compares_and_explains(taker, pairs):
    page = text_of(taker.get("/courses/kurs/contrasts/kp-1/"))

    for said in ("Birke oder Cello?", "Fall mit Birke 1.", "Fall mit Cello 1.", "Beide gleichen sich."):
        assert said in page
    assert page.index("Beide gleichen sich.") < page.index("Eines ist anders.") < page.index("Prüffrage zu BC?")
    assert page.count('name="question"') == 2
    assert "KANARIE" not in page  # no solution before the answer


def test_a_new_case_is_answered_stored_and_explained_at_its_place(taker, pairs, asked):
    page = "/courses/kurs/contrasts/kp-1/"
    answer = {"question": asked[0].uid, **answer_fields(taker.get(page), asked[0])}

    response = taker.post(f"{page}?from=practice", answer)

    assert response.url.startswith(f"{page}?from=practice#case")
    after = text_of(taker.get(page))
    assert after.count('name="question"') == 1
    assert "Ihre Antwort ist richtig" in after
    assert TermEvent.objects.get().context == Mode.REVIEW


def answer_fields(page, question):
    """What the case's form sends, for the correct answer."""
    form = re.search(rf'value="{question.uid}".*?</form>', page.content.decode(), re.S)[0]
    name = re.search(r'type="radio"\s+id="(case\d)-1"', form)[1]
    return {name: answer_to(type("Slot", (), {"version": question.current}))}


def test_an_empty_answer_is_named_beside_its_case(taker, pairs, asked):
    response = taker.post("/courses/kurs/contrasts/kp-1/", {"question": asked[0].uid})

    assert response.status_code == 400
    assert "Bitte wählen Sie eine Antwort." in unescape(response.content.decode())
    assert TermEvent.objects.count() == 0


def test_who_teaches_sees_the_cases_and_answers_none(client, course, pairs, asked):
    teacher = make_user()
    CourseRole.objects.create(user=teacher, course=course)
    client.force_login(teacher)

    page = text_of(client.get("/courses/kurs/contrasts/kp-1/"))

    assert "Wer den Kurs belegt, beantwortet sie hier." in page
    assert client.post("/courses/kurs/contrasts/kp-1/", {"question": asked[0].uid}).status_code == 404


@pytest.mark.parametrize(
    ("came_from", "way"),
    [
        ("practice", ("/me/practice/next/", "Weiter mit dem Auffrischen")),
        ("lesson:lektion:frage-1", ("/courses/kurs/lessons/lektion/#check-frage-1", "Zurück zur Lektion")),
        ("lesson:nie-da", ("/me/profile/", "Mein Verwechslungsprofil")),
        ("nie-da", ("/me/profile/", "Mein Verwechslungsprofil")),
        ("", ("/me/profile/", "Mein Verwechslungsprofil")),
    ],
)
def test_there_is_a_way_back_to_where_one_came_from(taker, course, pairs, came_from, way):
    make_lesson(course, slug="lektion")
    url, label = way

    page = text_of(taker.get("/courses/kurs/contrasts/kp-1/", {"from": came_from}))

    assert re.search(rf'href="{url}"[^>]*>{label}<', page)


def test_an_attempt_of_somebody_else_is_no_way_back(taker, course, pairs, quiz):
    other = make_user()
    attempt = start_attempt(enrolment=make_started(other, course), quiz=quiz, seed=1, now=clock.now())

    page = text_of(taker.get(f"/courses/kurs/contrasts/kp-1/?from={attempt.public_id}"))

    assert f"/attempts/{attempt.public_id}" not in page


def test_the_second_confusion_in_a_direction_offers_a_pair_and_a_further_one_another(taker, course, enrolment, pairs):
    confuse(course, enrolment, Pool.MIDTERM)
    assert "/contrasts/" not in text_of(taker.get("/me/profile/"))

    confuse(course, enrolment, Pool.PLACEMENT)
    assert "/courses/kurs/contrasts/kp-1/" in text_of(taker.get("/me/profile/"))

    confuse(course, enrolment, Pool.EXAM)
    assert "/courses/kurs/contrasts/kp-1/" in text_of(taker.get("/me/profile/"))
    confuse(course, enrolment, Pool.RETENTION)
    assert "/courses/kurs/contrasts/kp-2/" in text_of(taker.get("/me/profile/"))


def test_what_is_confused_most_has_no_pair_so_the_next_one_is_offered(taker, course, enrolment, pairs):
    ContrastPair.objects.update(expected="C", given="B")
    confuse(course, enrolment, Pool.MIDTERM)
    confuse(course, enrolment, Pool.PLACEMENT)

    assert "/contrasts/" not in text_of(taker.get("/me/profile/"))
    for _time in range(2):
        confusion(course, enrolment, "C", "B")
    assert "/courses/kurs/contrasts/kp-1/" in text_of(taker.get("/me/profile/"))


def confusion(course, enrolment, expected, given):
    """One more event of this direction, in a question of its own."""
    event = TermEvent.objects.latest("pk")
    event.pk = None
    event.seq += 1
    event.expected, event.given = expected, given
    event.save()
    return event


def test_a_case_that_is_being_asked_is_not_solved_here(taker, course, enrolment, pairs):
    quiz = make_quiz(course, [{"term": "B", "pool": Pool.PRACTICE}], mode=Mode.PRACTICE, slug="ueben")
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    stem = slots_of(attempt)[0].version.content["stem"]

    during = text_of(taker.get("/courses/kurs/contrasts/kp-1/"))
    save_answer(attempt=attempt, position=1, seq=1, answer=answer_to(slots_of(attempt)[0]), now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    assert stem not in during
    assert stem in text_of(taker.get("/courses/kurs/contrasts/kp-1/"))


def test_it_costs_the_same_for_every_pair(taker, course, enrolment, pairs, django_assert_max_num_queries):
    taker.get("/courses/kurs/contrasts/kp-1/")

    with django_assert_max_num_queries(24):
        taker.get("/courses/kurs/contrasts/kp-2/")


def test_nobody_reads_it_without_the_course(client, stranger, pairs):
    assert stranger.get("/courses/kurs/contrasts/kp-1/").headers["Location"] == "/courses/kurs/"
    assert client.get("/courses/kurs/contrasts/kp-1/").headers["Location"].startswith("/accounts/login/")


def test_an_unknown_pair_is_not_found(taker, pairs):
    assert taker.get("/courses/kurs/contrasts/kp-9/").status_code == 404


def test_before_the_start_the_course_asks_to_begin(client, course, pairs):
    learner = make_user()
    make_enrolment(learner, course)
    client.force_login(learner)

    assert client.get("/courses/kurs/contrasts/kp-1/").headers["Location"] == "/courses/kurs/"


@pytest.mark.usefixtures("pairs")
def test_a_new_run_that_was_only_assigned_keeps_nobody_out(taker, course, enrolment, asked):
    """What was begun goes on: the spaced review leads here."""
    enrolment.closed_at = clock.now()
    enrolment.save()
    make_enrolment(enrolment.user, course, cycle=2)
    page = "/courses/kurs/contrasts/kp-1/"

    response = taker.post(page, {"question": asked[0].uid, **answer_fields(taker.get(page), asked[0])})

    assert response.status_code == 302
    assert TermEvent.objects.get().slot.attempt.enrolment == enrolment


def test_the_way_back_survives_the_sign_in(client, pairs, asked):
    response = client.post("/courses/kurs/contrasts/kp-1/?from=card", {"question": asked[0].uid})

    assert "from%3Dcard" in response.headers["Location"]


@pytest.mark.parametrize("query", ["name=x&request=y&from=card", f"from=card&x={'a' * 3000}"])
def test_a_strange_address_leads_to_the_sign_in_all_the_same(client, pairs, query):
    response = client.post(f"/courses/kurs/contrasts/kp-1/?{query}", {"answer": "x"})

    assert response.headers["Location"].startswith("/accounts/login/?next=/courses/kurs/contrasts/kp-1/")
    assert len(response.headers["Location"]) < 2000


def test_the_way_back_to_a_lesson_holds_what_it_was_given_as_one_value(taker, course, pairs):
    make_lesson(course, slug="lektion")

    page = text_of(taker.get("/courses/kurs/contrasts/kp-1/", {"from": 'lesson:lektion:x&next=y"'}))

    assert 'href="/courses/kurs/lessons/lektion/#check-x%26next%3Dy%22"' in page
    assert 'action="/courses/kurs/contrasts/kp-1/?from=lesson%3Alektion%3Ax%26next%3Dy%22"' in page
