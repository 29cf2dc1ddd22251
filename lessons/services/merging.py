"""The runs of two records of one person become hers: numbered anew, and one open run a course; so do her notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from coursesite.storage.transactions import write_transaction
from lessons.enums import EnrolmentEventKind, ProgressState
from lessons.models import CohortMember, Course, Enrolment, ExportFile, SavedView, StagedFile
from lessons.services.enrolling import close_enrolment, note_event
from lessons.services.erasing import delete_files
from lessons.services.noting import join_notes

BEYOND = 10_000  # above every number of a run: two runs never have the same one while they are numbered


@dataclass(frozen=True)
class MergedCourse:
    """The runs as they will be numbered; `closing` is the open one that ends, or None."""

    course: Course
    runs: list[Enrolment]
    closing: Enrolment | None


def merged_courses(*, kept: Any, other: Any) -> list[MergedCourse]:
    """What merging would do, for the preview. One query."""
    done = Count("progress", filter=Q(progress__state=ProgressState.COMPLETED))
    runs = Enrolment.objects.filter(user__in=[kept, other]).select_related("course").annotate(done=done)
    courses: dict[int, list[Enrolment]] = {}
    for run in runs.order_by("course__title", "course", "enrolled_on", "pk"):
        courses.setdefault(run.course_id, []).append(run)
    return [_merged(found) for found in courses.values()]


def _merged(runs: list[Enrolment]) -> MergedCourse:
    """An open run comes last: the last one is what she sees of the course."""
    behind = sorted((run for run in runs if run.closed_at is None), key=_standing)
    closing = behind[0] if len(behind) == 2 else None  # one of each record
    numbered = sorted(runs, key=lambda run: (run.closed_at is None and run is not closing, run.enrolled_on, run.pk))
    return MergedCourse(runs[0].course, numbered, closing)


def _standing(run: Any) -> tuple[Any, ...]:
    """Which of two open runs is further."""
    facts = (run.completed_on, run.passed_on, run.exempted_on, run.started_at)
    return (*(fact is not None for fact in facts[:3]), run.done, facts[3] is not None, -run.pk)


def merge_courses(*, kept: Any, other: Any, actor: Any, now: datetime) -> None:
    """A step of merging. Attempts and certificates hang on the runs and come along."""
    with write_transaction():
        list(Enrolment.objects.select_for_update().filter(user__in=[kept, other]).order_by("pk"))
        for merged in merged_courses(kept=kept, other=other):
            if merged.closing:
                _close(merged.closing, merged.runs[-1], actor, now)
            _number(merged.runs, kept)
        _join_lists(kept, other)
        join_notes(kept=kept, other=other, now=now)
        _move_views(kept, other)
        _drop_files(other)


def _close(closing: Enrolment, staying: Enrolment, actor: Any, now: datetime) -> None:
    """What was asked of her by either run is asked by the one that stays: mandatory, and the earlier due date."""
    reason = str(_("merged with another record of the same person"))
    close_enrolment(enrolment=closing, actor=actor, now=now, reason=reason)
    before = staying.due_on
    staying.due_on = min((day for day in (closing.due_on, before) if day), default=None)
    staying.mandatory = staying.mandatory or closing.mandatory
    staying.assignment_id = staying.assignment_id or closing.assignment_id
    staying.save(update_fields=["due_on", "mandatory", "assignment"])
    if staying.due_on != before:
        data = {"before": before and before.isoformat(), "after": staying.due_on and staying.due_on.isoformat()}
        note_event(staying, EnrolmentEventKind.DUE_CHANGED, actor=actor, now=now, reason=reason, data=data)


def _number(runs: Iterable[Enrolment], kept: Any) -> None:
    numbers = {run.pk: number for number, run in enumerate(runs, start=1)}
    Enrolment.objects.filter(pk__in=numbers).update(cycle=F("cycle") + BEYOND)
    for pk, number in numbers.items():
        Enrolment.objects.filter(pk=pk).update(user=kept, cycle=number)


def _join_lists(kept: Any, other: Any) -> None:
    members = CohortMember.objects.filter(user=other)
    on_already = CohortMember.objects.filter(user=kept, valid_until=None).values("cohort")
    members.filter(valid_until=None, cohort__in=on_already).delete()
    members.update(user=kept)


def _move_views(kept: Any, other: Any) -> None:
    """Of two with one name the kept record's stays."""
    views = SavedView.objects.filter(owner=other)
    views.filter(name__in=SavedView.objects.filter(owner=kept).values("name")).delete()
    views.update(owner=kept)


def _drop_files(other: Any) -> None:
    """They were made or uploaded in a role of the other record that has ended, and can be made anew."""
    delete_files(ExportFile.objects.filter(owner=other))
    StagedFile.objects.filter(uploaded_by=other).delete()
