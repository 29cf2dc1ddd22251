from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.item import Alternative, Choice, Order
from quizzes.grading.mark import Mark, Part
from quizzes.types.base import AnswerProblem, Piece, token_of
from quizzes.types.ordering import MAX_STEPS, MIN_STEPS, Content, Ordering, Step
from tests.quizzes.types.edits import changed, explained, problems, shown

KIND = Ordering()
STEPS = ("Fragen", "Zuhören", "Entscheiden", "Umbauen")


def step(step_id, text, **more):
    return {"id": step_id, "text": text} | more


def data(**more):
    return {
        "form": "ordnen",
        "stem": "Was kommt zuerst?",
        "hints": ["Am Ende steht eine Tat."],
        "steps": [
            step("a", "Fragen"),
            step("b", "Zuhören", note="zweimal"),
            step("c", "Entscheiden"),
            step("d", "Umbauen"),
        ],
        "feedback": "Wer zuhört, entscheidet besser.",
    } | more


def places(*numbers):
    """The numbers of the four steps; 0 leaves one open."""
    return {token_of(text): str(number) for text, number in zip(STEPS, numbers, strict=True) if number}


@pytest.fixture
def content():
    return KIND.parse(data())


def test_parse_reads_all_fields(content):
    assert content == Content(
        form="ordnen",
        stem="Was kommt zuerst?",
        steps=(Step("a", "Fragen"), Step("b", "Zuhören", "zweimal"), Step("c", "Entscheiden"), Step("d", "Umbauen")),
        feedback="Wer zuhört, entscheidet besser.",
        hints=("Am Ende steht eine Tat.",),
    )
    assert KIND.dump(content) == data()


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("form",), "paare", [("form", "unknown-form")]),
        (("feedback",), None, [("feedback", "missing")]),
        (("hints",), [""], [("hints[0]", "missing")]),
        (("steps",), None, [("steps", "missing")]),
        (("steps",), data()["steps"][: MIN_STEPS - 1], [("steps", "too-few")]),
        (("steps",), [step(f"s{n}", f"Schritt {n}") for n in range(MAX_STEPS + 1)], [("steps", "too-many")]),
        (("steps", 1), "Zuhören", [("steps[1]", "not-a-mapping")]),
        (("steps", 3, "id"), "a", [("steps[3].id", "repeated")]),
        (("steps", 3, "text"), "Fragen", [("steps[3].text", "repeated")]),
        (("steps", 0, "text"), " ", [("steps[0].text", "missing")]),
        (("steps", 0, "feedback"), "?", [("steps[0].feedback", "unknown-key")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_and_where(path, value, expected):
    assert problems(KIND, changed(data(), *path, value=value)) == expected


@pytest.mark.parametrize(
    ("numbers", "right_pairs"),
    [
        ((1, 2, 3, 4), 6),
        ((2, 1, 3, 4), 5),
        ((2, 3, 4, 1), 3),
        ((4, 1, 2, 3), 3),
        ((4, 3, 2, 1), 0),
        ((1, 1, 1, 1), 0),  # the same number stands no way round
        ((1, 2, 2, 3), 5),
        ((1, 0, 0, 2), 1),
        ((0, 3, 0, 0), 0),  # one step alone makes no pair
        ((0, 0, 0, 0), 0),
    ],
)
def test_the_share_is_that_of_the_pairs_in_order(content, numbers, right_pairs):
    share = Fraction(right_pairs, 6)

    assert KIND.grade(content, places(*numbers)) == Mark(share, (Part("", None, None, share),))


@given(numbers=st.lists(st.integers(0, 4), min_size=4, max_size=4), seed=st.integers(0, 2**32))
def test_the_order_on_the_page_never_changes_a_mark(numbers, seed):
    content, answer = KIND.parse(data()), places(*numbers)
    asked = shown(KIND, content, answer, seed)["rows"]
    form = {f"q__{row['id']}": choice["key"] for row in asked for choice in row["choices"] if choice["checked"]}
    right = sum(bool(before and after and before < after) for before, after in combinations(numbers, 2))

    assert KIND.grade(content, KIND.read(form, "q")).share == Fraction(right, 6)


@given(seed=st.integers(0, 2**32))
def test_nobody_finds_the_steps_in_the_right_order(seed):
    content = KIND.parse(data(steps=data()["steps"][:3]))
    order = KIND.option_order(content, Random(seed))

    assert order != [step.token for step in content.steps]
    assert sorted(order) == sorted(step.token for step in content.steps)


def test_all_other_orders_occur():
    content = KIND.parse(data(steps=data()["steps"][:3]))

    assert len({tuple(KIND.option_order(content, Random(seed))) for seed in range(100)}) == 5


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (["1"], "wrong-shape"),
        ({"a": "1"}, "unknown-row"),
        ({token_of("Fragen"): 1}, "unknown-option"),
        ({token_of("Fragen"): "0"}, "unknown-option"),
        ({token_of("Fragen"): "5"}, "unknown-option"),
        ({token_of("Fragen"): "01"}, "unknown-option"),
    ],
)
def test_check_says_what_was_not_on_offer(content, answer, code):
    with pytest.raises(AnswerProblem, match=code):
        KIND.check(content, answer)


