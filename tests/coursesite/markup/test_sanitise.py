"""Two nets: what an author types never becomes markup of ours, and the allow-list would drop it if it did."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursesite.markup.context import Context, GlossaryEntry, TermLook
from coursesite.markup.problems import RefusedError
from coursesite.markup.render import render, render_inline
from coursesite.markup.sanitise import sanitise, sanitise_inline, sanitise_stem
from lessons.files.references import pictures_in

# Written down once more, so that a slip in the sanitiser's own list is seen here.
ALLOWED = {
    "a": {"href", "rel", "class", "aria-label"},
    "abbr": {"title"},
    "aside": {"class", "role"},
    "blockquote": set(), "br": set(), "code": set(), "dd": set(), "dl": set(), "dt": set(), "em": set(),
    "button": {"type", "class", "popovertarget", "lang"},
    "caption": {"id"},
    "details": {"class"},
    "div": {"class", "role", "tabindex", "id", "popover", "data-check", "aria-label", "aria-labelledby"},
    "figcaption": set(), "figure": set(), "hr": set(),
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
    "img": {"src", "alt", "class", "loading", "decoding"},
    "li": {"id"}, "ol": set(), "pre": set(), "strong": set(), "summary": set(), "sup": {"id"},
    "p": {"class", "lang"},
    "span": {"class", "lang", "aria-hidden"},
    "table": set(), "tbody": set(), "thead": set(), "tr": set(), "ul": set(),
    "td": {"align"}, "th": {"align", "scope"},
}  # fmt: skip
ALLOWED_INLINE = {
    "blockquote": set(),
    "br": set(),
    "em": set(),
    "p": set(),
    "span": {"lang"},
    "strong": set(),
}
ALLOWED_STEM = {**ALLOWED_INLINE, "img": {"src", "alt", "class", "loading", "decoding"}}
SOURCE = re.compile(r'<img [^>]*src="([^"]*)"')
ADDRESS = re.compile(r"https?://.*|mailto:.*|#.*|/([^/\\].*)?", re.DOTALL)
IDENTIFIER = re.compile(r"(h|t|g|fn|fnref)-.+")


class Found(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.odd: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def offences(html: str, allowed: dict[str, set[str]]) -> list[object]:
    """What in the HTML is outside the allow-list."""
    found = Found(html)
    return found.odd + [
        (tag, name, value)
        for tag, attributes in found.tags
        for name, value in [("", ""), *attributes.items()]
        if tag not in allowed
        or (name and name not in allowed[tag])
        or (name in {"href", "src"} and not ADDRESS.fullmatch(value or ""))
        or (name in {"id", "popovertarget"} and not IDENTIFIER.fullmatch(value or ""))
    ]


CORPUS = {
    "script": ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
    "script in capitals": ("<ScRiPt src=//x.org/a.js></sCrIpT>a", "a"),
    "split script": ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
    "style": ("<style>p{}</style><p style='color:red'>a</p>", "<p>a</p>"),
    "handler": ("<p onclick=alert(1)>a</p><img src=x onerror=alert(1)>", "<p>a</p><img>"),
    "handler after slash": ("<img/onerror=alert(1)/src=/a.svg>", "<img>"),
    "javascript": ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
    "javascript in capitals": ('<a href=" JaVaScRiPt:alert(1)">a</a>', "<a>a</a>"),
    "javascript by entities": ('<a href="&#106;avascript&colon;alert(1)">a</a>', "<a>a</a>"),
    "javascript with tab": ('<a href="java&#9;script:alert(1)">a</a>', "<a>a</a>"),
    "javascript with NUL": ('<a href="\x01javascript:alert(1)">a</a>', "<a>a</a>"),
    "data": ('<a href="data:text/html,<script>1</script>">a</a><img src="data:image/svg+xml,x">', "<a>a</a><img>"),
    "vbscript": ('<a href="vbscript:x">a</a>', "<a>a</a>"),
    "other host without scheme": ('<a href="//x.org">a</a><a href="/\\x.org">b</a>', "<a>a</a><a>b</a>"),
    "image of another host": ('<img src="https://x.org/a.png">', "<img>"),
    "svg": ('<svg onload="alert(1)"><circle r="1"/></svg>a', "a"),
    "math": ("<math><mi xlink:href='javascript:1'>a</mi></math>b", "b"),
    "iframe": ('<iframe src="/x" srcdoc="<p>a">b</iframe>', "b"),
    "object": ("<object data=x><embed src=x></object><applet>a</applet>", "a"),
    "form": ('<form action="/x"><input name=a><textarea>b</textarea></form>', "b"),
    "button with form": ('<button formaction="/x" type="submit">a</button>', "<button>a</button>"),
    "base and meta": ('<base href="//x"><meta http-equiv=refresh content="0;x"><link rel=stylesheet href=x>a', "a"),
    "comment": ("a<!-- b --><![CDATA[c]]>", "a"),
    "template": ("<template><p>a</p></template>b", "b"),
    "noscript": ("<noscript><p title='</noscript><img src=x onerror=1>'>", "&lt;p title='<img>'&gt;"),
    "target": ('<a href="/a" target="_blank" ping="/b" download>a</a>', '<a href="/a">a</a>'),
    "foreign class": ('<p class="alert term-mark x">a</p><div class="modal">b</div>', '<p class="term-mark">a</p><div>b</div>'),
    "id of the page": ('<h2 id="main">a</h2><div id="content">b</div>', "<h2>a</h2><div>b</div>"),
    "foreign data": ('<div data-bs-toggle="x" data-check="a b" hx-get="/x">a</div>', "<div>a</div>"),
    "popover of the page": ('<button type="button" popovertarget="menu">a</button>', '<button type="button">a</button>'),
    "role": ('<div role="alert" tabindex="5" aria-hidden="true">a</div>', "<div>a</div>"),
    "unclosed": ("<div><p>a", "<div><p>a</p></div>"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "clean"), CORPUS.values(), ids=CORPUS)
def test_sanitiser_keeps_only_the_list(html, clean):
    assert sanitise(html) == clean
    assert offences(clean, ALLOWED) == []


@pytest.mark.parametrize("html", [html for html, _ in CORPUS.values()], ids=CORPUS)
def test_typed_html_is_shown_not_run(html, context):
    assert offences(render(html, context).html, {"p": set(), "a": {"href", "rel"}}) == []
    assert offences(render_inline(html, context).html, {"p": set()}) == []


@pytest.mark.parametrize(
    "source",
    [
        '<div id="g-leitbild" popover>Falsch</div>',
        '<button type="button" class="term" popovertarget="g-leitbild">x</button>',
        '<div data-check="l01-k1"></div>',
        '<p class="term-mark term-mark--focus">x</p>',
        '<div\ndata-check="l01-k1"></div>',
        '&lt;div data-check="l01-k1"&gt;&lt;/div&gt;',
        '`<div data-check="l01-k1"></div>`',
        '    <div data-check="l01-k1"></div>',
        '![<div data-check="l01-k1"></div>](stufen.svg "<div data-check=l01-k1></div>")',
        '*[CX]: "><div data-check="l01-k1"></div>\n\nCX',
        '[^"><div id="g-x" popover>]: x\n\nx[^"><div id="g-x" popover>]',
        '/// callout | <div data-check="l01-k1"></div>\n///',
        '## x" popover id="g-leitbild',
        '[x]{lang=en" popover="}',
        '[x](https://example.org/" popover="")',
        "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02amp\x03",
    ],
)
def test_popovers_and_checks_cannot_be_forged(source, context):
    tags = Found(render(source, context).html).tags

    assert [tag for tag, attributes in tags if {"popover", "popovertarget", "data-check"} & attributes.keys()] == []
    assert [tag for tag, attributes in tags if "term" in (attributes.get("class") or "")] == []


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "&#106;avascript:alert(1)", "java&#115;cript:alert(1)",
        "javascript&colon;alert(1)", "\\javascript:alert(1)", "data:text/html,x", "vbscript:x", "//x.org", "/\\x.org",
        "file:///etc/passwd", "https:x", "<javascript:alert(1)>", "lektion:javascript:x", "mailto:",
    ],
)  # fmt: skip
def test_link_elsewhere_becomes_text(target, context):
    assert Found(render(f"[Text]({target})", context).html).tags == [("p", {}), ("span", {})]


def test_autolink_with_script_becomes_text(context):
    assert [tag for tag, _ in Found(render("<javascript://%0aalert(1)>", context).html).tags] == ["p", "span"]


PIECES = st.sampled_from([
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "javascript:", "&#106;", "&lt;", "<!--", "-->", "<svg>",
    "](", "[", "]", "(", ")", "![", "[[", "]]", "|", "{lang=en}", "{", "}", "*", "**", "_", "`", "\\", "<", ">", '"',
    "'", "&", "#", "## ", "\n", "\n\n", "    ", "> ", "- ", "1. ", "/// callout | ", "///\n", "//// term | F\n",
    "////\n", "/// check | k\n", "/// table | T\n", "| a | b |\n|---|:-:|\n", "/// solution\n", "[^1]", "[^1]: ",
    ":   ", "*[CX]: ", "CX", "Leitbild", "stufen.svg", "lektion:l02", "https://x.org", "<https://x.org>", "\x02", "\x03",
    "onclick=", "style=", "data-check=", "popover", "id=g-leitbild", "\ud800", "\x00", "ä", "\u202e",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)
CONTEXT = Context(
    glossary=(GlossaryEntry(uid="leitbild", term="Leitbild", html="<p>x</p>"),),
    images={"stufen.svg": "/f/stufen.svg"},
    links={"lektion:l02": "/l02/"},
    terms={"F": TermLook("Kundenfokus", "fernglas", "focus")},
    glossary_url="/g/",
)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_no_text_gives_anything_outside_the_list(source):
    try:
        rendered = render(source, CONTEXT)
        inline = render_inline(source, CONTEXT)
        stem = render_inline(source, CONTEXT, pictures=True)
    except RefusedError:
        return

    assert offences(rendered.html, ALLOWED) == []
    assert offences(inline.html, ALLOWED_INLINE) == []
    assert offences(stem.html, ALLOWED_STEM) == []
    assert all(source == "/f/stufen.svg" for source in SOURCE.findall(stem.html))
    # Whoever looks for the figures of a stem finds each that is shown, or one could be taken away.
    assert set(stem.images) <= {mention.target for mention in pictures_in(source)}
    assert sanitise(rendered.html) == rendered.html
    assert "\x02" not in rendered.html


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_no_html_passes_anything_outside_the_list(html):
    clean = sanitise(html.replace("\ud800", ""))

    assert offences(clean, ALLOWED) == []
    assert offences(sanitise_inline(clean), ALLOWED_INLINE) == []
    assert offences(sanitise_stem(clean), ALLOWED_STEM) == []
