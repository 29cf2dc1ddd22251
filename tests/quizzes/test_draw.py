from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.draw import BankItem, Cell, Draw, Note, UnfillableCell, draw
from quizzes.types.base import CaseTag

TERMS = "FOZ"
CONTRASTS = {"F": "FO", "O": "OZ", "Z": "FZ"}
MIDTERM = [Cell(position, 3, "midterm", term=term) for position, term in enumerate(TERMS, start=1)]


def tag(term):
    return CaseTag("", term, CONTRASTS[term], "D1")


def item(number, terms="F", *, pool="midterm", form="einordnen", **more):
    return BankItem(
        number,
        f"q-{number:03}",
        pool,
        form,
        **({"family": f"family-{number}", "company": f"company-{number}"} | more),
        cases=tuple(tag(term) for term in terms),
    )


def midterm_bank(per_term=6):
    """Numbers 0, 3, 6 … ask F, 1, 4, 7 … ask O, 2, 5, 8 … ask Z."""
    return [item(number, TERMS[number % 3]) for number in range(3 * per_term)]


def wishes(result):
    return {note.wish: note.values for note in result.notes}


def test_draw_fills_each_cell_with_different_questions():
    bank = midterm_bank()
    result = draw(MIDTERM, bank, seed=1)

    assert Counter(TERMS[number % 3] for number in result.items) == {"F": 3, "O": 3, "Z": 3}
    assert len(set(result.items)) == 9
    assert result.notes == ()


@given(seed=st.integers(), order=st.integers(0, 1000))
def test_draw_depends_on_the_seed_alone(seed, order):
    bank = midterm_bank()
    shuffled = Random(order).sample(bank, len(bank))

    assert draw(MIDTERM, shuffled, seed=seed) == draw(MIDTERM, bank, seed=seed)


def test_seeds_reach_every_question_and_mix_the_terms():
    draws = [draw(MIDTERM, midterm_bank(), seed=seed).items for seed in range(200)]
    shares = Counter(number for items in draws for number in items)

    assert len(set(draws)) == 200
    assert set(shares) == set(range(18))
    assert max(shares.values()) < 2 * min(shares.values())
    assert len({"".join(TERMS[number % 3] for number in items) for items in draws}) > 100


def test_unseen_questions_come_first():
    seen = dict.fromkeys(range(9), 1)

    for seed in range(20):
        result = draw(MIDTERM, midterm_bank(), seed=seed, seen=seen)
        assert sorted(result.items) == list(range(9, 18))
        assert result.notes == ()


def test_then_come_those_seen_longest_ago():
    seen = dict.fromkeys(range(9), 2) | dict.fromkeys(range(9, 18), 1)
    result = draw(MIDTERM, midterm_bank(), seed=3, seen=seen)

    assert sorted(result.items) == list(range(9, 18))
    assert result.notes == (Note("unseen", tuple(f"q-{number:03}" for number in range(9, 18))),)


def test_a_cell_takes_a_seen_question_only_for_what_is_missing():
    seen = {0: 1, 3: 1, 6: 1, 9: 2}
    result = draw([Cell(1, 3, "midterm", term="F")], midterm_bank(), seed=5, seen=seen)

    assert {12, 15} < set(result.items)
    assert set(result.items) - {12, 15} <= {0, 3, 6}
    assert [note.wish for note in result.notes] == ["unseen"]


def test_no_family_and_no_company_twice_while_possible():
    bank = [item(n, TERMS[n % 3], family=f"f{n // 2}", company=f"c{n * 5 % 11}") for n in range(30)]
    by_id = {each.id: each for each in bank}

    for seed in range(50):
        result = draw(MIDTERM, bank, seed=seed)
        drawn = [by_id[number] for number in result.items]
        assert result.notes == ()
        assert len({each.family for each in drawn}) == len({each.company for each in drawn}) == 9


def test_what_cannot_be_met_is_relaxed_and_noted():
    bank = [item(number, family="same", company="one") for number in range(3)]

    assert draw([Cell(1, 2, "midterm")], bank, seed=1).notes == (
        Note("company", ("one",)),
        Note("family", ("same",)),
    )


@pytest.mark.parametrize(
    ("others", "seen", "drawn", "relaxed"),
    [
        # a second question of the same family, or one of the same company: the company gives way
        ([item(1, family="a"), item(2, company="c")], {}, 2, {"company": ("c",)}),
        # one of the same family, or one that was seen: the seen one is asked
        ([item(1, family="a"), item(2)], {2: 1}, 2, {"unseen": ("q-002",)}),
        # one that was seen, or one of the same company: the company gives way
        ([item(1), item(2, company="c")], {1: 1}, 2, {"company": ("c",)}),
    ],
)
def test_wishes_are_relaxed_in_their_named_order(others, seen, drawn, relaxed):
    cells = [Cell(1, 1, "midterm", form="szenario"), Cell(2, 1, "midterm", form="einordnen")]
    bank = [item(0, form="szenario", family="a", company="c"), *others]
    result = draw(cells, bank, seed=1, seen=seen)

    assert (set(result.items), wishes(result)) == ({0, drawn}, relaxed)


def test_empty_family_and_company_never_repeat():
    bank = [item(number, family="", company="") for number in range(3)]

    assert draw([Cell(1, 3, "midterm")], bank, seed=1).notes == ()


def test_sets_count_their_cases():
    bank = [item(n, "FOZ", form="zuordnen") for n in range(4)] + [item(n, "F") for n in range(4, 8)]
    result = draw([Cell(1, 6, "midterm", form="zuordnen"), Cell(2, 2, "midterm", term="F")], bank, seed=2)

    assert sorted(number < 4 for number in result.items) == [False, False, True, True]


