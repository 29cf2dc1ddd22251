"""Which of a person's runs may be exempted, and which are?"""

from django.db.models import Q, QuerySet

from coursesite.accounts.models import User
from lessons.models import Enrolment


def current_runs(person: User) -> QuerySet[Enrolment]:
    """Those under way, and those that she is exempt from; each with its course."""
    current = Q(closed_at=None) | Q(exempted_on__isnull=False)
    return Enrolment.objects.filter(current, user=person).select_related("course").order_by("course__title", "-cycle")
