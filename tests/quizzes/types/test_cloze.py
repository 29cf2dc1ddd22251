from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from coursesite.markup.context import Context
from coursesite.markup.render import render_inline
from quizzes.formats.item import Alternative, Choice, Gaps
from quizzes.formats.item import Gap as NeutralGap
from quizzes.grading.mark import Mark, Part
from quizzes.types.base import AnswerProblem, CaseTag, Piece, token_of
from quizzes.types.cloze import MAX_GAPS, Cloze, Content
from quizzes.types.gaps import MAX_OPTIONS, Gap
from quizzes.types.options import Option
from quizzes.types.typed import MAX_ACCEPTED, MAX_TYPED
from tests.quizzes.types.edits import changed, explained, problems, shown

KIND = Cloze()
FOCUS, ORIENTATION, CENTRICITY = (token_of(f"Kunden{end}") for end in ("fokus", "orientierung", "zentrierung"))
HOT, COLD = token_of("100"), token_of("90")


def option(option_id, text, **more):
    return {"id": option_id} | more | {"text": text, "feedback": f"Warum {text}."}


def case(term="O", **more):
    return {"term": term, "contrast": "FO", "dimension": "D1", "claims": ["S1-01"], "decoy": False} | more


def term_options():
    return [
        option("F", "Kundenfokus", term="F") | {"misconception": "M1"},
        option("O", "Kundenorientierung", term="O", key=True),
        option("Z", "Kundenzentrierung", term="Z") | {"misconception": "M3", "note": "selten"},
    ]


def one(**more):
    """A gap that is a case, written beside the stem."""
    return {"form": "luecke", "stem": "___ heißt: nachfragen.", "case": case(), "options": term_options()} | more


def several(**more):
    return {
        "form": "luecke",
        "stem": "Wasser kocht bei ___ Grad, gefriert bei ___ und heißt dann ___.",
        "hints": ["In Grad Celsius."],
        "gaps": [
            {"id": "g1", "options": [option("a", "90"), option("b", "100", key=True)], "note": "am Meer"},
            {"id": "g2", "accept": ["0", "null"], "feedback": "So ist es festgelegt."},
            {"id": "g3", "accept": ["Gletschereis"], "typo": True, "feedback": "Eis ist ein Kristall."},
        ],
    } | more


def two_cases():
    gaps = [{"id": name, "case": case(term), "options": keyed(term)} for name, term in (("g1", "O"), ("g2", "F"))]
    return {"form": "luecke", "stem": "___ fragt, ___ ruft.", "in_order": True, "gaps": gaps}


def keyed(term):
    return [
        option(key, text, term=key) | ({"key": True} if key == term else {"misconception": "M1"})
        for key, text in (("F", "Fokus"), ("O", "Orientierung"))
    ]


@pytest.fixture
def single():
    return KIND.parse(one(), terms=("F", "O", "Z"))


@pytest.fixture
def content():
    return KIND.parse(several())


