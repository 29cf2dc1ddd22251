"""What a learner keeps for herself, and that nobody else gets at it."""

import pytest
from django.test import Client

from lessons.models import Note
from lessons.models.note import MAX_NOTE
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_enrolment, make_lesson, make_started
from tests.factories.workshop import make_instructor

pytestmark = pytest.mark.django_db
LESSON = "/courses/kurs/lessons/lektion/"


@pytest.fixture
def lesson(learner):
    course = make_course(slug="kurs", title="Kurs", access="assigned")
    make_started(learner, course)
    return make_lesson(course, slug="lektion", title="Lektion eins")


def stored() -> list[tuple[str, bool, str, int]]:
    return list(Note.objects.order_by("pk").values_list("user__name", "bookmarked", "text", "revision"))


def save(client: Client, text: str, seen: object = 0):
    return client.post(f"{LESSON}note/", {"text": text, "seen": seen})


def test_one_click_sets_a_bookmark_and_one_takes_it_away(reader, lesson) -> None:
    assert "Lesezeichen setzen" in reader.get(LESSON).content.decode()

    for _click in range(2):
        assert reader.post(f"{LESSON}bookmark/", {"on": "yes"}).headers["Location"] == LESSON
    assert stored() == [("Mira Lindqvist", True, "", 0)]
    assert "Lesezeichen entfernen" in reader.get(LESSON).content.decode()

    reader.post(f"{LESSON}bookmark/", {"on": "no"})
    assert stored() == []


def test_a_note_stands_at_its_lesson_until_it_is_saved_empty(reader, lesson) -> None:
    assert save(reader, "\r\nErst <b>fragen</b>,\r\ndann bauen.\r\n").headers["Location"] == f"{LESSON}#own"

    assert stored() == [("Mira Lindqvist", False, "Erst <b>fragen</b>,\ndann bauen.", 1)]
    page = reader.get(LESSON).content.decode()
    assert "\nErst &lt;b&gt;fragen&lt;/b&gt;,\ndann bauen.</textarea>" in page
    assert 'name="seen" value="1"' in page

    save(reader, "  ", seen=1)
    assert stored() == []


def test_the_empty_form_is_kept_for_all_and_a_text_for_nobody(reader, lesson) -> None:
    assert Note().kept_key == 0

    save(reader, "Nur für mich")
    stored_note = Note.objects.get()
    assert stored_note.kept_key is None
    assert "Nur für mich" in reader.get(LESSON).content.decode()
    other = Client()
    person = make_user()
    make_started(person, stored_note.unit.course)
    other.force_login(person)
    page = other.get(LESSON).content.decode()
    assert "Nur für mich" not in page
    assert 'action="/courses/kurs/lessons/lektion/note/"' in page


def test_the_start_page_leads_to_notes_where_there_are_any(reader, lesson) -> None:
    link = '<a href="/me/notes/">Meine Notizen</a>'
    assert link not in reader.get("/").content.decode()

    save(reader, "Text")

    assert link in reader.get("/").content.decode()


def test_a_bookmark_stays_when_its_note_goes(reader, lesson) -> None:
    reader.post(f"{LESSON}bookmark/", {"on": "yes"})
    save(reader, "Text")
    save(reader, "", seen=1)

    assert stored() == [("Mira Lindqvist", True, "", 2)]


def test_a_second_window_overwrites_nothing(reader, lesson) -> None:
    save(reader, "Aus dem ersten Fenster")

    refused = save(reader, "Aus dem zweiten Fenster", seen=0)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert '<div class="notice__body">' in page  # one cell of the notice's grid, however many sentences
    assert "Aus dem ersten Fenster" in page
    assert "Aus dem zweiten Fenster</textarea>" in page
    assert stored() == [("Mira Lindqvist", False, "Aus dem ersten Fenster", 1)]
    assert 'name="seen" value="1"' in page

    save(reader, "Beides", seen=1)
    assert stored() == [("Mira Lindqvist", False, "Beides", 2)]


