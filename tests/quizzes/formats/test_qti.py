"""QTI 2.1 and 3.0: our questions there and back, what others write, and the structure of what we write.

The schemas of 1EdTech (IMS) stand under a licence of their own, and no package registry has them under one that would
fit here. So the structure is tested instead: names and order of elements, required attributes, identifiers, and that
what is referred to is there. It is no validation against the schemas.
"""

import io
import re
import zipfile

import pytest
from hypothesis import given

from quizzes.formats import get_format
from quizzes.formats.base import Exchanged
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Match, Order, Text
from quizzes.formats.xml_tree import read_tree, text_of
from tests.quizzes.formats.test_moodle_xml import CHOICE, EXAMPLES, items

QTI = {key: get_format(key) for key in ("qti21", "qti3")}
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
ITEM = "http://www.imsglobal.org/xsd/imsqti_v2p1"
REQUIRED = {
    "assessmentItem": {"identifier", "title", "adaptive", "timeDependent"},
    "responseDeclaration": {"identifier", "cardinality", "baseType"},
    "outcomeDeclaration": {"identifier", "cardinality", "baseType"},
    "mapping": {"defaultValue"},
    "mapEntry": {"mapKey", "mappedValue"},
    "choiceInteraction": {"responseIdentifier", "shuffle", "maxChoices"},
    "orderInteraction": {"responseIdentifier", "shuffle"},
    "matchInteraction": {"responseIdentifier", "shuffle", "maxAssociations"},
    "inlineChoiceInteraction": {"responseIdentifier", "shuffle"},
    "textEntryInteraction": {"responseIdentifier"},
    "extendedTextInteraction": {"responseIdentifier"},
    "simpleAssociableChoice": {"identifier", "matchMax"},
    "modalFeedback": {"outcomeIdentifier", "identifier", "showHide"},
    "rubricBlock": {"view"},
}
ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]


def package(files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def one_item(body, *, declared="", path="items/1.xml", kind="imsqti_item_xmlv2p1"):
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
        f'<resource identifier="r" type="{kind}" href="{path}"/></resources></manifest>'
    )
    item = f'<assessmentItem xmlns="{ITEM}" identifier="i-1" title="Eins">{declared}{body}</assessmentItem>'
    return package({"imsmanifest.xml": manifest, "items/1.xml": item, "items/bild.png": b"png"})


def declared(right, *, cardinality="single"):
    values = "".join(f"<value>{value}</value>" for value in right)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier">'
        f"<correctResponse>{values}</correctResponse></responseDeclaration>"
    )


@pytest.mark.parametrize("version", QTI)
@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_every_type_comes_back_as_it_left(version, kind, example):
    content = kind.parse(example.data, terms=example.terms)
    question = Exchanged("ex-1", kind.interaction(content), kind.key, {"pool": "exam", "note": "nie -- > so"})

    reading = QTI[version].read(QTI[version].write([question]))

    assert (reading.questions, reading.troubles, QTI[version].losses(question)) == ((question,), (), ())
    data = kind.from_interaction(reading.questions[0].item)
    assert kind.parse(data, terms=example.terms) == content


@pytest.mark.parametrize("version", QTI)
@given(item=items())
def test_what_qti_can_hold_comes_back_equal(version, item):
    question = Exchanged("1-q", item, "", {"pool": "exam"})

    if not QTI[version].losses(question):
        assert QTI[version].read(QTI[version].write([question])).questions == (question,)


@pytest.mark.parametrize("version", QTI)
def test_picture_travels_in_the_package(version):
    question = Exchanged(
        "q-1", Text("Was ist das? ![Ein Hut](hut.png)", sample="Ein Hut."), "", {}, {"hut.png": b"png"}
    )

    content = QTI[version].write([question])

    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == [
        "imsmanifest.xml",
        "items/0001.xml",
        "items/images/0001/hut.png",
    ]
    assert QTI[version].read(content).questions == (question,)


def edited(content, before, after):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return package(
            {
                name: archive.read(name).replace(before, after) if "items/" in name else archive.read(name)
                for name in archive.namelist()
            }
        )


@pytest.mark.parametrize("version", QTI)
def test_text_edited_elsewhere_wins_and_the_rest_stays(version):
    content = QTI[version].write([Exchanged("q-1", CHOICE, "single", {"pool": "exam"})])

    reading = QTI[version].read(edited(content, b">Dies<", b">Jenes<"))

    assert [(q.uid, q.type_key, dict(q.head)) for q in reading.questions] == [("q-1", "single", {"pool": "exam"})]
    item = reading.questions[0].item
    assert item.alternatives == (Alternative("F", "Jenes", "Nein."), CHOICE.alternatives[1])
    assert (item.right, item.extras) == (CHOICE.right, CHOICE.extras)


