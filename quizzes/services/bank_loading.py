"""The question bank and the quizzes between files and database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from lessons.enums import Origin
from lessons.files.problem import Source
from lessons.models import Course, Unit
from lessons.part_loaders import Change, Html, Text
from lessons.queries.stored import clean
from lessons.services.load_tables import save_changed
from quizzes.enums import QuestionStatus
from quizzes.files.bank import BankEntry, checkable
from quizzes.files.parts import BANK, QUIZZES
from quizzes.files.quiz import TARGETED, CellFile, DecoysFile, DrawFile, PassFile, QuizFile
from quizzes.models import Question, QuestionVersion, Quiz, QuizCell
from quizzes.queries.attempts import term_names
from quizzes.services.load_differences import bank_lines, quiz_lines
from quizzes.services.versioning import rerender_outdated, store_version
from quizzes.types import get_type
from quizzes.types.base import STEM_KEY, ParseError

COLUMNS = ("family", "pool", "form", "bloom", "company", "pair", "status", "note")


class BankLoader:
    part = BANK

    def stored(self, course: Course, paths: Mapping[str, str]) -> tuple[BankEntry, ...]:
        """Without those that left the files and were retired for it; they may still be answered in old attempts."""
        terms = tuple(term_names(course.pk))
        questions = Question.objects.filter(course=course).exclude(current=None).select_related("current")
        rows = questions.defer("current__rendered").order_by("position", "uid")
        kept = (row for row in rows if row.status != QuestionStatus.RETIRED or row.uid in paths)
        return tuple(_entry(row, paths, terms) for row in kept)

    def texts(self, entry: BankEntry) -> list[Text]:
        texts = get_type(entry.type).texts(entry.content)
        return [
            Text(key=key, source=source, path=entry.path, line=entry.line, inline=True, pictures=key == STEM_KEY)
            for key, source in texts.items()
        ]

    def wordings(self, course: Course, word: str) -> Iterable[tuple[str, str]]:
        """Every stem that ever was: attempts show it for ever, retired or not."""
        versions = QuestionVersion.objects.filter(question__course=course, content__stem__icontains=word)
        return versions.order_by("question__position", "question__uid", "number").values_list(
            "question__uid", "content__stem"
        )

    def write(
        self, course: Course, entries: Sequence[BankEntry], *, changed: frozenset[str], html: Html, now: datetime
    ) -> None:
        rows = {row.uid: row for row in Question.objects.filter(course=course).select_related("current")}
        for position, entry in enumerate(entries):
            row = rows.get(entry.uid) or Question(course=course, uid=entry.uid)
            wanted: dict[str, Any] = {"position": position}
            if entry.uid in changed:
                wanted |= {name: getattr(entry, name) for name in COLUMNS}
            save_changed(row, wanted)
            if entry.uid in changed:
                _store(row, entry, html, now)

    def write_html(self, course: Course, html: Html) -> int:
        """All texts of a question are inline."""
        return 0

    def remove(self, course: Course, uids: Iterable[str]) -> None:
        for question in Question.objects.filter(course=course, uid__in=uids):
            try:
                with transaction.atomic():
                    save_changed(question, {"current": None, "draft": None})
                    question.delete()
            except ProtectedError:
                Question.objects.filter(pk=question.pk).update(status=QuestionStatus.RETIRED)

    def rerender(self, course: Course) -> int:
        return rerender_outdated(course)

    def askable(self, entries: Sequence[BankEntry]) -> frozenset[str]:
        return checkable(entries)

    def differences(self, course: Course, changes: Sequence[Change]) -> Iterable[str]:
        return bank_lines(course, changes)


class QuizLoader:
    part = QUIZZES

    def stored(self, course: Course, paths: Mapping[str, str]) -> tuple[QuizFile, ...]:
        quizzes = Quiz.objects.filter(course=course, unit__retired_at=None).exclude(unit=None)
        rows = quizzes.select_related("unit").prefetch_related("cells")
        return tuple(sorted((_quiz_file(row, paths) for row in rows), key=lambda quiz: quiz.path))

    def texts(self, entry: QuizFile) -> list[Text]:
        return [Text(key="intro", source=entry.intro, path=entry.path, line=entry.source.line(("intro",)))]

    def wordings(self, course: Course, word: str) -> Iterable[tuple[str, str]]:
        return ()

    def write(
        self, course: Course, entries: Sequence[QuizFile], *, changed: frozenset[str], html: Html, now: datetime
    ) -> None:
        """Their units exist already: a unit is written by the floor below."""
        units = {unit.uid: unit for unit in Unit.objects.filter(course=course, uid__in=changed)}
        for entry in entries:
            if entry.uid in changed:
                row = Quiz.objects.filter(unit=units[entry.uid]).first() or Quiz(course=course, unit=units[entry.uid])
                intro = html[entry.uid]["intro"].html
                save_changed(row, _quiz_columns(entry) | {"intro_html": intro})
                _write_cells(row, entry)

    def write_html(self, course: Course, html: Html) -> int:
        quizzes = Quiz.objects.filter(course=course, unit__uid__in=html).select_related("unit")
        return sum(save_changed(quiz, {"intro_html": html[quiz.unit.uid]["intro"].html}) for quiz in quizzes)

    def remove(self, course: Course, uids: Iterable[str]) -> None:
        """Goes or stays with its unit."""

    def rerender(self, course: Course) -> int:
        """Done by the floor below, with the other texts that depend on the whole course (see `write_html`)."""
        return 0

    def askable(self, entries: Sequence[QuizFile]) -> frozenset[str]:
        return frozenset()

    def differences(self, course: Course, changes: Sequence[Change]) -> Iterable[str]:
        return quiz_lines(changes)


def _store(row: Question, entry: BankEntry, html: Html, now: datetime) -> QuestionVersion:
    rendered = {key: text.html for key, text in html[entry.uid].items()}
    return store_version(
        question=row,
        type_key=entry.type,
        content=entry.content,
        rendered=rendered,
        author=None,
        origin=Origin.FILES,
        now=now,
    )


def _entry(row: Question, paths: Mapping[str, str], terms: tuple[str, ...]) -> BankEntry:
    assert row.current is not None
    path = paths.get(row.uid, f"bank/{row.pool}-{row.form}.yaml")
    return BankEntry(
        uid=row.uid,
        type=row.current.type,
        pool=row.pool,
        family=row.family,
        company=row.company,
        pair=row.pair,
        bloom=row.bloom,
        status=row.status,
        note=row.note,
        content=_content(row.current, terms),
        path=path,
        source=Source(path),
    )


def _content(version: QuestionVersion, terms: tuple[str, ...]) -> Any:
    """The course's terms may have changed since; the version must be readable all the same."""
    kind = get_type(version.type)
    try:
        return kind.parse(version.content, terms=terms)
    except ParseError:
        return kind.parse(version.content)


