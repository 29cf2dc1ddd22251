from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.item import Choice, Text
from quizzes.grading.mark import Mark, Part
from quizzes.types.base import AnswerProblem, Piece
from quizzes.types.essay import MAX_ESSAY, Content, Essay
from quizzes.types.rubrics import MAX_CRITERIA, MAX_CRITERION_POINTS, Criterion, marked
from tests.quizzes.types.edits import changed, explained, problems, shown

KIND = Essay()


def data(**more):
    return {
        "form": "praxisauftrag",
        "stem": "Beschreiben Sie eine Maßnahme.",
        "hints": ["Nehmen Sie Ihre Abteilung."],
        "rubric": [
            {"points": 2, "text": "Sie passt."},
            {"points": 3, "text": "Sie ist begründet.", "note": "kurz genügt"},
        ],
        "pass_points": 3,
        "sample_answer": "Wir fragen nach und ändern den Ablauf.",
    } | more


@pytest.fixture
def content():
    return KIND.parse(data())


def test_parse_reads_all_fields(content):
    assert content == Content(
        form="praxisauftrag",
        stem="Beschreiben Sie eine Maßnahme.",
        rubric=(Criterion(2, "Sie passt."), Criterion(3, "Sie ist begründet.", "kurz genügt")),
        pass_points=3,
        sample="Wir fragen nach und ändern den Ablauf.",
        hints=("Nehmen Sie Ihre Abteilung.",),
    )
    assert KIND.dump(content) == data()


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("form",), "kurzantwort", [("form", "unknown-form")]),
        (("stem",), " ", [("stem", "missing")]),
        (("hints",), [3], [("hints[0]", "not-text")]),
        (("rubric",), None, [("rubric", "missing")]),
        (("rubric",), [], [("rubric", "too-few")]),
        (("rubric",), [{"points": 1, "text": "x"}] * (MAX_CRITERIA + 1), [("rubric", "too-many")]),
        (("rubric", 0), "Sie passt.", [("rubric[0]", "not-a-mapping")]),
        (("rubric", 1, "points"), None, [("rubric[1].points", "missing"), ("pass_points", "pass-points")]),
        (("rubric", 1, "points"), "3", [("rubric[1].points", "not-a-number"), ("pass_points", "pass-points")]),
        (("rubric", 1, "points"), MAX_CRITERION_POINTS + 1, [("rubric[1].points", "not-a-number"), ("pass_points", "pass-points")]),
        (("rubric", 1, "text"), None, [("rubric[1].text", "missing")]),
        (("pass_points",), None, [("pass_points", "missing")]),
        (("pass_points",), 0, [("pass_points", "not-a-number")]),
        (("pass_points",), 6, [("pass_points", "pass-points")]),
        (("sample_answer",), None, [("sample_answer", "missing")]),
        (("feedback",), "x", [("feedback", "unknown-key")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_and_where(path, value, expected):
    assert problems(KIND, changed(data(), *path, value=value)) == expected


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=50))
def test_every_text_waits_for_a_person_and_no_text_waits_for_nobody(text):
    mark = KIND.grade(KIND.parse(data()), text)

    assert mark == Mark(Fraction(0), (Part("0", None, None, 0), Part("1", None, None, 0)), bool(text.strip()))


def test_even_the_sample_answer_waits(content):
    assert KIND.solution(content) == "Wir fragen nach und ändern den Ablauf."
    assert KIND.grade(content, KIND.solution(content)).needs_person
    assert not KIND.grade(content, None).needs_person
    assert (KIND.cases(content), KIND.points(content)) == ((), 5)


@pytest.mark.parametrize(
    ("points", "share"), [([0, 0], 0), ([2, 0], Fraction(2, 5)), ([1, 2], Fraction(3, 5)), ([2, 3], 1)]
)
def test_what_a_person_gives_is_the_share_of_the_maximum(content, points, share):
    mark = marked(content.rubric, points)

    assert (mark.share, mark.needs_person) == (share, False)
    assert [part.share for part in mark.parts] == [Fraction(each, 5) for each in points]


