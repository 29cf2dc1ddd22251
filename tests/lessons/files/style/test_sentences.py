"""Words and sentences are counted the same way by every rule."""

import pytest

from lessons.files.style.sentences import bare_words, sentences, word_count, words_of

TEXTS = [
    ("Ja. Nein? Doch!", ["Ja.", "Nein?", "Doch!"]),
    ("Er sagt: „Ja.“ Dann geht er.", ["Er sagt:", "„Ja.“", "Dann geht er."]),
    ("Drei Bereiche: einkaufen, lagern.", ["Drei Bereiche: einkaufen, lagern."]),
    ("Am 3. Mai kam z. B. Dr. Okafor, bzw. Frau Nr. 7.", ["Am 3. Mai kam z. B. Dr. Okafor, bzw. Frau Nr. 7."]),
    ("Seit 1998. Danach nicht (ca. 2001).", ["Seit 1998.", "Danach nicht (ca. 2001)."]),
    ("Ein Absatz\n\nnoch einer", ["Ein Absatz", "noch einer"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "found"), TEXTS, ids=[case[0][:30] for case in TEXTS])
def test_sentences_end_where_a_reader_stops(text, found):
    assert sentences(text) == found


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("___ heißt – was?", 2), ("2.000 Käuferinnen/Käufer (z. B.)", 4), ("a-b c’d", 2)]
)
def test_words_are_what_stands_between_blanks_and_can_be_said(text, count):
    assert word_count(text) == count


def test_bare_words_have_no_punctuation_and_no_capitals():
    assert words_of("Der Kunde-König, „Straße 1“!") == ["Der", "Kunde", "König", "Straße", "1"]
    assert bare_words("Der Kunde-König, „Straße 1“!") == bare_words("DER KUNDE KÖNIG STRASSE 1")
