"""Runs of words that two texts share."""

from lessons.files.part import Excerpt
from lessons.files.style.overlap import runs_of, shared_words

SOURCE = "Wer seine Fenster putzt, sieht am Ende alles viel klarer als zuvor; davon lebt die Stadt."


def found(*texts: str) -> list[tuple[int, str]]:
    excerpts = [Excerpt("a.md", line, text) for line, text in enumerate(texts, 1)]
    return [(problem.line, problem.message) for problem in shared_words(excerpts, runs_of({"quelle.txt": SOURCE}))]


def test_eight_words_in_a_row_are_named_where_they_begin():
    assert found("Nichts davon.", "Es heißt, wer seine **Fenster** putzt, sieht am Ende alles anders.") == [
        (2, "8 words in a row as in quelle.txt: “wer seine Fenster putzt sieht am Ende alles”")
    ]


def test_seven_words_in_a_row_are_chance():
    assert found("Wer seine Fenster putzt, sieht am Ende nichts.") == []


def test_a_title_may_be_quoted():
    assert found("Siehe „Wer seine Fenster putzt, sieht am Ende alles viel klarer“, Kapitel 1.") == []
    assert len(found(f"Siehe „{SOURCE}“, Kapitel 1.")) == 1


def test_a_longer_stretch_is_one_problem_and_a_second_stretch_another():
    assert len(found(SOURCE)) == 1
    assert (
        len(found("Wer seine Fenster putzt, sieht am Ende alles. Oder: viel klarer als zuvor davon lebt die Stadt."))
        == 2
    )
