"""Thirteen months after a course its answers are gone; results, figures and certificates stay. A day before: all."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from coursesite import clock
from lessons.models import Certificate, EffectFigure, Enrolment, UnitProgress
from quizzes.enums import AttemptState, Counts, Mode, Pool, Settled
from quizzes.models import (
    AnswerStep,
    Attempt,
    AttemptSlot,
    Card,
    ItemFigures,
    ItemTally,
    Objection,
    QuizFigures,
    ResultNotice,
    SecondMarking,
    TermEvent,
)
from quizzes.queries.contents import content_of
from quizzes.queries.reviewing import review_of
from quizzes.services import retention
from quizzes.services.analysing import refresh_figures
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.evidence import rebuild_everybody
from quizzes.services.practising import answer_check
from quizzes.services.regrading import preview_settlement, settle_question
from quizzes.services.retention import delete_old_answers
from tests.counting import queries_of
from tests.factories.accounts import make_operator, make_user
from tests.factories.certificates import make_certificate
from tests.factories.effect import make_figure
from tests.factories.lessons import make_started, make_unit
from tests.factories.quizzes import (
    MARKER,
    TERMS,
    answer_to,
    make_checked_lesson,
    make_questions,
    make_quiz,
    make_quiz_course,
    set_data,
    single_data,
    slots_of,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def in_months(months, *, days=0):
    """Noon of the day so many months after today; 15 March never ends a shorter month."""
    today = clock.today()
    years, month = divmod(today.month - 1 + months, 12)
    day = today.replace(year=today.year + years, month=month + 1, day=min(today.day, 28)) + days * DAY
    return datetime.combine(day, time(12), timezone.get_default_timezone())


@pytest.fixture
def course():
    """With a lesson, so that whoever passes has not completed it yet."""
    course = make_quiz_course(slug="kurs")
    make_unit(course)
    return course


@pytest.fixture
def quiz(course):
    """Three cases and a row of three, all asked of everybody."""
    make_questions(course, [single_data(term) for term in TERMS], pool=Pool.MIDTERM)
    make_questions(course, [set_data("ABC")], pool=Pool.MIDTERM)
    cells = [{"term": term, "form": "einordnen"} for term in TERMS]
    return make_quiz(course, [*cells, {"form": "zuordnen", "cases": 3}], pass_points=3, ask_confidence=True)


def sit(quiz, wrong=(), *, user=None, run=None, now=None):
    """All answered; those at these positions wrongly."""
    now = now or clock.now()
    run = run or make_started(user or make_user(), quiz.course)
    attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=now)
    for slot in slots_of(attempt):
        answer = answer_to(slot, right=slot.position not in wrong)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, confidence="sure", now=now)
    return submit_attempt(attempt=attempt, now=now)


def end(*attempts, **fields):
    runs = Enrolment.objects.filter(attempts__in=attempts)
    runs.update(**(fields or {"completed_on": clock.today(), "passed_on": clock.today()}))


def purge(now):
    return list(delete_old_answers(now=now))


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


def settle(attempt, settled):
    """How its first question is marked from now on."""
    version = slots_of(attempt)[0].version
    return settle_question(version=version, settled=settled, reason="Unklar", actor=make_operator(), now=clock.now())


def test_after_thirteen_months_answers_are_gone_and_results_stay(quiz):
    attempt, other = sit(quiz, wrong=[1]), sit(quiz)
    end(attempt)
    Enrolment.objects.filter(attempts=other).update(completed_on=clock.today() + 60 * DAY)
    make_certificate(attempt.enrolment.user)
    make_figure(quiz.course, attempt.enrolment.user.memberships.get().department, date(2026, 7, 1))
    kept = (Enrolment, UnitProgress, Certificate, EffectFigure)
    before = {model: list(model.objects.order_by("pk").values()) for model in kept}
    assert all(before.values())
    results = list(Attempt.objects.order_by("pk").values("points", "maximum", "passed", "state", "submitted_at"))

    assert purge(in_months(13)) == ["Kept long enough: answers of 1 attempts and 0 cards deleted."]

    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {other.pk}
    assert set(TermEvent.objects.values_list("slot__attempt", flat=True)) == {other.pk}
    assert {model: list(model.objects.order_by("pk").values()) for model in kept} == before
    assert (
        list(Attempt.objects.order_by("pk").values("points", "maximum", "passed", "state", "submitted_at")) == results
    )
    assert purge(in_months(13)) == []


def test_nothing_that_is_left_tells_what_was_answered(quiz):
    right, wrong = sit(quiz), sit(quiz, wrong=[1, 2, 3, 4])
    AttemptSlot.objects.update(comment="Gut begründet.", flagged=True, explained=[1])
    end(right, wrong)

    purge(in_months(13))

    for attempt, share in [(right, 1), (wrong, 0)]:
        for slot in slots_of(attempt):
            assert {part["given"] for part in slot.parts} == {None}
            told = (slot.share, slot.option_order, slot.comment, slot.flagged, slot.explained, slot.is_emptied)
            assert told == (share, [], "", False, [], True)


def test_a_day_before_everything_is_there(quiz):
    end(sit(quiz, wrong=[1]))
    stored = (Attempt, AttemptSlot, AnswerStep, TermEvent)
    before = {model: list(model.objects.order_by("pk").values()) for model in stored}

    assert purge(in_months(12, days=-1)) == []
    assert {model: list(model.objects.order_by("pk").values()) for model in stored} == before
    assert len(purge(in_months(12, days=1))) == 1


def test_a_run_ends_when_it_is_completed_or_closed(quiz):
    going_on, closed = sit(quiz), sit(quiz)
    end(closed, closed_at=clock.now())

    purge(in_months(13))

    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {going_on.pk}


def test_what_was_answered_after_the_end_is_kept_as_long(quiz):
    attempt = sit(quiz)
    end(attempt)
    late = sit(quiz, run=attempt.enrolment, now=in_months(6))

    purge(in_months(13))
    assert set(AnswerStep.objects.values_list("slot__attempt", flat=True)) == {late.pk}

    purge(in_months(19))
    assert not AnswerStep.objects.exists()


def test_practice_and_what_never_came_to_a_result_go_as_a_whole(course, quiz):
    questions = make_questions(course, [single_data("A"), single_data("B")], pool=Pool.PRACTICE)
    lesson = make_checked_lesson(course, questions)
    run = make_started(make_user(), course)
    uid, answer = questions[0].uid, content_of(questions[0].current, tuple(TERMS)).options[0].token
    answer_check(enrolment=run, lesson=lesson, question_uid=uid, answer=answer, now=clock.now())
    exam = sit(quiz, run=run)
    begun = start_attempt(enrolment=run, quiz=quiz, seed=2, now=clock.now())
    waiting = sit(make_quiz(course, [{"term": "A"}], slug="auftrag"), run=run)
    Attempt.objects.filter(pk=waiting.pk).update(state=AttemptState.AWAITING_MARKING)
    end(exam)
    assert {attempt.quiz.mode for attempt in Attempt.objects.all()} == {Mode.CHECK, Mode.MIDTERM}
    assert begun.is_open

    purge(in_months(13))

    assert list(Attempt.objects.all()) == [exam]


def test_what_was_said_about_answers_goes_with_them(quiz):
    attempt = sit(quiz, wrong=[1])
    slot, now = slots_of(attempt)[0], clock.now()
    Objection.objects.create(slot=slot, reason="Beides passt.", made_at=now)
    SecondMarking.objects.create(slot=slot, requested_by=make_user(), requested_at=now)
    settle(attempt, Settled.FOR_ALL)
    assert ResultNotice.objects.exists()
    end(attempt)

    purge(in_months(13))

    assert [model.objects.count() for model in (Objection, SecondMarking, ResultNotice)] == [0, 0, 0]


# --- results hold ---
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


# --- evidence ---
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


def test_cards_go_when_none_was_asked_for_so_long(course, quiz):
    asked_late, idle, going_on = (sit(quiz) for _number in range(3))
    end(asked_late, idle)
    for attempt, day in [(asked_late, in_months(6)), (idle, clock.now()), (going_on, clock.now())]:
        for dimension in ("D1", "D2"):
            is_late = dimension == "D1"
            Card.objects.create(
                user=attempt.enrolment.user, course=course, pair="AB", dimension=dimension, due_on=clock.today(),
                stability=1, difficulty=1, reviewed_on=(day.date() if is_late else clock.today()),
            )  # fmt: skip

    assert purge(in_months(13))[0].endswith("and 2 cards deleted.")
    kept = {asked_late.enrolment.user_id, going_on.enrolment.user_id}
    assert set(Card.objects.values_list("user", flat=True)) == kept
    assert Card.objects.count() == 4


# --- figures of questions ---
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


# --- the job ---
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


def test_where_nothing_is_old_enough_it_costs_two_statements(quiz):
    end(sit(quiz), sit(quiz))

    assert queries_of(lambda: purge(clock.now())) == 2


def test_the_period_is_the_settings(quiz, settings):
    end(sit(quiz))
    settings.KEEP_ANSWERS_MONTHS = 6

    assert len(purge(in_months(7))) == 1
