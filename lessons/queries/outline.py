"""How far is this person, what remains, what comes next?"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from coursesite.storage.addresses import address
from coursesite.storage.prepared import Prepared
from lessons import change_questions, kinds
from lessons.change_questions import Asked
from lessons.completion import Completion, UnitStanding, completion_of
from lessons.enums import ChangeKind, EnrolmentPath, ProgressState
from lessons.models import Chapter, Course, Enrolment, Unit, UnitProgress
from lessons.queries.changes import kinds_since, with_current

MOST_NAMED = 4  # missing units; more would be the table of contents once more
SAID_IN_HOURS = 100  # minutes


@dataclass(frozen=True)
class UnitRow:
    """A line of the outline. `state`: not-started, in-progress, completed, locked; `opens_at` is still to come.

    `skipped`: completed unread. `changed`: the strongest kind of change since it was read, "" for none. `required`:
    by this run; `earlier`: it does not ask for what she completed in a run before.
    """

    unit: Unit
    kind: kinds.UnitKind
    state: str
    share: Fraction
    url: str
    opens_at: datetime | None = None
    skipped: bool = False
    changed: str = ""
    required: bool = True
    earlier: bool = False

    @property
    def kept_key(self) -> Hashable:
        unit = self.unit
        facts = (unit.pk, unit.slug, unit.title, unit.kind, unit.minutes, self.required)
        standing = (self.state, self.opens_at, self.skipped, self.changed, self.earlier, unit.days_after_pass)
        return *facts, self.url, *standing, *self.share.as_integer_ratio()  # fractions hash slowly

    @property
    def is_done(self) -> bool:
        return self.state == ProgressState.COMPLETED

    @property
    def is_waived(self) -> bool:
        """The course requires it, this run does not."""
        return self.unit.required and not self.required


@dataclass(frozen=True)
class ChapterRows:
    chapter: Chapter
    rows: tuple[UnitRow, ...]

    @property
    def required(self) -> tuple[UnitRow, ...]:
        return tuple(row for row in self.rows if row.required)

    @property
    def done_count(self) -> int:
        return sum(row.is_done for row in self.required)

    @property
    def share_percent(self) -> int:
        return 100 * self.done_count // len(self.required) if self.required else 0


def _hours(minutes: int) -> Decimal | None:
    """In halves; None for what is better said in minutes."""
    return Decimal(round(minutes / 30)) / 2 if minutes >= SAID_IN_HOURS else None


@dataclass(frozen=True)
class Outline:
    """`questions`: on what has changed, where the run asks for the difference alone. `waiting`: what was tried and goes
    on after `next` (lessons/queries/detours.py). `running`: what comes before `next`, because it ends by itself
    (lessons/queries/running.py). `minutes` are those of the whole course, `minutes_left` of this run; what is optional
    takes nobody's time who does not want it.
    """

    chapters: tuple[ChapterRows, ...]
    completion: Completion
    next: UnitRow | None
    invitation: UnitRow | None
    minutes: int
    minutes_left: int
    questions: Asked | None = None
    waiting: UnitRow | None = None
    running: kinds.Running | None = None

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        return tuple(row for chapter in self.chapters for row in chapter.rows)

    @property
    def warm_up(self) -> UnitRow | None:
        """Before anything is done: what somebody may take before the first required unit."""
        first = next((row for row in self.rows if row.required), None)
        is_before = self.rows and self.rows[0] is not first and not self.done_count
        if any(row.is_waived for row in self.rows):
            return None  # who renews has read the lessons
        return self.rows[0] if is_before and self.rows[0].state in ("not-started", "in-progress") else None

    @property
    def kept_key(self) -> Hashable:
        """All that templates show of it (coursesite.templatetags.ui.kept_part)."""
        return tuple((chapter.chapter.title, tuple(row.kept_key for row in chapter.rows)) for chapter in self.chapters)

    @property
    def required(self) -> tuple[UnitRow, ...]:
        return tuple(row for row in self.rows if row.required)

    @property
    def missing(self) -> tuple[UnitRow, ...]:
        return tuple(row for row in self.required if not row.is_done)

    @property
    def is_nearly_done(self) -> bool:
        """So little is missing that it can be named; the contents below name the rest."""
        return 0 < len(self.missing) <= MOST_NAMED

    @property
    def offer_minutes(self) -> int:
        """What is left of a difference, roughly: a passage of a lesson is read and a question answered in one each."""
        return len(self.missing) + (self.questions.left if self.questions else 0)

    @property
    def hours(self) -> Decimal | None:
        return _hours(self.minutes)

    @property
    def hours_left(self) -> Decimal | None:
        return _hours(self.minutes_left)

    @property
    def lesson_count(self) -> int:
        return sum(row.unit.kind == "lesson" for row in self.rows)

    @property
    def share_percent(self) -> int:
        """Rounded down: 100 is for what is complete."""
        return int(self.completion.share * 100)

    @property
    def done_count(self) -> int:
        return len(self.required) - len(self.missing)

    def around(self, unit: Unit) -> tuple[UnitRow | None, UnitRow | None]:
        """What comes before and after a unit."""
        rows = self.rows
        place = next((index for index, row in enumerate(rows) if row.unit.pk == unit.pk), None)
        if place is None:
            return None, None
        return (rows[place - 1] if place else None), (rows[place + 1] if place + 1 < len(rows) else None)


def outline(course: Course, enrolment: Enrolment | None, *, now: datetime) -> Outline:
    """The whole table of contents with one person's standing. Two queries; one before the first run, three where a
    renewal asks for less, and those for its questions.
    """
    return outlines([(course, enrolment)], now=now)[course.pk]


def outlines(courses: Sequence[tuple[Course, Enrolment | None]], *, now: datetime) -> dict[int, Outline]:
    """By the course's pk. As many queries for ten courses as for one."""
    by_pk = {course.pk: course for course, _enrolment in courses}
    runs = {course.pk: enrolment for course, enrolment in courses}
    progress = _progress([enrolment for _course, enrolment in courses if enrolment])
    changed, earlier = kinds_since(progress.values()), _completed_before([run for run in runs.values() if run])
    asked = change_questions.asked([run for run in runs.values() if run and run.is_difference and not run.completed_on])
    rows: dict[int, list[UnitRow]] = {pk: [] for pk in by_pk}
    for unit in _units(by_pk):
        run, entry = runs[unit.course_id], progress.get(unit.pk)
        row = _row(by_pk[unit.course_id], unit, run, entry, now)
        if unit.pk in changed:
            row = replace(row, changed=changed[unit.pk])
        if run and _is_behind(run, unit, entry, changed):
            state = "in-progress" if entry else row.state
            row = replace(row, changed=ChangeKind.SUBSTANTIAL.value, state=state, share=Fraction(0))
        if run and not row.required and (run.user_id, unit.pk) in earlier:
            row = replace(row, earlier=True)
        rows[unit.course_id].append(row)
    return {pk: _arranged(members, _asked_of(runs[pk], asked)) for pk, members in rows.items()}


