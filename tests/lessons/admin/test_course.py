"""Courses, units, figures and glossary words in the workshop: what is edited, what is only shown, and to whom."""

from html import unescape

import pytest
from django.test import Client

from lessons.models import Course, CourseRole, CourseVersion, Figure, GlossaryTerm, Lesson, Unit
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_chapter, make_course, make_lesson
from tests.factories.workshop import signed_in

pytestmark = pytest.mark.django_db
LISTS = ["course", "unit", "lesson", "glossaryterm", "figure"]


def page_of(response) -> str:
    return unescape(" ".join(response.content.decode().split()))


@pytest.fixture
def term(course: Course) -> GlossaryTerm:
    return GlossaryTerm.objects.create(
        course=course, uid="kahn", term="Kahn", aliases=["Kähne"], source="Ein Boot.", html="<p>Ein Boot.</p>"
    )


@pytest.fixture
def figure(course: Course) -> Figure:
    return Figure.objects.create(
        course=course, uid="b", name="boot.svg", media_type="image/svg+xml", content=b"<svg/>", content_hash="a" * 64
    )


def opening(opens: str = "", closes: str = "") -> dict[str, str]:
    times = {"opens_at": opens, "closes_at": closes}
    parts = {name: (text.split() or ["", ""]) for name, text in times.items()}
    return {f"{name}_{number}": value for name, values in parts.items() for number, value in enumerate(values)}


def test_lists_and_pages_are_there_for_who_writes_the_course(workshop, stranger, lesson, term, figure) -> None:
    rows = {"course": lesson.unit.course, "unit": lesson.unit, "lesson": lesson, "glossaryterm": term, "figure": figure}
    pages = {name: f"/admin/lessons/{name}/{row.pk}/change/" for name, row in rows.items()}
    marks = {
        "course": "Drei Begriffe",
        "unit": "Lektion Eins",
        "lesson": "Lektion Eins",
        "glossaryterm": "Kahn",
        "figure": "boot.svg",
    }

    for name, page in pages.items():
        assert workshop.get(page).status_code == 200, name
        assert stranger.get(page).status_code == 404, name
        assert marks[name] in page_of(workshop.get(f"/admin/lessons/{name}/")), name
        assert marks[name] not in page_of(stranger.get(f"/admin/lessons/{name}/")), name
        added = 200 if name == "figure" else 404  # the others come from the course files
        assert workshop.get(f"/admin/lessons/{name}/add/").status_code == added, name


@pytest.mark.parametrize("name", ["enrolment", "courserole"])
def test_roles_and_enrolments_are_the_operator_s(workshop, operator, name) -> None:
    assert workshop.get(f"/admin/lessons/{name}/").status_code == 404
    assert signed_in(operator).get(f"/admin/lessons/{name}/").status_code == 200


@pytest.mark.parametrize(
    "name", ["unitprogress", "lessonversion", "enrolmentevent", "courseversion", "loadeditem", "term", "oldslug"]
)
def test_what_people_did_and_what_is_derived_has_no_page(operator, name) -> None:
    assert signed_in(operator).get(f"/admin/lessons/{name}/").status_code == 404


def test_a_course_says_that_it_comes_from_its_files(workshop, operator, course, lesson) -> None:
    page = page_of(workshop.get(f"/admin/lessons/course/{course.pk}/change/"))

    assert "Dieser Inhalt stammt aus den Kursdateien" in page
    assert "Lektion Eins" in page
    assert 'name="title"' not in page
    assert signed_in(operator).post(f"/admin/lessons/course/{course.pk}/change/", {"title": "x"}).status_code == 404


def test_a_unit_of_an_unknown_kind_is_shown(workshop, course, lesson) -> None:
    Unit.objects.create(course=course, chapter=make_chapter(course), uid="x", slug="x", kind="spiel", title="Spiel")

    assert "spiel" in page_of(workshop.get("/admin/lessons/unit/"))
    assert "spiel" in page_of(workshop.get(f"/admin/lessons/course/{course.pk}/change/"))


def test_when_a_unit_is_open_is_decided_here(workshop, lesson) -> None:
    unit = lesson.unit
    page = f"/admin/lessons/unit/{unit.pk}/change/"

    response = workshop.post(page, {**opening("2026-11-23 08:00:00", "2026-11-27 18:00:00"), "title": "Gekapert"})

    found = Unit.objects.get(pk=unit.pk)
    assert response.status_code == 302
    assert [found.opens_at.isoformat(), found.closes_at.isoformat()] == [
        "2026-11-23T07:00:00+00:00", "2026-11-27T17:00:00+00:00",
    ]  # fmt: skip
    assert found.title == "Lektion Eins"


