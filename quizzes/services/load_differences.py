"""What would a load change in the bank and the quizzes, in sentences for who decides about it?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.models import Course
from lessons.part_loaders import Change
from quizzes.enums import AttemptState
from quizzes.files.bank import BankEntry
from quizzes.files.quiz import CellFile, QuizFile
from quizzes.models import AttemptSlot
from quizzes.types import get_type

FEEDBACK = "feedback"
MAX_SHOWN = 60  # characters of an answer: a sentence shall stay one
TAGS = ("family", "company", "pair", "bloom", "pool", "status")


def bank_lines(course: Course, changes: Sequence[Change]) -> Iterator[str]:
    """One query for all questions."""
    open_now = _open_attempts(course, [change.uid for change in changes])
    for change in changes:
        if change.before is None:
            yield _("Question %(uid)s: new.") % {"uid": change.uid}
        elif change.after is None:
            yield _("Question %(uid)s: removed.") % {"uid": change.uid} + _kept(open_now.get(change.uid, 0))
        else:
            told = "; ".join(_question_changes(change.before, change.after))
            words = _("Question %(uid)s: %(changes)s.") % {"uid": change.uid, "changes": told}
            yield words + _kept(open_now.get(change.uid, 0) if _is_new_version(change) else 0)


def quiz_lines(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        one = change.after or change.before
        if change.before is None:
            yield _("Quiz “%(title)s”: new.") % {"title": one.title}
        elif change.after is None:
            yield _("Quiz “%(title)s”: removed.") % {"title": one.title}
        else:
            told = "; ".join(_quiz_changes(change.before, change.after))
            yield _("Quiz “%(title)s”: %(changes)s.") % {"title": one.title, "changes": told}


def contrast_lines(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        state = _("new") if change.before is None else _("removed") if change.after is None else _("changed")
        yield _("Pair of cases “%(uid)s”: %(state)s.") % {"uid": change.uid, "state": state}


# --- questions ----
def _question_changes(before: BankEntry, after: BankEntry) -> Iterator[str]:
    if before.type != after.type:
        yield _("different question type")
        return
    old, new = next((pair for pair in _keys(before, after) if pair[0] != pair[1]), ("", ""))
    if old != new:
        yield _("correct answer changed from %(old)s to %(new)s") % {"old": old, "new": new}
    texts = _changed_texts(before, after)
    if any(FEEDBACK not in key for key in texts):
        yield _("wording changed")
    if any(FEEDBACK in key for key in texts):
        yield _("feedback changed")
    if any(getattr(before, name) != getattr(after, name) for name in TAGS) or before.cases != after.cases:
        yield _("tags changed")
    elif old == new and not texts:
        yield _("other details changed")


def _keys(before: BankEntry, after: BankEntry) -> Iterator[tuple[str, str]]:
    """Before and after: the terms of the cases, then the right answer in words."""
    yield _terms(before), _terms(after)
    old, new = _solution(before), _solution(after)
    if old != new:
        yield _quoted(old), _quoted(new)


def _terms(entry: BankEntry) -> str:
    return ", ".join(case.term for case in entry.cases)


def _solution(entry: BankEntry) -> str:
    kind = get_type(entry.type)
    return kind.say(entry.content, kind.solution(entry.content))


def _quoted(said: str) -> str:
    return _("“%(said)s”") % {"said": f"{said[:MAX_SHOWN]}…" if len(said) > MAX_SHOWN else said}


def _changed_texts(before: BankEntry, after: BankEntry) -> set[str]:
    old, new = (dict(get_type(entry.type).texts(entry.content)) for entry in (before, after))
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def _is_new_version(change: Change) -> bool:
    return bool(change.before.content != change.after.content)


def _open_attempts(course: Course, uids: Sequence[str]) -> Mapping[str, int]:
    """uid → open attempts that ask the question."""
    slots = AttemptSlot.objects.filter(attempt__state=AttemptState.OPEN, version__question__course=course)
    rows = slots.filter(version__question__uid__in=uids).order_by().values_list("version__question__uid")
    return dict(rows.annotate(n=Count("attempt", distinct=True)))


def _kept(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(n)d open attempt keeps the version it has.", "%(n)d open attempts keep the version they have.", count
    )
    return " " + words % {"n": count}


# --- quizzes ----
def _quiz_changes(before: QuizFile, after: QuizFile) -> Iterator[str]:
    rules = [_rule(quiz) for quiz in (before, after)]
    if rules[0] != rules[1]:
        yield _("pass rule changed from %(old)s to %(new)s") % {"old": rules[0], "new": rules[1]}
    cells = [Counter(quiz.cells) for quiz in (before, after)]
    if cells[0] != cells[1]:
        counts = {"old": _cases(before.cells), "new": _cases(after.cells)}
        yield _("cells changed from %(old)d to %(new)d cases") % counts
    if rules[0] == rules[1] and cells[0] == cells[1]:
        yield _("other details changed")


def _rule(quiz: QuizFile) -> str:
    if quiz.passing is None:
        return _("none")
    if quiz.passing.per_term is None:
        return _("%(points)d points") % {"points": quiz.passing.points}
    values: dict[str, Any] = {"points": quiz.passing.points, "per_term": quiz.passing.per_term}
    return _("%(points)d points, %(per_term)d per term") % values


def _cases(cells: Sequence[CellFile]) -> int:
    return sum(cell.cases for cell in cells)
