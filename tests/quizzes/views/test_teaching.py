"""What those who teach find, mark, grant and try."""

import pytest
from django.test import Client

from coursesite import clock
from coursesite.journal.models import Action, JournalEntry
from lessons.models import CourseRole, EnrolmentEvent
from quizzes.enums import AttemptState
from quizzes.models import AnswerStep, Attempt
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.versioning import save_version
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import ESSAY, answer_to, make_exam, make_questions, make_quiz, make_quiz_course
from tests.factories.workshop import make_instructor, signed_in
from tests.quizzes.views.pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(course):
    user = make_user(name="Wanda Kim")
    CourseRole.objects.create(user=user, course=course)
    return user


@pytest.fixture
def desk(teacher):
    client = Client()
    client.force_login(teacher)
    return client


@pytest.fixture
def task(course):
    make_questions(course, [ESSAY], type_key="essay")
    return make_quiz(course, [{"form": "praxisauftrag"}], slug="auftrag", pass_points=1)


@pytest.fixture
def hand_in(course, task):
    def handed_in(text="Wir hören zu.", user=None):
        run = make_started(user or make_user(name="Ada Öztürk"), course)
        attempt = start_attempt(enrolment=run, quiz=task, seed=1, now=clock.now())
        if text:
            save_answer(attempt=attempt, position=1, seq=1, answer=text, now=clock.now())
        return submit_attempt(attempt=attempt, now=clock.now())

    return handed_in


def mark_url(attempt):
    return f"/teach/answers/{attempt.slots.get().pk}/"


def test_answers_wait_without_names(desk, hand_in):
    attempt = hand_in()
    hand_in("")

    page = desk.get("/teach/")

    assert "1 Antwort wartet, ohne Namen." in words_of(page)
    assert mark_url(attempt) in page.content.decode()
    assert "Ada" not in page.content.decode()


def test_marking_is_blind_until_the_name_is_asked_for(desk, hand_in):
    attempt = hand_in("Wir <b>hören</b> zu.")

    page = desk.get(mark_url(attempt))

    assert "Wir <b>hören</b> zu." in words_of(page)
    assert "Die Maßnahme passt." in words_of(page)
    assert "Ada" not in page.content.decode()
    assert not JournalEntry.objects.filter(action=Action.VIEW_PERSON).exists()

    named = desk.get(mark_url(attempt) + "?named=yes")

    assert "Ada Öztürk" in words_of(named)
    entry = JournalEntry.objects.get(action=Action.VIEW_PERSON)
    assert [subject.user_id for subject in entry.subjects.all()] == [attempt.enrolment.user_id]


def test_points_and_comment_are_stored_and_the_queue_is_empty(desk, hand_in, teacher):
    attempt = hand_in()

    response = desk.post(mark_url(attempt), {"points-0": 2, "points-1": 3, "comment": "Gut begründet."}, follow=True)

    slot = attempt.slots.get()
    attempt.refresh_from_db()
    assert "Die Antwort ist bewertet." in words_of(response)
    assert "Keine Antwort wartet auf eine Bewertung." in words_of(response)
    assert (attempt.state, attempt.passed, slot.comment, slot.marked_by) == (
        *(AttemptState.MARKED, True, "Gut begründet."),
        teacher,
    )
    again = desk.get(mark_url(attempt)).content.decode()
    assert 'value="3"' in again
    assert "Gut begründet." in again


@pytest.mark.parametrize(
    "points", [{"points-0": 3, "points-1": 3}, {"points-0": -1, "points-1": 0}, {"points-0": "x"}, {}]
)
def test_what_does_not_fit_is_said_and_the_comment_is_still_there(desk, hand_in, points):
    attempt = hand_in()

    page = desk.post(mark_url(attempt), {**points, "comment": "Mein Kommentar."})

    assert page.status_code == 400
    assert "Mein Kommentar." in words_of(page)
    assert attempt.slots.get().marked_at is None


def test_another_course_s_teacher_and_operators_find_nothing(hand_in, task):
    attempt = hand_in()
    other = make_user()
    CourseRole.objects.create(user=other, course=make_quiz_course(slug="anderer"))
    for user in (other, make_user(is_superuser=True), make_user()):
        client = Client()
        client.force_login(user)
        assert client.get(mark_url(attempt)).status_code == 404


