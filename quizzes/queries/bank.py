"""What may be drawn: a course's live questions as the draw sees them."""

from collections.abc import Iterable

from django.db.models import Max

from lessons.models import Course, Enrolment
from quizzes.draw import BankItem, Cell, DrawRules
from quizzes.models import AttemptSlot, Case, Question, Quiz
from quizzes.types.base import CaseTag


def bank_items(course: Course, pools: set[str]) -> list[BankItem]:
    """Two queries."""
    questions = (
        Question.objects.live()
        .filter(course=course, pool__in=pools)
        .select_related("current")
        .defer("current__content", "current__rendered")
        .prefetch_related("current__cases")
    )
    return [as_drawn(question, map(_tag, question.current.cases.all())) for question in questions if question.current]


def cells_of(quiz: Quiz) -> list[Cell]:
    return [
        Cell(cell.position, cell.cases, cell.pool, cell.form, cell.term, cell.contrast, cell.bloom)
        for cell in quiz.cells.all()
    ]


def rules_of(quiz: Quiz) -> DrawRules:
    decoys = None if quiz.decoys_least is None else (quiz.decoys_least, quiz.decoys_most)
    return DrawRules(quiz.draw_per_contrast, quiz.draw_dimensions, decoys)


def seen_by(enrolment: Enrolment, quiz: Quiz) -> dict[int, int]:
    """Question id → number of the last attempt at this quiz that asked it. One query."""
    slots = AttemptSlot.objects.filter(attempt__quiz=quiz, attempt__enrolment__user=enrolment.user_id)
    rows = slots.values_list("version__question_id").annotate(last=Max("attempt__number"))
    return dict(rows.order_by())


def as_drawn(question: Question, cases: Iterable[CaseTag]) -> BankItem:
    return BankItem(
        id=question.pk,
        uid=question.uid,
        pool=question.pool,
        form=question.form,
        bloom=question.bloom,
        company=question.company,
        family=question.family,
        pair=question.pair,
        cases=tuple(cases),
    )


def _tag(case: Case) -> CaseTag:
    return CaseTag(case.row, case.term, case.contrast, case.dimension, tuple(case.claims), case.decoy)
