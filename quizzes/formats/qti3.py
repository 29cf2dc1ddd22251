"""QTI 3.0: the elements of QTI 2 with `qti-` before their names, words divided by hyphens."""

import re

from quizzes.formats.qti import Names, Qti, renamed
from quizzes.formats.xml_tree import Element

HTML = frozenset({"p", "ul", "ol", "li", "em", "strong", "code", "br", "img", "a", "span", "div"})
"""What our texts become; HTML kept its names."""
BODIES = frozenset({"modalFeedback", "rubricBlock"})
"""They hold their text in a body of its own."""


class Qti3(Qti):
    key = "qti3"
    label = "QTI 3.0"
    names = Names(
        item="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        schema="QTI Package",
        version="3.0.0",
        resource="imsqti_item_xmlv3p0",
    )

    def as_written(self, element: Element) -> Element:
        return renamed(_with_bodies(element), _hyphened_tag, _hyphened)

    def as_read(self, element: Element) -> Element:
        return renamed(element, lambda tag: _camel(tag.removeprefix("qti-")) if tag.startswith("qti-") else tag, _camel)


def _with_bodies(element: Element) -> Element:
    parts = [part if isinstance(part, str) else _with_bodies(part) for part in element.parts]
    if element.tag in BODIES:
        parts = [Element("contentBody", parts=parts)]
    return Element(element.tag, element.attributes, parts)


def _hyphened_tag(tag: str) -> str:
    return tag if tag in HTML else f"qti-{_hyphened(tag)}"


def _hyphened(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: f"-{found.group().lower()}", name)


def _camel(name: str) -> str:
    return name if name.startswith("{") else re.sub(r"-([a-z])", lambda found: found[1].upper(), name)
