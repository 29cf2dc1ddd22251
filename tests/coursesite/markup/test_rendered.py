import doctest
import importlib
import json

import pytest

from coursesite.markup.context import Context
from coursesite.markup.problems import Code, Problem
from coursesite.markup.rendered import Check, Rendered, TocEntry, split_checks


def test_rendered_survives_json():
    rendered = Rendered(
        html="<p>ä</p>",
        toc=(TocEntry("h-a", "A", 2),),
        plain="ä",
        minutes=1,
        checks=("k1",),
        images=("a.svg",),
        problems=(Problem(line=3, code=Code.LINK_UNKNOWN, message_args={"target": "x"}),),
    )

    assert Rendered.from_json(json.loads(json.dumps(rendered.to_json()))) == rendered


def test_context_survives_json(context):
    assert Context.from_json(json.loads(json.dumps(context.to_json()))) == context
    assert Context.from_json(json.loads(json.dumps(Context().to_json()))) == Context()


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("", []),
        ("<p>a</p>", ["<p>a</p>"]),
        ('<div data-check="a-1"></div>', [Check("a-1")]),
        ('a<div data-check="a-1"></div><div data-check="b"></div>c', ["a", Check("a-1"), Check("b"), "c"]),
    ],
)
def test_split_checks_gives_pieces_in_order(html, pieces):
    assert split_checks(html) == pieces


@pytest.mark.parametrize("name", ["plain", "rendered", "extensions.headings"])
def test_numbers_in_docstrings_are_right(name):
    result = doctest.testmod(importlib.import_module(f"coursesite.markup.{name}"))

    assert (result.failed, result.attempted > 0) == (0, True)
