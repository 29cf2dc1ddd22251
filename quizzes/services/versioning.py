"""A new wording of a question. Old attempts keep theirs; nothing already answered changes."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coursesite.markup import child
from coursesite.markup.context import Context
from coursesite.markup.rendered import VERSION, Rendered
from coursesite.storage.transactions import write_transaction
from lessons.enums import Origin
from lessons.models import Course
from lessons.queries.rendering import render_context
from quizzes.errors import QuizzesError
from quizzes.models import Case, Question, QuestionVersion
from quizzes.queries.attempts import term_names
from quizzes.types import get_type
from quizzes.types.base import STEM_KEY

_SOURCE = re.compile(r' src="([^"]*)"')
KEY_SEPARATOR = "\n"  # stands in no uid and no text key


def save_version(
    *, question: Question, type_key: str, data: Mapping[str, Any], author: Any, now: datetime
) -> QuestionVersion:
    """What an author typed becomes the version that the next attempts ask. Unchanged content makes none.

    Raises ParseError with all problems of the data, QuizzesError for a text that cannot be rendered.
    """
    terms = tuple(term_names(question.course_id))
    content = get_type(type_key).parse(data, terms=terms)
    rendered = render_contents({question.uid: (type_key, content)}, render_context(question.course))
    with write_transaction():
        Question.objects.select_for_update().get(pk=question.pk)
        question.refresh_from_db(fields=["current", "draft"])
        return store_version(
            question=question,
            type_key=type_key,
            content=content,
            rendered=rendered[question.uid],
            author=author,
            origin=Origin.EDITOR,
            now=now,
        )


def store_version(
    *,
    question: Question,
    type_key: str,
    content: Any,
    rendered: Mapping[str, str],
    author: Any,
    origin: str,
    now: datetime,
) -> QuestionVersion:
    """What the next attempts ask. Already parsed and rendered, inside a transaction.

    A draft that waits for its approval stays, for it is somebody's work; unless this is that very wording.
    """
    current, data = question.current, get_type(type_key).dump(content)
    wanted = content_hash(type_key, data)
    if question.draft and question.draft.content_hash == wanted:
        question.draft = None
    if not current or current.content_hash != wanted:
        made = {"author": author, "origin": origin, "made_at": now}
        current = _make_version(question, type_key, content, rendered, made)
    question.current, question.form = current, data["form"]
    question.save(update_fields=["current", "draft", "form"])
    return current


def store_draft(
    *, question: Question, type_key: str, content: Any, rendered: Mapping[str, str], author: Any, now: datetime
) -> QuestionVersion:
    """A wording that waits beside the one that learners get. Going back to that one leaves none waiting."""
    current, waiting = question.current, question.draft
    wanted = content_hash(type_key, get_type(type_key).dump(content))
    if waiting and waiting.content_hash == wanted:
        return waiting
    if current and current.content_hash == wanted:
        version, question.draft = current, None
    else:
        made = {"author": author, "origin": Origin.EDITOR, "made_at": now}
        version = question.draft = _make_version(question, type_key, content, rendered, made)
    question.save(update_fields=["draft"])
    return version


def _make_version(
    question: Question, type_key: str, content: Any, rendered: Mapping[str, str], made: Mapping[str, Any]
) -> QuestionVersion:
    """`made`: who, from where, when."""
    kind = get_type(type_key)
    data = kind.dump(content)
    newest = question.versions.order_by("-number").first()
    version = QuestionVersion.objects.create(
        question=question,
        number=newest.number + 1 if newest else 1,
        type=type_key,
        content=data,
        points=kind.points(content),
        content_hash=content_hash(type_key, data),
        rendered=dict(rendered),
        render_version=VERSION,
        **made,
    )
    Case.objects.bulk_create(_cases(version, kind.cases(content)))
    return version


def content_hash(type_key: str, data: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps([type_key, data], sort_keys=True).encode()).hexdigest()


def render_contents(contents: Mapping[str, tuple[str, Any]], context: Context) -> dict[str, dict[str, str]]:
    """uid → text key → HTML, all in one child process. Raises QuizzesError for the first text that fails."""
    jobs = [
        job
        for uid, (type_key, content) in contents.items()
        for job in text_jobs(type_key, content, prefix=f"{uid}{KEY_SEPARATOR}")
    ]
    html: dict[str, dict[str, str]] = {uid: {} for uid in contents}
    for name, result in child.render_many(jobs, context).items():
        uid, _separator, key = name.partition(KEY_SEPARATOR)
        if not isinstance(result, Rendered):
            message = _("A text in question %(uid)s cannot be rendered: %(code)s")
            raise QuizzesError(message % {"uid": uid, "code": result.code}, str(result.code))
        html[uid][key] = result.html
    return html


def text_jobs(type_key: str, content: Any, *, prefix: str = "") -> Iterator[child.Job]:
    """All texts of a wording, each by its key. Pictures stand in the stem only: that is what is asked about."""
    for key, source in get_type(type_key).texts(content).items():
        yield child.Job(key=prefix + key, source=source, inline=True, pictures=key == STEM_KEY)


def rerender_outdated(course: Course) -> int:
    """Bring stored HTML up to the present renderer and figures; content and history stay. Returns how many versions."""
    context = render_context(course)
    rows = QuestionVersion.objects.filter(question__course=course).select_related("question")
    outdated = list(rows.exclude(render_version=VERSION))
    shown = set(context.images.values())
    pictured = rows.filter(render_version=VERSION, rendered__stem__icontains="<img")
    outdated += [row for row in pictured if not shown.issuperset(_SOURCE.findall(row.rendered[STEM_KEY]))]
    if not outdated:
        return 0
    terms = tuple(term_names(course.pk))
    contents = {
        str(version.pk): (version.type, get_type(version.type).parse(version.content, terms=terms))
        for version in outdated
    }
    html = render_contents(contents, context)
    for version in outdated:
        version.rendered, version.render_version = html[str(version.pk)], VERSION
    QuestionVersion.objects.bulk_update(outdated, ["rendered", "render_version"], batch_size=500)
    return len(outdated)


def _cases(version: QuestionVersion, tags: Any) -> list[Case]:
    return [
        Case(
            version=version,
            row=tag.row_id,
            term=tag.term,
            contrast=tag.contrast,
            dimension=tag.dimension,
            claims=list(tag.claims),
            decoy=tag.decoy,
        )
        for tag in tags
    ]
