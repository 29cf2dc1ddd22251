"""The lesson editor over HTTP: drafts, publication, conflicts, what is refused, and who may come in."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from lessons.models import Course, CourseVersion, Figure, GlossaryTerm, Lesson
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.company import company, make_hr
from tests.factories.lessons import make_lesson, make_started, make_unit
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db
PUBLIC = "/courses/kurs/lessons/eins/"
HOSTILE = {"brackets": "[" * 20_000, "too long": "x" * 100_001, "blocks": "/// callout | a\n" * 30}


def address(lesson: Lesson, page: str = "change") -> str:
    return f"/admin/lessons/lesson/{lesson.pk}/{page}/"


def typed(source: str = "Zweite Fassung.", **fields: object) -> dict[str, object]:
    return {
        "title": "Lektion Eins", "objective": "", "note": "", "change_kind": "minor", "summary": "", "based_on": "1",
        "source": source, **fields,
    }  # fmt: skip


def save(client: Client, lesson: Lesson, source: str = "Zweite Fassung.", **fields: object):
    return client.post(address(lesson), {**typed(source, **fields), "_save": "x"})


def publish(client: Client, lesson: Lesson, source: str = "Zweite Fassung.", **fields: object):
    return client.post(address(lesson), {**typed(source, **fields), "_publish": "x"})


def page_of(response) -> str:
    return unescape(" ".join(response.content.decode().split()))


def stored(lesson: Lesson) -> Lesson:
    return Lesson.objects.select_related("published", "draft").get(pk=lesson.pk)


@pytest.fixture
def reader(course) -> Client:
    """A learner of the course."""
    learner = make_user()
    make_started(learner, course)
    return signed_in(learner)


def test_the_editor_shows_the_text_its_preview_and_its_state(workshop, lesson) -> None:
    response = workshop.get(address(lesson))

    page = page_of(response)
    assert response.context["form"]["source"].value() == "Erste Fassung."
    assert "<p>Erste Fassung.</p>" in page  # in the frame
    assert "Lernende lesen Fassung 1" in page
    assert f'data-preview-url="{address(lesson, "preview")}"' in page


@pytest.mark.parametrize(
    ("theme", "root"), [("dark", '<html lang="de" data-bs-theme="dark">'), ("", '<html lang="de">')]
)
def test_the_preview_begins_in_the_theme_of_the_site(workshop, lesson, theme, root) -> None:
    workshop.cookies["theme"] = theme

    assert root in page_of(workshop.get(address(lesson)))


def test_a_saved_text_is_a_draft_that_learners_do_not_see(workshop, lesson, teacher, reader) -> None:
    response = save(workshop, lesson, summary="Neu gefasst", change_kind="substantial")

    assert (response.status_code, response.url) == (302, address(lesson))
    draft = stored(lesson).draft
    assert (draft.number, draft.source, draft.author) == (2, "Zweite Fassung.", teacher)
    assert (draft.change_kind, draft.summary) == ("substantial", "Neu gefasst")
    page = page_of(workshop.get(address(lesson)))
    assert "Als Entwurf gespeichert, Fassung 2." in page
    assert "Sie sehen den Entwurf, Fassung 2" in page
    assert "Erste Fassung." in page_of(reader.get(PUBLIC))


def look_at(client: Client, lesson: Lesson, source: str, **fields: object):
    return client.post(address(lesson), {**typed(source, **fields), "_preview": "x"})


def test_a_text_is_looked_at_without_any_script_and_not_stored(workshop, lesson) -> None:
    source = "Ein **neuer** Satz.\n\n[Lektion](lektion:fehlt)"
    written = {"title": "Getippter Titel", "objective": "Ein Ziel", "note": "Notiz", "summary": "Neu", "based_on": "1"}

    response = look_at(workshop, lesson, source, change_kind="substantial", **written)

    form = response.context["form"]
    assert {name: form[name].value() for name in written} == written
    assert (form["source"].value(), form["change_kind"].value()) == (source, "substantial")
    page = page_of(response)
    assert response.status_code == 200
    assert "<p>Ein <strong>neuer</strong> Satz.</p>" in page  # in the frame
    assert 'data-line="3">Zeile 3</span> Der Verweis führt ins Leere' in page
    assert "So sieht Ihr Text aus, wie er hier steht. Er ist noch nicht gespeichert." in page
    assert "Noch nicht gespeichert" in page
    assert (lesson.versions.count(), stored(lesson).draft) == (1, None)


def test_what_was_looked_at_is_saved_afterwards(workshop, lesson) -> None:
    form = look_at(workshop, lesson, "Zweite Fassung.").context["form"]

    save(workshop, lesson, form["source"].value(), based_on=form["based_on"].value())

    assert stored(lesson).draft.source == "Zweite Fassung."


@pytest.mark.parametrize("case", HOSTILE)
def test_a_text_that_cannot_be_shown_is_looked_at_in_words(workshop, lesson, case) -> None:
    response = look_at(workshop, lesson, HOSTILE[case])

    assert response.context["form"]["source"].value() == HOSTILE[case]
    assert [one.line for one in response.context["seen"].remarks] == [0]
    assert lesson.versions.count() == 1


def test_a_stranger_looks_at_nothing(stranger, lesson) -> None:
    assert look_at(stranger, lesson, "Fremder Text.").status_code == 404


def test_publishing_shows_the_text_to_learners(workshop, lesson, reader) -> None:
    response = publish(workshop, lesson, title="Neuer Titel", summary="Neu gefasst")

    assert (response.status_code, response.url) == (302, address(lesson))
    page = page_of(reader.get(PUBLIC))
    assert "Zweite Fassung." in page
    assert "<h1>Neuer Titel</h1>" in page
    assert "Lernende lesen jetzt Fassung 2." in page_of(workshop.get(address(lesson)))
    assert CourseVersion.objects.get().summary == "Neu gefasst"


def test_publishing_nothing_new_makes_nothing_new(workshop, lesson) -> None:
    publish(workshop, lesson, "Erste Fassung.\r\n")

    assert lesson.versions.count() == 1
    assert save(workshop, lesson, "Erste Fassung.").status_code == 302
    assert "Nichts hat sich geändert" in page_of(workshop.get(address(lesson)))


def test_a_text_with_errors_is_kept_but_not_published(workshop, lesson, reader) -> None:
    source = "Text.\n\n![](fehlt.svg)\n\n[Lektion](lektion:fehlt)"

    publish(workshop, lesson, source)

    found = stored(lesson)
    assert (found.draft.source, found.published.number) == (source, 1)
    page = page_of(workshop.get(address(lesson)))
    assert "Ihr Text ist als Entwurf gespeichert, aber nicht veröffentlicht." in page
    assert "in diesen Zeilen: 3, 5" in page
    assert "Erste Fassung." in page_of(reader.get(PUBLIC))


def primary(page: str) -> list[str]:
    """Names of the buttons that stand out."""
    tags = [tag for tag in re.findall(r"<input type=.submit.[^>]*>", page) if 'class="default"' in tag]
    return re.findall(r'name="(\w+)"', "".join(tags))


def test_a_draft_with_errors_is_to_be_saved_before_it_is_published(workshop, lesson) -> None:
    save(workshop, lesson, "Gut.")
    assert primary(page_of(workshop.get(address(lesson)))) == ["_publish"]

    save(workshop, lesson, "![](fehlt.svg)", based_on="2")

    assert primary(page_of(workshop.get(address(lesson)))) == ["_save"]


def test_the_published_text_is_not_mistaken_for_the_draft(workshop, lesson) -> None:
    assert f'<a href="{PUBLIC}">So lesen es Lernende</a>' in page_of(workshop.get(address(lesson)))

    save(workshop, lesson, "Entwurf.")

    page = page_of(workshop.get(address(lesson)))
    assert f'<a href="{PUBLIC}">Veröffentlichte Fassung ansehen</a>' in page
    assert '<a href="#sight">Vorschau des Entwurfs</a>' in page


def test_the_list_says_where_new_lessons_come_from(workshop, lesson) -> None:
    page = page_of(workshop.get("/admin/lessons/lesson/"))

    assert "Neue Lektionen kommen aus den Kursdateien" in page
    assert '<a href="/admin/lessons/course/">' in page
    assert '<a href="/help/course-files/">' in page


def test_problems_are_named_with_their_lines_without_any_script(workshop, lesson, course) -> None:
    Figure.objects.create(course=course, uid="b", name="b.svg", media_type="image/svg+xml", content=b"<svg/>")
    save(workshop, lesson, "## Anfang\n\n#### Zu tief\n\n![](b.svg)\n\n[Lektion](lektion:fehlt)")

    response = workshop.get(address(lesson))

    remarks = response.context["seen"].remarks
    assert {(3, False), (5, True), (7, True)} <= {(one.line, one.blocking) for one in remarks}
    assert [one.line for one in remarks] == sorted(one.line for one in remarks)
    page = page_of(response)
    assert "Die Überschrift „Zu tief“ überspringt eine Ebene" in page
    assert "Die Abbildung „b.svg“ hat keinen Text" in page
    assert "Der Verweis führt ins Leere: „lektion:fehlt“." in page


@pytest.mark.parametrize("case", HOSTILE)
def test_a_text_that_cannot_be_shown_stays_in_the_form(workshop, lesson, case) -> None:
    response = save(workshop, lesson, HOSTILE[case], title="Getippter Titel")

    form = response.context["form"]
    assert response.status_code == 200
    assert (form["source"].value(), form["title"].value()) == (HOSTILE[case], "Getippter Titel")
    assert len(form.non_field_errors()) == 1
    assert "Noch nicht gespeichert" in page_of(response)
    assert lesson.versions.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"source": ""}, {"source": "a\x00b"}, {"title": ""}, {"title": "x" * 10_000}, {"based_on": "1" * 5000},
     {"based_on": "x"}, {"change_kind": "unbekannt"}, {"summary": "x" * 201}],
    ids=["no text", "NUL", "no title", "long title", "long number", "no number", "unknown kind", "long summary"],
)  # fmt: skip
def test_what_is_typed_wrongly_is_kept_with_a_word_about_it(workshop, lesson, fields) -> None:
    response = save(workshop, lesson, **{"source": "Getippt.", **fields})

    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == list(fields)
    assert {name: form[name].value() for name in fields} == fields
    assert lesson.versions.count() == 1


def test_a_body_that_is_too_large_gets_a_clear_page(workshop, lesson) -> None:
    response = save(workshop, lesson, "x" * 2_000_000)

    assert response.status_code == 400
    assert lesson.versions.count() == 1


def test_two_people_writing_lose_nothing(workshop, lesson, course) -> None:
    other = signed_in(make_instructor(course, name="Bea Orth"))
    save(other, lesson, "Erste Fassung.\n\nVon Bea ergänzt.")

    response = save(workshop, lesson, "Erste Fassung.\n\nVon Ada ergänzt.", summary="Meins")

    form = response.context["form"]
    page = page_of(response)
    assert response.status_code == 200
    assert (form["source"].value(), form["summary"].value()) == ("Erste Fassung.\n\nVon Ada ergänzt.", "Meins")
    assert "hat Bea Orth Fassung 2 gespeichert" in page
    assert '<del><span class="visually-hidden">entfernt: </span>Bea</del>' in page
    assert '<ins><span class="visually-hidden">hinzugefügt: </span>Ada</ins>' in page
    assert stored(lesson).draft.source.endswith("Von Bea ergänzt.")

    again = save(workshop, lesson, form["source"].value(), based_on=form["based_on"].value())

    assert again.status_code == 302
    assert [version.source.split()[-2] for version in lesson.versions.order_by("number")[1:]] == ["Bea", "Ada"]


def test_of_two_who_write_the_first_text_the_second_hears_of_the_first(course, workshop) -> None:
    lesson = Lesson.objects.create(unit=make_unit(course, kind="lesson", slug="neu", title="Neu"))
    based_on = workshop.get(address(lesson)).context["adminform"].form["based_on"].value()

    first = save(workshop, lesson, "Adas Anfang.", based_on=based_on)
    second = save(workshop, lesson, "Beas Anfang.", based_on=based_on)

    assert (first.status_code, second.status_code) == (302, 200)
    assert stored(lesson).draft.source == "Adas Anfang."
    assert second.context["adminform"].form["source"].value() == "Beas Anfang."


def test_who_may_write_what(lesson, workshop, stranger, operator) -> None:
    staff = make_hr(company())
    doors = {
        "instructor": workshop, "operator": signed_in(operator), "another's instructor": stranger,
        "HR": signed_in(staff), "learner": signed_in(make_user()), "nobody": Client(),
    }  # fmt: skip
    pages = [address(lesson, page) for page in ("change", "history", "restore/1")]

    answers = {who: {client.get(page).status_code for page in pages} for who, client in doors.items()}
    saved = {who: save(client, lesson, f"Von {who}", based_on="").status_code for who, client in doors.items()}

    inside = {"instructor", "operator"}
    assert answers == {who: {200} if who in inside else {302} if who == "nobody" else {404} for who in doors}
    assert saved == {who: 302 if who in {*inside, "nobody"} else 404 for who in doors}
    assert sorted(lesson.versions.values_list("source", flat=True)) == [
        "Erste Fassung.", "Von instructor", "Von operator",
    ]  # fmt: skip


def test_instructors_find_their_own_lessons_only(workshop, stranger, lesson) -> None:
    assert "Lektion Eins" in page_of(workshop.get("/admin/lessons/lesson/"))

    page = page_of(stranger.get("/admin/lessons/lesson/?q=Eins"))
    assert "Lektion Eins" not in page
    assert "Drei Begriffe" not in page
    assert workshop.get("/admin/lessons/lesson/add/").status_code == 404
    assert workshop.post(address(lesson, "delete"), {"post": "yes"}).status_code == 404


def test_as_many_queries_for_three_lessons_as_for_one(workshop, lesson, course) -> None:
    with_one = queries_of(lambda: workshop.get("/admin/lessons/lesson/"))
    make_lesson(course)
    make_lesson(course)

    assert queries_of(lambda: workshop.get("/admin/lessons/lesson/")) == with_one


# --- style ---
def test_the_house_style_is_named_by_line_and_keeps_nothing_from_being_published(workshop, lesson, reader) -> None:
    GlossaryTerm.objects.create(course=lesson.unit.course, uid="leitbild", term="Leitbild", source="Wozu.")
    source = "## Lernziel und Dauer\r\n\r\nDu lernst das Leit-Bild kennen!\r\n\r\n![Ein Kreis](b.svg)"

    answer = ask(workshop, lesson, {"source": source}).json()
    publish(workshop, lesson, "Du lernst das Leit-Bild kennen!")

    style = [(one["line"], one["message"]) for one in answer["problems"] if not one["blocking"]]
    assert {
        (1, "Ein Baustein der Lektion fehlt. (Vergleichen Sie)"),
        (1, "Eine Lektion hat 900 bis 1.200 Wörter. (8)"),
        (3, "Der Kurs kommt ohne Ausrufezeichen aus."),
        (3, "Der Kurs schreibt dieses Wort anders; siehe Begriffe und Glossar. (Leit-Bild)"),
        (3, "Der Kurs spricht seine Leserinnen und Leser mit Sie an. (Du)"),
        (5, "Der Text für Menschen, die die Abbildung nicht sehen, sagt zu wenig. (Ein Kreis)"),
        (5, "Die Abbildung hat keine Bildunterschrift."),
    } <= set(style)
    assert "Du lernst das Leit-Bild kennen!" in page_of(reader.get(PUBLIC))


def test_a_course_in_another_language_has_no_house_style(workshop, lesson, course) -> None:
    Course.objects.filter(pk=course.pk).update(language="en")

    answer = ask(workshop, lesson, {"source": "Dont you see!"}).json()

    assert (answer["problems"], answer["summary"]) == ([], "Es wurden keine Probleme gefunden.")


def test_nobody_reads_thousands_of_remarks(workshop, lesson) -> None:
    assert len(ask(workshop, lesson, {"source": "Ja!\n\n" * 3_000}).json()["problems"]) == 200


# --- preview ---
def ask(client: Client, lesson: Lesson, body: object):
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(address(lesson, "preview"), text, content_type="application/json")


def test_the_preview_is_made_by_the_real_renderer_and_stores_nothing(workshop, lesson) -> None:
    response = ask(workshop, lesson, {"source": "Ein **Wort**\n\n![](fehlt.svg)"})

    answer = response.json()
    assert answer["html"].strip().startswith("<p>Ein <strong>Wort</strong></p>")
    assert [one["line"] for one in answer["problems"] if one["blocking"]] == [3]
    assert answer["summary"].endswith(", davon verhindert 1 die Veröffentlichung.")
    assert answer["minutes"] == 1
    assert lesson.versions.count() == 1


def test_the_preview_speaks_the_reader_s_language(workshop, lesson) -> None:
    workshop.cookies["language"] = "en"

    answer = ask(workshop, lesson, {"source": "[hier](lektion:fehlt)"}).json()

    assert "The link leads nowhere: “lektion:fehlt”." in [one["message"] for one in answer["problems"]]


def test_hostile_markup_is_text_in_the_preview(workshop, lesson) -> None:
    source = "<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<img src=x onerror=alert(1)>"

    answer = ask(workshop, lesson, {"source": source}).json()

    assert "<script" not in answer["html"]
    assert "javascript:alert" not in answer["html"].replace("(javascript:alert", "")
    assert "<img" not in answer["html"]


@pytest.mark.parametrize("source", [*HOSTILE.values(), "a\x00b", "\ud800"], ids=[*HOSTILE, "NUL", "half a pair"])
def test_hostile_texts_get_an_answer(workshop, lesson, source) -> None:
    answer = ask(workshop, lesson, {"source": source})

    assert answer.status_code == 200
    assert set(answer.json()) == {"html", "problems", "summary", "minutes"}


@pytest.mark.parametrize("body", ["", "x", "[]", "{}", '{"source": 1}', "[" * 100_000, '{"source": "a'])
def test_bodies_that_no_page_sends_are_refused(workshop, lesson, body) -> None:
    response = ask(workshop, lesson, body)

    assert (response.status_code, response.json()) == (400, {"error": "bad-request"})


def test_a_body_of_two_megabytes_is_not_read(workshop, lesson) -> None:
    response = ask(workshop, lesson, {"source": "x" * 2_000_000})

    assert (response.status_code, response.json()) == (413, {"error": "too-long"})


def test_the_preview_is_for_who_may_write_the_course(lesson, workshop, stranger) -> None:
    body = {"source": "Text"}

    assert ask(Client(), lesson, body).status_code == 401
    assert ask(stranger, lesson, body).status_code == 404
    assert ask(signed_in(make_user()), lesson, body).status_code == 404
    assert ask(signed_in(make_hr(company())), lesson, body).status_code == 404
    assert workshop.get(address(lesson, "preview")).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address(lesson, "preview")).status_code == 403


# --- versions ---
def test_versions_name_their_authors_and_can_be_compared(workshop, lesson) -> None:
    save(workshop, lesson, "Zweite Fassung.", title="Anderer Titel", summary="Klarer")

    history = page_of(workshop.get(address(lesson, "history")))
    response = workshop.get(address(lesson, "compare"), {"old": 1, "new": 2})

    assert "Ada Minke" in history
    assert "Klarer" in history
    page = page_of(response)
    assert [str(label) for label, _rows in response.context["parts"]] == ["Titel", "Text"]
    assert '<del><span class="visually-hidden">entfernt: </span>Erste</del>' in page
    assert '<ins><span class="visually-hidden">hinzugefügt: </span>Zweite</ins>' in page


@pytest.mark.parametrize(
    "query", ["", "?old=1", "?old=1&new=9", "?old=x&new=1", "?old=-1&new=1", f"?old=1&new={'9' * 5000}", "?old=²&new=1"]
)
def test_versions_that_do_not_exist_are_not_there(workshop, lesson, query) -> None:
    assert workshop.get(address(lesson, "compare") + query).status_code == 404


def test_an_earlier_version_comes_back_as_a_draft_after_a_question(workshop, lesson, reader) -> None:
    publish(workshop, lesson)

    asked = workshop.get(address(lesson, "restore/1"))
    assert lesson.versions.count() == 2
    assert "wird zum Entwurf" in page_of(asked)

    response = workshop.post(address(lesson, "restore/1"))

    found = stored(lesson)
    assert (response.status_code, response.url) == (302, address(lesson))
    assert (found.draft.number, found.draft.source, found.published.number) == (3, "Erste Fassung.", 2)
    assert "Zweite Fassung." in page_of(reader.get(PUBLIC))


def test_no_version_of_another_lesson_is_restored_here(workshop, lesson, course, stranger) -> None:
    assert workshop.post(address(lesson, "restore/2")).status_code == 404
    assert workshop.post(address(lesson, f"restore/{'9' * 30}")).status_code == 404
    assert stranger.post(address(lesson, "restore/1")).status_code == 404
    assert lesson.versions.count() == 1


# --- house ---
def test_pages_keep_to_the_strict_policy(workshop, lesson) -> None:
    save(workshop, lesson, "Anders.")
    pages = [address(lesson), address(lesson, "history"), address(lesson, "restore/1")]
    for page in [*pages, address(lesson, "compare") + "?old=1&new=2", "/admin/lessons/lesson/"]:
        response = workshop.get(page)
        html = response.content.decode()
        assert "default-src 'self'" in response.headers["Content-Security-Policy"], page
        assert "<script>" not in html, page
        assert " style=" not in html, page
        assert " onclick=" not in html, page
