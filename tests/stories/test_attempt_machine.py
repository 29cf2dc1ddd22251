"""Whatever a learner, her windows, an author and the clock do, in any order: what was confirmed is what counts.

A machine of Hypothesis sends requests to the real pages and keeps beside them a model of a few lines: the newest
confirmed answer of each question, whether the attempt is open, when it ends.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from quizzes.models import AnswerStep, Attempt
from quizzes.queries.attempts import recomputed
from quizzes.queries.verification import differences
from quizzes.services import versioning
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import MARKER, answer_to, make_exam, make_quiz_course, single_data, slots_of

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LIMIT, GRACE = timedelta(minutes=30), timedelta(seconds=10)
places = st.integers(1, 3)


class Sitting(RuleBasedStateMachine):
    """One learner at attempts of three questions, thirty minutes each. `known`: position → (seq, answer)."""

    def __init__(self):
        super().__init__()
        self.clock = time_machine.travel(START, tick=False)
        self.time = self.clock.start()
        self.course = make_quiz_course()
        self.quiz = make_exam(self.course, pass_points=2, minutes_limit=30, form="szenario")
        learner = make_user()
        make_started(learner, self.course)
        self.client = Client()
        self.client.force_login(learner)
        self.begin()

    def teardown(self):
        self.clock.stop()

    def begin(self):
        self.client.post(f"/courses/{self.course.slug}/quizzes/pruefung/start/")
        self.attempt = Attempt.objects.filter(enrolment__course=self.course).order_by("-number").first()
        self.slots = slots_of(self.attempt)
        self.known = dict.fromkeys((1, 2, 3), (0, None))
        self.now, self.is_open = START if not hasattr(self, "now") else self.now, True
        self.end = self.attempt.deadline + GRACE

    @property
    def may_answer(self):
        return self.is_open and self.now <= self.end

    def answer(self, place, right):
        return answer_to(self.slots[place - 1], right=right)

    def save(self, place, seq, answer):
        body = {"slot": place, "seq": seq, "answer": answer, "confidence": None}
        response = self.client.post(f"/attempts/{self.attempt.public_id}/save/", body, "application/json")
        assert MARKER not in response.content.decode()
        return response

    @rule(place=places, right=st.sampled_from([True, False, None]))
    def next_step(self, place, right):
        answer = None if right is None else self.answer(place, right)
        seq = self.known[place][0] + 1

        response = self.save(place, seq, answer)

        if self.may_answer:
            assert (response.status_code, response.json()["saved"]) == (200, seq)
            self.known[place] = (seq, answer)
        else:
            assert response.status_code == 410

    @rule(place=places)
    def same_step_again(self, place):
        seq, answer = self.known[place]
        if seq:
            response = self.save(place, seq, answer)
            assert response.status_code == (200 if self.may_answer else 410)

    @rule(place=places, jump=st.sampled_from([-2, -1, 2, 9]), right=st.booleans())
    def step_of_another_window(self, place, jump, right):
        seq, answer = self.known[place]
        if seq + jump < 1:
            return

        response = self.save(place, seq + jump, self.answer(place, right))

        if self.may_answer:
            stored = {"error": "step-conflict", "seq": seq, "answer": answer, "confidence": None}
            assert (response.status_code, response.json()) == (409, stored)
        else:
            assert response.status_code == 410

    @rule(place=places, right=st.booleans(), is_stale=st.booleans())
    def form(self, place, right, is_stale):
        seq, kept = self.known[place]
        answer = self.answer(place, right)
        seen = seq - 1 if is_stale and seq else seq

        response = self.client.post(self.url(place), {"answer": answer, "seq": seen, "go": "next"})

        if not self.may_answer or answer == kept:
            assert response.status_code == 302
        elif seen != seq:
            assert response.status_code == 409
            assert MARKER not in response.content.decode()
        else:
            assert response.status_code == 302
            self.known[place] = (seq + 1, answer)

    @rule(place=places)
    def look(self, place):
        response = self.client.get(self.url(place))
        assert response.status_code == (200 if self.may_answer else 302)
        assert MARKER not in response.content.decode()

    @rule(seconds=st.sampled_from([1, 600, 1795, 1811]))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)
        self.time.move_to(self.now, tick=False)

    @rule(place=places)
    def author_edits(self, place):
        """Another wording with other options; the cells can still be filled."""
        version = self.slots[place - 1].version
        data = single_data(version.content["case"]["term"], form="szenario")
        versioning.save_version(question=version.question, type_key="single", data=data, author=None, now=self.now)

    @rule()
    def what_is_due(self):
        call_command("run_due", verbosity=0)
        self.is_open = self.is_open and self.now <= self.end

    @rule()
    def submit(self):
        response = self.client.post(f"/attempts/{self.attempt.public_id}/submit/")
        assert response.status_code == 302
        self.is_open = False

    @precondition(lambda self: not self.may_answer)
    @rule()
    def start_again(self):
        before = self.attempt.number
        self.begin()
        assert self.attempt.number == before + 1

    def url(self, place):
        return f"/attempts/{self.attempt.public_id}/questions/{place}/"

    @invariant()
    def what_was_confirmed_is_stored(self):
        for place, (seq, answer) in self.known.items():
            last = AnswerStep.objects.filter(slot=self.slots[place - 1]).order_by("-seq").first()
            assert (last.seq, last.answer) == (seq, answer) if last else seq == 0

    @invariant()
    def the_result_is_what_the_answers_give(self):
        points = sum(answer == self.answer(place, right=True) for place, (_seq, answer) in self.known.items())
        attempt = Attempt.objects.get(pk=self.attempt.pk)
        assert attempt.is_open == self.is_open
        assert recomputed(attempt).points == points
        if not attempt.is_open:
            assert (attempt.points, attempt.passed) == (points, points >= 2)
            assert attempt.submitted_at <= attempt.deadline
            assert differences(attempt) == []


@pytest.mark.django_db
def test_what_was_confirmed_counts_whatever_happens():
    few = settings(max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Sitting, settings=few)
