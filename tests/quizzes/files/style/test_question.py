"""One question: each fault that its form betrays is named by code and line, and a sound question by nothing."""

import pytest

from lessons.files.course import read_course
from lessons.kinds import parts
from quizzes.files.style.question import question_sentence
from quizzes.files.style.texts import said
from quizzes.types import get_type
from tests.factories.course_files import edited, folder_of, small_course
from tests.factories.style import course_of, style_of

FILE = "bank/style.yaml"
QUESTIONS = """- uid: st-e
  type: single
  pool: practice
  family: druckerei
  company: druckerei-blatt
  bloom: Anwenden
  form: einordnen
  case:
    term: O
    contrast: FO
    dimension: D1
    claims: [S2-07]
    decoy: false
  stem: Eine Druckerei ändert ihr Papier nach den Klagen ihrer Kundschaft. Welcher Begriff passt?
  options:
    - id: F
      term: F
      text: Kundenfokus
      misconception: M1
      feedback: Zu wenig. Die Klagen setzen sich durch, das Papier ändert sich.
    - id: O
      term: O
      key: true
      text: Kundenorientierung
      feedback: Richtig. Die Klagen geben den Ausschlag, geändert wird das Papier.
    - id: Z
      term: Z
      text: Kundenzentrierung
      misconception: M3
      feedback: Zu viel. Andere Bereiche der Druckerei sind gar nicht beteiligt.

- uid: st-s
  type: single
  pool: practice
  family: gaertnerei
  bloom: Anwenden
  form: szenario
  case:
    term: F
    contrast: FO
    dimension: D1
    claims: [S2-02]
    decoy: false
  stem: Eine Gärtnerei erhält viele Hinweise auf nasse Wege. Was entspricht dem Kundenfokus?
  options:
    - id: O
      term: O
      text: Sie pflastert die Wege nach den Hinweisen neu.
      misconception: M1
      feedback: Das ist Kundenorientierung, denn die Hinweise geben den Ausschlag.
    - id: F
      term: F
      key: true
      text: Sie liest alles und streut Kies, der übrig ist.
      feedback: Richtig. Die Gärtnerei setzt um, was ohnehin zur Planung passt.
    - id: Z
      term: Z
      text: Alle Abteilungen planen mit, auch für künftige Gäste.
      misconception: M6
      feedback: Das ist Kundenzentrierung, denn alle Abteilungen tragen es mit.

- uid: st-l
  type: cloze
  pool: practice
  family: wegweiser
  bloom: Erinnern
  form: luecke
  stem: "___ heißt: Der Kunde gibt die Richtung vor."
  in_order: true
  case:
    term: O
    contrast: OZ
    dimension: D1
    claims: [S2-07]
    decoy: false
  options:
    - id: F
      term: F
      text: Kundenfokus
      misconception: M1
      feedback: Beim Kundenfokus wird der Kunde betrachtet, er entscheidet nichts.
    - id: O
      term: O
      key: true
      text: Kundenorientierung
      feedback: Richtig. So nennt der Kurs es, wenn Kunden entscheiden.
    - id: Z
      term: Z
      text: Kundenzentrierung
      misconception: M3
      feedback: Bei der Kundenzentrierung richtet sich das ganze Unternehmen aus.

- uid: st-z
  type: classify
  pool: practice
  family: zwei-hotels
  bloom: Verstehen
  form: zuordnen
  stem: Zwei Hotels berichten. Welcher Begriff passt jeweils?
  rows:
    - id: r1
      text: „Wir lesen jeden Brief und planen weiter nach Kosten.“
      case:
        term: F
        contrast: FO
        dimension: D1
        claims: [S2-02]
        decoy: false
      feedback:
        F: Richtig. Gelesen wird gründlich, entschieden wird nach den Kosten.
        O: Noch nicht. Die Briefe geben dem Hotel keine Richtung vor.
        Z: Nein. Dass alle Bereiche sich ausrichten, ist nirgends belegt.
    - id: r2
      text: „Nach vielen Klagen haben wir das Frühstück verlegt.“
      case:
        term: O
        contrast: FO
        dimension: D1
        claims: [S2-07]
        decoy: false
      feedback:
        F: Zu wenig. Die Klagen haben sich im Hotel durchgesetzt.
        O: Richtig. Klagen geben den Ausschlag, geändert wird das Angebot.
        Z: Zu viel. Nur das Frühstück ändert sich, sonst nichts.

- uid: st-t
  type: essay
  pool: practice
  family: eigener-fall
  form: praxisauftrag
  stem: Beschreiben Sie einen Fall aus Ihrem Unternehmen.
  rubric:
    - points: 2
      text: Der Fall ist einem Begriff zugeordnet.
  pass_points: 1
  sample_answer: Unser Empfang hat nach Klagen länger geöffnet.

- uid: st-p
  type: single
  pool: placement
  family: fahrradladen
  bloom: Anwenden
  form: einordnen
  case:
    term: O
    contrast: FO
    dimension: D1
    claims: [S2-07]
    decoy: false
  stem: Ein Fahrradladen öffnet länger, weil viele abends kommen. Welcher Begriff passt?
  options:
    - id: F
      term: F
      text: Kundenfokus
      misconception: M1
      feedback: Zu wenig. Das Verhalten der Kundschaft gibt hier den Ausschlag.
    - id: O
      term: O
      key: true
      text: Kundenorientierung
      feedback: Richtig. Der Laden richtet seine Zeiten nach der Kundschaft.
    - id: Z
      term: Z
      text: Kundenzentrierung
      misconception: M3
      feedback: Zu viel. Vom übrigen Unternehmen ist keine Rede mehr.
"""
STEM = "Eine Druckerei ändert ihr Papier nach den Klagen ihrer Kundschaft."
FEEDBACK = "Zu wenig. Die Klagen setzen sich durch, das Papier ändert sich."
ASK = "Welcher Begriff passt?"
SCENARIO = "Was entspricht dem Kundenfokus?"
GAP = '"___ heißt: Der Kunde gibt die Richtung vor."'
OPTION = "Sie pflastert die Wege nach den Hinweisen neu."
ESSAY = "Beschreiben Sie einen Fall aus Ihrem Unternehmen."


