"""The address to which the script saves: what it stores, what it answers, what it refuses."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from coursesite import clock
from quizzes.models import AnswerStep
from quizzes.services.attempting import start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.quizzes import answer_to, make_exam, make_questions, make_quiz, set_data, slots_of

pytestmark = pytest.mark.django_db
CONFLICT = {"error": "step-conflict", "confidence": None}


@pytest.fixture
def post(taker, attempt):
    def posted(body, **headers):
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return taker.post(f"/attempts/{attempt.public_id}/save/", raw, content_type="application/json", headers=headers)

    return posted


def step(attempt, *, slot=1, seq=1, right=True):
    return {"slot": slot, "seq": seq, "answer": answer_to(slots_of(attempt)[slot - 1], right=right)}


def stored():
    return list(AnswerStep.objects.order_by("pk").values_list("slot__position", "seq", "answer"))


def test_a_step_is_stored_and_confirmed(post, attempt):
    response = post(step(attempt, slot=2))

    assert (response.status_code, response.json()) == (200, {"saved": 1, "remaining": None, "state": "answered"})
    assert stored() == [(2, 1, step(attempt, slot=2)["answer"])]
    assert response.headers["Cache-Control"] == "no-store"


def test_the_same_step_again_is_known(post, attempt):
    answers = [post(step(attempt)).json() for _ in range(2)]

    assert answers == [{"saved": 1, "remaining": None, "state": "answered"}] * 2
    assert len(stored()) == 1


def test_an_answer_can_be_withdrawn(post, attempt):
    post(step(attempt))

    assert post({"slot": 1, "seq": 2, "answer": None}).json() == {"saved": 2, "remaining": None, "state": "open"}
    assert stored()[-1] == (1, 2, None)


def test_how_sure_somebody_is_belongs_to_the_step(post, attempt):
    body = step(attempt)

    assert post({**body, "confidence": None}).json()["saved"] == 1
    assert post({**body, "seq": 2, "confidence": "unsure"}).json()["saved"] == 2
    assert post({**body, "seq": 2, "confidence": "unsure"}).json()["saved"] == 2
    assert post({**body, "seq": 2, "confidence": "sure"}).json() == {
        "error": "step-conflict",
        "seq": 2,
        "answer": body["answer"],
        "confidence": "unsure",
    }
    assert list(AnswerStep.objects.order_by("seq").values_list("confidence", flat=True)) == ["", "unsure"]


def test_a_set_is_stored_as_it_stands(taker, course, enrolment):
    make_questions(course, [set_data()])
    quiz = make_quiz(course, [{"cases": 3}], slug="reihe")
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())

    body = step(attempt)
    response = taker.post(f"/attempts/{attempt.public_id}/save/", body, content_type="application/json")

    assert response.status_code == 200
    assert stored() == [(1, 1, body["answer"])]


@pytest.mark.parametrize("seq", [1, 3, 1_000_000])
def test_a_step_that_does_not_follow_gets_what_is_stored(post, attempt, seq):
    kept = step(attempt, right=False)["answer"]
    post(step(attempt, right=False))

    response = post(step(attempt, seq=seq))

    assert (response.status_code, response.json()) == (409, {**CONFLICT, "seq": 1, "answer": kept})
    assert len(stored()) == 1


def test_after_submission_nothing_is_stored(post, attempt):
    submit_attempt(attempt=attempt, now=clock.now())

    response = post(step(attempt))

    assert (response.status_code, response.json()) == (410, {"error": "attempt-over"})
    assert stored() == []


def test_time_runs_on_the_server(taker, course, enrolment):
    quiz = make_exam(course, slug="kurz", minutes_limit=30)
    start = clock.now()
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=start)
    url = f"/attempts/{attempt.public_id}/save/"

    with time_machine.travel(start + timedelta(minutes=29), tick=False):
        in_time = taker.post(url, step(attempt), content_type="application/json")
    with time_machine.travel(start + timedelta(minutes=30, seconds=11), tick=False):
        late = taker.post(url, step(attempt, seq=2, right=False), content_type="application/json")

    assert in_time.json()["remaining"] == 60
    assert (late.status_code, late.json()) == (410, {"error": "attempt-over"})
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "not-json"),
        ("{", "not-json"),
        ("\x00", "not-json"),
        (b"\xff\xfe", "not-json"),
        ("[" * 20_000, "not-json"),
        ('{"slot": 1, "seq": 1, "answer": NaN}', "not-json"),
        ('{"slot": 1, "seq": ' + "9" * 5000 + ', "answer": null}', "not-json"),
        ("[]", "wrong-shape"),
        ("null", "wrong-shape"),
        ('"text"', "wrong-shape"),
        ({}, "wrong-shape"),
        ({"slot": 1, "seq": 1}, "wrong-shape"),
        ({"slot": 1, "seq": 1, "answer": None, "more": 1}, "wrong-shape"),
        ({"slot": "1", "seq": 1, "answer": None}, "wrong-shape"),
        ({"slot": 1, "seq": 1, "answer": None, "confidence": "very"}, "wrong-shape"),
        ({"slot": 1, "seq": 1, "answer": None, "confidence": ["sure"]}, "wrong-shape"),
        ({"slot": 1, "seq": True, "answer": None}, "wrong-shape"),
        ({"slot": 1.0, "seq": 1, "answer": None}, "wrong-shape"),
        ({"slot": 0, "seq": 1, "answer": None}, "wrong-shape"),
        ({"slot": 1, "seq": -1, "answer": None}, "wrong-shape"),
        ({"slot": 1, "seq": 10**30, "answer": None}, "wrong-shape"),
        ({"slot": 1, "seq": 1, "answer": "x" * 30_000}, "too-large"),
        (b" " * 1_048_576, "too-large"),
        ({"slot": 1, "seq": 1, "answer": "nie-da"}, "unknown-option"),
        ({"slot": 1, "seq": 1, "answer": "a\x00b"}, "unknown-option"),
        ({"slot": 1, "seq": 1, "answer": "\ud800"}, "unknown-option"),
        ({"slot": 1, "seq": 1, "answer": 7}, "wrong-shape"),
        ({"slot": 1, "seq": 1, "answer": ["a"]}, "wrong-shape"),
        ({"slot": 1, "seq": 1, "answer": {"a": {"b": 1}}}, "wrong-shape"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_makes_no_sense_is_400_with_a_code(post, body, code):
    response = post(body)

    assert (response.status_code, response.json()) == (400, {"error": code})
    assert stored() == []


def test_a_length_that_lies_is_cut_off(taker, attempt):
    for length in ("5", "", "x", "-1", "9" * 50):
        response = taker.generic(
            "POST",
            f"/attempts/{attempt.public_id}/save/",
            b'{"slot": 1, "seq": 1, "answer": "' + b"x" * 50_000 + b'"}',
            content_type="application/json",
            CONTENT_LENGTH=length,
        )
        assert response.status_code == 400, length

    assert stored() == []


def test_a_form_is_not_json(taker, attempt):
    response = taker.post(f"/attempts/{attempt.public_id}/save/", step(attempt))

    assert (response.status_code, response.json()) == (400, {"error": "not-json"})


def test_unknown_slots_and_attempts_are_404(post, taker, attempt):
    assert (post(step(attempt) | {"slot": 4}).status_code, stored()) == (404, [])
    missing = taker.post("/attempts/nie-da/save/", step(attempt), content_type="application/json")
    assert (missing.status_code, missing.json()) == (404, {"error": "not-found"})


def test_others_find_nothing(stranger, attempt):
    response = stranger.post(f"/attempts/{attempt.public_id}/save/", step(attempt), content_type="application/json")

    assert (response.status_code, response.json()) == (404, {"error": "not-found"})
    assert stored() == []


def test_signed_out_is_401(client, attempt):
    response = client.post(f"/attempts/{attempt.public_id}/save/", step(attempt), content_type="application/json")

    assert (response.status_code, response.json()) == (401, {"error": "sign-in"})
    assert stored() == []


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_only_a_post_saves(taker, attempt, method):
    assert getattr(taker, method)(f"/attempts/{attempt.public_id}/save/").status_code == 405


def test_the_token_is_asked_for_and_a_header_brings_it(learner, attempt):
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    url = f"/attempts/{attempt.public_id}/save/"
    without = client.post(url, step(attempt), content_type="application/json")
    client.get(f"/attempts/{attempt.public_id}/questions/1/")
    token = client.cookies["csrftoken"].value

    with_token = client.post(url, step(attempt), content_type="application/json", headers={"X-CSRFToken": token})

    assert (without.status_code, without.json()["error"]) == (403, "http-403")
    assert with_token.status_code == 200


def test_saving_costs_the_same_for_one_and_three_questions(taker, course, enrolment):
    costs = []
    for slug, per_term in [("kurz", 1), ("lang", 3)]:
        quiz = make_exam(course, per_term=per_term, slug=slug)
        attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
        body, url = step(attempt), f"/attempts/{attempt.public_id}/save/"
        costs.append(queries_of(lambda url=url, body=body: taker.post(url, body, content_type="application/json")))

    assert costs[0] == costs[1]
