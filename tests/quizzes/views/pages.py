"""What tests read out of pages and send to them."""

import re
from html import unescape
from typing import Any

from quizzes.models import Attempt
from tests.factories.quizzes import answer_to, slots_of

NAME = "answer"


def text_of(response: Any) -> str:
    """The page with single spaces; entities as characters."""
    return unescape(" ".join(response.content.decode().split()))


def words_of(response: Any) -> str:
    """What a person reads of it."""
    body = re.sub(r"(?s)<(script|head)\b.*?</\1>", " ", response.content.decode())
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


def question_url(attempt: Attempt, position: int) -> str:
    return f"/attempts/{attempt.public_id}/questions/{position}/"


def form_for(attempt: Attempt, position: int, *, right: bool = True, seq: int = 0, go: str = "next") -> dict[str, Any]:
    """What the question's form sends."""
    slot = slots_of(attempt)[position - 1]
    answer = answer_to(slot, right=right)
    fields = {f"{NAME}__{row}": term for row, term in answer.items()} if isinstance(answer, dict) else {NAME: answer}
    return {**fields, "seq": seq, "go": go}


def answer_all(client: Any, attempt: Attempt, *, wrong: tuple[int, ...] = ()) -> None:
    for slot in slots_of(attempt):
        form = form_for(attempt, slot.position, right=slot.position not in wrong)
        assert client.post(question_url(attempt, slot.position), form).status_code == 302
