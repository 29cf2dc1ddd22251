import pytest

from coursesite.markup.problems import BLOCKING, Code, Problem
from coursesite.markup.render import render

CASES = {
    "image without alt": ("a\n\n![](stufen.svg)", [(3, Code.IMAGE_WITHOUT_ALT, {"name": "stufen.svg"})]),
    "blank alt": ("![ ](stufen.svg)", [(1, Code.IMAGE_WITHOUT_ALT, {"name": "stufen.svg"})]),
    "second use without alt": (
        "![A](stufen.svg)\n\na ![](stufen.svg)",
        [(3, Code.IMAGE_WITHOUT_ALT, {"name": "stufen.svg"})],
    ),
    "image unknown": ("a\n![B](b.svg)", [(2, Code.IMAGE_UNKNOWN, {"name": "b.svg"})]),
    "figure unknown": ("a\n\n![B](../b.svg)", [(3, Code.IMAGE_UNKNOWN, {"name": "../b.svg"})]),
    "image elsewhere": ("![B](https://x.org/b.svg)", [(1, Code.IMAGE_UNKNOWN, {"name": "https://x.org/b.svg"})]),
    "heading 1": ("## a\n\n# b", [(3, Code.HEADING_H1, {"title": "b"})]),
    "heading skip": (
        "## a\n\n#### b\n\n## c\n### d\n##### e",
        [
            (3, Code.HEADING_SKIP, {"title": "b", "wanted": "3", "found": "4"}),
            (7, Code.HEADING_SKIP, {"title": "e", "wanted": "4", "found": "5"}),
        ],
    ),
    "first heading too deep": ("### a", [(1, Code.HEADING_SKIP, {"title": "a", "wanted": "2", "found": "3"})]),
    "equal headings, the second skips": (
        "## a\n### b\n## a\n#### b",
        [(4, Code.HEADING_SKIP, {"title": "b", "wanted": "3", "found": "4"})],
    ),
    "link unknown": ("a\n\n- [L](lektion:x)\n", [(3, Code.LINK_UNKNOWN, {"target": "lektion:x"})]),
    "same unknown link twice": (
        "[L](quiz:x)\n\n[L](quiz:x)",
        [(1, Code.LINK_UNKNOWN, {"target": "quiz:x"}), (3, Code.LINK_UNKNOWN, {"target": "quiz:x"})],
    ),
    "link with a script": ("[L](javascript:alert)", [(1, Code.LINK_UNKNOWN, {"target": "javascript:alert"})]),
    "link without scheme": ("[L](www.example.org)", [(1, Code.LINK_UNKNOWN, {"target": "www.example.org"})]),
    "link to another path": ("[L](/admin/)", [(1, Code.LINK_UNKNOWN, {"target": "/admin/"})]),
    "link to no heading": ("a\n\n[L](#nichts)", [(3, Code.LINK_UNKNOWN, {"target": "#nichts"})]),
    "link in code": ("`[L](lektion:x)`\n\n[L](lektion:x)", [(3, Code.LINK_UNKNOWN, {"target": "lektion:x"})]),
    "link text": (
        "[Stufen](lektion:l02)\n\n[hier](lektion:l02), [Click here](lektion:l02)",
        [(3, Code.LINK_TEXT_BAD, {"text": "hier"}), (3, Code.LINK_TEXT_BAD, {"text": "Click here"})],
    ),
    "check unknown": ("/// check | l09-k9\n///", [(1, Code.CHECK_UNKNOWN, {"uid": "l09-k9"})]),
    "check without uid": ("/// check\n///", [(1, Code.CHECK_UNKNOWN, {"uid": ""})]),
    "check twice": (
        "/// check | l01-k1\n///\n\n/// check | l01-k1\n///",
        [(4, Code.CHECK_REPEATED, {"uid": "l01-k1"})],
    ),
    "term key": ("/// contrast\n//// term | X\na\n////\n///", [(2, Code.TERM_KEY_UNKNOWN, {"key": "X"})]),
    "table without header": (
        "/// table | T\n|  |  |\n|---|---|\n| 1 | 2 |\n///",
        [(2, Code.TABLE_WITHOUT_HEADER, {})],
    ),
    "table without caption": ("a\n\n| a | b |\n|---|---|\n| 1 | 2 |", [(3, Code.TABLE_WITHOUT_CAPTION, {})]),
    "table box without caption": (
        "/// table\n| a | b |\n|---|---|\n| 1 | 2 |\n///",
        [(1, Code.TABLE_WITHOUT_CAPTION, {})],
    ),
    "second table box without caption": (
        "/// table | T\n| a | b |\n|---|---|\n| 1 | 2 |\n///\n\n/// table\n| a | b |\n|---|---|\n| 1 | 2 |\n///",
        [(7, Code.TABLE_WITHOUT_CAPTION, {})],
    ),
    "table box whose rule lacks a cell": (
        "/// table | T\n| a | b |\n|---|---|\n| 1 | 2 |\n///\n\n/// table | Von `x`\n| a | b |\n|---|\n| 1 | 2 |\n///",
        [(7, Code.TABLE_MISSING, {})],
    ),
    "table box without a table": ("/// table\nText\n///", [(1, Code.TABLE_MISSING, {})]),
    "block unknown": ("a\n\n/// hinweis\nb\n///", [(3, Code.BLOCK_UNKNOWN, {"name": "hinweis"})]),
    "block unclosed": ("a\n\n/// callout | x\nb", [(3, Code.BLOCK_UNCLOSED, {"name": "callout"})]),
    "block closed by too many": ("/// callout\nb\n////", [(1, Code.BLOCK_UNCLOSED, {"name": "callout"})]),
    "block in a block of as many slashes": (
        "/// callout\n/// case\na\n///\n///",
        [(1, Code.BLOCK_UNCLOSED, {"name": "callout"})],
    ),
    "footnote": ("a[^1] b[^2]\n\n[^1]: x", [(1, Code.FOOTNOTE_UNKNOWN, {"name": "2"})]),
    "html": ("a\n<br/>\n<!-- b -->\n`<b>`\n", [(2, Code.HTML_ESCAPED, {"tag": "br"}), (3, Code.HTML_ESCAPED, {"tag": "!--"})]),
}  # fmt: skip


