import copy
import json
from random import Random

import pytest

from quizzes.formats.item import Alternative, Choice, Match
from quizzes.grading.mark import Mark, Part
from quizzes.types.base import AnswerProblem, CaseTag, ParseError, Piece, token_of
from quizzes.types.single import MAX_OPTIONS, Content, Option, Single

TERMS = ("F", "O", "Z")
KIND = Single()
FOCUS, ORIENTATION, CENTRICITY = (token_of(f"Kunden{end}") for end in ("fokus", "orientierung", "zentrierung"))


def option(term, text, **more):
    return {"id": term, "term": term, "text": text, "misconception": "M1", "feedback": f"Warum {text}"} | more


def data(**more):
    return {
        "form": "einordnen",
        "case": {"term": "O", "contrast": "FO", "dimension": "D2", "claims": ["S2-07"], "decoy": False},
        "stem": "Das Werk baut das Menü nach den Rückmeldungen um.",
        "options": [
            option("F", "Kundenfokus"),
            {
                "id": "O",
                "term": "O",
                "key": True,
                "text": "Kundenorientierung",
                "feedback": "Richtig, weil …",
            },
            option("Z", "Kundenzentrierung", misconception="M3"),
        ],
    } | more


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


def test_parse_reads_all_fields():
    content = KIND.parse(data(), terms=TERMS)

    assert content == Content(
        form="einordnen",
        stem="Das Werk baut das Menü nach den Rückmeldungen um.",
        case=CaseTag("", "O", "FO", "D2", ("S2-07",), decoy=False),
        options=(
            Option("F", "F", "Kundenfokus", "Warum Kundenfokus", misconception="M1"),
            Option("O", "O", "Kundenorientierung", "Richtig, weil …", key=True),
            Option("Z", "Z", "Kundenzentrierung", "Warum Kundenzentrierung", misconception="M3"),
        ),
    )
    assert KIND.parse(data()) == content
    assert KIND.dump(content) == data()


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("stem",), None, [("stem", "missing")]),
        (("stem",), "  ", [("stem", "missing")]),
        (("stem",), 7, [("stem", "not-text")]),
        (("stem",), "a" * 4001, [("stem", "too-long")]),
        (("stem",), "a\x00b", [("stem", "unprintable")]),
        (("form",), "zuordnen", [("form", "unknown-form")]),
        (("note",), "for the bank entry, not for the content", [("note", "unknown-key")]),
        (("case",), None, [("case", "missing")]),
        (("case",), "O", [("case", "not-a-mapping")]),
        (("case", "term"), "X", [("case.term", "unknown-term"), ("case.contrast", "unknown-contrast"), ("options[1].term", "key-term-differs")]),
        (("case", "term"), "F", [("options[1].term", "key-term-differs")]),
        (("case", "contrast"), "FZ", [("case.contrast", "unknown-contrast")]),
        (("case", "contrast"), "OF", [("case.contrast", "unknown-contrast")]),
        (("case", "dimension"), None, [("case.dimension", "missing")]),
        (("case", "claims"), [], [("case.claims", "too-few")]),
        (("case", "claims"), "S2-07", [("case.claims", "not-a-list")]),
        (("case", "claims"), ["S2-07", 3], [("case.claims[1]", "not-text")]),
        (("case", "decoy"), "no", [("case.decoy", "not-yes-or-no")]),
        (("options",), None, [("options", "missing")]),
        (("options",), {}, [("options", "not-a-list")]),
        (("options",), [], [("options", "too-few")]),
        (("options",), [option("F", str(n)) for n in range(MAX_OPTIONS + 1)], [("options", "too-many")]),
        (("options", 1), "O", [("options[1]", "not-a-mapping"), ("options", "term-without-option"), ("options", "not-in-term-order"), ("options", "key-count")]),
        (("options", 1, "feedback"), None, [("options[1].feedback", "missing")]),
        (("options", 2, "misconception"), None, [("options[2].misconception", "missing")]),
        (("options", 2, "misconception"), "M16", [("options[2].misconception", "unknown-misconception")]),
        (("options", 1, "misconception"), "M1", [("options[1].misconception", "key-with-misconception")]),
        (("options", 0, "id"), "Z", [("options[2].id", "repeated")]),
        (("options", 0, "id"), "a_b", [("options[0].id", "not-an-id")]),
        (("options", 0, "id"), "a" * 31, [("options[0].id", "too-long")]),
        (("options", 0, "text"), "Kundenzentrierung", [("options[2].text", "repeated")]),
        (("options", 0, "term"), "Z", [("options[2].term", "repeated"), ("options", "term-without-option"), ("options", "not-in-term-order")]),
        (("options", 0, "term"), "X", [("options[0].term", "unknown-term"), ("options", "term-without-option"), ("options", "not-in-term-order")]),
        (("options", 1, "key"), False, [("options[1].misconception", "missing"), ("options", "key-count")]),
        (("options", 0), {"id": "F", "term": "F", "key": True, "text": "Kundenfokus", "feedback": "x"}, [("options", "key-count")]),
    ],
)  # fmt: skip
def test_parse_names_what_is_wrong_and_where(path, value, expected):
    assert problems(changed(*path, value=value)) == expected


@pytest.mark.parametrize("source", [None, [], "text", 3])
def test_parse_refuses_what_is_no_mapping(source):
    assert problems(source) == [("", "not-a-mapping")]


