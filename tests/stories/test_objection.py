"""A learner objects; somebody sees whose result would change and decides; all are marked anew and told."""

import pytest
from django.conf import settings
from django.test import Client

from coursesite import clock
from coursesite.journal.models import Action, JournalEntry
from lessons.models import CourseRole
from quizzes.models import Objection, ResultNotice
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.types.base import token_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import TERMS, answer_to, make_exam, make_question, make_quiz_course, slots_of
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db
REASON = "Beide Antworten sind vertretbar."
SENTENCE = "Der Fall ließ zwei Deutungen zu."


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def quiz(course):
    return make_exam(course, pass_points=3)


@pytest.fixture
def sit(course, quiz):
    def sat(name, wrong=""):
        run = make_started(make_user(name=name), course)
        attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=clock.now())
        for slot in slots_of(attempt):
            answer = answer_to(slot, right=slot.version.content["case"]["term"] not in wrong)
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=clock.now())
        return submit_attempt(attempt=attempt, now=clock.now())

    return sat


def slot_of(attempt, term="A"):
    return next(slot for slot in slots_of(attempt) if slot.version.content["case"]["term"] == term)


def objection_url(attempt):
    return f"/attempts/{attempt.public_id}/questions/{slot_of(attempt).position}/objection/"


def settle_url(attempt):
    version = slot_of(attempt).version
    return f"/teach/courses/kurs/settle/{version.question.uid}/{version.number}/"


def decide(client, attempt, values):
    """First look, then decide on what was looked at."""
    url = settle_url(attempt)
    looked = client.post(url, values)
    assert looked.status_code == 200, looked.content.decode()
    context = looked.context
    sent = {"seen": context["wording"].standing, "previewed": context["preview"].chosen, "decide": "yes"}
    return looked, lambda: client.post(url, {**values, **sent}, follow=True)


def test_from_the_objection_to_the_notice(course, sit):
    ada, bea, cem = sit("Ada Kanarie", "A"), sit("Bea Kanarie", "A"), sit("Cem Kanarie")
    learner, teacher = signed_in(ada.enrolment.user), signed_in(make_instructor(course))
    for _click in range(2):
        learner.post(objection_url(ada), {"reason": REASON})
    assert [one.reason for one in Objection.objects.all()] == [REASON]
    assert REASON in learner.get(f"/attempts/{ada.public_id}/review/").content.decode()
    assert settle_url(ada) in teacher.get("/teach/courses/kurs/objections/").content.decode()

    also = {"way": "also", "also": [token_of(TERMS["B"])], "reason": SENTENCE}
    looked, finish = decide(teacher, ada, also)

    page = looked.content.decode()
    assert REASON in page
    assert "Kanarie" not in page.replace("KANARIE", "")
    assert (looked.context["preview"].count, looked.context["preview"].newly_passed) == (2, 2)
    assert not Objection.objects.exclude(decision="").exists()
    finish()

    results = []
    for attempt in (ada, bea, cem):
        attempt.refresh_from_db()
        results.append((attempt.points, attempt.passed))
    assert results == [(3, True), (3, True), (3, True)]
    objection = Objection.objects.get()
    assert (objection.decision, objection.explanation) == ("both", SENTENCE)
    entry = JournalEntry.objects.get(action=Action.REGRADE)
    assert (entry.purpose, entry.subjects.count()) == (SENTENCE, 2)
    told = {one.attempt_id: one for one in ResultNotice.objects.all()}
    assert set(told) == {ada.pk, bea.pk}
    for attempt in (ada, bea):
        home = signed_in(attempt.enrolment.user).get("/").content.decode()
        assert SENTENCE in home
        assert REASON not in home
    assert SENTENCE not in signed_in(cem.enrolment.user).get("/").content.decode()

    other = signed_in(bea.enrolment.user)
    assert other.post(f"/notices/{told[ada.pk].pk}/seen/").status_code == 404
    assert learner.post(f"/notices/{told[ada.pk].pk}/seen/").status_code == 302
    assert SENTENCE not in learner.get("/").content.decode()
    assert SENTENCE in learner.get(f"/attempts/{ada.public_id}/review/").content.decode()


def test_a_question_that_is_kept_is_explained_to_the_objector_only(course, sit):
    ada, bea = sit("Ada", "A"), sit("Bea", "A")
    signed_in(ada.enrolment.user).post(objection_url(ada), {"reason": REASON})

    _looked, finish = decide(signed_in(make_instructor(course)), ada, {"way": "keep", "reason": SENTENCE})
    finish()

    assert [one.attempt_id for one in ResultNotice.objects.all()] == [ada.pk]
    assert SENTENCE in signed_in(ada.enrolment.user).get("/").content.decode()
    assert SENTENCE not in signed_in(bea.enrolment.user).get("/").content.decode()


