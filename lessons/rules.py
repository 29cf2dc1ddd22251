"""Who may do what with a course? Operators do what instructors do; nobody else writes."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from coursesite.accounts.rules import is_operator, roles_in_force
from lessons.models import Course, CourseRole


def is_instructor(user: Any) -> bool:
    """Holds at least one course."""
    return CourseRole in (roles_in_force(user) or ())


def may_write(user: Any) -> bool:
    """May enter the authors' pages at all."""
    return bool(user.is_authenticated and user.is_active and (user.is_superuser or is_instructor(user)))


def reads_letters(user: Any) -> bool:
    """Where the site runs on one machine and mails go nowhere, its operator may read what they say."""
    return settings.LOCAL and is_operator(user)


def courses_written_by(user: Any) -> QuerySet[Course]:
    if user.is_superuser:
        return Course.objects.all()
    return Course.objects.filter(courseroles__user=user, courseroles__ended_at=None)


def teaches(user: Any, course: Course) -> bool:
    """One query, for whoever teaches at all."""
    return may_write(user) and courses_written_by(user).filter(pk=course.pk).exists()
