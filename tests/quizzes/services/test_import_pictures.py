"""Pictures of a file of questions: into the figures of the course, out again, and none that means harm."""

import base64
from zlib import crc32

import pytest
from django.utils import translation

from coursesite import clock
from lessons.models import Figure
from lessons.services import illustrating
from lessons.services.illustrating import add_figure
from quizzes.errors import QuizzesError
from quizzes.formats import all_formats, get_format
from quizzes.formats.base import MAX_BYTES, Exchanged, Trouble
from quizzes.formats.item import Alternative, Choice
from quizzes.models import Question
from quizzes.services import exchanging, import_pictures
from quizzes.services.exchanging import ImportRefused, check_questions, import_questions
from quizzes.services.exporting import export_questions
from tests.factories.accounts import make_user
from tests.factories.pictures import DRAWING, photo_with_place, picture
from tests.factories.quizzes import make_questions, make_quiz_course, single_data

pytestmark = pytest.mark.django_db
PHOTO = picture("PNG", (8, 4))
IMAGE = '<img src="@@PLUGINFILE@@/fokus.png" alt="Ein Laden" width="300">'
QUESTION = """<question type="multichoice"><name><text>Laden</text></name>
<questiontext format="html"><text><![CDATA[<p>Was zeigt das Bild?</p><p>{image}</p>]]></text>{files}</questiontext>
<generalfeedback format="html"><text>{general}</text></generalfeedback><idnumber>{uid}</idnumber><single>true</single>
<shuffleanswers>true</shuffleanswers>
<answer fraction="100" format="html"><text>{right}</text>{answer_files}<feedback><text>Ja.</text></feedback></answer>
<answer fraction="0" format="html"><text>Wald</text><feedback><text>Nein.</text></feedback></answer>
<answer fraction="0" format="html"><text>Meer</text><feedback><text>Nein.</text></feedback></answer></question>"""


def file(content=PHOTO, name="fokus.png"):
    return f'<file name="{name}" path="/" encoding="base64">{base64.b64encode(content).decode()}</file>'


def quiz(*questions):
    return f"<quiz>{''.join(questions)}</quiz>".encode()


def asked(uid="laden", *, image=IMAGE, files=None, right="Laden", answer_files="", general=""):
    values = {"image": image, "right": right, "answer_files": answer_files, "general": general}
    return QUESTION.format(uid=uid, files=file() if files is None else files, **values)


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs", language="de")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def check(course, content, key="moodle_xml"):
    return check_questions(course=course, format_key=key, content=content)


def bring(course, content, key="moodle_xml", author=None):
    return import_questions(course=course, format_key=key, content=content, author=author, now=clock.now())


def stem_of(uid="laden"):
    return Question.objects.get(uid=uid).current.content["stem"]


def codes(report):
    return [(trouble.code, trouble.detail) for trouble in report.troubles]


# --- in ---
def test_a_picture_becomes_a_figure_with_a_name_that_tells_nothing(course) -> None:
    """The file calls it by the correct answer."""
    author = make_user()

    report = bring(course, quiz(asked()), author=author)

    figure = Figure.objects.get()
    assert (report.pictures, codes(report)) == (1, [])
    assert figure.name == f"bild-{figure.content_hash[:16]}.png"
    assert (figure.alt, figure.width, figure.height, figure.uploaded_by) == ("Ein Laden", 8, 4, author)
    assert stem_of() == f"Was zeigt das Bild?\n\n![Ein Laden]({figure.name})"
    rendered = Question.objects.get().current.rendered["stem"]
    assert f'src="/courses/kurs/figures/{figure.name}?v={figure.content_hash[:12]}"' in rendered


def test_a_check_counts_the_new_figures_and_writes_none(course) -> None:
    content = quiz(
        asked("eins"), asked("zwei"), asked("drei", files=file(DRAWING, "fokus.svg"), image=IMAGE.replace("png", "svg"))
    )

    report = check(course, content)

    assert (report.count("new"), report.pictures, report.errors) == (3, 2, ())
    assert not Figure.objects.exists()
    assert bring(course, content).pictures == 2
    assert Figure.objects.count() == 2


def test_what_a_photo_tells_beside_its_picture_is_gone(course) -> None:
    bring(course, quiz(asked(files=file(photo_with_place(), "foto.jpg"), image=IMAGE.replace("fokus.png", "foto.jpg"))))

    assert b"Ada" not in bytes(Figure.objects.get().content)


