"""The bank's own files, as an exchange format."""

from pathlib import Path

import pytest

import lessons
from quizzes.formats import get_format
from quizzes.formats.base import Trouble

YAML = get_format("yaml")
BANK = sorted((Path(lessons.__file__).parent / "content" / "kundenzentrierung" / "bank").glob("*.yaml"))


@pytest.mark.parametrize("path", BANK, ids=lambda path: path.stem)
def test_a_file_of_the_course_is_written_as_it_was_read(path):
    reading = YAML.read(path.read_bytes())

    assert reading.troubles == ()
    assert [YAML.losses(question) for question in reading.questions] == [()] * len(reading.questions)
    assert YAML.write(reading.questions) == path.read_bytes()


FAULTS = {
    "a: b\n": Trouble("not-a-list", line=1),
    "- uid: a\n  uid: b\n": Trouble("yaml-duplicate-key", line=2),
    "- &x a\n": Trouble("yaml-alias", line=1),
    "- !!python/object:os.system a\n": Trouble("yaml-tag", line=1),
    "- uid: a # b\n": Trouble("yaml-comment", line=1),
    "- [\n": Trouble("yaml-broken", line=2),
    "- a\n": Trouble("not-a-question", line=1),
    "- uid: a\n  type: sing\n": Trouble("unknown-type", "sing", "a", 2),
    "- uid: a\n  type: short\n  pool: [x]\n": Trouble("head-not-text", "pool", "a", 3),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_named_with_its_line(text):
    reading = YAML.read(text.encode())

    assert (reading.questions, reading.troubles) == ((), (FAULTS[text],))


def test_problems_of_a_type_are_named_by_line():
    text = "- uid: a\n  type: short\n  form: kurzantwort\n  stem: Was?\n  accept: []\n  x: 1\n"
    found = sorted(YAML.read(text.encode()).troubles, key=lambda one: one.line)

    assert [(one.line, one.name, one.detail.partition(":")[0]) for one in found] == [
        (1, "a", "feedback"),
        (5, "a", "accept"),
        (6, "a", "x"),
    ]
