"""Many people at once on one machine: saves at a steady rate, and a whole company that starts in one minute.

An open loop: requests leave on time whether or not the last one has been answered, as people do. What counts is how
long somebody waits, from the moment her request was due.
"""

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from tests.bench.server import HOST
from tests.bench.visit import CSRF

PATIENCE = 30  # seconds; the page would send again
CLIENTS = 64  # requests under way at once
LAST = 0.99


@dataclass
class Load:
    """What came back: seconds waited by each that was answered, and the statuses of those that were not well."""

    waits: list[float] = field(default_factory=list)
    wrong: list[Any] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, waited: float, status: Any, expected: int) -> None:
        with self.lock:
            if status == expected:
                self.waits.append(waited)
            else:
                self.wrong.append(status)

    @property
    def last_ms(self) -> float:
        """The wait that 99 of 100 do not exceed, in milliseconds."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(LAST * len(ordered)))]


def run(send: Callable[[int], Any], *, rate: float, seconds: float, expected: int) -> Load:
    """`send(n)` makes the n-th request and returns its status."""
    load, total = Load(), int(rate * seconds)
    begin = time.monotonic() + 0.5
    with ThreadPoolExecutor(CLIENTS) as pool:
        for number in range(total):
            due = begin + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            pool.submit(_one, load, send, number, due, expected)
    return load


def _one(load: Load, send: Callable[[int], Any], number: int, due: float, expected: int) -> None:
    try:
        status = send(number)
    except OSError as error:
        status = type(error).__name__
    load.note(time.monotonic() - due, status, expected)


class Saves:
    """Answers of many learners in turn, each to her own attempt, each a new step."""

    def __init__(self, port: int, sessions: Sequence[dict[str, Any]]) -> None:
        self.port, self.sessions = port, sessions
        self.steps = [count(1) for _ in sessions]
        self.choices = [cycle(session["answers"]) for session in sessions]

    def __call__(self, number: int) -> int:
        who = number % len(self.sessions)
        session = self.sessions[who]
        body = {"slot": 1, "seq": next(self.steps[who]), "answer": next(self.choices[who])}
        headers = {"Content-Type": "application/json", "X-CSRFToken": CSRF}
        return _post(self.port, session["save"], session["cookie"], json.dumps(body).encode(), headers)


class Starts:
    """Each learner starts her attempt once."""

    def __init__(self, port: int, path: str, cookies: Sequence[str]) -> None:
        self.port, self.path, self.cookies = port, path, cookies

    def __call__(self, number: int) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = f"csrfmiddlewaretoken={CSRF}".encode()
        return _post(self.port, self.path, self.cookies[number], body, headers)


def _post(port: int, path: str, cookie: str, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        cookies = f"{cookie}; csrftoken={CSRF}"
        connection.request("POST", path, body=body, headers={"Host": "localhost", "Cookie": cookies, **headers})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()
