import copy
from fractions import Fraction
from random import Random

import pytest

from quizzes.formats.item import Alternative, Choice, Match
from quizzes.grading.mark import Mark, Part
from quizzes.types.base import AnswerProblem, CaseTag, ParseError, Piece, token_of
from quizzes.types.classify import MAX_ROWS, Classify, Content, Row

TERMS = ("F", "O", "Z")
NAMES = {"F": "Kundenfokus", "O": "Kundenorientierung", "Z": "Kundenzentrierung"}
KIND = Classify()
FIRST, SECOND = token_of("Wir lesen alles."), token_of("Wir ändern alles.")


def row(row_id, text, term, **more):
    return {
        "id": row_id,
        "text": text,
        "case": {"term": term, "contrast": "FO", "dimension": "D1", "claims": ["S2-02"], "decoy": False},
        "feedback": {each: f"{row_id} {each}" for each in TERMS},
    } | more


def data(**more):
    rows = [row("r1", "Wir lesen alles.", "F"), row("r2", "Wir ändern alles.", "O")]
    return {"form": "zuordnen", "stem": "Welcher Begriff passt?", "rows": rows} | more


def changed(*path, value):
    result = copy.deepcopy(data())
    place = result
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return result


def problems(source, terms=TERMS):
    with pytest.raises(ParseError) as caught:
        KIND.parse(source, terms=terms)
    return [(problem.place, problem.code) for problem in caught.value.problems]


@pytest.fixture
def content():
    return KIND.parse(data(), terms=TERMS)


def test_parse_reads_all_fields(content):
    assert content == Content(
        form="zuordnen",
        stem="Welcher Begriff passt?",
        rows=(
            Row(
                "r1",
                "Wir lesen alles.",
                CaseTag("r1", "F", "FO", "D1", ("S2-02",)),
                {t: f"r1 {t}" for t in TERMS},
            ),
            Row(
                "r2",
                "Wir ändern alles.",
                CaseTag("r2", "O", "FO", "D1", ("S2-02",)),
                {t: f"r2 {t}" for t in TERMS},
            ),
        ),
        terms=TERMS,
    )
    assert KIND.dump(content) == data()


def test_terms_come_from_the_data_where_the_course_is_not_at_hand():
    source = changed("rows", 0, "feedback", value={"Z": "c", "F": "a", "O": "b"})

    assert KIND.parse(source).terms == TERMS


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("form",), "einordnen", [("form", "unknown-form")]),
        (("rows",), [row("r1", "Eins", "F")], [("rows", "too-few")]),
        (("rows",), [row("r1", "Eins", "F")] * (MAX_ROWS + 1), [("rows", "too-many")]),
        (("rows", 1, "id"), "r1", [("rows[1].id", "repeated")]),
        (("rows", 1, "text"), "Wir lesen alles.", [("rows[1].text", "repeated")]),
        (("rows", 0, "id"), "r_1", [("rows[0].id", "not-an-id")]),
        (("rows", 0, "case"), None, [("rows[0].case", "missing")]),
        (("rows", 0, "case", "term"), "Z", [("rows[0].case.contrast", "unknown-contrast")]),
        (("rows", 0, "feedback"), None, [("rows[0].feedback", "missing")]),
        (("rows", 0, "feedback", "O"), None, [("rows[0].feedback.O", "missing")]),
        (("rows", 0, "feedback", "F"), None, [("rows[0].feedback.F", "missing")]),
        (("rows", 0, "feedback", "X"), "?", [("rows[0].feedback.X", "unknown-term")]),
        (("rows", 0, "misconception"), "M1", [("rows[0].misconception", "unknown-key")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_and_where(path, value, expected):
    assert problems(changed(*path, value=value)) == expected


def test_a_term_without_feedback_is_missing_in_every_row():
    assert problems(data(), terms=("F", "O", "Z", "N")) == [
        ("rows[0].feedback.N", "missing"),
        ("rows[1].feedback.N", "missing"),
    ]


def test_each_row_is_a_case_and_a_point(content):
    assert KIND.points(content) == 2
    assert KIND.grade(content, {FIRST: "F", SECOND: "Z"}) == Mark(
        share=Fraction(1, 2), parts=(Part("r1", "F", "F", Fraction(1)), Part("r2", "O", "Z", Fraction(0)))
    )
    assert KIND.grade(content, {SECOND: "O"}) == Mark(
        share=Fraction(1, 2), parts=(Part("r1", "F", None, Fraction(0)), Part("r2", "O", "O", Fraction(1)))
    )


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("F", "wrong-shape"),
        ({"r1": "F"}, "unknown-row"),
        ({FIRST: "X"}, "unknown-term"),
        ({FIRST: ["F"]}, "unknown-term"),
        ({FIRST: None}, "unknown-term"),
    ],
)
def test_check_says_what_was_not_on_offer(content, answer, code):
    with pytest.raises(AnswerProblem, match=code):
        KIND.check(content, answer)


