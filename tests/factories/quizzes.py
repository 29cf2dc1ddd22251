"""A small course of real questions, made by the real services, and answers to them.

Three terms with keys A, B, C. What only the key or the feedback may say carries the marker, so that a test can look
for it in a page.
"""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from django.db import transaction

from coursesite import clock
from lessons.enums import Origin
from lessons.models import Contrast, Course, DecisionQuestion, Lesson, LessonVersion, Term
from lessons.queries.rendering import render_context
from quizzes.enums import Mode, Pool, QuestionStatus
from quizzes.models import Attempt, AttemptSlot, Question, Quiz, QuizCell
from quizzes.queries.attempts import term_names
from quizzes.queries.cards import MIN_CASES
from quizzes.queries.contents import content_of
from quizzes.services.versioning import render_contents, store_version
from quizzes.types import get_type
from tests.factories.lessons import make_course, make_lesson, make_unit

TERMS = {"A": "Amsel", "B": "Birke", "C": "Cello"}
LOOKS = [("fernglas", "focus"), ("wegweiser", "orientation"), ("bauplan", "centricity")]
MARKER = "KANARIE"
ESSAY = {
    "form": "praxisauftrag",
    "stem": "Beschreiben Sie eine Maßnahme.",
    "rubric": [{"points": 2, "text": "Die Maßnahme passt."}, {"points": 3, "text": "Sie ist begründet."}],
    "pass_points": 3,
    "sample_answer": "Wir fragen nach.",
}
_numbers = count(1)


def make_quiz_course(**fields: Any) -> Course:
    return give_terms(make_course(**fields))


def give_terms(course: Course) -> Course:
    for position, (key, name) in enumerate(TERMS.items()):
        glyph, colour = LOOKS[position]
        Term.objects.create(
            course=course, key=key, name=name, glyph=glyph, colour=colour, definition=name, position=position
        )
    for number, pair in enumerate(["AB", "BC", "AC"], start=1):
        question = DecisionQuestion.objects.create(course=course, number=number, text=f"Prüffrage zu {pair}?")
        Contrast.objects.create(course=course, pair=pair, question=question, position=number)
    return course


def single_data(term: str, *, form: str = "einordnen", text: str = "", marker: str = MARKER) -> dict[str, Any]:
    """In *szenario* the options are sentences, and their ids would give the answer away."""
    number = next(_numbers)
    options = []
    for key, name in TERMS.items():
        option: dict[str, Any] = {"id": f"{marker}-{key}", "term": key, "text": name}
        if form == "szenario":
            option["text"] = f"Vorgehen {number}{key}."
        option |= {"key": True} if key == term else {"misconception": "M1"}
        options.append(option | {"feedback": f"{marker} {number}: {key} bei {term}.", "note": marker})
    return {
        "form": form,
        "case": {**_case(term), "decoy": False, "note": marker},
        "stem": text or f"Fall {number}: Was passt?",
        "options": options,
    }


def set_data(terms: str = "ABC", *, text: str = "", marker: str = MARKER) -> dict[str, Any]:
    number = next(_numbers)
    rows = [
        {
            "id": f"{marker}-{place}",
            "text": f"Aussage {number}.{place}",
            "case": {**_case(term), "decoy": False},
            "feedback": {key: f"{marker} {number}.{place}: {key} bei {term}." for key in TERMS},
        }
        for place, term in enumerate(terms, start=1)
    ]
    return {"form": "zuordnen", "stem": text or f"Reihe {number}: Was gehört wozu?", "rows": rows}


def _case(term: str) -> dict[str, Any]:
    return {"term": term, "contrast": {"A": "AB", "B": "BC", "C": "AC"}[term], "dimension": "D1", "claims": ["S1-01"]}