# --- the structure of what we write ----
@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
@pytest.mark.parametrize("version", QTI)
def test_item_is_built_as_qti_asks(version, kind, example):
    item = kind.interaction(kind.parse(example.data, terms=example.terms))
    content = QTI[version].write([Exchanged("ex-1", item, kind.key)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = read_tree(text_of(archive.read("items/0001.xml")))
    if version == "qti3":
        assert {element.name.startswith("qti-") for element in written.children} == {True}
    root = QTI[version].as_read(written)

    names = [child.name for child in root.children]
    assert names == sorted(names, key=ORDER.index)
    assert [e.name for e in root.within() if not REQUIRED.get(e.name, set()) <= e.attributes.keys()] == []
    responses = {child.get("identifier") for child in root.all("responseDeclaration")}
    assert responses == {e.get("responseIdentifier") for e in root.within() if e.name.endswith("Interaction")}
    outcomes = {child.get("identifier") for child in root.all("outcomeDeclaration")}
    assert {child.get("outcomeIdentifier") for child in root.all("modalFeedback")} <= outcomes
    choices = [e.get("identifier") for e in root.within() if e.name in {"simpleChoice", "simpleAssociableChoice"}]
    assert len(choices) == len(set(choices))
    assert [name for name in choices if not NCNAME.fullmatch(name)] == []


@pytest.mark.parametrize("version", QTI)
def test_manifest_names_every_file_once(version):
    content = QTI[version].write([Exchanged("q-1", CHOICE, images={"a.png": b"png"}), Exchanged("q-1", CHOICE)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        root = read_tree(text_of(archive.read("imsmanifest.xml")))

    assert [child.name for child in root.children] == ["metadata", "organizations", "resources"]
    resources = root.all("resources")[0].all("resource")
    assert [[part.name for part in one.children] for one in resources] == [
        ["metadata", "file", "file"],
        ["metadata", "file"],
    ]
    assert ["imsmanifest.xml", *(file.get("href") for one in resources for file in one.all("file"))] == names
    assert {one.get("href") for one in resources} <= set(names)
    assert len({one.get("identifier") for one in resources}) == 2


# --- what others write ----
def test_choice_with_feedback_inside_and_a_picture_is_read():
    body = (
        '<itemBody><p>Wer <b>fragt</b>?</p><object type="image/png" data="bild.png">Laden</object>'
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"><prompt>Wählen Sie.</prompt>'
        '<simpleChoice identifier="A">Amt<feedbackInline outcomeIdentifier="F" identifier="A">Nie.</feedbackInline>'
        '</simpleChoice><simpleChoice identifier="B">Hotel</simpleChoice></choiceInteraction></itemBody>'
    )

    reading = QTI["qti21"].read(one_item(body, declared=declared(["B"])))

    item = Choice(
        "Wer **fragt**?\n\n![Laden](bild.png)\n\nWählen Sie.",
        (Alternative("A", "Amt", "Nie."), Alternative("B", "Hotel")),
        ("B",),
    )
    assert reading.questions == (Exchanged("i-1", item, images={"bild.png": b"png"}),)
    assert reading.troubles == ()


@pytest.mark.parametrize(
    ("body", "right", "item"),
    [
        (
            (
                '<matchInteraction responseIdentifier="RESPONSE"><simpleMatchSet><simpleAssociableChoice identifier="C">Cap'
                '</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="R">Rom'
                "</simpleAssociableChoice></simpleMatchSet></matchInteraction>"
            ),
            ["C R"],
            Match("", (Alternative("C", "Cap"),), (Alternative("R", "Rom"),), (("C", "R"),)),
        ),
        (
            (
                '<orderInteraction responseIdentifier="RESPONSE"><simpleChoice identifier="A">zwei</simpleChoice>'
                '<simpleChoice identifier="B">eins</simpleChoice></orderInteraction>'
            ),
            ["B", "A"],
            Order("", (Alternative("B", "eins"), Alternative("A", "zwei"))),
        ),
        (
            (
                '<p>Es ist <inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice identifier="A">hell'
                "</inlineChoice></inlineChoiceInteraction>.</p>"
            ),
            ["A"],
            Gaps("Es ist ___.", (Gap("g1", ("A",), (Alternative("A", "hell"),)),)),
        ),
        ('<extendedTextInteraction responseIdentifier="RESPONSE"/>', [], Text("", is_long=True)),
    ],
)
def test_other_interactions_are_read(body, right, item):
    reading = QTI["qti21"].read(one_item(f"<itemBody>{body}</itemBody>", declared=declared(right)))

    assert (reading.questions, reading.troubles) == ((Exchanged("i-1", item),), ())


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            one_item('<itemBody><hotspotInteraction responseIdentifier="R"/></itemBody>'),
            ("unknown-question-type", "hotspotInteraction", True),
        ),
        (one_item('<itemBody><orderInteraction responseIdentifier="R"/></itemBody>'), ("no-key", "R", True)),
        (one_item("", path="items/2.xml"), ("member-missing", "items/2.xml", True)),
        (one_item("", kind="imsqti_test_xmlv2p1"), ("not-a-question", "imsqti_test_xmlv2p1 items/1.xml", False)),
        (one_item("<itemBody><p></itemBody>"), ("not-xml", "", True)),
    ],
)
def test_what_cannot_be_taken_is_named(content, found):
    reading = QTI["qti21"].read(content)

    assert [(t.code, t.detail, t.is_error) for t in reading.troubles] == [found]
    assert reading.questions == ()
