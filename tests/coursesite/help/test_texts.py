"""Does the handbook say the same in both languages, and only what is there? Names of buttons, pages, commands."""

import re
from functools import cache
from pathlib import Path

import allauth
import django
import polib
import pytest
from django.contrib.auth.models import AnonymousUser

from coursesite.help.contents import PARTS, all_tasks, part_of
from coursesite.help.texts import FOLDER, _folded, as_read, source_of, text_of
from tests.factories.accounts import make_operator, make_user
from tests.test_house import ROOT, SETTINGS, options_taken, settings_read

LANGUAGES = ("de", "en")
EVERY_TEXT = [(language, task) for task in all_tasks() for language in LANGUAGES]
MOST_WORDS = 330  # under a page
LEAST_NEAR = 3
LIBRARIES = [
    Path(django.__file__).parent / "conf",
    *(Path(django.__file__).parent / "contrib" / name for name in ("admin", "auth")),
    Path(allauth.__file__).parent,
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HIDDEN = re.compile(r'<span class="visually-hidden">.*?</span>')  # what only screen readers say
LEAST_FIXED = 6  # letters of a label with placeholders: "%(label)s: %(value)s" would be every label


def labels_in(text: str) -> list[str]:
    """What stands in bold: names of buttons, fields and headings, and nothing else is bold in these texts."""
    return [" ".join(label.split()) for label in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)]


