from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.item import Alternative, Choice, Match
from quizzes.grading.mark import Part
from quizzes.types.base import AnswerProblem, Piece, token_of
from quizzes.types.matching import MAX_ROWS, MAX_TARGETS, Content, Matching, Row, Target
from tests.quizzes.types.edits import changed, explained, problems, shown

KIND = Matching()
SURVEY, VISIT, REPORT = "Umfrage", "Besuch", "Bericht"
NUMBERS, INSIGHT, REVIEW = "Zahlen", "Einsicht", "Rückblick"


def row(row_id, text, target, **more):
    return {"id": row_id, "text": text, "target": target} | more | {"feedback": f"Weil {row_id}."}


def target(target_id, text, **more):
    return {"id": target_id} | more | {"text": text}


def data(**more):
    return {
        "form": "paare",
        "stem": "Was bringt was?",
        "hints": ["Eines dient zweimal."],
        "targets": [
            target("x", NUMBERS, term="F"),
            target("y", INSIGHT) | {"note": "dient einmal"},
            target("z", REVIEW),
        ],
        "rows": [row("r1", SURVEY, "x", misconception="M1"), row("r2", VISIT, "y"), row("r3", REPORT, "x")],
    } | more


def pairs(**given):
    rows = {"survey": SURVEY, "visit": VISIT, "report": REPORT}
    return {token_of(rows[name]): token_of(text) for name, text in given.items()}


RIGHT = pairs(survey=NUMBERS, visit=INSIGHT, report=NUMBERS)


@pytest.fixture
def content():
    return KIND.parse(data(), terms=("F", "O", "Z"))


def test_parse_reads_all_fields(content):
    assert content == Content(
        form="paare",
        stem="Was bringt was?",
        targets=(Target("x", NUMBERS, term="F"), Target("y", INSIGHT, note="dient einmal"), Target("z", REVIEW)),
        rows=(
            Row("r1", SURVEY, "x", "Weil r1.", misconception="M1"),
            Row("r2", VISIT, "y", "Weil r2."),
            Row("r3", REPORT, "x", "Weil r3."),
        ),
        hints=("Eines dient zweimal.",),
    )
    assert KIND.dump(content) == data()


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("form",), "zuordnen", [("form", "unknown-form")]),
        (("hints",), "Eines", [("hints", "not-a-list")]),
        (("rows",), data()["rows"][:1], [("rows", "too-few")]),
        (("rows",), [row(f"r{n}", f"Zeile {n}", "x") for n in range(MAX_ROWS + 1)], [("rows", "too-many")]),
        (("targets",), [], [("targets", "too-few")]),
        (("targets",), [target(f"t{n}", f"Ziel {n}") for n in range(MAX_TARGETS + 1)], [("targets", "too-many")]),
        (("rows", 2, "id"), "r1", [("rows[2].id", "repeated")]),
        (("rows", 2, "text"), SURVEY, [("rows[2].text", "repeated")]),
        (("targets", 2, "id"), "y", [("targets[2].id", "repeated")]),
        (("targets", 1, "text"), NUMBERS, [("targets[1].text", "repeated")]),
        (("targets", 0, "term"), "X", [("targets[0].term", "unknown-term")]),
        (("targets", 0, "feedback"), "?", [("targets[0].feedback", "unknown-key")]),
        (("rows", 1, "target"), None, [("rows[1].target", "missing")]),
        (("rows", 1, "target"), "w", [("rows[1].target", "unknown-target")]),
        (("rows", 1, "target"), ["x"], [("rows[1].target", "not-text")]),
        (("rows", 0, "misconception"), "M0", [("rows[0].misconception", "unknown-misconception")]),
        (("rows", 0, "feedback"), "", [("rows[0].feedback", "missing")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_and_where(path, value, expected):
    assert problems(KIND, changed(data(), *path, value=value)) == expected


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        (RIGHT, 1),
        (pairs(survey=NUMBERS), Fraction(1, 3)),
        (pairs(survey=NUMBERS, visit=NUMBERS, report=NUMBERS), Fraction(2, 3)),
        (pairs(survey=REVIEW, visit=REVIEW, report=REVIEW), 0),
        ({}, 0),
    ],
)
def test_each_row_has_the_same_share(content, answer, share):
    assert KIND.grade(content, answer).share == share
    assert (KIND.cases(content), KIND.points(content)) == ((), 1)


