"""The interface says Sie and Sign in, allauth's says du and Sign In: such texts of its account pages are worded by us."""

import re
from importlib.resources import files

import polib
from django.utils import translation

from coursesite.accounts.library_texts import DJANGO_TEXTS, LIBRARY_TEXTS, LIBRARY_TITLES

SAYS_DU = re.compile(r"\b(du|dein\w*|dir|dich|gib|klick|kontaktiere|prüfe|wähle)\b", re.IGNORECASE)
OUR_PAGES = re.compile(r"(templates/)?(account|mfa|core)/")


def their_german() -> polib.POFile:
    return polib.pofile(str(files("allauth") / "locale" / "de" / "LC_MESSAGES" / "django.po"))


def texts_that_say_du() -> dict[str, str]:
    return {
        entry.msgid: entry.msgstr
        for entry in their_german()
        if not entry.obsolete
        and not entry.fuzzy
        and SAYS_DU.search(entry.msgstr)
        and any(OUR_PAGES.match(place) for place, _line in entry.occurrences)
    }


def test_each_text_that_says_du_is_listed() -> None:
    """Mend by adding it to library_texts.py, `make messages`, and a German msgstr that says Sie."""
    assert sorted(texts_that_say_du().keys() - set(LIBRARY_TEXTS + LIBRARY_TITLES)) == []


def test_each_listed_text_says_sie() -> None:
    with translation.override("de"):
        said = {text: translation.gettext(text) for text in LIBRARY_TEXTS + LIBRARY_TITLES}

    assert [german for german in said.values() if SAYS_DU.search(german)] == []
    assert texts_that_say_du()["You have signed out."] == "Du hast dich abgemeldet."


def test_a_title_has_one_capital_in_english_and_is_still_one_of_theirs() -> None:
    with translation.override("en"):
        said = {text: translation.gettext(text) for text in LIBRARY_TITLES}

    assert {title: english for title, english in said.items() if english != english.capitalize()} == {}
    assert set(said) - {entry.msgid for entry in their_german()} == set()


def test_each_text_of_django_s_is_still_one_of_its_and_worded_anew() -> None:
    """A text that Django has changed would stand here for nothing."""
    theirs = {
        entry.msgid: entry.msgstr
        for place in ("conf", "contrib/auth")
        for entry in polib.pofile(str(files("django") / place / "locale" / "de" / "LC_MESSAGES" / "django.po"))
    }
    with translation.override("de"):
        ours = {text: translation.gettext(text) for text in DJANGO_TEXTS}

    assert [text for text in DJANGO_TEXTS if text not in theirs] == []
    assert [text for text in DJANGO_TEXTS if ours[text] == theirs[text]] == []
