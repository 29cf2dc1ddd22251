from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.item import Choice, Text
from quizzes.grading.mark import Mark, Part
from quizzes.types.base import AnswerProblem, Piece
from quizzes.types.rubrics import Criterion, marked
from quizzes.types.short import MAX_SENTENCES, Content, Short
from quizzes.types.typed import MAX_ACCEPTED, MAX_TYPED, folded
from tests.quizzes.types.edits import changed, explained, problems, shown

KIND = Short()


def data(**more):
    return {
        "form": "kurzantwort",
        "stem": "Wie heißt das Maß?",
        "hints": ["Es wird gemessen."],
        "accept": ["Schuhgröße", "2,5"],
        "feedback": "So steht es im Regal.",
    } | more


def by_person(**more):
    return {
        "form": "kurzantwort",
        "stem": "Warum? Ein Satz.",
        "rubric": [{"points": 1, "text": "Ein Grund."}, {"points": 2, "text": "Ein Beleg.", "note": "auch mündlich"}],
        "sample_answer": "Weil gefragt wurde.",
    } | more


def share_of(answer, **more):
    return KIND.grade(KIND.parse(data(**more)), answer).share


@pytest.fixture
def content():
    return KIND.parse(data())


@pytest.fixture
def open_content():
    return KIND.parse(by_person())


def test_parse_reads_all_fields(content, open_content):
    assert content == Content(
        form="kurzantwort",
        stem="Wie heißt das Maß?",
        feedback="So steht es im Regal.",
        accepted=("Schuhgröße", "2,5"),
        hints=("Es wird gemessen.",),
    )
    assert open_content == Content(
        form="kurzantwort",
        stem="Warum? Ein Satz.",
        feedback="",
        rubric=(Criterion(1, "Ein Grund."), Criterion(2, "Ein Beleg.", "auch mündlich")),
        sample="Weil gefragt wurde.",
    )
    for source in (data(), data(typo=True), by_person(), by_person(feedback="Auch so.")):
        assert KIND.dump(KIND.parse(source)) == source


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("form",), "luecke", [("form", "unknown-form")]),
        (("stem",), None, [("stem", "missing")]),
        (("feedback",), None, [("feedback", "missing")]),
        (("hints",), ["x"] * 4, [("hints", "too-many")]),
        (("accept",), None, [("accept", "missing")]),
        (("accept",), [], [("accept", "too-few")]),
        (("accept",), "Schuhgröße", [("accept", "not-a-list")]),
        (("accept",), ["x"] * (MAX_ACCEPTED + 1), [("accept", "too-many")]),
        (("accept", 1), 2.5, [("accept[1]", "not-text")]),
        (("accept", 1), "x" * (MAX_TYPED + 1), [("accept[1]", "too-long")]),
        (("typo",), 1, [("typo", "not-yes-or-no")]),
        (("sample_answer",), "x", [("sample_answer", "unknown-key")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_and_where(path, value, expected):
    assert problems(KIND, changed(data(), *path, value=value)) == expected


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("rubric",), [], [("rubric", "too-few")]),
        (("rubric", 0, "points"), 0, [("rubric[0].points", "not-a-number")]),
        (("rubric", 0, "points"), True, [("rubric[0].points", "not-a-number")]),
        (("rubric", 1, "text"), "", [("rubric[1].text", "missing")]),
        (("rubric", 1, "surprise"), "", [("rubric[1].surprise", "unknown-key")]),
        (("sample_answer",), None, [("sample_answer", "missing")]),
        (("sample_answer",), "x" * (MAX_SENTENCES + 1), [("sample_answer", "too-long")]),
        (("accept",), ["x"], [("accept", "unknown-key")]),
        (("typo",), True, [("typo", "unknown-key")]),
        (("pass_points",), 1, [("pass_points", "unknown-key")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_with_a_rubric(path, value, expected):
    assert problems(KIND, changed(by_person(), *path, value=value)) == expected


@pytest.mark.parametrize(
    "answer",
    [
        "Schuhgröße",
        "SCHUHGRÖSSE",
        "schuhgrösse",
        "Schuhgroesse",
        "Schuhgroeße",
        "  „Schuhgröße.“ ",
        "Schuhgro\u0308ße",  # o and its dots as two signs
        "SCHUHGRÖẞE",
        "2,5",
        "2.5",
        "2.5.",
    ],
)
def test_spellings_that_mean_the_same_are_right(answer):
    assert share_of(answer) == 1


@pytest.mark.parametrize(
    "answer", ["Schuhgrose", "Schuh Größe", "Schuhgrosse", "25", "2,50", "2, 5", "", " ", "?!", None]
)
def test_what_was_not_meant_is_wrong(answer):
    assert share_of(answer) == 0


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ("Schuhgröse", 1),  # a letter too few
        ("Schuuhgröße", 1),  # too many
        ("Schuhgräße", 1),  # another one
        ("Shcuhgröße", 1),  # two exchanged
        ("Shcuhgröse", 0),  # two errors
        ("Schuh", 0),
        ("2,6", 0),  # never in a number
        ("25", 0),
    ],
)
def test_one_typing_error_is_forgiven_where_the_author_allows_it(answer, share):
    assert share_of(answer, typo=True) == share
    assert share_of(answer) == 0


@pytest.mark.parametrize(("answer", "share"), [("?", 1), (" ? ", 1), ("!", 0), (".", 0), ("", 0), ("Fragezeichen", 0)])
def test_marks_count_where_they_are_the_whole_answer(answer, share):
    assert share_of(answer, accept=["?"]) == share


def test_no_typing_error_is_forgiven_in_short_words():
    assert share_of("Rot", accept=["Not"], typo=True) == 0


def test_any_of_the_accepted_answers_will_do():
    assert [share_of(answer, accept=["Leitbild", "Vision"]) for answer in ("vision", "leitbild", "Mission")] == [
        1,
        1,
        0,
    ]


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30))
def test_folding_twice_is_folding_once_and_capitals_never_matter(text):
    assert folded(folded(text)) == folded(text)
    assert folded(text.lower()) == folded(text)


