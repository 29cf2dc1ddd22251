"""Questions in the workshop: a new wording is a new version, and what was handed out keeps its own."""

import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from django.test import Client

from coursesite import clock
from lessons.files import canonical
from lessons.files.style import prose
from lessons.models import Course, CourseVersion
from quizzes.admin.wording import STYLE_WORDS
from quizzes.enums import Pool, QuestionStatus
from quizzes.files.style import question as question_rules
from quizzes.models import Question
from quizzes.services.attempting import start_attempt
from tests.counting import queries_of
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import company, make_hr
from tests.factories.lessons import make_started
from tests.factories.quizzes import (
    MARKER,
    make_exam,
    make_question,
    make_questions,
    make_quiz,
    rewrite,
    set_data,
    slots_of,
)
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db


def address(question: Question, page: str = "change") -> str:
    return f"/admin/quizzes/question/{question.pk}/{page}/"


def page_of(response) -> str:
    return unescape(unescape(" ".join(response.content.decode().split())))


def stored(question: Question) -> Question:
    return Question.objects.select_related("current").get(pk=question.pk)


def save(client: Client, question: Question, content: str | None = None, **fields: object):
    """As YAML."""
    text = canonical.dump(question.current.content) if content is None else content
    return client.post(address(question), {**head_of(question), "as": "yaml", "text": text, **fields})


def head_of(question: Question) -> dict[str, object]:
    head = {name: getattr(question, name) for name in ("pool", "family", "company", "bloom", "pair")}
    return {**head, "note": "", "based_on": question.current.number}


def yaml_of(response) -> str:
    return response.context["editor"].text


@pytest.fixture
def question(course) -> Question:
    return make_question(course, "B", form="szenario", pool=Pool.PRACTICE)


def changed(question: Question, stem: str = "Neu gefragt?") -> str:
    return canonical.dump(rewrite(question, stem=stem))


def test_the_page_shows_the_text_the_question_and_its_solution(workshop, question) -> None:
    response = workshop.get(address(question), {"as": "yaml"})

    page = page_of(response)
    assert yaml.safe_load(yaml_of(response)) == question.current.content
    assert list(yaml.safe_load(yaml_of(response))) == ["form", "case", "stem", "options"]
    asked, solved = (unescape(document) for _title, document in response.context["documents"])
    assert question.current.content["stem"] in asked
    assert MARKER not in asked
    assert f"{MARKER}" in solved
    assert "Diese Frage wurde noch niemandem gestellt." in page


def test_a_set_is_shown_with_its_solution(workshop, course) -> None:
    question = make_questions(course, [set_data()])[0]

    response = workshop.get(address(question))

    assert response.status_code == 200
    assert save(workshop, question, changed(question)).status_code == 302
    assert stored(question).current.number == 2


def test_a_new_wording_is_a_new_version(workshop, teacher, question) -> None:
    response = save(workshop, question, changed(question), note="Klarer")

    found = stored(question)
    assert (response.status_code, response.url) == (302, address(question))
    assert (found.current.number, found.current.author) == (2, teacher)
    assert found.current.content["stem"] == "Neu gefragt?"
    assert found.current.rendered["stem"].strip() == "<p>Neu gefragt?</p>"
    assert (found.status, found.note) == (QuestionStatus.LIVE, "Klarer")
    assert "Als Fassung 2 gespeichert. Sie wirkt ab dem nächsten Versuch." in page_of(workshop.get(address(question)))
    assert CourseVersion.objects.count() == 1


def test_place_and_remark_alone_make_no_version(workshop, question) -> None:
    save(workshop, question, pool="exam", company="baecker", note="Zu leicht\r\n")

    found = stored(question)
    assert (found.pool, found.company, found.note, found.versions.count()) == ("exam", "baecker", "Zu leicht", 1)
    assert "Der Wortlaut ist derselbe" in page_of(workshop.get(address(question)))


def test_an_attempt_keeps_the_version_it_was_given(workshop, course) -> None:
    exam = make_exam(course)
    learner = make_user()
    enrolment = make_started(learner, course)
    attempt = start_attempt(enrolment=enrolment, quiz=exam, seed=1, now=clock.now())
    before = [slot.version for slot in slots_of(attempt)]
    question = stored(before[0].question)

    assert "Diese Frage wurde schon gestellt." in page_of(workshop.get(address(question)))
    save(workshop, question, changed(question))

    assert [slot.version for slot in slots_of(attempt)] == before
    page = page_of(signed_in(learner).get(f"/attempts/{attempt.public_id}/questions/1/"))
    assert before[0].content["stem"] in page
    assert "Neu gefragt?" not in page
    assert stored(question).current.number == 2


