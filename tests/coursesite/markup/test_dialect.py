"""The dialect, element by element: source and HTML side by side."""

from dataclasses import replace

import pytest

from coursesite.markup.render import Check, TocEntry, render, split_checks

EXAMPLES = {
    "paragraph": ("Ein *Satz* mit **Ton**.", "<p>Ein <em>Satz</em> mit <strong>Ton</strong>.</p>"),
    "quotes stay as typed": ("Er sagt: „Nein“.", "<p>Er sagt: „Nein“.</p>"),
    "line break": ("Eins  \nzwei", "<p>Eins<br>\nzwei</p>"),
    "entity": ("R&D, 10&nbsp;%, 1 < 2", "<p>R&amp;D, 10&nbsp;%, 1 &lt; 2</p>"),
    "list": ("- eins\n- zwei", "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>"),
    "numbers": ("1. eins\n2. zwei", "<ol>\n<li>eins</li>\n<li>zwei</li>\n</ol>"),
    "block quote": ("> Wir hören zu.", "<blockquote>\n<p>Wir hören zu.</p>\n</blockquote>"),
    "code": ("`[[Leitbild]]`", "<p><code>[[Leitbild]]</code></p>"),
    "code block": ("    /// callout\n", "<pre><code>/// callout\n</code></pre>"),
    "rule": ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
    "definition list": ("Auslöser\n:   Anstoß", "<dl>\n<dt>Auslöser</dt>\n<dd>Anstoß</dd>\n</dl>"),
    "abbreviation": (
        "CX zählt.\n\n*[CX]: Customer Experience",
        '<p><abbr title="Customer Experience">CX</abbr> zählt.</p>',
    ),
    "language": ("die [*Touch* points]{lang=en}", '<p>die <span lang="en"><em>Touch</em> points</span></p>'),
    "language with region": ("[colour]{lang=en-GB}", '<p><span lang="en-GB">colour</span></p>'),
    "heading": ("## Größe & *Maß*\n\n### Üben ###", '<h2 id="h-groesse-mass">Größe &amp; <em>Maß</em></h2>\n<h3 id="h-ueben">Üben</h3>'),
    "equal headings": ("## Fall\n\n## Fall", '<h2 id="h-fall">Fall</h2>\n<h2 id="h-fall-2">Fall</h2>'),
    "hash without space": ("#1 im Markt", "<p>#1 im Markt</p>"),
    "underlined line": ("Satz\n----", "<p>Satz</p>\n<hr>"),
    "link to a lesson": ("[Stufen](lektion:l02)", '<p><a href="/courses/kz/lessons/stufenmodell/">Stufen</a></p>'),
    "link to the glossary": ("[Glossar](glossar:)", '<p><a href="/courses/kz/glossary/">Glossar</a></p>'),
    "link outwards": (
        '[Quelle](https://example.org/a?b=c&d "Titel")',
        '<p><a href="https://example.org/a?b=c&amp;d" rel="noopener">Quelle</a></p>',
    ),
    "mail": ("[HR](mailto:hr@example.org)", '<p><a href="mailto:hr@example.org" rel="noopener">HR</a></p>'),
    "bare address": ("<https://example.org>", '<p><a href="https://example.org" rel="noopener">https://example.org</a></p>'),
    "link to a heading": (
        "[siehe Prüfen](#pruefen)\n\n## Prüfen",
        '<p><a href="#h-pruefen">siehe Prüfen</a></p>\n<h2 id="h-pruefen">Prüfen</h2>',
    ),
    "figure": (
        '![Drei Stufen](stufen.svg "Die *Stufen* als „Treppe“")',
        ('<figure><img alt="Drei Stufen" class="figure" decoding="async" loading="lazy" src="/courses/kz/figures/stufen.svg">'
        '<a class="figure-link" href="/courses/kz/figures/stufen.svg">Groß ansehen</a>'
        "<figcaption>Die <em>Stufen</em> als „Treppe“</figcaption>\n</figure>"),
    ),
    "figure without caption": (
        "![Drei Stufen](stufen.svg)",
        ('<figure><img alt="Drei Stufen" class="figure" decoding="async" loading="lazy" src="/courses/kz/figures/stufen.svg">'
        '<a class="figure-link" href="/courses/kz/figures/stufen.svg">Groß ansehen</a></figure>'),
    ),
    "image in a sentence": (
        "Das Bild ![Stufe](stufen.svg) zeigt es.",
        '<p>Das Bild <img alt="Stufe" class="figure" decoding="async" loading="lazy" src="/courses/kz/figures/stufen.svg"> zeigt es.</p>',
    ),
    "callout": (
        "/// callout | Kurz *gesagt*\nEin Satz.\n\n- eins\n///\n\nDanach.",
        '<aside class="callout" role="note">\n<p class="callout-title">Kurz <em>gesagt</em></p>\n<p>Ein Satz.</p>\n<ul>\n<li>eins</li>\n</ul>\n</aside>\n<p>Danach.</p>',
    ),
    "callout without title": ("/// callout\nEin Satz.\n///", '<aside class="callout" role="note">\n<p>Ein Satz.</p>\n</aside>'),
    "case": ("/// case | Fall A\nText.\n///", '<div class="case">\n<p class="case-title">Fall A</p>\n<p>Text.</p>\n</div>'),
    "solution": (
        "/// solution | Vergleich\nText.\n///",
        '<details class="solution">\n<summary>Vergleich</summary>\n<p>Text.</p>\n</details>',
    ),
    "solution without title": (
        "/// solution\nText.\n///",
        '<details class="solution">\n<summary>Auflösung</summary>\n<p>Text.</p>\n</details>',
    ),
    "nested boxes": (
        "/// callout\n//// case | Fall A\nText.\n////\n///",
        '<aside class="callout" role="note">\n<div class="case">\n<p class="case-title">Fall A</p>\n<p>Text.</p>\n</div>\n</aside>',
    ),
    "contrast": (
        "/// contrast\n//// term | F\nSchaut hin.\n////\n//// term | O\nRichtet sich aus.\n////\n///",
        ('<div class="contrast">\n'
        '<div aria-label="Kundenfokus" class="contrast-term" role="group">\n'
        '<p class="term-mark term-mark--focus"><span aria-hidden="true" class="glyph glyph--fernglas"></span>Kundenfokus</p>\n'
        "<p>Schaut hin.</p>\n</div>\n"
        '<div aria-label="Kundenorientierung" class="contrast-term" role="group">\n'
        '<p class="term-mark term-mark--orientation"><span aria-hidden="true" class="glyph glyph--wegweiser"></span>Kundenorientierung</p>\n'
        "<p>Richtet sich aus.</p>\n</div>\n</div>"),
    ),
    "check": ("/// check | l01-k1\n///", '<div data-check="l01-k1"></div>'),
    "check keeps nothing inside": ("/// check | l01-k1\nText\n///", '<div data-check="l01-k1"></div>'),
    "table": (
        "/// table | Zwei *Stufen*\n| Merkmal | F | Punkte |\n|---|:-:|--:|\n| **Auslöser** | a\\|b | 1 |\n///",
        ('<div aria-labelledby="t-1" class="table-region" role="region" tabindex="0">\n'
        '<table><caption id="t-1">Zwei <em>Stufen</em></caption><thead>\n<tr>\n'
        '<th scope="col">Merkmal</th>\n<th align="center" scope="col">F</th>\n<th align="right" scope="col">Punkte</th>\n'
        "</tr>\n</thead>\n<tbody>\n<tr>\n"
        '<th scope="row">Auslöser</th>\n<td align="center">a|b</td>\n<td align="right">1</td>\n'
        "</tr>\n</tbody>\n</table>\n</div>"),
    ),
    "bare table": (
        "| a | b |\n|---|---|\n| 1 | 2 |",
        ('<div aria-label="Tabelle" class="table-region" role="region" tabindex="0">\n<table>\n<thead>\n<tr>\n'
        '<th scope="col">a</th>\n<th scope="col">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n'
        "</tr>\n</tbody>\n</table>\n</div>"),
    ),
    "footnote": (
        "Ein Satz.[^quelle 1]\n\n[^quelle 1]: Eine *Quelle*.",
        ('<p>Ein Satz.<sup id="fnref-1"><a aria-label="Fußnote 1" class="footnote-ref" href="#fn-1">1</a></sup></p>\n'
        '<div aria-label="Fußnoten" class="footnotes" role="doc-endnotes">\n<ol>\n<li id="fn-1">\n<p>Eine <em>Quelle</em>.&nbsp;'
        '<a aria-label="Zurück zum Text, Fußnote 1" class="footnote-backref" href="#fnref-1">↩</a></p>\n</li>\n</ol>\n</div>'),
    ),
    "html is text": ('<b onclick="x">fett</b>', '<p>&lt;b onclick="x"&gt;fett&lt;/b&gt;</p>'),
    "html block is text": ("<div>\n\ninnen\n\n</div>", "<p>&lt;div&gt;</p>\n<p>innen</p>\n<p>&lt;/div&gt;</p>"),
    "reference links are text": ("[a][b]\n\n[b]: https://example.org", "<p>[a][b]</p>\n<p>[b]: https://example.org</p>"),
    "empty": (" \n", ""),
}  # fmt: skip


