"""Figures that authors upload: said what is wrong with them, shown where they are used, removed when they are not."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from lessons.enums import Origin
from lessons.models import Course, Figure
from tests.factories.lessons import make_course, make_lesson
from tests.factories.pictures import DRAWING, picture

pytestmark = pytest.mark.django_db
ADD = "/admin/lessons/figure/add/"


def upload(client, course, content: bytes = DRAWING, alt: str = "Ein Kreis", name: str = "Mein Bild.svg"):
    client.cookies["language"] = "en"
    values = {"course": course.pk, "alt": alt, "file": SimpleUploadedFile(name, content)}
    return client.post(ADD, values)


def page_of(figure: Figure) -> str:
    return f"/admin/lessons/figure/{figure.pk}/change/"


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_an_uploaded_figure_says_its_name_and_how_a_text_shows_it(workshop, course) -> None:
    response = upload(workshop, course)

    figure = Figure.objects.get()
    assert (figure.course, figure.name, figure.alt, figure.origin) == (
        course,
        "mein-bild.svg",
        "Ein Kreis",
        Origin.EDITOR,
    )
    assert response.headers["Location"] == page_of(figure)
    assert said(response) == ["The figure is called mein-bild.svg. How to show it in a text is explained below."]
    page = workshop.get(page_of(figure)).content.decode()
    assert "![Ein Kreis](mein-bild.svg" in page
    assert "nowhere" in page


@pytest.mark.parametrize(
    ("content", "alt", "words"),
    [
        (b"kein Bild", "Ein Kreis", "Pictures of this kind are not accepted"),
        (DRAWING, "", "This field is required."),
        (DRAWING.replace(b"<svg", b"<svg onload='x()'"), "Ein Kreis", "something that is not allowed"),
        (DRAWING, "x" * 301, "at most 300 characters"),
    ],
)
def test_what_is_wrong_is_said_and_the_description_still_there(workshop, course, content, alt, words) -> None:
    response = upload(workshop, course, content, alt)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert alt[:20] in response.content.decode()
    assert not Figure.objects.exists()


def test_a_large_file_is_refused_before_it_is_read(workshop, course, monkeypatch) -> None:
    monkeypatch.setattr("lessons.admin.figure_upload.MAX_UPLOAD_BYTES", 1_000)

    response = upload(workshop, course, picture("PNG") + bytes(1_001), name="bild.png")

    assert "The picture is too large" in response.content.decode()
    assert not Figure.objects.exists()


def test_only_ones_own_courses_are_offered(workshop, stranger, course) -> None:
    other = make_course(slug="fremd")

    assert upload(workshop, other).status_code == 200
    assert upload(stranger, course).status_code == 200
    assert not Figure.objects.exists()


def test_where_it_is_used_is_shown_and_keeps_it(workshop, course) -> None:
    upload(workshop, course)
    figure = Figure.objects.get()
    lesson = make_lesson(course, "Sehen Sie:\n\n![Ein Kreis](mein-bild.svg)\n", title="Kreise", slug="kreise")

    page = workshop.get(page_of(figure)).content.decode()
    response = workshop.post(f"/admin/lessons/figure/{figure.pk}/remove/")

    assert f'<a href="/admin/lessons/lesson/{lesson.pk}/change/">Kreise</a>' in page
    assert said(response)[-1] == "This figure is in use and cannot be removed: Kreise"
    assert Figure.objects.get() == figure


def test_an_unused_one_is_removed(workshop, course) -> None:
    upload(workshop, course)
    figure = Figure.objects.get()

    assert workshop.get(f"/admin/lessons/figure/{figure.pk}/remove/").status_code == 405
    response = workshop.post(f"/admin/lessons/figure/{figure.pk}/remove/")

    assert said(response)[-1] == "The figure mein-bild.svg has been removed."
    assert not Figure.objects.exists()


def test_figures_of_the_files_are_taken_out_there(workshop, course: Course) -> None:
    content = {"content": DRAWING, "media_type": "image/svg+xml", "content_hash": "x"}
    figure = Figure.objects.create(course=course, uid="bild.svg", name="bild.svg", **content)

    assert "Remove figure" not in workshop.get(page_of(figure)).content.decode()
    workshop.cookies["language"] = "en"
    response = workshop.post(f"/admin/lessons/figure/{figure.pk}/remove/")

    assert said(response) == ["This figure comes from the course files and can only be removed there."]
    assert Figure.objects.get() == figure
