"""GIFT as others write it, and what of it is left out by name."""

import pytest

from quizzes.formats import get_format
from quizzes.formats.base import Exchanged, Trouble
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Match, Text

GIFT = get_format("gift")


def read(text):
    reading = GIFT.read(text.encode())
    return [question.item for question in reading.questions], list(reading.troubles)


def option(number, text, feedback=""):
    return Alternative(f"o{number}", text, feedback)


CHOICES = {
    "one is right": (
        "::Q1:: Was schwimmt? {=Kork#Ja. ~Münze # Nein. ~Glas}",
        Choice("Was schwimmt?", (option(1, "Kork", "Ja."), option(2, "Münze", "Nein."), option(3, "Glas")), ("o1",)),
    ),
    "several are right": (
        "Was schwimmt?{~%50%Kork ~%50%Eis ~%-50%Münze}",
        Choice("Was schwimmt?", (option(1, "Kork"), option(2, "Eis"), option(3, "Münze")), ("o1", "o2")),
    ),
    "unequal shares": (
        "Was?{~%75%A ~%25%B ~%-50%C}",
        Choice(
            "Was?",
            (option(1, "A"), option(2, "B"), option(3, "C")),
            ("o1", "o2"),
            extras={"options": {"o1": {"share": "3/4"}, "o2": {"share": "1/4"}}},
        ),
    ),
    "rounded shares": (
        "Was?{~%33.333%A ~%33.3333%B ~%33.33333%C ~%-33%D}",
        Choice(
            "Was?",
            (option(1, "A"), option(2, "B"), option(3, "C"), option(4, "D")),
            ("o1", "o2", "o3"),
            extras={"options": {"o4": {"share": "33/100"}}},
        ),
    ),
    "general feedback where none else stands": (
        "Was?{=A#a ~B ####Siehe 2.1.}",
        Choice("Was?", (option(1, "A", "a"), option(2, "B", "Siehe 2.1.")), ("o1",)),
    ),
    "escaped signs and line ends": (
        r"::Q\:1::2 \= 1 + 1\nWahr\?{=\{ja\}\#\~ ~\\nein}",
        Choice("2 = 1 + 1\nWahr\\\\?", (option(1, "{ja}#~"), option(2, "\\\\nein")), ("o1",)),
    ),
    "html": (
        "[html]<p>Was ist <b>schwer</b>?</p>{=[plain]2*3*4 ~<i>Luft</i>}",
        Choice("Was ist **schwer**?", (option(1, r"2\*3\*4"), option(2, "*Luft*")), ("o1",)),
    ),
    "over several lines": (
        "// Kommentar\n::Q1::Was\nschwimmt?\n{\n=Kork\n// noch einer\n~Glas\n}\n",
        Choice("Was\nschwimmt?", (option(1, "Kork"), option(2, "Glas")), ("o1",)),
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_is_read(name):
    text, item = CHOICES[name]

    assert read(text) == ([item], [])


OTHERS = {
    "pairs": (
        "Ordnen Sie zu.{=Hund -> bellt =Katze -> miaut = -> kräht}",
        Match(
            "Ordnen Sie zu.",
            (Alternative("r1", "Hund"), Alternative("r2", "Katze")),
            (Alternative("t1", "bellt"), Alternative("t2", "miaut"), Alternative("t3", "kräht")),
            (("r1", "t1"), ("r2", "t2")),
        ),
    ),
    "a word": (
        "Größe des Huts?{=Hutgröße =Kopfumfang ####Der Kopf zählt.}",
        Text("Größe des Huts?", ("Hutgröße", "Kopfumfang"), feedback="Der Kopf zählt."),
    ),
    "a text": ("Beschreiben Sie.{}", Text("Beschreiben Sie.", is_long=True)),
    "a gap to choose for": (
        "Die Sonne steht {=mittags ~abends} am höchsten.",
        Gaps("Die Sonne steht ___ am höchsten.", (Gap("g1", ("o1",), (option(1, "mittags"), option(2, "abends"))),)),
    ),
    "a gap to type into": ("Zwei {=Hände} hat man.", Gaps("Zwei ___ hat man.", (Gap("g1", ("Hände",)),))),
    "a statement": (
        "Eis schwimmt.{T#Doch.#Stimmt.}",
        Match(
            "",
            (Alternative("r1", "Eis schwimmt.", "Stimmt."),),
            (Alternative("true", "true"), Alternative("false", "false")),
            (("r1", "true"),),
        ),
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_questions_are_read(name):
    text, item = OTHERS[name]
    items, troubles = read(text)

    assert items == [item]
    assert [trouble.code for trouble in troubles] == (["general-feedback"] if name == "a statement" else [])


FAULTS = {
    "Wie hoch?{#3:2}": Trouble("numeric-question", line=3),
    "Was?{=A ~B": Trouble("gift-braces", line=3),
    "Was?{=A {~B}}": Trouble("gift-braces", line=3),
    "Ein {=A} und {=B} da.": Trouble("several-gaps", line=3),
    "Was?{~A ~B}": Trouble("no-right-answer", line=3),
    "Was?{A}": Trouble("gift-answer", "A", line=3),
    "Was?{\n=A\n~%900%B}": Trouble("weight", "900", line=5),
    "Was?{=A -> b =C -> }": Trouble("gift-pair", "C ->", line=3),
    "::Q::Was\x07?{=A ~B}": Trouble("control-character", line=3),
    "// trennscharf: {broken\n::Q::Was?{=A ~B}": Trouble("extension-broken", "", "Q", 4),
    "// trennscharf: {}\n// trennscharf: {}\n::Q::Was?{=A ~B}": Trouble("extension-without-question", line=4),
    "::Q::" + "x" * 30_000 + "{=A ~B}": Trouble("text-too-long", "20000", "Q", 3),
    "::Q::Was?{" + "=A " * 101 + "}": Trouble("too-many-answers", "100", "Q", 3),
}


@pytest.mark.parametrize("text", FAULTS, ids=lambda text: text[:20])
def test_a_fault_is_named_with_its_line(text):
    items, troubles = read(f"// zwei Zeilen\n\n{text}\n\n::R::Was?{{=A ~B}}\n")

    assert troubles == [FAULTS[text]]
    assert [item.prompt for item in items][-1] == "Was?"


def test_what_is_left_out_is_said():
    text = (
        "$CATEGORY: Tiere/Meer\n\nNur ein Text.\n\n::a::[html]<table>x</table>{=A ~%50%B}\n\n::b::Was?{~%50%A ~%50%B ~C}\n\n"
        "::c::Was?{=%50%Hut =Kopf}"
    )

    assert read(text)[1] == [
        Trouble("category-left-out", "Tiere/Meer", line=1, is_error=False),
        Trouble("no-answers", line=3, is_error=False),
        Trouble("markup-left-out", "table", "a", 5, is_error=False),
        Trouble("partial-credit", "", "a", 5, is_error=False),
        Trouble("wrong-costs-nothing", "", "b", 7, is_error=False),
        Trouble("partial-credit", "", "c", 9, is_error=False),
    ]


def test_tags_stay_with_their_option_when_somebody_sorts_the_file_anew():
    item = Choice("Was?", (option(1, "A"), option(2, "B")), ("o1",), extras={"options": {"o1": {"term": "F"}}})
    text = GIFT.write([Exchanged("q", item)]).decode()
    [sorted_anew], _troubles = read(text.replace("\t=A\n\t~B", "\t~B\n\t=A\n\t~C"))

    assert [(one.id, one.text) for one in sorted_anew.alternatives] == [("o2", "B"), ("o1", "A"), ("o3", "C")]
    assert (sorted_anew.right, sorted_anew.extras) == (("o1",), item.extras)


def test_what_looks_like_a_weight_is_text_in_a_pair():
    sources = (Alternative("r1", "%50%Rabatt"), Alternative("r2", "100 %"))
    targets = (Alternative("t1", "halber Preis"), Alternative("t2", "%alles%"))
    item = Match("Was gehört zusammen?", sources, targets, (("r1", "t1"), ("r2", "t2")))

    assert [one.item for one in GIFT.read(GIFT.write([Exchanged("paare", item)])).questions] == [item]
    [[foreign], _troubles] = read("::Paare::Was gehört zusammen?{=%50%Rabatt -> halber Preis =100 % -> alles}")
    assert [one.text for one in foreign.sources] == ["%50%Rabatt", "100 %"]