def with_questions(text: str = QUESTIONS) -> dict[str, str]:
    return {**small_course(), FILE: text}


def long(words: int) -> str:
    """So many words in sentences of eight."""
    sentences, rest = divmod(words, 8)
    return " ".join(
        ["Das Werk baut eins zwei drei vier fünf."] * sentences + [" ".join(["Wort"] * rest) + "."] * (rest > 0)
    )


# (old text, new text, [line and code of what is found])
FAULTS = [
    # options
    ("text: Kundenfokus\n      misconception: M1\n      feedback: Zu wenig", "text: Kunden-Fokus\n      misconception: M1\n      feedback: Zu wenig", ["18 option-name", "18 term-variant"]),
    ("      text: Alle Abteilungen planen mit, auch für künftige Gäste.", "      text: Alle Abteilungen planen mit, auch für die vielen Gäste, die erst künftig kommen werden.", ["45 option-lengths"]),
    (f"      text: {OPTION}", "      text: Keine der genannten Antworten.", ["45 option-lengths", "48 all-or-none"]),
    (f"      text: {OPTION}", "      text: Alle drei genannten Möglichkeiten.", ["48 all-or-none"]),
    (f"      text: {OPTION}", "      text: Keiner davon.", ["45 option-lengths", "48 all-or-none"]),
    ("      text: Kundenfokus\n      misconception: M1\n      feedback: Beim", "      text: Kundenfokus\n      feedback: Beim", ["77 no-misconception"]),
    ("    - id: Z\n      term: Z\n      text: Kundenzentrierung\n      misconception: M3\n      feedback: Bei der", "    - id: Z\n      term: F\n      text: Kundenzentrierung\n      misconception: M3\n      feedback: Bei der", ["76 option-terms"]),
    # stem
    (STEM, "Eine Druckerei stellt die Kundschaft in den Mittelpunkt.", ["14 clang-word"]),
    (STEM, "Eine Druckerei am Stadtzentrum ändert ihr Papier.", ["14 clang-word"]),
    (STEM, "Eine Druckerei fokussiert sich auf gutes Papier.", ["14 clang-word"]),
    (SCENARIO, "Was entspricht nicht dem Kundenfokus?", ["44 negation"]),
    (SCENARIO, "Was ist kein Kundenfokus?", ["44 negation"]),
    (STEM, long(68), ["14 long-stem"]),
    (ESSAY, long(91), ["131 long-stem"]),
    (STEM, "Eine Druckerei ändert ihr Papier nach den Klagen ihrer Kundschaft und wirft dafür die Bögen weg, die schon bezahlt sind.", []),
    (STEM, "Eine Druckerei ändert ihr Papier nach den Klagen ihrer Kundschaft und wirft dafür alle die vielen Bögen weg, die schon bezahlt sind.", ["14 long-sentence"]),
    (GAP, "Die ___ gibt dem Kunden die Richtung.", ["68 gender-cue"]),
    (GAP, "So zeigt es sich beim ___ zuerst.", ["68 gender-cue"]),
    (GAP, "Wir sprechen dann von einer ____.", ["68 gender-cue"]),
    # feedback
    (FEEDBACK, "Zu wenig. Die Klagen setzen sich durch.", ["20 feedback-length"]),
    (FEEDBACK, long(46), ["20 feedback-length"]),
    (FEEDBACK, "„Richtig.“ Die Klagen geben den Ausschlag, geändert wird das Papier!", ["20 exclamation-mark", "25 feedback-repeated"]),
    ("Noch nicht. Die Briefe geben dem Hotel keine Richtung vor.", "Noch nicht.", ["111 feedback-length"]),
    ("Vom übrigen Unternehmen ist keine Rede mehr.", "Vom übrigen Unternehmen ist keine Rede mehr (Prüffrage 2).", ["166 placement-question"]),
    # prose, wherever it stands
    (FEEDBACK, "Zu wenig. Achte auf dein Papier, es ändert sich nach Klagen.", ["20 du-form"]),
    (OPTION, "Sie pflastert die Wege nach dem Feedback neu.", ["48 foreign-word"]),
    ("„Nach vielen Klagen haben wir das Frühstück verlegt.“", "„Nach vielen Klagen haben wir's verlegt!“", ["114 exclamation-mark", "114 straight-quote"]),
    ("Der Fall ist einem Begriff zugeordnet.", "Der Fall ist einem Begriff  zugeordnet.", ["134 double-space"]),
    ("sample_answer: Unser Empfang hat", "sample_answer: Unser Empfang - sonst niemand - hat", ["136 hyphen-as-dash"]),
]  # fmt: skip


