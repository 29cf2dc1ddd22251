"""Three digests decide: as last loaded, as stored, as in the file."""

import pytest

from lessons.files.changes import Decision, decide, overwrite

KEY = ("lesson", "anfang")


@pytest.mark.parametrize(
    ("file", "stored", "loaded", "decision", "winning"),
    [
        ("a", None, None, "create", "create"),
        ("a", "a", None, "same", "same"),
        ("a", "b", None, "conflict", "update"),
        ("a", "a", "a", "same", "same"),
        ("a", "a", "b", "same", "same"),
        ("b", "a", "a", "update", "update"),
        ("a", "b", "a", "keep", "keep"),
        ("c", "b", "a", "conflict", "update"),
        ("a", None, "a", "keep", "keep"),
        ("b", None, "a", "conflict", "create"),
        (None, "a", "a", "remove", "remove"),
        (None, "b", "a", "conflict", "remove"),
        (None, None, "a", "gone", "gone"),
    ],
)
def test_who_changed_what_decides(file, stored, loaded, decision, winning):
    files, database, memory = ({KEY: digest} if digest else {} for digest in (file, stored, loaded))

    decisions = decide(files, database, memory)

    assert decisions == {KEY: Decision(decision)}
    assert overwrite(decisions, files, database) == {KEY: Decision(winning)}


def test_what_only_the_database_knows_is_not_decided_about():
    assert decide({}, {KEY: "a"}, {}) == {}
