from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.item import Alternative, Choice, Match
from quizzes.grading.mark import Part
from quizzes.types.base import AnswerProblem, Piece, token_of
from quizzes.types.multiple import MAX_OPTIONS, MIN_OPTIONS, Content, Multiple
from quizzes.types.options import Option
from tests.quizzes.types.edits import changed, explained, problems, shown

KIND = Multiple()
LISTEN, REBUILD, ASK, WAIT = "Beschwerden lesen", "Abläufe umbauen", "Kunden befragen", "Abwarten"


def option(option_id, text, **more):
    return {"id": option_id} | more | {"text": text, "feedback": f"Warum {option_id}."}


def data(**more):
    return {
        "form": "mehrfachauswahl",
        "stem": "Welche zwei Zeichen sprechen dafür?",
        "hints": ["Es sind Taten.", "Es sind zwei."],
        "options": [
            option("a", LISTEN, key=True),
            option("b", REBUILD, key=True),
            option("c", ASK) | {"misconception": "M1", "term": "O"},
            option("d", WAIT) | {"note": "kaum gewählt"},
        ],
    } | more


def weighted():
    options = [
        option("a", LISTEN, key=True, share="2/3"),
        option("b", REBUILD, key=True, share="1/3"),
        option("c", ASK, share="1/6"),
        option("d", WAIT),
    ]
    return data(options=options)


def ticks(*texts):
    return sorted(token_of(text) for text in texts)


@pytest.fixture
def content():
    return KIND.parse(data(), terms=("F", "O", "Z"))


def test_parse_reads_all_fields(content):
    assert content == Content(
        form="mehrfachauswahl",
        stem="Welche zwei Zeichen sprechen dafür?",
        options=(
            Option("a", "", LISTEN, "Warum a.", key=True),
            Option("b", "", REBUILD, "Warum b.", key=True),
            Option("c", "O", ASK, "Warum c.", misconception="M1"),
            Option("d", "", WAIT, "Warum d.", note="kaum gewählt"),
        ),
        hints=("Es sind Taten.", "Es sind zwei."),
    )
    assert KIND.dump(content) == data()
    assert [option.share for option in KIND.parse(weighted()).options] == [
        Fraction(2, 3), Fraction(1, 3), Fraction(1, 6), None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("form",), "einordnen", [("form", "unknown-form")]),
        (("stem",), None, [("stem", "missing")]),
        (("hints",), ["", "x"], [("hints[0]", "missing")]),
        (("hints",), ["x"] * 4, [("hints", "too-many")]),
        (("options",), data()["options"][: MIN_OPTIONS - 1], [("options", "too-few")]),
        (("options",), [option(f"o{n}", f"Text {n}") for n in range(MAX_OPTIONS + 1)], [("options", "too-many")]),
        (("options", 1, "id"), "a", [("options[1].id", "repeated")]),
        (("options", 1, "text"), LISTEN, [("options[1].text", "repeated")]),
        (("options", 2, "feedback"), None, [("options[2].feedback", "missing")]),
        (("options", 2, "term"), "X", [("options[2].term", "unknown-term")]),
        (("options", 2, "misconception"), "M16", [("options[2].misconception", "unknown-misconception")]),
        (("options", 0, "misconception"), "M1", [("options[0].misconception", "key-with-misconception")]),
        (("options", 0, "key"), "ja", [("options[0].key", "not-yes-or-no")]),
        (("options", 0, "share"), "2/1", [("options[0].share", "not-a-share")]),
        (("options", 0, "share"), "0.5", [("options[0].share", "not-a-share")]),
        (("options", 0, "share"), 1, [("options[0].share", "not-text")]),
        (("options", 0, "share"), "1/3", [("options", "shares-do-not-sum")]),
        (("options", 0, "surprise"), "?", [("options[0].surprise", "unknown-key")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_and_where(path, value, expected):
    assert problems(KIND, changed(data(), *path, value=value)) == expected


@pytest.mark.parametrize(("is_key", "code"), [(False, "key-missing"), (True, "nothing-wrong")])
def test_some_options_are_right_and_some_are_wrong(is_key, code):
    options = [option(f"o{n}", f"Text {n}", key=is_key) for n in range(3)]

    assert problems(KIND, data(options=options)) == [("options", code)]


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        ((), 0),
        ((LISTEN,), Fraction(1, 2)),
        ((LISTEN, REBUILD), 1),
        ((LISTEN, ASK), 0),
        ((LISTEN, REBUILD, ASK), Fraction(1, 2)),
        ((LISTEN, REBUILD, ASK, WAIT), 0),
        ((ASK, WAIT), 0),
    ],
)
def test_a_wrong_choice_costs_what_a_right_one_earns(content, chosen, share):
    assert KIND.grade(content, ticks(*chosen)).share == share


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        ((LISTEN,), Fraction(2, 3)),
        ((REBUILD,), Fraction(1, 3)),
        ((LISTEN, ASK), Fraction(1, 2)),
        ((REBUILD, ASK), Fraction(1, 6)),
        ((LISTEN, WAIT), Fraction(1, 6)),  # without a share of its own it costs the average of the right ones
        ((REBUILD, WAIT), 0),
        ((LISTEN, REBUILD), 1),
    ],
)
def test_an_author_may_weigh_options(chosen, share):
    assert KIND.grade(KIND.parse(weighted()), ticks(*chosen)).share == share


def test_parts_say_what_each_choice_changed_and_nothing_where_nothing_is_left(content):
    half, less = KIND.grade(content, ticks(LISTEN, REBUILD, ASK)), KIND.grade(content, ticks(ASK, LISTEN))

    assert half.parts == (
        Part("a", None, None, Fraction(1, 2)),
        Part("b", None, None, Fraction(1, 2)),
        Part("c", None, None, Fraction(-1, 2)),
        Part("d", None, None, Fraction(0)),
    )
    assert {part.share for part in less.parts} == {0}
    assert (KIND.cases(content), KIND.points(content)) == ((), 1)


