"""Moodle XML: what Moodle exports, our own questions there and back, edited ones, hostile files."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats import get_format
from quizzes.formats.base import MAX_QUESTIONS, Exchanged
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Match, Order, Text
from quizzes.types import all_types

DATA = Path(__file__).parent / "data"
MOODLE = get_format("moodle_xml")
CHOICE = Choice(
    "Was *gilt*?",
    (Alternative("F", "Dies", "Nein."), Alternative("O", "Das **da**", "Ja.")),
    ("O",),
    extras={"options": {"F": {"misconception": "M1"}}, "case": {"term": "O", "claims": ["S1-01"]}},
)
EXAMPLES = [
    pytest.param(kind, example, id=f"{key}-{number}")
    for key, kind in all_types().items()
    for number, example in enumerate(kind.examples)
    if key != "markwords"  # no format can hold it
]


def troubles_of(content):
    return [
        (trouble.code, trouble.detail, trouble.name, trouble.line, trouble.is_error) for trouble in content.troubles
    ]


def in_moodle(body, kind="multichoice"):
    return f'<quiz><question type="{kind}">{body}</question></quiz>'.encode()


# --- what others write ----
def test_an_extension_that_lost_a_part_is_named_and_the_rest_read():
    written = MOODLE.write([Exchanged("u", Text("Schreiben Sie.", is_long=True), "essay")])
    broken = written.replace(b',"uid":"u"', b"")
    reading = MOODLE.read(broken)

    assert broken != written
    assert "extension-unreadable" in [trouble.code for trouble in reading.troubles]
    assert [question.item.prompt for question in reading.questions] == ["Schreiben Sie."]


def test_export_of_moodle_is_read():
    reading = MOODLE.read((DATA / "moodle_export.xml").read_bytes())

    assert reading.questions == (
        Exchanged(
            "v-01",
            Choice(
                "Wer fragt seine Kunden **zuerst**?\n\n![Ein Laden](Mein-Bild.png)",
                (
                    Alternative("a1", "Die Bäckerei", "Sie fragt am Tresen."),
                    Alternative("a2", "Das Hotel"),
                    Alternative("a3", "Das Amt"),
                ),
                ("a1", "a2"),
                extras={"options": {"a1": {"share": "1/3"}, "a2": {"share": "2/3"}}},
            ),
            "multiple",
            {"pool": "practice"},
            {"Mein-Bild.png": b"\x89PNG\r\n\x1a\n"},
        ),
        Exchanged(
            "",
            Match(
                "Was gehört wozu?",
                (Alternative("r1", "fragen"), Alternative("r2", "liefern")),
                (Alternative("t1", "zuhören"), Alternative("t2", "Wort halten"), Alternative("t3", "schweigen")),
                (("r1", "t1"), ("r2", "t2")),
            ),
        ),
        Exchanged(
            "",
            Gaps(
                "Ein Kunde ist ___ und zahlt ___.",
                (
                    Gap("g1", ("a1",), (Alternative("a1", "König", "Ja"), Alternative("a2", "Bettler", "Nein } nie"))),
                    Gap("g2", ("bar", "mit Karte")),
                ),
            ),
        ),
        Exchanged("", Text("2\\*3 = ?", ("6",), feedback="Ja.")),
    )
    assert [(question.number, question.line) for question in reading.questions] == [(1, 9), (2, 42), (3, 51), (4, 56)]
    assert troubles_of(reading) == [
        ("not-a-question", "category $course$/top/Vertrieb", "", 4, False),
        ("markup-left-out", "u", "Wünsche hören", 9, False),
        ("lost-tags", "Vertrieb", "Wünsche hören", 9, False),
        ("lost-parts", "tolerance", "Rechnen", 56, False),
    ]


def test_faults_are_told_with_name_and_line():
    reading = MOODLE.read((DATA / "moodle_faults.xml").read_bytes())

    assert [question.number for question in reading.questions] == [3, 4]
    assert troubles_of(reading) == [
        ("no-key", "", "Ohne Lösung", 3, True),
        ("unknown-question-type", "calculated", "Umsatz", 10, True),
        ("image-unreadable", "leer.png", "Aufsatz", 14, True),
        ("image-not-in-file", "@@PLUGINFILE@@/weg.png", "Aufsatz", 14, False),
        ("markup-left-out", "table, tr, td", "Aufsatz", 14, False),
        ("lost-parts", "answer, *", "Wort", 20, False),
    ]


# --- there and back ----
@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_every_type_comes_back_as_it_left(kind, example):
    content = kind.parse(example.data, terms=example.terms)
    question = Exchanged("ex-1", kind.interaction(content), kind.key, {"pool": "exam", "note": "nie -- > so"})

    reading = MOODLE.read(MOODLE.write([question]))

    assert (reading.questions, reading.troubles, MOODLE.losses(question)) == ((question,), (), ())
    data = kind.from_interaction(reading.questions[0].item)
    assert kind.parse(data, terms=example.terms) == content


TEXTS = st.text("ab *_`[](){}<>&#~=%\\/-.!äß„“\n1|:", min_size=1, max_size=30)
WORDS = TEXTS.filter(str.strip)  # an accepted answer is never blank
IDS = st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,5}", fullmatch=True), min_size=2, max_size=4, unique=True)


@st.composite
def listed(draw, *, plain=False):
    ids = draw(IDS)
    return tuple(Alternative(key, draw(TEXTS), "" if plain else draw(TEXTS)) for key in ids)


@st.composite
def items(draw):
    kind = draw(st.sampled_from(["choice", "match", "order", "gaps", "text"]))
    extras = draw(st.dictionaries(st.sampled_from(["form", "case"]), TEXTS, max_size=2))
    of = draw(listed())
    if kind == "choice":
        right = tuple(draw(st.lists(st.sampled_from([a.id for a in of]), min_size=1, unique=True)))
        return Choice(draw(TEXTS), of, right, draw(st.booleans()), extras)
    if kind == "match":
        to = draw(listed(plain=True))
        pairs = tuple((a.id, draw(st.sampled_from([t.id for t in to]))) for a in of)
        return Match(draw(TEXTS), of, to, pairs, {pairs[0]: draw(TEXTS)}, extras)
    if kind == "order":
        return Order(draw(TEXTS), of, draw(TEXTS), extras)
    if kind == "gaps":
        gaps = (Gap("g1", (of[0].id,), of, ""), Gap("g2", (draw(WORDS),), (), draw(TEXTS)))
        return Gaps("Eins ___, zwei ____.", gaps, extras)
    return Text(draw(TEXTS), tuple(draw(st.lists(WORDS, max_size=2))), draw(TEXTS), draw(TEXTS), extras=extras)


@given(item=items(), head=st.dictionaries(st.sampled_from(["pool", "note"]), TEXTS), picture=st.binary(min_size=1))
def test_what_moodle_can_hold_comes_back_equal(item, head, picture):
    question = Exchanged("q-1", item, "", head, {"bild.png": picture})

    if not MOODLE.losses(question):
        assert MOODLE.read(MOODLE.write([question])).questions == (question,)


def test_what_moodle_cannot_hold_is_named_and_left_out():
    question = Exchanged("q-1", replace(CHOICE, right=()))

    assert [(loss.code, loss.name, loss.is_error) for loss in MOODLE.losses(question)] == [("no-key", "q-1", True)]
    assert MOODLE.read(MOODLE.write([question])).questions == ()


# --- edited in Moodle ----
def test_text_edited_in_moodle_wins_and_the_rest_stays():
    content = MOODLE.write([Exchanged("q-1", CHOICE, "single", {"pool": "exam"})]).decode()

    reading = MOODLE.read(content.replace("<text>Dies</text>", "<text>Jenes</text>").encode())

    assert reading.questions[0].item == replace(
        CHOICE, alternatives=(Alternative("F", "Jenes", "Nein."), CHOICE.alternatives[1])
    )
    assert reading.troubles == ()


def test_snapshot_that_is_none_leaves_the_visible_question():
    content = MOODLE.write([Exchanged("q-1", CHOICE, "single")]).decode()

    reading = MOODLE.read(content.replace('"kind":"choice"', '"kind":7').encode())

    assert [(trouble.code, trouble.is_error) for trouble in reading.troubles][:1] == [("extension-unreadable", False)]
    assert [a.text for a in reading.questions[0].item.alternatives] == ["Dies", "Das **da**"]


# --- encodings, hostile files ----
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="{}"?>'])
def test_encodings(encoding, declaration):
    name = {"utf-8-sig": "UTF-8", "cp1252": "windows-1252"}.get(encoding, encoding)
    text = (
        declaration.format(name)
        + in_moodle("<questiontext><text>Wer zählt „mehr“?</text></questiontext>", "essay").decode()
    )

    assert [question.item.prompt for question in MOODLE.read(text.encode(encoding)).questions] == ["Wer zählt „mehr“?"]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>", "is-html"),
        (b"::Frage:: Was? {=A ~B}", "not-xml"),
        (b"<quiz><question>", "not-xml"),
        (b"<quiz>&nbsp;</quiz>", "not-xml"),
        (b"<quiz/>", "no-questions"),
        (b"<questestinterop/>", "wrong-root"),
        (f'<!DOCTYPE q [<!ENTITY l0 "ha">{LAUGHS}]><quiz>&l9;</quiz>'.encode(), "xml-doctype"),
        (b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>', "xml-doctype"),
        (b'<?xml version="1.0" encoding="utf-7"?><quiz/>', "unknown-encoding"),
        (b'<quiz a="' + b"x" * 100_000_000 + b'"/>', "file-too-large"),
        (b"<quiz>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</quiz>", "too-deep"),
        (b"<quiz>" + b"<a/>" * 150_000 + b"</quiz>", "too-many-elements"),
        (b"<quiz>" + b"<question/>" * (MAX_QUESTIONS + 1) + b"</quiz>", "too-many-questions"),
        (b"\x00\x01\x02\xff", "not-text"),
    ],
)
def test_file_that_is_no_moodle_xml_is_refused_by_one_word(content, code):
    reading = MOODLE.read(content)

    assert ([trouble.code for trouble in reading.troubles], reading.questions) == ([code], ())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<questiontext><text>" + "x" * 30_000 + "</text></questiontext>", "too-few-answers"),
        ("<answer/>" * 200, "too-many-parts"),
        ('<answer fraction="1e999"/>' * 2, "fraction-unreadable"),
    ],
)
def test_question_beyond_measure_is_refused(body, code):
    reading = MOODLE.read(in_moodle(body))

    assert ([trouble.code for trouble in reading.troubles], reading.questions) == ([code], ())
