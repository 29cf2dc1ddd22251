"""QTI 2.1, as TAO, OpenOLAT, ONYX and others export and import it; its items of 2.0 and 2.2 read the same."""

from quizzes.formats.qti import Names, Qti, renamed
from quizzes.formats.xml_tree import Element


class Qti21(Qti):
    key = "qti21"
    label = "QTI 2.1"
    names = Names(
        item="http://www.imsglobal.org/xsd/imsqti_v2p1",
        package="http://www.imsglobal.org/xsd/imscp_v1p1",
        schema="QTIv2.1 Package",
        version="1.0.0",
        resource="imsqti_item_xmlv2p1",
    )

    def as_written(self, element: Element) -> Element:
        return element

    def as_read(self, element: Element) -> Element:
        return renamed(element, str, str)
