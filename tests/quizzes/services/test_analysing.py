"""The item analysis as a job: what it counts, by which third, and when it computes anew."""

import json
from random import Random

import pytest

from coursesite import clock
from quizzes.enums import Mode, Pool, Settled
from quizzes.models import ItemFigures, QuestionVersion, QuizFigures
from quizzes.queries.contents import content_of
from quizzes.queries.items import ItemRow, hard_items
from quizzes.services.analysing import refresh_figures
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.regrading import settle_question
from quizzes.statistics.items import FEW, item_of
from quizzes.statistics.sums import Sums, class_of
from quizzes.types import get_type
from quizzes.types.base import token_of
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_started
from tests.factories.quizzes import (
    TERMS,
    make_questions,
    make_quiz,
    make_quiz_course,
    set_data,
    single_data,
    slots_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def quiz(course):
    """Six questions, all asked of everybody."""
    make_questions(course, [single_data(term) for term in [*TERMS, *TERMS]], pool=Pool.MIDTERM)
    cells = [{"term": term, "pool": Pool.MIDTERM, "cases": 2} for term in TERMS]
    return make_quiz(course, cells, pass_points=4)


def sit(quiz, right, *, user=None, confidence="", enrolment=None):
    """`right`: per position whether the answer is; None leaves it out. The wrong answer is the next term."""
    enrolment = enrolment or make_started(user or make_user(), quiz.course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    slots = sorted(slots_of(attempt), key=lambda slot: slot.version_id)
    for slot, is_right in zip(slots, right, strict=True):
        if is_right is None:
            continue
        content = content_of(slot.version, tuple(TERMS))
        keys = list(TERMS)
        wanted = content.case.term if is_right else keys[(keys.index(content.case.term) + 1) % len(keys)]
        token = next(option.token for option in content.options if option.term == wanted)
        step = {"seq": 1, "answer": token, "confidence": confidence, "now": clock.now()}
        save_answer(attempt=attempt, position=slot.position, **step)
    submit_attempt(attempt=attempt, now=clock.now())
    return enrolment


def item_of_rows(rows, number):
    """By the core alone, from every single mark."""
    pairs = [(row[number], (sum(row) - row[number]) / (len(row) - 1)) for row in rows]
    classes = {class_of(rest) for _share, rest in pairs}
    return item_of({one: Sums.of(pair for pair in pairs if class_of(pair[1]) == one) for one in classes})


def figures():
    return {row.version_id: row for row in ItemFigures.objects.all()}


def test_facility_and_discrimination_are_those_of_the_formulas(course, quiz):
    rng = Random(3)
    rows = [[rng.random() < 0.2 + person / 40 for _item in range(6)] for person in range(24)]
    for row in rows:
        sit(quiz, row)

    refresh_figures(now=clock.now())

    found = [row.figures for row in figures().values()]
    for number, stored in enumerate(found):
        wanted = item_of_rows([[float(cell) for cell in row] for row in rows], number)
        assert stored["count"] == 24
        assert stored["facility"] == pytest.approx(wanted.facility)
        assert stored["discrimination"] == pytest.approx(wanted.discrimination)
        assert stored["strong_count"] == wanted.strong_count


def test_what_was_chosen_is_counted_by_thirds(course, quiz):
    """Of nine people three know all, three half, three nothing; the first question is known to the last only."""
    quiz.ask_confidence = True
    quiz.save(update_fields=["ask_confidence"])
    for right in (
        [[False, *[True] * 5]] * 3 + [[True, False, False, True, True, False]] * 3 + [[True, *[False] * 5]] * 3
    ):
        sit(quiz, right, confidence="sure")

    refresh_figures(now=clock.now())

    first = min(figures().values(), key=lambda row: row.version_id).figures
    assert first["of"] == {"all": 9, "bottom": 3, "top": 3}
    chosen = {(one["right"], one["all"], one["bottom"], one["top"]) for one in first["options"]}
    assert chosen == {(True, 6, 3, 0), (False, 3, 0, 3), (False, 0, 0, 0)}
    assert first["sure"] == {"sure": 9, "unsure": 0, "sure_right": pytest.approx(6 / 9), "unsure_right": None}


def test_an_answer_left_out_is_wrong_and_chose_nothing(course, quiz):
    sit(quiz, [None, *[True] * 5])

    refresh_figures(now=clock.now())

    first = min(figures().values(), key=lambda row: row.version_id).figures
    assert (first["count"], first["points"]) == (1, 0)
    assert sum(one["all"] for one in first["options"]) == 0


def test_only_first_attempts_count(course, quiz):
    enrolment = sit(quiz, [True] * 6)
    sit(quiz, [False] * 6, enrolment=enrolment)

    refresh_figures(now=clock.now())

    assert {(row.answers, row.figures["facility"]) for row in figures().values()} == {(1, 1.0)}


def test_rows_of_a_set_are_options_of_their_own(course):
    make_questions(course, [set_data("ABC")], pool=Pool.MIDTERM)
    quiz = make_quiz(course, [{"pool": Pool.MIDTERM, "cases": 3, "term": None, "form": "zuordnen"}])
    enrolment = make_started(make_user(), course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())

    refresh_figures(now=clock.now())

    assert ItemFigures.objects.count() == 0  # there is no rest beside a question that is alone
    assert refresh_figures(now=clock.now()) == []


def example_of(key, number=0):
    return get_type(key).examples[number].data


def sit_examples(quiz, answers):
    """`answers`: by type, in words as they stand in its example; True for the solution."""
    attempt = start_attempt(enrolment=make_started(make_user(), quiz.course), quiz=quiz, seed=1, now=clock.now())
    for slot in slots_of(attempt):
        kind, content = get_type(slot.version.type), content_of(slot.version, tuple(TERMS))
        given = answers[slot.version.type]
        answer = kind.solution(content) if given is True else given
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())


def test_ticks_pairs_and_gaps_are_counted_by_thirds(course):
    """Of nine people three know all three questions, three one of them, three none."""
    keys = {"multiple": "mehrfachauswahl", "matching": "paare", "cloze": "luecke"}
    for key in keys:
        make_questions(course, [example_of(key, key == "cloze")], pool=Pool.MIDTERM, type_key=key)
    quiz = make_quiz(course, [{"pool": Pool.MIDTERM, "cases": 1, "term": None, "form": form} for form in keys.values()])
    cork, coin = token_of("Cork"), token_of("A coin")
    wrong = {
        "multiple": sorted([cork, coin]),
        "matching": {token_of("Sheep"): token_of("Silk")},
        "cloze": {"1": token_of("90"), "2": "Kanarienvogel"},
    }
    for answers in (dict.fromkeys(keys, True), {**wrong, "multiple": True}, wrong):
        for _person in range(3):
            sit_examples(quiz, answers)

    refresh_figures(now=clock.now())

    found = {row.version.type: row.figures for row in ItemFigures.objects.select_related("version")}
    told = {
        key: {one["words"]: (one["right"], one["all"], one["bottom"], one["top"]) for one in figures["options"]}
        for key, figures in found.items()
    }
    assert {key: figures["of"]["all"] for key, figures in found.items()} == dict.fromkeys(keys, 9)
    assert told["multiple"] == {
        "Cork": (True, 9, 6, 3),
        "Ice": (True, 6, 3, 3),
        "A needle of glass": (False, 0, 0, 0),
        "A coin": (False, 3, 3, 0),
    }
    assert {words: counts for words, counts in told["matching"].items() if counts[1]} == {
        "Sheep → Wool": (True, 3, 0, 3),
        "Sheep → Silk": (False, 6, 3, 0),
        "Bee → Honey": (True, 3, 0, 3),
        "Alpaca → Wool": (True, 3, 0, 3),
    }
    assert len(told["matching"]) == 9
    assert told["cloze"] == {"(1) 90": (False, 6, 3, 0), "(1) 100": (True, 3, 0, 3)}  # what is typed is not listed
    assert "Kanarienvogel" not in json.dumps(list(found.values()))


@pytest.mark.parametrize(("key", "flags"), [("multiple", {"option-idle"}), ("matching", set()), ("truefalse", set())])
def test_only_an_answer_that_was_written_for_its_place_is_idle(course, key, flags):
    for one in (key, "short"):
        make_questions(course, [example_of(one)], pool=Pool.MIDTERM, type_key=one)
    forms = [example_of(one)["form"] for one in (key, "short")]
    quiz = make_quiz(course, [{"pool": Pool.MIDTERM, "cases": 1, "term": None, "form": form} for form in forms])
    for person in range(FEW):
        sit_examples(quiz, {key: True, "short": True if person % 2 else "?"})

    refresh_figures(now=clock.now())

    row = ItemFigures.objects.get(version__type=key)
    assert {flag.partition(":")[0] for flag in row.figures["flags"]} == flags


def test_what_changes_another_question_changes_the_rest_of_all(course, quiz):
    """Settled for all, the first question adds a point to everybody's attempt."""
    for right in ([False, *[True] * 5], [False, *[False] * 5], [False, True, True, False, False, False]):
        sit(quiz, right)
    refresh_figures(now=clock.now())
    first = QuestionVersion.objects.get(pk=min(figures()))
    settle_question(version=first, settled=Settled.FOR_ALL, reason="Fehler", actor=None, now=clock.now())

    assert [one.items for one in refresh_figures(now=clock.now())] == [5]
    assert len(figures()) == 5
    assert refresh_figures(now=clock.now()) == []


def test_a_settlement_that_leaves_all_sums_alike_is_seen(course, quiz):
    for _person in range(3):
        sit(quiz, [True] * 6)
    refresh_figures(now=clock.now())
    first = QuestionVersion.objects.get(pk=min(figures()))
    settle_question(version=first, settled=Settled.FOR_ALL, reason="Fehler", actor=None, now=clock.now())

    refresh_figures(now=clock.now())

    assert first.pk not in figures()
    assert len(figures()) == 5


def test_nothing_new_writes_nothing(course, quiz):
    sit(quiz, [True] * 6)
    assert [one.items for one in refresh_figures(now=clock.now())] == [6]
    before = set(ItemFigures.objects.values_list("pk", flat=True))

    assert refresh_figures(now=clock.now()) == []
    assert set(ItemFigures.objects.values_list("pk", flat=True)) == before

    sit(quiz, [False] * 6)
    assert [one.items for one in refresh_figures(now=clock.now())] == [6]


def test_a_question_that_is_not_scored_any_more_loses_its_figures(course, quiz):
    sit(quiz, [True] * 6)
    refresh_figures(now=clock.now())
    first = QuestionVersion.objects.get(pk=min(figures()))
    settle_question(version=first, settled=Settled.NOT_SCORED, reason="Fehler", actor=None, now=clock.now())

    refresh_figures(now=clock.now())

    assert len(figures()) == 5


def test_adaptive_answers_say_nothing_of_an_item(course, quiz):
    quiz.mode = Mode.CHECK
    quiz.save(update_fields=["mode"])
    sit(quiz, [True] * 6)

    assert refresh_figures(now=clock.now()) == []


def test_a_quiz_tells_how_consistently_it_decides(course, quiz):
    for person in range(20):
        sit(quiz, [person % 5 > item % 4 for item in range(6)])

    refresh_figures(now=clock.now())

    kept = QuizFigures.objects.get()
    assert (kept.quiz, kept.attempts, kept.figures["count"], kept.figures["maximum"]) == (quiz, 20, 20, 6)
    assert 0.5 <= kept.figures["agree"] <= 1
    assert kept.figures["close"] <= 20


def test_the_hardest_are_named_from_five_answers_on(course, quiz):
    for _person in range(4):
        sit(quiz, [False, *[True] * 5])
    refresh_figures(now=clock.now())
    assert hard_items(course) == []

    sit(quiz, [False, *[True] * 5])
    refresh_figures(now=clock.now())

    assert [item.facility for item in hard_items(course)] == [0, *[100] * 5]


def test_no_person_is_in_the_figures(course, quiz):
    person = make_user(name="Kanarienvogel", email="kanari@example.com")
    sit(quiz, [True] * 6, user=person)

    refresh_figures(now=clock.now())

    stored = json.dumps([row.figures for row in ItemFigures.objects.all()])
    assert "facility" in stored
    assert not any(text in stored.lower() for text in ("kanari", person.public_id.lower()))


def test_more_people_cost_no_more_queries(course, quiz):
    def cost(people):
        for _person in range(people):
            sit(quiz, [True, False] * 3)
        return queries_of(lambda: refresh_figures(now=clock.now(), course=course))

    cost(1)  # the first one writes what later ones bring up to date
    assert cost(1) == cost(3)


def test_another_course_is_left_alone(course, quiz):
    sit(quiz, [True] * 6)

    refresh_figures(now=clock.now(), course=make_course(slug="anderer"))

    assert not ItemFigures.objects.exists()


def test_flags_of_answers_belong_to_them():
    options = [{"name": name, "words": name, "right": name == "a", "all": 1, "bottom": 1, "top": 0} for name in "ab"]
    flags = ["strong-fail", "option-idle:b"]
    figures = {"options": options, "of": {"all": 2, "bottom": 2, "top": 0}, "flags": flags}
    item = ItemRow(ItemFigures(answers=30, figures=figures), None)

    assert item.flags == ("strong-fail", "option-idle")
    assert [(one.words, one.flags, one.bottom, one.top) for one in item.options] == [
        ("a", (), 50, None),
        ("b", ("option-idle",), 50, None),
    ]
