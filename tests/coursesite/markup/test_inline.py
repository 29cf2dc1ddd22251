import re

import pytest

from coursesite.markup.problems import Code, Problem
from coursesite.markup.render import as_phrase, render_inline


def image(alt):
    return f'<img alt="{alt}" class="figure" decoding="async" loading="lazy" src="/courses/kz/figures/stufen.svg">'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Noch *nicht*: **Prüffrage 1**.", "<p>Noch <em>nicht</em>: <strong>Prüffrage 1</strong>.</p>"),
        ("Eins.\n\nZwei.", "<p>Eins.</p>\n<p>Zwei.</p>"),
        ("Die [Journey]{lang=en}.", '<p>Die <span lang="en">Journey</span>.</p>'),
        ("> „Wir hören zu.“", "<blockquote>\n<p>„Wir hören zu.“</p>\n</blockquote>"),
        ("3. Mai", "<p>3. Mai</p>"),
        ("- kein Strich", "<p>- kein Strich</p>"),
        ("# kein Titel", "<p># kein Titel</p>"),
        ("    kein Code", "<p>kein Code</p>"),
        ("<b>kein HTML</b>", "<p>&lt;b&gt;kein HTML&lt;/b&gt;</p>"),
        ("[kein Link](lektion:l02)", "<p>[kein Link](lektion:l02)</p>"),
        ("![kein Bild](stufen.svg)", "<p>![kein Bild](stufen.svg)</p>"),
        ("[[Leitbild]], Leitbild", "<p>[[Leitbild]], Leitbild</p>"),
        ("/// check | l01-k1\n///", "<p>/// check | l01-k1\n///</p>"),
        ("*[CX]: Text", "<p>*[CX]: Text</p>"),
        ("", ""),
    ],
)
def test_inline_example_gives_exact_html(source, html, context):
    assert render_inline(source, context).html == html


def test_what_has_no_place_in_a_short_text_is_a_problem(context):
    rendered = render_inline("Gut.\n[Link](lektion:l02)\n\n![B](stufen.svg)\n[[Leitbild]]\n\n/// callout\n", context)

    assert rendered.problems == (
        Problem(line=2, code=Code.NOT_INLINE, message_args={"found": "[Link]("}),
        Problem(line=4, code=Code.NOT_INLINE, message_args={"found": "![B]("}),
        Problem(line=5, code=Code.NOT_INLINE, message_args={"found": "[["}),
        Problem(line=7, code=Code.NOT_INLINE, message_args={"found": "///"}),
    )


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Was zeigt ![Drei *Stufen*](stufen.svg)?", f"<p>Was zeigt {image('Drei *Stufen*')}?</p>"),
        ("Was?\n\n![Drei\nStufen ](stufen.svg)", "<p>Was?</p>\n<p>" + image("Drei\nStufen") + "</p>"),
        ('![< "x"](stufen.svg)', f"<p>{image('&lt; &quot;x&quot;')}</p>"),
        ("`![Stufen](stufen.svg)`", f"<p>`{image('Stufen')}`</p>"),
        ("\\![Stufen](stufen.svg)", "<p>![Stufen](stufen.svg)</p>"),
    ],
)
def test_a_stem_may_show_figures_of_the_course(source, html, context):
    rendered = render_inline(source, context, pictures=True)

    assert (rendered.html, rendered.problems) == (html, ())


@pytest.mark.parametrize(
    ("source", "code", "args"),
    [
        ("![Stufen](nix.svg)", Code.IMAGE_UNKNOWN, {"name": "nix.svg"}),
        ("![Stufen](https://example.org/stufen.svg)", Code.IMAGE_UNKNOWN, {"name": "https://example.org/stufen.svg"}),
        ("![Stufen](//example.org/stufen.svg)", Code.IMAGE_UNKNOWN, {"name": "//example.org/stufen.svg"}),
        ("![ ](stufen.svg)", Code.IMAGE_WITHOUT_ALT, {"name": "stufen.svg"}),
        ('![Stufen](stufen.svg "Bildunterschrift")', Code.NOT_INLINE, {"found": "![Stufen]("}),
        ("![a\\] b](stufen.svg)", Code.NOT_INLINE, {"found": "!["}),
        ("![B](stufen.svg) [Link](lektion:l02)", Code.NOT_INLINE, {"found": "[Link]("}),
    ],
)
def test_what_a_stem_cannot_show_is_a_problem(source, code, args, context):
    rendered = render_inline(source, context, pictures=True)

    assert rendered.problems == (Problem(line=1, code=code, message_args=args),)
    assert "example.org" not in re.sub("<p>[^<]*</p>", "", rendered.html)


def test_good_short_text_has_no_problem(context):
    assert render_inline("Zu *wenig* [Fit]{lang=en}: 1 < 2 (#1).", context).problems == ()


@pytest.mark.parametrize(
    ("html", "phrase"),
    [
        ("<p>Ja</p>", "Ja"),
        ("<p>Ja</p>\n<p>Nein</p>", "Ja<br>Nein"),
        ("", ""),
    ],
)
def test_as_phrase_has_no_paragraphs(html, phrase):
    assert as_phrase(html) == phrase
