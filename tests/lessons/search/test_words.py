import doctest

import pytest

from lessons.search import words
from lessons.search.words import after_all_that_begin_with, near, query_tokens, stem_of, tokens


def test_the_examples_in_the_text() -> None:
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Haus", "Häuser"),
        ("Haus", "haeuser"),
        ("Straße", "STRASSEN"),
        ("Bedürfnis", "Bedürfnissen"),
        ("Kunde", "Kunden"),
        ("Öffnung", "Öffnungen"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other) -> None:
    assert stem_of(one, "de") == stem_of(other, "de")


def test_different_words_have_different_stems() -> None:
    stems = {stem_of(word, "de") for word in ("Kundenfokus", "Kundenorientierung", "Kundenzentrierung", "Haus", "Maus")}

    assert len(stems) == 5


@pytest.mark.parametrize("word", ["Größe", "naïve", "Ω", "ﬁn", "Élan", "12", "straße"])
def test_a_stem_is_small_ascii(word) -> None:
    stem = stem_of(word, "de")

    assert stem == "".join(sign for sign in stem if sign in "abcdefghijklmnopqrstuvwxyz0123456789")


def test_a_language_has_its_own_forms() -> None:
    assert [stem_of("houses", language) for language in ("en", "en-GB", "xx")] == ["hous", "hous", "houses"]


def test_parts_of_a_hyphenated_word_are_found_alone() -> None:
    [token] = tokens("Kunden-Fokus", "de")

    assert (token.form, token.stems) == ("Kunden-Fokus", ("kundenfokus", "kund", "fokus"))


def test_common_words_are_looked_for_only_when_there_is_nothing_else() -> None:
    assert [token.form for token in query_tokens("der Fokus und der Fokus", "de")] == ["Fokus"]
    assert [token.form for token in query_tokens("und der", "de")] == ["und", "der"]
    assert query_tokens("? – !", "de") == ()


def test_all_that_begin_alike_stand_before_the_next() -> None:
    words = ["haus", "hausbau", "hauszz9", "haut", "hat", "h"]

    assert [word for word in words if "haus" <= word < after_all_that_begin_with("haus")] == [
        "haus",
        "hausbau",
        "hauszz9",
    ]
    assert after_all_that_begin_with("ab9") > "ab9z"
    assert after_all_that_begin_with("z") > "zz"


def test_near_misses() -> None:
    assert near("kundenzentrir", ["kundenzentrier", "kundenfokus", "haus"]) == ["kundenzentrier"]
    assert near("xyzq", ["kundenzentrier", "kundenfokus", "haus"]) == []