def make_questions(
    course: Course,
    contents: Iterable[Mapping[str, Any]],
    *,
    pool: str = Pool.MIDTERM,
    type_key: str = "",
    **fields: Any,
) -> list[Question]:
    """Live, all rendered by one child. `type_key`: of all; cases and sets of cases need none."""
    terms = tuple(term_names(course.pk))
    questions, parsed = [], {}
    for data in contents:
        number = next(_numbers)
        key = type_key or ("classify" if "rows" in data else "single")
        values = {"uid": f"frage-{number}", "family": f"familie-{number}", "status": QuestionStatus.LIVE, **fields}
        question = Question.objects.create(course=course, pool=pool, form=data["form"], position=number, **values)
        parsed[question.uid] = (key, get_type(key).parse(data, terms=terms))
        questions.append(question)
    rendered = render_contents(parsed, render_context(course))
    with transaction.atomic():
        for question in questions:
            key, content = parsed[question.uid]
            values = {"rendered": rendered[question.uid], "author": None, "origin": Origin.FILES, "now": clock.now()}
            store_version(question=question, type_key=key, content=content, **values)
    return questions


def make_question(course: Course, term: str = "A", *, form: str = "einordnen", **fields: Any) -> Question:
    return make_questions(course, [single_data(term, form=form)], **fields)[0]


def make_cards(course: Course, *cards: tuple[str, str], count: int = MIN_CASES, **fields: Any) -> list[Question]:
    """The cases that these cards of the spaced review, pairs with a dimension, are asked with."""
    contents = [
        {**data, "case": {**data["case"], "contrast": pair, "dimension": dimension}}
        for pair, dimension in cards
        for data in (single_data(pair[0]) for _number in range(count))
    ]
    return make_questions(course, contents, pool=Pool.PRACTICE, **fields)


def make_quiz(
    course: Course, cells: Iterable[Mapping[str, Any]] = (), *, slug: str = "pruefung", **fields: Any
) -> Quiz:
    """A step of the outline."""
    unit = make_unit(course, kind="quiz", slug=slug, title="Zwischenprüfung")
    quiz = Quiz.objects.create(**{"course": course, "unit": unit, "mode": Mode.MIDTERM, **fields})
    for position, cell in enumerate(cells, start=1):
        QuizCell.objects.create(**{"quiz": quiz, "position": position, "pool": Pool.MIDTERM, "cases": 1, **cell})
    return quiz


def make_exam(course: Course, *, per_term: int = 1, spare: int = 0, form: str = "einordnen", **fields: Any) -> Quiz:
    """One cell a term; the bank holds `spare` questions a term more than are drawn."""
    make_questions(course, [single_data(term, form=form) for term in TERMS for _ in range(per_term + spare)])
    cells = [{"term": term, "cases": per_term, "form": form} for term in TERMS]
    return make_quiz(course, cells, **fields)


def make_checked_lesson(course: Course, questions: Iterable[Question], **fields: Any) -> Lesson:
    """Its text asks these questions, by the real Markdown."""
    blocks = "\n\n".join(f"/// check | {question.uid}\n///" for question in questions)
    return make_lesson(course, f"Vorher.\n\n{blocks}\n\nNachher.\n", **fields)


def rewrite(question: Question, **changes: Any) -> Any:
    """The data of the present wording with other values."""
    return {**question.current.content, **changes}


def answer_to(slot: AttemptSlot, *, right: bool = True) -> Any:
    """The solution, or the same wrong answer in each part."""
    terms = tuple(TERMS)
    kind, content = get_type(slot.version.type), content_of(slot.version, terms)
    solution = kind.solution(content)
    if right:
        return solution
    if isinstance(solution, dict):
        return {row: terms[(terms.index(term) + 1) % len(terms)] for row, term in solution.items()}
    return next(option.token for option in content.options if option.token != solution)


def slots_of(attempt: Attempt) -> list[AttemptSlot]:
    return list(attempt.slots.select_related("version__question").order_by("position"))


def published(lesson: Lesson) -> LessonVersion:
    assert lesson.published
    return lesson.published
