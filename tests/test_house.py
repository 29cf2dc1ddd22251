"""House rules that a machine can watch: migrations, translations, and documents that tell what is there."""

import ast
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.core.management import BaseCommand, call_command, load_command_class

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "en")
FLOORS = ("coursesite", "lessons", "quizzes")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "coursesite" / "settings.py").read_text(encoding="utf-8")
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
MAX_LINE = 120
# Django's functions that take words to translate: which argument holds them; before the second stands a context.
TRANSLATING = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"), 0),
    **dict.fromkeys(("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"), 1),
}


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


def entries(catalogue_: polib.POFile | polib.MOFile) -> dict:
    return {
        (entry.msgctxt, entry.msgid): (entry.msgstr, dict(entry.msgstr_plural))
        for entry in catalogue_
        if not entry.obsolete
    }


def words_to_translate(source: str) -> Iterator[tuple[str | None, str]]:
    """Context and words of each call, under whatever name Django's function goes, within f-strings, too."""
    tree = ast.parse(source)
    imported = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
    ]
    places = {name.asname or name.name: TRANSLATING[name.name] for name in imported if name.name in TRANSLATING}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places:
            place = places[node.func.id]
            literals = [arg.value for arg in node.args[: place + 1] if isinstance(arg, ast.Constant)]
            if len(literals) == place + 1:
                yield (literals[0] if place else None), literals[-1]


def test_whatever_opens_has_the_same_mark() -> None:
    """One component draws the chevron; without it a browser puts its own triangle."""
    opening = re.compile(r'<details(?! class="(?:[^" ]+ )*fold[" ])[^>]*>')
    pages = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.html") if "admin" not in path.parts]

    assert [(path.name, found) for path in pages for found in opening.findall(path.read_text(encoding="utf-8"))] == []


def test_browser_tests_wait_for_functions() -> None:
    """Playwright evaluates an expression anew at each look, which our policy forbids: green only at the first look."""
    waits = re.compile(r"wait_for_function\(\s*[\"'](?!\(\) =>)")
    pages = sorted((ROOT / "tests").rglob("*.py"))

    assert [path.name for path in pages if waits.search(path.read_text(encoding="utf-8"))] == []


def test_no_migration_is_missing(db) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_migrations_build_the_tables_of_the_models(db, tmp_path) -> None:
    """All other tests take their tables from the models, which is ten times as fast."""
    built = tmp_path / "built.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{built}", "SECRET_KEY": "migrations"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--settings", "tests.settings"],
        cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    with sqlite3.connect(built) as migrated:
        found = {
            model._meta.db_table: {row[1] for row in migrated.execute(f"PRAGMA table_info({model._meta.db_table})")}
            for model in apps.get_models()
        }

    assert found == {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in apps.get_models()
    }


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


def test_every_string_of_the_code_reaches_the_translations() -> None:
    """`make messages` knows no names but `_` and Django's own, and sees no call within an f-string."""
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue("de") if not entry.obsolete}
    lost = [
        (str(path.relative_to(ROOT)), words)
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        for context, words in words_to_translate(path.read_text(encoding="utf-8"))
        if (context, words) not in known
    ]

    assert lost == []


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


def test_german_percent_signs_stay_with_their_numbers() -> None:
    """German has a space before the sign; write U+00A0 there, or a line may break between them."""
    torn = re.compile(r"[0-9s] %%|[0-9] %(?![(ds])")
    texts = [text for entry in catalogue("de") for text in (entry.msgstr, *entry.msgstr_plural.values())]

    assert [text for text in texts if torn.search(text)] == []


# --- documents ---------------------------------------------------------------------------------------------------
def settings_read(source: str) -> set[str]:
    """Environment variables, however they are read: `env("A")`, `env.int("A")`, `os.environ["A"]`."""
    return set(re.findall(r'\b(?:env(?:\.\w+)?\(|environ(?:\.get\(|\[))\s*"([A-Z][A-Z0-9_]*)"', source))


def section(document: str, title: str) -> str:
    return document.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def first_column(part: str) -> list[str]:
    """What stands in backticks at the beginning of each row of the tables."""
    return re.findall(r"^\| `([^`]+)` \|", part, re.M)


def options_told(readme: str) -> dict[str, set[str]]:
    """Command → its options, as in ``| `start [--port N]` | … |``."""
    rows = first_column(section(readme, "Commands"))
    return {row.split()[0]: set(re.findall(r"--[a-z-]+", row)) for row in rows}


def options_taken() -> dict[str, set[str]]:
    """Of all our commands, without those that every command of Django has."""
    return {
        path.stem: options_of(load_command_class(".".join(path.relative_to(ROOT).parts[:-3]), path.stem))
        for floor in FLOORS
        for path in (ROOT / floor).rglob("management/commands/*.py")
        if path.stem != "__init__"
    }


def options_of(command: BaseCommand) -> set[str]:
    found, common = (
        {option for action in made.create_parser("manage.py", "x")._actions for option in action.option_strings}
        for made in (command, BaseCommand())
    )
    return found - common


def paths_named(text: str) -> list[str]:
    """Paths in backticks, and what links lead to. `/me/` is an address, `locale/<code>/` the reader's to fill in."""
    quoted = [path for path in re.findall(r"`([\w.-]+/[\w./-]*)`", text) if is_path(path)]
    return quoted + re.findall(r"\]\((?!\w+:)([^)#\s]+)", re.sub(r"`[^`\n]+`", "", text))


