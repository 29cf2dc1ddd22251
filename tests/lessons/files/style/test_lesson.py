"""A lesson of eight blocks, and each way in which it can fail to be one."""

from dataclasses import replace

import pytest

from lessons.files.problem import Source
from lessons.files.structure import LessonFile
from lessons.files.style.lesson import BLOCKS, lesson_problems, words_in
from lessons.files.style.passages import passages
from lessons.files.style.vocabulary import Vocabulary
from tests.factories.style import place_of

SENTENCE = "Das Werk fragt alle Gäste und ändert danach den Plan."  # ten words
FIGURE = '![Zwei Kreise, einer halb gefüllt.](kreise.svg "Wie viel sich ändert.")'
TABLE = """/// table | Zwei Sätze
| Satz | Frage |
| --- | --- |
| Wir hören zu. | Wer entscheidet? |
///"""
BODY = f"""## Lernziel und Dauer

Sie lernen etwas.

## Vergleichen Sie

/// case | Fall A
Ein Fall.
///

## Erklärung

{" ".join([SENTENCE] * 50)}

{FIGURE}

### Ein Teil

{TABLE}

## Gelöstes Beispiel

{" ".join([SENTENCE] * 45)}

## In Ihrem Arbeitsalltag

- **Vertrieb:** Fragen Sie nach.

## Kurz gesagt

Drei Sätze.

## Kurzcheck

/// check | pr-f
///
"""
LINES = BODY.split("\n")


def found(body: str) -> list[str]:
    lesson = LessonFile(
        uid="l", slug="l", title="Titel", objective="Sie lernen.", body=body, path="l.md", source=Source("l.md")
    )
    return [place_of(problem) for problem in lesson_problems(lesson, Vocabulary())]


def line_of(text: str, body: str = BODY) -> int:
    return body[: body.index(text)].count("\n") + 1


def test_a_lesson_with_its_eight_blocks_has_no_fault():
    assert found(BODY) == []


# (old text, new text, the text on whose line it is found, code)
FAULTS = [
    ("## Kurz gesagt\n", "### Kurz gesagt\n", "## Lernziel", "block-missing"),
    ("## Gelöstes Beispiel", "## Beispiel", "## Lernziel", "block-missing"),
    ("## Kurzcheck\n", "## Kurzcheck\n\n## Kurz gesagt\n", "## Kurz gesagt\n\n/// check", "block-order"),
    ("## Lernziel und Dauer\n", "Vorab ein Satz.\n\n## Lernziel und Dauer\n", "Vorab", "before-comparison"),
    ("Sie lernen etwas.", "### Vorab\n\nEin Satz.", "### Vorab", "before-comparison"),
    ("Sie lernen etwas.", "/// callout | Merken\nKundenfokus schaut hin.\n///", "/// callout", "before-comparison"),
    (FIGURE, f"{FIGURE}\n\n| a | b |\n| --- | --- |\n| c | d |", "| Satz", "table-count"),
    (TABLE, "Ein Satz.", "## Lernziel", "table-count"),
    (FIGURE, "Ein Satz.", "## Lernziel", "no-figure"),
    ("Zwei Kreise, einer halb gefüllt.", "Zwei Kreise.", "![Zwei", "short-alt"),
    (' "Wie viel sich ändert."', "", "![Zwei", "no-caption"),
    (" ".join([SENTENCE] * 45), SENTENCE, "## Lernziel", "lesson-length"),
    (" ".join([SENTENCE] * 45), " ".join([SENTENCE] * 75), "## Lernziel", "lesson-length"),
    ("Sie lernen etwas.", "Du lernst etwas.", "Du lernst", "du-form"),
    ("Ein Fall.", "Ein Fall!", "Ein Fall!", "exclamation-mark"),
    ("Drei Sätze.", f"Und {SENTENCE[:-1]}, {SENTENCE[:-1]}, {SENTENCE}", "Und Das", "long-sentence"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "code"), FAULTS, ids=[f"{case[3]}: {case[1][:20]!r}" for case in FAULTS]
)
def test_each_fault_is_named(old, new, place, code):
    body = BODY.replace(old, new, 1)

    assert found(body) == [f"l.md:{line_of(place, body)} {code}"]


SOUND = [
    ("## Gelöstes Beispiel", "## Noch ein Titel\n\n## Gelöstes Beispiel"),
    ("Sie lernen etwas.", "Sie lernen etwas.\n\n- Erstens dies.\n- Zweitens das."),
    ("### Ein Teil", f"### Ein Teil\n\n{FIGURE}"),
    ("Drei Sätze.", f"Und {SENTENCE[:-1]}, {SENTENCE[:-1]}, auch {SENTENCE.split(' ', 3)[3]}"),
]


@pytest.mark.parametrize(("old", "new"), SOUND, ids=["heading", "list", "two figures", "thirty words"])
def test_what_only_looks_like_a_fault_is_none(old, new):
    assert found(BODY.replace(old, new, 1)) == []


def test_what_stands_above_the_text_is_read_too():
    lesson = LessonFile(
        uid="l", slug="l", title="Deine Lektion", objective="Sie lernen.", body=BODY, path="l.md", source=Source("l.md")
    )

    assert [problem.code for problem in lesson_problems(lesson, Vocabulary())] == ["du-form"]
    moved = replace(lesson, title="Titel", body_line=11, body=BODY.replace("Ein Fall.", "Ein Fall!"))
    assert [problem.line for problem in lesson_problems(moved, Vocabulary())] == [line_of("Ein Fall.") + 10]


def test_words_are_counted_without_markup_checks_and_alternative_texts():
    text = f"## Titel\n\nEin **Wort** [hier](lektion:x).\n\n{FIGURE}\n\n{TABLE}\n\n/// check | pr-f\n///"

    assert words_in(passages(text)) == 1 + 3 + 4 + 2 + 2 + 5
    assert len(BLOCKS) == 7
