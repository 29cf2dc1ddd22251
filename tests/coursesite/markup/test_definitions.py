from coursesite.markup.context import Context
from coursesite.markup.render import render


def test_colon_after_a_paragraph_without_text_is_a_paragraph(context: Context) -> None:
    """The library raised AttributeError here."""
    assert "<dl>" not in render("//// term | F\n:   ", context).html


def test_definition_of_a_paragraph(context: Context) -> None:
    html = render("Leitsatz\n\n:   Ein Satz.", Context()).html

    assert html.replace("\n", "") == "<dl><dt>Leitsatz</dt><dd><p>Ein Satz.</p></dd></dl>"
