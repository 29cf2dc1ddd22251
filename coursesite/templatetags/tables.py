"""Tables and lists of pairs whose columns stand in code.

    {% datatable columns labelled_by="people" %}
      {% for person in page %}
        <tr>
          {% cell "name" %}{{ person.name }}{% endcell %}
          …
        </tr>
      {% endfor %}
    {% enddatatable %}

The first cell of a row is its heading. A row has the table's columns, all of them and in their order, or the page does
not render: so what the works council is told of a page (`policy.register_disclosure`) is what the page shows.
`{% pairs columns %}` and `{% pair "name" %}` do the same for one thing on a page; there a column may be left out.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

from coursesite.tables.columns import Column, Kind

register = template.Library()
OPENING = 90  # characters: two lines of a cell
CURRENT = "_columns_of_this_table"
ACTION_BOX = "action-checkbox-column"
_BREAKS = re.compile(r"[._](?=\w)")
_FIRST_TAG = re.compile(r"<(?:td|th)")


class ColumnsError(Exception):
    """A cell that the table does not have, or a row that is not complete: an error of the template."""


class _Cells:
    """The columns of the table that is being rendered, and how many of its cells there were."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.count = 0

    def next(self, key: str) -> tuple[Column, bool]:
        """The column, and whether it is the first of a row."""
        place = self.count % len(self.columns)
        column = self.columns[place]
        if column.key != key:
            raise ColumnsError(f"Here comes the cell of {column.key}, not {key}: the table's columns stand in code.")
        self.count += 1
        return column, place == 0


class TableNode(template.Node):
    def __init__(self, columns: FilterExpression, options: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.columns, self.options, self.nodelist = columns, options, nodelist

    def render(self, context: template.Context) -> SafeString:
        cells = _Cells(self.columns.resolve(context))
        with context.push(**{CURRENT: cells}):
            rows = self.nodelist.render(context)
        if cells.count % len(cells.columns):
            raise ColumnsError(f"A row has no cell of {cells.columns[cells.count % len(cells.columns)].key}.")
        options = {name: value.resolve(context) for name, value in self.options.items()}
        return mark_safe(render_to_string("ui/table.html", {"columns": cells.columns, "rows": rows, **options}))  # noqa: S308


class CellNode(template.Node):
    def __init__(self, key: FilterExpression, nodelist: NodeList) -> None:
        self.key, self.nodelist = key, nodelist

    def render(self, context: template.Context) -> SafeString:
        column, is_first = context[CURRENT].next(self.key.resolve(context))
        frame = '<th scope="row" data-label="{}"{}>{}</th>' if is_first else '<td data-label="{}"{}>{}</td>'
        css = mark_safe(' class="num"') if column.kind == Kind.INTEGER else ""
        return format_html(frame, str(column.title), css, mark_safe(self.nodelist.render(context).strip()))  # noqa: S308


class PairsNode(template.Node):
    def __init__(self, columns: FilterExpression, nodelist: NodeList) -> None:
        self.columns, self.nodelist = columns, nodelist

    def render(self, context: template.Context) -> SafeString:
        with context.push(**{CURRENT: {column.key: column for column in self.columns.resolve(context)}}):
            return format_html('<dl class="pairs">{}</dl>', mark_safe(self.nodelist.render(context)))  # noqa: S308


class PairNode(template.Node):
    def __init__(self, key: FilterExpression, nodelist: NodeList) -> None:
        self.key, self.nodelist = key, nodelist

    def render(self, context: template.Context) -> SafeString:
        key, columns = self.key.resolve(context), context[CURRENT]
        if key not in columns:
            raise ColumnsError(f"{key} is none of {', '.join(columns)}: the columns stand in code.")
        title = conditional_escape(str(columns[key].title))
        return format_html("<dt>{}</dt><dd>{}</dd>", title, mark_safe(self.nodelist.render(context).strip()))  # noqa: S308


@register.filter
def breakable(name: object) -> SafeString:
    """A name of the program's, which may go on in the next line after a dot or an underscore, and nowhere else.

    >>> breakable("accounts.User")
    'accounts.<wbr>User'
    """
    return mark_safe(_BREAKS.sub(r"\g<0><wbr>", conditional_escape(str(name))))  # noqa: S308  # escaped


@register.filter
def unbroken(name: object) -> SafeString:
    """A name of ours in a heading, such as that of a question: it goes to the next line as a whole."""
    return format_html('<span class="unbroken">{}</span>', name)


@register.filter
def percent(number: object) -> str:
    """With the sign as the language writes it: “90%”, but in German “90 %”."""
    return gettext("%(number)s%%") % {"number": number}


@register.filter
def opening(text: str, most: int = OPENING) -> str:
    """The first words of a text that is too long for its cell; no word is cut, and its dots begin no line.

    >>> opening("Haushalte bemängelten, das Pelletwerk liefere ohne Ankündigung.", 30)
    'Haushalte bemängelten, das\xa0…'
    """
    return textwrap.shorten(text, most, placeholder="\N{NO-BREAK SPACE}…")


@register.filter
def labelled(cells: Iterable[SafeString], headers: Sequence[Mapping[str, Any]]) -> Iterator[SafeString]:
    """Cells of a list as Django's admin writes them, each but the box that selects with the words of its column."""
    for html, header in zip(cells, headers, strict=True):
        is_box = ACTION_BOX in header["class_attrib"]
        label = "" if is_box else format_html(' data-label="{}"', capfirst(header["text"]))
        yield SafeString(_FIRST_TAG.sub(lambda tag, label=label: tag[0] + label, html, count=1))


@register.tag
def datatable(parser: Parser, token: Token) -> TableNode:
    """`labelled_by`: id of the heading above it; or `label`, where there is none."""
    _name, columns, *rest = token.split_contents()
    options = token_kwargs(rest, parser)
    if rest or not options.keys() <= {"labelled_by", "label"} or len(options) != 1:
        raise template.TemplateSyntaxError("{% datatable columns labelled_by=… %} or {% datatable columns label=… %}")
    return TableNode(parser.compile_filter(columns), options, _inner(parser, "enddatatable"))


@register.tag
def cell(parser: Parser, token: Token) -> CellNode:
    _name, key = token.split_contents()
    return CellNode(parser.compile_filter(key), _inner(parser, "endcell"))


@register.tag
def pairs(parser: Parser, token: Token) -> PairsNode:
    _name, columns = token.split_contents()
    return PairsNode(parser.compile_filter(columns), _inner(parser, "endpairs"))


@register.tag
def pair(parser: Parser, token: Token) -> PairNode:
    _name, key = token.split_contents()
    return PairNode(parser.compile_filter(key), _inner(parser, "endpair"))


def _inner(parser: Parser, end: str) -> Any:
    nodelist = parser.parse((end,))
    parser.delete_first_token()
    return nodelist