def test_parse_reads_all_fields(single, content):
    assert single == Content(
        form="luecke",
        stem="___ heißt: nachfragen.",
        gaps=(
            Gap(
                "",
                CaseTag("", "O", "FO", "D1", ("S1-01",)),
                (
                    Option("F", "F", "Kundenfokus", "Warum Kundenfokus.", misconception="M1"),
                    Option("O", "O", "Kundenorientierung", "Warum Kundenorientierung.", key=True),
                    Option(
                        "Z", "Z", "Kundenzentrierung", "Warum Kundenzentrierung.", misconception="M3", note="selten"
                    ),
                ),
            ),
        ),
    )
    assert content.gaps == (
        Gap(
            "g1",
            None,
            (Option("a", "", "90", "Warum 90."), Option("b", "", "100", "Warum 100.", key=True)),
            note="am Meer",
        ),
        Gap("g2", accepted=("0", "null"), feedback="So ist es festgelegt."),
        Gap("g3", accepted=("Gletschereis",), typo=True, feedback="Eis ist ein Kristall."),
    )
    for data in (one(), several(), two_cases()):
        assert KIND.dump(KIND.parse(data, terms=("F", "O", "Z"))) == data


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("form",), "zuordnen", [("form", "unknown-form")]),
        (("stem",), "Ohne.", [("stem", "gap-count")]),
        (("stem",), "___ und ___", [("stem", "gap-count")]),
        (("stem",), "__ ist zu kurz", [("stem", "gap-count")]),
        (("options",), None, [("options", "missing")]),
        (("options",), term_options()[:1], [("options", "too-few"),]),
        (("options",), [option(f"o{n}", f"Text {n}") for n in range(MAX_OPTIONS + 1)], [("options", "too-many")]),
        (("options", 0, "id"), "Z", [("options[2].id", "repeated")]),
        (("options", 0, "text"), "Kundenzentrierung", [("options[2].text", "repeated")]),
        (("options", 0, "key"), True, [("options[0].misconception", "key-with-misconception"), ("options", "key-count"), ("options[0].term", "key-term-differs")]),
        (("options", 1, "key"), False, [("options", "key-count")]),
        (("options", 0, "term"), None, [("options[0].term", "missing")]),
        (("options", 0, "term"), "X", [("options[0].term", "unknown-term")]),
        (("options", 0, "misconception"), "M16", [("options[0].misconception", "unknown-misconception")]),
        (("options", 0, "feedback"), "", [("options[0].feedback", "missing")]),
        (("options", 0, "share"), "1/2", [("options[0].share", "unknown-key")]),
        (("case", "term"), "F", [("options[1].term", "key-term-differs")]),
        (("case", "claims"), [], [("case.claims", "too-few")]),
        (("in_order",), "ja", [("in_order", "not-yes-or-no")]),
        (("accept",), ["x"], [("accept", "unknown-key")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_with_a_single_gap(path, value, expected):
    assert problems(KIND, changed(one(), *path, value=value)) == expected


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("gaps",), [], [("gaps", "too-few")]),
        (("gaps",), {"g1": {}}, [("gaps", "not-a-list")]),
        (("gaps",), [{"id": f"g{n}", "accept": ["x"], "feedback": "?"} for n in range(MAX_GAPS + 1)], [("gaps", "too-many")]),
        (("gaps", 1, "id"), "g3", [("gaps[2].id", "repeated")]),
        (("gaps", 1, "id"), None, [("gaps[1].id", "missing")]),
        (("gaps", 1, "accept"), [], [("gaps[1].accept", "too-few")]),
        (("gaps", 1, "accept"), ["0", 0], [("gaps[1].accept[1]", "not-text")]),
        (("gaps", 1, "accept"), ["0"] * (MAX_ACCEPTED + 1), [("gaps[1].accept", "too-many")]),
        (("gaps", 1, "accept"), ["0" * (MAX_TYPED + 1)], [("gaps[1].accept[0]", "too-long")]),
        (("gaps", 1, "accept"), None, [("gaps[1].options", "missing"), ("gaps[1].feedback", "unknown-key")]),
        (("gaps", 1, "feedback"), None, [("gaps[1].feedback", "missing")]),
        (("gaps", 1, "options"), [], [("gaps[1].options", "unknown-key")]),
        (("gaps", 0, "options", 1, "key"), None, [("gaps[0].options", "key-count")]),
        (("gaps", 0, "options", 1, "id"), "a", [("gaps[0].options[1].id", "repeated")]),
        (("gaps", 0, "case"), case(), [("gaps", "all-or-none"), ("gaps[0].options[0].term", "missing"), ("gaps[0].options[1].term", "missing")]),
        (("gaps", 1, "case"), case(), [("gaps[1].case", "unknown-key")]),
        (("stem",), "Nur ___ und ___.", [("stem", "gap-count")]),
        (("options",), term_options(), [("options", "unknown-key")]),
        (("hints",), ["x"] * 4, [("hints", "too-many")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_with_several_gaps(path, value, expected):
    assert problems(KIND, changed(several(), *path, value=value)) == expected


# --- marks ----


@pytest.mark.parametrize(("answer", "given"), [(ORIENTATION, "O"), (FOCUS, "F"), (CENTRICITY, "Z"), (None, None)])
def test_a_single_case_tells_expected_and_given_term(single, answer, given):
    share = Fraction(int(given == "O"))

    assert KIND.grade(single, answer and {"1": answer}) == Mark(share, (Part("", "O", given, share),))
    assert KIND.points(single) == 1


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ({"1": HOT, "2": "0", "3": "Gletschereis"}, "123"),
        ({"1": HOT, "2": " NULL. ", "3": "gletscher-eis"}, "123"),  # one typing error is allowed here
        ({"1": HOT, "2": "nul", "3": "Gletschreis"}, "13"),  # and not here
        ({"1": COLD, "2": "0", "3": "Schnee"}, "2"),
        ({"1": HOT}, "1"),
        ({"1": HOT, "2": "", "3": " "}, "1"),
        ({"2": "0.0"}, ""),
        ({}, ""),
    ],
)
def test_each_gap_without_a_case_has_the_same_share(content, answer, right):
    mark = KIND.grade(content, answer)

    assert mark.share == Fraction(len(right), 3)
    assert [part for part in mark.parts if part.share] == [Part(f"g{n}", None, None, Fraction(1, 3)) for n in right]
    assert (KIND.cases(content), KIND.points(content)) == ((), 1)


def test_gaps_that_are_cases_are_a_point_each():
    content = KIND.parse(two_cases(), terms=("F", "O"))
    answer = {"1": token_of("Orientierung"), "2": token_of("Orientierung")}

    assert [(tag.row_id, tag.term) for tag in KIND.cases(content)] == [("g1", "O"), ("g2", "F")]
    assert KIND.points(content) == 2
    assert KIND.grade(content, answer) == Mark(
        Fraction(1, 2), (Part("g1", "O", "O", Fraction(1)), Part("g2", "F", "O", Fraction(0)))
    )
    assert KIND.grade(content, None).parts == (Part("g1", "O", None, Fraction(0)), Part("g2", "F", None, Fraction(0)))


@given(choice=st.sampled_from([None, FOCUS, ORIENTATION, CENTRICITY]), seed=st.integers(0, 2**32))
def test_neither_the_order_in_the_file_nor_on_the_page_changes_a_mark(choice, seed):
    answer = choice and {"1": choice}
    mark = KIND.grade(KIND.parse(one()), answer)

    for options in permutations(term_options()):
        moved = KIND.parse(one(options=list(options)))
        [row] = shown(KIND, moved, answer, seed)["rows"]
        form = {f"q__{row['id']}": entry["key"] for entry in row["choices"] if entry["checked"]}
        assert KIND.grade(moved, KIND.read(form, "q")) == mark


# --- answers ----


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("100", "wrong-shape"),
        ([HOT], "wrong-shape"),
        ({"4": "x"}, "unknown-row"),
        ({"g1": HOT}, "unknown-row"),
        ({1: HOT}, "unknown-row"),
        ({"1": "b"}, "unknown-option"),
        ({"1": "100"}, "unknown-option"),
        ({"1": ""}, "unknown-option"),
        ({"1": [HOT]}, "unknown-option"),
        ({"2": 0}, "wrong-shape"),
        ({"2": None}, "wrong-shape"),
        ({"2": "0" * (MAX_TYPED + 1)}, "too-long"),
        ({"2": "0\x00"}, "unprintable"),
    ],
)
def test_check_says_what_cannot_be_an_answer(content, answer, code):
    with pytest.raises(AnswerProblem, match=code):
        KIND.check(content, answer)
    with pytest.raises(AnswerProblem, match=code):
        KIND.grade(content, answer)