def test_a_picture_that_the_course_has_is_not_stored_again(course) -> None:
    figure = add_figure(course=course, name="Laden.png", content=PHOTO, alt="Laden", author=None, now=clock.now())

    assert bring(course, quiz(asked())).pictures == 0
    assert stem_of().endswith(f"({figure.name})")
    assert Figure.objects.count() == 1


@pytest.mark.parametrize(
    ("question", "code", "detail"),
    [
        (asked(image=IMAGE.replace('alt="Ein Laden"', "")), "picture-refused", "fokus.png: Please describe what the picture shows, for people who cannot see it."),
        (asked(files=file(b"Hallo")), "picture-refused", "fokus.png: Pictures of this kind are not accepted: please use PNG, JPEG, WebP or SVG."),
        (asked(files=file(DRAWING.replace(b"<circle", b"<script"))), "picture-refused", "fokus.png: The drawing contains something that is not allowed in a picture: <script"),
        (asked(files=file(b"")), "image-unreadable", "fokus.png"),
        (asked(files='<file name="fokus.png" encoding="base64">%%%</file>'), "image-unreadable", "fokus.png"),
        (asked(image="", files="", right='<![CDATA[<img src="@@PLUGINFILE@@/fokus.png" alt="x">]]>', answer_files=file()), "picture-not-in-stem", "fokus.png"),
    ],
    ids=["no alt", "no picture", "active", "empty", "no base64", "in an answer"],
)  # fmt: skip
def test_a_picture_that_cannot_be_taken_keeps_the_file_out_and_is_named(course, question, code, detail) -> None:
    with pytest.raises(ImportRefused) as refused:
        bring(course, quiz(asked("gut"), question))

    [error] = refused.value.report.errors
    assert (error.code, error.detail) == (code, detail)
    assert (Question.objects.count(), Figure.objects.count()) == (0, 0)


def test_pictures_that_nobody_sees_and_captions_are_left_out_by_name(course) -> None:
    files = file() + file(DRAWING, "rest.svg")

    report = bring(course, quiz(asked(files=files, image=IMAGE.replace("width", 'title="Fokus" width'))))

    assert codes(report) == [("picture-left-out", "rest.svg"), ("markup-left-out", "title")]
    assert (report.pictures, '"' in stem_of()) == (1, False)


def test_pictures_of_other_places_do_not_come(course) -> None:
    report = bring(course, quiz(asked(image='<img src="https://example.org/a.png" alt="Fern">', files="")))

    assert codes(report) == [("image-not-in-file", "https://example.org/a.png")]
    assert "example.org" not in Question.objects.get().current.rendered["stem"]