@given(
    order=st.permutations(["Schuhgröße", "2,5", "Regal"]), answer=st.sampled_from(["regal", "2.5", "schuhgrosse", ""])
)
def test_the_order_of_the_accepted_answers_never_changes_a_mark(order, answer):
    assert share_of(answer, accept=order, typo=True) == int(bool(answer))


def test_a_mark_is_one_part_without_a_case(content):
    assert KIND.grade(content, "2.5") == Mark(Fraction(1), (Part("", None, None, Fraction(1)),))
    assert (KIND.cases(content), KIND.points(content)) == ((), 1)


def test_a_sentence_waits_for_a_person_unless_it_is_empty(open_content):
    parts = (Part("0", None, None, Fraction(0)), Part("1", None, None, Fraction(0)))

    assert KIND.grade(open_content, "Weil.") == Mark(Fraction(0), parts, needs_person=True)
    assert KIND.grade(open_content, "Weil gefragt wurde.").needs_person
    for nothing in (None, "", " \n "):
        assert KIND.grade(open_content, nothing) == Mark(Fraction(0), parts)


def test_points_of_a_person_are_shares_of_the_maximum(open_content):
    assert marked(open_content.rubric, [1, 1]) == Mark(
        Fraction(2, 3), (Part("0", None, None, Fraction(1, 3)), Part("1", None, None, Fraction(1, 3)))
    )
    for points in ([2, 0], [-1, 0], [1], [1, 2, 0]):
        with pytest.raises(ValueError, match="do not fit"):
            marked(open_content.rubric, points)


@pytest.mark.parametrize(
    ("answer", "code"),
    [(5, "wrong-shape"), (["2.5"], "wrong-shape"), ("x" * (MAX_TYPED + 1), "too-long"), ("a\x00", "unprintable")],
)
def test_check_says_what_cannot_be_an_answer(content, answer, code):
    with pytest.raises(AnswerProblem, match=code):
        KIND.check(content, answer)