@pytest.mark.parametrize(
    ("sizes", "wanted", "drawn"), [((3, 2, 2), 4, (2, 2)), ((3, 3, 1), 4, (3, 1)), ((5, 1), 1, (1,))]
)
def test_a_cell_is_filled_exactly(sizes, wanted, drawn):
    bank = [item(number, "F" * size) for number, size in enumerate(sizes)]

    for seed in range(10):
        result = draw([Cell(1, wanted, "midterm")], bank, seed=seed)
        assert sorted(sizes[number] for number in result.items) == sorted(drawn)


def test_a_question_without_cases_counts_one_and_has_no_term():
    ordering = item(1, "", form="ordnen")

    assert draw([Cell(1, 1, "midterm", form="ordnen")], [ordering], seed=1).items == (1,)
    with pytest.raises(UnfillableCell):
        draw([Cell(1, 1, "midterm", term="F")], [ordering], seed=1)


@pytest.mark.parametrize(
    "strange",
    [
        item(1, pool="exam"),
        item(1, form="szenario"),
        item(1, "O"),
        item(1, "FO"),
        item(1, bloom="Verstehen"),
    ],
)
def test_every_filter_of_a_cell_counts(strange):
    cell = Cell(1, 1, "midterm", form="einordnen", term="F", contrast="FO", bloom="Anwenden")

    assert draw([cell], [strange, item(2, bloom="Anwenden")], seed=1).items == (2,)
    assert not cell.holds(strange)


@pytest.mark.parametrize(
    ("bank", "found"),
    [([], 0), ([item(1)], 1), ([item(1, "FFF"), item(2, "FFF")], 3), ([item(1, "O"), item(2, "FF")], 2)],
)
def test_an_unfillable_cell_is_named(bank, found):
    cells = [Cell(1, 1, "midterm", form="szenario"), Cell(2, 4, "midterm", term="F")]

    with pytest.raises(UnfillableCell) as caught:
        draw(cells, [*bank, item(9, "O", form="szenario")], seed=1)

    assert (caught.value.position, caught.value.wanted, caught.value.found) == (2, 4, found)


def test_cells_that_fight_for_the_same_questions_are_named_too():
    with pytest.raises(UnfillableCell) as caught:
        draw([Cell(1, 1, "midterm", term="F"), Cell(2, 1, "midterm")], [item(1)], seed=1)

    assert (caught.value.wanted, caught.value.found) == (1, 0)


def test_a_wide_cell_leaves_the_narrow_one_its_questions():
    bank = [item(0, "F"), *(item(number, "O") for number in range(1, 4))]
    cells = [Cell(1, 3, "midterm"), Cell(2, 1, "midterm", term="F")]

    for seed in range(20):
        assert set(draw(cells, bank, seed=seed).items) == {0, 1, 2, 3}


def test_narrow_cells_of_the_same_kind_are_served_before_a_wide_one():
    bank = [item(number, "F" if number < 12 else "O") for number in range(24)]
    cells = [Cell(1, 12, "midterm"), *(Cell(position, 3, "midterm", term="F") for position in range(2, 6))]

    assert set(draw(cells, bank, seed=1).items) == set(range(24))


def test_cells_that_overlap_leave_each_other_enough():
    """By chance alone, one order of taking in ten thousand would do."""
    bank = [item(number, form="a") for number in range(32)]
    bank += [item(number, form="b") for number in range(32, 48)]
    bank += [item(number, "O", form="a") for number in range(48, 64)]
    cells = [Cell(1, 32, "midterm", term="F"), Cell(2, 32, "midterm", form="a")]

    assert set(draw(cells, bank, seed=1).items) == set(range(64))


def test_no_cells_no_questions():
    assert draw([], midterm_bank(), seed=1) == Draw(items=(), notes=())


def test_notes_are_plain_json():
    assert Note("company", ("a", "b")).to_json() == {"wish": "company", "values": ["a", "b"]}


@st.composite
def blueprints(draw_value):
    """Cells with a bank that is known to fill them: some questions were planted for each cell, others were added."""
    cells, bank = [], []
    for position in range(1, draw_value(st.integers(1, 4)) + 1):
        term = draw_value(st.sampled_from([None, *TERMS]))
        form = draw_value(st.sampled_from(["", "a", "b"]))
        planted = draw_value(st.lists(st.integers(1, 3), min_size=1, max_size=3))
        for size in planted:
            terms = (term or draw_value(st.sampled_from(TERMS))) * size
            bank.append(item(len(bank), terms, form=form or draw_value(st.sampled_from("ab"))))
        cells.append(Cell(position, sum(planted), "midterm", form=form, term=term))
    for _ in range(draw_value(st.integers(0, 4))):
        terms = draw_value(st.sampled_from([*TERMS, "FO", "FF"]))
        bank.append(item(len(bank), terms, form=draw_value(st.sampled_from("ab"))))
    return cells, bank


@given(blueprint=blueprints(), seed=st.integers(0, 10**6))
def test_what_can_be_filled_is_filled_exactly(blueprint, seed):
    cells, bank = blueprint
    by_id = {each.id: each for each in bank}
    result = draw(cells, bank, seed=seed)

    assert len(set(result.items)) == len(result.items)
    assert sum(by_id[number].size for number in result.items) == sum(cell.cases for cell in cells)
    assert result.notes == ()