def standings(enrolment: Enrolment) -> list[UnitStanding]:
    """What completion is computed from: the units in force with this enrolment's share. Two queries.

    A run that asks for a difference alone adds its questions.
    """
    progress, graded = _progress([enrolment]), kinds.graded_keys()
    changed = kinds_since(progress.values()) if enrolment.is_difference else {}
    asked = _asked_of(enrolment, change_questions.asked([enrolment])) if enrolment.is_difference else None
    units = [
        UnitStanding(
            enrolment.asks_for(unit),
            "" if entry is None or _is_behind(enrolment, unit, entry, changed) else entry.state,
            Fraction(entry.share) if entry else Fraction(0),
            unit.weight,
            unit.kind in graded,
        )
        for unit in Unit.objects.in_use().filter(course=enrolment.course_id)
        for entry in [progress.get(unit.pk)]
    ]
    return [*units, asked.standing] if asked else units


def _is_behind(run: Enrolment, unit: Unit, entry: Any, changed: Mapping[int, str]) -> bool:
    """In a run that asks for the difference: it was not seen yet, or has changed in substance once more since."""
    if not run.is_difference or run.completed_on or not run.asks_for(unit):
        return False
    is_seen = entry is not None and entry.state == ProgressState.COMPLETED
    return not is_seen or changed.get(unit.pk) == ChangeKind.SUBSTANTIAL


