"""Where a text stands on its way to the readers, and who may take which step."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lessons.models import Lesson
from lessons.queries.waiting import SUBMITTED


@dataclass(frozen=True)
class Steps:
    """What the editor offers this person. `rule` says which of the two ways of working holds."""

    rule: Any
    submit: bool
    publish: bool
    give_back: bool
    cancel: bool


def standing_of(lesson: Lesson) -> Any:
    draft = lesson.draft
    if draft is None:
        return _("published") if lesson.published else _("without text")
    if draft.goes_live_at:
        return _("publication scheduled")
    if draft.submitted_at:
        return _("waiting for approval")
    return _("draft waiting") if lesson.published else _("draft, never published")


def steps_of(lesson: Lesson, user: Any) -> Steps:
    draft = lesson.draft
    planned = bool(draft and draft.goes_live_at)
    if not settings.FOUR_EYES:
        rule = _("Here, the person who writes a text may also publish it.")
        return Steps(rule, submit=False, publish=not planned, give_back=False, cancel=planned)
    may_decide = bool(draft and draft.submitted_at and draft.author_id != user.pk)
    return Steps(
        rule=_("Two-person rule: the author submits a text for approval, and someone else publishes it."),
        submit=not may_decide,
        publish=may_decide and not planned,
        give_back=may_decide,
        cancel=planned,
    )


class StandingFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("draft", _("draft")),
            ("waiting", _("waiting for approval")),
            ("planned", _("publication scheduled")),
            ("published", _("published")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Lesson]) -> QuerySet[Lesson]:
        match self.value():
            case "draft":
                return queryset.exclude(draft=None).filter(draft__submitted_at=None, draft__goes_live_at=None)
            case "waiting":
                return queryset.filter(**SUBMITTED)
            case "planned":
                return queryset.exclude(draft__goes_live_at=None)
            case "published":
                return queryset.filter(draft=None).exclude(published=None)
        return queryset
