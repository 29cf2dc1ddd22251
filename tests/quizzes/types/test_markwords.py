from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.item import Choice, Text
from quizzes.grading.mark import Mark, Part
from quizzes.types.base import AnswerProblem, Piece
from quizzes.types.markwords import MAX_SIGNS, MAX_WORDS, Content, MarkWords
from quizzes.types.reading import MAX_TEXT
from tests.quizzes.types.edits import changed, explained, problems, shown

KIND = MarkWords()
TEXT = "Das Werk [[fragt nach]], ändert [[jede Woche]] den Plan und wirbt dafür."
#       1   2      3     4      5        6    7        8   9    10  11    12


def data(**more):
    return {
        "form": "signalwoerter",
        "stem": "Markieren Sie die zwei Stellen.",
        "hints": ["Es sind Taten."],
        "text": TEXT,
        "feedback": "Fragen und Ändern zählen, Werben nicht.",
    } | more


@pytest.fixture
def content():
    return KIND.parse(data())


def test_parse_reads_all_fields(content):
    assert content == Content(
        form="signalwoerter",
        stem="Markieren Sie die zwei Stellen.",
        text=TEXT,
        feedback="Fragen und Ändern zählen, Werben nicht.",
        hints=("Es sind Taten.",),
    )
    assert KIND.dump(content) == data()


def test_words_know_the_place_they_belong_to(content):
    assert [(word.number, word.text, word.sign) for word in content.words][:7] == [
        ("1", "Das", None),
        ("2", "Werk", None),
        ("3", "fragt", 0),
        ("4", "nach,", 0),
        ("5", "ändert", None),
        ("6", "jede", 1),
        ("7", "Woche", 1),
    ]
    assert len(content.words) == 12


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("[[Kundinnen]]-Befragung hilft dem Haus", ["Kundinnen-Befragung"]),  # part of a word marks the word
        ("Am Anfang [[steht]]", ["steht"]),
        ("Sie [[fragt]] und [[hört]] sehr gut", ["fragt", "hört"]),
        ("Das [[ fragt  nach ]] ist so klar", ["fragt nach"]),
    ],
)
def test_marks_may_stand_anywhere(text, places):
    words = KIND.parse(data(text=text)).words
    found = [" ".join(word.text for word in words if word.sign == sign) for sign in range(len(places))]

    assert found == places


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("form",), "ordnen", [("form", "unknown-form")]),
        (("feedback",), None, [("feedback", "missing")]),
        (("hints",), ["x"] * 4, [("hints", "too-many")]),
        (("text",), None, [("text", "missing")]),
        (("text",), "Hier ist nichts markiert.", [("text", "sign-count")]),
        (("text",), "[[a]] " * (MAX_SIGNS + 1) + "b " * 20, [("text", "sign-count")]),
        (("text",), "Hier ist [[ ]] nichts markiert.", [("text", "sign-count")]),
        (("text",), "Zwei [[in]][[einem]] Wort sind nicht zwei.", [("text", "sign-count")]),
        (("text",), "Hier [[fehlt das Ende.", [("text", "brackets")]),
        (("text",), "Hier fehlt]] der Anfang.", [("text", "brackets")]),
        (("text",), "Eines [[im [[anderen]] steht]] hier.", [("text", "brackets")]),
        (("text",), "]]verkehrt[[ herum", [("text", "brackets")]),
        (("text",), "[[alles]]", [("text", "nothing-else")]),
        (("text",), "[[a]] [[b]] c", [("text", "nothing-else")]),
        (("text",), "[[a]]" + " b" * MAX_WORDS, [("text", "too-many-words")]),
        (("text",), "[[a]] " + "b" * MAX_TEXT, [("text", "too-long"), ("text", "too-long")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_and_where(path, value, expected):
    assert problems(KIND, changed(data(), *path, value=value)) == expected


@pytest.mark.parametrize(
    ("numbers", "share"),
    [
        ("3 6", 1),
        ("3 4 6 7", 1),  # the whole place, and not more than once
        ("4", Fraction(1, 2)),
        ("3 4", Fraction(1, 2)),
        ("3 6 12", Fraction(1, 2)),
        ("3 6 1 12", 0),
        ("3 12", 0),
        ("1 2 5", 0),  # never below nothing
        ("", 0),
    ],
)
def test_a_false_word_costs_what_a_place_earns(content, numbers, share):
    assert KIND.grade(content, sorted(numbers.split())) == Mark(
        Fraction(share), (Part("", None, None, Fraction(share)),)
    )
    assert (KIND.cases(content), KIND.points(content)) == ((), 1)


def test_marking_everything_earns_nothing(content):
    assert KIND.grade(content, sorted(word.number for word in content.words)).share == 0


@given(numbers=st.sets(st.integers(1, 12)), rng=st.randoms(use_true_random=False))
def test_the_order_of_the_marks_never_changes_the_share(numbers, rng):
    content, answer = KIND.parse(data()), [str(number) for number in numbers]
    rng.shuffle(answer)
    form = {f"q__{word['id']}": "yes" for word in shown(KIND, content, answer)["words"] if word["checked"]}
    hits = bool(numbers & {3, 4}) + bool(numbers & {6, 7})
    share = max(0, Fraction(hits - len(numbers - {3, 4, 6, 7}), 2))

    assert KIND.grade(content, answer).share == share
    assert KIND.grade(content, KIND.read({"q__": "", **form}, "q")).share == share


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("3", "wrong-shape"),
        ([3], "wrong-shape"),
        ({"3": "yes"}, "wrong-shape"),
        (["0"], "unknown-option"),
        (["13"], "unknown-option"),
        (["fragt"], "unknown-option"),
        (["3", "3"], "unknown-option"),
    ],
)
def test_check_says_what_was_not_on_offer(content, answer, code):
    with pytest.raises(AnswerProblem, match=code):
        KIND.check(content, answer)