@pytest.mark.parametrize(("source", "html"), EXAMPLES.values(), ids=EXAMPLES)
def test_dialect_example_gives_exact_html(source, html, context):
    assert render(source, context).html == html


def test_equal_footnotes_are_numbered_by_use_and_lead_back_to_each(context):
    rendered = render("Zwei[^b], eins[^a], zwei[^b].\n\n[^a]: A.\n[^b]: B.", context)

    assert [part.split('"')[0] for part in rendered.html.split('id="')[1:]] == [
        "fnref-1", "fnref-2", "fnref-1-2", "fn-1", "fn-2",
    ]  # fmt: skip
    assert [part.split('"')[0] for part in rendered.html.split('href="')[1:]] == [
        "#fn-1", "#fn-2", "#fn-1", "#fnref-1", "#fnref-1-2", "#fnref-2",
    ]  # fmt: skip


def test_footnotes_are_counted_as_the_reader_meets_them(context):
    html = render("- eins[^a]\n\nzwei[^b]\n\n[^b]: B.\n[^c]:\n[^a]: A.", context).html

    assert [part.split("<")[0] for part in html.split('class="footnote-ref" href=')[1:]] == [
        '"#fn-1">1',
        '"#fn-2">2',
    ]
    assert [part.split("&nbsp;")[0] for part in html.split("<li id=")[1:]] == [
        '"fn-1">\n<p>A.', '"fn-2">\n<p>B.', '"fn-3"></li>\n</ol>\n</div>',
    ]  # fmt: skip


