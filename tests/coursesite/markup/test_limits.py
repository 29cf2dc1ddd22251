import pytest

from coursesite.markup.context import Context
from coursesite.markup.limits import MAX_INLINE_BYTES, MAX_SOURCE_BYTES
from coursesite.markup.problems import Failure, RefusedError
from coursesite.markup.render import render, render_inline

HOSTILE = {
    "brackets": "[" * 20_000,
    "images": "![" * 8_000,
    "footnotes": "[^" * 15_000,
    "terms": "[[a" * 6_000,
    "links": "[a](" * 5_000,
    "tags": "<a " * 5_000,
    "list by tabs": "\n".join("\t" * level + "- x" for level in range(400)),
    "list in a line": "- " * 400 + "x",
    "numbers in a line": "1. " * 400 + "x",
    "quotes": ">" * 400 + "x",
    "quotes and lists": "> - " * 200 + "x",
    "boxes never closed": "/// callout\n" * 400,
    "boxes in boxes": "\n".join("/" * length + " callout" for length in range(3, 300)),
}

GOOD = {
    "list of four levels": "\n".join("    " * level + "- x" for level in range(4)),
    "rule of stars": "* " * 40,
    "rule of dashes": "- " * 40,
    "brackets side by side": "[a] (b) <c> " * 400,
    "closing brackets": "a) b) c] " * 400,
    "deep code": " " * 80 + "x",
    "boxes side by side": "/// callout\nx\n///\n\n" * 50,
    "smaller than": "1 < 2 " * 400,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_deep_text_is_refused_before_markdown_sees_it(source):
    with pytest.raises(RefusedError) as refused:
        render(source, Context())

    assert refused.value.code is Failure.TOO_DEEP


@pytest.mark.parametrize("source", GOOD.values(), ids=GOOD)
def test_ordinary_text_is_not_refused(source):
    assert render(source, Context()).html


@pytest.mark.parametrize(("make", "most"), [(render, MAX_SOURCE_BYTES), (render_inline, MAX_INLINE_BYTES)])
def test_length_is_counted_in_bytes(make, most):
    assert make("ä" * (most // 2), Context()).html
    with pytest.raises(RefusedError) as refused:
        make("ä" * (most // 2 + 1), Context())

    assert refused.value.code is Failure.TOO_LONG


def test_short_text_that_grows_is_refused():
    with pytest.raises(RefusedError) as refused:
        render("*[a]: " + "x" * 1_500 + "\n\n" + "a " * 2_000, Context())

    assert refused.value.code is Failure.TOO_LONG
