"""One kind of request, as a browser would send it, over a connection of its own each time."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from tests.bench.server import HOST

CSRF = "b" * 32  # a browser that has seen one page brings it along


@dataclass
class Visit:
    """`name` for the table, and the most it may cost as a multiple of the bare view."""

    name: str
    path: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    limit: float | None = None

    def send(self, port: int) -> int:
        """Bytes of the body. Anything but 200 stops the measurement: it would measure an error page."""
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        connection.request(self.method(), self.path, body=self.body(), headers=self.headers())
        response = connection.getresponse()
        size = 0
        while chunk := response.read(1 << 16):
            size += len(chunk)
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"{self.name}: {self.path} answered {response.status}")
        return size

    def method(self) -> str:
        return "GET"

    def body(self) -> bytes | None:
        return None

    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Host": "localhost", "Connection": "close", "Accept-Language": "de", "Cookie": cookies}


@dataclass
class Saving(Visit):
    """The answers to one question in turn, each a step of its own."""

    slot: int = 1
    answers: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.steps = count(1)
        self.choices = cycle(self.answers)

    def method(self) -> str:
        return "POST"

    def body(self) -> bytes:
        return json.dumps({"slot": self.slot, "seq": next(self.steps), "answer": next(self.choices)}).encode()

    def headers(self) -> dict[str, str]:
        headers = super().headers()
        return {**headers, "Content-Type": "application/json", "X-CSRFToken": CSRF}
