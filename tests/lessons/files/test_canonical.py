"""Writing and reading course YAML are inverses, for any value a course may hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.files.canonical import Unwritable, dump, dump_entries
from lessons.files.problem import Source
from lessons.files.text import is_clean
from lessons.files.yaml_lines import parse, plain_value

LOOKALIKES = [
    "",
    " ",
    "~",
    "null",
    "yes",
    "no",
    "true",
    "True",
    "007",
    "1.50",
    "1e3",
    "0x1f",
    "-",
    "- a",
    "a: b",
    "a #b",
]
LOOKALIKES += [
    "#",
    "|",
    ">",
    ">-",
    "[]",
    "{}",
    "@a",
    "`",
    "%YAML",
    "---",
    "...",
    "*a",
    "&a",
    "!a",
    "'",
    '"',
    "\\",
    "a:",
]
LOOKALIKES += ["2026-01-01", "12:30", "<<", "=", "a\nb", "a\n\nb", " a\nb", "a\n b", "a\n", "\na", "a \nb", "a\n  \nb"]
LOOKALIKES += [
    "?",
    "? a",
    ":",
    ": a",
    ",",
    "a  b",
    "a , b",
    "„Ja“: nein",
    "\u00a0a",
    "a\u00a0",
    "x" * 130,
    "\U0001f600",
]

texts = st.one_of(
    st.sampled_from(LOOKALIKES),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.text(st.sampled_from("ab :#-'\"\\\n„“,[]{}|>?&*!%@`.~ä"), max_size=300),
    st.lists(st.sampled_from(["Kunde", "„Ja“", "-", "#1", "a:", "ein  doppelter", "Wort" * 30]), max_size=60).map(
        " ".join
    ),
).filter(is_clean)
keys = st.one_of(st.sampled_from(["uid", "F", "null", "1", "a b", ""]), texts.filter(lambda text: len(text) < 60))
numbers = st.one_of(
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: plain_value(str(number)) == number),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
documents = st.one_of(st.dictionaries(keys, values, max_size=5), st.lists(values, max_size=5))


def read(text):
    source = Source("x.yaml")
    value = parse(text, source)

    assert source.problems == []
    return value


@given(documents)
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_written_reads_back_equal_and_is_written_the_same_again(document):
    text = dump(document)

    assert read(text) == document
    assert dump(read(text)) == text
    assert all(line == "" or line.strip() for line in text.split("\n"))


@given(st.lists(st.dictionaries(keys, values, min_size=1, max_size=4), max_size=4))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_entries_read_back_as_one_list(entries):
    assert read(dump_entries(dump(entry) for entry in entries)) == entries


def test_a_document_is_written_in_one_style():
    document = {
        "uid": "muster-e1",
        "case": {"term": "F", "claims": ["S1-01", "S2-02"], "decoy": False},
        "options": [{"id": "F", "text": "Kundenfokus", "weight": 2}, {"id": "O", "text": "Noch nicht: Nein"}],
        "pair": None,
        "steps": [],
        "stem": "Die Wendelhof Möbel GmbH befragt jedes Quartal 2.000 Käuferinnen und Käufer. Umgesetzt wird, was passt.",
        "intro": "Erster Absatz.\n\n- ein Punkt\n  - darunter",
    }

    assert dump(document) == (
        "uid: muster-e1\n"
        "case:\n"
        "  term: F\n"
        "  claims: [S1-01, S2-02]\n"
        "  decoy: false\n"
        "options:\n"
        "  - id: F\n"
        "    text: Kundenfokus\n"
        "    weight: 2\n"
        "  - id: O\n"
        '    text: "Noch nicht: Nein"\n'
        "pair: null\n"
        "steps: []\n"
        "stem: >-\n"
        "  Die Wendelhof Möbel GmbH befragt jedes Quartal 2.000 Käuferinnen und Käufer. Umgesetzt wird, was\n"
        "  passt.\n"
        "intro: |-\n"
        "  Erster Absatz.\n"
        "\n"
        "  - ein Punkt\n"
        "    - darunter\n"
    )


def test_a_list_of_words_stands_on_its_line_as_long_as_it_fits():
    assert dump({"words": ["Bedürfnis", "S1-01"]}) == "words: [Bedürfnis, S1-01]\n"
    assert dump({"words": ["ein Wort", "b"]}) == "words:\n  - ein Wort\n  - b\n"
    assert dump({"words": ["x" * 90, "y"]}) == f"words:\n  - {'x' * 90}\n  - y\n"


def test_entries_stand_apart_by_an_empty_line():
    assert dump_entries(["uid: a\ntext: |-\n  x\n\n  y\n", "uid: b\n"]) == (
        "- uid: a\n  text: |-\n    x\n\n    y\n\n- uid: b\n"
    )


@pytest.mark.parametrize(
    "value", ["a\tb", "\x00", "\u2028", "\ud800", float("nan"), float("inf"), 1e-9, 10**30, object()]
)
def test_what_no_file_can_hold_is_refused(value):
    with pytest.raises(Unwritable):
        dump({"key": value})