def test_sentences_may_be_longer_than_words(content, open_content):
    KIND.check(open_content, "x" * MAX_SENTENCES)
    with pytest.raises(AnswerProblem, match="too-long"):
        KIND.check(open_content, "x" * (MAX_SENTENCES + 1))
    assert [shown(KIND, each)["limit"] for each in (content, open_content)] == [MAX_TYPED, MAX_SENTENCES]
    assert [shown(KIND, each)["is_long"] for each in (content, open_content)] == [False, True]


def test_read_tells_an_emptied_field_from_none():
    assert KIND.read({"q": [" 2,5 "]}, "q") == "2,5"
    assert KIND.read({"q": "a\r\nb"}, "q") == "a\nb"
    assert KIND.read({"q": ""}, "q") == ""
    assert KIND.read({"q1": "x"}, "q") is None
    with pytest.raises(AnswerProblem, match="wrong-shape"):
        KIND.read({"q": {"x": 1}}, "q")


def test_pages_see_nothing_but_the_question(content, open_content):
    assert KIND.key_free(content) == {"stem": "Wie heißt das Maß?"}
    assert KIND.option_order(content, None) == []
    assert shown(KIND, open_content, "Weil.") == {
        "stem_html": "Warum? Ein Satz.",
        "value": "Weil.",
        "limit": MAX_SENTENCES,
        "is_long": True,
    }


def test_feedback_is_the_explanation_or_the_sample_answer(content, open_content):
    assert KIND.feedback_for(content, "x") == [Piece("", "feedback", "So steht es im Regal.", is_right=True)]
    assert KIND.feedback_for(open_content, "x") == [Piece("0", "sample.feedback", "Weil gefragt wurde.", is_right=True)]


@pytest.mark.parametrize(
    ("answer", "state"), [(None, "unanswered"), (" ", "unanswered"), ("2.5", "right"), ("3", "wrong")]
)
def test_review_says_how_it_went_and_what_was_right(content, answer, state):
    review = explained(KIND, content, answer)

    assert (review["state"], review["right"], review["feedback_html"]) == (state, "Schuhgröße", "So steht es im Regal.")


def test_review_of_a_sentence_shows_the_criteria_and_no_notes(open_content):
    assert explained(KIND, open_content, "Weil.") == {
        "stem_html": "Warum? Ein Satz.",
        "state": "waiting",
        "answer": "Weil.",
        "right": "",
        "feedback_html": "",
        "sample_html": "Weil gefragt wurde.",
        "criteria": [{"html": "Ein Grund.", "points": 1}, {"html": "Ein Beleg.", "points": 2}],
    }
    assert explained(KIND, open_content, None)["state"] == "unanswered"


def test_texts_hold_hints_criteria_and_sample_but_nothing_that_is_accepted(content, open_content):
    assert KIND.texts(content) == {
        "stem": "Wie heißt das Maß?", "hints[0]": "Es wird gemessen.", "feedback": "So steht es im Regal.",
    }  # fmt: skip
    assert KIND.texts(open_content) == {
        "stem": "Warum? Ein Satz.",
        "rubric[0].text": "Ein Grund.",
        "rubric[1].text": "Ein Beleg.",
        "sample.feedback": "Weil gefragt wurde.",
    }


def test_say_gives_what_was_typed(content):
    assert KIND.say(content, " Zwei Komma fünf ") == "Zwei Komma fünf"


def test_interaction_is_a_short_text(content, open_content):
    assert KIND.interaction(content) == Text(
        "Wie heißt das Maß?",
        right=("Schuhgröße", "2,5"),
        feedback="So steht es im Regal.",
        extras={"form": "kurzantwort", "hints": ["Es wird gemessen."]},
    )
    assert KIND.interaction(open_content).sample == "Weil gefragt wurde."
    assert KIND.from_interaction(Text("?", is_long=True)) is None
    assert KIND.from_interaction(Choice("?", (), ())) is None
