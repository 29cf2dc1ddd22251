"""A small course as files, canonical: two lessons, a figure, two words, six questions, a quiz."""

from collections.abc import Mapping
from pathlib import Path

from lessons.files.canonical import dump, dump_entries
from lessons.files.folder import Folder

TERMS = ("F", "O", "Z")
NAMES = {"F": "Kundenfokus", "O": "Kundenorientierung", "Z": "Kundenzentrierung"}

COURSE = """---
slug: probe
language: de
title: Probekurs
summary: Sie proben.
access: open
terms:
  - key: F
    name: Kundenfokus
    glyph: fernglas
    colour: focus
    definition: Der Kunde wird gesehen.
  - key: O
    name: Kundenorientierung
    glyph: wegweiser
    colour: orientation
    definition: Der Kunde gibt die Richtung vor.
  - key: Z
    name: Kundenzentrierung
    glyph: bauplan
    colour: centricity
    definition: Alles richtet sich nach dem Kunden.
contrasts:
  - pair: FO
    question: 1
questions:
  - number: 1
    text: Geben Kunden den Ausschlag?
dimensions:
  - key: D1
    name: Rolle
    disputed: false
  - key: D3
    name: Auslöser
    disputed: false
    gaps: [F]
chapters:
  - uid: kapitel-eins
    title: Kapitel eins
    units:
      - lesson: 01-anfang
      - lesson: 02-mitte
      - quiz: probe
---

Willkommen im Probekurs.
"""
LESSON = """---
uid: lektion-anfang
slug: anfang
title: Der Anfang
objective: Sie fangen an.
required: true
weight: 1
claims: [S1-01]
---

## Anfang

Ein Bedürfnis steht am Anfang.

![Ein Kreis](kreis.svg "Ein Kreis")

/// check | pr-f
///
"""
SECOND = """---
uid: lektion-mitte
slug: mitte
title: Die Mitte
objective: Sie gehen weiter.
required: true
weight: 1
---

## Mitte

Weiter nach dem [Anfang der Lektion](lektion:lektion-anfang).
"""
GLOSSARY = """---
terms:
  - uid: beduerfnis
    term: Bedürfnis
    aliases: [Bedürfnisse]
    definition: Was ein Mensch braucht.
  - uid: leitbild
    term: Leitbild
    definition: Wofür ein Unternehmen steht.
---
"""
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>\n'
QUIZ = """uid: quiz-probe
slug: probe
title: Probequiz
mode: midterm
required: true
weight: 1
minutes: 5
intro: Drei Fälle.
pass:
  points: 2
reveal: after-submit
counts: best
wait_hours: 0
confidence: false
navigation: free
cells:
  - pool: midterm
    term: F
    cases: 1
  - pool: midterm
    term: O
    cases: 1
  - pool: midterm
    term: Z
    cases: 1
"""


def question(uid: str, pool: str, term: str, **fields: object) -> dict[str, object]:
    """A question of the form einordnen, keys in canonical order."""
    head = {"uid": uid, "type": "single", "pool": pool, "family": f"familie-{uid}", "bloom": "Verstehen"}
    content = {
        "form": "einordnen",
        "case": {
            "term": term,
            "contrast": {"F": "FO", "O": "FO", "Z": "OZ"}[term],
            "dimension": "D1",
            "claims": ["S1-01"],
            "decoy": False,
        },
        "stem": f"Ein Betrieb handelt, Fall {uid}. Welcher Begriff passt?",
        "options": [_option(key, right=key == term) for key in TERMS],
    }
    return {**head, **content, **fields}


def bank_text(*questions: dict[str, object]) -> str:
    return dump_entries(dump(entry) for entry in questions)


def small_course() -> dict[str, str]:
    """Path → text."""
    return {
        "course.md": COURSE,
        "glossary.md": GLOSSARY,
        "01-anfang/lesson.md": LESSON,
        "01-anfang/kreis.svg": FIGURE,
        "02-mitte/lesson.md": SECOND,
        "bank/midterm.yaml": bank_text(*(question(f"mt-{term.lower()}", "midterm", term) for term in TERMS)),
        "bank/practice.yaml": bank_text(*(question(f"pr-{term.lower()}", "practice", term) for term in TERMS)),
        "quizzes/probe.yaml": QUIZ,
    }


def edited(files: Mapping[str, str], path: str, old: str, new: str) -> dict[str, str]:
    """The files with one text changed in one place."""
    assert old in files[path], f"{path} does not hold {old!r}"
    return {**files, path: files[path].replace(old, new, 1)}


def without(files: Mapping[str, str], *paths: str) -> dict[str, str]:
    return {path: text for path, text in files.items() if path not in paths}


def folder_of(files: Mapping[str, str | bytes]) -> Folder:
    return Folder({path: text if isinstance(text, bytes) else text.encode() for path, text in sorted(files.items())})


def write_to(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def _option(key: str, *, right: bool) -> dict[str, object]:
    option: dict[str, object] = {"id": key, "term": key}
    if right:
        option["key"] = True
    option["text"] = NAMES[key]
    if not right:
        option["misconception"] = "M1"
    return {**option, "feedback": f"Zu {NAMES[key]} gehört hier ein Hinweis mit einigen Wörtern."}
