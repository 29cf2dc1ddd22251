"""The course that is shipped: complete, in its numbers, and with nothing for the linter to say."""

from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from lessons.files.claims import untaught
from lessons.files.course import read_course
from lessons.files.references import checks_in
from lessons.kinds import parts
from lessons.services.linting import lint_course
from quizzes.draw import DrawRules, try_draws
from quizzes.files.bank import bank_item
from quizzes.queries.cards import MIN_CASES
from quizzes.types import get_type

CONTENT = Path("lessons/content/kundenzentrierung")
EXAM_CELLS = {  # form, level → cases of each term that the pool holds
    ("einordnen", "Verstehen"): 4,
    ("einordnen", "Anwenden"): 8,
    ("szenario", "Anwenden"): 4,
    ("szenario", "Analysieren"): 4,
    ("zuordnen", "Verstehen"): 12,
    ("luecke", "Erinnern"): 4,
}
CARDS = [
    *[("FO", dimension) for dimension in ("D1", "D2", "D4", "D8")],
    *[("OZ", dimension) for dimension in ("D3", "D4", "D5", "D7")],
    *[("FZ", dimension) for dimension in ("D1", "D4", "D6", "D8")],
]


@cache
def course():
    reading = read_course(CONTENT, parts())
    assert reading.course, reading.problems
    return reading.course


def bank(pool):
    return [entry for entry in course().parts["bank"] if entry.pool == pool]


def cases(entries):
    return list(chain.from_iterable(entry.cases for entry in entries))


def quiz(uid):
    return next(quiz for quiz in course().parts["quizzes"] if quiz.uid == uid)


def test_the_linter_finds_nothing():
    """What single words betray is a figure to look at (REVIEW.md decides word by word), not a fault."""
    lint = lint_course(folder=CONTENT)
    found = (*lint.problems, *lint.style, *lint.uncanonical)

    assert [str(problem) for problem in found if problem.code != "give-away"] == []
    assert {problem.severity for problem in found} <= {"warning"}


def test_eleven_lessons_and_seven_quizzes_stand_in_four_chapters():
    outline = [[f"{unit.kind} {unit.target}" for unit in chapter.units] for chapter in course().chapters]

    assert [[entry.split("-")[0] for entry in chapter] for chapter in outline] == [
        ["quiz eingangstest", "lesson 01", "lesson 02"],
        ["lesson 03", "lesson 04", "lesson 05", "quiz zwischenpruefung"],
        ["lesson 06", "lesson 07", "lesson 08"],
        [
            *["lesson 09", "lesson 10", "lesson 11", "quiz standortbestimmung", "quiz gezieltes"],
            *["quiz praxisauftrag", "quiz abschlusspruefung", "quiz behaltenstest"],
        ],
    ]


def test_required_are_the_lessons_and_the_final_exam():
    assert all(lesson.required for lesson in course().lessons)
    assert [quiz.uid for quiz in course().parts["quizzes"] if quiz.required] == ["abschlusspruefung"]


def test_between_two_attempts_at_the_exam_there_is_practice_and_after_thirty_days_a_check():
    assert (quiz("abschlusspruefung").between_attempts, quiz("gezieltes-ueben").mode) == ("targeted", "targeted")
    check = quiz("behaltenstest")
    assert (check.mode, check.days_after_pass, sum(cell.cases for cell in check.cells)) == ("retention", 30, 12)


def test_every_claim_is_taught_with_all_its_parts():
    taught = {claim for lesson in course().lessons for claim in lesson.claims}

    assert untaught(taught) == []


def test_each_lesson_asks_as_many_questions_as_planned():
    counts = {lesson.folder[:2]: len(checks_in(lesson.body)) for lesson in course().lessons}

    assert counts == {"01": 3, "02": 3, "03": 5, "04": 5, "05": 5, "06": 5, "07": 3, "08": 5, "09": 5, "10": 3, "11": 5}


# --- the exam ---
@pytest.mark.parametrize("term", ["F", "O", "Z"])
@pytest.mark.parametrize("cell", EXAM_CELLS, ids=" ".join)
def test_the_exam_s_pool_fills_each_cell_exactly(cell, term):
    found = [case for entry in bank("exam") if (entry.form, entry.bloom) == cell for case in entry.cases]

    assert sum(case.term == term for case in found) == EXAM_CELLS[cell]
    if cell[0] != "zuordnen":
        contrasts = Counter(case.contrast for case in found if case.term == term)
        assert set(contrasts.values()) == {EXAM_CELLS[cell] / 2}