def test_the_list_costs_the_same_for_one_and_three(desk, hand_in):
    costs = []
    for _count in (1, 2):
        hand_in()
        costs.append(queries_of(lambda: desk.get("/teach/")))

    assert costs[0] == costs[1]


def test_one_more_attempt_is_granted(desk, course, learner, enrolment, quiz):
    quiz.attempts_allowed = 1
    quiz.save()

    page = desk.post(
        "/teach/courses/kurs/grant/",
        {"email": learner.email.upper(), "quiz": quiz.pk, "reason": "Die Verbindung brach ab."},
        follow=True,
    )

    assert "Ein weiterer Versuch ist gewährt; es sind nun 2." in words_of(page)
    assert EnrolmentEvent.objects.get(kind="attempt-granted").reason == "Die Verbindung brach ab."


def test_for_a_stranger_nothing_is_granted_and_what_was_typed_stays(desk, course, quiz):
    page = desk.post(
        "/teach/courses/kurs/grant/", {"email": "nie@example.com", "quiz": quiz.pk, "reason": "Mein Grund."}
    )

    assert page.status_code == 400
    assert "Niemand mit dieser Adresse nimmt zurzeit am Kurs teil." in words_of(page)
    assert "Mein Grund." in words_of(page)
    assert not EnrolmentEvent.objects.filter(kind="attempt-granted").exists()


def test_a_quiz_is_tried_without_leaving_anything_behind(desk, quiz):
    url = "/courses/kurs/quizzes/pruefung/preview/?seed=7"
    first = desk.get(url)
    assert "Frage 3" in words_of(first)
    assert desk.get(url).content.count(b"question__stem") == 3

    tokens = [
        line.split('value="')[1].split('"')[0]
        for line in first.content.decode().replace("\n", " ").split("<input")
        if 'id="q1-' in line
    ]
    page = desk.post(url, {"q1": tokens[0], "q2": "nie-da"})

    assert "von 2 Punkten" in words_of(page)
    assert "Diese Antwort war nicht im Angebot." in words_of(page) or "nicht" in words_of(page)
    assert not Attempt.objects.exists()
    assert not AnswerStep.objects.exists()


def test_what_the_bank_cannot_give_is_said(desk, course):
    make_quiz(course, [{"cases": 99}], slug="leer")

    assert "nicht genügend Fragen" in words_of(desk.get("/courses/kurs/quizzes/leer/preview/"))


def test_learners_cannot_try_what_they_will_be_asked(taker, quiz):
    assert taker.get("/courses/kurs/quizzes/pruefung/preview/").status_code == 404


def test_right_answers_pass_the_trial(desk, quiz, enrolment):
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=7, now=clock.now())
    answers = {f"q{slot.position}": answer_to(slot) for slot in attempt.slots.select_related("version__question")}

    page = desk.post("/courses/kurs/quizzes/pruefung/preview/?seed=7", answers)

    assert "3 von 3 Punkten, bestanden" in words_of(page)


def test_an_exam_with_pairs_of_terms_is_listed(desk, course):
    make_exam(course, slug="zweite")

    assert "/courses/kurs/quizzes/zweite/preview/" in desk.get("/teach/").content.decode()


def test_a_teacher_reads_what_the_group_confuses_without_names(desk, course):
    quiz = make_exam(course)
    for person in range(5):
        run = make_started(make_user(name=f"Person Nummer {person}"), course)
        attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=clock.now())
        for slot in attempt.slots.select_related("version__question"):
            answer = answer_to(slot, right=slot.version.content["case"]["term"] != "B")
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=clock.now())
        submit_attempt(attempt=attempt, now=clock.now())

    words = words_of(desk.get(f"/teach/courses/{course.slug}/confusions/"))

    assert "Birke wurde in 5 von 5 Antworten für" in words
    assert "Person Nummer" not in words
    assert "/confusions/" in desk.get("/teach/").content.decode()
    page = desk.get(f"/teach/courses/{course.slug}/confusions/").content.decode()
    assert f"/teach/courses/{course.slug}/items/frage-" in page
    assert "/admin/quizzes/question/" not in page