def test_parts_are_the_rows(content):
    assert KIND.grade(content, pairs(visit=INSIGHT, report=REVIEW)).parts == (
        Part("r1", None, None, Fraction(0)),
        Part("r2", None, None, Fraction(1, 3)),
        Part("r3", None, None, Fraction(0)),
    )


@given(
    chosen=st.lists(st.sampled_from([NUMBERS, INSIGHT, REVIEW, ""]), min_size=3, max_size=3),
    rng=st.randoms(use_true_random=False),
)
def test_neither_the_order_in_the_file_nor_on_the_page_changes_a_mark(chosen, rng):
    given_pairs = zip([SURVEY, VISIT, REPORT], chosen, strict=True)
    answer = {token_of(text): token_of(choice) for text, choice in given_pairs if choice}
    mark = KIND.grade(KIND.parse(data()), answer)
    source = data()
    rng.shuffle(source["rows"])
    rng.shuffle(source["targets"])
    moved = KIND.parse(source)
    asked = shown(KIND, moved, answer)["rows"]
    form = {f"q__{entry['id']}": choice["key"] for entry in asked for choice in entry["choices"] if choice["checked"]}
    again = KIND.grade(moved, KIND.read(form, "q"))

    assert again.share == mark.share
    assert {part.id: part for part in again.parts} == {part.id: part for part in mark.parts}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ([token_of(SURVEY)], "wrong-shape"),
        ({"r1": token_of(NUMBERS)}, "unknown-row"),
        ({token_of(SURVEY): "x"}, "unknown-option"),
        ({token_of(SURVEY): [token_of(NUMBERS)]}, "unknown-option"),
        ({token_of(SURVEY): None}, "unknown-option"),
    ],
)
def test_check_says_what_was_not_on_offer(content, answer, code):
    with pytest.raises(AnswerProblem, match=code):
        KIND.check(content, answer)


def test_read_takes_one_target_per_row_and_refuses_a_flood():
    assert KIND.read({"q__aa": ["11", "22"], "q__bb": "", "q2__cc": "33"}, "q") == {"aa": "22"}
    assert KIND.read({"q__aa": ""}, "q") is None
    with pytest.raises(AnswerProblem):
        KIND.read({f"q__{n}": "x" for n in range(MAX_ROWS + 1)}, "q")


def test_letters_follow_neither_the_rows_nor_the_file(content):
    turned = KIND.parse(data(targets=data()["targets"][::-1]))
    letters = [[(one["letter"], one["html"]) for one in shown(KIND, each)["targets"]] for each in (content, turned)]

    assert letters[0] == letters[1]
    assert [letter for letter, _text in letters[0]] == ["A", "B", "C"]
    assert sorted(text for _letter, text in letters[0]) == sorted([NUMBERS, INSIGHT, REVIEW])


def test_what_pages_see_does_not_depend_on_the_key(content):
    rows = [row("r1", SURVEY, "z"), row("r2", VISIT, "x"), row("r3", REPORT, "y")]
    other = KIND.parse(data(rows=rows))

    assert KIND.key_free(other) == KIND.key_free(content)
    assert shown(KIND, other) == shown(KIND, content)
    assert KIND.option_order(other, Random(4)) == KIND.option_order(content, Random(4))


def test_ask_marks_what_was_chosen(content):
    question = shown(KIND, content, pairs(visit=INSIGHT))
    checked = {
        entry["html"]: [choice["key"] for choice in entry["choices"] if choice["checked"]] for entry in question["rows"]
    }

    assert checked == {SURVEY: [], VISIT: [token_of(INSIGHT)], REPORT: []}


