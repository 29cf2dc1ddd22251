"""Whatever a learner's windows do at the same moment: nothing confirmed is lost, nothing happens twice.

Each window is a thread that sends requests to the real pages. Two writers meet in the gaps between looking and writing;
the controls take the locks away and show that what the stories look for is then really broken.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from time import sleep
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.test import Client

from coursesite.storage import transactions
from coursesite.storage.prepared import Prepared
from lessons.models import UnitProgress
from lessons.services.progress import rounded_share
from quizzes.models import AnswerStep, Attempt
from quizzes.queries.attempts import recomputed
from quizzes.queries.verification import differences
from quizzes.services import attempting
from quizzes.types.base import token_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import TERMS, make_exam, make_quiz_course
from tests.windows import IN_VAIN, LONGEST_WAIT, Gap, at_once

pytestmark = pytest.mark.django_db(transaction=True)
WINDOWS, ACTS, LEARNERS, ALLOWED = 4, 12, 8, 3
START = "/courses/kurs/quizzes/pruefung/start/"
PLACES = (1, 2, 3)
ANSWERS = [token_of(name) for name in TERMS.values()]
WRITES = ("INSERT", "UPDATE")
IN_ORDER = {("start", 302), ("save", 200), ("save", 409), ("save", 410), ("submit", 302)}


@dataclass(frozen=True)
class Reply:
    """`step`: attempt, place, seq, answer. `attempt`: where a start led to, "" for a refusal."""

    act: str
    status: int
    attempt: str = ""
    step: tuple[str, int, int, str] | None = None


@dataclass
class Window:
    """`seen`: place → the step it knows. It saves on top of that, as the page's script does."""

    client: Client
    chance: Random
    attempt: str = ""
    seen: dict[int, int] = field(default_factory=dict)
    sent: tuple[str, int, int, str] | None = None
    replies: list[Reply] = field(default_factory=list)

    def start(self) -> None:
        response = self.client.post(START)
        parts = response.headers.get("Location", "").split("/")
        found = parts[2] if parts[1:2] == ["attempts"] else ""
        self.replies.append(Reply("start", response.status_code, attempt=found))
        if found != self.attempt:
            self.attempt, self.seen, self.sent = found or self.attempt, {}, None

    def save(self, place: int = 0, answer: str = "") -> None:
        place = place or self.chance.choice(PLACES)
        self.sent = (self.attempt, place, self.seen.get(place, 0) + 1, answer or self.chance.choice(ANSWERS))
        self.send()

    def send(self) -> None:
        """Also once more what was sent before, as after a lost reply."""
        if self.sent is None:
            return
        attempt, place, seq, answer = self.sent
        body = {"slot": place, "seq": seq, "answer": answer}
        response = self.client.post(f"/attempts/{attempt}/save/", body, "application/json")
        self.replies.append(Reply("save", response.status_code, step=self.sent))
        if response.status_code in (200, 409):
            self.seen[place] = response.json().get("saved", response.json().get("seq"))
        else:
            self.start()  # another window has submitted

    def submit(self) -> None:
        response = self.client.post(f"/attempts/{self.attempt}/submit/")
        self.replies.append(Reply("submit", response.status_code))


Plan = Iterable[Callable[[Window], None]]


