"""House rules that a machine can watch: migrations, translations, documented settings and commands."""

import re
import subprocess
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "en")
FLOORS = ("coursesite", "lessons", "quizzes")
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEXTS = (".md", ".py", ".toml", ".txt", ".html", ".css", ".js", ".yaml", ".po", "Makefile", "run")


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


def settings_read(source: str) -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))


def settings_told(readme: str) -> set[str]:
    """The first column of the table below "Settings"."""
    section = readme.split("## Settings", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", section, re.M))


def commands_told(readme: str) -> set[str]:
    section = readme.split("## Commands", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `(\w+)", section, re.M))


def paths_named(text: str) -> list[str]:
    """What stands in backticks and lies in a folder of ours; `<code>` in a path is the reader's to fill in."""
    found = re.findall(r"`([\w.-]+/[\w./-]*)`", text)
    return [path for path in found if (ROOT / path.split("/")[0]).is_dir()]


def machine_paths(text: str) -> list[str]:
    """Paths and hosts that hold on one machine only."""
    return re.findall(r"(?<![\w.])/(?:work|root|home/\w+)/[\w.-]+|\.\./shared|--index-url\s+\S+", text)


def test_settings_and_readme_name_the_same_variables() -> None:
    read = settings_read((ROOT / "coursesite" / "settings.py").read_text(encoding="utf-8"))

    assert settings_told(README) == read
    assert "DATABASE_URL" in read


def test_commands_and_readme_name_the_same_commands() -> None:
    files = [path for floor in FLOORS for path in (ROOT / floor).rglob("management/commands/*.py")]

    assert commands_told(README) == {path.stem for path in files if path.stem != "__init__"}


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_path_that_a_document_names_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert [path for path in paths_named(text) if not (ROOT / path).exists()] == []


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    files = [ROOT / name for name in listed if name.endswith(TEXTS) and name != "tests/test_house.py"]

    assert [
        (str(path), found) for path in files if path.exists() for found in machine_paths(path.read_text("utf-8"))
    ] == []


def test_the_checks_above_can_fail() -> None:
    assert settings_read('A = env.str("PLANTED", default="")') == {"PLANTED"}
    assert settings_told("## Settings\n| `PLANTED` | x | y |\n\n## Next\n| `OTHER` | x |") == {"PLANTED"}
    assert commands_told("## Commands\n| `planted PATH` | x |") == {"planted"}
    assert paths_named("see `lessons/planted.py` and `and/or`") == ["lessons/planted.py"]
    assert machine_paths("cd /work/main; /home/ana/x; see ../shared") == ["/work/main", "/home/ana/x", "../shared"]
    assert machine_paths("https://example.org/work/main and a/home/ana/x") == []
