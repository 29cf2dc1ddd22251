"""The handbook's texts as HTML.

They come with the release, so each is rendered when it is first asked for and kept as long as the process lives; no
reader waits for the renderer twice. Nobody else types in them: they need no child process.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import snowballstemmer
import yaml
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from coursesite.markup.context import Context
from coursesite.markup.render import render
from coursesite.markup.rendered import Rendered

FOLDER = Path(__file__).resolve().parent
PICTURES = "help"  # their place among the static files
MARKS = re.compile(r"\]\([^)]*\)|[#`\[]")
MOST_WORDS = 8  # of a search
LEAST_STEM = 4  # letters of a stem that is looked for inside words: shorter ones stand in everything
STEMMERS = {"de": "german", "en": "english"}
TARGET = re.compile(r"\]\((help|page):([^)\s]+)")


@dataclass(frozen=True)
class Source:
    """A file of the handbook. `near`: words that its reader may look for, though the text says another one."""

    title: str
    near: tuple[str, ...]
    body: str


@cache
def source_of(language: str, task: str) -> Source:
    _start, head, body = (FOLDER / language / f"{task}.md").read_text(encoding="utf-8").split("---\n", 2)
    front = yaml.safe_load(head)
    return Source(front["title"], tuple(front["near"]), body.strip())


def title_of(language: str, task: str) -> str:
    return source_of(language, task).title


def tasks_with(language: str, tasks: Iterable[str], query: str) -> list[str]:
    """Those that hold each word of the query, in their texts or among their near words.

    In whatever form ("Einwände" finds "Einwand"), be it as a part of another. Those with all in the title come first,
    then those with all in title and near words.
    """
    words = [(_folded(word), _stem(language, word)) for word in query.split()[:MOST_WORDS]]

    def is_in(text: str) -> bool:
        return all(word in text or (len(stem) >= LEAST_STEM and stem in text) for word, stem in words)

    found = [task for task in tasks if words and is_in(_searched(language, task).all)]
    return sorted(
        found,
        key=lambda task: (not is_in(_searched(language, task).title), not is_in(_searched(language, task).meant)),
    )


@dataclass(frozen=True)
class Searched:
    """What is looked through: the title; what the text is meant for, title and near words; all of it."""

    title: str
    meant: str
    all: str


@cache
def _searched(language: str, task: str) -> Searched:
    source = source_of(language, task)
    title = _folded(source.title)
    meant = f"{title}\n{_folded(chr(10).join(source.near))}"
    return Searched(title, meant, f"{meant}\n{_folded(as_read(source.body))}")


def as_read(body: str) -> str:
    """What a reader sees of it: without signs of Markdown and addresses."""
    return MARKS.sub(" ", body).replace("**", "")


def _folded(text: str) -> str:
    """Small letters without signs above them, as a stem has them."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _stem(language: str, word: str) -> str:
    return _folded(snowballstemmer.stemmer(STEMMERS[language]).stemWord(word.casefold()))


@cache
def text_of(language: str, task: str) -> Rendered:
    body = source_of(language, task).body
    return render(body, Context(images=_pictures(language), links=_links(body), labels=_labels(language)))


def _links(body: str) -> dict[str, str]:
    """`help:task` is another text, `page:name` a page that needs no parameter. Raises NoReverseMatch."""
    found = set(TARGET.findall(body))
    tasks = {f"help:{task}": reverse("help-text", args=[task]) for kind, task in found if kind == "help"}
    pages = {f"page:{name}": reverse(name) for kind, name in found if kind == "page"}
    return tasks | pages


@cache
def _pictures(language: str) -> dict[str, str]:
    """File name → address. A picture shows the interface in the language of the text."""
    paths = sorted((FOLDER / "pictures" / language).glob("*.webp"))
    return {path.name: staticfiles_storage.url(f"{PICTURES}/{language}/{path.name}") for path in paths}


def _labels(language: str) -> dict[str, str]:
    with translation.override(language):
        return {"table": gettext("Table"), "enlarge": gettext("View larger")}
