"""What does somebody find on the start page because of her roles? What waits for her, and the way to her pages.

Numbers alone: whoever looks over her shoulder reads no name.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from coursesite import registry


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class ShownDesk:
    role: str
    title: str
    waiting: list[registry.Waiting]
    links: list[Link]
    task: str


def desks_of(user: Any, *, now: datetime) -> list[ShownDesk]:
    """One for each role that she holds. No query for learners."""
    return [_shown(desk, user, now) for desk in registry.desks if desk.allowed(user)]


def counted(*numbers: tuple[int, str, str], **words: object) -> list[registry.Waiting]:
    """Of (number, sentence about %(n)s, address) those with something to do."""
    return [registry.Waiting(sentence % {"n": number, **words}, url) for number, sentence, url in numbers if number]


def _shown(desk: registry.Desk, user: Any, now: datetime) -> ShownDesk:
    found = [waits for role, find in registry.waiting if role == desk.role for waits in find(user, now)]
    links = [Link(str(label), reverse(page)) for label, page in desk.pages]
    return ShownDesk(desk.role, str(desk.title), found, links, desk.task)