def _quiz_file(row: Quiz, paths: Mapping[str, str]) -> QuizFile:
    unit: Any = row.unit
    path = paths.get(unit.uid, f"quizzes/{unit.uid}.yaml")
    passing = PassFile(points=row.pass_points, per_term=row.pass_per_term) if row.pass_points else None
    return QuizFile(
        uid=unit.uid,
        slug=unit.slug,
        title=unit.title,
        mode=row.mode,
        required=unit.required,
        weight=unit.weight,
        minutes=unit.minutes,
        intro=clean(row.intro_source),
        passing=passing,
        reveal=row.reveal,
        attempts=row.attempts_allowed,
        counts=row.counts,
        wait_hours=row.wait_hours,
        days_after_pass=unit.days_after_pass or None,
        between_attempts=TARGETED if row.practice_between else "",
        minutes_limit=row.minutes_limit,
        confidence=row.ask_confidence,
        navigation=row.navigation,
        draw=_draw_file(row),
        cells=tuple(_cell_file(cell) for cell in row.cells.all()),
        note=row.note,
        path=path,
        source=Source(path),
    )


def _draw_file(row: Quiz) -> DrawFile | None:
    if row.decoys_least is None and not row.draw_per_contrast and not row.draw_dimensions:
        return None
    decoys = None
    if row.decoys_least is not None and row.decoys_most is not None:
        decoys = DecoysFile(least=row.decoys_least, most=row.decoys_most)
    return DrawFile(per_contrast=row.draw_per_contrast, dimensions=row.draw_dimensions, decoys=decoys)


def _cell_file(cell: QuizCell) -> CellFile:
    return CellFile(
        pool=cell.pool,
        term=cell.term or "",
        form=cell.form,
        contrast=cell.contrast,
        bloom=cell.bloom,
        cases=cell.cases,
    )


def _quiz_columns(entry: QuizFile) -> dict[str, Any]:
    return {
        "mode": entry.mode,
        "intro_source": entry.intro,
        "pass_points": entry.passing.points if entry.passing else None,
        "pass_per_term": entry.passing.per_term if entry.passing else None,
        "reveal": entry.reveal,
        "attempts_allowed": entry.attempts,
        "counts": entry.counts,
        "wait_hours": entry.wait_hours,
        "practice_between": bool(entry.between_attempts),
        "minutes_limit": entry.minutes_limit,
        "ask_confidence": entry.confidence,
        "navigation": entry.navigation,
        "draw_per_contrast": entry.draw.per_contrast if entry.draw else 0,
        "draw_dimensions": entry.draw.dimensions if entry.draw else 0,
        "decoys_least": entry.draw.decoys.least if entry.draw and entry.draw.decoys else None,
        "decoys_most": entry.draw.decoys.most if entry.draw and entry.draw.decoys else None,
        "note": entry.note,
    }


def _write_cells(quiz: Quiz, entry: QuizFile) -> None:
    """Attempts under way are not affected: they froze their questions when they started."""
    if tuple(_cell_file(cell) for cell in quiz.cells.all()) == entry.cells:
        return
    quiz.cells.all().delete()
    QuizCell.objects.bulk_create(
        QuizCell(
            quiz=quiz,
            position=position,
            cases=cell.cases,
            pool=cell.pool,
            form=cell.form,
            term=cell.term or None,
            contrast=cell.contrast,
            bloom=cell.bloom,
        )
        for position, cell in enumerate(entry.cells, 1)
    )
