from dataclasses import replace

import pytest

from coursesite.markup.context import Context, GlossaryEntry
from coursesite.markup.problems import Code, Problem
from coursesite.markup.render import render

POPOVER = (
    '<div id="g-leitbild" popover="" class="term-popover" role="group" aria-label="Leitbild">'
    '<p class="term-popover-name">Leitbild</p><p>Selbstverständnis.</p>'
    '<p><a href="/courses/kz/glossary/#term-leitbild">Im Glossar nachlesen</a></p></div>'
)
BUTTON = '<button class="term" popovertarget="g-leitbild" type="button">{}</button>'


def linked(source: str, context: Context) -> list[str]:
    """What stands on the buttons, in order."""
    return [part.split(">")[1].split("<")[0] for part in render(source, context).html.split("<button")[1:]]


def test_first_mention_becomes_button_with_one_popover(context):
    html = render("Ein Leitbild ist kein Leitbild.", context).html

    assert html == f"<p>Ein {BUTTON.format('Leitbild')} ist kein Leitbild.</p>\n{POPOVER}"


def test_term_in_another_language_says_so(context):
    html = render("Die Customer Journey, kurz [[Kundenreise]].", context).html

    assert html == (
        '<p>Die <span class="term-held">'
        '<button class="term" lang="en" popovertarget="g-journey" type="button">Customer Journey</button>,</span> '
        'kurz <span class="term-held">'
        '<button class="term" popovertarget="g-journey" type="button">Kundenreise</button>.</span></p>\n'
        '<div id="g-journey" popover="" class="term-popover" role="group" aria-label="Customer Journey">'
        '<p class="term-popover-name" lang="en">Customer Journey</p><p>Weg durch alle Erlebnisse.</p>'
        '<p><a href="/courses/kz/glossary/#term-journey">Im Glossar nachlesen</a></p></div>'
    )


@pytest.mark.parametrize(
    ("source", "held"),
    [
        ("Ein „Leitbild“ gilt.", "„{}“"),
        ("Ein *Satz* („Leitbild) gilt.", "(„{})"),
        ("Ein (Leitbild gilt.", "({}"),
        ("„Leitbild“", "„{}“"),
    ],
)
def test_marks_before_and_after_a_term_stay_with_it(source, held, context):
    """A line may break before a button, so an opening quote would end one alone."""
    button = BUTTON.format("Leitbild")

    assert f'<span class="term-held">{held.format(button)}</span>' in render(source, context).html


def test_a_term_without_marks_is_held_by_nothing(context):
    assert "term-held" not in render("Ein Leitbild gilt.", context).html


@pytest.mark.parametrize(
    ("source", "buttons"),
    [
        ("Leitbild\n\n## A\n\nLeitbild Leitbild\n\n### B\n\nLeitbild\n\n## C\n\nLeitbild", ["Leitbild"] * 3),
        ("Die Kundenreise und die Customer Journey", ["Kundenreise"]),
        ("leitbild Leitbilder Unternehmensleitbild Leitbild-Text Alt-Leitbild", []),
        ("(Leitbild), „Leitbild“", ["Leitbild"]),
        ("**Das Leitbild** gilt", ["Leitbild"]),
        ("- Das Leitbild\n- das Leitbild", ["Leitbild"]),
        ("/// callout | Leitbild\nUnser Leitbild\n///", ["Leitbild"]),
        ("/// solution | Leitbild\nUnser Leitbild\n///", ["Leitbild"]),
        ("[[Leitbild|unserem Leitbild]] und Leitbild", ["unserem Leitbild"]),
        ("[[Leitbild]] und [[Leitbild]]", ["Leitbild", "Leitbild"]),
        ("[Customer Journey]{lang=en}", ["Customer Journey"]),
    ],
)
def test_mentions_linked(source, buttons, context):
    assert linked(source, context) == buttons


@pytest.mark.parametrize(
    "source",
    [
        "## Leitbild",
        "[Das Leitbild im Kurs](lektion:l02)",
        '![Leitbild](stufen.svg "Das Leitbild")',
        "/// solution | Leitbild\nText\n///",
        "/// callout | Leitbild\nText\n///",
        "/// case | Leitbild\nDas Leitbild hängt aus.\n///",
        "/// table | Leitbild\n| Leitbild | b |\n|---|---|\n| 1 | 2 |\n///",
        "`Leitbild`",
        "    Leitbild",
        "Text[^1]\n\n[^1]: Leitbild",
        "Leitbild\n:   Text",
    ],
)
def test_quiet_places_link_nothing_by_themselves(source, context):
    assert linked(source, context) == []


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("## Das [[Leitbild]]", '<h2 id="h-das-leitbild">Das <span>Leitbild</span></h2>'),
        (
            "[das [[Leitbild]]](lektion:l02)",
            '<p><a href="/courses/kz/lessons/stufenmodell/">das <span>Leitbild</span></a></p>',
        ),
    ],
)
def test_typed_term_is_text_where_a_button_may_not_stand(source, html, context):
    assert render(source, context).html == html


def test_typed_term_in_a_case_is_linked(context):
    assert linked("/// case | Fall\nDas [[Leitbild]].\n///", context) == ["Leitbild"]


def test_unknown_term_is_text_and_a_problem(context):
    rendered = render("Eins\n\nDas [[Leidbild]] und [[Leidbild|Bild]].", context)

    assert rendered.html == "<p>Eins</p>\n<p>Das Leidbild und Bild.</p>"
    assert rendered.problems == (
        Problem(line=3, code=Code.TERM_UNKNOWN, message_args={"term": "Leidbild"}),
        Problem(line=3, code=Code.TERM_UNKNOWN, message_args={"term": "Leidbild"}),
    )


def test_longest_term_wins(context):
    both = replace(
        context,
        glossary=(
            GlossaryEntry(uid="kunde", term="Customer"),
            *context.glossary,
            GlossaryEntry(uid="map", term="Customer Journey Map"),
        ),
    )

    assert linked("Customer Journey Map, Customer Journey, Customer", both) == [
        "Customer Journey Map", "Customer Journey", "Customer",
    ]  # fmt: skip


def test_term_goes_before_another_entrys_alias(context):
    both = replace(context, glossary=(GlossaryEntry(uid="x", term="X", aliases=("Leitbild",)), *context.glossary))

    assert BUTTON.format("Leitbild") in render("Leitbild", both).html


def test_definition_cannot_bring_more_than_running_text(context):
    entry = GlossaryEntry(uid="x", term="X", html='<p>Gut</p></div><div data-check="l01-k1"></div><script>1</script>')
    html = render("X", replace(context, glossary=(entry,), glossary_url="")).html

    assert html.endswith('aria-label="X"><p class="term-popover-name">X</p><p>Gut</p></div>')


def test_without_glossary_nothing_is_linked():
    assert render("Leitbild", Context()).html == "<p>Leitbild</p>"
