"""Questions that somebody has answered, as the search reads and shows them.

Words of all wordings are read; shown are those alone that stand in a review which is open to the person, and none that
she is asked at the moment in an attempt still open.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite.markup.plain import plain_text
from lessons.search.passages import Passage
from lessons.searchables import Place, Reader
from quizzes.models import Attempt, AttemptSlot, QuestionVersion
from quizzes.queries.attempts import slots_asked_now
from quizzes.queries.revealing import revealed

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
    """Her attempts at steps of this course whose solutions she may see. Three queries at most."""
    rows = Attempt.objects.filter(enrolment__user=reader.user, quiz__course=reader.course)
    attempts = list(rows.exclude(quiz__unit=None).select_related("quiz__unit").order_by("pk"))
    shown = revealed(attempts)
    return {attempt.pk: attempt for attempt in attempts if attempt.pk in shown}


def _place(attempt: Attempt, position: int) -> Place:
    words = {"quiz": str(attempt.quiz.unit or ""), "number": attempt.number, "n": position}
    title = _("%(quiz)s, attempt %(number)d, question %(n)d") % words
    return Place(title, f"{reverse('quizzes:review', args=[attempt.public_id])}#question-{position}")