PROBLEMS = {
    "no YAML": ("stem: [", "Zeile 1: Das ist kein gültiges YAML."),
    "comment": ("stem: Text # Notiz", "Zeile 1: Kommentare gingen verloren."),
    "twice": ("stem: a\nstem: b", "Zeile 2: Ein Schlüssel steht hier zweimal."),
    "alias": ("stem: &a x\nnote: *a", "Anker (&) und Verweise (*) sind nicht erlaubt."),
    "list": ("- a", "Zeile 1:"),
    "nothing": ("{}", "stem (Zeile 1): Diese Angabe fehlt."),
    "deep": ("stem: " + "[" * 5000, "Das ist zu tief verschachtelt."),
    "text": ("nur Text", "Zeile 1:"),
    "control character": ('stem: "a\\u0007"', "stem (Zeile 1)"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_text_that_is_no_question_stays_with_its_problems(workshop, question, case) -> None:
    content, words = PROBLEMS[case]

    response = save(workshop, question, content)

    form = response.context["editor"].yaml
    assert response.status_code == 200
    assert form["text"].value() == content
    assert any(words in error for error in form.errors["text"]), form.errors["text"]
    assert stored(question).versions.count() == 1


def test_each_problem_names_its_place_and_its_line(workshop, question) -> None:
    data = rewrite(question)
    del data["options"][1]["feedback"]
    data["options"][2]["term"] = "X"

    response = save(workshop, question, canonical.dump(data))

    errors = response.context["editor"].yaml.errors["text"]
    assert any(error.startswith("options[1].feedback (Zeile ") for error in errors)
    assert any(error.startswith("options[2].term (Zeile ") and "„X“" in error for error in errors)


# --- style ---
def style_in(response) -> list[str] | None:
    return response.context["editor"].remarks


def nodes_of(response) -> dict:
    """By name."""

    def walk(nodes):
        for node in nodes:
            yield node.name, node
            yield from walk([*node.children, *node.entries])

    return dict(walk(response.context["editor"].form.nodes))


def test_the_house_style_stands_beside_its_field_and_keeps_nothing_from_being_saved(workshop, question) -> None:
    response = save(workshop, question, changed(question, "Was passt nicht zu deinem Satz?"))

    page = workshop.get(address(question))
    assert (response.status_code, stored(question).current.number) == (302, 2)
    remarks = nodes_of(page)["stem"].remarks
    assert "Der Kurs spricht seine Leserinnen und Leser mit Sie an. (deinem)" in remarks
    negation = "Eine klein geschriebene Verneinung in der Frage wird übersehen."
    assert any(one.startswith(negation) and one.endswith("(nicht)") for one in remarks)
    assert set(remarks) <= set(style_in(page))
    assert nodes_of(page)["options.0.feedback"].remarks != []
    assert "Nichts davon verhindert das Speichern." in page_of(page)


def test_what_is_typed_is_read_and_not_what_is_stored(workshop, question) -> None:
    response = save(workshop, question, changed(question, "Geht das!"), pool="erfunden")

    assert any("ohne Ausrufezeichen" in one for one in style_in(response))
    assert not any("ohne Ausrufezeichen" in one for one in style_in(workshop.get(address(question))))


@pytest.mark.parametrize("content", ["stem: [", "nur Text", "{}"])
def test_a_text_that_is_no_question_has_no_style(workshop, question, content) -> None:
    assert style_in(save(workshop, question, content)) is None


def test_a_course_in_another_language_has_no_house_style(workshop, course, question) -> None:
    Course.objects.filter(pk=course.pk).update(language="en")

    response = workshop.get(address(question))

    assert style_in(response) is None
    assert "Hausstil" not in page_of(response)


def test_each_code_of_the_rules_has_words() -> None:
    """Codes are found by their hyphens. None may reach an author in the linter's English."""
    rules = [*Path(prose.__file__).parent.glob("*.py"), Path(question_rules.__file__)]
    found = {code for path in rules for code in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text(encoding="utf-8"))}

    assert found - STYLE_WORDS.keys() == {"claim-not-taught", "readability-outlier", "shared-words"}  # of whole courses
    assert {code for code in STYLE_WORDS if "-" in code} <= found


@pytest.mark.parametrize(
    "stem", ["[" * 3_000, "Mehr [hier](lektion:eins).", "![Bild](b.svg)"], ids=["too deep", "link", "picture"]
)
def test_a_text_that_cannot_be_shown_is_refused_by_its_place(workshop, question, stem) -> None:
    response = save(workshop, question, changed(question, stem))

    editor = response.context["editor"]
    assert response.status_code == 200
    assert editor.errors[0].startswith("stem: ")
    assert editor.text == changed(question, stem)
    assert stored(question).versions.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"text": ""}, {"text": "a\x00"}, {"text": "x" * 60_001}, {"pool": "erfunden"}, {"note": "a\x00"},
     {"based_on": "x"}, {"family": "zwei worte"}, {"pair": "gibt-es-nicht"}],
    ids=["nothing", "NUL", "too long", "unknown pool", "NUL in the remark", "no number", "no name",
         "no pair"],
)  # fmt: skip
def test_what_is_typed_wrongly_is_kept(workshop, question, fields) -> None:
    response = save(workshop, question, **fields)

    editor = response.context["editor"]
    form = editor.yaml if "text" in fields else editor.head
    assert response.status_code == 200
    assert list(form.errors) == list(fields)
    assert {name: form[name].value() for name in fields} == fields
    assert stored(question).versions.count() == 1


