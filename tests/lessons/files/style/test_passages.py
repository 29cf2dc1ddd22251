"""A Markdown text as what it gives to read, by line."""

from lessons.files.style.passages import Kind, passages, visible

BODY = """## Lernziel und Dauer

Ein Absatz über
zwei Zeilen.

- Erstens **fett**
  und weiter
- Zweitens

/// case | Fall A
„Ein Fall.“
///

![Ein Kreis](kreis.svg "Wie viel ist gefärbt?")

/// table | Vier Sätze
| Satz | Frage |
| --- | :-: |
| **„Wir!“** | Wer? |
///

//// term | F
Wir schauen hin.
////

```
Code ist kein Text.
```

### Noch ein Titel
> Ein Zitat.

[^1]: Eine Fußnote.

/// check | pr-e01
///
"""


def test_each_passage_has_its_line_and_kind():
    assert [(one.line, one.kind, one.text) for one in passages(BODY)] == [
        (1, Kind.HEADING, "Lernziel und Dauer"),
        (3, Kind.PROSE, "Ein Absatz über zwei Zeilen."),
        (6, Kind.PROSE, "Erstens fett und weiter"),
        (8, Kind.PROSE, "Zweitens"),
        (10, Kind.TITLE, "Fall A"),
        (11, Kind.PROSE, "„Ein Fall.“"),
        (14, Kind.ALT, "Ein Kreis"),
        (14, Kind.CAPTION, "Wie viel ist gefärbt?"),
        (16, Kind.TITLE, "Vier Sätze"),
        (17, Kind.ROW, "Satz · Frage"),
        (19, Kind.ROW, "„Wir!“ · Wer?"),
        (23, Kind.PROSE, "Wir schauen hin."),
        (30, Kind.HEADING, "Noch ein Titel"),
        (31, Kind.PROSE, "Ein Zitat."),
        (33, Kind.PROSE, "Eine Fußnote."),
    ]
    assert [one.level for one in passages(BODY) if one.kind is Kind.HEADING] == [2, 3]


def test_markup_is_not_read():
    source = (
        "Das [Leitbild](lektion:eins), [[Bedürfnis|Bedürfnisse]], [[Ziel]] und [Mindset]{lang=en}[^1] sind *hier* \\*."
    )

    assert visible(source) == "Das Leitbild, Bedürfnisse, Ziel und Mindset sind hier *."
    assert visible("Vor `code` und ![alt](b.svg) nach \\_\\_\\_.").split() == ["Vor", "und", "nach", "___."]


def test_an_empty_text_has_no_passages():
    assert passages("\n\n") == []
