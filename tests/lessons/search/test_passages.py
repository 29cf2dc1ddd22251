from lessons.search.passages import Occurrence, Passage, Piece, marked, occurrences, sections, snippet

HTML = (
    "<p>Vorweg <em>dies</em>.</p>"
    '<h2 id="h-eins">Eins &amp; <em>mehr</em></h2><p>Text eins.</p>'
    '<aside class="callout"><h3 id="h-kasten">Kasten</h3><p>Im Kasten.</p></aside>'
    '<h3 id="h-zwei">Zwei</h3><p>Text <button>zwei</button><span popover id="p">Erklärung</span>.</p>'
)


def test_a_text_is_cut_at_its_own_headings() -> None:
    """A heading in a box cuts nothing, and what opens on demand belongs to the glossary."""
    assert sections(HTML, ["h-eins", "h-zwei"]) == [
        Passage("Vorweg dies."),
        Passage("Text eins.\nKasten\nIm Kasten.", "Eins & mehr", "h-eins"),
        Passage("Text zwei.", "Zwei", "h-zwei"),
    ]


def test_a_text_without_headings_is_one_passage() -> None:
    assert sections("<p>Ein Satz.</p>", []) == [Passage("Ein Satz.")]
    assert sections("", []) == []


def test_a_heading_weighs_more_than_a_word_said_often() -> None:
    passage = Passage("Häuser, Häuser, ein Haus, Hauses. Ein Weg.", heading="Wege", also="Hütte")

    assert occurrences(passage, "de") == {
        "haus": Occurrence("Häuser", 3, 0),
        "weg": Occurrence("Weg", 7, 38),
        "hutt": Occurrence("Hütte", 6, 0),
    }


def test_all_that_is_looked_for_is_marked() -> None:
    assert marked("Das Haus, zwei Häuser.", frozenset({"haus"}), "de") == (
        Piece("Das "),
        Piece("Haus", is_hit=True),
        Piece(", zwei "),
        Piece("Häuser", is_hit=True),
        Piece("."),
    )


def test_a_snippet_is_cut_between_words_around_the_first_hit() -> None:
    text = f"{'davor ' * 50}Häuser {'danach ' * 50}".strip()

    pieces = snippet(text, [300], frozenset({"haus"}), "de")

    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.is_hit] == ["Häuser"]
    assert set(shown.split()) == {"…", "davor", "Häuser", "danach"}
    assert len(shown) < 260


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("Ein Satz.", [], frozenset(), "de") == (Piece("Ein Satz."),)
