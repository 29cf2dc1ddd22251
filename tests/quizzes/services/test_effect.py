"""Figures of groups: right, written once, of ten people at least, and of nobody who was elsewhere."""

from datetime import UTC, date, datetime, timedelta
from statistics import mean, stdev

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import override_settings

from coursesite import policy
from coursesite.accounts.services.departments import move_department, set_primary_department
from lessons.enums import EffectPhase
from lessons.models import EffectFigure, EffectRun, Enrolment
from quizzes.enums import Mode, Pool
from quizzes.models import QuestionVersion, TermEvent
from quizzes.services import effect
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.effect import write_effect
from tests.counting import queries_of
from tests.factories.company import company, join, make_department
from tests.factories.effect import answer, make_begun, make_figure, noon
from tests.factories.lessons import make_enrolment
from tests.factories.quizzes import (
    TERMS,
    answer_to,
    make_questions,
    make_quiz,
    make_quiz_course,
    set_data,
    single_data,
    slots_of,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 8, 20)  # somebody begins
QUARTER = date(2026, 7, 1)
OVER = datetime(2026, 10, 1, 6, tzinfo=UTC)
NEXT_OVER = datetime(2027, 1, 1, 6, tzinfo=UTC)
ALL_OVER = datetime(2027, 4, 1, 6, tzinfo=UTC)
EXAM_DAY, RETENTION_DAY = date(2026, 9, 20), date(2026, 10, 25)
HALF = {"A": (1, 2), "B": (1, 2), "C": (1, 2)}
ALL = {"A": (2, 2), "B": (2, 2), "C": (2, 2)}


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def sales():
    return make_department("Vertrieb")


def begin(department, course, answers, day=DAY):
    """One person for each entry, who takes the pre-test at once."""
    runs = [make_begun(department, course, day) for _answers in answers]
    for run, given in zip(runs, answers, strict=True):
        answer(run, Mode.PLACEMENT, given, day)
    return runs


def figures(phase=EffectPhase.START, **fields):
    """(department, term) → (learners, mean, low, high, dropped out)."""
    found = EffectFigure.objects.filter(phase=phase, **fields).order_by("department__path", "term")
    return {
        (figure.department.name, figure.term): (
            figure.learners, figure.mean, figure.low, figure.high, figure.dropped_out
        )
        for figure in found
    }  # fmt: skip


def groups(phase=EffectPhase.START, **fields):
    return sorted({department for department, _term in figures(phase, **fields)})


def test_the_figures_are_those_computed_by_hand(course, sales):
    """Six people know half of A, six three quarters, none B, all C."""
    some = {"A": (2, 4), "B": (0, 2), "C": (1, 1)}
    more = {"A": (3, 4), "B": (0, 1), "C": (3, 3)}
    begin(sales, course, [some] * 6 + [more] * 6)
    shares = [0.5] * 6 + [0.75] * 6
    half = 1.795885 * stdev(shares) / 12**0.5  # t.95(11)

    write_effect(now=OVER)

    own = {key: values for key, values in figures().items() if key[0] == "Vertrieb"}
    low, high = round(100 * (mean(shares) - half)), round(100 * (mean(shares) + half))
    assert (low, high) == (56, 69)
    assert own == {
        ("Vertrieb", "A"): (12, 62, 56, 69, None),
        ("Vertrieb", "B"): (12, 5, 5, 5, None),
        ("Vertrieb", "C"): (12, 95, 95, 95, None),
    }


def test_equal_people_are_not_told_to_be_equal(course, sales):
    begin(sales, course, [HALF] * 10)

    write_effect(now=OVER)

    assert figures()["Vertrieb", "A"] == (10, 50, 44, 56, None)


def test_nothing_is_written_about_nine_people(course, sales):
    begin(sales, course, [HALF] * 9)

    [written] = write_effect(now=OVER)

    assert (written.groups, EffectFigure.objects.count(), EffectRun.objects.count()) == (0, 0, 1)


def test_a_person_who_missed_a_term_is_not_counted(course, sales):
    begin(sales, course, [HALF] * 9 + [{"A": (1, 2), "B": (1, 2)}])

    write_effect(now=OVER)

    assert figures() == {}


