"""What this floor tells the floors below when the site starts."""

from collections.abc import Iterator
from datetime import datetime
from types import ModuleType

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coursesite.journal.models import Action
from lessons import change_questions, kinds, part_loaders, searchables, selfchecks
from lessons.certificates import evidence
from lessons.rules import is_instructor
from quizzes import policy, privacy
from quizzes.first_steps import STEPS
from quizzes.queries.change_questions import ChangeQuestions
from quizzes.queries.exam_evidence import ExamEvidence
from quizzes.queries.running import running_attempts
from quizzes.queries.searchables import Reviews
from quizzes.queries.targeted import practice_before
from quizzes.selfchecks import Checks
from quizzes.services.analysing import refresh_figures
from quizzes.services.bank_loading import BankLoader, QuizLoader
from quizzes.services.closing import close_overdue
from quizzes.services.contrast_loading import ContrastLoader
from quizzes.services.effect import write_effect
from quizzes.services.marking import FOR_MARKING
from quizzes.services.merging import merge_knowledge
from quizzes.services.researching import COLUMN_WORDS
from quizzes.services.retention import delete_old_answers
from quizzes.views.cards import due_today
from quizzes.views.desks import INSTRUCTOR, waits_for_instructor
from quizzes.views.notices import notices_panel


def close_attempts(*, now: datetime) -> Iterator[str]:
    closed = close_overdue(now=now)
    if closed.count:
        yield f"{closed.count} attempts closed, their time was over."
    if closed.failed:
        raise RuntimeError(f"{len(closed.failed)} attempts could not be closed: {', '.join(closed.failed)}")


def write_effect_figures(*, now: datetime) -> Iterator[str]:
    for written in write_effect(now=now):
        due = written.due
        yield f"Effect of {due.course.slug}, {due.quarter}, {due.phase}: {written.groups} groups written."


def refresh_item_figures(*, now: datetime) -> Iterator[str]:
    for refreshed in refresh_figures(now=now):
        yield f"Item analysis of {refreshed.course.slug}: {refreshed.items} wordings."


def register(registry: ModuleType) -> None:
    policy.register()
    privacy.register()
    registry.register_merging_step(merge_knowledge)
    registry.register_first_steps(STEPS)
    registry.register_desk(INSTRUCTOR)
    registry.register_waiting(INSTRUCTOR.role, waits_for_instructor)
    registry.register_due_job(registry.DueJob("close attempts", close_attempts))
    registry.register_due_job(registry.DueJob("write effect figures", write_effect_figures))
    registry.register_due_job(registry.DueJob("delete old answers", delete_old_answers))
    registry.register_due_job(registry.DueJob("refresh the item analysis", refresh_item_figures))
    registry.register_navigation(registry.NavigationEntry(_("Teaching"), "quizzes:teach", is_instructor))
    registry.register_journal_words(Action.VIEW_PERSON, {FOR_MARKING: _("marking an answer")})
    registry.register_journal_words(Action.EXPORT_ANSWERS, COLUMN_WORDS)
    registry.register_account_panel(registry.Panel("quizzes/account_panel.html", lambda _request: {}))
    registry.register_home_panel(registry.Panel("quizzes/notices_home_panel.html", notices_panel, position=-1))
    registry.register_home_panel(registry.Panel("quizzes/cards_home_panel.html", due_today))
    registry.register_account_panel(registry.Panel("quizzes/cards_account_panel.html", due_today))
    label = pgettext_lazy("kind of unit", "Questions")
    kinds.register_kind(
        kinds.UnitKind(
            "quiz", label, "quiz", "quizzes:quiz", graded=True, detour=practice_before, running=running_attempts
        )
    )
    part_loaders.register(BankLoader())
    part_loaders.register(QuizLoader())
    part_loaders.register(ContrastLoader())
    selfchecks.register(Checks())
    change_questions.register(ChangeQuestions())
    searchables.register(Reviews())
    evidence.register(ExamEvidence())