@given(
    keys=st.sets(st.integers(0, 5), min_size=1, max_size=5),
    chosen=st.sets(st.integers(0, 5)),
    rng=st.randoms(use_true_random=False),
)
def test_neither_the_order_in_the_file_nor_on_the_page_changes_a_mark(keys, chosen, rng):
    options = [option(f"o{n}", f"Text {n}", key=n in keys) for n in range(6)]
    answer = ticks(*(f"Text {n}" for n in chosen))
    mark = KIND.grade(KIND.parse(data(options=options)), answer)
    rng.shuffle(options)
    moved = KIND.parse(data(options=options))
    form = {f"q__{entry['id']}": "yes" for entry in shown(KIND, moved, answer)["options"] if entry["checked"]}

    assert KIND.grade(moved, KIND.read({"q__": "", **form}, "q")).share == mark.share
    assert mark.share == max(0, Fraction(len(chosen & keys) - len(chosen - keys), len(keys)))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (token_of(LISTEN), "wrong-shape"),
        ({"x": True}, "wrong-shape"),
        ([1], "wrong-shape"),
        (["a"], "unknown-option"),
        (ticks(LISTEN, LISTEN), "unknown-option"),
    ],
)
def test_check_says_what_was_not_on_offer(content, answer, code):
    with pytest.raises(AnswerProblem, match=code):
        KIND.check(content, answer)


def test_read_takes_what_is_ticked_and_tells_none_from_no_form():
    assert KIND.read({"q__": "", "q__bb": "yes", "q__aa": ["yes"], "q__cc": "", "q1__dd": "yes"}, "q") == ["aa", "bb"]
    assert KIND.read({"q__": ""}, "q") == []
    assert KIND.read({"other": "x"}, "q") is None
    with pytest.raises(AnswerProblem):
        KIND.read({f"q__{n}": "yes" for n in range(MAX_OPTIONS + 2)}, "q")


def test_every_learner_gets_an_order_of_her_own(content):
    orders = {tuple(KIND.option_order(content, Random(seed))) for seed in range(200)}

    assert len(orders) == 24


def test_what_pages_see_does_not_depend_on_the_key(content):
    texts = [LISTEN, REBUILD, ASK, WAIT]
    others = [
        KIND.parse(data(options=[option(f"o{n}", text, key=text in keys) for n, text in enumerate(texts)]))
        for keys in combinations(texts, 2)
    ]

    assert [KIND.key_free(other) for other in others] == [KIND.key_free(content)] * 6
    assert [shown(KIND, other) for other in others] == [shown(KIND, content)] * 6


def test_feedback_answers_what_was_chosen_and_what_was_missed(content):
    assert KIND.feedback_for(content, ticks(ASK, LISTEN)) == [
        Piece("a", "options[a].feedback", "Warum a.", is_right=True),
        Piece("b", "options[b].feedback", "Warum b.", is_right=True),
        Piece("c", "options[c].feedback", "Warum c.", is_right=False),
    ]


@pytest.mark.parametrize(
    ("chosen", "state"),
    [
        ((), "unanswered"),
        ((LISTEN, REBUILD), "right"),
        ((LISTEN,), "partly"),
        ((ASK,), "wrong"),
        ((LISTEN, ASK), "wrong"),
    ],
)
def test_review_says_how_it_went(content, chosen, state):
    assert explained(KIND, content, ticks(*chosen))["state"] == state


def test_review_keeps_the_feedback_on_what_was_rightly_left(content):
    order = [token_of(text) for text in (WAIT, ASK, REBUILD, LISTEN)]

    assert explained(KIND, content, ticks(ASK, LISTEN), order)["options"] == [
        {"html": WAIT, "chosen": False, "right": False, "feedback_html": ""},
        {"html": ASK, "chosen": True, "right": False, "feedback_html": "Warum c."},
        {"html": REBUILD, "chosen": False, "right": True, "feedback_html": "Warum b."},
        {"html": LISTEN, "chosen": True, "right": True, "feedback_html": "Warum a."},
    ]


def test_say_names_what_was_chosen_line_by_line(content):
    assert KIND.say(content, ticks(WAIT, LISTEN)) == f"{LISTEN}\n{WAIT}"


def test_texts_hold_the_hints_and_no_note(content):
    texts = KIND.texts(content)

    assert [texts["hints[0]"], texts["hints[1]"]] == ["Es sind Taten.", "Es sind zwei."]
    assert "kaum gewählt" not in texts.values()


def test_each_option_is_a_choice_and_each_tick_is_found_by_its_option(content):
    listen, rebuild, ask, wait = (token_of(text) for text in (LISTEN, REBUILD, ASK, WAIT))

    assert KIND.choices(content, {}) == {listen: LISTEN, rebuild: REBUILD, ask: ASK, wait: WAIT}
    assert KIND.choices_in(content, ticks(LISTEN, WAIT)) == {"a": listen, "d": wait}
    assert KIND.choices_in(content, []) == {}


def test_interaction_is_a_choice_of_several(content):
    item = KIND.interaction(content)

    assert (item.prompt, item.right, item.shuffle) == (content.stem, ("a", "b"), True)
    assert item.alternatives[2] == Alternative("c", ASK, "Warum c.")
    assert item.extras["options"]["c"] == {"misconception": "M1", "term": "O"}
    assert KIND.from_interaction(Match("", (), (), ())) is None
    assert problems(KIND, KIND.from_interaction(Choice("?", (), ()))) == [
        ("options", "too-few"), ("form", "missing"),
    ]  # fmt: skip
