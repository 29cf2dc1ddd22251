"""Aiken as others write it, and what it loses of ours."""

import pytest

from quizzes.formats import get_format
from quizzes.formats.base import Exchanged, Trouble
from quizzes.formats.item import Alternative, Choice, Text

AIKEN = get_format("aiken")
OPTIONS = (Alternative("o1", "Kork"), Alternative("o2", "Münze"))


def test_questions_are_read():
    text = "Was schwimmt?\nA. Kork\nB) Münze\nANSWER: A\n\nUnd was\nnicht *immer*?\n\nA) Kork\nb. Münze\nAnswer:b\n"
    reading = AIKEN.read(text.encode())

    assert reading.troubles == ()
    assert [(one.item, one.line, one.number) for one in reading.questions] == [
        (Choice("Was schwimmt?", OPTIONS, ("o1",)), 1, 1),
        (Choice("Und was\nnicht \\*immer\\*?", OPTIONS, ("o2",)), 6, 2),
    ]


FAULTS = {
    "Was?\nA. x\nB. y\n": Trouble("aiken-answer-missing", line=1),
    "Was?\nA. x\nB. y\nANSWER: C\n": Trouble("aiken-answer-unknown", "C", line=4),
    "Was?\nA. x\nB. y\nANSWER: A, B\n": Trouble("aiken-answer-unknown", "A, B", line=4),
    "Was?\nA. x\nANSWER: A\n": Trouble("too-few-answers", "2", line=3),
    "ANSWER: A\n": Trouble("aiken-no-question", line=1),
    "Was?\nA. x\nC. y\nANSWER: A\n": Trouble("aiken-line", "C. y", line=3),
    "Was?\nA. x\nB. \x07\nANSWER: A\n": Trouble("control-character", line=3),
    "Was?\nA. x\nB. " + "y" * 30_000 + "\nANSWER: A\n": Trouble("text-too-long", "20000", line=3),
}


@pytest.mark.parametrize("text", FAULTS, ids=lambda text: text[:30])
def test_a_fault_is_named_with_its_line(text):
    assert AIKEN.read(text.encode()).troubles == (FAULTS[text],)


def test_each_loss_has_its_name():
    item = Choice(
        "Was *schwimmt*?",
        (Alternative("x", "Kork\noder so", "Ja."), Alternative("y", "Münze")),
        ("x",),
        shuffle=False,
        extras={"form": "einordnen"},
    )
    question = Exchanged("kork", item, "single", {"pool": "exam"}, {"bild.png": b""})

    assert [(one.code, one.detail) for one in AIKEN.losses(question)] == [
        ("lost-name", ""),
        ("lost-type", "single"),
        ("lost-head", "pool"),
        ("lost-tags", "form"),
        ("lost-picture", "bild.png"),
        ("lost-feedback", ""),
        ("lost-order", ""),
        ("lost-ids", ""),
        ("lost-lines", ""),
        ("lost-markup", ""),
    ]
    assert not any(trouble.is_error for trouble in AIKEN.losses(question))


def test_what_is_no_choice_of_one_is_not_written():
    several = Exchanged("a", Choice("Was?", OPTIONS, ("o1", "o2")))
    written = Exchanged("b", Text("Was?", ("x",)))
    misread = Exchanged("c", Choice("Was?\nANSWER: B", OPTIONS, ("o1",)))

    assert [AIKEN.losses(one)[0].code for one in (several, written, misread)] == [
        "one-right-answer",
        "cannot-hold",
        "looks-like-an-answer",
    ]
    assert AIKEN.write([several, written, misread]) == b""
