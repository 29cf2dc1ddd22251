"""Results hold without the answers they were made of."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from lessons.models import UnitProgress
from quizzes.enums import Counts, Settled
from quizzes.models import AnswerStep, Attempt
from quizzes.queries.reviewing import review_of
from quizzes.services.regrading import preview_settlement
from tests.factories.old_answers import end, in_months, purge, settle, sit
from tests.factories.quizzes import MARKER, answer_to, slots_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("settled", [Settled.NO, Settled.FOR_ALL, Settled.NOT_SCORED])
def test_results_still_verify(quiz, settled, capsys):
    """Thirds, too: of the row one statement of three is right."""
    attempt = sit(quiz, wrong=[1])
    row = next(slot for slot in slots_of(attempt) if slot.version.points == 3)
    solution = answer_to(row)
    AnswerStep.objects.filter(slot=row).update(
        answer={**answer_to(row, right=False), **dict([next(iter(solution.items()))])}
    )
    settle(attempt, settled) if settled else settle(attempt, Settled.FOR_ALL) and settle(attempt, Settled.NO)
    end(attempt)
    before = review_of(Attempt.objects.get(pk=attempt.pk)).result

    purge(in_months(13))

    call_command("verify_scores")
    assert "1 attempts computed anew, no difference." in capsys.readouterr().out
    assert review_of(Attempt.objects.get(pk=attempt.pk)).result == before


def test_a_result_that_was_tampered_with_is_still_found(quiz, capsys):
    attempt = sit(quiz, wrong=[1])
    end(attempt)
    purge(in_months(13))
    Attempt.objects.filter(pk=attempt.pk).update(points=6)

    with pytest.raises(CommandError, match="1 of 1 attempts differ"):
        call_command("verify_scores")


def test_a_question_settled_afterwards_changes_no_result_without_answers(quiz):
    old, new = sit(quiz, wrong=[1]), sit(quiz, wrong=[1])
    end(old)
    purge(in_months(13))
    before = Attempt.objects.filter(pk=old.pk).values().get()
    version = slots_of(old)[0].version
    assert [change.attempt for change in preview_settlement(version=version, settled=Settled.FOR_ALL)] == [new]

    settle(old, Settled.FOR_ALL)

    assert Attempt.objects.filter(pk=old.pk).values().get() == before
    call_command("verify_scores")


def test_the_result_that_counts_may_be_one_without_answers(quiz):
    """Whoever tries again after a year does not lose what she reached."""
    quiz.counts = Counts.BEST
    quiz.save()
    attempt = sit(quiz)
    end(attempt)
    purge(in_months(13))

    sit(quiz, wrong=[1, 2, 3, 4], run=attempt.enrolment, now=in_months(13))

    assert (UnitProgress.objects.get().share, UnitProgress.objects.get().passed) == (1, True)


def test_the_review_says_why_there_are_no_answers(client, quiz):
    attempt = sit(quiz, wrong=[1])
    end(attempt)
    client.force_login(attempt.enrolment.user)
    page = reverse("quizzes:review", args=[attempt.public_id])
    assert MARKER in client.get(page).content.decode()

    purge(in_months(13))

    html = client.get(page).content.decode()
    assert "Aufbewahrt werden sie bis 12 Monate nach dem Ende des Kurses. Ihr Ergebnis bleibt erhalten." in html
    assert "5 von 6" in html
    assert MARKER not in html


def test_to_a_question_without_an_answer_nobody_objects(client, quiz):
    attempt = sit(quiz, wrong=[1])
    end(attempt)
    client.force_login(attempt.enrolment.user)
    purge(in_months(13))

    assert client.get(reverse("quizzes:object", args=[attempt.public_id, 1])).status_code == 404