def test_read_takes_one_term_per_row_and_nothing_else():
    post = {"q1__aa": "F", "q1__bb": ["O", "Z"], "q1__cc": "", "q11__aa": "Z", "q1": "x"}

    assert KIND.read(post, "q1") == {"aa": "F", "bb": "Z"}
    assert KIND.read({"q1__aa": ""}, "q1") is None


def test_read_refuses_a_flood_and_strange_values():
    with pytest.raises(AnswerProblem):
        KIND.read({f"q__{n}": "F" for n in range(MAX_ROWS + 1)}, "q")
    with pytest.raises(AnswerProblem):
        KIND.read({"q__a": {"F": 1}}, "q")


def test_what_pages_see_does_not_depend_on_the_key(content):
    swapped = [row("Z", "Wir lesen alles.", "O"), row("F", "Wir ändern alles.", "F")]
    moved = KIND.parse(data(rows=swapped), terms=TERMS)

    def public(content):
        order = KIND.option_order(content, Random(5))
        question = KIND.ask(content, html=KIND.texts(content), order=order, names=NAMES)
        return KIND.key_free(content), order, question

    assert public(content) == public(moved)


def test_key_free_does_not_depend_on_the_order_in_the_file(content):
    assert KIND.key_free(KIND.parse(data(rows=data()["rows"][::-1]), terms=TERMS)) == KIND.key_free(content)


def test_ask_offers_all_terms_in_course_order_for_each_row(content):
    question = KIND.ask(content, html=KIND.texts(content), order=[SECOND, FIRST], names=NAMES, answer={FIRST: "Z"})
    names = [{"key": term, "name": NAMES[term], "checked": False} for term in TERMS]

    assert question == {
        "stem_html": "Welcher Begriff passt?",
        "rows": [
            {"id": SECOND, "html": "Wir ändern alles.", "choices": names},
            {"id": FIRST, "html": "Wir lesen alles.", "choices": [*names[:2], names[2] | {"checked": True}]},
        ],
    }


def test_feedback_answers_each_row(content):
    assert KIND.feedback_for(content, {FIRST: "Z", SECOND: "O"}) == [
        Piece("r1", "rows[r1].feedback[Z]", "r1 Z", is_right=False),
        Piece("r1", "rows[r1].feedback[F]", "r1 F", is_right=True),
        Piece("r2", "rows[r2].feedback[O]", "r2 O", is_right=True),
    ]


@pytest.mark.parametrize(
    ("answer", "state", "states"),
    [
        (None, "unanswered", ["unanswered", "unanswered"]),
        ({FIRST: "F", SECOND: "O"}, "right", ["right", "right"]),
        ({FIRST: "F", SECOND: "Z"}, "partly", ["right", "wrong"]),
        ({FIRST: "F"}, "partly", ["right", "unanswered"]),
        ({FIRST: "O"}, "wrong", ["wrong", "unanswered"]),
        ({FIRST: "O", SECOND: "F"}, "wrong", ["wrong", "wrong"]),
    ],
)
def test_review_says_how_each_row_went(content, answer, state, states):
    review = KIND.review(content, answer, html=KIND.texts(content), order=[FIRST, SECOND], names=NAMES)

    assert (review["state"], [row["state"] for row in review["rows"]]) == (state, states)


def test_review_row_names_both_terms_and_both_reasons(content):
    review = KIND.review(content, {FIRST: "Z"}, html=KIND.texts(content), order=[FIRST, SECOND], names=NAMES)

    assert review["rows"][0] == {
        "html": "Wir lesen alles.",
        "state": "wrong",
        "chosen": "Z",
        "chosen_name": "Kundenzentrierung",
        "right": "F",
        "right_name": "Kundenfokus",
        "feedback_html": "r1 Z",
        "right_feedback_html": "r1 F",
    }


def test_say_uses_the_names_of_the_terms(content):
    assert KIND.say(content, {SECOND: "O", FIRST: "F"}, NAMES) == (
        "Wir lesen alles. → Kundenfokus\nWir ändern alles. → Kundenorientierung"
    )


def test_interaction_is_a_match(content):
    item = KIND.interaction(content)

    assert (item.prompt, item.right) == ("Welcher Begriff passt?", (("r1", "F"), ("r2", "O")))
    assert item.feedback["r2", "Z"] == "r2 Z"


@pytest.mark.parametrize(
    "item",
    [
        Choice("", (), ()),
        Match("Two partners.", (Alternative("a", "A"),), (), (("a", "F"), ("a", "O"))),
        Match("No partner.", (Alternative("a", "A"), Alternative("b", "B")), (), (("a", "F"),)),
    ],
)
def test_from_interaction_declines_what_it_cannot_hold(item):
    assert KIND.from_interaction(item) is None
