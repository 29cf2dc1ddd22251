"""Questions that somebody has answered, as the search reads and shows them.

Words of all wordings are read; shown are those alone that stand in a review which is open to the person, and none that
she is asked at the moment in an attempt still open.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.markup.plain import plain_text
from lessons.enums import EnrolmentEventKind
from lessons.models import EnrolmentEvent
from lessons.search.passages import Passage
from lessons.searchables import Place, Reader
from quizzes.enums import AttemptState, Reveal
from quizzes.models import Attempt, AttemptSlot, QuestionVersion
from quizzes.queries.attempts import slots_asked_now

EXPLAINING = ("feedback", "hints")


class Reviews:
    """By number of the wording."""

    key = "question"
    label = gettext_lazy("My reviews")
    is_shared = False

    def wordings(self, course: Any) -> Mapping[int, str]:
        rows = QuestionVersion.objects.filter(question__course=course).order_by()
        columns = ("pk", "content_hash", "render_version")
        return {pk: f"{content}.{renderer}" for pk, content, renderer in rows.values_list(*columns)}

    def passages(self, course: Any, sources: Collection[int]) -> Mapping[int, Sequence[Passage]]:
        rows = QuestionVersion.objects.filter(pk__in=sources).order_by().values_list("pk", "rendered")
        return {pk: [Passage(_asked(rendered))] for pk, rendered in rows}

    def places(self, reader: Reader) -> Mapping[int, Place]:
        """The newest review of each wording. Four queries at most."""
        attempts = _revealed(reader)
        slots = AttemptSlot.objects.filter(attempt__in=attempts).exclude(
            version__question__in=slots_asked_now(reader.user).values("version__question")
        )
        rows = slots.order_by("attempt").values_list("version", "attempt", "position")
        return {version: _place(attempts[attempt], position) for version, attempt, position in rows}


def _asked(rendered: Mapping[str, str]) -> str:
    """Stem, options and rows; what explains them is read in the review."""
    shown = (
        html for key, html in rendered.items() if key.partition("[")[0] not in EXPLAINING and ".feedback" not in key
    )
    return "\n".join(plain_text(html) for html in shown)


def _revealed(reader: Reader) -> dict[int, Attempt]:
    """Her attempts in this course whose solutions she may see; `queries.reviewing.is_revealed` for all at once."""
    rows = Attempt.objects.filter(enrolment__user=reader.user, quiz__course=reader.course)
    attempts = list(rows.select_related("quiz__unit").order_by("pk"))
    protected = _still_protected(attempts)
    return {
        attempt.pk: attempt
        for attempt in attempts
        if not attempt.is_open
        and attempt.quiz.unit_id
        and (attempt.rule.get("reveal") != Reveal.PROTECTED or (attempt.enrolment_id, attempt.quiz_id) not in protected)
    }


def _still_protected(attempts: Iterable[Attempt]) -> set[tuple[int, int]]:
    """(enrolment, quiz) where she has neither passed nor used up her attempts."""
    tries: dict[tuple[int, int], list[Attempt]] = {}
    for attempt in attempts:
        tries.setdefault((attempt.enrolment_id, attempt.quiz_id), []).append(attempt)
    granted = _granted({enrolment for enrolment, _quiz in tries})
    return {key for key, made in tries.items() if not any(one.passed for one in made) and _may_try(made, granted[key])}


def _may_try(made: Sequence[Attempt], granted: int) -> bool:
    allowed = made[0].quiz.attempts_allowed
    is_open = any(attempt.state == AttemptState.OPEN for attempt in made)
    return allowed is None or is_open or len(made) < allowed + granted


def _granted(enrolments: Collection[int]) -> Counter[tuple[int, int]]:
    """By enrolment and quiz. One query."""
    rows = EnrolmentEvent.objects.filter(enrolment__in=enrolments, kind=EnrolmentEventKind.ATTEMPT_GRANTED)
    return Counter((enrolment, data.get("quiz")) for enrolment, data in rows.values_list("enrolment", "data"))


def _place(attempt: Attempt, position: int) -> Place:
    words = {"quiz": str(attempt.quiz.unit or ""), "number": attempt.number, "n": position}
    title = _("%(quiz)s, attempt %(number)d, question %(n)d") % words
    return Place(title, f"{reverse('quizzes:review', args=[attempt.public_id])}#question-{position}")