def test_each_course_is_a_heading_once_and_its_links_are_short(desk, course, teacher):
    other = make_quiz_course(slug="anderer", title="Ein anderer")
    CourseRole.objects.create(user=teacher, course=other)
    make_exam(other, slug="zweite")

    page = desk.get("/teach/").content.decode()

    assert page.count(">Ein anderer<") == page.count(f">{course.title}<") == 1
    assert ">Ein anderer</h2>" in page
    assert '<a href="/teach/courses/anderer/items/">Fragenanalyse</a>' in page
    assert page.count("Dieser Kurs hat noch kein Quiz.") == 1
    assert page.index("/courses/anderer/quizzes/zweite/preview/") > page.index(">Ein anderer</h2>")


def test_the_next_answer_follows(desk, hand_in):
    first, second = hand_in(), hand_in()

    response = desk.post(mark_url(first), {"points-0": 2, "points-1": 3})

    assert (response.status_code, response.headers["Location"]) == (302, mark_url(second))


def test_a_second_person_marks_blind_and_one_of_them_settles(desk, course, hand_in):
    attempt = hand_in()
    url, other = mark_url(attempt), signed_in(make_instructor(course))
    for client in (desk, other):
        client.cookies["language"] = "en"
    desk.post(url, {"points-0": 2, "points-1": 3, "comment": "KanarieKommentar"})
    assert "Request a second marker" in words_of(desk.get(url))

    desk.post(url + "second/request/")

    assert url + "second/" not in desk.get("/teach/").content.decode()
    assert desk.get(url + "second/").status_code == 404
    assert url + "second/" in other.get("/teach/").content.decode()
    blind = other.get(url, follow=True)
    assert blind.redirect_chain == [(url + "second/", 302)]
    for hidden in ("KanarieKommentar", 'value="2"', 'value="3"', "Ada"):
        assert hidden not in blind.content.decode()
    other.post(url, {"points-0": 0, "points-1": 0, "comment": "Darüber."})
    assert attempt.slots.get().comment == "KanarieKommentar"

    other.post(url + "second/", {"points-0": 0, "points-1": 2, "comment": "Ohne Grund."})

    assert other.get(url + "second/").status_code == 404
    page = words_of(desk.get(url))
    assert "They are 3 points apart." in page
    assert "1 2 0 -2 2 3 2 -1 Total 5 2 -3" in page
    assert "Ohne Grund." in page
    assert desk.post(url, {"points-0": 1, "points-1": 2, "comment": ""}).status_code == 400

    other.post(url, {"points-0": 1, "points-1": 2, "comment": "Gemeinsam."})

    slot = attempt.slots.get()
    assert (str(slot.share), slot.comment) == ("0.60000", "Gemeinsam.")
    assert "these points were agreed afterwards" in words_of(desk.get(url))


@pytest.mark.parametrize(
    ("points", "words"), [((2, 2), "The two agree to within one point."), ((1, 2), "2 points apart")]
)
def test_agreement_is_said_in_words(desk, course, hand_in, points, words):
    attempt = hand_in()
    url, other = mark_url(attempt), signed_in(make_instructor(course))
    desk.cookies["language"] = "en"
    desk.post(url, {"points-0": 2, "points-1": 3})
    desk.post(url + "second/request/")
    other.post(url + "second/", {"points-0": points[0], "points-1": points[1]})

    assert words in words_of(desk.get(url))


def test_second_markings_cost_the_same_for_one_and_three(desk, course, hand_in):
    other, costs = signed_in(make_instructor(course)), []
    for count in (1, 2):
        for url in [mark_url(hand_in()) for _number in range(count)]:
            desk.post(url, {"points-0": 2, "points-1": 3})
            desk.post(url + "second/request/")
        costs.append(queries_of(lambda: other.get("/teach/")))

    assert costs[0] == costs[1]


def test_what_a_person_marks_is_settled_by_no_key(desk, course, hand_in):
    version = hand_in().slots.get().version
    data = {**ESSAY, "stem": "Beschreiben Sie zwei Maßnahmen."}
    save_version(question=version.question, type_key="essay", data=data, author=None, now=clock.now())

    page = desk.get(f"/teach/courses/{course.slug}/settle/{version.question.uid}/1/")

    assert [name for name, _words in page.context["form"].fields["way"].choices] == ["not-scored", "for-all"]
    assert "eine andere Fassung der Frage" not in words_of(page)
