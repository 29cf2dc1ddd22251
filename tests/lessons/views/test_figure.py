import pytest

from lessons.models import Figure
from tests.factories.lessons import make_course

pytestmark = pytest.mark.django_db
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><style>a{}</style></svg>"


@pytest.fixture
def course():
    course = make_course(slug="kurs")
    Figure.objects.create(
        course=course,
        uid="kreise.svg",
        name="kreise.svg",
        media_type="image/svg+xml",
        content=SVG,
        content_hash="0" * 64,
    )
    return course


def test_a_picture_is_kept_by_the_browser_and_cannot_run(reader, course):
    response = reader.get("/courses/kurs/figures/kreise.svg?v=000000000000")

    assert (response.content, response["Content-Type"]) == (SVG, "image/svg+xml")
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    # printf 'a{}' | openssl dgst -sha256 -binary | base64
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; sandbox; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("name", ["unbekannt.svg", "x" * 2000])
def test_unknown_pictures_are_404(reader, course, name):
    assert reader.get(f"/courses/kurs/figures/{name}").status_code == 404


def test_pictures_of_other_courses_are_404(reader, course):
    course.access = "assigned"
    course.save()

    assert reader.get("/courses/kurs/figures/kreise.svg").status_code == 404
