import pytest

from lessons.differences import Piece, Row, differences


def test_equal_texts_differ_in_nothing() -> None:
    assert differences("a\nb", "a\nb") == []
    assert differences("", "") == []


def test_a_changed_word_is_shown_within_its_line() -> None:
    rows = differences("Kopf\nDer Kunde wird gesehen.", "Kopf\nDer Kunde gibt die Richtung vor, wird gesehen.")

    assert rows == [
        Row("same", 1, 1, (Piece("same", "Kopf"),)),
        Row("changed", 2, 2, (
            Piece("same", "Der Kunde"), Piece("added", " gibt die Richtung vor,"), Piece("same", " wird gesehen."),
        )),
    ]  # fmt: skip


def test_lines_without_anything_in_common_are_one_gone_and_one_new() -> None:
    assert differences("Ganz alt.", "Völlig neue Zeile") == [
        Row("removed", 1, None, (Piece("removed", "Ganz alt."),)),
        Row("added", None, 1, (Piece("added", "Völlig neue Zeile"),)),
    ]


def test_what_is_far_from_a_change_is_left_out() -> None:
    old = [f"Zeile {n}" for n in range(30)]
    new = [*old[:15], "Dazwischen steht jetzt etwas", *old[15:]]

    rows = differences("\n".join(old), "\n".join(new))

    assert [(row.kind, row.old, row.new) for row in rows] == [
        ("gap", None, None),
        *(("same", n, n) for n in (13, 14, 15)),
        ("added", None, 16),
        *(("same", n, n + 1) for n in (16, 17, 18)),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("a\n" * 50_000, "b\na\n" * 25_000), ("x " * 50_000, "y x " * 25_000), ("[" * 100_000, "]" * 100_000)],
    ids=["lines", "words", "no words"],
)
def test_hostile_texts_are_compared_at_all(old: str, new: str) -> None:
    """Compared word by word with everything, these would take hours."""
    assert {row.kind for row in differences(old, new)} >= {"added"}