def test_all_comes_or_nothing(course, monkeypatch) -> None:
    monkeypatch.setattr(exchanging, "store_wording", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        bring(course, quiz(asked()))

    assert (Question.objects.count(), Figure.objects.count()) == (0, 0)


def test_a_figure_that_somebody_uploads_between_check_and_import_is_not_doubled(course, monkeypatch) -> None:
    render = exchanging._render

    def meanwhile(plan):
        add_figure(course=course, name="Laden.png", content=PHOTO, alt="Laden", author=None, now=clock.now())
        return render(plan)

    monkeypatch.setattr(exchanging, "_render", meanwhile)
    with pytest.raises(QuizzesError) as refused:
        bring(course, quiz(asked()))

    assert refused.value.code == "changed-meanwhile"
    assert [figure.name for figure in Figure.objects.all()] == ["laden.png"]


# --- hostile ---
def test_a_file_of_200_megabytes_is_not_decoded(course, monkeypatch) -> None:
    monkeypatch.setattr(base64, "b64decode", lambda *args, **values: pytest.fail("decoded"))
    content = b'<quiz><question type="essay"><questiontext><file name="a.png" encoding="base64">' + b"A" * 200_000_000

    report = check(course, content)

    assert codes(report) == [("file-too-large", str(MAX_BYTES // 1_000_000))]


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head(course) -> None:
    """0.1 MB of a file, 400 million pixels."""
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (20_000).to_bytes(4) * 2 + b"\x08\x00\x00\x00\x00"
    bomb = head + crc32(head[12:]).to_bytes(4) + picture()[33:]

    with pytest.raises(ImportRefused) as refused:
        bring(course, quiz(asked(files=file(bomb))))

    assert codes(refused.value.report) == [
        ("picture-refused", "fokus.png: The picture has too many pixels: the limit is 50 million.")
    ]


def test_many_pictures_have_one_limit_together(course, monkeypatch) -> None:
    decoded = []
    monkeypatch.setattr(import_pictures, "MAX_PIXELS", 70)
    monkeypatch.setattr(
        import_pictures,
        "checked_picture",
        lambda content: decoded.append(content) or illustrating.checked_picture(content),
    )
    pictures = [picture("PNG", (8, 4), colour=colour) for colour in (1, 2, 3, 3)]

    report = check(course, quiz(*(asked(f"f-{n}", files=file(one)) for n, one in enumerate(pictures))))

    assert codes(report) == [("too-many-pixels", "0")]
    assert decoded == pictures[:2]


@pytest.mark.parametrize(
    ("limit", "module", "code"),
    [("MAX_PICTURES", import_pictures, "too-many-pictures"), ("MAX_COURSE_BYTES", import_pictures, "figures-full")],
)
def test_a_file_brings_no_more_than_a_course_may_hold(course, monkeypatch, limit, module, code) -> None:
    monkeypatch.setattr(module, limit, 1)
    other = picture("PNG", (9, 9), colour=5)

    report = check(course, quiz(asked("eins"), asked("zwei", files=file(other))))

    assert code in [trouble.code for trouble in report.errors]


# --- out and in again ---
@pytest.fixture
def pictured(course):
    figure = add_figure(
        course=course, name="Skizze.jpg", content=picture("JPEG", (8, 4)), alt="Laden", author=None, now=clock.now()
    )
    text = f"Was zeigt das Bild?\n\n![Ein Laden]({figure.name})"
    [question] = make_questions(course, [single_data("A", text=text)], uid="laden")
    return figure, question


@pytest.mark.parametrize("key", ["moodle_xml", "qti21", "qti3", "yaml", "gift"])
def test_the_same_course_takes_its_own_file_as_unchanged(course, pictured, key) -> None:
    exported = export_questions(course=course, format_key=key)

    report = check(course, exported.content, key)

    assert [(row.uid, row.state) for row in report.rows] == [("laden", "unchanged")]
    assert (report.pictures, report.errors) == (0, ())


@pytest.mark.parametrize("key", ["moodle_xml", "qti21", "qti3"])
def test_another_course_gets_question_and_picture(pictured, key) -> None:
    figure, question = pictured
    other = make_quiz_course(slug="anderer", language="de")
    exported = export_questions(course=question.course, format_key=key)

    report = bring(other, exported.content, key)

    assert (exported.losses, report.pictures, report.errors) == ((), 1, ())
    come = other.figures.get()
    assert (come.media_type, come.width, come.height, come.alt) == ("image/jpeg", 8, 4, "Ein Laden")
    stem = other.bank.get().current.content["stem"]
    assert stem == question.current.content["stem"].replace(figure.name, come.name)


@pytest.mark.parametrize("key", sorted(set(all_formats()) - {"moodle_xml", "qti21", "qti3"}))
def test_other_formats_say_that_the_picture_stays_behind(course, pictured, key) -> None:
    exported = export_questions(course=course, format_key=key)

    assert Trouble("lost-picture", "skizze.jpg", "laden", is_error=False) in exported.losses


def test_a_question_whose_picture_is_not_there_is_refused_by_name(pictured) -> None:
    exported = export_questions(course=pictured[1].course, format_key="yaml")

    report = check(make_quiz_course(slug="anderer", language="de"), exported.content, "yaml")

    assert [(one.code, one.detail) for one in report.errors] == [
        ("content", "stem: The course has no figure “skizze.jpg”.")
    ]


def test_a_figure_that_is_gone_is_named_on_the_way_out(course, pictured) -> None:
    figure, _question = pictured
    Figure.objects.filter(pk=figure.pk).delete()

    exported = export_questions(course=course, format_key="moodle_xml")

    assert exported.losses == (Trouble("lost-picture", "skizze.jpg", "laden", is_error=False),)


def test_an_export_reads_the_figures_at_once(course, pictured, django_assert_num_queries) -> None:
    text = f"Noch eins\n\n![Ein Laden]({pictured[0].name})"
    make_questions(course, [single_data("B", text=text) for _number in range(3)])

    with django_assert_num_queries(4):
        assert export_questions(course=course, format_key="moodle_xml").count == 4


def test_a_qti_package_holds_the_picture_as_a_file_of_its_item() -> None:
    item = Choice("![Kreis](kreis.svg)", (Alternative("a", "Ja"), Alternative("b", "Nein")), ("a",))
    question = Exchanged("q-1", item, "", {}, {"kreis.svg": DRAWING})

    for key in ("qti21", "qti3"):
        [back] = get_format(key).read(get_format(key).write([question])).questions
        assert (back.item.prompt, back.images) == (item.prompt, question.images)
