"""What every exchange format must do, whichever files lie in the folder."""

import re
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.formats import UnknownFormat, all_formats, get_format
from quizzes.formats.base import MAX_BYTES, MAX_QUESTIONS, MAX_TROUBLES, Exchanged
from quizzes.formats.item import Alternative, Choice, Own
from quizzes.types import all_types
from tests.quizzes.formats import strategies

FORMATS = list(all_formats().values())
EXAMPLES = [(kind, number) for kind in all_types().values() for number in range(len(kind.examples))]
SECONDS = 20  # of processor time: a busy machine takes several times the two seconds of a quiet one, a trap takes hours
TEXT = [fmt for fmt in FORMATS if fmt.media_type.startswith("text/")]
each_format = pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.key)
each_text_format = pytest.mark.parametrize("fmt", TEXT, ids=lambda fmt: fmt.key)

WATER = Choice(
    "Was schwimmt – „Größe“?",
    (
        Alternative("o1", "Kork", "Er ist fast nur Luft."),
        Alternative("o2", "Münze", "Metall ist schwerer."),
        Alternative("o3", "Glas", "Auch Glas ist schwerer."),
    ),
    ("o1",),
    extras={"form": "mehrfachauswahl", "options": {"o1": {}, "o2": {}, "o3": {}}},
)
QUESTION = Exchanged("kork", WATER, "multiple", {"pool": "practice", "family": "kork", "status": "draft"})


def held(fmt, question):
    return not any(trouble.is_error for trouble in fmt.losses(question))


@each_format
def test_the_folder_names_each_format(fmt):
    assert get_format(fmt.key) is fmt
    assert re.fullmatch(r"[a-z0-9_]+", fmt.key)
    assert (fmt.label, fmt.suffix[0]) == (fmt.label.strip(), ".")
    with pytest.raises(UnknownFormat):
        get_format("gifts")


# --- there and back ---
@each_format
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_what_a_format_holds_comes_back_equal(fmt, data):
    """And what it does not hold at all is left out, the others beside it untouched."""
    some = strategies.plain_choices() | strategies.exchanged | strategies.of_types()
    questions = [
        question
        for question in data.draw(st.lists(some, max_size=4))
        if not fmt.losses(question) or not held(fmt, question)
    ]
    reading = fmt.read(fmt.write(questions))
    kept = [question for question in questions if held(fmt, question)]

    if kept:
        assert reading.troubles == ()
    assert [question.item for question in reading.questions] == [question.item for question in kept]
    assert list(reading.questions) == kept


@each_format
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(strategies.exchanged | strategies.of_types())
def test_a_question_that_loses_something_is_read_without_errors(fmt, question):
    reading = fmt.read(fmt.write([question]))

    if held(fmt, question):
        assert (len(reading.questions), reading.errors) == (1, ())
    else:
        assert reading.questions == ()


@each_format
def test_a_format_holds_more_than_nothing(fmt):
    """Else the tests above would say little."""
    plain = Exchanged("", replace(WATER, prompt="Was schwimmt?", extras={}))
    bare = [replace(one, feedback="") for one in WATER.alternatives]
    candidates = [QUESTION, plain, replace(plain, item=replace(plain.item, alternatives=tuple(bare)))]

    assert [fmt.losses(question) for question in candidates].count(()) >= 1


@each_format
@pytest.mark.parametrize(("kind", "number"), EXAMPLES, ids=lambda value: getattr(value, "key", value))
def test_each_example_of_each_type_goes_all_the_way(fmt, kind, number):
    """Type → interaction → format → interaction → type."""
    example = kind.examples[number]
    content = kind.parse(example.data, terms=example.terms)
    item = kind.interaction(content) or Own(kind.dump(content))
    question = Exchanged("beispiel-1", item, kind.key, {"pool": "exam", "family": "beispiel", "status": "reviewed"})
    if isinstance(item, Own) and not fmt.holds_own:
        pytest.skip("no neutral form")
    reading = fmt.read(fmt.write([question]))

    if fmt.losses(question):
        assert len(reading.questions) == held(fmt, question)
        return
    [back] = reading.questions
    data = back.item.data if isinstance(back.item, Own) else kind.from_interaction(back.item)
    assert (back, reading.troubles) == (question, ())
    assert kind.parse(data, terms=example.terms) == content


@each_format
def test_questions_know_their_number_and_begin_where_they_stand(fmt):
    questions = [replace(QUESTION, uid=f"frage-{number}", head={**QUESTION.head}) for number in range(1, 4)]
    read = fmt.read(fmt.write(questions)).questions

    assert [question.number for question in read] == [1, 2, 3]
    assert all(first.line < second.line or second.line == 0 for first, second in pairwise(read))


# --- encodings ---
@each_text_format
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_encoding_and_line_end_is_read(fmt, encoding, end):
    text = fmt.write([QUESTION]).decode().replace("\n", end)
    plain = fmt.read(fmt.write([QUESTION]))

    assert plain.questions[0].item.prompt == "Was schwimmt – „Größe“?"
    assert fmt.read(text.encode(encoding)) == plain


# --- hostile files ---
HOSTILE = {
    "nothing": b"",
    "nul bytes": b"\0" * 5000,
    "nul bytes in a text": b"Frage\0{=Ja ~Nein}\n",
    "no text at all": bytes(range(128, 256)) * 100,
    "half of utf-16": b"\xff\xfea",
    "brackets": b"[" * 20_000,
    "braces": b"{" * 20_000,
    "tags": b"<a>" * 20_000,
    "one line": b"a" * 10_000_000,
    "one line too many": b"a" * (MAX_BYTES + 1),
    "empty lines": b"\n" * 10_000_000,
    "escapes": b"\\" * 1_000_000,
    "signs": b"=~#:" * 500_000,
    "colons": b"::" * 1_000_000,
    "comments": b"// trennscharf: {\n" * 300_000,
    "deep comment": b"// trennscharf: " + b'{"a":' * 20_000 + b"\n::x::y{=a ~b}\n",
    "spaces": b" " * 9_000_000,
    "words": b"- " * 1_000_000,
    "keys": b"a: " * 1_000_000,
    "list": b"- a\n" * 1_000_000,
    "zip": b"PK\x03\x04" + b"\0" * 1000,
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
}


@each_format
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time(fmt, name):
    began = time.process_time()
    reading = fmt.read(HOSTILE[name])

    assert time.process_time() - began < SECONDS
    assert reading.questions == ()
    assert len(reading.troubles) <= MAX_TROUBLES
    assert reading.troubles or not HOSTILE[name].strip()


@each_format
def test_too_many_questions_are_refused_in_time(fmt):
    content = fmt.write([replace(QUESTION, uid=f"frage-{number}") for number in range(MAX_QUESTIONS + 1)])
    began = time.process_time()
    reading = fmt.read(content)

    assert time.process_time() - began < SECONDS
    assert (reading.questions, len(reading.errors)) == ((), 1)