def test_read_takes_one_answer_per_gap_and_knows_emptied_ones():
    assert KIND.read({"q__1": HOT, "q__2": ["1", "0"], "q__3": "", "q2__1": "x"}, "q") == {"1": HOT, "2": "0"}
    assert KIND.read({"q__2": "1\x020", "q__3": "\x02"}, "q") == {"2": "10"}
    assert KIND.read({"q__2": "", "q__3": ""}, "q") == {}
    assert KIND.read({"q__3": "\x02"}, "q") == {}
    assert KIND.read({"q2__1": "x"}, "q") is None
    with pytest.raises(AnswerProblem):
        KIND.read({f"q__{n}": "x" for n in range(MAX_GAPS + 1)}, "q")


# --- asking ----


def test_choices_are_shuffled_unless_their_order_is_known(single):
    fixed = KIND.parse(one(in_order=True))

    assert len({tuple(KIND.option_order(single, Random(seed))[0]) for seed in range(60)}) == 6
    assert {tuple(KIND.option_order(fixed, Random(seed))[0]) for seed in range(20)} == {
        (FOCUS, ORIENTATION, CENTRICITY)
    }


def test_a_gap_that_is_typed_has_an_empty_order(content):
    assert [sorted(order) for order in KIND.option_order(content, Random(1))] == [sorted([HOT, COLD]), [], []]


