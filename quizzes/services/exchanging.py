"""Questions in from a file of another program: first a check, then an import.

A check says of each question whether it is new, changed or unchanged, and by line what is wrong
(`quizzes.services.import_plan`). An import does the same and then writes, all questions or none.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coursesite.markup import child
from coursesite.markup.problems import BLOCKING
from coursesite.markup.rendered import Rendered
from coursesite.storage.transactions import write_transaction
from coursesite.wording import failure_message, problem_message
from lessons.models import Course
from lessons.queries.rendering import render_context
from lessons.services.loading import record_version
from quizzes.enums import Pool
from quizzes.errors import QuizzesError
from quizzes.formats.base import Trouble
from quizzes.models import Question
from quizzes.services.blueprints import keeping_blueprints
from quizzes.services.curating import Wording, store_wording
from quizzes.services.import_plan import UNCHANGED, Plan, Planned, Report, make_plan
from quizzes.services.versioning import KEY_SEPARATOR, text_jobs


class ImportRefused(QuizzesError):
    """The file has errors; nothing was written."""

    def __init__(self, report: Report) -> None:
        super().__init__(_("The file has errors. Nothing was imported."), "import-refused")
        self.report = report


def check_questions(*, course: Course, format_key: str, content: bytes, pool: str = Pool.PRACTICE) -> Report:
    """What an import would do. Nothing is written."""
    plan = make_plan(course, format_key, content, pool)
    if plan.is_sound:
        _render(plan)
    return plan.report


def import_questions(
    *, course: Course, format_key: str, content: bytes, author: Any, now: datetime, pool: str = Pool.PRACTICE
) -> Report:
    """Raises ImportRefused with the report if anything is wrong, QuizzesError if the bank changed in between.

    EmptiesCell, which the report names as well, is one of these: another question may have been retired meanwhile.
    """
    plan = make_plan(course, format_key, content, pool)
    html = _render(plan) if plan.is_sound else {}
    if not plan.is_sound:
        raise ImportRefused(plan.report)
    with write_transaction():
        Course.objects.select_for_update().get(pk=course.pk)
        _refuse_if_changed(plan)
        plan.pictures.store(author=author, now=now)
        last = course.bank.aggregate(last=Max("position"))["last"]
        with keeping_blueprints(course):
            for place, one in enumerate(plan.planned, start=1 if last is None else last + 1):
                if one.row.state != UNCHANGED:
                    _store(plan, one, html, position=place, author=author, now=now)
        record_version(course=course, now=now)
    return plan.report


# --- writing ----
def _render(plan: Plan) -> dict[str, dict[str, str]]:
    """uid → text key → HTML, all in one child process. A text that cannot be shown is a trouble of the plan."""
    wanted = [one for one in plan.planned if one.has_new_wording]
    jobs = [
        job for one in wanted for job in text_jobs(one.type_key, one.content, prefix=f"{one.row.uid}{KEY_SEPARATOR}")
    ]
    lines = {one.row.uid: one.row.line for one in wanted}
    html: dict[str, dict[str, str]] = {uid: {} for uid in lines}
    context = render_context(plan.course)
    context = replace(context, images={**context.images, **plan.pictures.addresses})
    for name, result in child.render_many(jobs, context).items():
        uid, _separator, key = name.partition(KEY_SEPARATOR)
        words = _fault_of(result)
        if words:
            plan.troubles.append(Trouble("content", f"{key}: {words}", uid, lines[uid]))
        elif isinstance(result, Rendered):
            html[uid][key] = result.html
    return html


def _fault_of(result: Any) -> str:
    if not isinstance(result, Rendered):
        return str(failure_message(result.code))
    return next((str(problem_message(one)) for one in result.problems if one.code in BLOCKING), "")


def _refuse_if_changed(plan: Plan) -> None:
    uids = [one.row.uid for one in plan.planned]
    rows = Question.objects.select_for_update().filter(course=plan.course, uid__in=uids)
    now = {uid: newest for uid, *newest in rows.values_list("uid", "current_id", "draft_id")}
    known = [plan.known[uid] for uid in uids if uid in plan.known]
    if now != {row.uid: [row.current_id, row.draft_id] for row in known}:
        message = _("The bank has changed in the meantime. Please check the file again.")
        raise QuizzesError(message, "changed-meanwhile")


def _store(
    plan: Plan, one: Planned, html: Mapping[str, Mapping[str, str]], *, position: int, author: Any, now: datetime
) -> None:
    question = one.question or Question(course=plan.course, uid=one.row.uid, position=position, form=one.content.form)
    for key, value in one.columns.items():
        setattr(question, key, value)
    question.save()
    if one.has_new_wording:
        store_wording(question, Wording(one.type_key, one.content, html[one.row.uid]), author, now)
    if one.question is None:
        question.status = one.status
        question.save(update_fields=["status"])
