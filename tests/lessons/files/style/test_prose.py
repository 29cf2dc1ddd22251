"""German prose: each fault by its code, and what only looks like one."""

from time import process_time

import pytest

from lessons.files.structure import GlossaryTermFile
from lessons.files.style.passages import passages
from lessons.files.style.prose import FOREIGN_WORDS, long_sentences, prose_findings
from lessons.files.style.vocabulary import Vocabulary

QUESTION = "Geben Kunden den Ausschlag dafür, was sich am Angebot ändert? Nein, sie werden nur betrachtet und berücksichtigt, wo es passt → Kundenfokus."


def word(term: str, *aliases: str, lang: str = "") -> GlossaryTermFile:
    return GlossaryTermFile(uid=term, term=term, aliases=aliases, lang=lang, definition="…")


VOCABULARY = Vocabulary(
    names={"F": "Kundenfokus", "O": "Kundenorientierung", "Z": "Kundenzentrierung"},
    questions={1: QUESTION},
    glossary=(
        word("Leitbild", "Leitbilder"),
        word("Mehrwert"),
        word("proaktiv"),
        word("Kundenzentrierung", "kundenzentriert"),
        word("unausgesprochenes Bedürfnis", "unausgesprochene Bedürfnisse"),
        word("Customer Experience", lang="en"),
        word("End-to-End", lang="en"),
        word("Kontaktpunkt", "Touchpoint"),
    ),
)

FAULTS = [
    # signs
    ('Sie sagte "ja".', ["straight-quote"]),
    ("Wie geht's weiter?", ["straight-quote"]),
    ("Zwei  Leerzeichen.", ["double-space"]),
    ("Das Werk - und nur das Werk - liefert.", ["hyphen-as-dash"]),
    ("Das Werk -- und sonst niemand.", ["hyphen-as-dash"]),
    ("Und so weiter...", ["three-dots"]),
    ("Das war richtig!", ["exclamation-mark"]),
    # address
    ("Überlege, was du tust.", ["du-form"]),
    ("Nimm deine Liste und schreib euren Satz.", ["du-form", "du-form"]),
    ("Dein Fall, euer Fall.", ["du-form", "du-form"]),
    # foreign words
    ("Ein Touchpoint ist eine Stelle.", ["foreign-word"]),
    ("Das Feedback und die Insights.", ["foreign-word", "foreign-word"]),
    ("Die [User Experience](lektion:ux) zählt.", ["foreign-word"]),
    # agreed words
    ("Die Kundenzentriertheit wächst.", ["term-variant"]),
    ("Die Kundenfokussierung wächst.", ["term-variant"]),
    ("Der Kunden-Fokus wächst.", ["term-variant"]),
    ("Das Leit-Bild hängt aus.", ["term-variant"]),
    ("Das leitbild hängt aus.", ["term-variant"]),
    ("Die Customer-Experience zählt.", ["term-variant"]),
    ("Die customer experience zählt.", ["term-variant"]),
    ("Die [Customer-Experience]{lang=en} zählt.", ["term-variant"]),
    ("Es geht End to End.", ["term-variant"]),
    ("Der Mehr-Wert zählt.", ["term-variant"]),
    # agreed wordings
    ("Geben Kunden den Ausschlag dafür, was sich am Produkt ändert?", ["misquoted"]),
    ("Prüffrage 1: „Geben Kunden den Ausschlag für alle Änderungen am Angebot?“", ["misquoted"]),
    ("Nein, sie werden nur betrachtet und bewundert, wo es passt.", ["misquoted"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "codes"), FAULTS, ids=[case[0][:40] for case in FAULTS])
def test_each_fault_is_named(text, codes):
    assert [finding.code for finding in prose_findings(text, VOCABULARY)] == codes


SOUND = [
    "Sie sagte: „Ja, das geht’s.“ Und ‚vielleicht‘ …",
    "Das Werk – und nur das Werk – liefert von 9–12 Uhr.",
    "Der Code `x = 'a'  - b` zählt nicht.",
    "Die Produktion, das Studium, die Dirigentin und Ingenieure.",
    "Der [Touchpoint]{lang=en} und das [Feedback]{lang=en}.",
    "Die Customer Experience und [[Customer Experience|ihre]] Nähe.",
    "[[Kontaktpunkt]] und Feedback-Bogen.",
    "Kundenzentrierte Werke, kundenorientierter als andere; Kundenorientierungsgrad, Kundenzentrum, Kundenfokus.",
    "Proaktiv handelt, wer proaktiv ist. Leitbilder. Unausgesprochene Bedürfnisse.",
    "Lemon und Verhoef: [Understanding customer experience throughout the journey]{lang=en}.",
    "Er legt mehr Wert auf das Leitbild am Ende.",
    "Geben Kunden den Ausschlag dafür, was sich am Angebot ändert? Nein.",
    "**1.** Nein, sie werden nur betrachtet und berücksichtigt, wo es passt → [[Kundenfokus]].",
    "Prüffrage 1 ergibt „Nein“, denn Kunden geben den Ausschlag nicht.",
    "Prüffrage 1: „Geben Kunden den Ausschlag dafür, was sich am Angebot ändert?“",
]


@pytest.mark.parametrize("text", SOUND, ids=[text[:40] for text in SOUND])
def test_what_only_looks_like_a_fault_is_none(text):
    assert list(prose_findings(text, VOCABULARY)) == []


def test_every_foreign_word_is_found_and_can_be_marked():
    for foreign in FOREIGN_WORDS:
        (finding,) = prose_findings(f"Hier steht {foreign}.", Vocabulary())
        assert finding.message == f"“{foreign}” is English: write [{foreign}]{{lang=en}}"
        assert list(prose_findings(f"Hier steht [{foreign}]{{lang=en}}.", Vocabulary())) == []


def test_a_sentence_has_so_many_words_at_most():
    text = "Eins zwei drei vier. Eins zwei drei vier fünf: Sechs sieben."

    assert list(long_sentences(text, 5)) == []
    assert [(one.code, one.message) for one in long_sentences(text, 4)] == [
        ("long-sentence", "a sentence of 5 words, at most 4: “Eins zwei drei vier fünf:…”")
    ]


def test_names_that_share_little_sound_as_they_are():
    vocabulary = Vocabulary(names={"A": "Rot", "B": "Rotation"})

    assert (vocabulary.prefix, vocabulary.stems) == ("", ("rot", "rotation"))
    assert (VOCABULARY.prefix, VOCABULARY.stems) == ("kunden", ("fokus", "orient", "zentr"))


MANY = 30_000
HOSTILE = {
    "brackets": "[" * MANY,
    "pictures": "![" * MANY,
    "headings": "# " * MANY + "x",
    "blanks": f"/// a | {' ' * MANY}x",
    "dashes": f"| --{' ' * MANY}x",
    "abbreviations": "a. B. " * MANY,
    "lines": "a\n" * MANY,
    "quotations": "Prüffrage 1: „" * MANY,
    "footnotes": "[^" * MANY,
    "languages": "[a]{lang=" * MANY,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_text_is_read_in_no_time(case):
    """It is typed into the editor, and read there by the process that serves pages."""
    start = process_time()

    for passage in passages(HOSTILE[case]):
        list(prose_findings(passage.source, VOCABULARY))
        list(long_sentences(passage.source, 30))

    assert process_time() - start < 5
