"""The buttons above a text field: what each puts around the selection. They only spare typing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coursesite.markup.context import Context
from lessons.models import Course


@dataclass(frozen=True)
class Tool:
    """`mode`: *wrap* the selection, begin each *line* with `before`, make a *block* of it, or *insert* one after it.

    *own-line*: as a block, of whole lines. Without a selection the line where the cursor is stays as it is.
    """

    key: str
    label: str
    before: str
    placeholder: str = ""
    after: str = ""
    mode: str = "wrap"


def tools(course: Course) -> list[Tool]:
    return [*_inline(), *_blocks(course.terms.values_list("key", flat=True))]


def _inline() -> list[Tool]:
    return [
        Tool("bold", _("Bold"), "**", _("important"), "**"),
        Tool("italic", _("Italic"), "*", _("emphasised"), "*"),
        Tool("heading", pgettext("text", "Heading"), "## ", _("Heading of a section"), mode="own-line"),
        Tool("list", pgettext("text", "List"), "- ", _("Point"), mode="line"),
        Tool("link", pgettext("text", "Link"), "[", _("text that says where it leads"), "](lektion:)"),
        Tool("glossary", _("Glossary link"), "[[", _("word"), "]]"),
    ]


def _blocks(terms: Iterable[str]) -> list[Tool]:
    text, title, column, caption = _("Text"), _("Title"), _("Column"), _("Caption")
    figure = f'](name.svg "{caption}")'
    contrast = "\n".join(f"//// term | {key}\n{text}\n////" for key in terms)
    columns = f" | {column} |\n| --- | --- |\n| {text} | {text} |\n///"
    return [
        Tool("figure", pgettext("text", "Figure"), "![", _("What the picture shows"), figure, mode="block"),
        Tool("callout", _("Callout"), f"/// callout | {title}\n", text, "\n///", mode="block"),
        Tool("contrast", _("Contrast block"), "/// contrast\n", contrast, "\n///", mode="insert"),
        Tool("check", _("Check block"), "/// check | ", _("question"), "\n///", mode="block"),
        Tool("table", pgettext("text", "Table"), f"/// table | {caption}\n| ", column, columns, mode="block"),
    ]


@dataclass(frozen=True)
class Referable:
    """Names that a text can refer to, and what is typed for each."""

    label: Any
    entries: tuple[str, ...]


def referable(context: Context) -> list[Referable]:
    found = [
        Referable(_("Figures"), tuple(sorted(context.images))),
        Referable(_("Addresses for links"), tuple(sorted(context.links))),
        Referable(_("Words of the glossary"), tuple(sorted(f"[[{entry.term}]]" for entry in context.glossary))),
        Referable(_("Questions for check blocks"), tuple(sorted(context.checks or ()))),
    ]
    return [one for one in found if one.entries]