def is_path(text: str) -> bool:
    """A file by its ending, or something in a folder of ours: "and/or" is neither."""
    return bool(re.search(r"\.[a-z]{2,5}$", text)) or (ROOT / Path(text).parts[0]).is_dir()


def missing_paths(text: str) -> list[str]:
    made_by_running = (".venv/", "var/")
    return [path for path in paths_named(text) if not path.startswith(made_by_running) and not (ROOT / path).exists()]


def machine_paths(text: str) -> list[str]:
    """Paths and package indexes that one machine has."""
    places = r"(?<![\w.])/(?:work|root|home/\w+)/[\w.-]+|\.\./shared\b"
    options = r"(?<!emit-)(?:index-url|find-links|trusted-host)[ =]\S+"
    hosts = r"https?://[\w.-]*(?:pypi|registry|devpi|nexus)[\w.-]*"
    return re.findall("|".join([places, options, hosts]), text)


def long_lines(text: str) -> list[str]:
    """A row of a table cannot be broken."""
    return [line for line in text.splitlines() if len(line) > MAX_LINE and not line.startswith("|")]


def tracked_texts() -> dict[str, str]:
    """Name → text of each file under version control, without pictures, fonts and compiled catalogues."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    contents = {name: (ROOT / name).read_bytes() for name in listed.stdout.split("\0") if (ROOT / name).is_file()}
    return {name: content.decode("utf-8") for name, content in contents.items() if b"\0" not in content}


def test_settings_and_readme_name_the_same_variables() -> None:
    """What an operator may set has its row in the README's table."""
    assert set(first_column(section(README, "Settings"))) == settings_read(SETTINGS)
    assert "DATABASE_URL" in settings_read(SETTINGS)


def test_commands_and_readme_name_the_same_commands_and_options() -> None:
    assert options_told(README) == options_taken()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_exists(name: str) -> None:
    assert missing_paths((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_keep_to_the_width_of_the_code(name: str) -> None:
    assert long_lines((ROOT / name).read_text(encoding="utf-8")) == []


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    texts = tracked_texts()
    if not texts:
        pytest.skip("not a git clone")

    assert {"README.md", "Makefile", ".ci/run"} <= texts.keys()
    assert {name: found for name, text in texts.items() if (found := machine_paths(text))} == {}


@pytest.mark.parametrize(
    "line", ['env("PLANTED")', 'env.int(\n    "PLANTED", default=1)', 'os.environ.get("PLANTED")', 'environ["PLANTED"]']
)
def test_a_setting_read_is_found(line: str) -> None:
    assert settings_read(f"A = {line}") == {"PLANTED"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('_now("Planted")', [(None, "Planted")]),
        ("f\"<p>{_now('Planted')}</p>\"", [(None, "Planted")]),
        ('_one("Planted", "Planted ones", 2)', [(None, "Planted")]),
        ('_of("kind", "Planted")', [("kind", "Planted")]),
        ("_now(planted)", []),
        ('other("Planted")', []),
    ],
)
def test_a_string_to_translate_is_found_under_any_name(line: str, found: list) -> None:
    names = "gettext as _now, ngettext as _one, pgettext as _of"

    assert list(words_to_translate(f"from django.utils.translation import {names}\n{line}")) == found


def test_rows_are_read_from_their_own_section_only() -> None:
    commands, settings, other = "| `do PATH [--fast]` | x |", "| `PLANTED` | x |", "| `OTHER` | x |"
    readme = f"# X\n\n## Commands\n{commands}\n\n## Settings\n{settings}\n\n## Next\n{other}\n"

    assert first_column(section(readme, "Settings")) == ["PLANTED"]
    assert options_told(readme) == {"do": {"--fast"}}


def test_options_are_those_of_the_command_alone() -> None:
    class Planted(BaseCommand):
        def add_arguments(self, parser) -> None:
            parser.add_argument("path")
            parser.add_argument("--planted", action="store_true")

    assert options_of(Planted()) == {"--planted"}


def test_a_path_that_is_not_there_is_found() -> None:
    gone = "`lessons/planted.py` `lessson/kinds.py` [x](docs/no.png)"
    fine = "`lessons/kinds.py` `coursesite/http/` [y](README.md#run-it) `var/`"
    no_paths = "`and/or` `/me/` `locale/<code>/` [z](https://example.org/no.md) `[a](b.svg)`"

    assert missing_paths(f"{gone} {fine} {no_paths}") == ["lessons/planted.py", "lessson/kinds.py", "docs/no.png"]


@pytest.mark.parametrize("folder", ["work", "root", "home/ana"])
def test_a_machine_s_path_is_found(folder: str) -> None:
    planted = f"/{folder}/main"

    assert machine_paths(f"cd {planted}; ls") == [planted]
    assert machine_paths(f"https://example.org{planted} and a{planted} and src{planted}") == []


@pytest.mark.parametrize(
    "halves", [("..", "/shared"), ("--index", "-url http://10.0.0.7/simple"), ("https://py", "pi.example/simple")]
)
def test_a_workplace_is_found(halves: tuple[str, str]) -> None:
    """In halves, or this file would be found, too."""
    assert len(machine_paths(f"see {''.join(halves)}")) == 1
    assert machine_paths("uv pip compile --no-emit-index-url pyproject.toml; https://docs.example.org/") == []


def test_a_long_line_is_found() -> None:
    assert long_lines("x" * 121 + "\n" + "x" * 120 + "\n| " + "x" * 200) == ["x" * 121]