@dataclass
class Sitting:
    """A learner with her windows. `marked`: at each marking the attempt and the steps that it could see."""

    enrolment: Any
    windows: list[Window]
    marked: list[tuple[str, list[int]]]
    ended: Counter[str] = field(default_factory=Counter)

    def run(self, plans: Iterable[Plan], *, gap: Callable[[], Any]) -> None:
        """All at once. `gap` is what happens after a request has looked and before it writes."""

        def before_writes(execute, sql, params, many, context):
            if sql.startswith(WRITES):
                gap()
            return execute(sql, params, many, context)

        def act(window: Window, plan: Plan) -> None:
            with connection.execute_wrapper(before_writes):
                for step in plan:
                    step(window)

        pairs = zip(self.windows, plans, strict=True)
        self.ended = at_once(*(partial(act, *pair) for pair in pairs))

    def broken(self) -> dict[str, tuple[Any, Any]]:
        """What is not as it must be: name → (what is there, what should be)."""
        replies = [reply for window in self.windows for reply in window.replies]
        attempts = list(Attempt.objects.filter(enrolment=self.enrolment).order_by("number"))
        ended = [attempt for attempt in attempts if not attempt.is_open]
        shown = {reply.attempt for reply in replies if (reply.act, reply.status) == ("start", 302)}
        used = min(len(attempts), ALLOWED)
        pairs = {
            "windows": (self.ended, {"done": WINDOWS}),
            "replies": (Counter((reply.act, reply.status) for reply in replies if not is_in_order(reply)), Counter()),
            "numbers": ([attempt.number for attempt in attempts], list(range(1, used + 1))),
            "attempts shown": (shown - {""}, {attempt.public_id for attempt in attempts}),
            "refused though one was left": ("" in shown and used < ALLOWED, False),
            "steps": (steps_of(attempts), sorted({reply.step for reply in replies if is_confirmed(reply)})),
            "marked": (sorted(self.marked), sorted((one.public_id, ids_of_steps(one)) for one in ended)),
            "results": ([each for attempt in ended for each in differences(attempt)], []),
            "result of the unit": (self.unit_result(), best_of(ended)),
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def unit_result(self) -> list[tuple[Any, ...]]:
        return list(UnitProgress.objects.filter(enrolment=self.enrolment).values_list("passed", "share"))


def is_in_order(reply: Reply) -> bool:
    return (reply.act, reply.status) in IN_ORDER


def is_confirmed(reply: Reply) -> bool:
    return (reply.act, reply.status) == ("save", 200)


def steps_of(attempts: Iterable[Attempt]) -> list[tuple[Any, ...]]:
    """One a row, so that a number that is there twice shows."""
    steps = AnswerStep.objects.filter(slot__attempt__in=attempts)
    return sorted(steps.values_list("slot__attempt__public_id", "slot__position", "seq", "answer"))


def ids_of_steps(attempt: Attempt) -> list[int]:
    return sorted(AnswerStep.objects.filter(slot__attempt=attempt).values_list("pk", flat=True))


def best_of(ended: Iterable[Attempt]) -> list[tuple[Any, ...]]:
    outcomes = [recomputed(attempt) for attempt in ended]
    results = [(outcome.passed, rounded_share(outcome.points / outcome.maximum)) for outcome in outcomes]
    return [max(results)] if results else [(None, 0)]


@pytest.fixture
def marked(monkeypatch):
    """Written down inside the transaction that marks."""
    found: list[tuple[str, list[int]]] = []
    original = attempting.mark_attempt

    def noted(attempt, now):
        found.append((attempt.public_id, ids_of_steps(attempt)))
        return original(attempt, now)

    monkeypatch.setattr(attempting, "mark_attempt", noted)
    return found


@pytest.fixture
def course():
    """Passed with two points of three."""
    course = make_quiz_course(slug="kurs")
    make_exam(course, spare=1, pass_points=2, attempts_allowed=ALLOWED)
    return course


@pytest.fixture
def sit(course, marked):
    """The windows of one browser: they share its session."""

    def begun(seed: int) -> Sitting:
        learner = make_user()
        enrolment = make_started(learner, course)
        browser = Client()
        browser.force_login(learner)
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        windows = [Window(Client(raise_request_exception=False), Random(f"{seed}-{n}")) for n in range(WINDOWS)]
        for window in windows:
            window.client.cookies[settings.SESSION_COOKIE_NAME] = session
        marked.clear()
        return Sitting(enrolment, windows, marked)

    return begun


def without_locks(monkeypatch) -> None:
    """No locked rows on PostgreSQL; on SQLite no gate, and transactions that begin by reading."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **_options: queryset.all())
    monkeypatch.setattr(attempting, "LOCKED", Prepared(attempting.LOCKED.build))  # its SQL was written with the lock
    if connection.vendor == "sqlite":
        monkeypatch.setattr(transactions, "_gate", contextlib.nullcontext)
        monkeypatch.setattr(
            type(connections[DEFAULT_DB_ALIAS]),
            "_start_transaction_under_autocommit",
            lambda self: self.cursor().execute("BEGIN"),
        )


def test_windows_in_any_order_lose_nothing_and_do_nothing_twice(sit):
    acts, found = [Window.save, Window.send, Window.submit, Window.start], {}

    for seed in range(LEARNERS):
        sitting = sit(seed)
        plans = [
            [Window.start, *window.chance.choices(acts, weights=[12, 3, 1, 2], k=ACTS)] for window in sitting.windows
        ]
        sitting.run(plans, gap=partial(sleep, 0.002))
        found[seed] = sitting.broken()

    assert found == {seed: {} for seed in range(LEARNERS)}


def saving(place: int, answer: str) -> Callable[[Window], None]:
    return partial(Window.save, place=place, answer=answer)


MEETINGS = {
    "starts": [Window.start] * WINDOWS,
    "saves": [saving(1, answer) for answer in [*ANSWERS, ANSWERS[0]]],
    "submissions": [Window.submit] * WINDOWS,
    "saves and a submission": [*(saving(place, ANSWERS[0]) for place in PLACES), Window.submit],
}


def meetings(sit, *, patience: float) -> dict[str, dict[str, Any]]:
    """All windows do one thing at the same moment: name → what is broken then."""
    found = {}
    for name, acts in MEETINGS.items():
        sitting = sit(seed=0)
        if name != "starts":
            for window in sitting.windows:
                window.start()
        sitting.run([[act] for act in acts], gap=Gap(WINDOWS, patience).wait)
        found[name] = sitting.broken()
    return found


def test_windows_at_the_same_moment_lose_nothing_and_do_nothing_twice(sit):
    assert meetings(sit, patience=IN_VAIN) == {name: {} for name in MEETINGS}


def test_control_each_meeting_breaks_something_without_locks(sit, monkeypatch):
    without_locks(monkeypatch)

    found = meetings(sit, patience=LONGEST_WAIT)

    assert {name for name, broken in found.items() if broken} == set(MEETINGS), found
