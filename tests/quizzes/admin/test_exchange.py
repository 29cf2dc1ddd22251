"""Importing and exporting questions on the authors' pages."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from lessons.models import CourseRole, StagedFile
from quizzes.admin.exchange import MAX_UPLOAD
from quizzes.models import Question
from tests.factories.quizzes import make_question
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db

IMPORT, EXPORT = "/admin/quizzes/question/import/", "/admin/quizzes/question/export/"
GIFT = "::hut::Größe eines Huts?{=Hutgröße ####Der Kopf zählt.}\n"


def upload(client, course, content=GIFT, **values):
    file = SimpleUploadedFile("fragen.txt", content.encode() if isinstance(content, str) else content)
    given = {"format": "gift", "course": course.pk, "pool": "practice", "file": file, **values}
    return client.post(IMPORT, given)


def test_a_file_is_checked_first_and_then_imported(workshop, course, teacher):
    checked = workshop.get(upload(workshop, course).url)
    [staged] = StagedFile.objects.all()
    assert [count for _label, count in checked.context["counts"]] == [1, 0, 0, 0, 0]
    assert (staged.uploaded_by, Question.objects.count()) == (teacher, 0)

    done = workshop.post(IMPORT, {"staged": staged.public_id})
    assert done.url == "/admin/quizzes/question/"
    assert Question.objects.get().current.author == teacher
    assert not StagedFile.objects.exists()


def test_a_file_with_errors_cannot_be_imported(workshop, course):
    checked = workshop.get(upload(workshop, course, "::zahl::Wie hoch?{#3}\n").url)
    assert len(checked.context["errors"]) == 1
    assert b'name="staged"' not in checked.content

    workshop.post(IMPORT, {"staged": StagedFile.objects.get().public_id})
    assert (Question.objects.count(), StagedFile.objects.count()) == (0, 1)


def test_a_large_file_is_refused_before_it_is_read(workshop, course):
    page = upload(workshop, course, b"x" * (MAX_UPLOAD + 1))

    assert list(page.context["form"].errors) == ["file"]
    assert not StagedFile.objects.exists()


def test_what_was_chosen_is_still_there_when_the_file_is_missing(workshop, course):
    page = workshop.post(IMPORT, {"format": "yaml", "course": course.pk, "pool": "exam"})

    assert list(page.context["form"].errors) == ["file"]
    assert page.context["form"]["format"].value() == "yaml"
    assert page.context["form"]["pool"].value() == "exam"


def test_a_waiting_file_is_its_uploaders_alone(workshop, course, stranger):
    url = upload(workshop, course).url
    colleague = signed_in(make_instructor(course))
    staged = StagedFile.objects.get()

    for other in (stranger, colleague):
        assert other.get(url).url == IMPORT
        for wanted in (staged.public_id, "a\x00"):
            assert other.post(IMPORT, {"staged": wanted}).url == IMPORT
    assert Question.objects.count() == 0


def test_whoever_lost_the_course_imports_nothing(workshop, course, teacher):
    url = upload(workshop, course).url
    make = CourseRole.objects.get(user=teacher)
    make_other = make_instructor(course)  # the course stays held by somebody
    make.ended_at = make.granted_at
    make.save()

    assert make_other.is_active
    assert workshop.get(url).status_code == 404
    assert Question.objects.count() == 0


def test_an_instructor_imports_and_exports_own_courses_only(stranger, course):
    make_question(course, uid="geheim")

    assert list(upload(stranger, course).context["form"].errors) == ["course"]
    page = stranger.get(EXPORT, {"format": "yaml", "course": course.pk})
    assert list(page.context["form"].errors) == ["course"]
    assert b"geheim" not in page.content


def test_an_export_says_what_is_lost_before_the_file(workshop, course):
    make_question(course, uid="fall")
    page = workshop.get(EXPORT, {"format": "aiken", "course": course.pk})
    file = workshop.get(EXPORT, {"format": "aiken", "course": course.pk, "download": "1"})

    assert page.context["exported"].count == 1
    assert {tuple(names) for _error, _words, names in page.context["losses"]} == {("fall",)}
    assert file.content == page.context["exported"].content
    assert file["Content-Disposition"] == 'attachment; filename="kurs.aiken.txt"'


def test_the_list_of_questions_leads_here(workshop, course):
    page = workshop.get("/admin/quizzes/question/").content.decode()

    assert (IMPORT in page, EXPORT in page) == (True, True)


@pytest.mark.parametrize("page", ["/admin/quizzes/question/import/", "/admin/quizzes/question/export/"])
def test_each_field_is_headed_with_a_capital_in_english_too(workshop, course, page) -> None:
    workshop.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    html = workshop.get(page).content.decode()

    heads = re.findall(r'<label for="id_\w+">(.*?):</label>', html)
    assert heads[:2] == ["File format", "Course"]
    assert all(head[0].isupper() for head in heads)