def test_the_exam_s_pool_holds_108_cases_in_84_questions_with_21_decoys():
    entries = bank("exam")
    decoys = Counter((entry.form, case.term) for entry in entries for case in entry.cases if case.decoy)

    assert (len(entries), len(cases(entries))) == (84, 108)
    assert decoys == {("einordnen", term): 4 for term in "FOZ"} | {("szenario", term): 3 for term in "FOZ"}


def test_the_exam_s_sets_are_six_of_each_term_and_three_complementary_pairs():
    sets = {entry.uid: entry for entry in bank("exam") if entry.form == "zuordnen"}
    kinds = Counter("".join(sorted(case.term for case in entry.cases)) for entry in sets.values())
    pairs = [
        sorted(chain(sets[uid].cases, sets[sets[uid].pair].cases), key=lambda c: c.term)
        for uid in sets
        if sets[uid].pair
    ]

    assert kinds == {"FOZ": 6, "FFO": 1, "OZZ": 1, "FFZ": 1, "OOZ": 1, "FOO": 1, "FZZ": 1}
    assert {"".join(case.term for case in rows) for rows in pairs} == {"FFOOZZ"}


def test_no_company_of_the_exam_stands_for_one_term():
    terms = {}
    for entry in bank("exam"):
        if entry.company:
            terms.setdefault(entry.company, []).append({case.term for case in entry.cases})

    assert len(terms) >= 36
    assert max(map(len, terms.values())) == 2
    assert [company for company, found in terms.items() if len(set().union(*found)) == 1] == []


def test_the_exam_asks_24_cases_in_20_questions_and_its_rules_are_met_again_and_again():
    exam = quiz("abschlusspruefung")
    live = [bank_item(entry) for entry in bank("exam")]

    trial = try_draws(exam.draw_cells, live, rules=exam.draw.rules, tries=1000)

    assert sum(cell.cases for cell in exam.cells) == 24
    assert (exam.passing.points, exam.passing.per_term, exam.attempts, exam.wait_hours) == (19, 5, 3, 24)
    assert (exam.minutes_limit, exam.reveal, exam.draw.rules) == (40, "protected", DrawRules(5, 5, (4, 6)))
    assert trial.met >= 10  # one in a hundred is plenty: a draw tries up to a thousand times


# --- the other pools ---
def test_practice_holds_forty_cases_a_term_and_six_a_card():
    found = cases(bank("practice"))
    cards = Counter((case.contrast, case.dimension) for case in found)

    assert len(found) >= 120
    assert min(Counter(case.term for case in found).values()) >= 40
    assert {card: cards[card] for card in CARDS if cards[card] < 6} == {}


def test_the_spaced_review_has_the_twelve_cards():
    single = Counter((case.contrast, case.dimension) for case in cases(bank("practice")) if not case.row_id)

    assert {card for card, count in single.items() if count >= MIN_CASES} == set(CARDS)


def test_practice_holds_tasks_without_an_event_and_two_practical_ones():
    silent = Counter(entry.type for entry in bank("practice") if not entry.cases)

    assert silent["ordering"] + silent["markwords"] + silent["short"] >= 12
    assert silent["essay"] == 2
    essays = [entry for entry in bank("practice") if entry.type == "essay"]
    assert {get_type("essay").points(entry.content) for entry in essays} == {13}
    assert {entry.content.pass_points for entry in essays} == {quiz("praxisauftrag").passing.points}


@pytest.mark.parametrize(("pool", "count"), [("placement", 27), ("midterm", 18), ("retention", 36)])
def test_the_small_pools_are_balanced(pool, count):
    found = Counter(case.term for case in cases(bank(pool)))

    assert found == dict.fromkeys("FOZ", count // 3)


def test_the_pre_test_explains_without_the_questions_that_the_lessons_introduce():
    for entry in bank("placement"):
        texts = get_type(entry.type).texts(entry.content)
        assert not [key for key, text in texts.items() if "Prüffrage" in text], entry.uid


def test_every_direction_of_confusion_has_its_pairs_of_cases():
    """Each term taken for each other one, and no new case stands in two pairs."""
    pairs = course().parts["contrasts"]
    found = Counter((pair.expected, pair.given) for pair in pairs)

    assert found.keys() == {(one, other) for one in "FOZ" for other in "FOZ" if one != other}
    assert min(found.values()) >= 2
    applied = Counter(chain.from_iterable(pair.apply for pair in pairs))
    assert max(applied.values()) == 1