def test_the_same_text_again_is_no_conflict(reader, lesson) -> None:
    save(reader, "Text")

    assert save(reader, "Text", seen=0).headers["Location"] == f"{LESSON}#own"
    assert stored() == [("Mira Lindqvist", False, "Text", 1)]


def test_a_note_that_is_too_long_is_refused_and_still_there(reader, lesson) -> None:
    page = save(reader, "x" * (MAX_NOTE + 1)).content.decode()

    assert "höchstens 10.000 Zeichen; diese hat 10.001" in page
    assert f"{'x' * (MAX_NOTE + 1)}</textarea>" in page
    assert stored() == []
    assert save(reader, "x" * MAX_NOTE).status_code == 302


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "9" * 30])
def test_a_number_that_was_never_shown_is_a_conflict(reader, lesson, seen) -> None:
    assert save(reader, "Text", seen=seen).status_code == 409
    assert stored() == []


def test_all_notes_in_the_order_of_the_lessons_and_as_a_file(reader, learner, lesson) -> None:
    course = lesson.unit.course
    second = make_lesson(course, slug="zweite", title="Lektion zwei")
    Note.objects.create(user=learner, unit=second.unit, text="Zu zwei")
    Note.objects.create(user=learner, unit=lesson.unit, text="Zu eins\nund mehr", bookmarked=True)
    Note.objects.create(user=make_user(), unit=lesson.unit, text="Von jemand anderem")

    [entry] = reader.get("/me/notes/").context["courses"]
    assert (entry.course, [note.text for note in entry.notes]) == (course, ["Zu eins\nund mehr", "Zu zwei"])
    file = reader.get("/me/notes.md")
    assert b"".join(file.streaming_content).decode() == (
        "# Meine Notizen\n\n## Kurs\n\n### Lektion eins\n\n*Lesezeichen*\n\nZu eins\nund mehr\n\n"
        "### Lektion zwei\n\nZu zwei\n"
    )
    assert 'filename="notizen.md"' in file.headers["Content-Disposition"]


def test_without_notes_the_list_says_how_they_are_made(reader) -> None:
    assert "noch keine Notizen" in reader.get("/me/notes/").content.decode()


def test_one_deletes_ones_own_notes_only(reader, learner, lesson) -> None:
    own = Note.objects.create(user=learner, unit=lesson.unit, text="Meins")
    other = Note.objects.create(user=make_user(name="Andere"), unit=lesson.unit, text="Ihres")

    assert reader.post(f"/me/notes/{other.pk}/delete/").status_code == 404
    assert reader.post(f"/me/notes/{own.pk}/delete/").status_code == 302
    assert stored() == [("Andere", False, "Ihres", 0)]


def test_who_teaches_has_notes_of_her_own_and_sees_no_others(reader, learner, lesson) -> None:
    Note.objects.create(user=learner, unit=lesson.unit, text="Geheim")
    teacher = Client()
    teacher.force_login(make_instructor(lesson.unit.course))

    save(teacher, "Für den Unterricht")

    pages = [teacher.get(LESSON), teacher.get("/me/notes/")]
    assert all("Geheim" not in page.content.decode() for page in pages)
    assert all("Für den Unterricht" in page.content.decode() for page in pages)


def test_before_the_start_there_is_no_note(client, lesson) -> None:
    user = make_user()
    make_enrolment(user, lesson.unit.course)
    client.force_login(user)

    assert save(client, "Text").status_code == 404
    assert stored() == []


def test_what_is_locked_takes_no_note(reader, lesson) -> None:
    make_lesson(lesson.unit.course, slug="spaeter", days_after_pass=3, required=False)

    assert reader.post("/courses/kurs/lessons/spaeter/note/", {"text": "Text", "seen": 0}).status_code == 404
    assert reader.post("/courses/kurs/lessons/spaeter/bookmark/", {"on": "yes"}).status_code == 404
    assert stored() == []
