"""What did a course do for a group? Figures of departments and quarters, written once and without any person's key.

Who began the course in a quarter and took the pre-test is asked again by the final exam and by the retention check. Of
each phase's answers a person's share of right ones is taken for each term, if she met every term; a group's figure is
the mean of its people's shares. Which groups may be told about, `lessons.reports.disclosure` decides; the rest is
computed in memory, and nothing of it is stored.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from coursesite.accounts.models import DepartmentMembership, DepartmentPlacement
from coursesite.storage.transactions import write_transaction
from lessons.enums import EffectPhase
from lessons.models import Course, EffectFigure, EffectRun, Enrolment
from lessons.quarters import Quarter
from lessons.reports.disclosure import Group, People, groups_to_show, is_enough, is_extreme, told_percent
from quizzes.diagnosis.means import mean_of_shares
from quizzes.enums import Mode
from quizzes.models import TermEvent

# Quarters from the cohort's own to the one that has to be over: who begins on its last day still has a quarter for the
# course, and one more until the retention check is done. Later answers count no more, and nothing is written anew: a
# figure that changed from 14 to 15 people would be the fifteenth's.
WAITS = {EffectPhase.START: 0, EffectPhase.END: 1, EffectPhase.LATER: 2}
MODES = {EffectPhase.START: Mode.PLACEMENT, EffectPhase.END: Mode.EXAM, EffectPhase.LATER: Mode.RETENTION}
# Where all had the same share, an interval without width would say so. 10 people: at least 6 percent to each side.
LEAST_DEVIATION = 0.1
CHUNK_ROWS = 2000

Shares = Mapping[int, tuple[float, ...]]
"""Person → her share of right answers for each term, in the order of the course's terms."""


@dataclass(frozen=True)
class Due:
    """Figures that are to be written. `terms`: keys in the order of the course."""

    course: Course
    quarter: Quarter
    phase: EffectPhase
    terms: tuple[str, ...]

    @property
    def last_day(self) -> date:
        """Whose answers still count."""
        return self.quarter.later(WAITS[self.phase]).last


@dataclass(frozen=True)
class Written:
    due: Due
    groups: int


def write_effect(*, now: datetime) -> list[Written]:
    """All that is due, each course, quarter and phase in a transaction of its own. Three queries if nothing is."""
    return [written for due in list(_due(now)) if (written := _write(due, now))]