@cache
def known_labels(language: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Texts of the interface: whole ones, and a pattern of those that hold a name or a number."""
    whole, open_ones = set(), []
    for text in (_plain(text) for text in _interface(language)):
        if PLACEHOLDER.search(text):
            pieces = PLACEHOLDER.split(text)
            if sum(map(len, pieces)) >= LEAST_FIXED and any(len(piece) >= LEAST_FIXED for piece in pieces):
                open_ones.append(".+".join(re.escape(piece) for piece in pieces))
        whole.add(_capital(text))
    return frozenset(whole), re.compile("|".join(open_ones))


def _interface(language: str) -> list[str]:
    paths = [folder / "locale" / language / "LC_MESSAGES" / "django.po" for folder in (ROOT, *LIBRARIES)]
    said = [text for path in paths if path.exists() for entry in polib.pofile(str(path)) for text in _said(entry, path)]
    return said + [HIDDEN.sub("", text) for text in said if HIDDEN.search(text)]


def _said(entry: polib.POEntry, path: Path) -> list[str]:
    """Libraries leave their English empty: there the text is its own key."""
    if entry.obsolete:
        return []
    said = [entry.msgstr, *entry.msgstr_plural.values()]
    return [text for text in said if text] or ([entry.msgid, entry.msgid_plural] if path.parts[-3] == "en" else [])


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", text).replace("%%", "%").split())


def _capital(text: str) -> str:
    """The admin writes names of fields with a capital; sentences may quote them without one."""
    return text[:1].upper() + text[1:]


def unknown_labels(language: str, text: str) -> list[str]:
    whole, pattern = known_labels(language)
    return [label for label in labels_in(text) if _capital(label) not in whole and not pattern.fullmatch(label)]


def headings(text: str) -> list[int]:
    return [len(level) for level in re.findall(r"^(#+) ", text, re.M)]


def commands_in(text: str) -> dict[str, set[str]]:
    """`manage.py start --port 8010` and the like: command → options."""
    found: dict[str, set[str]] = {}
    for line in re.findall(r"manage\.py ([^`\n]+)", text):
        found.setdefault(line.split()[0], set()).update(re.findall(r"--[a-z-]+", line))
    return found


def settings_in(text: str) -> set[str]:
    return set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", text))


def test_each_text_is_there_in_both_languages_and_no_other():
    wanted = sorted(all_tasks())

    assert [sorted(path.stem for path in (FOLDER / language).glob("*")) for language in LANGUAGES] == [wanted, wanted]
    assert len(wanted) == len(set(wanted))


@pytest.mark.parametrize("task", all_tasks())
def test_both_languages_have_the_same_shape(task):
    german, english = (source_of(language, task).body for language in LANGUAGES)
    targets = [re.findall(r"\]\(([^)\s]+)", text) for text in (german, english)]

    assert headings(german) == headings(english)
    assert targets[0] == targets[1]
    assert german.count("\n1. ") == english.count("\n1. ")


@pytest.mark.parametrize(("language", "task"), EVERY_TEXT)
def test_a_text_has_no_problem_and_fits_on_a_page(language, task):
    """Its links lead somewhere, its figures are there and described."""
    rendered = text_of(language, task)

    assert list(rendered.problems) == []
    assert 60 <= len(rendered.plain.split()) <= MOST_WORDS


@pytest.mark.parametrize(("language", "task"), EVERY_TEXT)
def test_every_label_that_a_text_names_is_in_the_interface(language, task):
    assert unknown_labels(language, source_of(language, task).body) == []


@pytest.mark.parametrize(("language", "task"), EVERY_TEXT)
def test_commands_and_settings_that_a_text_names_are_there(language, task):
    text, taken = source_of(language, task).body, options_taken() | {"check": {"--deploy"}}  # the last is Django's
    named = commands_in(text)

    assert [name for name in named if name not in taken] == []
    assert [(name, options - taken[name]) for name, options in named.items() if options - taken[name]] == []
    assert settings_in(text) - settings_read(SETTINGS) == set()


@pytest.mark.parametrize("task", all_tasks())
def test_german_is_formal_and_calm(task):
    source = source_of("de", task)

    assert re.findall(r"!(?!\[)|\b(?:du|dir|dich|dein\w*)\b", f"{source.title}\n{source.body}", re.I) == []


@pytest.mark.parametrize(("language", "task"), EVERY_TEXT)
def test_the_near_words_of_a_text_are_such_as_it_does_not_hold(language, task):
    """`near` in its front matter: what a reader may call it who does not know our word for it."""
    source = source_of(language, task)
    held = _folded(f"{source.title}\n{as_read(source.body)}")

    assert len(source.near) >= LEAST_NEAR
    assert len(source.near) == len({word.casefold() for word in source.near})
    assert [near for near in source.near if _folded(near) in held] == []


@pytest.mark.parametrize(("language", "words"), [("de", "Groß ansehen"), ("en", "View larger")])
def test_what_rendering_adds_is_in_the_language_of_the_text(language, words):
    assert f">{words}</a>" in text_of(language, "take-an-exam").html


def test_a_wrong_label_is_found():
    assert unknown_labels(
        "de", "Drücken Sie **Speichern** und **Abspeichern**, dann **Versuch 1 von 3 beginnen**."
    ) == ["Abspeichern"]
    assert unknown_labels("en", "Press **Save**, **Save all** and **Start attempt 2 of 3**.") == ["Save all"]


def test_a_wrong_command_and_setting_is_found():
    assert commands_in("`manage.py start --port 1` and `manage.py planted --x`") == {
        "start": {"--port"},
        "planted": {"--x"},
    }
    assert settings_in("`SITE_URL`, `PLANTED_NAME=1` and `OTHER`") == {"SITE_URL", "PLANTED_NAME"}


@pytest.mark.django_db
@pytest.mark.parametrize("task", all_tasks())
def test_whoever_reads_a_text_may_read_those_it_leads_to(task):
    people = [AnonymousUser(), make_user(), make_operator()]
    linked = re.findall(r"\]\(help:([\w-]+)\)", source_of("en", task).body)

    assert [
        other
        for other in linked
        for person in people
        if part_of(task).allowed(person) and not part_of(other).allowed(person)
    ] == []


def test_parts_have_their_own_keys():
    assert len({part.key for part in PARTS}) == len(PARTS)
