"""Answers that a person reads: they wait, are marked by criteria, and then the attempt has its result."""

import pytest
from django.core.management import call_command

from lessons.models import UnitProgress
from quizzes.enums import AttemptState, Settled
from quizzes.errors import QuizzesError
from quizzes.queries.attempts import recomputed
from quizzes.queries.objections import other_versions
from quizzes.queries.teaching import answers_waiting
from quizzes.queries.verification import differences
from quizzes.services import versioning
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.marking import mark_answer
from quizzes.services.regrading import settle_question
from tests.factories.accounts import make_user
from tests.factories.quizzes import ESSAY, answer_to, make_questions, make_quiz, single_data, slots_of
from tests.factories.workshop import make_instructor

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(course):
    make_questions(course, [ESSAY], type_key="essay")
    make_questions(course, [single_data("A")])
    cells = [{"cases": 1, "form": "praxisauftrag"}, {"cases": 1, "form": "einordnen"}]
    return make_quiz(course, cells, pass_points=5)


@pytest.fixture
def attempt(enrolment, quiz, now):
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)


@pytest.fixture
def submitted(attempt, now):
    for slot in slots_of(attempt):
        answer = "Wir hören zu." if slot.version.type == "essay" else answer_to(slot)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=now)
    return submit_attempt(attempt=attempt, now=now)


def essay_of(attempt):
    return next(slot for slot in slots_of(attempt) if slot.version.type == "essay")


def mark(attempt, now, points=(2, 3), comment="Klar begründet.", marker=None):
    slot = essay_of(attempt)
    return mark_answer(slot=slot, points=points, comment=comment, marker=marker or make_user(), now=now)


def test_it_waits_and_reports_nothing_until_it_is_marked(submitted):
    assert (submitted.state, submitted.points, submitted.passed) == (AttemptState.AWAITING_MARKING, 1, False)
    assert UnitProgress.objects.get().passed is None
    assert differences(submitted) == []


@pytest.mark.parametrize(
    ("points", "share", "total", "passed"),
    [
        ((2, 3), "1.00000", "6.00000", True),
        ((2, 1), "0.60000", "4.00000", False),
        ((0, 0), "0.00000", "1.00000", False),
    ],
)
def test_marked_it_has_its_result(submitted, now, *, points, share, total, passed):
    teacher = make_user()

    slot = mark(submitted, now, points, marker=teacher)

    submitted.refresh_from_db()
    assert (submitted.state, str(submitted.points), submitted.passed) == (AttemptState.MARKED, total, passed)
    assert (str(slot.share), slot.marked_by, slot.comment) == (share, teacher, "Klar begründet.")
    assert UnitProgress.objects.get().passed is passed
    assert differences(submitted) == []


def test_marking_anew_replaces_what_was_given(submitted, now):
    mark(submitted, now, (0, 0))

    mark(submitted, now, (2, 3))

    assert recomputed(submitted).points == 6
    assert UnitProgress.objects.get().passed


@pytest.mark.parametrize("points", [(), (2,), (2, 4), (-1, 3), (2, 3, 0)])
def test_points_that_do_not_fit_are_refused(submitted, now, points):
    with pytest.raises(QuizzesError) as refusal:
        mark(submitted, now, points)

    assert refusal.value.code == "wrong-points"
    assert essay_of(submitted).marked_at is None


def test_what_is_open_or_was_not_answered_is_not_marked(attempt, now):
    with pytest.raises(QuizzesError) as still_open:
        mark(attempt, now)
    submit_attempt(attempt=attempt, now=now)
    with pytest.raises(QuizzesError) as unanswered:
        mark(attempt, now)

    assert (still_open.value.code, unanswered.value.code) == ("still-open", "not-by-person")
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.MARKED


def test_a_machine_s_mark_is_not_overwritten(submitted, now):
    slot = next(slot for slot in slots_of(submitted) if slot.version.type == "single")

    with pytest.raises(QuizzesError):
        mark_answer(slot=slot, points=[1], comment="", marker=make_user(), now=now)


def test_the_learner_reads_points_and_comment(client, submitted, now):
    client.force_login(submitted.enrolment.user)
    url = f"/attempts/{submitted.public_id}/review/"
    assert "Wird noch bewertet" in client.get(url).content.decode()

    mark(submitted, now, (2, 1))

    page = " ".join(client.get(url).content.decode().split())
    assert "Klar begründet." in page
    assert "2 von 2 Punkten" in page
    assert "1 von 3 Punkten" in page


def settle(attempt, *ways, now):
    for settled in ways:
        settle_question(version=essay_of(attempt).version, settled=settled, reason="Unklar", actor=None, now=now)


def outcome_of(attempt):
    attempt.refresh_from_db()
    return attempt.state, attempt.points, attempt.maximum, attempt.passed


