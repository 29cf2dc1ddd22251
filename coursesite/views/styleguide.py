"""The styleguide: every component of `templates/ui/` in its states, made from its very template, and all tokens.

For whoever works on the site, so in the local profile only; in English, as the source is. The examples are the only
thing written for it: what is shown cannot differ from what the pages show.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from coursesite.accounts.forms import fields_only
from coursesite.context import LANGUAGES, THEMES, NavigationLink
from coursesite.tables.columns import Column, Kind

FOLDER = Path(__file__).resolve().parents[1]
COMPONENTS = FOLDER / "templates" / "ui"
TOKENS = FOLDER / "static" / "css" / "tokens.css"
REM = 16  # pixels
LANDMARK = re.compile(r'(<(?:nav|form|section|aside)\b[^>]*\baria-label=")([^"]+)')
# The first words of a token's name → the heading it stands under, in this order.
GROUPS = {
    "--color-": "Colour", "--term-": "Colour of the three terms", "--text-": "Type", "--space-": "Space",
    "--radius": "Radius", "--shadow-": "Shadow", "--motion": "Motion",
}  # fmt: skip


@dataclass(frozen=True)
class Token:
    """`dark`: its value in the dark theme. `pixels` of a plain length; None where it is none."""

    name: str
    value: str
    dark: str

    @property
    def pixels(self) -> int | None:
        found = re.fullmatch(r"([\d.]+)(rem|px)", self.value)
        return round(float(found[1]) * (REM if found[2] == "rem" else 1)) if found else None


@dataclass(frozen=True)
class Example:
    """One state of a component."""

    title: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    title: str
    html: SafeString


@dataclass(frozen=True)
class SampleMonth:
    first: date
    completed: int


@dataclass(frozen=True)
class SampleBar:
    month: SampleMonth
    y: int
    height: int


class SampleForm(forms.Form):
    """Each kind of field that crispy writes here."""

    name = forms.CharField(label="Text", help_text="Help below a field.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    note = forms.CharField(label="Several lines", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    kind = forms.ChoiceField(label="Choice", choices=[("", "Please choose"), ("a", "A"), ("b", "B")])
    way = forms.ChoiceField(label="One of a few", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    day = forms.DateField(label="Day", required=False)
    agreed = forms.BooleanField(label="Box to tick", required=False)

    helper = fields_only()


def _faulty() -> SampleForm:
    form = SampleForm({"sent-name": "", "sent-day": "yesterday"}, prefix="sent")
    form.is_valid()
    return form


def _page(number: int) -> dict[str, Any]:
    page = Paginator(range(30), 10).page(number)
    return {"page": page, "address": "", "page_query": "q=", "anchor": "pager"}


def _table(label: str, rows: SafeString) -> dict[str, Any]:
    return {
        "columns": [Column("name", "Name"), Column("points", "Points", Kind.INTEGER)],
        "rows": rows,
        "label": label,
    }


def _months() -> list[SampleBar]:
    counts = (1, 4, 0, 8, 5)
    return [
        SampleBar(SampleMonth(date(2026, 7 + place, 1), count), 100 - 12 * count, 12 * count)
        for place, count in enumerate(counts)
    ]


FRAME = {"languages": LANGUAGES, "token": "", "address": "/"}
SAMPLE_LINKS = (NavigationLink("Workshop", "/"), NavigationLink("Reports", "/"))
EXAMPLES: dict[str, Callable[[], list[Example]]] = {
    "bar": lambda: [
        Example("nothing", {"percent": 0}),
        Example("two thirds", {"percent": 67}),
        Example("with a limit", {"percent": 67, "limit": 80}),
        Example("all", {"percent": 100}),
    ],
    "error_summary": lambda: [Example("after sending", {"form": _faulty()})],
    "focus_language": lambda: [Example("below a question", FRAME)],
    "footer": lambda: [
        Example("as the device", {**FRAME, "theme": ""}),
        Example("dark was chosen", {**FRAME, "theme": "dark"}),
    ],
    "header": lambda: [
        Example("signed out", FRAME),
        Example("signed in, with roles", {**FRAME, "signed_in": True, "navigation": SAMPLE_LINKS}),
    ],
    "help_link": lambda: [Example("on a page", {"url": "/help/", "title": "Take an exam"})],
    "help_link_admin": lambda: [Example("in the workshop", {"url": "/help/", "title": "Find questions"})],
    "language_form": lambda: [Example("as a button", {**FRAME, "look": "", "button": "btn btn-outline-primary"})],
    "mark": lambda: [Example("in the head of each page")],
    "month_chart": lambda: [Example("five months", {"bars": _months()})],
    "pager": lambda: [
        Example("first page", _page(1)),
        Example("within", _page(2)),
        Example("last page", _page(3)),
    ],
    "section_pages": lambda: [
        Example(
            "of a role with many pages",
            {
                "label": "HR department pages",
                "groups": [
                    {"title": "People", "links": [{"label": "People", "url": "/", "is_here": True}]},
                    {"title": "Reports", "links": [{"label": name, "url": "/"} for name in ("Completions", "Exports")]},
                ],
            },
        )
    ],
    "table": lambda: [
        Example(
            "with numbers",
            _table(
                "Points",
                SafeString(
                    '<tr><th scope="row" data-label="Name">Ada</th><td class="num" data-label="Points">12</td></tr>'
                ),
            ),
        ),
        Example("without rows", _table("Points of nobody", SafeString(""))),
    ],
    "terms": lambda: [Example("with what each does"), Example("short on phones", {"is_short": True})],
}
UNSEEN = {
    "head": "what stands in the head of this very page: metadata, typeface, styles",
    "offline_notice": "says at the foot of the window that a form found no connection, while that is so",
}
"""Components that show nothing here, each with what it does."""


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.LOCAL:
        raise Http404
    wanted = request.GET.get("theme", "")
    context = {
        "theme": "light",  # the dark tokens are declared over the light ones, so that only they can be set within
        "chosen": wanted if wanted in THEMES else THEMES[0],
        "themes": THEMES,
        "groups": token_groups(),
        "components": [(name, list(_shown(name, request))) for name in component_names()],
        "unseen": UNSEEN,
        "form": SafeString(render_crispy_form(SampleForm())),
        "faulty": _without_focus(render_crispy_form(_faulty())),
    }
    return render(request, "site/styleguide.html", context)


def component_names() -> list[str]:
    return sorted(path.stem for path in COMPONENTS.glob("*.html"))


def token_groups() -> list[tuple[str, list[Token]]]:
    """As the light theme declares them, with what the dark one says instead."""
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media screen", 2)[:2]
    instead = dict(re.findall(r"^ +(--[\w-]+): ([^;]+);", dark, re.M))
    declared = re.findall(r"^  (--[\w-]+): ([^;]+);", light, re.M)
    tokens = [Token(name, value, instead.get(name, value)) for name, value in declared]
    return [(title, [one for one in tokens if one.name.startswith(start)]) for start, title in GROUPS.items()]


def _shown(name: str, request: HttpRequest) -> Iterator[Shown]:
    """Nothing for a component without examples: a test names it."""
    for example in EXAMPLES[name]() if name in EXAMPLES else ():
        html = render_to_string(f"ui/{name}.html", example.context, request)
        # On each other page there is one of it: here a landmark's name says which one.
        named = LANDMARK.sub(rf"\1\2, {name}: {example.title}", html)
        yield Shown(example.title, _without_focus(named))


def _without_focus(html: str) -> SafeString:
    """A summary of errors takes the focus, which here would scroll to the middle of the page."""
    return SafeString(html.replace(" autofocus>", ">"))
