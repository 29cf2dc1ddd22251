"""From a typed text to a published lesson: rendering, drafts, versions.

Rendering happens here, when a text is saved, in a child process; reading a page renders nothing.
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coursesite.markup import child
from coursesite.markup.context import Context
from coursesite.markup.problems import BLOCKING, Problem
from coursesite.markup.rendered import VERSION, Rendered
from coursesite.markup.source import cleaned
from coursesite.storage.transactions import write_transaction
from coursesite.wording import failure_message
from lessons.enums import ChangeKind, Origin
from lessons.errors import LessonsError
from lessons.files.front import tidy
from lessons.files.text import INVISIBLE
from lessons.models import Course, Lesson, LessonVersion, Unit
from lessons.queries.rendering import render_context
from lessons.services.indexing import refresh_index


@dataclass(frozen=True)
class LessonText:
    """What an author types. Everything else of a version is derived or recorded."""

    title: str
    source: str
    objective: str = ""
    claims: tuple[str, ...] = ()
    note: str = ""

    @property
    def content_hash(self) -> str:
        return hashlib.sha256(
            json.dumps([self.title, self.objective, list(self.claims), self.note, self.source]).encode()
        ).hexdigest()


@dataclass(frozen=True)
class Preview:
    """A text as its readers would see it, and what is wrong with it. `failure`: it cannot be rendered at all."""

    rendered: Rendered | None
    problems: tuple[Problem, ...] = field(default=())
    failure: str = ""

    @property
    def blocking(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.code in BLOCKING)


class EditConflict(LessonsError):
    """Somebody saved in the meantime, perhaps she herself in another window; `theirs` is what stands now."""

    def __init__(self, theirs: LessonVersion) -> None:
        super().__init__(_("A newer version of this lesson has been saved in the meantime."), "edit-conflict")
        self.theirs = theirs


def preview(source: str, context: Context) -> Preview:
    """One child process; never raises for what an author typed."""
    result = child.render_many([child.Job(key="text", source=source)], context)["text"]
    if isinstance(result, Rendered):
        return Preview(result, result.problems)
    return Preview(None, failure=result.code)


def render_key(text: LessonText, context: Context) -> str:
    """Changes when the text, its context or the renderer does."""
    payload = json.dumps([VERSION, text.source, context.to_json()], sort_keys=True)
    return hashlib.sha256(payload.encode()).hexdigest()


def save_draft(
    *,
    lesson: Lesson,
    text: LessonText,
    author: Any,
    now: datetime,
    based_on: int | None,
    change_kind: str = ChangeKind.MINOR,
    summary: str = "",
) -> LessonVersion:
    """Keep what was typed as the lesson's draft. `based_on`: number of the version the author started from.

    The same text again makes no version. Raises EditConflict if another version came in between, LessonsError if the
    text cannot be rendered.
    """
    text = writable(text)
    context = render_context(lesson.unit.course)
    rendered = _rendered_or_refused(text, context)
    with write_transaction():
        lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
        newest = lesson.versions.order_by("-number").first()
        if newest and newest.content_hash == text.content_hash and newest.pk in (lesson.draft_id, lesson.published_id):
            return _with_remark(newest, change_kind, summary) if newest.pk == lesson.draft_id else newest
        if newest and based_on is not None and newest.number != based_on:
            raise EditConflict(newest)
        version = _make_version(
            lesson, text, rendered, context=context, author=author, now=now, summary=summary, origin=Origin.EDITOR
        )
        lesson.draft = _with_remark(version, change_kind, summary)
        lesson.save(update_fields=["draft"])
        return version


def _with_remark(version: LessonVersion, change_kind: str, summary: str) -> LessonVersion:
    """What the author says about a draft is no part of its text."""
    version.change_kind, version.summary = change_kind, summary
    version.save(update_fields=["change_kind", "summary"])
    return version


def publish(
    *,
    lesson: Lesson,
    actor: Any,
    now: datetime,
    change_kind: str = ChangeKind.MINOR,
    summary: str = "",
    version: int | None = None,
    goes_live_at: datetime | None = None,
) -> LessonVersion:
    """The draft becomes what learners read, at once or from a later moment. Without a draft nothing changes.

    Refused while the text has errors, and with four eyes to whoever wrote it. `version`: number of the one the actor
    has seen. Rendered and checked before the lock, for that takes a child process; raises EditConflict if the draft
    is not the seen or the checked one any more.
    """
    lesson = Lesson.objects.select_related("draft", "published", "unit__course").get(pk=lesson.pk)
    if version is not None and (newest := lesson.draft or lesson.published) and newest.number != version:
        raise EditConflict(newest)
    if lesson.draft is None:
        return _published_or_refused(lesson)
    _refuse_alone(lesson.draft, actor)
    _refuse_past(goes_live_at, now)
    rendered, key = publishable(lesson)
    with write_transaction():
        draft = locked_draft(lesson)
        _refuse_alone(draft, actor)
        refresh(draft, rendered, key)
        draft.change_kind, draft.summary = change_kind, summary or draft.summary
        draft.reviewer, draft.goes_live_at = actor, goes_live_at
        draft.save(update_fields=["change_kind", "summary", "reviewer", "goes_live_at"])
        if goes_live_at is None:
            go_live(lesson, draft, now)
    if goes_live_at is None:
        refresh_index(course=lesson.unit.course)
    return draft


def publishable(lesson: Lesson) -> tuple[Rendered, str]:
    """The draft as its readers will see it, and its key. Raises LessonsError while the text has errors."""
    text, context = text_of(lesson.draft), render_context(lesson.unit.course)
    rendered = _rendered_or_refused(text, context)
    _refuse_blocking(rendered.problems)
    return rendered, render_key(text, context)


def locked_draft(lesson: Lesson) -> LessonVersion:
    """As it stands now, inside a transaction. Raises EditConflict if it is another one than `lesson` knows."""
    now_draft = Lesson.objects.select_for_update().get(pk=lesson.pk).draft_id
    if now_draft is None or now_draft != lesson.draft_id:
        raise EditConflict(lesson.versions.order_by("-number")[0])
    return LessonVersion.objects.get(pk=now_draft)


def _refuse_alone(draft: LessonVersion, actor: Any) -> None:
    if not settings.FOUR_EYES:
        return
    if draft.author_id is not None and actor is not None and draft.author_id == actor.pk:
        raise LessonsError(_("You wrote this version. Someone else must publish it."), "own-text")
    if draft.submitted_at is None:
        raise LessonsError(_("This version has not been submitted for approval yet."), "not-submitted")


def _refuse_past(goes_live_at: datetime | None, now: datetime) -> None:
    if goes_live_at is not None and goes_live_at <= now:
        message = _("The time from which learners read the text must be in the future.")
        raise LessonsError(message, "moment-is-past")


def restore(*, version: LessonVersion, author: Any, now: datetime) -> LessonVersion:
    """An earlier text becomes the draft again, as a new version: history is never rewritten."""
    text = text_of(version)
    summary = _("Restored from version %(number)d") % {"number": version.number}
    return save_draft(lesson=version.lesson, text=text, author=author, now=now, based_on=None, summary=str(summary))


def writable(text: LessonText) -> LessonText:
    """The text as a course file can hold it: no tabs, no invisible characters, no empty lines around it."""
    source = INVISIBLE.sub("", cleaned(text.source).expandtabs(4))
    lines = {name: _on_one_line(getattr(text, name)) for name in ("title", "objective")}
    note = INVISIBLE.sub("", cleaned(text.note).expandtabs(4)).strip()
    return replace(text, source=tidy(source), note=note, **lines)


def _on_one_line(text: str) -> str:
    return " ".join(INVISIBLE.sub(" ", text).split())


def text_of(version: LessonVersion) -> LessonText:
    return LessonText(version.title, version.source, version.objective, tuple(version.claims), version.note)


def load_version(
    *,
    lesson: Lesson,
    text: LessonText,
    rendered: Rendered,
    context: Context,
    now: datetime,
    change_kind: str = ChangeKind.MINOR,
    summary: str = "",
) -> LessonVersion:
    """A text from the course files, already rendered and reviewed in the repository: published at once."""
    version = _make_version(
        lesson, text, rendered, context=context, author=None, now=now, summary=summary, origin=Origin.FILES
    )
    go_live(lesson, _with_remark(version, change_kind, summary), now)
    return version


def go_live(lesson: Lesson, version: LessonVersion, now: datetime) -> None:
    """From here on the course file says of the last change what is said of this version."""
    version.published_at = now
    version.save(update_fields=["published_at"])
    lesson.file_change = "" if version.change_kind == ChangeKind.MINOR else version.change_kind
    lesson.file_summary = _on_one_line(version.summary)
    lesson.save(update_fields=["file_change", "file_summary"])
    put_live(lesson, version)


def put_live(lesson: Lesson, version: LessonVersion) -> None:
    lesson.published, lesson.draft = version, None
    lesson.save(update_fields=["published", "draft"])
    Unit.objects.filter(pk=lesson.unit_id).update(title=version.title, minutes=version.minutes)


def refresh(version: LessonVersion, rendered: Rendered, key: str) -> None:
    """Derived columns anew; the text is not touched."""
    for column, value in derived(rendered, key).items():
        setattr(version, column, value)
    version.save(update_fields=list(derived(rendered, key)))


def refresh_lessons(*, course: Course) -> int:
    """Render anew what its context or the renderer has left behind: published texts and drafts. Returns how many.

    A text that cannot be rendered any more keeps what readers saw so far. One child process for all.
    """
    context = render_context(course)
    keys = {version: render_key(text_of(version), context) for version in _shown_versions(course)}
    outdated = {str(version.pk): version for version, key in keys.items() if version.render_key != key}
    if not outdated:
        return 0
    jobs = [child.Job(key=pk, source=version.source) for pk, version in outdated.items()]
    results = child.render_many(jobs, context)
    rendered = {pk: result for pk, result in results.items() if isinstance(result, Rendered)}
    with write_transaction():
        for pk, result in rendered.items():
            refresh(outdated[pk], result, keys[outdated[pk]])
    return len(rendered)


def _shown_versions(course: Course) -> list[LessonVersion]:
    lessons = Lesson.objects.filter(unit__course=course, unit__retired_at=None).select_related("published", "draft")
    return [version for lesson in lessons for version in (lesson.published, lesson.draft) if version]


def derived(rendered: Rendered, key: str) -> dict[str, Any]:
    return {
        "html": rendered.html,
        "toc": [{"id": entry.id, "title": entry.title, "level": entry.level} for entry in rendered.toc],
        "plain": rendered.plain,
        "minutes": rendered.minutes,
        "checks": list(rendered.checks),
        "render_version": VERSION,
        "render_key": key,
    }


def _make_version(
    lesson: Lesson,
    text: LessonText,
    rendered: Rendered,
    *,
    context: Context,
    author: Any,
    now: datetime,
    summary: str,
    origin: str,
) -> LessonVersion:
    newest = lesson.versions.order_by("-number").first()
    return LessonVersion.objects.create(
        lesson=lesson,
        number=newest.number + 1 if newest else 1,
        title=text.title,
        objective=text.objective,
        claims=list(text.claims),
        note=text.note,
        source=text.source,
        summary=summary,
        origin=origin,
        author=author,
        made_at=now,
        content_hash=text.content_hash,
        **derived(rendered, render_key(text, context)),
    )


def _rendered_or_refused(text: LessonText, context: Context) -> Rendered:
    result = preview(text.source, context)
    if result.rendered is None:
        raise LessonsError(failure_message(result.failure), result.failure)
    return result.rendered


def _refuse_blocking(problems: tuple[Problem, ...]) -> None:
    lines = dict.fromkeys(str(problem.line) for problem in problems if problem.code in BLOCKING)
    if lines:
        message = _("Please fix the problems in these lines first: %(lines)s")
        raise LessonsError(message % {"lines": ", ".join(lines)}, "text-has-problems")


def _published_or_refused(lesson: Lesson) -> LessonVersion:
    if lesson.published is None:
        raise LessonsError(_("There is no text to publish."), "nothing-to-publish")
    return lesson.published