def test_read_takes_one_number_per_step_and_refuses_a_flood():
    assert KIND.read({"q__aa": "2", "q__bb": "", "q__cc": ["1", "3"]}, "q") == {"aa": "2", "cc": "3"}
    assert KIND.read({}, "q") is None
    with pytest.raises(AnswerProblem):
        KIND.read({f"q__{n}": "1" for n in range(MAX_STEPS + 1)}, "q")


def test_what_pages_see_does_not_depend_on_the_right_order(content):
    turned = KIND.parse(data(steps=data()["steps"][::-1]))
    order = KIND.option_order(content, Random(2))
    pages = [KIND.ask(each, html=KIND.texts(each), order=order, names={}) for each in (content, turned)]

    assert KIND.key_free(turned) == KIND.key_free(content)
    assert pages[0] == pages[1]
    assert KIND.solution(turned) == places(4, 3, 2, 1)


def test_feedback_explains_the_order_as_a_whole(content):
    assert KIND.feedback_for(content, places(1, 2, 0, 0)) == [
        Piece("", "feedback", "Wer zuhört, entscheidet besser.", is_right=True)
    ]


@pytest.mark.parametrize(
    ("numbers", "state"),
    [((0, 0, 0, 0), "unanswered"), ((1, 2, 3, 4), "right"), ((2, 1, 3, 4), "partly"), ((4, 3, 2, 1), "wrong")],
)
def test_review_says_how_it_went(content, numbers, state):
    assert explained(KIND, content, places(*numbers))["state"] == state


def test_review_lists_the_steps_in_the_right_order_with_the_numbers_given(content):
    review = explained(KIND, content, places(2, 1, 0, 4))

    assert review["steps"] == [
        {"html": "Fragen", "right": 1, "chosen": 2},
        {"html": "Zuhören", "right": 2, "chosen": 1},
        {"html": "Entscheiden", "right": 3, "chosen": None},
        {"html": "Umbauen", "right": 4, "chosen": 4},
    ]
    assert review["feedback_html"] == "Wer zuhört, entscheidet besser."


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((2, 1, 3, 4), "(1) Zuhören\n(2) Fragen\n(3) Entscheiden\n(4) Umbauen"),
        ((0, 4, 0, 2), "(2) Umbauen\n(4) Zuhören"),
        ((1, 1, 0, 0), "(1) Fragen\n(1) Zuhören"),
        ((0, 0, 0, 0), ""),
    ],
)
def test_say_keeps_the_numbers_given(content, numbers, words):
    """As "2. …" Markdown would make a list of them and count anew."""
    assert KIND.say(content, places(*numbers)) == words


def test_texts_hold_steps_feedback_and_hints_but_no_note(content):
    assert KIND.texts(content) == {
        "stem": "Was kommt zuerst?",
        "hints[0]": "Am Ende steht eine Tat.",
        "steps[a].text": "Fragen",
        "steps[b].text": "Zuhören",
        "steps[c].text": "Entscheiden",
        "steps[d].text": "Umbauen",
        "feedback": "Wer zuhört, entscheidet besser.",
    }


def test_interaction_is_an_order(content):
    item = KIND.interaction(content)

    assert item.steps[1] == Alternative("b", "Zuhören")
    assert (item.feedback, item.extras["steps"]["b"]) == ("Wer zuhört, entscheidet besser.", {"note": "zweimal"})
    assert KIND.from_interaction(Choice("", (), ())) is None
    assert problems(KIND, KIND.from_interaction(Order("?", item.steps))) == [
        ("form", "missing"),
        ("feedback", "missing"),
    ]
