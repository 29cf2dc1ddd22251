"""The simulation of a quiz: who would pass at the first attempt, for who writes the course."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from quizzes.models import Question
from quizzes.queries.simulating import LEARNERS
from quizzes.simulation.exam import interval
from tests.counting import queries_of
from tests.factories.quizzes import TERMS, make_exam, make_quiz

CONTENT = Path("lessons/content/kundenzentrierung")


def address(quiz, **values) -> str:
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return f"/admin/quizzes/quiz/{quiz.pk}/simulation/?{query}"


def figures(client, quiz, **values):
    return client.get(address(quiz, **values)).context["rows"]


@pytest.fixture
def exam(course):
    quiz = make_exam(course, per_term=4, spare=2)
    type(quiz).objects.filter(pk=quiz.pk).update(pass_points=10, pass_per_term=3)
    return quiz


@pytest.mark.django_db
def test_a_master_passes_more_often_than_who_confuses_and_a_guesser_hardly_ever(workshop, stranger, exam) -> None:
    rows = figures(workshop, exam)

    guesser, master, *confusers = rows
    assert len(confusers) == 3 + 6  # three pairs, each in both directions
    assert guesser["high"] < 5 and master["low"] > 60  # noqa: PT018  # two ends of one table
    assert all(guesser["percent"] <= row["percent"] < master["low"] for row in confusers)
    assert all(sum(name in row["name"] for name in TERMS.values()) == 2 for row in confusers)
    assert all(row["low"] <= row["percent"] <= row["high"] for row in rows)
    assert guesser["least"] < guesser["mean"] < master["mean"] <= 12
    assert stranger.get(address(exam)).status_code == 404


@pytest.mark.django_db
def test_the_same_start_number_gives_the_same_figures(workshop, exam) -> None:
    first, again, other = (figures(workshop, exam, seed=seed) for seed in (7, 7, 8))

    assert first == again != other


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "-1", "1e3", "²", "9999999", "٣", "x"])
def test_what_is_no_start_number_is_said_and_kept(workshop, exam, typed) -> None:
    page = workshop.get(address(exam, seed=typed))

    assert (page.context["seed"], page.context["typed"]) == (1, typed)
    assert 'aria-describedby="seed-error"' in page.content.decode()


@pytest.mark.django_db
def test_what_cannot_be_simulated_gets_a_sentence(workshop, course, exam) -> None:
    no_rule = make_quiz(course, [{"term": "A"}], slug="ohne-regel", pass_points=None, pass_per_term=None)
    one_by_one = make_quiz(course, slug="einzeln", mode="adaptive", pass_points=None, pass_per_term=None)

    said = [workshop.get(address(quiz)).context["fault"] for quiz in (no_rule, one_by_one, exam)]
    Question.objects.filter(current__cases__term="A").update(status="retired")
    said.append(workshop.get(address(exam)).context["fault"])

    assert [bool(sentence) for sentence in said] == [True, True, False, True]
    assert len({str(sentence) for sentence in said}) == 4


@pytest.mark.django_db
def test_a_large_bank_costs_as_many_queries_as_a_small_one(workshop, course) -> None:
    one, three = make_exam(course, slug="eins"), make_exam(course, per_term=3, slug="drei")
    type(one).objects.update(pass_points=1)
    workshop.get(address(one))

    assert queries_of(lambda: workshop.get(address(three))) == queries_of(lambda: workshop.get(address(one)))


@pytest.mark.parametrize(("profile", "expected"), [("master", 0.92), ("pair OZ", 0.05)])
def test_the_exam_of_the_shipped_course_lets_masters_pass_and_hardly_any_confuser(shipped, profile, expected) -> None:
    """As many learners as the page has; the expected shares are those of 4,000 learners and 1,000 draws."""
    low, high = interval(round(shipped[profile] * LEARNERS), LEARNERS)

    assert low <= expected <= high


@pytest.fixture(scope="module")
def shipped() -> dict[str, float]:
    """Profile → share that passed at the first attempt."""
    out = StringIO()
    call_command("simulate_exam", str(CONTENT), learners=LEARNERS, draws=60, stdout=out)
    found = re.findall(r"^  (\S.*?)\s{2,}(\d+\.\d) %", out.getvalue(), re.MULTILINE)
    return {name: float(share) / 100 for name, share in found}
