"""Figures uploaded on the site: their names, what stays of them, where they are used, and that no load takes them."""

from datetime import UTC, datetime

import pytest

from lessons.enums import Origin
from lessons.errors import LessonsError
from lessons.files.course import read_course
from lessons.files.folder import read_folder
from lessons.kinds import parts
from lessons.models import Course, Figure, LessonVersion
from lessons.queries.figures import Use, uses_of
from lessons.services import illustrating
from lessons.services.dumping import dump_course
from lessons.services.illustrating import add_figure, remove_figure
from lessons.services.publishing import LessonText, save_draft
from tests.factories.accounts import make_user
from tests.factories.course_files import small_course, without
from tests.factories.lessons import make_course, make_lesson
from tests.factories.loading import edit_lesson, load, the_course, the_lesson
from tests.factories.pictures import DRAWING, picture

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def course() -> Course:
    return make_course(slug="kurs", title="Drei Begriffe")


def add(
    course: Course, name: str = "Bild.png", content: bytes = DRAWING, alt: str = "Ein Kreis", author=None
) -> Figure:
    return add_figure(course=course, name=name, content=content, alt=alt, author=author, now=NOW)


def test_an_uploaded_figure_can_stand_in_a_text(course) -> None:
    author = make_user()

    figure = add(course, "C:\\Bilder\\Größe & Maß.PNG", picture("JPEG", (8, 4)), "  Zwei\nGrößen ", author)

    figure.refresh_from_db()
    assert (figure.name, figure.uid, figure.media_type) == ("groesse-mass.jpg", "groesse-mass.jpg", "image/jpeg")
    assert (figure.alt, figure.width, figure.height) == ("Zwei Größen", 8, 4)
    assert (figure.origin, figure.uploaded_by, figure.uploaded_at) == (Origin.EDITOR, author, NOW)
    lesson = make_lesson(course, f"![{figure.alt}]({figure.name})")
    assert "/courses/kurs/figures/groesse-mass.jpg?v=" in lesson.published.html


@pytest.mark.parametrize(
    ("wish", "name"),
    [("../../etc/passwd", "passwd.svg"), ("", "bild.svg"), ("日本.png", "bild.svg"), ("con.svg", "bild-con.svg"),
     ("a\x00b.svg", "ab.svg"), ("x" * 300 + ".svg", "x" * 60 + ".svg"), (".htaccess", "htaccess.svg"), ("A_b.c.svg", "a-bc.svg")],
)  # fmt: skip
def test_names_are_made_here(course, wish, name) -> None:
    assert add(course, wish).name == name


def test_names_are_numbered_where_they_are_taken(course) -> None:
    names = [add(course, "Bild.svg", picture(colour=colour)).name for colour in (1, 2, 3)]

    assert names == ["bild.png", "bild-2.png", "bild-3.png"]
    assert add(make_course(), "Bild.svg", picture(colour=1)).name == "bild.png"


def test_the_same_picture_is_there_once(course) -> None:
    first = add(course)

    assert add(course, "anders.svg", alt="Etwas anderes") == first
    assert Figure.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "alt", "code"),
    [(DRAWING, " \n", "no-alt"), (DRAWING, "x" * 301, "long-alt"), (b"Hallo", "Ein Kreis", "no-picture"),
     (b"", "Ein Kreis", "empty"), (DRAWING.replace(b"<circle", b"<script"), "Ein Kreis", "active")],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_in_words(course, content, alt, code) -> None:
    with pytest.raises(LessonsError) as refusal:
        add(course, content=content, alt=alt)

    assert refusal.value.code == code
    assert "%" not in str(refusal.value)
    assert not Figure.objects.exists()


def test_a_course_holds_no_more_than_its_folder_can(course, monkeypatch) -> None:
    add(course)
    monkeypatch.setattr(illustrating, "MAX_COURSE_BYTES", len(DRAWING) + 1)

    with pytest.raises(LessonsError) as refusal:
        add(course, content=picture())

    assert refusal.value.code == "full"
    assert Figure.objects.count() == 1


