"""QTI packages: a manifest and one XML file for each question, in a ZIP. What versions 2.1 and 3.0 have in common.

QTI 3 renamed the elements and attributes of QTI 2 (`responseDeclaration` became `qti-response-declaration`) and left
the HTML as it was; so one reader and one writer speak 2.1, and a version says how its names are turned.

**Where our own things travel.** The schema of the manifest lets each resource carry elements of other namespaces in its
`metadata`; the snapshot stands there, so that the item itself holds nothing but QTI. Terms and claims are nothing that
players of QTI know of.
"""

import posixpath
from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import unquote

from quizzes.formats.base import MAX_QUESTIONS, MAX_TEXT, Exchanged, Format, Reading, Trouble, Unreadable, limited
from quizzes.formats.item import Choice, Gaps, Interaction, Match, Order, Own
from quizzes.formats.markup import GAP, GAP_SIGN, literal, to_blocks, to_markdown, words_of
from quizzes.formats.moodle_reading import Seen
from quizzes.formats.packages import Package, packed
from quizzes.formats.qti_reading import Fetch, seen_in
from quizzes.formats.qti_writing import NCNAME, item_of
from quizzes.formats.snapshot import Looks, from_snapshot, merged, snapshot_of
from quizzes.formats.texts import texts_of
from quizzes.formats.xml_tree import MAX_ELEMENTS, UNWRITABLE, Element, document, read_tree, text_of

MANIFEST = "imsmanifest.xml"
OURS = "urn:trennscharf:exchange"


@dataclass(frozen=True)
class Names:
    """What one version of QTI calls things in the manifest."""

    item: str
    package: str
    schema: str
    version: str
    resource: str


class Qti(Format):
    suffix = ".zip"
    media_type = "application/zip"
    names: ClassVar[Names]

    @abstractmethod
    def as_written(self, element: Element) -> Element:
        """An element of QTI 2.1 in the names of this version."""

    @abstractmethod
    def as_read(self, element: Element) -> Element:
        """The inverse."""

    def read(self, content: bytes) -> Reading:
        try:
            return _Reader(Package(content), self).reading()
        except Unreadable as unreadable:
            return Reading(troubles=(unreadable.trouble,))

    def write(self, questions: Iterable[Exchanged]) -> bytes:
        files: dict[str, bytes] = {}
        manifest = Element("manifest", {"xmlns": self.names.package, "identifier": "MANIFEST"})
        about = manifest.add("metadata")
        about.add("schema", self.names.schema)
        about.add("schemaversion", self.names.version)
        manifest.add("organizations")
        resources = manifest.add("resources")
        for question in questions:
            if not any(trouble.is_error for trouble in self.losses(question)):
                files |= self._add(resources, question, len(resources.parts) + 1)
        return packed({MANIFEST: document(manifest)} | files)

    def _add(self, resources: Element, question: Exchanged, number: int) -> dict[str, bytes]:
        used = {one.get("identifier") for one in resources.children}
        is_free = NCNAME.fullmatch(question.uid) and question.uid not in used
        identifier, folder = question.uid if is_free else f"item-{number:04}", f"images/{number:04}"
        path = f"items/{number:04}.xml"
        item = self.as_written(item_of(question, identifier, folder))
        item.attributes = {"xmlns": self.names.item} | item.attributes
        resource = resources.add("resource", identifier=identifier, type=self.names.resource, href=path)
        snapshot = snapshot_of(question)
        if snapshot:
            resource.add("metadata").add("own:question", snapshot, **{"xmlns:own": OURS})
        files = {path: document(item)}
        files |= {f"items/{folder}/{name}": data for name, data in question.images.items()}
        for name in files:
            resource.add("file", href=name)
        return files

    def losses(self, question: Exchanged) -> tuple[Trouble, ...]:
        if isinstance(question.item, Own):
            return (Trouble("cannot-hold", "own", question.uid),)
        texts = texts_of(question.item)
        codes = list(_hindrances(question.item))
        if any(len(text) > MAX_TEXT for text in texts):
            codes.append("text-too-long")
        troubles = [Trouble(code, name=question.uid) for code in codes]
        if any(UNWRITABLE.search(text) for text in (question.uid, *texts)):
            troubles.append(Trouble("unwritable-characters", name=question.uid, is_error=False))
        if not snapshot_of(question):
            troubles.append(Trouble("extension-too-long", name=question.uid, is_error=False))
        return tuple(troubles)


def _hindrances(item: Interaction) -> Iterable[str]:
    """What keeps the question out of any QTI."""
    match item:
        case Choice() if not item.right or not item.alternatives:
            yield "no-key"
        case Match() if not item.right:
            yield "no-key"
        case Order() if not item.steps:
            yield "too-few-answers"
        case Gaps():
            if len(GAP.findall(item.prompt)) != len(item.gaps) or not item.gaps:
                yield "gap-count"
            if not all(gap.right and all(gap.right) for gap in item.gaps):
                yield "no-key"