def test_nothing_is_written_before_the_quarter_is_over(course, sales):
    begin(sales, course, [HALF] * 10)

    assert write_effect(now=datetime(2026, 9, 30, 21, 59, tzinfo=UTC)) == []
    assert len(write_effect(now=datetime(2026, 9, 30, 22, 1, tzinfo=UTC))) == 1  # midnight in Berlin


def test_what_is_written_never_changes(course, sales):
    begin(sales, course, [HALF] * 10)
    write_effect(now=OVER)
    before = figures()
    begin(sales, course, [ALL] * 5)
    TermEvent.objects.filter(expected="A").update(given="B")

    assert write_effect(now=OVER + timedelta(days=1)) == []
    assert figures() == before


def test_what_was_withheld_stays_withheld(course, sales):
    begin(sales, course, [HALF] * 9)
    write_effect(now=OVER)
    begin(sales, course, [HALF] * 9)

    write_effect(now=OVER)

    assert figures() == {}


def test_who_comes_second_writes_nothing(course, sales):
    """Two run_due at once: both find it due."""
    begin(sales, course, [HALF] * 10)
    [due] = effect._due(OVER)
    write_effect(now=OVER)
    before = list(EffectFigure.objects.values())

    assert effect._write(due, OVER) is None
    assert list(EffectFigure.objects.values()) == before


def test_each_phase_is_written_when_its_time_is_over(course, sales):
    begin(sales, course, [HALF] * 10)

    phases = [[str(written.due.phase) for written in write_effect(now=now)] for now in (OVER, NEXT_OVER, ALL_OVER)]

    first = list(EffectRun.objects.filter(quarter=QUARTER).order_by("pk").values_list("phase", flat=True))
    assert first == ["start", "end", "later"]
    assert phases == [["start"], ["end", "start"], ["later", "end", "start"]]


def test_who_came_later_is_compared_with_who_began(course, sales):
    runs = begin(sales, course, [HALF] * 14)
    stranger = make_begun(sales, course, DAY)  # without a pre-test
    for run in [*runs[:12], stranger]:
        answer(run, Mode.EXAM, ALL, EXAM_DAY)
    for run in runs[2:12]:
        answer(run, Mode.RETENTION, {"A": (3, 4), "B": (3, 4), "C": (3, 4)}, RETENTION_DAY)

    write_effect(now=ALL_OVER)

    assert figures()["Vertrieb", "A"] == (14, 50, 45, 55, None)
    assert figures(EffectPhase.END)["Vertrieb", "A"] == (12, 95, 95, 95, 14)
    assert figures(EffectPhase.LATER)["Vertrieb", "A"] == (10, 75, 69, 81, 29)


def test_a_phase_of_nine_is_not_told(course, sales):
    for run in begin(sales, course, [HALF] * 14)[:9]:
        answer(run, Mode.EXAM, ALL, EXAM_DAY)

    write_effect(now=ALL_OVER)

    assert groups() == ["Unternehmen", "Vertrieb"]
    assert groups(EffectPhase.END) == []


def test_who_alone_dropped_out_is_not_told_by_subtraction(course, sales):
    """All ten in A go on, the one in the department above does not: the two would differ by her alone."""
    team = make_department("Team", sales)
    for run in begin(team, course, [HALF] * 10):
        answer(run, Mode.EXAM, {"A": (3, 4), "B": (3, 4), "C": (3, 4)}, EXAM_DAY)
    begin(sales, course, [HALF])

    write_effect(now=ALL_OVER)

    assert (groups(), groups(EffectPhase.END)) == (["Team"], ["Team"])


def test_answers_after_the_last_day_do_not_count(course, sales):
    runs = begin(sales, course, [HALF] * 10)
    for run in runs[:9]:
        answer(run, Mode.EXAM, ALL, date(2026, 12, 31))
    answer(runs[9], Mode.EXAM, ALL, date(2027, 1, 1))

    write_effect(now=ALL_OVER)

    assert figures(EffectPhase.END) == {}