@pytest.mark.parametrize(("source", "problems"), CASES.values(), ids=CASES)
def test_problem_has_code_line_and_arguments(source, problems, context):
    found = [(problem.line, problem.code, problem.message_args) for problem in render(source, context).problems]

    assert sorted(found, key=str) == sorted(problems, key=str)


def test_unknown_image_leaves_its_alt_and_no_img(context):
    assert render("![Die Stufen](b.svg)", context).html == "<p>Die Stufen</p>"
    assert render("Text ![Die Stufen](b.svg).", context).html == "<p>Text Die Stufen.</p>"


def test_unknown_check_leaves_no_placeholder(context):
    rendered = render("a\n\n/// check | l09-k9\n///\n\nb", context)

    assert (rendered.html, rendered.checks) == ("<p>a</p>\n<p>b</p>", ())


def test_repeated_check_is_shown_once(context):
    assert render("/// check | l01-k1\n///\n\n/// check | l01-k1\n///", context).checks == ("l01-k1",)


def test_problems_are_in_the_order_of_lines_and_not_endless(context):
    problems = render("[a](x:y)\n\n" * 300, context).problems

    assert [problem.line for problem in problems] == list(range(1, 401, 2))


def test_windows_line_ends_do_not_change_lines(context):
    assert render("a\r\n\r\n[L](quiz:x)", context).problems[0].line == 3


def test_problem_moves_below_front_matter():
    assert Problem(line=2, code=Code.HEADING_H1).moved_by(7) == Problem(line=9, code=Code.HEADING_H1)


def test_missing_alt_blocks_publication():
    assert Code.IMAGE_WITHOUT_ALT in BLOCKING
    assert Code.LINK_TEXT_BAD not in BLOCKING
