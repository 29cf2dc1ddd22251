"""How far a group has come: counts, and none about fewer than five people."""

import pytest

from coursesite import clock
from quizzes.queries.cohorts import GroupProgress, progress_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import make_quiz_course

pytestmark = pytest.mark.django_db


def test_runs_are_counted_by_their_state():
    course = make_quiz_course()
    for _person in range(3):
        make_started(make_user(), course)
    make_started(make_user(), course, completed_on=clock.today())
    assert progress_of(course) is None

    make_started(make_user(), course, started_at=None)

    assert progress_of(course) == GroupProgress(not_started=1, in_progress=3, completed=1)
