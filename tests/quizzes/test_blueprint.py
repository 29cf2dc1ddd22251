"""What a pool of questions is good for: overlap of draws, relaxed wishes, what gives a term away."""

import pytest

from quizzes.blueprint import caseless, company_faults, overlap_of, relaxed, uneven_contrasts
from quizzes.draw import BankItem, Cell, DrawRules, draw, draws, supplies, unfillable
from quizzes.types.base import CaseTag

CELL = Cell(1, 3, "exam", term="A")


def item(number: int, term: str = "A", contrast: str = "AB", **fields: object) -> BankItem:
    uid = f"{term}{number}"
    given = {"form": "einordnen", "cases": (CaseTag("", term, contrast),), "family": uid, **fields}
    return BankItem(id=uid, uid=uid, pool="exam", **given)


def bank(size: int = 12) -> list[BankItem]:
    return [item(number) for number in range(size)]


def test_a_supply_counts_what_a_cell_may_draw_from() -> None:
    rows = [*bank(2), item(9, "B")]

    assert [(found.questions, found.cases, found.most, found.is_enough) for found in supplies([CELL], rows)] == [
        (2, 2, 2, False)
    ]
    assert [(error.position, error.wanted, error.found) for error in unfillable([CELL], rows)] == [(1, 3, 2)]
    assert unfillable([CELL], bank(3)) == []


def test_many_draws_are_those_of_their_seeds() -> None:
    assert draws([CELL], bank(), seeds=[1, 2]) == [draw([CELL], bank(), seed=1), draw([CELL], bank(), seed=2)]


def test_without_rules_draws_overlap_as_the_formula_has_it() -> None:
    """3 of 12: 3² / 12 = 0.75 questions in common, a quarter."""
    found = overlap_of(draws([CELL], bank(), seeds=range(400)), bank())

    assert found.cases == 3
    assert found.common == pytest.approx(0.75, abs=0.02)
    assert found.share == found.common / 3


def test_a_pool_without_choice_overlaps_wholly() -> None:
    assert overlap_of(draws([CELL], bank(3), seeds=range(5)), bank(3)).share == 1


def test_a_wish_that_no_draw_meets_is_relaxed_in_all() -> None:
    assert relaxed(draws([CELL], bank(), seeds=range(5), rules=DrawRules(dimensions=2))) == {"dimensions": 5}
    assert relaxed(draws([CELL], bank(), seeds=range(5))) == {}


def test_contrasts_of_a_term_are_half_and_half() -> None:
    even = [item(1, contrast="AB"), item(2, contrast="AC")]

    assert uneven_contrasts(CELL, even, ("A", "B", "C")) == {}
    assert uneven_contrasts(CELL, [item(1), item(2)], ("A", "B", "C")) == {"AB": 2, "AC": 0}


def test_a_company_that_tells_its_term_is_named() -> None:
    rows = [item(1, company="x"), item(2, company="x"), item(3), item(4, company="y"), item(4, "B", company="y")]

    assert [(fault.code, len(fault.items), fault.term) for fault in company_faults(rows)] == [
        ("no-company", 1, ""),
        ("company-one-term", 2, "A"),
    ]


def test_what_holds_no_case_is_named() -> None:
    cell = Cell(1, 1, "exam")

    assert caseless([cell], [item(1), item(2, cases=())]) == ["A2"]