def test_ask_shows_each_gap_with_its_choices_or_what_was_typed(content):
    question = KIND.ask(
        content, html=KIND.texts(content), order=[[HOT, COLD], [], []], names={}, answer={"1": HOT, "2": "null"}
    )

    assert question["stem_parts"] == ["Wasser kocht bei ", " Grad, gefriert bei ", " und heißt dann ", "."]
    assert question["rows"] == [
        {
            "id": "1",
            "choices": [{"key": HOT, "name": "100", "checked": True}, {"key": COLD, "name": "90", "checked": False}],
            "value": "",
        },
        {"id": "2", "choices": [], "value": "null"},
        {"id": "3", "choices": [], "value": ""},
    ]


@pytest.mark.parametrize(
    "stem",
    [
        "Er nennt es „___“ und sie „____“.",
        "Mal (___), mal (___).",
        "___/___",
        "Das ___ist___ eines.",
        "**___** steht vor _dem_ ___.",
        "___\n\nDarunter: ___",
        "Schon geschützt: \\_\\_\\_ und ___",
    ],
)
def test_markdown_takes_no_gap_for_emphasis(stem):
    gaps = [{"id": f"g{n}", "accept": ["x"], "feedback": "?"} for n in range(2)]
    content = KIND.parse({"form": "luecke", "stem": stem, "gaps": gaps})
    html = {key: SafeString(render_inline(text, Context()).html) for key, text in KIND.texts(content).items()}
    question = KIND.ask(content, html=html, order=[[], []], names={})

    assert len(question["stem_parts"]) == 3
    assert "_" not in "".join(question["stem_parts"])
    assert {type(part) for part in question["stem_parts"]} == {SafeString}
    assert KIND.dump(content)["stem"] == stem


def test_what_pages_see_does_not_depend_on_the_key(single):
    options = [
        option("F", "Kundenfokus", term="F", key=True),
        *term_options()[2:],
        option("O", "Kundenorientierung", term="O"),
    ]
    other = KIND.parse(one(case=case("F"), options=options))
    order = KIND.option_order(single, Random(3))
    pages = [KIND.ask(each, html=KIND.texts(each), order=order, names={}) for each in (single, other)]

    assert KIND.key_free(other) == KIND.key_free(single)
    assert pages[0] == pages[1]


def test_key_free_knows_nothing_of_what_is_accepted(content):
    assert KIND.key_free(content)["gaps"][1:] == [{"id": "2", "options": []}, {"id": "3", "options": []}]


# --- explaining ----


def test_feedback_answers_each_gap(content):
    typed = [
        Piece("g2", "gaps[g2].feedback", "So ist es festgelegt.", is_right=True),
        Piece("g3", "gaps[g3].feedback", "Eis ist ein Kristall.", is_right=True),
    ]
    right = Piece("g1", "gaps[g1].options[b].feedback", "Warum 100.", is_right=True)

    assert KIND.feedback_for(content, {"1": HOT, "2": "7"}) == [right, *typed]
    assert KIND.feedback_for(content, {"1": COLD}) == [
        Piece("g1", "gaps[g1].options[a].feedback", "Warum 90.", is_right=False), right, *typed
    ]  # fmt: skip