def test_times_the_wrong_way_round_stay_in_the_form(workshop, lesson) -> None:
    page = f"/admin/lessons/unit/{lesson.unit.pk}/change/"

    response = workshop.post(page, opening("2026-11-27 08:00:00", "2026-11-23 18:00:00"))

    form = response.context["adminform"].form
    assert form.errors == {"closes_at": ["Die Einheit wäre geschlossen, bevor sie offen ist."]}
    assert form["opens_at"].value() == ["2026-11-27", "08:00:00"]
    assert Unit.objects.get(pk=lesson.unit.pk).opens_at is None


def word(**fields: str) -> dict[str, str]:
    return {"term": "Kahn", "aliases": "Kähne", "lang": "", "source": "Ein Boot.", "note": "", **fields}


def test_a_word_is_edited_and_explained_anew(workshop, course, term) -> None:
    lesson = make_lesson(course, "Ein Kahn fährt.")
    page = f"/admin/lessons/glossaryterm/{term.pk}/change/"

    response = workshop.post(page, word(source="Ein **flaches** Boot.", aliases="Kähne\r\nKahns\r\n"), follow=True)

    found = GlossaryTerm.objects.get(pk=term.pk)
    assert (found.source, found.aliases) == ("Ein **flaches** Boot.", ["Kähne", "Kahns"])
    assert "<strong>flaches</strong>" in Lesson.objects.get(pk=lesson.pk).published.html
    assert "1 Text erklärt das Wort nun neu." in page_of(response)
    assert CourseVersion.objects.filter(course=course).count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"source": "[" * 9_000}, {"term": "Barke"}, {"aliases": "x" * 101}, {"source": "a\x00"}, {"term": ""},
     {"source": ""}, {"aliases": "\n".join(f"form{n}" for n in range(51))}],
    ids=["too deep", "taken", "long form", "NUL", "no word", "no definition", "too many forms"],
)  # fmt: skip
def test_a_refused_word_stays_in_the_form(workshop, course, term, fields) -> None:
    GlossaryTerm.objects.create(course=course, uid="barke", term="Barke")

    response = workshop.post(f"/admin/lessons/glossaryterm/{term.pk}/change/", word(**fields))

    form = response.context["adminform"].form
    assert response.status_code == 200
    assert form.errors
    assert {name: form[name].value() for name in fields} == fields
    assert GlossaryTerm.objects.get(pk=term.pk).source == "Ein Boot."


def test_nobody_edits_the_words_of_another_course(stranger, term) -> None:
    assert stranger.post(f"/admin/lessons/glossaryterm/{term.pk}/change/", word(source="Fremd.")).status_code == 404
    assert GlossaryTerm.objects.get(pk=term.pk).source == "Ein Boot."


def test_a_figure_is_shown_with_what_to_type_for_it(workshop, figure) -> None:
    page = page_of(workshop.get(f"/admin/lessons/figure/{figure.pk}/change/"))

    assert '<img src="/courses/kurs/figures/boot.svg?v=aaaaaaaaaaaa"' in page
    assert '![Was das Bild zeigt](boot.svg "Beschriftung")' in page


def test_an_operator_names_instructors(operator, course) -> None:
    person = make_user()

    signed_in(operator).post("/admin/lessons/courserole/add/", {"user": person.pk, "course": course.pk})

    role = CourseRole.objects.get()
    assert (role.user, role.course, role.granted_by, role.ended_at) == (person, course, operator, None)
    assert signed_in(person).get("/admin/lessons/lesson/").status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_as_many_queries_for_three_rows_as_for_one(operator, name) -> None:
    client = signed_in(operator)

    def add() -> None:
        course = make_course()
        number = make_lesson(course).pk
        GlossaryTerm.objects.create(course=course, uid=f"w{number}", term=f"Wort {number}")
        Figure.objects.create(course=course, uid="b", name="b.svg", media_type="image/svg+xml", content=b"")

    add()
    client.get(f"/admin/lessons/{name}/")
    with_one = queries_of(lambda: client.get(f"/admin/lessons/{name}/"))
    add()
    add()

    assert queries_of(lambda: client.get(f"/admin/lessons/{name}/")) == with_one


def test_signed_out_goes_to_the_sign_in(course) -> None:
    response = Client().get("/admin/lessons/course/")

    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/admin/lessons/course/")