@pytest.mark.parametrize(
    "ways", [[Settled.FOR_ALL], [Settled.NOT_SCORED], [Settled.FOR_ALL, Settled.NOT_SCORED], [Settled.FOR_ALL] * 2]
)
def test_a_settlement_that_is_undone_gives_back_what_the_marker_gave(submitted, now, ways):
    mark(submitted, now, (1, 0))
    assert outcome_of(submitted) == (AttemptState.MARKED, 2, 6, False)
    parts = essay_of(submitted).parts

    settle(submitted, *ways, now=now)
    assert outcome_of(submitted)[1:] == ((6, 6, True) if ways[-1] == Settled.FOR_ALL else (1, 1, True))
    call_command("verify_scores")
    settle(submitted, Settled.NO, now=now)

    essay = essay_of(submitted)
    assert (essay.given_points, essay.parts, str(essay.share)) == ([1, 0], parts, "0.20000")
    assert outcome_of(submitted)[1] == 2
    call_command("verify_scores")


def test_what_is_marked_while_it_counts_for_all_holds_once_that_is_undone(submitted, now):
    settle(submitted, Settled.FOR_ALL, now=now)
    mark(submitted, now, (1, 0))
    assert outcome_of(submitted) == (AttemptState.MARKED, 6, 6, True)

    settle(submitted, Settled.NO, now=now)

    assert outcome_of(submitted)[:2] == (AttemptState.MARKED, 2)


def test_the_learner_reads_what_was_given_where_all_have_their_points(client, submitted, now):
    client.force_login(submitted.enrolment.user)
    mark(submitted, now, (1, 0))

    settle(submitted, Settled.FOR_ALL, now=now)

    page = " ".join(client.get(f"/attempts/{submitted.public_id}/review/").content.decode().split())
    assert "Diese Frage war fehlerhaft. Alle haben ihre Punkte erhalten." in page
    assert "1 von 2 Punkten" in page
    assert "0 von 3 Punkten" in page


def reworded(version, now, *, type_key="essay", data=None):
    data = data or {**ESSAY, "stem": "Beschreiben Sie zwei Maßnahmen."}
    return versioning.save_version(question=version.question, type_key=type_key, data=data, author=None, now=now)


@pytest.mark.parametrize("is_marked", [True, False])
def test_what_a_person_marks_is_not_settled_by_another_version(submitted, now, is_marked):
    if is_marked:
        mark(submitted, now)
    before, version = outcome_of(submitted), essay_of(submitted).version
    by = reworded(version, now)

    assert list(other_versions(version)) == []
    with pytest.raises(QuizzesError) as refusal:
        settle_question(version=version, settled=Settled.BY_VERSION, by=by, reason="x", actor=None, now=now)

    assert refusal.value.code == "by-person"
    assert outcome_of(submitted) == before


def test_nor_does_a_rubric_mark_what_has_a_key(submitted, now):
    version = next(slot.version for slot in slots_of(submitted) if slot.version.type == "single")
    data = {**ESSAY, "rubric": [{"points": 1, "text": "Sie passt."}], "pass_points": 1}
    by = reworded(version, now, data=data)

    assert by.points == version.points
    assert list(other_versions(version)) == []
    with pytest.raises(QuizzesError) as refusal:
        settle_question(version=version, settled=Settled.BY_VERSION, by=by, reason="x", actor=None, now=now)
    assert refusal.value.code == "by-person"


@pytest.fixture
def locked(submitted, course, now):
    """Settled by another version when that was still possible: what was given is gone, and the attempt waits."""
    essay = mark(submitted, now, (2, 1))
    type(essay.version).objects.filter(pk=essay.version_id).update(
        settled=Settled.BY_VERSION, settled_by=reworded(essay.version, now)
    )
    parts = [{**part, "share": "0"} for part in essay.parts]
    type(essay).objects.filter(pk=essay.pk).update(given_points=[], parts=parts, share=0)
    type(submitted).objects.filter(pk=submitted.pk).update(state=AttemptState.AWAITING_MARKING, points=1)
    return submitted


def test_an_attempt_that_was_locked_by_it_is_in_the_queue_and_has_its_result_once_it_is_marked(locked, course, now):
    assert list(answers_waiting(make_instructor(course))) == [essay_of(locked)]

    mark(locked, now, (2, 3))

    assert outcome_of(locked) == (AttemptState.MARKED, 6, 6, True)
    settle(locked, Settled.NO, now=now)
    assert outcome_of(locked) == (AttemptState.MARKED, 6, 6, True)
    call_command("verify_scores")


def test_settling_sees_an_attempt_that_waits_for_nothing(submitted, now):
    mark(submitted, now, (2, 3))
    type(submitted).objects.filter(pk=submitted.pk).update(state=AttemptState.AWAITING_MARKING)
    submitted.refresh_from_db()
    assert [one.what for one in differences(submitted)] == ["state"]

    settle(submitted, Settled.NO, now=now)

    assert outcome_of(submitted) == (AttemptState.MARKED, 6, 6, True)