def test_what_was_answered_in_time_and_submitted_later_does_not_count(course, sales):
    """The start was written without it: what comes after compares the same people."""
    runs = begin(sales, course, [HALF] * 11)
    runs[10].attempts.update(submitted_at=noon(date(2026, 10, 3)))
    for run in runs:
        answer(run, Mode.EXAM, ALL, EXAM_DAY)

    write_effect(now=ALL_OVER)

    assert {learners for learners, *_rest in figures(EffectPhase.START).values()} == {10}
    assert {learners for learners, *_rest in figures(EffectPhase.END).values()} == {10}


def test_only_first_answers_of_the_pre_test_count(course, sales):
    for run in begin(sales, course, [HALF] * 10):
        answer(run, Mode.PLACEMENT, ALL, DAY, is_first=False)
        answer(run, Mode.PRACTICE, ALL, DAY)

    write_effect(now=OVER)

    assert figures()["Vertrieb", "A"][:2] == (10, 50)


def test_courses_do_not_mix(course, sales):
    other = make_quiz_course(slug="anderer")
    runs = begin(sales, course, [HALF] * 10)
    for run in runs:
        second = make_enrolment(run.user, other, started_at=noon(DAY))
        answer(second, Mode.PLACEMENT, {"A": (1, 4), "B": (1, 4), "C": (1, 4)}, DAY)

    write_effect(now=OVER)

    assert figures(course=course)["Vertrieb", "A"][:2] == (10, 50)
    assert figures(course=other)["Vertrieb", "A"][:2] == (10, 25)


def test_a_second_run_belongs_to_its_own_quarter(course, sales):
    runs = begin(sales, course, [HALF] * 10)
    for run in runs:
        run.closed_at = noon(date(2026, 10, 2))
        run.save()
        again = make_enrolment(run.user, course, cycle=2, started_at=noon(date(2026, 10, 5)))
        answer(again, Mode.EXAM, ALL, date(2026, 10, 20))

    write_effect(now=ALL_OVER)

    assert groups(quarter=QUARTER) == ["Unternehmen", "Vertrieb"]
    assert figures(EffectPhase.END) == {}


def test_two_runs_in_a_quarter_are_one_person(course, sales):
    runs = begin(sales, course, [HALF] * 5)
    for run in runs:
        run.closed_at = noon(DAY)
        run.save()
        again = make_enrolment(run.user, course, cycle=2, started_at=noon(date(2026, 9, 5)))
        answer(again, Mode.PLACEMENT, HALF, date(2026, 9, 5))

    write_effect(now=OVER)

    assert figures() == {}


def test_the_primary_department_on_the_last_day_counts(course, sales):
    office = make_department("Innendienst")
    runs = begin(sales, course, [HALF] * 20)
    for run in runs[:10]:
        set_primary_department(user=run.user, department=office, day=date(2026, 9, 30))
    for run in runs[10:]:  # a second membership, and a move on the day after
        join(run.user, office, is_primary=False)
        set_primary_department(user=run.user, department=company(), day=date(2026, 10, 1))

    write_effect(now=ALL_OVER)

    assert {key: values[0] for key, values in figures().items() if key[1] == "A"} == {
        ("Unternehmen", "A"): 20,
        ("Vertrieb", "A"): 10,
        ("Innendienst", "A"): 10,
    }


def test_the_chart_of_the_last_day_counts(course, sales):
    team, office = make_department("Team", sales), make_department("Innendienst")
    begin(team, course, [HALF] * 10)
    begin(office, course, [HALF] * 10)
    move_department(department=team, parent=office, day=date(2026, 10, 1))

    write_effect(now=NEXT_OVER)

    assert {name: values[0] for (name, term), values in figures(quarter=QUARTER).items() if term == "A"} == {
        "Unternehmen": 20,
        "Vertrieb": 10,
        "Team": 10,
        "Innendienst": 10,
    }


def test_somebody_without_a_department_is_in_no_group(course, sales):
    begin(sales, course, [HALF] * 10)
    begin(None, course, [HALF] * 10)

    write_effect(now=OVER)

    assert {values[0] for values in figures().values()} == {10}


