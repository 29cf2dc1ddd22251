"""What would a load change, in sentences? Of lessons and words here; a floor above says it of its own things."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lessons.enums import ChangeKind
from lessons.files.changes import Decision
from lessons.files.items import CHAPTER, FIGURE, GLOSSARY, HEAD
from lessons.files.structure import LESSON, LessonFile
from lessons.part_loaders import Change, all_loaders
from lessons.services.load_plan import Plan

TOLD = frozenset({Decision.CREATE, Decision.UPDATE, Decision.REMOVE})
STATES = {
    Decision.CREATE: gettext_lazy("new"),
    Decision.UPDATE: gettext_lazy("changed"),
    Decision.REMOVE: gettext_lazy("removed"),
}
OTHERS = {
    HEAD: gettext_lazy("Course page and rules “%(uid)s”: %(state)s."),
    CHAPTER: gettext_lazy("Chapter “%(uid)s”: %(state)s."),
    GLOSSARY: gettext_lazy("Glossary entry “%(uid)s”: %(state)s."),
    FIGURE: gettext_lazy("Figure “%(uid)s”: %(state)s."),
}


def difference_lines(plan: Plan) -> Iterator[str]:
    for change in _changes(plan, LESSON, "lessons"):
        yield _lesson_line(change)
    for (part, uid), made in sorted(plan.decisions.items()):
        if part in OTHERS and made in TOLD:
            yield str(OTHERS[part]) % {"uid": uid, "state": STATES[made]}
    for loader in all_loaders():
        yield from loader.differences(plan.course, _changes(plan, loader.part.key))
    if plan.moved:
        yield _("The order of the course changes.")


def conflict_lines(plan: Plan) -> Iterator[str]:
    """`plan.conflicts` were changed on both sides, whoever wins."""
    stays = _(
        "“%(uid)s” was changed both in the file and on the site. The site takes precedence: it stays as it is here."
    )
    goes = _(
        "“%(uid)s” was changed both in the file and on the site. The file takes precedence: what was written here "
        "is replaced."
    )
    for key in plan.conflicts:
        yield (stays if plan.decisions[key] is Decision.CONFLICT else goes) % {"uid": key[1]}


def _changes(plan: Plan, part: str, name: str = "") -> list[Change]:
    """Those that would be written, by uid."""
    before = {entry.uid: entry for entry in _entries(plan.stored, part, name)}
    after = {entry.uid: entry for entry in _entries(plan.merged, part, name)}
    told = sorted(uid for (key, uid), made in plan.decisions.items() if key == part and made in TOLD)
    return [Change(uid, before.get(uid), after.get(uid)) for uid in told]


def _entries(course: Any, part: str, name: str) -> Any:
    if course is None:
        return ()
    return getattr(course, name) if name else course.parts.get(part, ())


def _lesson_line(change: Change) -> str:
    one = change.after or change.before
    if change.before is None or change.after is None:
        state = STATES[Decision.CREATE if change.before is None else Decision.REMOVE]
        return _("Lesson “%(title)s”: %(state)s.") % {"title": one.title, "state": state}
    count = _changed_paragraphs(change.before, change.after)
    words = ngettext(
        "Lesson “%(title)s”: %(n)d paragraph changed.", "Lesson “%(title)s”: %(n)d paragraphs changed.", count
    )
    line = (words if count else _unchanged_words(change)) % {"title": one.title, "n": count}
    return line if change.before.shown == change.after.shown else f"{line} {_kind(change.after)}"


def _unchanged_words(change: Change) -> str:
    before, after = change.before, change.after
    if replace(before, change=after.change, changed=after.changed) == after:
        return _(
            "Lesson “%(title)s”: only the description of its last change has changed. Learners are not notified again."
        )
    return _("Lesson “%(title)s”: title, objective or sources changed; the text is the same.")


def _kind(lesson: LessonFile) -> str:
    """As it is told to learners who have read the lesson."""
    kind = ChangeKind(lesson.change or ChangeKind.MINOR).label
    if not lesson.changed:
        return _("Kind of change: %(kind)s.") % {"kind": kind}
    return _("Kind of change: %(kind)s (%(summary)s)") % {"kind": kind, "summary": lesson.changed}


def _changed_paragraphs(before: LessonFile, after: LessonFile) -> int:
    old, new = before.body.split("\n\n"), after.body.split("\n\n")
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in steps if kind != "equal")
