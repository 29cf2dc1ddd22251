"""An instructor downloads her course, changes a key, uploads it, reads what would change, and has it loaded."""

from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lessons.files.archive import write_archive
from lessons.models import CourseVersion, StagedFile
from lessons.services.enrolling import start_course
from quizzes.models import Question, Quiz
from quizzes.services.attempting import start_attempt
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.course_files import bank_text, question, small_course
from tests.factories.loading import NOW, edit_lesson, load, the_course
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db
PRACTICE = "bank/midterm.yaml"


@pytest.fixture
def course():
    load(small_course())
    return the_course()


@pytest.fixture
def author(course):
    client = signed_in(make_instructor(course, name="Ada Minke"))
    client.cookies["language"] = "en"
    return client


def files_page(course) -> str:
    return f"/admin/lessons/course/{course.pk}/files/"


def downloaded(client, course) -> dict[str, bytes]:
    response = client.get(f"{files_page(course)}download/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="probe.zip"'
    with ZipFile(BytesIO(response.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def upload(client, course, content: bytes, **values):
    file = SimpleUploadedFile("kurs.zip", content, "application/zip")
    return client.post(files_page(course), {"file": file, **values})


def with_other_key(files: dict[str, bytes]) -> dict[str, bytes]:
    """Question mt-o asks for Z now."""
    wanted = [question("mt-f", "midterm", "F"), question("mt-o", "midterm", "Z"), question("mt-z", "midterm", "Z")]
    lesson = files["02-mitte/lesson.md"] + b"\nEin neuer Absatz.\n"
    extra = question("mt-neu", "midterm", "O")
    return {**files, PRACTICE: bank_text(*wanted, extra).encode(), "02-mitte/lesson.md": lesson}


def open_attempt(course):
    enrolment = start_course(user=make_user(), course=course, now=NOW)
    return start_attempt(enrolment=enrolment, quiz=Quiz.objects.get(unit__slug="probe"), seed=1, now=NOW)


@pytest.mark.usefixtures("real_child")
def test_a_changed_key_is_told_and_loaded_and_an_open_attempt_keeps_its_version(course, author, settings):
    settings.FOUR_EYES = False
    attempt = open_attempt(course)
    asked = list(attempt.slots.order_by("pk").values_list("version", flat=True))

    page = author.get(upload(author, course, write_archive(with_other_key(downloaded(author, course)))).url)

    told = page.context["check"].differences
    assert page.context["check"].errors == ()
    [line] = [line for line in told if "mt-o" in line]
    assert "correct answer changed from O to Z" in line
    assert line.endswith("1 open attempt keeps the version it has.")
    assert [line for line in told if "mt-neu" in line] == ["Question mt-neu: new."]
    assert any("1 paragraph changed" in line for line in told)
    assert line in page.content.decode()
    assert Question.objects.get(uid="mt-o").current.number == 1

    author.post(page.request["PATH_INFO"])

    changed = Question.objects.get(uid="mt-o").current
    assert (changed.number, changed.content["case"]["term"]) == (2, "Z")
    assert list(attempt.slots.order_by("pk").values_list("version", flat=True)) == asked
    assert StagedFile.objects.count() == 0


def test_with_four_eyes_somebody_else_loads_it(course, author, settings):
    settings.FOUR_EYES = True
    address = upload(author, course, write_archive(with_other_key(downloaded(author, course)))).url
    other = signed_in(make_instructor(course, name="Ben Kurz"))

    assert author.get(address).context["needs_another"]
    assert "Another author of this course" in author.post(address, follow=True).content.decode()
    assert Question.objects.get(uid="mt-o").current.number == 1
    assert not other.get(address).context["needs_another"]
    other.post(address)

    assert Question.objects.get(uid="mt-o").current.number == 2


@pytest.mark.parametrize("wins", [False, True])
def test_a_text_that_both_have_changed_is_told_with_the_side_that_wins(course, author, settings, wins):
    settings.FOUR_EYES = False
    files = downloaded(author, course)
    edit_lesson("## Anfang\n\nHier geschrieben.\n")
    files["01-anfang/lesson.md"] = files["01-anfang/lesson.md"].replace(b"Ein Bed", b"Kein Bed")

    page = author.get(upload(author, course, write_archive(files), **({"winning": "on"} if wins else {})).url)

    [line] = page.context["check"].conflicts
    assert line.startswith("“lektion-anfang” was changed both in the file and on the site.")
    assert ("The file takes precedence" in line, "The site takes precedence" in line) == (wins, not wins)


def test_a_file_that_is_no_course_is_refused_and_nothing_kept(course, author):
    for content in (b"no zip", write_archive({"../course.md": b"x"})):
        page = upload(author, course, content)
        assert page.context["form"].errors["file"]
    assert StagedFile.objects.count() == 0


def test_the_files_of_another_course_and_files_with_errors_are_not_loaded(course, author, settings):
    settings.FOUR_EYES = False
    files = downloaded(author, course)
    other = {**files, "course.md": files["course.md"].replace(b"slug: probe", b"slug: anderer")}
    broken = {**files, PRACTICE: b"- uid: x\n"}
    versions = CourseVersion.objects.count()

    for changed in (other, broken):
        address = upload(author, course, write_archive(changed)).url
        assert author.get(address).context["check"].errors
        assert author.post(address).url == address
    assert (CourseVersion.objects.count(), Question.objects.count()) == (versions, 6)


def test_what_is_wrong_is_said_in_the_language_of_the_page(course, author):
    files = downloaded(author, course)
    lesson = files["01-anfang/lesson.md"]
    wrong = {
        "a value": {**files, "01-anfang/lesson.md": lesson.replace(b"weight: 1", b"weight: viel")},
        "a text": {**files, "01-anfang/lesson.md": lesson.replace(b"Ein Bed", b"[Die Lektion](lektion:fehlt) Ein Bed")},
        "another course": {**files, "course.md": files["course.md"].replace(b"slug: probe", b"slug: anderer")},
    }
    author.cookies["language"] = "de"

    said = {}
    for name, changed in wrong.items():
        page = author.get(upload(author, course, write_archive(changed)).url)
        said[name] = page.context["errors"][0]
        assert said[name] in unescape(page.content.decode())

    assert said == {
        "a value": "01-anfang/lesson.md, Zeile 7: weight: erwartet: eine ganze Zahl; gefunden: der Text „viel“",
        "a text": "01-anfang/lesson.md, Zeile 13: Der Verweis führt ins Leere: „lektion:fehlt“.",
        "another course": "course.md, Zeile 1: Das sind die Dateien des Kurses „anderer“, nicht die von „probe“.",
    }
    assert "Die Kursdateien enthalten Fehler" in author.post(page.request["PATH_INFO"], follow=True).content.decode()


def test_ten_files_that_wait_cost_as_many_queries_as_one(course, author):
    content = write_archive(downloaded(author, course))
    upload(author, course, content)
    one = queries_of(lambda: author.get(files_page(course)))
    for name in ("Ben Kurz", "Cleo Lang"):
        upload(signed_in(make_instructor(course, name=name)), course, content)

    assert len(author.get(files_page(course)).context["waiting"]) == 3
    assert queries_of(lambda: author.get(files_page(course))) == one