def test_parse_names_all_problems_at_once():
    source = changed("options", 0, "feedback", value=None) | {"stem": "", "surprise": 1}

    assert problems(source) == [
        ("stem", "missing"),
        ("options[0].feedback", "missing"),
        ("surprise", "unknown-key"),
    ]


def test_options_of_einordnen_stand_in_term_order():
    source = data(options=data()["options"][::-1])

    assert problems(source) == [("options", "not-in-term-order")]
    assert KIND.parse(source | {"form": "szenario"}, terms=TERMS).form == "szenario"


def test_einordnen_keeps_its_order_and_szenario_is_shuffled():
    fixed = KIND.parse(data(), terms=TERMS)
    mixed = KIND.parse(data(form="szenario"), terms=TERMS)

    assert {tuple(KIND.option_order(fixed, Random(seed))) for seed in range(20)} == {(FOCUS, ORIENTATION, CENTRICITY)}
    assert len({tuple(KIND.option_order(mixed, Random(seed))) for seed in range(60)}) == 6


def test_grade_tells_expected_and_given_term():
    content = KIND.parse(data(), terms=TERMS)

    assert KIND.grade(content, CENTRICITY) == Mark(share=0, parts=(Part("", "O", "Z", 0),))
    assert KIND.grade(content, ORIENTATION) == Mark(share=1, parts=(Part("", "O", "O", 1),))
    assert KIND.grade(content, None) == Mark(share=0, parts=(Part("", "O", None, 0),))


def test_term_keys_are_no_answers():
    """They are the ids of the options: an answer made of them would tell the key in the page source."""
    with pytest.raises(AnswerProblem, match="unknown-option"):
        KIND.check(KIND.parse(data(), terms=TERMS), "O")


@pytest.mark.parametrize("form", ["einordnen", "szenario"])
def test_what_pages_see_does_not_depend_on_the_key(form):
    original = KIND.parse(data(form=form), terms=TERMS)
    moved = KIND.parse(
        data(
            form=form,
            case=data()["case"] | {"term": "F"},
            options=[
                {"id": "F", "term": "F", "key": True, "text": "Kundenfokus", "feedback": "anders"},
                option("O", "Kundenorientierung", feedback="anders"),
                option("Z", "Kundenzentrierung", feedback="anders", misconception="M7"),
            ],
        ),
        terms=TERMS,
    )

    def public(content):
        order = KIND.option_order(content, Random(5))
        return (
            KIND.key_free(content),
            order,
            KIND.ask(content, html=KIND.texts(content), order=order, names={}),
        )

    assert public(original) == public(moved)
    assert original != moved


def test_terms_of_a_szenario_are_invisible():
    """Swapping which text stands for which term changes nothing that is sent."""
    texts = {"F": "Erst lesen.", "O": "Erst ändern.", "Z": "Erst fragen."}

    def public(mapping):
        keys = {"case": data()["case"], "form": "szenario"}
        options = [option(term, text) for term, text in mapping.items() if term != "O"]
        options.append({"id": "O", "term": "O", "key": True, "text": mapping["O"], "feedback": "x"})
        content = KIND.parse(data(**keys, options=options), terms=TERMS)
        return json.dumps(KIND.key_free(content), sort_keys=True)

    assert public(texts) == public({"F": texts["O"], "O": texts["Z"], "Z": texts["F"]})


def test_feedback_answers_the_choice_and_then_gives_the_reason():
    content = KIND.parse(data(), terms=TERMS)
    right = Piece("", "options[O].feedback", "Richtig, weil …", is_right=True)

    assert KIND.feedback_for(content, ORIENTATION) == [right]
    assert KIND.feedback_for(content, None) == [right]
    assert KIND.feedback_for(content, FOCUS) == [
        Piece("", "options[F].feedback", "Warum Kundenfokus", is_right=False),
        right,
    ]


def test_review_shows_feedback_of_the_chosen_and_the_right_option_only():
    content = KIND.parse(data(), terms=TERMS)
    order = KIND.option_order(content, Random(1))
    html = KIND.texts(content)

    assert KIND.review(content, CENTRICITY, html=html, order=order, names={}) == {
        "stem_html": content.stem,
        "state": "wrong",
        "options": [
            {"html": "Kundenfokus", "chosen": False, "right": False, "feedback_html": ""},
            {
                "html": "Kundenorientierung",
                "chosen": False,
                "right": True,
                "feedback_html": "Richtig, weil …",
            },
            {
                "html": "Kundenzentrierung",
                "chosen": True,
                "right": False,
                "feedback_html": "Warum Kundenzentrierung",
            },
        ],
    }


def test_say_gives_the_text_of_the_option():
    assert KIND.say(KIND.parse(data(), terms=TERMS), FOCUS) == "Kundenfokus"


def test_interaction_is_a_choice():
    item = KIND.interaction(KIND.parse(data(), terms=TERMS))

    assert (item.prompt, item.right, item.shuffle) == (data()["stem"], ("O",), False)
    assert item.alternatives[0] == Alternative("F", "Kundenfokus", "Warum Kundenfokus")


@pytest.mark.parametrize(
    "item",
    [
        Match("", (), (), ()),
        Choice("Two are right.", (Alternative("a", "A"), Alternative("b", "B")), ("a", "b")),
        Choice("None is right.", (Alternative("a", "A"),), ()),
    ],
)
def test_from_interaction_declines_what_it_cannot_hold(item):
    assert KIND.from_interaction(item) is None