def test_of_two_who_decide_at_once_the_second_is_refused(course, sit):
    ada = sit("Ada", "A")
    signed_in(ada.enrolment.user).post(objection_url(ada), {"reason": REASON})
    first, second = (signed_in(make_instructor(course)) for _each in range(2))
    _looked, finish_first = decide(first, ada, {"way": "for-all", "reason": SENTENCE})
    _looked, finish_second = decide(second, ada, {"way": "not-scored", "reason": "Anders."})

    finish_first()
    refused = finish_second()

    assert refused.status_code == 400
    assert "Anders." in refused.content.decode()
    assert slot_of(ada).version.settled == "for-all"
    assert Objection.objects.get().decision == "for-all"


def test_whoever_objected_does_not_decide(course, sit):
    ada = sit("Ada", "A")
    CourseRole.objects.create(user=ada.enrolment.user, course=course)
    client = signed_in(ada.enrolment.user)
    client.post(objection_url(ada), {"reason": REASON})

    _looked, finish = decide(client, ada, {"way": "for-all", "reason": SENTENCE})

    assert finish().status_code == 400
    assert slot_of(ada).version.settled == ""


def test_what_was_not_looked_at_is_not_done(course, sit):
    ada = sit("Ada", "A")
    client = signed_in(make_instructor(course))

    page = client.post(settle_url(ada), {"way": "for-all", "reason": SENTENCE, "decide": "yes"})

    assert page.context["preview"].count == 1
    assert slot_of(ada).version.settled == ""


def test_answers_are_counted_from_five_people_on(course, sit):
    attempts = [sit(f"Person {number}", "A" if number == 0 else "") for number in range(4)]
    client = signed_in(make_instructor(course))
    assert client.get(settle_url(attempts[0])).context["wording"].choices == ()

    sit("Fünfte")

    counted = client.get(settle_url(attempts[0])).context["wording"].choices
    assert [(one.words, one.count, one.is_right) for one in counted] == [
        *[("Amsel", 4, True), ("Birke", 1, False), ("Cello", 0, False)]
    ]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_an_objection_needs_a_reason_that_somebody_can_read(sit, reason):
    ada = sit("Ada", "A")

    page = signed_in(ada.enrolment.user).post(objection_url(ada), {"reason": reason})

    assert page.status_code == 400
    assert not Objection.objects.exists()


def test_to_a_question_whose_key_is_protected_nobody_objects(sit, quiz):
    quiz.reveal, quiz.attempts_allowed = "protected", 3
    quiz.save()
    ada = sit("Ada", "A")
    client = signed_in(ada.enrolment.user)

    assert client.get(objection_url(ada)).status_code == 404
    assert client.post(objection_url(ada), {"reason": REASON}).status_code == 404
    assert Client().get(objection_url(ada)).status_code == 302
    assert not Objection.objects.exists()


def reading_english(user):
    client = signed_in(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


ASKED_ON = "New attempts continue to ask this question although it no longer measures anything. Reword or retire it."


def test_a_decision_never_waits_for_the_blueprint_but_its_cost_is_said_before_and_after(course, sit):
    """The quiz has just this one question about its term."""
    ada = sit("Ada", "A")
    teacher = reading_english(make_instructor(course))
    looked, finish = decide(teacher, ada, {"way": "not-scored", "reason": SENTENCE})

    rests = (
        "Other questions are needed before this one can be retired: without it, cell 1 of “Zwischenprüfung” requires 1 "
        "cases, but the live questions provide only 0."
    )
    assert looked.context["preview"].warnings == (ASKED_ON, rests)
    assert rests in looked.content.decode()
    done = finish()

    assert [str(message) for message in done.context["messages"]] == [
        "Decided. 1 result has changed.",
        f"{ASKED_ON} {rests}",
    ]
    version = slot_of(ada).version
    assert (version.settled, version.question.status) == ("not-scored", "live")


def test_a_question_with_a_substitute_may_be_retired_and_one_that_still_measures_is_not_warned_of(course, sit):
    ada = sit("Ada", "A")
    make_question(course, "A", pool="midterm")
    teacher = reading_english(make_instructor(course))

    spared, _finish = decide(teacher, ada, {"way": "for-all", "reason": SENTENCE})
    also, _finish = decide(teacher, ada, {"way": "also", "also": [token_of(TERMS["B"])], "reason": SENTENCE})

    assert (spared.context["preview"].warnings, also.context["preview"].warnings) == ((ASKED_ON,), ())