def test_block_options_are_not_read(context):
    """pymdownx.blocks would take any attribute from indented lines below the fence."""
    html = render('/// callout | T\n    attrs: {onclick: "alert(1)", id: h-x}\n\nText\n///', context).html

    assert html == (
        '<aside class="callout" role="note">\n<p class="callout-title">T</p>\n'
        '<pre><code>attrs: {onclick: "alert(1)", id: h-x}\n</code></pre>\n<p>Text</p>\n</aside>'
    )


def test_toc_names_the_headings_outside_boxes(context):
    rendered = render("## Eins[^a] `x`\n\n/// callout\n### Innen\n///\n\n### Zwei\n\n[^a]: A.", context)

    assert rendered.toc == (TocEntry("h-eins-x", "Eins x", 2), TocEntry("h-zwei", "Zwei", 3))


def test_html_can_be_split_at_checks(context):
    rendered = render("Vor\n\n/// check | l01-k1\n///\n\n/// check | l01-k2\n///\n\nNach", context)

    assert rendered.checks == ("l01-k1", "l01-k2")
    assert split_checks(rendered.html) == [
        "<p>Vor</p>\n", Check("l01-k1"), "\n", Check("l01-k2"), "\n<p>Nach</p>",
    ]  # fmt: skip


def test_images_are_named_once_in_order(context):
    both = replace(context, images={**context.images, "b.svg": "/b.svg"})

    assert render("![B](b.svg)\n\n![A](stufen.svg)\n\n![B](b.svg)", both).images == ("b.svg", "stufen.svg")


def test_labels_come_from_the_context(context):
    english = replace(context, labels={"solution": "Solution", "footnotes": "Notes", "footnote": "Note {}"})

    html = render("/// solution\nText[^a]\n///\n\n[^a]: A.", english).html

    assert "<summary>Solution</summary>" in html
    assert 'aria-label="Notes"' in html
    assert 'aria-label="Note 1"' in html


def test_plain_text_is_for_searching(context):
    source = "## Titel[^a]\n\nEin *Satz* zur Customer Journey & `mehr`.\n\n/// solution\nAntwort\n///\n\n[^a]: Note."

    assert render(source, context).plain == ("Titel\nEin Satz zur Customer Journey & mehr.\nAuflösung\nAntwort\nNote.")


@pytest.mark.parametrize(
    ("source", "minutes"),
    [
        ("", 0),
        ("Wort " * 130, 1),
        ("Wort " * 131, 2),
        ("Wort – " * 130, 1),
        ("Wort\n\n![Alt](stufen.svg)\n\n| a | b |\n|---|---|\n| 1 | 2 |", 3),
    ],
)
def test_minutes_are_words_by_130_and_one_for_each_figure_and_table(source, minutes, context):
    assert render(source, context).minutes == minutes


def test_rendering_twice_gives_the_same(context):
    source = "\n\n".join(source for source, _ in EXAMPLES.values())

    assert render(source, context) == render(source, context)
