"""She has read what has changed in a lesson: in a run that asks for the difference alone."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.errors import LessonsError
from lessons.models import Enrolment, LessonVersion, Unit, UnitProgress
from lessons.services.enrolling import begin
from lessons.services.progress import mark_read


def acknowledge_change(*, enrolment: Enrolment, unit: Unit, version: LessonVersion, now: datetime) -> UnitProgress:
    """`version`: the one that she was shown. With the first lesson the run begins. Idempotent.

    Raises LessonsError where the run has ended, asks for no difference or not for this lesson.
    """
    with write_transaction():
        enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("user").get(pk=enrolment.pk)
        if not enrolment.is_difference or not enrolment.asks_for(unit):
            raise LessonsError(_("This is no longer required."), "not-asked-for")
        if enrolment.closed_at is None:
            begin(enrolment, now)
        return mark_read(enrolment=enrolment, unit=unit, version=version, now=now)