def _due(now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    known = set(EffectRun.objects.values_list("course", "quarter", "phase"))
    begun = Course.objects.annotate(first_start=Min("enrolments__started_at")).exclude(first_start=None)
    for course in begun.order_by("pk").prefetch_related("terms"):
        terms = tuple(term.key for term in course.terms.all())
        quarter = Quarter.of(timezone.localdate(course.first_start))
        while quarter.last < today:
            for phase in EffectPhase:
                due = Due(course, quarter, phase, terms)
                if due.last_day < today and (course.pk, quarter.first, phase) not in known:
                    yield due
            quarter = quarter.later(1)


def _write(due: Due, now: datetime) -> Written | None:
    """Computed before the transaction, which others may have to wait for. None: somebody else was faster."""
    figures = list(_figures(due))
    with write_transaction():
        run = {"course": due.course, "quarter": due.quarter.first, "phase": due.phase}
        _run, is_new = EffectRun.objects.get_or_create(**run, defaults={"written_on": timezone.localdate(now)})
        if not is_new:
            return None
        EffectFigure.objects.bulk_create(figures)
    return Written(due, len({figure.department_id for figure in figures}))


def _figures(due: Due) -> Iterator[EffectFigure]:
    """Of each group that may be told about and each term. Four queries, however many people there are."""
    begun = _shares(due, EffectPhase.START)
    reached = begun if due.phase == EffectPhase.START else _shares(due, due.phase)
    asked = frozenset(begun.keys() & reached.keys())

    def shares(people: People, place: int) -> list[float]:
        return [reached[person][place] for person in people & asked]

    def is_told_as_bound(people: People, place: int) -> bool:
        values = shares(people, place)
        return is_extreme(told_percent(sum(values) / len(values)))

    shown = groups_to_show(
        _groups(due, begun.keys()),
        enough=lambda people: is_enough(people & asked),  # then there are enough who began, too
        extreme=[lambda people, place=place: is_told_as_bound(people, place) for place in range(len(due.terms))],
    )
    for department, people in shown.items():
        for place, term in enumerate(due.terms):
            yield _figure(due, department, term, shares(people, place), len(people))


def _figure(due: Due, department: int, term: str, shares: list[float], began: int) -> EffectFigure:
    """Of a group in which `began` people answered at the start. An extreme mean has no interval: it would tell more."""
    interval = mean_of_shares(shares, least_deviation=LEAST_DEVIATION)
    mean = told_percent(interval.mean)
    low, high = (mean, mean) if is_extreme(mean) else (told_percent(interval.low), told_percent(interval.high))
    dropped_out = None if due.phase == EffectPhase.START else round(100 * (began - len(shares)) / began)
    return EffectFigure(
        course=due.course,
        department_id=department,
        quarter=due.quarter.first,
        phase=due.phase,
        term=term,
        learners=len(shares),
        mean=mean,
        low=low,
        high=high,
        dropped_out=dropped_out,
    )


def _shares(due: Due, phase: EffectPhase) -> Shares:
    """Of the people who met every term in this phase. One query, a row per person and term."""
    found: dict[int, dict[str, float]] = {}
    right = Count("pk", filter=Q(given=F("expected")))
    counted = _events(due, phase).values_list("user", "expected").annotate(right=right, asked=Count("pk"))
    for person, term, rights, asked in counted.iterator(chunk_size=CHUNK_ROWS):
        found.setdefault(person, {})[term] = rights / asked
    return {
        person: tuple(by_term[term] for term in due.terms)
        for person, by_term in found.items()
        if len(by_term) == len(due.terms)
    }


def _events(due: Due, phase: EffectPhase) -> QuerySet[TermEvent]:
    """Answers of the runs that began in the quarter: somebody's second run is another quarter's."""
    last_day = due.quarter.later(WAITS[phase]).last
    end = datetime.combine(last_day, time.max, timezone.get_default_timezone())
    events = TermEvent.objects.filter(course=due.course, context=MODES[phase], expected__in=due.terms)
    events = events.filter(slot__attempt__submitted_at__lte=end, slot__attempt__enrolment__in=_runs(due))
    return (events.filter(is_first=True) if phase == EffectPhase.START else events).order_by()


def _runs(due: Due) -> QuerySet[Enrolment]:
    """Begun in the quarter, by the site's time zone."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(due.quarter.first, time.min, zone)
    last = datetime.combine(due.quarter.last, time.max, zone)
    return Enrolment.objects.filter(course=due.course, started_at__range=(first, last))


def _groups(due: Due, people: Set[int]) -> Iterator[Group]:
    """The organisation chart of the quarter's last day, with those of the people who had a place there. Two queries."""
    day, members = due.quarter.last, {}
    for person, department in _places(due, day).items():
        if person in people:
            members.setdefault(department, set()).add(person)
    placed = DepartmentPlacement.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
    for department, path in placed.values_list("department", "path"):
        above = path.rstrip("/").split("/")[:-1]
        yield Group(department, int(above[-1]) if above else None, frozenset(members.get(department, ())))


def _places(due: Due, day: date) -> dict[int, int]:
    """Person → her primary department on that day; the latest, should there be two."""
    primary = DepartmentMembership.objects.in_force(day).primary().filter(user__in=_runs(due).values("user"))
    found: dict[int, int] = {}
    for person, department in primary.values_list("user", "department").iterator(chunk_size=CHUNK_ROWS):
        found.setdefault(person, department)
    return found
