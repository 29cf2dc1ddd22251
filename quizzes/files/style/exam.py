"""Can what an exam draws from be guessed by its composition? The balance of contrasts, and who stands with which term.

Who knows that a company always has the same term needs no case. Half and half, the two contrasts of a term let no
draw ask for one of them only.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from lessons.files.problem import Problem
from lessons.files.structure import CourseFile
from quizzes.files.bank import BankEntry, bank_item
from quizzes.files.quiz import CellFile, QuizFile

EXAM = "exam"
MAX_PER_COMPANY = 2
# Forms that tell of somebody. A company without a name ("a software house") has a key, too.
TELLING_FORMS = frozenset({"einordnen", "szenario", "zuordnen"})


def exam_problems(quizzes: Iterable[QuizFile], bank: Sequence[BankEntry], course: CourseFile) -> Iterator[Problem]:
    live = [entry for entry in bank if entry.is_live]
    exams = [quiz for quiz in quizzes if quiz.mode == EXAM]
    for exam in exams:
        for index in range(len(exam.cells)):
            yield from _half_problems(exam, index, live, course)
    for pool in sorted({cell.pool for exam in exams for cell in exam.cells}):
        yield from _company_problems([entry for entry in live if entry.pool == pool])


def _half_problems(exam: QuizFile, index: int, live: Sequence[BankEntry], course: CourseFile) -> Iterator[Problem]:
    cell = exam.cells[index]
    contrasts = [one + other for one, other in combinations(course.term_keys, 2) if cell.term in (one, other)]
    if not cell.term or cell.contrast or not contrasts:
        return
    found = _contrasts_of(cell, live)
    total, shares = sum(found.values()), {found[contrast] for contrast in contrasts}
    if total % len(contrasts) == 0 and len(shares) > 1:
        counts = ", ".join(f"{contrast} {found[contrast]}" for contrast in contrasts)
        message = f"the contrasts of {cell.term} are not half and half in what this cell draws from: {counts}"
        yield exam.source.warning(("cells", index), "contrast-halves", message)


def _contrasts_of(cell: CellFile, live: Iterable[BankEntry]) -> Counter[str]:
    draws_from = cell.as_cell(0)
    items = (bank_item(entry) for entry in live)
    return Counter(case.contrast for item in items if draws_from.holds(item) for case in item.cases)


def _company_problems(pool: Iterable[BankEntry]) -> Iterator[Problem]:
    companies: dict[str, list[BankEntry]] = defaultdict(list)
    for entry in pool:
        if entry.company:
            companies[entry.company].append(entry)
        elif entry.form in TELLING_FORMS:
            yield entry.problem((), "no-company", "a case of an exam names its company, if only by a key for it")
    for company, entries in companies.items():
        terms = {case.term for entry in entries for case in entry.cases}
        if len(entries) > MAX_PER_COMPANY:
            message = f"{company} stands in {len(entries)} questions of this pool, at most {MAX_PER_COMPANY}"
            yield entries[MAX_PER_COMPANY].problem(("company",), "company-often", message)
        if len(terms) == 1:
            message = f"{company} stands with {terms.pop()} only: who remembers it needs no case"
            yield entries[0].problem(("company",), "company-one-term", message)
