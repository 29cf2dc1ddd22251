"""The job loses nothing, counts nothing twice, and what it cannot delete stops nothing else."""

import pytest

from coursesite import clock
from quizzes.models import AnswerStep, ItemTally
from quizzes.services import retention
from tests.counting import queries_of
from tests.factories.old_answers import end, in_months, purge, sit

pytestmark = pytest.mark.django_db


def test_a_run_that_dies_half_way_counts_nothing_twice(quiz, monkeypatch):
    attempts = [sit(quiz), sit(quiz, wrong=[1])]
    end(*attempts)
    calls = []

    def dying(pks, now, real=retention._empty):
        real(pks, now)
        calls.append(pks)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(retention, "_empty", dying)
        purge(in_months(13))
    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {attempts[1].pk}

    assert purge(in_months(13)) == ["Kept long enough: answers of 1 attempts and 0 cards deleted."]
    assert {sum(sums[0] for sums in row.tally["classes"].values()) for row in ItemTally.objects.all()} == {2}
    assert not AnswerStep.objects.exists()


def test_one_run_that_cannot_be_deleted_stops_no_other(quiz, monkeypatch):
    stuck, other = sit(quiz), sit(quiz)
    end(stuck, other)

    def add_up(enrolment, attempts, real=retention._add_up):
        if enrolment.pk == stuck.enrolment_id:
            raise ValueError("stuck")
        real(enrolment, attempts)

    monkeypatch.setattr(retention, "_add_up", add_up)

    with pytest.raises(RuntimeError, match=f"The answers of 1 runs could not be deleted: {stuck.enrolment_id}"):
        purge(in_months(13))
    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {stuck.pk}


def test_so_many_runs_at_once_and_the_others_with_the_next(quiz, monkeypatch):
    monkeypatch.setattr(retention, "RUNS_AT_ONCE", 2)
    end(*[sit(quiz) for _number in range(3)])

    assert purge(in_months(13)) == ["Kept long enough: answers of 2 attempts and 0 cards deleted."]
    assert purge(in_months(13)) == ["Kept long enough: answers of 1 attempts and 0 cards deleted."]
    assert purge(in_months(13)) == []


def test_where_nothing_is_old_enough_it_costs_three_statements(quiz):
    end(sit(quiz), sit(quiz))

    assert queries_of(lambda: purge(clock.now())) == 3