class _Reader:
    def __init__(self, package: Package, version: Qti) -> None:
        self.package, self.version = package, version
        self.questions: list[Exchanged] = []
        self.troubles: list[Trouble] = []
        self.left = 2 * MAX_ELEMENTS

    def reading(self) -> Reading:
        path = self._manifest()
        root = self._tree(path)
        if root.name != "manifest":
            raise Unreadable("wrong-root", f"{root.name}, manifest", root.line)
        folder = posixpath.dirname(path)
        resources = [one for part in root.all("resources") for one in part.all("resource")]
        if len(resources) > MAX_QUESTIONS:
            raise Unreadable("too-many-questions", str(MAX_QUESTIONS))
        for resource in resources:
            self._resource(resource, folder)
        if not self.questions and not self.troubles:
            self.troubles.append(Trouble("no-questions"))
        return Reading(tuple(self.questions), limited(self.troubles))

    def _manifest(self) -> str:
        """At the top, or in the folder that somebody zipped."""
        found = [name for name in self.package.names() if posixpath.basename(name) == MANIFEST]
        if not found:
            raise Unreadable("manifest-missing", MANIFEST)
        return min(found, key=lambda name: (name.count("/"), name))

    def _tree(self, path: str) -> Element:
        """One budget for all files: many small ones cost as much as a large one."""
        text = text_of(self.package.read(path))
        self.left -= text.count("<")
        if self.left < 0:
            raise Unreadable("too-many-elements", str(MAX_ELEMENTS))
        return read_tree(text)

    def _fetch(self, path: str) -> bytes | None:
        return self.package.read(path) if path in self.package else None

    def _resource(self, resource: Element, folder: str) -> None:
        kind, href = resource.get("type"), unquote(resource.get("href"))
        if not kind.startswith(("imsqti_item", "imsqti_test", "imsqti_section", "imsqti_xml")):
            return
        path = posixpath.normpath(posixpath.join(folder, href))
        if not kind.startswith("imsqti_item"):
            self._say("not-a-question", f"{kind} {href}", resource, is_error=False)
        elif path not in self.package:
            self._say("member-missing", href, resource)
        else:
            self._item(resource, path)

    def _say(self, code: str, detail: str, resource: Element, *, is_error: bool = True) -> None:
        name = resource.get("identifier")[:100]
        self.troubles.append(Trouble(code, detail[:100], name, resource.line, is_error))

    def _item(self, resource: Element, path: str) -> None:
        try:
            root = self.version.as_read(self._tree(path))
        except Unreadable as unreadable:
            if unreadable.trouble.code not in {"not-xml", "xml-doctype", "empty-file", "is-html", "not-text"}:
                raise
            self.troubles.append(replace(unreadable.trouble, name=path[:100]))
            return
        if root.name != "assessmentItem":
            self._say("wrong-root", f"{root.name}, assessmentItem", resource)
            return
        seen = seen_in(root, path, self._fetch)
        if seen.item is None:
            self.troubles += seen.troubles
            return
        question = Exchanged(seen.uid, seen.item, seen.type_key, images=seen.images)
        snapshot = next((one.text for one in resource.within() if one.tag == f"{{{OURS}}}question"), "")
        question, troubles = self._with_snapshot(question, seen, snapshot)
        self.troubles += troubles
        self.questions.append(replace(question, number=len(self.questions) + 1))

    def _with_snapshot(self, question: Exchanged, seen: Seen, snapshot: str) -> tuple[Exchanged, list[Trouble]]:
        if not snapshot:
            return question, seen.troubles
        try:
            source = from_snapshot(snapshot)
            as_sent = _as_sent(source, seen) if not list(_hindrances(source.item)) else Seen()
        except (ValueError, KeyError, RecursionError):
            unread = Trouble("extension-unreadable", "", seen.name, is_error=False)
            return question, [unread, *seen.troubles]
        said = {(trouble.code, trouble.detail) for trouble in as_sent.troubles}
        item = source.item if as_sent.item == seen.item else merged(question.item, source.item, LOOKS)
        is_kind = type(item) is type(source.item)
        question = replace(
            question,
            uid=source.uid,
            item=item,
            type_key=source.type_key if is_kind else question.type_key,
            head=source.head,
        )
        return question, [trouble for trouble in seen.troubles if (trouble.code, trouble.detail) not in said]


def _as_sent(source: Exchanged, seen: Seen) -> Seen:
    """The snapshot as it would look here, with the pictures that came along."""
    source = replace(source, images=seen.images)
    return seen_in(item_of(source, "sent", "sent"), "sent.xml", _from_sent(seen.images))


def _from_sent(images: dict[str, bytes]) -> Fetch:
    return lambda path: images.get(path.removeprefix("sent/"))


def _look(text: str) -> str:
    parts = to_blocks(GAP.sub(GAP_SIGN, text))
    return to_markdown(parts)[0].replace(GAP_SIGN, "___")


def _words(text: str) -> str:
    return literal(words_of(text))


LOOKS = Looks(text=_look, target=_look, choice=_words, explains_sources=False)


def renamed(element: Element, tag: Callable[[str], str], attribute: Callable[[str], str]) -> Element:
    """A copy under other names."""
    parts = [part if isinstance(part, str) else renamed(part, tag, attribute) for part in element.parts]
    attributes = {attribute(name): value for name, value in element.attributes.items()}
    return Element(tag(element.name), attributes, list(parts), element.line)
