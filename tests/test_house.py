"""House rules that a machine can watch: migrations, translations, documented settings and commands."""

import re
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "en")
FLOORS = ("coursesite", "lessons", "quizzes")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


def entries(catalogue_: polib.POFile | polib.MOFile) -> dict:
    return {
        (entry.msgctxt, entry.msgid): (entry.msgstr, dict(entry.msgstr_plural))
        for entry in catalogue_
        if not entry.obsolete
    }


def test_no_migration_is_missing(db) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_migrations_are_named_for_what_they_do() -> None:
    names = [path.stem for floor in FLOORS for path in (ROOT / floor).rglob("migrations/0*.py")]

    assert [name for name in names if "_auto_" in name] == []
    assert len(names) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    """Mend with `make messages`, then write the missing msgstr in locale/."""
    found = catalogue(language)

    assert [entry.msgid for entry in found.untranslated_entries()] == []
    assert [entry.msgid for entry in found.fuzzy_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_the_written_one(language: str) -> None:
    """Mend with `make messages`: installations have no gettext tools."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"

    assert entries(polib.mofile(str(path))) == entries(catalogue(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_placeholders(language: str) -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]")
    wrong = [
        entry.msgid
        for entry in catalogue(language)
        if entry.msgstr and set(placeholder.findall(entry.msgid)) != set(placeholder.findall(entry.msgstr))
    ]

    assert wrong == []


def test_every_environment_setting_is_in_the_readme() -> None:
    source = (ROOT / "coursesite" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert sorted(name for name in names if f"`{name}`" not in readme) == []
    assert "DATABASE_URL" in names
