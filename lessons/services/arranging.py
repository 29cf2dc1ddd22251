"""How a course is laid out, as far as its files leave it open: when a unit may be entered."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lessons.errors import LessonsError
from lessons.models import Unit


def set_opening(*, unit: Unit, opens_at: datetime | None, closes_at: datetime | None) -> None:
    """None: no such limit."""
    check_opening(opens_at, closes_at)
    unit.opens_at, unit.closes_at = opens_at, closes_at
    unit.save(update_fields=["opens_at", "closes_at"])


def check_opening(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at and closes_at and closes_at <= opens_at:
        raise LessonsError(_("The unit would close before it opens."), "closes-first")