def test_feedback_says_why_of_each_row(content):
    assert KIND.feedback_for(content, pairs(survey=REVIEW)) == [
        Piece(f"r{n}", f"rows[r{n}].feedback", f"Weil r{n}.", is_right=True) for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, "unanswered"),
        (RIGHT, "right"),
        (pairs(survey=NUMBERS), "partly"),
        (pairs(survey=INSIGHT), "wrong"),
        (pairs(survey=INSIGHT, visit=NUMBERS, report=REVIEW), "wrong"),
    ],
)
def test_review_says_how_it_went(content, answer, state):
    assert explained(KIND, content, answer)["state"] == state


def test_review_row_names_both_partners_and_the_reason(content):
    review = explained(KIND, content, pairs(survey=INSIGHT), [token_of(SURVEY), token_of(VISIT)])

    assert review["rows"] == [
        {
            "html": SURVEY,
            "state": "wrong",
            "chosen": "y",
            "chosen_name": INSIGHT,
            "right": "x",
            "right_name": NUMBERS,
            "feedback_html": "",
            "right_feedback_html": "Weil r1.",
        },
        {
            "html": VISIT,
            "state": "unanswered",
            "chosen": "",
            "chosen_name": "",
            "right": "y",
            "right_name": INSIGHT,
            "feedback_html": "",
            "right_feedback_html": "Weil r2.",
        },
    ]


def test_say_names_the_pairs(content):
    assert KIND.say(content, pairs(report=NUMBERS, survey=REVIEW)) == "Umfrage → Rückblick\nBericht → Zahlen"


def test_texts_hold_targets_reasons_and_hints_but_no_note(content):
    assert KIND.texts(content) == {
        "stem": "Was bringt was?",
        "hints[0]": "Eines dient zweimal.",
        "targets[x].text": NUMBERS,
        "targets[y].text": INSIGHT,
        "targets[z].text": REVIEW,
        "rows[r1].text": SURVEY,
        "rows[r1].feedback": "Weil r1.",
        "rows[r2].text": VISIT,
        "rows[r2].feedback": "Weil r2.",
        "rows[r3].text": REPORT,
        "rows[r3].feedback": "Weil r3.",
    }


def test_each_partner_of_each_row_is_a_choice(content):
    survey, visit, report = (token_of(text) for text in (SURVEY, VISIT, REPORT))
    numbers, insight, review = (token_of(text) for text in (NUMBERS, INSIGHT, REVIEW))
    choices = KIND.choices(content, {})

    assert list(choices)[:3] == [f"{survey}:{numbers}", f"{survey}:{insight}", f"{survey}:{review}"]
    assert len(choices) == 9
    assert choices[f"{visit}:{review}"] == "Besuch → Rückblick"
    assert KIND.choices_in(content, pairs(survey=INSIGHT, report=NUMBERS)) == {
        "r1": f"{survey}:{insight}", "r3": f"{report}:{numbers}"
    }  # fmt: skip


def test_interaction_is_a_match(content):
    item = KIND.interaction(content)

    assert item.right == (("r1", "x"), ("r2", "y"), ("r3", "x"))
    assert item.sources[0] == Alternative("r1", SURVEY, "Weil r1.")
    assert (item.extras["targets"]["x"], item.extras["rows"]["r1"]) == ({"term": "F"}, {"misconception": "M1"})


@pytest.mark.parametrize(
    "item",
    [
        Choice("", (), ()),
        Match("Two for one.", (Alternative("a", "A"),), (), (("a", "x"), ("a", "y"))),
        Match("None for one.", (Alternative("a", "A"), Alternative("b", "B")), (), (("a", "x"),)),
    ],
)
def test_from_interaction_declines_what_it_cannot_hold(item):
    assert KIND.from_interaction(item) is None
