"""The item analysis as a job: figures of each wording whose answers have changed, and of each quiz, into their cache.

What the page shows is computed here, so that it reads one row. A wording has figures for each kind of quiz that asked
it: in a pre-test an item is another one than in the exam. They are JSON:
    count, points, stage, facility, interval, discrimination, error, strong_count, strong    as in statistics.items.Item
    flags     codes, those of single answers as "option-suspect:<name>"
    options   [{name, words, right, all, bottom, top}], counts
    of        {all, bottom, top}, how many people there were to choose
    sure      {sure, unsure, sure_right, unsure_right}
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from coursesite.storage.transactions import write_transaction
from lessons.models import Course
from quizzes.enums import Confidence
from quizzes.errors import QuizzesError
from quizzes.models import ItemFigures, QuestionVersion, Quiz, QuizFigures
from quizzes.queries.analysis import (
    Key,
    MadeOf,
    answers_to,
    drawn_forms,
    kept_tallies,
    made_of,
    measured_quizzes,
    tally_of,
    totals_of,
)
from quizzes.queries.attempts import term_names
from quizzes.queries.contents import content_of
from quizzes.queries.items import computed_last
from quizzes.statistics.consistency import Case, Cut, consistency, error_at
from quizzes.statistics.items import FEW, item_of
from quizzes.statistics.options import IDLE, SUSPECT, Chosen, is_idle, is_suspect
from quizzes.statistics.tally import Tally
from quizzes.types import get_type

LEAST_TOTALS = 20  # attempts, before anything is said of how consistently a quiz decides
AGAIN_AFTER = timedelta(minutes=15)  # between two runs that somebody asks for: each reads all answers
SEED = 1  # the same attempts give the same figure
FIGURES = 3  # raise it where figures hold something new: the next run computes all of them then


@dataclass(frozen=True)
class Refreshed:
    course: Course
    items: int
    quizzes: int


def refresh_figures(*, now: datetime, course: Course | None = None) -> list[Refreshed]:
    """Of one course or all; one without new results costs three statements. Idempotent."""
    courses = [course] if course else list(Course.objects.order_by("pk"))
    return [found for one in courses if (found := _refresh(one, now))]


def refresh_now(*, course: Course, now: datetime) -> Refreshed | None:
    """For somebody who asks; None where nothing is new. Refused while figures are young, or in the making."""
    last = computed_last(course)
    is_young = last is not None and now - last < AGAIN_AFTER
    if is_young or not cache.add(f"figures-{course.pk}", str(now), AGAIN_AFTER.total_seconds()):
        minutes = int(AGAIN_AFTER.total_seconds() // 60)
        raise QuizzesError(
            _("The figures can be recalculated only once every %(n)s minutes. Please try again a little later.")
            % {"n": minutes},
            "too-soon",
        )
    return next(iter(refresh_figures(now=now, course=course)), None)


def let_refresh(*, version: QuestionVersion) -> None:
    """A wording was settled: the next run computes what it was asked in, even where all sums stay the same."""
    for row in QuizFigures.objects.filter(quiz__attempts__slots__version=version).distinct():
        row.figures.pop("made_of", None)
        row.save(update_fields=["figures"])


def _refresh(course: Course, now: datetime) -> Refreshed | None:
    """A quiz with new results makes all wordings of its mode new: whoever finished it answered some of them."""
    quizzes = measured_quizzes(course)
    today = {quiz: [FIGURES, *made] for quiz, made in made_of(quizzes).items()}
    known = dict(QuizFigures.objects.filter(quiz__in=quizzes).values_list("quiz", "figures__made_of"))
    stale = [quiz for quiz in quizzes if today.get(quiz.pk) != known.get(quiz.pk)]
    if not stale:
        return None
    modes = {quiz.mode for quiz in stale}
    count = _write_items(course, [quiz for quiz in quizzes if quiz.mode in modes], modes, now)
    for quiz in stale:
        _write_quiz(quiz, today.get(quiz.pk), now)
    return Refreshed(course, count, len(stale))


def _write_items(course: Course, quizzes: Sequence[Quiz], modes: Set[str], now: datetime) -> int:
    names = term_names(course.pk)
    given, kept = answers_to(course, quizzes, names), kept_tallies(course, modes)
    keys = sorted({*given, *kept})
    wordings = QuestionVersion.objects.defer("rendered").in_bulk({version for version, _mode in keys})
    rows = []
    for key in keys:
        tally = tally_of(wordings[key[0]], given.get(key, ()), names) + kept.get(key, Tally())
        rows.append(_row(key, _figures(wordings[key[0]], tally, names), now))
    with write_transaction():
        ItemFigures.objects.filter(version__question__course=course, mode__in=modes).delete()
        ItemFigures.objects.bulk_create(rows)
    return len(rows)


def _row(key: Key, figures: dict[str, Any], now: datetime) -> ItemFigures:
    version, mode = key
    return ItemFigures(
        version_id=version,
        mode=mode,
        answers=figures["count"],
        figures=figures,
        # An answer that draws nobody is worth a remark; it makes no result wrong.
        flagged=any(not flag.startswith(IDLE) for flag in figures["flags"]),
        computed_at=now,
    )


def _figures(version: QuestionVersion, tally: Tally, names: Mapping[str, str]) -> dict[str, Any]:
    item = item_of(tally.classes)
    people = tally.people
    options = _options(version, tally.choices, names)
    flags = list(item.flags)
    if item.count >= FEW:
        flags += _option_flags(options, people, is_each_written=not get_type(version.type).repeats_choices)
    return {
        **asdict(item),
        "flags": flags,
        "options": options,
        "of": {"all": people.all, "bottom": people.bottom, "top": people.top},
        "sure": asdict(tally.sureness(Confidence.SURE, Confidence.UNSURE)),
    }


def _options(version: QuestionVersion, chosen: Mapping[str, Chosen], names: Mapping[str, str]) -> list[dict[str, Any]]:
    kind, content = get_type(version.type), content_of(version, tuple(names))
    right = {*kind.choices_in(content, kind.solution(content)).values(), *version.settled_also}
    return [
        {
            "name": name,
            "words": words,
            "right": name in right,
            **{key: getattr(chosen.get(name, Chosen()), key) for key in ("all", "bottom", "top")},
        }
        for name, words in kind.choices(content, names).items()
    ]


def _option_flags(options: Sequence[Mapping[str, Any]], people: Chosen, *, is_each_written: bool) -> Iterator[str]:
    """Only an answer that was written to draw somebody here can be idle."""
    for option in options:
        if option["right"]:
            continue
        chosen = Chosen(option["all"], option["bottom"], option["top"])
        if is_suspect(chosen, people):
            yield f"{SUSPECT}:{option['name']}"
        elif is_each_written and is_idle(chosen, people):
            yield f"{IDLE}:{option['name']}"


def _write_quiz(quiz: Quiz, made: MadeOf | None, now: datetime) -> None:
    by_maximum = totals_of(quiz)
    figures: dict[str, Any] = {}
    attempts = sum(sum(totals.values()) for totals in by_maximum.values())
    if by_maximum and quiz.pass_points is not None:
        maximum = max(by_maximum, key=lambda one: sum(by_maximum[one].values()))
        figures = _consistency(quiz, maximum, by_maximum[maximum])
    with write_transaction():
        QuizFigures.objects.update_or_create(
            quiz=quiz,
            defaults={"attempts": attempts, "figures": {**figures, "made_of": made}, "computed_at": now},
        )


def _consistency(quiz: Quiz, maximum: int, totals: Mapping[int, int]) -> dict[str, Any]:
    """p0 and kappa; how many lie within one standard error of the cut."""
    count = sum(totals.values())
    if count < LEAST_TOTALS:
        return {}
    cut = quiz.pass_points or 0
    near = error_at(cut, maximum)
    forms = _forms(quiz, maximum)
    found = consistency(forms, Cut(cut, quiz.pass_per_term or 0), totals=totals, seed=SEED)
    return {
        "maximum": maximum,
        "count": count,
        "agree": found.agree,
        "kappa": found.kappa,
        "error": near,
        "close": sum(people for points, people in totals.items() if abs(points - cut) <= near),
    }


def _forms(quiz: Quiz, maximum: int) -> list[list[Case]]:
    forms = drawn_forms(quiz, maximum)
    wanted = {version for form in forms for version, _term in form}
    kept = ItemFigures.objects.filter(version__in=wanted, mode=quiz.mode).values_list("version", "figures")
    facility = {version: figures["facility"] for version, figures in kept}
    return [[Case(facility.get(version, 0.5), term) for version, term in form] for form in forms]