def test_a_body_that_is_too_large_gets_a_clear_page(workshop, question) -> None:
    assert save(workshop, question, "x" * 2_000_000).status_code == 400


def test_two_people_writing_lose_nothing(workshop, course, question) -> None:
    other = signed_in(make_instructor(course, name="Bea Orth"))
    save(other, question, changed(question, "Von Bea gefragt?"))

    response = save(workshop, question, changed(question, "Von Ada gefragt?"), note="Meins")

    editor = response.context["editor"]
    page = page_of(response)
    assert response.status_code == 200
    assert "Von Ada gefragt?" in editor.text
    assert editor.head["note"].value() == "Meins"
    assert "hat Bea Orth Fassung 2 gespeichert" in page
    assert '<del><span class="visually-hidden">entfernt: </span>Bea</del>' in page
    assert stored(question).note == ""

    again = save(workshop, question, editor.text, based_on=editor.head["based_on"].value())

    assert again.status_code == 302
    assert stored(question).current.number == 3


def test_versions_say_who_changed_what(workshop, question) -> None:
    save(workshop, question, changed(question))

    page = page_of(workshop.get(address(question, "history")))

    assert "von Ada Minke" in page
    assert '<ins><span class="visually-hidden">hinzugefügt: </span>Neu' in page


def test_who_may_edit_what(question, workshop, stranger) -> None:
    doors = {
        "instructor": workshop, "operator": signed_in(make_operator()), "another's instructor": stranger,
        "HR": signed_in(make_hr(company())), "learner": signed_in(make_user()), "nobody": Client(),
    }  # fmt: skip
    pages = [address(question), address(question, "history"), "/admin/quizzes/question/"]
    inside = {"instructor", "operator"}

    answers = {who: [client.get(page).status_code for page in pages] for who, client in doors.items()}
    saved = {who: save(client, question, note=who).status_code for who, client in doors.items()}

    assert answers == {
        **{who: [200] * 3 for who in inside},
        "another's instructor": [404, 404, 200], "HR": [404] * 3, "learner": [404] * 3, "nobody": [302] * 3,
    }  # fmt: skip
    assert {who for who, status in saved.items() if status == 302} == {*inside, "nobody"}
    assert stored(question).note == "operator"
    assert question.uid not in page_of(stranger.get("/admin/quizzes/question/"))


def test_questions_are_found_by_their_words_pool_status_and_form(workshop, course, question) -> None:
    make_question(course, "A", pool=Pool.MIDTERM, uid="andere")
    stem = question.current.content["stem"]

    for query in ({"q": question.uid}, {"q": stem}, {"pool__exact": "practice"}, {"form": "szenario"}):
        page = page_of(workshop.get("/admin/quizzes/question/", query))
        assert question.uid in page, query
        assert "/question/" in page
        assert ">andere<" not in page, query
    assert "Szenario" in page_of(workshop.get("/admin/quizzes/question/"))


def test_as_many_queries_for_three_questions_as_for_one(workshop, course, question) -> None:
    with_one = queries_of(lambda: workshop.get("/admin/quizzes/question/"))
    make_question(course)
    make_question(course)

    assert queries_of(lambda: workshop.get("/admin/quizzes/question/")) == with_one


def test_quizzes_are_shown_as_their_files_have_them(workshop, stranger, course) -> None:
    quiz = make_quiz(course, [{"term": "A", "cases": 3}, {"term": None, "cases": 2}], pass_points=4)
    page = f"/admin/quizzes/quiz/{quiz.pk}/change/"

    shown = page_of(workshop.get(page))

    assert "Dieser Inhalt stammt aus den Kursdateien" in shown
    assert 'name="pass_points"' not in shown
    assert "Zwischenprüfung" in page_of(workshop.get("/admin/quizzes/quiz/"))
    assert workshop.post(page, {"pass_points": "0"}).status_code == 404
    assert stranger.get(page).status_code == 404


@pytest.mark.parametrize("name", ["attempt", "attemptslot", "answerstep", "case", "questionversion", "quizcell"])
def test_what_learners_did_has_no_page(name) -> None:
    assert signed_in(make_operator()).get(f"/admin/quizzes/{name}/").status_code == 404


def test_pages_keep_to_the_strict_policy(workshop, question) -> None:
    save(workshop, question, changed(question))
    for page in (address(question), address(question, "history"), "/admin/quizzes/question/", "/admin/quizzes/quiz/"):
        html = workshop.get(page).content.decode()
        assert "<script>" not in html, page
        assert " style=" not in html, page