@pytest.mark.parametrize("points", [[3, 0], [0, 4], [-1, 1], [2], [2, 3, 0], []])
def test_points_outside_the_rubric_are_refused(content, points):
    with pytest.raises(ValueError, match="do not fit"):
        marked(content.rubric, points)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (1, "wrong-shape"),
        ({"text": "x"}, "wrong-shape"),
        ("x" * (MAX_ESSAY + 1), "too-long"),
        ("x\x00", "unprintable"),
        ("\ud800", "unprintable"),
    ],
)
def test_check_says_what_cannot_be_an_answer(content, answer, code):
    with pytest.raises(AnswerProblem, match=code):
        KIND.check(content, answer)


def test_a_text_may_have_paragraphs_and_fill_its_limit(content):
    KIND.check(content, "Erstens.\n\n\tZweitens.")
    KIND.check(content, "x" * MAX_ESSAY)


def test_read_takes_the_text_with_its_paragraphs():
    assert KIND.read({"q": " Erstens.\r\n\r\nZweitens. "}, "q") == "Erstens.\n\nZweitens."
    assert KIND.read({"q": ""}, "q") == ""
    assert KIND.read({"q__1": "x"}, "q") is None


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("Kun\x02den\x00zentriert\x7f", "Kundenzentriert"),
        ("Erste Zeile\x0bZweite\rDritte\x0cVierte", "Erste Zeile\nZweite\nDritte\nVierte"),
        ("Halbes \ud83d Zeichen, ganzes 😀", "Halbes  Zeichen, ganzes 😀"),
        ("\x02 \x0b", ""),
    ],
)
def test_read_leaves_out_what_pasted_texts_bring_along_and_cannot_be_stored(content, pasted, read):
    text = KIND.read({"q": pasted}, "q")

    assert text == read
    KIND.check(content, text)


def test_pages_see_neither_rubric_nor_sample(content):
    assert KIND.key_free(content) == {"stem": "Beschreiben Sie eine Maßnahme."}
    assert shown(KIND, content, "Wir tun es.") == {
        "stem_html": "Beschreiben Sie eine Maßnahme.",
        "value": "Wir tun es.",
        "limit": MAX_ESSAY,
        "is_long": True,
    }


def test_feedback_is_the_sample_answer(content):
    assert KIND.feedback_for(content, "x") == [
        Piece("0", "sample.feedback", "Wir fragen nach und ändern den Ablauf.", is_right=True)
    ]


@pytest.mark.parametrize(("answer", "state"), [("Wir tun es.", "waiting"), (None, "unanswered"), (" ", "unanswered")])
def test_review_shows_the_criteria_and_no_notes(content, answer, state):
    assert explained(KIND, content, answer) == {
        "stem_html": "Beschreiben Sie eine Maßnahme.",
        "state": state,
        "answer": (answer or "").strip(),
        "sample_html": "Wir fragen nach und ändern den Ablauf.",
        "criteria": [{"html": "Sie passt.", "points": 2}, {"html": "Sie ist begründet.", "points": 3}],
    }


def test_texts_hold_hints_criteria_and_sample_but_no_note(content):
    assert KIND.texts(content) == {
        "stem": "Beschreiben Sie eine Maßnahme.",
        "hints[0]": "Nehmen Sie Ihre Abteilung.",
        "rubric[0].text": "Sie passt.",
        "rubric[1].text": "Sie ist begründet.",
        "sample.feedback": "Wir fragen nach und ändern den Ablauf.",
    }


def test_say_gives_the_text(content):
    assert KIND.say(content, "Erstens.\n\nZweitens.") == "Erstens.\n\nZweitens."


def test_interaction_is_a_long_text(content):
    item = KIND.interaction(content)

    assert (item.prompt, item.sample, item.is_long) == (content.stem, content.sample, True)
    assert item.extras["pass_points"] == 3
    assert KIND.from_interaction(Text("?")) is None
    assert KIND.from_interaction(Choice("?", (), ())) is None
