"""Each code that a format or the exchange gives has its words."""

import re
from pathlib import Path

import pytest
from django.utils import translation

import quizzes
from quizzes.exchange_words import WORDS, trouble_line
from quizzes.formats.bank_yaml import YAML_CODES
from quizzes.formats.base import Trouble

ROOT = Path(quizzes.__file__).parent
FILES = [*sorted((ROOT / "formats").glob("*.py")), *sorted((ROOT / "services").glob("import_*.py"))]
CALL = re.compile(r'(?:Trouble|Unreadable|Refused|_?note|_fault|trouble)\(\s*"([a-z]+(?:-[a-z]+)*)"')
YIELD = re.compile(r'yield "([a-z]+(?:-[a-z]+)+)"')


def codes():
    found = {}
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        found |= dict.fromkeys([*CALL.findall(text), *YIELD.findall(text)], path.name)
    return {**found, **dict.fromkeys(YAML_CODES.values(), "bank_yaml.py")}


def test_each_code_has_words():
    assert {code: place for code, place in codes().items() if code not in WORDS} == {}
    assert {"file-too-large", "gift-braces", "uid-twice", "lost-feedback"} <= set(codes())


@pytest.mark.parametrize("code", WORDS)
def test_words_take_their_detail(code):
    words = str(WORDS[code]) % {"detail": "KANARIE"}

    assert words.endswith((".", "KANARIE"))


def test_a_line_says_where_it_is():
    with translation.override("en"):
        assert trouble_line(Trouble("cannot-hold", "own", "q-1", 3)) == (
            "Line 3: q-1: The format does not support this kind of question: marking words in a text."
        )
        assert trouble_line(Trouble("no-such-code", "x")) == "no-such-code x"
