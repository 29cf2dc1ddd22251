"""What answers say of questions and people is said without those that are gone, too."""

import pytest

from coursesite import clock
from quizzes.enums import Mode, Settled
from quizzes.models import AnswerStep, Attempt, ItemFigures, ItemTally, QuizFigures, TermEvent
from quizzes.services.analysing import refresh_figures
from quizzes.services.evidence import rebuild_everybody
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.old_answers import end, in_months, purge, settle, sit
from tests.factories.quizzes import slots_of

pytestmark = pytest.mark.django_db


def figures():
    """Without when they were made, and floats as they are shown."""

    def told(value):
        if isinstance(value, dict):
            return {key: told(one) for key, one in value.items()}
        if isinstance(value, list):
            return [told(one) for one in value]
        return round(value, 6) if isinstance(value, float) else value

    return {
        (row.version_id, row.mode): (row.answers, row.flagged, told(row.figures)) for row in ItemFigures.objects.all()
    }


@pytest.fixture
def answered(quiz):
    """24 people, so that options and thirds are told of; some sure, all with different results."""
    attempts = [
        sit(quiz, wrong=[position for position in range(1, 5) if number % (position + 1) == 0]) for number in range(24)
    ]
    refresh_figures(now=clock.now())
    return attempts


def test_figures_of_questions_stay_as_they_were(quiz, answered):
    before, consistency = figures(), QuizFigures.objects.get().figures
    assert {row[0] for row in before.values()} == {24}
    end(*answered[:12])

    purge(in_months(13))
    assert refresh_figures(now=in_months(13))
    assert figures() == before

    end(*answered)
    purge(in_months(13))
    refresh_figures(now=in_months(13))
    assert figures() == before
    assert not AnswerStep.objects.exists()
    assert {**QuizFigures.objects.get().figures, "made_of": 0} == {**consistency, "made_of": 0}
    assert refresh_figures(now=in_months(13)) == []


def test_new_answers_come_on_top_of_those_that_are_gone(quiz, answered):
    sit(quiz, wrong=[2])
    refresh_figures(now=clock.now())
    together = figures()
    newest = Attempt.objects.latest("pk")
    end(*answered)

    purge(in_months(13))
    refresh_figures(now=in_months(13))

    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {newest.pk}
    assert figures() == together


def test_only_what_counts_for_figures_is_added_up(quiz):
    attempt = sit(quiz)
    second = sit(quiz, run=attempt.enrolment)
    end(attempt)

    purge(in_months(13))

    assert second.number == 2
    assert {sum(sums[0] for sums in row.tally["classes"].values()) for row in ItemTally.objects.all()} == {1}


def test_a_question_that_measures_nothing_any_more_has_no_figures(quiz, answered):
    end(*answered)
    purge(in_months(13))
    version = slots_of(answered[0])[0].version

    settle(answered[0], Settled.FOR_ALL)
    refresh_figures(now=in_months(13))

    assert (version.pk, Mode.MIDTERM) not in figures()
    assert len(figures()) == 3


def test_evidence_derived_anew_stays_the_same(course, quiz):
    """Of a second run the answers become the first ones that are known."""
    user = make_user()
    first = sit(quiz, user=user)
    end(first, closed_at=clock.now(), completed_on=clock.today())
    second = make_started(user, course, cycle=2)
    sit(quiz, wrong=[1], run=second, now=in_months(6))
    assert set(TermEvent.objects.filter(slot__attempt__enrolment=second).values_list("is_first", flat=True)) == {False}

    purge(in_months(13))

    assert set(TermEvent.objects.values_list("slot__attempt__enrolment", "is_first")) == {(second.pk, True)}
    assert list(rebuild_everybody(keep=False)) == [True]
