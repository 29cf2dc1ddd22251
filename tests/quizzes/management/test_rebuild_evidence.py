"""manage.py rebuild_evidence: the same evidence from the same answers, and what differs is named."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from quizzes.models import TermEvent
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import answer_to, make_exam, make_quiz_course, slots_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def answered():
    """Two people with three events each."""
    course = make_quiz_course()
    quiz = make_exam(course)
    for _person in range(2):
        attempt = start_attempt(enrolment=make_started(make_user(), course), quiz=quiz, seed=1, now=NOW)
        for slot in slots_of(attempt):
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_to(slot), now=NOW)
        submit_attempt(attempt=attempt, now=NOW)


def events():
    return list(TermEvent.objects.order_by("user", "pk").values_list("user", "slot", "expected", "given", "is_first"))


def test_what_is_in_order_stays_the_same(answered, capsys):
    before = events()

    call_command("rebuild_evidence", "--check")
    call_command("rebuild_evidence")

    assert events() == before
    assert "Evidence of 2 people derived anew, of 0 it differed." in capsys.readouterr().out


def test_what_differs_is_named_and_only_mended_when_told_to(answered):
    before = events()
    TermEvent.objects.filter(pk=TermEvent.objects.order_by("pk").first().pk).update(given="B", expected="C")
    broken = events()

    with pytest.raises(CommandError, match="1 of 2 people"):
        call_command("rebuild_evidence", "--check")
    assert events() == broken

    call_command("rebuild_evidence")
    assert events() == before
