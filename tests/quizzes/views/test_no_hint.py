"""Nothing that a browser gets before the submission knows the answer.

Each key, each feedback, each id behind an option carries a marker. It must not be found in any page, answer or script
while the attempt is open, and must be found in the review: so the test can fail.
"""

import json
import re

import pytest

from coursesite import clock
from quizzes.models import Attempt
from quizzes.services.attempting import start_attempt, submit_attempt
from tests.factories.quizzes import MARKER, answer_to, make_questions, make_quiz, set_data, single_data, slots_of
from tests.quizzes.views.pages import NAME, form_for, question_url, text_of

pytestmark = pytest.mark.django_db
WORDS_OF_THE_KEY = ["misconception", "contrast", "dimension", "decoy", "claims", "S1-01", "feedback", "solution"]


@pytest.fixture
def attempt(course, enrolment):
    contents = [
        *[single_data(term, form="einordnen") for term in "ABC"],
        *[single_data(term, form="szenario") for term in "ABC"],
        set_data("ABC"),
    ]
    make_questions(course, contents, company=MARKER.lower(), note=MARKER)
    quiz = make_quiz(course, [{"cases": 9}], pass_points=5, note=MARKER)
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=11, now=clock.now())


def everything_before_submission(client, attempt: Attempt) -> dict[str, str]:
    """Pages with and without answers, conflicts, errors, and every kind of reply to the script."""
    base = f"/attempts/{attempt.public_id}"
    found = {"quiz": client.get("/courses/kurs/quizzes/pruefung/"), "course": client.get("/courses/kurs/")}
    for slot in slots_of(attempt):
        place = question_url(attempt, slot.position)
        found[f"question {slot.position}"] = client.get(place)
        for number, (seq, right) in enumerate([(1, False), (1, False), (2, True), (1, False), (9, True)]):
            body = {"slot": slot.position, "seq": seq, "answer": answer_to(slot, right=right)}
            found[f"save {slot.position} {number}"] = client.post(f"{base}/save/", body, "application/json")
        found[f"answered {slot.position}"] = client.get(place)
        found[f"conflict {slot.position}"] = client.post(place, form_for(attempt, slot.position, right=False))
        found[f"error {slot.position}"] = client.post(place, {NAME: "x", f"{NAME}__x": "x", "seq": 2})
        wrong = {"slot": slot.position, "seq": 3, "answer": "nie-da"}
        found[f"bad save {slot.position}"] = client.post(f"{base}/save/", wrong, "application/json")
    found |= {page: client.get(f"{base}/{page}/", follow=True) for page in ("submit", "review")}
    return {name: text_of(response) for name, response in found.items()}


def test_nothing_before_submission_knows_the_key(taker, attempt):
    texts = everything_before_submission(taker, attempt)

    assert len(texts) == 2 + 7 * 10 + 2
    assert [name for name, text in texts.items() if MARKER in text.upper()] == []
    assert [(name, word) for name, text in texts.items() for word in WORDS_OF_THE_KEY if word in text.lower()] == []


def test_options_differ_in_nothing_but_name_and_value(taker, attempt):
    """Whatever could tell the right one apart: a class, an attribute, a place in the page."""
    for slot in slots_of(attempt):
        text = text_of(taker.get(question_url(attempt, slot.position)))
        options = re.findall(r"<label class=.*?</label>", text)
        skeletons = {
            re.sub(r'(id|for|name|value)="[^"]*"', "", re.sub(r"<span class=\"option__text\">.*?</span>", "", option))
            for option in options
        }
        assert len(options) >= 3
        assert len(skeletons) == 1, skeletons


def test_terms_stand_in_the_order_of_the_course(taker, attempt):
    for slot in slots_of(attempt):
        if slot.version.content["form"] == "einordnen":
            text = text_of(taker.get(question_url(attempt, slot.position)))
            assert re.findall(r'option__text">(\w+)<', text) == ["Amsel", "Birke", "Cello"]


def test_right_and_wrong_answers_are_answered_alike(taker, attempt):
    replies = set()
    for slot in slots_of(attempt)[:4]:
        for seq, right in [(1, True), (2, False)]:
            body = {"slot": slot.position, "seq": seq, "answer": answer_to(slot, right=right)}
            data = taker.post(f"/attempts/{attempt.public_id}/save/", body, "application/json").json()
            replies.add(json.dumps({**data, "saved": 0}, sort_keys=True))

    assert len(replies) == 1


def test_the_review_knows_it(taker, attempt):
    submit_attempt(attempt=attempt, now=clock.now())

    text = text_of(taker.get(f"/attempts/{attempt.public_id}/review/"))

    assert text.count(MARKER) == 9
