"""One German word for each thing: what CONTRIBUTING says of the words of the interface holds in the translations."""

import re

import pytest
from django.utils import translation

from quizzes.types.misconceptions import MISCONCEPTIONS
from tests.test_house import ROOT, catalogue, section

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# German words that begin like one that is not wanted, and mean something else.
NOT_MEANT = ("Logik", "logisch", "Modulo")
# What stands in a text and is not its language: tags, code, addresses of links, placeholders.
NOT_PROSE = re.compile(r"<[^>]*>|`[^`]*`|\]\([^)]*\)|%\(\w+\)[sd]|- uid: …")
TYPOGRAPHY = {
    "a straight quotation mark or apostrophe": r"[\"']",
    "a quotation mark of another language": r"[”»«‘]",
    "two spaces": r"\S  \S",
    "three dots for one character": r"\.\.\.",
    "a hyphen for a dash": r"\w - \w",
    "a dash without spaces between words": r"[a-zäöüß]–[a-zäöüß]",
    "a space before a mark": r"\w [,.;:?](?:\s|$)",
}
HANDBOOK = sorted((ROOT / "coursesite" / "help" / "de").glob("*.md"))


def rows() -> list[tuple[list[str], list[str], list[str]]]:
    """English words, German ones, and those that the German interface does without."""
    table = section(CONTRIBUTING, "Words of the interface")
    lines = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][2:]
    return [(_words(english), _words(german), _words(avoided)) for english, german, avoided, _where in lines]


def _words(cell: str) -> list[str]:
    return [] if cell.strip() == "–" else [word.strip() for word in cell.split(",")]


def german_texts() -> list[str]:
    return [
        text
        for entry in catalogue("de")
        if not entry.obsolete
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]


def misconceptions() -> set[str]:
    """What people believe of the terms is said in the words of the course, which knows a Beschwerde."""
    with translation.override("de"):
        return {str(words) for words in MISCONCEPTIONS.values()}


def handbook_texts() -> list[str]:
    """Without the head of each file, whose values may be quoted for YAML."""
    return [path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in HANDBOOK]


def prose_of(text: str) -> str:
    return NOT_PROSE.sub("0", text)


def found_in(texts: list[str], word: str) -> list[str]:
    """Where a text has the word, alone or with an ending, in the case that the table writes."""
    pattern = re.compile(rf"\b{re.escape(word)}\w{{0,3}}\b")
    return [text for text in texts if any(hit not in NOT_MEANT for hit in pattern.findall(text))]


AVOIDED = [word for _english, _german, avoided in rows() for word in avoided]


def test_the_table_is_read():
    assert len(rows()) >= 30
    assert (["overdue"], ["überfällig"], ["verspätet"]) in rows()


@pytest.mark.parametrize("word", AVOIDED)
def test_interface_and_handbook_do_without(word):
    own = misconceptions()
    texts = [*(text for text in german_texts() if text not in own), *map(prose_of, handbook_texts())]

    assert found_in(texts, word) == [], "Its word stands in CONTRIBUTING.md, Words of the interface."


def test_each_german_word_of_the_table_is_used():
    texts = [text.lower() for text in german_texts()]

    assert [
        word
        for _english, german, _avoided in rows()
        for word in german
        if not any(word.lower() in text for text in texts)
    ] == []


def test_each_english_word_of_the_table_is_used():
    texts = [f"{entry.msgid} {entry.msgid_plural}".lower() for entry in catalogue("en") if not entry.obsolete]

    assert [
        word
        for english, _german, _avoided in rows()
        for word in english
        if not any(word.lower() in text for text in texts)
    ] == []


def test_german_has_no_exclamation_mark_and_says_sie():
    """`![…](…)` shows a picture; `<!DOCTYPE` and `(!)` are signs of a format."""
    wrong = re.compile(r"(?<![<(])!(?!\[)|\b(?:[Dd]u|[Dd]ir|[Dd]ich|[Dd]eine?[rmns]?)\b")

    assert [text for text in german_texts() if wrong.search(text)] == []


@pytest.mark.parametrize("mistake", TYPOGRAPHY)
def test_german_is_set_without(mistake):
    wrong = re.compile(TYPOGRAPHY[mistake])

    assert [text for text in map(prose_of, [*german_texts(), *handbook_texts()]) if wrong.search(text)] == []


def test_each_mistake_of_setting_is_found():
    samples = ['Der "Kurs"', "Der ”Kurs“", "Zwei  Kurse", "Laden ...", "Kurs - Lektion", "ganz–gar", "Kurs : neu"]

    assert [
        sample for sample, wrong in zip(samples, TYPOGRAPHY.values(), strict=True) if not re.search(wrong, sample)
    ] == []


def test_quotation_marks_come_in_pairs():
    texts = [*german_texts(), *handbook_texts()]

    assert [text for text in texts if text.count("„") != text.count("“")] == []


def test_a_capital_ihr_is_the_reader_s():
    """At the beginning of a sentence “its” and “their” look like “your”: “Die Lösung” instead of “Ihre Lösung”."""
    addressed, possessive = re.compile(r"\b(?:you|yours?|yourself|my|me)\b", re.I), re.compile(r"\bIhr(?:e[nmrs]?)?\b")
    entries = [entry for entry in catalogue("de") if not entry.obsolete]

    assert [
        entry.msgid
        for entry in entries
        if not addressed.search(f"{entry.msgid} {entry.msgid_plural}")
        and any(possessive.search(text) for text in (entry.msgstr, *entry.msgstr_plural.values()))
    ] == []


def test_what_is_sent_is_a_mail_and_its_address_an_e_mail_adresse():
    """The heading of a file stays E-Mail, alone or quoted: so files of personnel systems write it."""
    other = re.compile(r"(?<!„)\bE-Mail\b(?!-Adress)")
    texts = [*german_texts(), *map(prose_of, handbook_texts())]

    assert [text for text in texts if text != "E-Mail" and other.search(text)] == []


def test_a_word_is_found_with_its_endings_but_not_within_another():
    texts = ["Die Teilnehmerin", "Teilnehmern", "Teilnahme", "Der Moduleinsatz"]

    assert found_in(texts, "Teilnehmer") == ["Die Teilnehmerin", "Teilnehmern"]
    assert found_in(texts, "Modul") == []