def test_read_takes_what_is_marked_and_refuses_a_flood():
    assert KIND.read({"q__": "", "q__12": "yes", "q__3": ["yes"], "q__4": "", "q1__5": "yes"}, "q") == ["12", "3"]
    assert KIND.read({"q__": ""}, "q") == []
    assert KIND.read({"q": "3"}, "q") is None
    with pytest.raises(AnswerProblem):
        KIND.read({f"q__{n}": "yes" for n in range(MAX_WORDS + 2)}, "q")


def test_what_pages_see_does_not_depend_on_the_places(content):
    other = KIND.parse(data(text="Das [[Werk]] fragt nach, ändert jede Woche den Plan und [[wirbt]] dafür."))

    assert KIND.key_free(other) == KIND.key_free(content)
    assert shown(KIND, other, ["3"]) == shown(KIND, content, ["3"])
    assert "[[" not in str(shown(KIND, content))


def test_feedback_explains_the_places_together(content):
    assert KIND.feedback_for(content, ["3"]) == [
        Piece("", "feedback", "Fragen und Ändern zählen, Werben nicht.", is_right=True)
    ]


@pytest.mark.parametrize(
    ("answer", "state"),
    [(None, "unanswered"), ([], "unanswered"), (["3", "7"], "right"), (["3"], "partly"), (["1"], "wrong")],
)
def test_review_says_how_it_went(content, answer, state):
    assert explained(KIND, content, answer)["state"] == state


def test_review_shows_what_was_found_what_was_missed_and_what_was_too_much(content):
    words = explained(KIND, content, ["12", "3"])["words"]

    assert [word["state"] for word in words] == [
        "", "", "right", "right", "", "missed", "missed", "", "", "", "", "wrong",
    ]  # fmt: skip


def test_say_gives_the_words_in_the_order_of_the_text(content):
    assert KIND.say(content, ["12", "3", "4"]) == "fragt … nach, … dafür."


def test_texts_hold_stem_feedback_and_hints_only(content):
    assert KIND.texts(content) == {
        "stem": "Markieren Sie die zwei Stellen.",
        "hints[0]": "Es sind Taten.",
        "feedback": "Fragen und Ändern zählen, Werben nicht.",
    }


def test_no_neutral_form_can_hold_it(content):
    assert KIND.interaction(content) is None
    assert KIND.from_interaction(Choice("", (), ())) is None
    assert KIND.from_interaction(Text("")) is None