def test_a_figure_in_use_stays_and_its_lessons_are_named(course) -> None:
    figure = add(course)
    shown = make_lesson(course, f"![Kreis]({figure.name})", title="Mit Kreis")
    drafted = make_lesson(course, "Ohne.", title="Im Entwurf")
    text = LessonText(title="Im Entwurf", source=f"![Kreis]({figure.name})")
    save_draft(lesson=drafted, text=text, author=None, now=NOW, based_on=1)
    make_lesson(course, f"Nur der Name `![x]({figure.name})`.", title="Nennt ihn nur")

    assert uses_of(figure) == (Use("Mit Kreis", shown.pk), Use("Im Entwurf", drafted.pk))
    with pytest.raises(LessonsError) as refusal:
        remove_figure(figure=figure)

    assert refusal.value.code == "in-use"
    assert str(refusal.value).endswith(": Mit Kreis, Im Entwurf")
    assert Figure.objects.count() == 1


def test_an_approved_text_that_waits_for_its_day_keeps_its_figures(course) -> None:
    figure = add(course)
    lesson = make_lesson(course, f"![Kreis]({figure.name})", title="Früher mit Kreis")
    text = LessonText(title="Früher mit Kreis", source="Ohne.")
    save_draft(lesson=lesson, text=text, author=None, now=NOW, based_on=1)
    lesson.published = lesson.versions.get(number=2)
    lesson.save()
    LessonVersion.objects.filter(number=1).update(goes_live_at=NOW, published_at=None)

    assert uses_of(figure) == (Use("Früher mit Kreis", lesson.pk),)


def test_a_figure_nothing_shows_can_go(course) -> None:
    figure = add(course)
    make_lesson(course, "Ohne Abbildung.")

    remove_figure(figure=figure)

    assert not Figure.objects.exists()


def test_figures_of_the_course_files_are_taken_out_there() -> None:
    load(small_course())
    figure = Figure.objects.get()

    with pytest.raises(LessonsError) as refusal:
        remove_figure(figure=figure)

    assert refusal.value.code == "from-files"


def test_an_uploaded_figure_goes_into_the_files_and_back(tmp_path) -> None:
    load(small_course())
    figure = add(the_course(), "Neu.svg", DRAWING + b"\n")
    edit_lesson(f'## Anfang\n\n![Kreis]({figure.name} "Ein Kreis")\n\n![Kreis](kreis.svg "Ein Kreis")')

    dump_course(course=the_course(), folder=tmp_path)

    folder, _problems = read_folder(tmp_path)
    assert folder.files["neu.svg"] == DRAWING + b"\n"
    reading = read_course(folder, parts())
    assert reading.course is not None
    assert [one.code for one in reading.problems if one.is_error] == []
    before = the_lesson().published
    load({path: content.decode() for path, content in folder.files.items()})
    assert (the_lesson().published, Figure.objects.get(pk=figure.pk).name) == (before, "neu.svg")


def test_a_load_leaves_uploaded_figures_alone() -> None:
    load(small_course())
    figure = add(the_course(), "Neu.svg")

    load(small_course() | {"glossary.md": small_course()["glossary.md"].replace("wollen", "möchten")})

    assert Figure.objects.filter(pk=figure.pk).exists()


@pytest.mark.parametrize("published", [True, False])
def test_a_figure_that_left_the_files_stays_while_a_text_of_the_site_shows_it(published) -> None:
    lesson = small_course()["01-anfang/lesson.md"]
    without_figure = lesson.replace('![Ein Kreis](kreis.svg "Ein Kreis")\n', "")
    files = {**without(small_course(), "01-anfang/kreis.svg"), "01-anfang/lesson.md": without_figure}
    load(small_course())
    edit_lesson("## Anfang\n\n![Ein Kreis](kreis.svg)\n\nHier geschrieben.", published=published)

    load(files)

    assert Figure.objects.filter(name="kreis.svg").exists()


def test_a_figure_that_left_the_files_with_its_text_goes() -> None:
    lesson = small_course()["01-anfang/lesson.md"]
    without_figure = lesson.replace('![Ein Kreis](kreis.svg "Ein Kreis")\n', "")
    load(small_course())

    load({**without(small_course(), "01-anfang/kreis.svg"), "01-anfang/lesson.md": without_figure})

    assert not Figure.objects.exists()