def _asked_of(run: Enrolment | None, asked: Mapping[int, Asked]) -> Asked | None:
    return asked.get(run.pk) if run else None


def _completed_before(runs: Sequence[Enrolment]) -> set[tuple[int, int]]:
    """(person, unit) of what was completed before runs that ask for less. No query where there is none."""
    short = [run for run in runs if run.path != EnrolmentPath.FULL]
    if not short:
        return set()
    courses, people = {run.course_id for run in short}, {run.user_id for run in short}
    entries = UnitProgress.objects.filter(enrolment__course__in=courses, enrolment__user__in=people)
    done = entries.filter(state=ProgressState.COMPLETED).exclude(enrolment__in=short)
    return set(done.values_list("enrolment__user", "unit"))


def _progress(enrolments: Sequence[Enrolment]) -> dict[int, UnitProgress]:
    """By the unit's pk, which belongs to one course and so to one of these enrolments."""
    if not enrolments:
        return {}
    if len(enrolments) == 1:
        entries = PROGRESS.all(enrolment=enrolments[0].pk)
    else:
        entries = list(with_current(UnitProgress.objects.filter(enrolment__in=enrolments)))
    return {entry.unit_id: entry for entry in entries}


def _units(courses: Collection[int]) -> Iterable[Unit]:
    if len(courses) == 1:
        return UNITS.all(course=next(iter(courses)))
    return _in_order(Unit.objects.in_use().filter(course__in=courses))


def _in_order(units: QuerySet[Unit]) -> QuerySet[Unit]:
    rows = units.select_related("chapter").defer("note", "chapter__note")
    return rows.order_by("chapter__position", "position")


def _units_of_one(course: int) -> QuerySet[Unit]:
    return _in_order(Unit.objects.in_use().filter(course=course))


def _progress_of_one(enrolment: int) -> QuerySet[UnitProgress]:
    return with_current(UnitProgress.objects.filter(enrolment=enrolment))


UNITS: Prepared[Unit] = Prepared(_units_of_one)
PROGRESS: Prepared[UnitProgress] = Prepared(_progress_of_one)


def _row(course: Course, unit: Unit, run: Enrolment | None, progress: Any, now: datetime) -> UnitRow:
    kind = kinds.kind(unit.kind)
    state = progress.state if progress else "not-started"
    if state != ProgressState.COMPLETED and not unit.is_open_for(run, now):
        state = "locked"
    unit.course = course
    start = unit.start_for(run)
    return UnitRow(
        unit=unit,
        kind=kind,
        state=state,
        share=Fraction(progress.share) if progress else Fraction(0),
        url=address(kind.url_name, course.slug, unit.slug),
        opens_at=start if start and start > now else None,
        skipped=bool(progress and progress.skipped),
        required=run.asks_for(unit) if run else unit.required,
    )


def _arranged(rows: Sequence[UnitRow], questions: Asked | None) -> Outline:
    chapters = tuple(
        ChapterRows(members[0].unit.chapter, tuple(members))
        for _, group in groupby(rows, key=lambda row: row.unit.chapter_id)
        for members in [list(group)]
    )
    open_rows = [row for row in rows if not row.is_done and row.state != "locked" and not row.is_waived]
    invitation = next((row for row in open_rows if row.unit.days_after_pass and not row.earlier), None)
    required_first = [row for row in open_rows if row.required] or open_rows
    following = required_first[0] if required_first else None
    return Outline(
        chapters=chapters,
        completion=completion_of(
            [
                *(UnitStanding(row.required, row.state, row.share, row.unit.weight) for row in rows),
                *([questions.standing] if questions else []),
            ]
        ),
        next=invitation if invitation and following and not following.required else following,
        invitation=invitation,
        minutes=sum(row.unit.minutes for row in rows if row.unit.required),
        minutes_left=sum(row.unit.minutes for row in rows if row.required and not row.is_done and not row.is_waived),
        questions=questions,
    )
