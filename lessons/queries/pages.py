"""Texts beside the lessons."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from coursesite.storage.prepared import Prepared
from lessons.models import Course, Enrolment, Page


@dataclass(frozen=True)
class PageList:
    """Of a course, the sheet first: (slug, title, summary) of each."""

    entries: tuple[tuple[str, str, str], ...]

    @property
    def kept_key(self) -> tuple[Any, ...]:
        """All that a list shows (coursesite.templatetags.ui.kept_part)."""
        return self.entries


def _pages(course: int) -> QuerySet[Any]:
    rows = Page.objects.filter(course=course).order_by("-sheet", "position", "pk")
    return rows.values_list("slug", "title", "summary")


PAGES: Prepared[tuple[str, str, str]] = Prepared(_pages)


def pages_of(course: Course) -> PageList:
    """One query."""
    return PageList(tuple(PAGES.all(course=course.pk)))


def sheet_for(user: Any) -> Page | None:
    """That of the course she began last, else of any course she may see. One query."""
    begun = Enrolment.objects.exclude(started_at=None)  # not begun sorts first on PostgreSQL, last on SQLite
    runs = begun.filter(user=user.pk, course=OuterRef("course")).order_by("-started_at", "-pk")
    pages = Page.objects.filter(sheet=True, course__in=Course.objects.for_user(user)).select_related("course")
    rows = pages.annotate(begun=Subquery(runs.values("started_at")[:1])).defer("html", "source")
    return max(rows.order_by("pk"), key=lambda page: (page.begun is not None, page.begun, -page.pk), default=None)