def test_parents_are_withheld_where_subtracting_would_tell_of_few(course, sales):
    office = make_department("Innendienst")
    begin(sales, course, [HALF] * 15)
    begin(office, course, [HALF] * 9)

    write_effect(now=OVER)

    assert groups() == ["Vertrieb"]


def test_parents_are_withheld_where_subtracting_would_tell_that_all_were_right(course, sales):
    office = make_department("Innendienst")
    begin(sales, course, [HALF] * 10)
    begin(office, course, [ALL] * 10)

    write_effect(now=OVER)

    assert groups() == ["Innendienst", "Vertrieb"]


def test_answers_given_on_the_site_are_counted(course, sales):
    make_questions(course, [single_data(term) for term in TERMS], pool=Pool.PLACEMENT)
    quiz = make_quiz(course, [{"term": term, "pool": Pool.PLACEMENT} for term in TERMS], mode=Mode.PLACEMENT)
    for number in range(10):
        run = make_begun(sales, course, DAY)
        attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=noon(DAY))
        for slot in slots_of(attempt):
            right = slot.version.content["case"]["term"] != "B" and number < 7
            given = {"answer": answer_to(slot, right=right), "now": noon(DAY)}
            save_answer(attempt=attempt, position=slot.position, seq=1, **given)
        submit_attempt(attempt=attempt, now=noon(DAY))

    write_effect(now=OVER)

    assert {term: figures()["Vertrieb", term][:2] for term in TERMS} == {"A": (10, 70), "B": (10, 5), "C": (10, 70)}


def test_a_course_without_terms_does_no_harm():
    make_begun(company(), make_quiz_course(slug="ohne"), DAY).course.terms.all().delete()

    assert [written.groups for written in write_effect(now=OVER)] == [0]


def test_more_people_cost_no_more_queries(course, sales):
    begin(sales, course, [HALF] * 10)
    few = queries_of(lambda: write_effect(now=OVER))
    EffectRun.objects.all().delete()
    EffectFigure.objects.all().delete()
    begin(sales, course, [HALF] * 20)

    assert queries_of(lambda: write_effect(now=OVER)) == few
    assert queries_of(lambda: write_effect(now=OVER)) == 3  # nothing is due


def test_run_due_says_what_it_wrote(course, sales, time_machine, capsys):
    begin(sales, course, [HALF] * 10)
    time_machine.move_to(OVER)

    call_command("run_due")
    call_command("run_due")

    assert capsys.readouterr().out == "Effect of kurs, 2026-Q3, start: 2 groups written.\nSearch of kurs: 1 texts.\n"


@pytest.mark.parametrize(("months", "phases"), [(9, ["start", "end", "later"]), (8, ["start", "end"])])
def test_answers_are_kept_until_the_last_figures_are_written(course, sales, time_machine, months, phases):
    """Whoever ended on the quarter's first day is the first whose answers go: below the rule's bound too early."""
    for run in begin(sales, course, [HALF] * 10, QUARTER):
        answer(run, Mode.EXAM, ALL, QUARTER)
        answer(run, Mode.RETENTION, ALL, QUARTER)
        Enrolment.objects.filter(pk=run.pk).update(completed_on=QUARTER)
    [question] = make_questions(course, [set_data("ABC")], pool=Pool.PLACEMENT)
    QuestionVersion.objects.update(content=question.current.content)

    for now in (OVER, NEXT_OVER, datetime(2027, 3, 31, 12, tzinfo=UTC), ALL_OVER):
        time_machine.move_to(now)
        with override_settings(KEEP_ANSWERS_MONTHS=months):
            call_command("run_due")

    written = EffectFigure.objects.filter(term="A", department=sales).order_by("pk")
    assert list(written.values_list("phase", flat=True)) == phases
    assert policy.rules["keep-answers"].least == 9
    assert not TermEvent.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"learners": 9},
        {"mean": 4},
        {"high": 96},
        {"low": 69},
        {"high": 67},
        {"dropped_out": 10},
        {"phase": EffectPhase.END, "dropped_out": None},
        {"phase": EffectPhase.END, "dropped_out": 101},
    ],
)
def test_the_database_refuses_what_must_not_be_told(course, sales, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_figure(course, sales, QUARTER, **fields)
