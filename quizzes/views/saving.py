"""The address to which the question page's script saves: small JSON in, small JSON out.

Whose attempt it is comes before what was sent: a stranger learns only that there is no such attempt.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from coursesite import clock
from coursesite.http.responses import json_error
from quizzes.enums import Confidence
from quizzes.errors import AnswerExplained, AttemptOver, QuizzesError, StepConflict
from quizzes.models import Attempt
from quizzes.queries.sitting import attempt_of
from quizzes.services.attempting import MAX_ANSWER_BYTES, save_answer
from quizzes.types.base import AnswerProblem

MAX_BODY_BYTES = MAX_ANSWER_BYTES + 1000
MAX_NUMBER = 1_000_000
REQUIRED = {"slot", "seq", "answer"}
FIELDS = REQUIRED | {"confidence"}


class BadBody(ValueError):
    """`code` goes to the page's script."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Step:
    slot: int
    seq: int
    answer: Any
    confidence: str = ""


@require_POST
def save(request: HttpRequest, attempt: str) -> HttpResponse:
    arrived = clock.now()
    if not request.user.is_authenticated:
        return json_error("sign-in", 401)
    found = attempt_of(request.user, attempt)
    if found is None:
        return json_error("not-found", 404)
    try:
        step = _read(request)
    except BadBody as bad:
        return json_error(bad.code, 400)
    return _stored(found, step, arrived)


def _stored(attempt: Attempt, step: Step, arrived: datetime) -> HttpResponse:
    try:
        saved = save_answer(
            attempt=attempt,
            position=step.slot,
            seq=step.seq,
            answer=step.answer,
            confidence=step.confidence,
            now=arrived,
        )
    except (StepConflict, AnswerExplained) as conflict:
        stored = {"seq": conflict.seq, "answer": conflict.answer, "confidence": conflict.confidence or None}
        return json_error(conflict.code, 409, **stored)
    except AttemptOver as over:
        return json_error(over.code, 410)
    except AnswerProblem as problem:
        return json_error(problem.code, 400)
    except QuizzesError as refusal:
        return json_error(refusal.code, 404)
    return JsonResponse({"saved": saved.seq, "remaining": saved.remaining, "state": saved.state})


def _read(request: HttpRequest) -> Step:
    """The limit holds while reading: a body that lies about its length is cut off, not stored."""
    if request.content_type != "application/json":
        raise BadBody("not-json")
    if _announced(request) > MAX_BODY_BYTES:
        raise BadBody("too-large")
    raw = request.read(MAX_BODY_BYTES + 1)
    if len(raw) > MAX_BODY_BYTES:
        raise BadBody("too-large")
    try:
        data = json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadBody("not-json") from None
    return _step(data)


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() and len(length) < 10 else MAX_BODY_BYTES + 1


def _refuse(constant: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(constant)


def _step(data: Any) -> Step:
    if not isinstance(data, dict) or not REQUIRED <= set(data) <= FIELDS:
        raise BadBody("wrong-shape")
    data["confidence"] = data.get("confidence") or ""
    if data["confidence"] not in ("", *Confidence.values):
        raise BadBody("wrong-shape")
    if not all(_is_number(data[name]) for name in ("slot", "seq")):
        raise BadBody("wrong-shape")
    return Step(**data)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_NUMBER
