"""What has changed in a lesson since somebody read it? Small corrections are not told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from coursesite.storage.kept import Kept
from lessons.differences import Row, differences
from lessons.enums import ChangeKind
from lessons.models import Enrolment, LessonVersion, Unit, UnitProgress

TOLD = (ChangeKind.CLARIFICATION, ChangeKind.SUBSTANTIAL)  # the weaker first
# The version she has read, the one that readers see, since when: what lies between is published and never changes.
Span = tuple[int, int, datetime | None]
_kinds: Kept[Span, str] = Kept(limit=5_000)


@dataclass(frozen=True)
class Changes:
    """From the version that somebody read to the one that readers see. `between`: newest first."""

    entry: UnitProgress
    seen: LessonVersion
    current: LessonVersion
    between: tuple[LessonVersion, ...]
    rows: tuple[Row, ...]


def with_current(rows: QuerySet[UnitProgress]) -> QuerySet[UnitProgress]:
    """Each knows which version readers see now: what `kinds_since` asks for."""
    lesson = "unit__lesson__published"
    return rows.annotate(current_id=F(f"{lesson}_id"), current_since=F(f"{lesson}__published_at"))


def kinds_since(entries: Iterable[Any]) -> dict[int, str]:
    """By the unit's pk the strongest kind of change since it was read. One query for spans not yet asked for."""
    spans = {entry.unit_id: span for entry in entries if (span := _span(entry))}
    if not spans:
        return {}
    kinds = _kinds.get_many(set(spans.values()), _load_kinds)
    return {unit: kinds[span] for unit, span in spans.items() if kinds[span]}


def _span(entry: Any) -> Span | None:
    if not entry.version_seen_id or not entry.current_id or entry.version_seen_id == entry.current_id:
        return None
    return entry.version_seen_id, entry.current_id, entry.current_since


def _load_kinds(spans: Collection[Span]) -> dict[Span, str]:
    ends = {pk for seen, current, _since in spans for pk in (seen, current)}
    rows = LessonVersion.objects.filter(lesson__versions__in=ends).exclude(published_at=None).order_by().distinct()
    versions = {pk: rest for pk, *rest in rows.values_list("pk", "lesson_id", "number", "change_kind")}
    return {span: _strongest(versions, span) for span in spans}


def _strongest(versions: dict[int, list[Any]], span: Span) -> str:
    """What was published in between: drafts that nobody read say nothing."""
    seen, current = versions.get(span[0]), versions.get(span[1])
    if seen is None or current is None:
        return ""
    kinds = {
        kind for lesson, number, kind in versions.values() if lesson == current[0] and seen[1] < number <= current[1]
    }
    return next((kind.value for kind in reversed(TOLD) if kind in kinds), "")


def changes_for(enrolment: Enrolment, unit: Unit) -> Changes | None:
    """None: she has not read it, or reads what she has read. Two or three queries."""
    entry = with_current(UnitProgress.objects.filter(enrolment=enrolment, unit=unit)).first()
    if entry is None or not kinds_since([entry]):
        return None
    found = LessonVersion.objects.defer("source", "html", "toc").in_bulk([entry.version_seen_id, entry.current_id])
    seen, current = found[entry.version_seen_id], found[entry.current_id]
    between = current.lesson.versions.filter(number__gt=seen.number, number__lte=current.number)
    return Changes(
        entry=entry,
        seen=seen,
        current=current,
        between=tuple(between.exclude(published_at=None).defer("source", "html", "toc", "plain")),
        rows=tuple(differences(seen.plain, current.plain)),
    )
