"""The final exam's blueprint, with a bank as it is planned: 108 cases in 84 questions, 24 cases drawn."""

from collections import Counter
from itertools import cycle
from random import Random

import pytest

from quizzes.draw import BankItem, Cell, DrawRules, draw, try_draws
from quizzes.types.base import CaseTag

TERMS = "FOZ"
PAIRS = {"F": ("FO", "FZ"), "O": ("FO", "OZ"), "Z": ("OZ", "FZ")}
RULES = DrawRules(per_contrast=5, dimensions=5, decoys=(4, 6))
SETS = ["FOZ"] * 6 + ["FFO", "OZZ", "FFZ", "OOZ", "OOF", "ZZF"]
SHAPES = [("einordnen", "Verstehen", 4, 1), ("einordnen", "Anwenden", 8, 3), ("szenario", "Anwenden", 4, 1)]
SHAPES += [("szenario", "Analysieren", 4, 2), ("luecke", "Erinnern", 4, 0)]  # form, level, questions a term, decoys


def exam_bank():
    dimensions = cycle(f"D{number}" for number in range(1, 9))
    items = [
        single(term, form, bloom, number, next(dimensions), decoy=number < decoys)
        for form, bloom, count, decoys in SHAPES
        for number in range(count)
        for term in TERMS
    ]
    sets = [row_set(number, terms, dimensions) for number, terms in enumerate(SETS)]
    named = [item for item in items if item.form != "luecke"] + sets
    companies = {item.uid: f"firma-{place % 36}" for place, item in enumerate(named)}
    return [with_company(item, companies.get(item.uid, "")) for item in [*items, *sets]]


def single(term, form, bloom, number, dimension, *, decoy):
    uid = f"{form}-{bloom}-{term}-{number}"
    case = CaseTag("", term, PAIRS[term][number % 2], dimension, decoy=decoy)
    return BankItem(uid, uid, "exam", form, bloom, family=uid, cases=(case,))


def row_set(number, terms, dimensions):
    uid = f"satz-{number}"
    pair = f"satz-{number + (1 if number % 2 == 0 else -1)}" if number >= 6 else ""
    cases = tuple(CaseTag(f"r{row}", term, PAIRS[term][0], next(dimensions)) for row, term in enumerate(terms))
    return BankItem(uid, uid, "exam", "zuordnen", "Verstehen", family=uid, cases=cases, pair=pair)


def with_company(item, company):
    return BankItem(**{**vars(item), "company": company})


def exam_cells():
    wanted = [("einordnen", "Verstehen", 1), ("einordnen", "Anwenden", 2), ("szenario", "Anwenden", 1)]
    wanted += [("szenario", "Analysieren", 1), ("luecke", "Erinnern", 1)]
    shapes = [(term, *shape) for shape in wanted for term in TERMS]
    cells = [
        Cell(n, cases, "exam", form, term, "", bloom) for n, (term, form, bloom, cases) in enumerate(shapes, start=1)
    ]
    return [*cells, Cell(len(cells) + 1, 6, "exam", "zuordnen")]


BANK = exam_bank()
BY_ID = {item.id: item for item in BANK}


def cases_of(drawn):
    return [case for item in drawn.items for case in BY_ID[item].cases]


def test_the_bank_is_as_it_is_planned():
    cases = [case for item in BANK for case in item.cases]

    assert (len(BANK), len(cases), sum(case.decoy for case in cases)) == (84, 108, 21)
    assert Counter(case.term for case in cases) == dict.fromkeys(TERMS, 36)
    assert max(Counter(item.company for item in BANK if item.company).values()) == 2


@pytest.mark.parametrize("seed", range(40))
def test_each_draw_keeps_every_rule(seed):
    drawn = draw(exam_cells(), BANK, seed=seed, rules=RULES)

    items, cases = [BY_ID[item] for item in drawn.items], cases_of(drawn)
    contrasts = Counter(item.cases[0].contrast for item in items if item.size == 1)
    assert drawn.notes == ()
    assert (len(items), len(cases)) == (20, 24)
    assert Counter(case.term for case in cases) == dict.fromkeys(TERMS, 8)
    assert sum(contrasts.values()) == 18
    assert min(contrasts[pair] for pair in ("FO", "OZ", "FZ")) >= 5
    assert len({case.dimension for case in cases}) >= 5
    assert 4 <= sum(case.decoy for case in cases) <= 6
    assert max(Counter(item.company for item in items if item.company).values()) == 1
    uids = {item.uid for item in items}
    assert all(item.pair in uids for item in items if item.pair)


@pytest.mark.parametrize("seed", range(5))
def test_three_attempts_have_no_case_in_common(seed):
    seen: dict[str, int] = {}
    for attempt in (1, 2, 3):
        drawn = draw(exam_cells(), BANK, seed=100 * seed + attempt, rules=RULES, seen=seen)

        assert not seen.keys() & set(drawn.items)
        seen |= dict.fromkeys(drawn.items, attempt)


def test_sets_come_in_pairs_or_of_one_kind_each():
    kinds = Counter()
    for seed in range(60):
        drawn = draw(exam_cells(), BANK, seed=seed, rules=RULES)
        kinds[tuple(sorted(bool(BY_ID[item].pair) for item in drawn.items if BY_ID[item].size == 3))] += 1

    assert set(kinds) == {(False, False), (True, True)}


def test_the_order_of_the_bank_changes_nothing():
    first = draw(exam_cells(), BANK, seed=3, rules=RULES)

    for order in (BANK[::-1], Random(1).sample(BANK, len(BANK))):
        assert draw(exam_cells(), order, seed=3, rules=RULES) == first


def test_what_is_relaxed_first_and_noted():
    poor = [with_company(item, "eine") for item in BANK]

    drawn = draw(exam_cells(), poor, seed=1, rules=RULES)

    assert [(note.wish, note.values) for note in drawn.notes] == [("company", ("eine",))]


def test_half_a_pair_is_never_drawn():
    halves = [item for item in BANK if item.uid not in {"satz-7", "satz-9", "satz-11"}]

    for seed in range(20):
        assert not any(BY_ID[item].pair for item in draw(exam_cells(), halves, seed=seed, rules=RULES).items)


def test_publishing_counts_how_often_chance_meets_the_rules():
    trial = try_draws(exam_cells(), BANK, rules=RULES, tries=1000)

    assert trial.tries == 1000
    assert 0 < trial.met < 1000
    assert set(trial.broken) <= {"company", "decoys", "dimensions", "contrasts"}


def test_every_question_has_its_chance():
    drawn = Counter(item for seed in range(150) for item in draw(exam_cells(), BANK, seed=seed, rules=RULES).items)

    assert set(drawn) == set(BY_ID)
