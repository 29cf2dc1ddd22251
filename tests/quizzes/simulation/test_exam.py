"""What a simulated exam tells: who passes, by which attempt, and whether the draw kept its rules."""

from quizzes.draw import BankItem, Cell, DrawRules
from quizzes.grading.attempt import PassRule
from quizzes.simulation.exam import Exam, pass_shares, sittings
from quizzes.simulation.learners import Profile, profiles_of
from quizzes.types.base import CaseTag

TERMS = ("A", "B")


def exam(*, spare=3, needed=5, **fields):
    items = [
        BankItem(
            f"{term}{number}",
            f"{term}{number}",
            "exam",
            "einordnen",
            family=f"{term}{number}",
            cases=(CaseTag("", term, "AB"),),
        )
        for term in TERMS
        for number in range(3 * spare)
    ]
    cells = tuple(Cell(position, 3, "exam", term=term) for position, term in enumerate(TERMS, 1))
    return Exam(cells, tuple(items), DrawRules(**fields), PassRule(needed, 2), attempts=3)


def test_attempts_in_a_row_share_no_question_while_the_bank_allows():
    [sitting] = sittings(exam(), count=1, seed=1)

    asked = [item.id for form in sitting.forms for item in form]
    assert (len(asked), len(set(asked))) == (18, 18)
    assert sitting.relaxed == (False, False, False)


def test_a_rule_that_cannot_be_kept_is_seen():
    [sitting] = sittings(exam(per_contrast=7), count=1, seed=1)

    assert sitting.relaxed == (True, True, True)


def test_a_bank_for_two_attempts_repeats_in_the_third():
    [sitting] = sittings(exam(spare=2), count=1, seed=1)

    assert sitting.relaxed == (False, False, True)


def test_who_knows_everything_passes_and_who_knows_nothing_does_not():
    made = exam()
    drawn = sittings(made, count=20, seed=1)
    known = Profile("knows", {"A": {"A": 1.0, "B": 0.0}, "B": {"A": 0.0, "B": 1.0}})
    swapped = Profile("swaps", {"A": {"A": 0.0, "B": 1.0}, "B": {"A": 1.0, "B": 0.0}})

    assert pass_shares(made, known, drawn, learners=200, seed=1) == (1.0, 1.0, 1.0)
    assert pass_shares(made, swapped, drawn, learners=200, seed=1) == (0.0, 0.0, 0.0)


def test_further_attempts_let_more_guessers_pass():
    made = exam()
    drawn = sittings(made, count=20, seed=1)
    guesser = profiles_of(TERMS)[0]

    first, second, third = pass_shares(made, guesser, drawn, learners=2000, seed=1)

    assert first < second < third
    # At least five of six by chance is (6 + 1) / 64; learners and cases that scatter make good luck a little likelier.
    assert 7 / 64 < first < 0.2
    assert pass_shares(made, guesser, drawn, learners=2000, seed=1) == (first, second, third)
