"""Which answers of a course may leave it without names, and what stands in each row?

Only answers that were chosen, of attempts that were submitted. What somebody typed may say who she is, and so may an
answer that hardly anybody else gave the chance to: no question, no quiz and no week of fewer than five people is told.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, ExtractIsoYear, ExtractWeek
from django.utils.translation import override

from coursesite.accounts.models import User
from lessons.models import Course
from quizzes.enums import AttemptState, Mode
from quizzes.models import AnswerStep, QuestionVersion
from quizzes.queries.attempts import term_names
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.queries.contents import content_of
from quizzes.types import all_types, get_type
from quizzes.types.base import is_nothing

ROWS_AT_ONCE = 2000  # fetched and held together; about a megabyte
PERSON_BYTES = 8  # random, so that neither two people nor two exports meet
TYPED = '"accept": '  # in stored content only the key of a gap that is typed: in texts quotes are escaped

PERSON = "slot__attempt__enrolment__user"
MODE = "slot__attempt__quiz__mode"
SUBMITTED = "slot__attempt__submitted_at"
Week = tuple[int, int]


@dataclass(frozen=True)
class Extent:
    """How many rows there are, how many a small group keeps back, and how many answers were typed."""

    rows: int
    suppressed: int
    typed: int


def exported(course: Course) -> QuerySet[AnswerStep]:
    """The answers that may leave, without the small groups."""
    chosen = _chosen(course)
    modes = chosen.order_by().values_list(MODE, flat=True).distinct()
    may_leave = Q(pk__in=[])
    for mode in modes:
        may_leave |= Q(**{MODE: mode, "slot__version__in": _large(chosen.filter(**{MODE: mode}), "slot__version")})
    return chosen.filter(may_leave, slot__attempt__quiz__in=_large(chosen, "slot__attempt__quiz"))


def people_in(answers: QuerySet[AnswerStep]) -> QuerySet[User]:
    return User.objects.filter(pk__in=answers.order_by().values(PERSON))


def journaled(answers: QuerySet[AnswerStep], entry: Any) -> QuerySet[AnswerStep]:
    """Of those who are named in the entry only: nobody who submits meanwhile leaves without having been noted."""
    return answers.filter(slot__attempt__enrolment__user__journal_subjects__entry=entry)


def extent_of(course: Course, answers: QuerySet[AnswerStep]) -> Extent:
    """Three queries."""
    rows, chosen = answers.count(), _chosen(course).count()
    return Extent(rows, max(0, chosen - rows), max(0, _final(course).count() - chosen))


def rows_of(course: Course, answers: QuerySet[AnswerStep]) -> Iterator[Mapping[str, Any]]:
    """Read while they are asked for: one statement, and one for each wording. Their order tells nothing."""
    names, weeks = term_names(course.pk), _told_weeks(course)
    people: dict[int, str] = defaultdict(lambda: f"p{secrets.token_hex(PERSON_BYTES)}")
    found = _with_week(answers).order_by("slot__version__question__uid", "slot__version", MODE, "?").values(
        "answer", "confidence", "slot__position", "slot__share", "slot__parts", "slot__version", PERSON, MODE, "year",
        "week",
    )  # fmt: skip
    for version, rows in groupby(found.iterator(chunk_size=ROWS_AT_ONCE), key=lambda row: row["slot__version"]):
        wording = QuestionVersion.objects.select_related("question").get(pk=version)
        for row in rows:
            week = (row["year"], row["week"])
            yield {
                "person": people[row[PERSON]],
                "question": wording.question.uid,
                "version": wording.number,
                "mode": row[MODE],
                "position": row["slot__position"],
                "answer": _said(wording, row["answer"], names, course.language),
                "expected": _terms(row["slot__parts"], "expected"),
                "given": _terms(row["slot__parts"], "given"),
                "share": row["slot__share"],
                "confidence": row["confidence"],
                "week": "{}-W{:02}".format(*week) if week in weeks.get(row[MODE], ()) else "",
            }


def _final(course: Course) -> QuerySet[AnswerStep]:
    """The newest step of each question that was answered, of attempts that were submitted."""
    later = AnswerStep.objects.filter(slot=OuterRef("slot"), seq__gt=OuterRef("seq"))
    return AnswerStep.objects.filter(
        ~Exists(later),
        slot__attempt__quiz__course=course,
        slot__attempt__submitted_at__isnull=False,
        slot__attempt__state__in=(AttemptState.AWAITING_MARKING, AttemptState.MARKED),
        answer__isnull=False,
    )


def _chosen(course: Course) -> QuerySet[AnswerStep]:
    """Made of what was on offer: nobody typed anything, and nobody has to read it."""
    typed = [kind.key for kind in all_types().values() if kind.is_typed]
    versions = QuestionVersion.objects.filter(question__course=course).exclude(type__in=typed)
    versions = versions.exclude(content__has_key="rubric").alias(text=Cast("content", TextField()))
    return _final(course).filter(slot__version__in=versions.exclude(text__contains=TYPED).values("pk"))


def _large(answers: QuerySet[AnswerStep], group: str) -> QuerySet[Any]:
    """Those groups that hold people enough; each is looked for once, not once a row."""
    counted = answers.order_by().values(group).annotate(people=Count(PERSON, distinct=True))
    return counted.filter(people__gte=LEAST_LEARNERS).values(group)


def _told_weeks(course: Course) -> dict[str, set[Week]]:
    """By mode, the weeks in which people enough submitted. One query."""
    counted = _with_week(_chosen(course)).order_by().values(MODE, "year", "week")
    counted = counted.annotate(people=Count(PERSON, distinct=True)).filter(people__gte=LEAST_LEARNERS)
    weeks: dict[str, set[Week]] = {str(mode): set() for mode in Mode}
    for row in counted:
        weeks[row[MODE]].add((row["year"], row["week"]))
    return weeks


def _with_week(answers: QuerySet[AnswerStep]) -> QuerySet[AnswerStep]:
    """Of the submission, in the site's time zone; the year is the week's own, as ISO 8601 has it."""
    return answers.annotate(year=ExtractIsoYear(F(SUBMITTED)), week=ExtractWeek(F(SUBMITTED)))


def _said(wording: QuestionVersion, answer: Any, names: Mapping[str, str], language: str) -> str:
    """In the course's language, whoever exports it."""
    if is_nothing(answer):
        return ""
    with override(language):
        said = get_type(wording.type).say(content_of(wording, tuple(names)), answer, names)
    return " | ".join(said.split("\n"))


def _terms(parts: list[dict[str, Any]], name: str) -> str:
    """`F` of a case, `r1=F r2=O` of several; "" where there is none."""
    told = [(part["id"], part[name]) for part in parts if part[name] is not None]
    return " ".join(f"{row}={term}" if row else term for row, term in told)
