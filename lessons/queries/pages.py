"""Texts beside the lessons."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from lessons.models import Course, Enrolment, Page


def pages_of(course: Course) -> QuerySet[Page]:
    """For lists: the sheet first, without their texts."""
    pages = Page.objects.filter(course=course).order_by("-sheet", "position", "pk").select_related("course")
    return pages.only("slug", "title", "summary", "course__slug")


def sheet_for(user: Any) -> Page | None:
    """That of the course she began last, else of any course she may see. One query."""
    runs = Enrolment.objects.filter(user=user.pk, course=OuterRef("course")).order_by("-started_at", "-pk")
    pages = Page.objects.filter(sheet=True, course__in=Course.objects.for_user(user)).select_related("course")
    rows = pages.annotate(begun=Subquery(runs.values("started_at")[:1])).defer("html", "source")
    return max(rows.order_by("pk"), key=lambda page: (page.begun is not None, page.begun, -page.pk), default=None)