def test_a_sound_question_has_no_fault():
    assert style_of(with_questions(), FILE) == []


@pytest.mark.parametrize(("old", "new", "found"), FAULTS, ids=[case[1][:50] for case in FAULTS])
def test_each_fault_is_named(old, new, found):
    assert style_of(edited(with_questions(), FILE, old, new), FILE) == [f"{FILE}:{place}" for place in found]


# (old text, new text): what looks like a fault and is none
SOUND = [
    ("text: Kundenfokus\n      misconception: M1\n      feedback: Beim", "text: Beim Kundenfokus, sagt man,\n      misconception: M1\n      feedback: Beim"),
    (SCENARIO, "Was ist Kundenfokus, aber noch nicht Kundenorientierung?"),
    (SCENARIO, "Was zeigt nicht nur Wünsche, sondern Kundenfokus?"),
    (SCENARIO, "Was ist NICHT als Kundenfokus einzuordnen?"),
    (SCENARIO, "Was folgt aus dem Satz „Wir ändern nichts und kein Gesetz“ für den Kundenfokus?"),
    (STEM, "Eine Druckerei, die nicht wachsen will, ändert ihr Papier nach den Klagen."),
    ("    decoy: false\n  stem: Eine Druckerei ändert", "    decoy: true\n  stem: Eine Druckerei am Mittelpunkt der Stadt ändert"),
    ("  stem: Eine Druckerei ändert", "  genuine_word: true\n  stem: Eine Druckerei am Mittelpunkt der Stadt ändert"),
    (STEM, long(64)),
    (ESSAY, long(88)),
    (GAP, "Der Kurs nennt die ___ Bedürfnisse zuerst."),
    (GAP, "Das Wort ___ meint es."),
    (FEEDBACK, long(45)),
    (OPTION, "Sie pflastert alle genannten Wege neu."),
    ("Der Fall ist einem Begriff zugeordnet.", long(0) + " ".join(["Wort"] * 40)),
    ("Beim Kundenfokus wird der Kunde betrachtet, er entscheidet nichts.", "Die Ausrichtung reicht hier nicht über Kauf, Nutzung und Angebot hinaus."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SOUND, ids=[case[1][:50] for case in SOUND])
def test_what_only_looks_like_a_fault_is_none(old, new):
    assert style_of(edited(with_questions(), FILE, old, new), FILE) == []


REFUSED = [
    ("    - id: F\n      term: F\n      text: Kundenfokus\n      misconception: M1\n      feedback: Zu", "    - id: F\n      term: O\n      text: Kundenfokus\n      misconception: M1\n      feedback: Zu", ["not-in-term-order", "repeated", "term-without-option"]),
    ("      misconception: M1\n", "      key: true\n", ["key-count"]),
    ("      misconception: M1\n", "", ["missing"]),
    (f"      feedback: {FEEDBACK}\n", "", ["missing"]),
    ("        O: Noch nicht. Die Briefe geben dem Hotel keine Richtung vor.\n", "", ["missing"]),
    ("    term: O\n    contrast: FO", "    term: F\n    contrast: FO", ["key-term-differs"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "codes"), REFUSED, ids=["order", "keys", "misconception", "feedback", "row", "term"]
)
def test_what_a_load_refuses_is_not_looked_for_again(old, new, codes):
    reading = read_course(folder_of(edited(with_questions(), FILE, old, new)), parts())

    assert (reading.course, sorted(problem.code for problem in reading.problems)) == (None, codes)


def test_retired_questions_are_not_read():
    files = with_questions(QUESTIONS.replace("  bloom: Anwenden\n", "  bloom: Anwenden\n  status: retired\n", 1))

    assert style_of(edited(files, FILE, STEM, "Du bist dran!"), FILE) == []


def test_a_course_in_another_language_has_no_house_style():
    files = edited(with_questions(), FILE, STEM, "Don't you see?")

    assert style_of(edited(files, "course.md", "language: de", "language: en"), FILE) == []


def test_terms_and_their_sounds_come_from_the_course():
    """Names that share no beginning sound as they are."""
    files = {
        path: text.replace("Kundenfokus", "Blick").replace("Kundenorientierung", "Richtung")
        for path, text in with_questions().items()
    }
    files = {path: text.replace("Kundenzentrierung", "Mitte") for path, text in files.items()}

    assert style_of(edited(files, FILE, STEM, "Eine Druckerei hat die Kundschaft im Blick."), FILE) == [
        f"{FILE}:14 clang-word"
    ]
    assert style_of(edited(files, FILE, STEM, "Eine Druckerei setzt den Fokus auf Papier."), FILE) == []


def test_every_text_of_a_question_is_read():
    """The types' own examples: each text that a page can show is one that the rules read."""
    entries = course_of(with_questions()).parts["bank"]

    for entry in entries:
        read = {one.text for one in said(entry)}
        assert set(get_type(entry.type).texts(entry.content).values()) - read <= {
            r"\_\_\_ heißt: Der Kunde gibt die Richtung vor."
        }
        assert entry.content.stem in read


@pytest.mark.parametrize(
    ("stem", "asked"),
    [
        ("Ein Werk liefert. Was gilt?", "Was gilt?"),
        ("„Was nun?“, fragt sie. Ordnen Sie.", ""),
        ("Was gilt? Begriffe können mehrfach vorkommen.", "Was gilt?"),
        ("Erklären Sie es.", ""),
    ],
)
def test_the_sentence_that_asks_is_found(stem, asked):
    assert question_sentence(stem) == asked
