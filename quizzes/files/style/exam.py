"""Can what an exam draws from be guessed? `quizzes.blueprint` counts, here it is said by file and line."""

from collections.abc import Iterable, Iterator, Sequence

from lessons.files.problem import Problem
from lessons.files.structure import CourseFile
from quizzes.blueprint import MAX_PER_COMPANY, company_faults, uneven_contrasts
from quizzes.files.bank import BankEntry, bank_item
from quizzes.files.quiz import QuizFile

EXAM = "exam"


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
    found = uneven_contrasts(cell.as_cell(0), map(bank_item, live), course.term_keys)
    if found:
        counts = ", ".join(f"{contrast} {count}" for contrast, count in found.items())
        message = f"the contrasts of {cell.term} are not half and half in what this cell draws from: {counts}"
        yield exam.source.warning(("cells", index), "contrast-halves", message)


def _company_problems(pool: Iterable[BankEntry]) -> Iterator[Problem]:
    entries = {entry.uid: entry for entry in pool}
    for fault in company_faults(map(bank_item, entries.values())):
        found = [entries[item.uid] for item in fault.items]
        company = found[0].company
        match fault.code:
            case "no-company":
                message = "a case of an exam names its company, if only by a key for it"
                yield found[0].problem((), fault.code, message)
            case "company-often":
                message = f"{company} stands in {len(found)} questions of this pool, at most {MAX_PER_COMPANY}"
                yield found[MAX_PER_COMPANY].problem(("company",), fault.code, message)
            case "company-one-term":
                message = f"{company} stands with {fault.term} only: who remembers it needs no case"
                yield found[0].problem(("company",), fault.code, message)
