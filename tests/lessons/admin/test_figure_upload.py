"""A picture uploaded while a lesson is written: what the script is told, and that its Markdown shows the picture."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lessons.admin.figure_upload import figure_markdown
from lessons.enums import Origin
from lessons.models import Figure
from lessons.queries.rendering import render_context
from lessons.services.publishing import preview
from tests.factories.pictures import DRAWING

pytestmark = pytest.mark.django_db


def upload(client: Client, lesson, content: bytes = DRAWING, alt: str = "Ein Kreis", caption: str = ""):
    client.cookies["language"] = "en"
    values = {"alt": alt, "caption": caption, "file": SimpleUploadedFile("Mein Bild.svg", content)}
    return client.post(f"/admin/lessons/lesson/{lesson.pk}/figure/", values)


def test_an_uploaded_picture_comes_back_as_markdown(workshop, lesson, course, teacher) -> None:
    response = upload(workshop, lesson, caption="So sieht es aus")

    assert response.json() == {"markdown": '![Ein Kreis](mein-bild.svg "So sieht es aus")'}
    figure = Figure.objects.get()
    assert (figure.course, figure.name, figure.alt, figure.origin, figure.uploaded_by) == (
        course,
        "mein-bild.svg",
        "Ein Kreis",
        Origin.EDITOR,
        teacher,
    )
    assert lesson.versions.count() == 1


@pytest.mark.parametrize(
    ("content", "alt", "said"),
    [
        (b"kein Bild", "Ein Kreis", ("file", "Pictures of this kind are not accepted")),
        (b"", "Ein Kreis", ("file", "The submitted file is empty.")),
        (DRAWING, "", ("alt", "This field is required.")),
        (DRAWING, "\x01", ("alt", "Please describe what the picture shows")),
        (DRAWING.replace(b"<svg", b"<svg onload='x()'"), "Ein Kreis", ("file", "something that is not allowed")),
        (DRAWING, "x" * 301, ("alt", "at most 300 characters")),
    ],
)
def test_what_is_wrong_is_said_of_its_field(workshop, lesson, content, alt, said) -> None:
    field, words = said

    response = upload(workshop, lesson, content, alt)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert words in response.json()["errors"][field]
    assert not Figure.objects.exists()


def test_a_large_file_is_refused_before_it_is_read(workshop, lesson, monkeypatch) -> None:
    monkeypatch.setattr("lessons.admin.figure_upload.MAX_UPLOAD_BYTES", 10)

    assert "The picture is too large" in upload(workshop, lesson).json()["errors"]["file"]


def test_only_who_writes_the_course_uploads(stranger, lesson) -> None:
    assert upload(stranger, lesson).status_code == 404
    assert upload(Client(), lesson).json() == {"error": "sign-in"}
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("alt", "caption", "shown"),
    [
        ("Ein Kreis", "", ("Ein Kreis", "")),
        ("Der [rote]\nKreis", "", ("Der (rote) Kreis", "")),
        ("a](b", 'Sagt "rund" und `](`', ("a)(b", 'Sagt "rund" und <code>] (</code>')),
        (r"C:\Kreis *1*", "Zwei\nZeilen", (r"C:\Kreis *1*", "Zwei Zeilen")),
    ],
)
def test_whatever_is_typed_its_markdown_shows_one_figure(workshop, lesson, alt, caption, shown) -> None:
    upload(workshop, lesson)

    made = preview(figure_markdown("mein-bild.svg", alt, caption), render_context(lesson.unit.course))

    assert made.problems == ()
    assert made.rendered.html.count("<img") == 1
    assert f'alt="{shown[0]}"' in made.rendered.html
    assert ("<figcaption>" in made.rendered.html) == bool(caption)
    assert shown[1] in made.rendered.html
