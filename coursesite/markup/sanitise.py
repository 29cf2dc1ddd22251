"""Which HTML is safe to show? The only place that decides it; nothing is added to a text after it.

Two nets, and each would hold alone. First, authors cannot type HTML at all: the parser's raw-HTML patterns
are switched off, so a `<` becomes `&lt;`, and every element in the tree is one that an extension of ours has
made. Thus nothing typed can pass for a popover, a self-check or a heading's id. Second, the finished HTML,
with the popovers and all, goes through the allow-list below, which knows tags, attributes and the *values*
of attributes: classes by name, ids by their prefix, addresses by scheme. Sanitising last rather than first
needs no placeholders, and whatever an extension forgets is caught here. A forged element that did reach this
function would pass if it looked exactly like one of ours; that it cannot is the first net's part.
"""

import re

import nh3

# Ids of a text start with one of these; ids of the page around it must not.
# h heading, t table caption, g glossary popover, fn and fnref footnotes.
_ID = r"(?:h|t|g|fn|fnref)-[\w-]+"

_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "rel", "class", "aria-label"},
    "abbr": {"title"},
    "aside": {"class", "role"},
    "button": {"type", "class", "popovertarget", "lang"},
    "caption": {"id"},
    "details": {"class"},
    "div": {"class", "role", "tabindex", "id", "popover", "data-check", "aria-label", "aria-labelledby"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "img": {"src", "alt", "class", "loading", "decoding"},
    "li": {"id"},
    "p": {"class", "lang"},
    "span": {"class", "lang", "aria-hidden"},
    "sup": {"id"},
    "td": {"align"},
    "th": {"align", "scope"},
}
_PLAIN_TAGS = {
    "blockquote", "br", "code", "dd", "dl", "dt", "em", "figcaption", "figure", "hr",
    "ol", "pre", "strong", "summary", "table", "tbody", "thead", "tr", "ul",
}  # fmt: skip
_CLASSES: dict[str, str] = {
    "a": r"figure-link|footnote-(?:ref|backref)",
    "aside": r"callout",
    "button": r"term",
    "details": r"solution",
    "div": r"case|contrast|contrast-term|footnotes|table-region|term-popover",
    "img": r"figure",
    "p": r"callout-title|case-title|contrast-title|term-mark(?:--[a-z]+)?|term-popover-name",
    "span": r"glyph(?:--[a-z]+)?|term-held",
}
_VALUES: dict[str, str] = {
    "align": r"left|center|right",
    "aria-hidden": r"true",
    "aria-label": r".*",
    "aria-labelledby": _ID,
    "alt": r".*",
    "data-check": r"[\w-]+",
    "decoding": r"async",
    # A host of its own only with a scheme: //host and /\host lead away, too.
    "href": r"https?://\S+|mailto:\S+|/(?:[^\s/\\]\S*)?|#[\w-]+",
    "id": _ID,
    "lang": r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*",
    "loading": r"lazy",
    "popover": r"",
    "popovertarget": r"g-[\w-]+",
    "rel": r"noopener",
    "role": r"doc-endnotes|group|note|region",
    "scope": r"col|row",
    "src": r"/[^\s/\\]\S*",
    "tabindex": r"0",
    "title": r".*",
    "type": r"button",
}
_NOTHING = re.compile(r"(?!)")
_VALUE_PATTERNS = {name: re.compile(pattern, re.DOTALL) for name, pattern in _VALUES.items()}
_CLASS_PATTERNS = {tag: re.compile(pattern) for tag, pattern in _CLASSES.items()}


def _kept_value(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute, or None to drop it. Asked about all attributes, those of other tags, too."""
    if attribute == "class":
        pattern = _CLASS_PATTERNS.get(tag, _NOTHING)
        return " ".join(name for name in value.split() if pattern.fullmatch(name)) or None
    return value if _VALUE_PATTERNS.get(attribute, _NOTHING).fullmatch(value) else None


def _cleaner(tags: set[str], attributes: dict[str, set[str]]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes=attributes,
        attribute_filter=_kept_value,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


_PAGE = _cleaner(_PLAIN_TAGS | _ATTRIBUTES.keys(), _ATTRIBUTES)
_INLINE_TAGS = {"blockquote", "br", "em", "p", "span", "strong"}
_INLINE = _cleaner(_INLINE_TAGS, {"span": {"lang"}})
_STEM = _cleaner(_INLINE_TAGS | {"img"}, {"span": {"lang"}, "img": _ATTRIBUTES["img"]})


def sanitise(html: str) -> str:
    """A lesson or page."""
    return _PAGE.clean(html)


def sanitise_inline(html: str) -> str:
    """An option, feedback, a definition."""
    return _INLINE.clean(html)


def sanitise_stem(html: str) -> str:
    """The same with figures of the course."""
    return _STEM.clean(html)