def test_texts_of_a_single_gap_stand_beside_the_stem(single):
    assert KIND.texts(single).keys() == {
        "stem", *(f"options[{term}].{what}" for term in "FOZ" for what in ("text", "feedback"))
    }  # fmt: skip
    assert "selten" not in KIND.texts(single).values()
    assert KIND.texts(KIND.parse(several()))["hints[0]"] == "In Grad Celsius."


@pytest.mark.parametrize(
    ("answer", "state", "states"),
    [
        (None, "unanswered", ["unanswered"] * 3),
        ({"1": HOT, "2": "0", "3": "Gletschereis"}, "right", ["right"] * 3),
        ({"1": HOT, "2": "7"}, "partly", ["right", "wrong", "unanswered"]),
        ({"1": COLD, "2": "7"}, "wrong", ["wrong", "wrong", "unanswered"]),
    ],
)
def test_review_says_how_each_gap_went(content, answer, state, states):
    review = explained(KIND, content, answer)

    assert (review["state"], [row["state"] for row in review["rows"]]) == (state, states)


def test_review_row_holds_both_answers_and_both_reasons(content):
    chosen, typed, _open = explained(KIND, content, {"1": COLD, "2": "7"})["rows"]

    assert {key: chosen[key] for key in ("chosen_name", "right_name", "feedback_html", "right_feedback_html")} == {
        "chosen_name": "90", "right_name": "100", "feedback_html": "Warum 90.", "right_feedback_html": "Warum 100.",
    }  # fmt: skip
    assert {key: typed[key] for key in ("chosen_name", "right_name", "feedback_html", "right_feedback_html")} == {
        "chosen_name": "7", "right_name": "0", "feedback_html": "", "right_feedback_html": "So ist es festgelegt.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"1": HOT, "2": " Null ", "3": "Eis"}, "(1) 100\n(2) Null\n(3) Eis"),
        ({"3": "Eis"}, "(3) Eis"),
        ({"2": ""}, ""),
        (None, ""),
    ],
)
def test_say_gives_the_words_of_each_gap(content, answer, words):
    assert KIND.say(content, answer) == words


def test_say_needs_no_number_where_there_is_one_gap(single):
    assert KIND.say(single, {"1": FOCUS}) == "Kundenfokus"


def test_choices_are_those_of_gaps_that_offer_some(content, single):
    assert KIND.choices(content, {}) == {f"1:{COLD}": "(1) 90", f"1:{HOT}": "(1) 100"}
    assert KIND.choices_in(content, {"1": COLD, "2": "0", "3": "Eis"}) == {"g1": f"1:{COLD}"}
    assert KIND.choices_in(content, {"2": "0"}) == {}
    assert list(KIND.choices(single, {}).values()) == ["Kundenfokus", "Kundenorientierung", "Kundenzentrierung"]
    assert KIND.choices_in(single, {"1": FOCUS}) == {"": f"1:{FOCUS}"}


# --- exchange ----


def test_interaction_is_a_text_with_gaps(content):
    item = KIND.interaction(content)

    assert item.prompt == content.stem
    assert item.gaps[0] == NeutralGap(
        "g1", ("b",), (Alternative("a", "90", "Warum 90."), Alternative("b", "100", "Warum 100."))
    )
    assert item.gaps[1] == NeutralGap("g2", ("0", "null"), feedback="So ist es festgelegt.")
    assert item.extras["gaps"] == [{"note": "am Meer", "options": {"a": {}, "b": {}}}, {}, {"typo": True}]


def test_from_interaction_takes_gaps_of_others_and_nothing_else():
    foreign = Gaps("Das ist ___.", (NeutralGap("g1", ("gut", "schön"), feedback="Weil."),), {"form": "luecke"})

    assert KIND.parse(KIND.from_interaction(foreign)).gaps == (Gap("g1", accepted=("gut", "schön"), feedback="Weil."),)
    assert KIND.from_interaction(Choice("", (), ())) is None
