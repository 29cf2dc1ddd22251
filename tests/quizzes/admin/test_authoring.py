"""The form of a question: what a button does, what is kept, and where problems stand. Then the pages around it."""

import json
from html import unescape

import pytest

from coursesite import clock
from quizzes.admin.form import ContentForm, lookups_of
from quizzes.enums import QuestionStatus
from quizzes.models import AttemptSlot, Question, QuestionComment, QuestionReview
from quizzes.services.approving import submit_question
from quizzes.services.curating import QuestionHead, QuestionText, create_question
from quizzes.types import all_types, get_type
from tests.counting import queries_of
from tests.factories.quizzes import MARKER, make_question, make_questions, set_data, single_data
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db
ADD = "/admin/quizzes/question/add/"


def address(question: Question, page: str = "change") -> str:
    return f"/admin/quizzes/question/{question.pk}/{page}/"


def fresh(question: Question) -> Question:
    return Question.objects.select_related("current", "draft").get(pk=question.pk)


def typed(question: Question, data=None, **fields) -> dict:
    """What a browser sends of the form."""
    version = fresh(question).working
    form = ContentForm(get_type(version.type), data or version.content, lookups_of(question.course))
    head = {name: getattr(question, name) for name in ("pool", "family", "company", "bloom", "pair")}
    content = {f"content.{name}": value for name, value in form.post().items()}
    return {**head, "note": "", "based_on": version.number, **content, **fields}


def new(course, type_key, data, **fields) -> tuple[str, dict]:
    form = ContentForm(get_type(type_key), data, lookups_of(course))
    content = {f"content.{name}": value for name, value in form.post().items()}
    head = {"uid": "", "pool": "practice", "family": "neu", "company": "", "bloom": "", "pair": "", "note": ""}
    return f"{ADD}?course={course.pk}&type={type_key}", {**head, **content, **fields}


@pytest.fixture
def question(course) -> Question:
    return make_question(course, "B", form="szenario", pool="practice")


# --- the form ---
def test_the_form_holds_the_question_and_saves_what_is_changed(workshop, teacher, question) -> None:
    response = workshop.post(address(question), typed(question, **{"content.stem": "Neu **gefragt**?"}))

    found = fresh(question).current
    assert (response.status_code, found.number, found.author) == (302, 2, teacher)
    assert found.content == {**question.current.content, "stem": "Neu **gefragt**?"}


def test_an_untouched_form_makes_no_version(workshop, course) -> None:
    for kept in (make_question(course), make_questions(course, [set_data()])[0]):
        assert workshop.post(address(kept), typed(kept)).status_code == 302
        assert fresh(kept).versions.count() == 1


def test_buttons_keep_all_that_is_typed_and_store_nothing(workshop, question) -> None:
    post = typed(question, note="Noch offen", **{"content.stem": "Halb", "content.case.claims": "S1-01, ???"})

    response = workshop.post(address(question), {**post, "do": "up:options.1"})

    editor = response.context["editor"]
    texts = [option["text"] for option in question.current.content["options"]]
    assert [option["text"] for option in editor.data["options"]] == [texts[1], texts[0], texts[2]]
    assert (editor.data["stem"], editor.data["case"]["claims"]) == ("Halb", ["S1-01", "???"])
    assert editor.head["note"].value() == "Noch offen"
    assert fresh(question).versions.count() == 1


@pytest.mark.parametrize("button", ["add:options", "remove:options.0", "yaml", "try"])
def test_nobody_is_told_what_is_missing_while_she_is_still_writing(workshop, course, button) -> None:
    address, post = new(course, "single", single_data("B"), pool="", company="Halber Name!")

    response = workshop.post(address, {**post, "do": button})

    html = response.content.decode()
    assert "authors__summary" not in html
    assert 'value="Halber Name!"' in html


def test_who_checks_reads_what_is_missing_and_who_saves_that_nothing_was_saved(workshop, course) -> None:
    address, post = new(course, "single", single_data("B"), pool="")

    checked, saved = (unescape(workshop.post(address, {**post, "do": do}).content.decode()) for do in ("check", "save"))

    assert "authors__summary" in checked
    assert "Nicht gespeichert: Bitte" not in checked
    assert "Nicht gespeichert: Bitte" in saved


def test_a_new_answer_gets_an_id_that_stays(workshop, question) -> None:
    response = workshop.post(address(question), {**typed(question), "do": "add:options"})

    data = response.context["editor"].data
    added = data["options"][3]["id"]
    again = workshop.post(address(question), {**typed(question, data), "do": "down:options.0"})
    assert [option["id"] for option in again.context["editor"].data["options"]] == [
        f"{MARKER}-B", f"{MARKER}-A", f"{MARKER}-C", added,
    ]  # fmt: skip


def test_problems_stand_at_their_field_with_a_link(workshop, question) -> None:
    response = workshop.post(address(question), typed(question, **{"content.options.1.feedback": " "}))

    html = response.content.decode()
    assert response.context["editor"].form.summary[0][1] == "id_options-1-feedback"
    assert 'href="#id_options-1-feedback"' in html
    assert fresh(question).versions.count() == 1


def test_markdown_and_markup_that_is_typed_comes_back_as_text(workshop, question) -> None:
    hostile = '</textarea><script>alert("x")</script>'

    html = workshop.post(
        address(question), {**typed(question, **{"content.stem": hostile}), "do": "x"}
    ).content.decode()

    assert "<script>alert" not in html


def test_between_form_and_yaml_nothing_is_lost(workshop, question) -> None:
    as_yaml = workshop.post(address(question), {**typed(question, **{"content.stem": "Umgeformt?"}), "do": "yaml"})
    editor = as_yaml.context["editor"]
    assert (editor.mode, "Umgeformt?" in editor.text) == ("yaml", True)

    back = workshop.post(address(question), {**typed(question), "as": "yaml", "text": editor.text, "do": "fields"})
    assert back.context["editor"].data == {**question.current.content, "stem": "Umgeformt?"}
    broken = workshop.post(address(question), {**typed(question), "as": "yaml", "text": "stem: [", "do": "fields"})
    assert (broken.context["editor"].mode, broken.context["editor"].text) == ("yaml", "stem: [")


def test_what_is_typed_is_shown_before_it_is_saved(workshop, question) -> None:
    post = {**typed(question, **{"content.stem": "Erst *angesehen*?"}), "do": "check"}

    documents = workshop.post(address(question), post).context["documents"]

    assert "Erst <em>angesehen</em>?" in unescape(documents[0][1])
    assert fresh(question).versions.count() == 1


def test_two_people_writing_in_the_form_lose_nothing(workshop, course, question) -> None:
    other = signed_in(make_instructor(course, name="Bea Orth"))
    mine = typed(question, **{"content.stem": "Von Ada?"})
    other.post(address(question), typed(question, **{"content.stem": "Von Bea?"}))

    response = workshop.post(address(question), mine)

    editor = response.context["editor"]
    assert (editor.data["stem"], editor.conflict["theirs"].number) == ("Von Ada?", 2)
    assert workshop.post(address(question), {**mine, "based_on": editor.head["based_on"].value()}).status_code == 302
    assert fresh(question).current.number == 3


# --- new questions ---
def test_a_new_question_begins_with_course_and_type(workshop, stranger, course) -> None:
    assert set(workshop.get(ADD).context["form"].fields) == {"course", "type"}
    page = workshop.get(ADD, {"course": course.pk, "type": "single"})
    assert [row["term"] for row in page.context["editor"].data["options"]] == ["A", "B", "C"]

    assert "editor" not in stranger.get(ADD, {"course": course.pk, "type": "single"}).context
    assert "editor" not in workshop.get(ADD, {"course": course.pk, "type": "erfunden"}).context


@pytest.mark.parametrize("kind", all_types().values(), ids=lambda kind: kind.key)
def test_a_new_question_of_each_type_begins_and_grows_in_its_form(workshop, course, kind) -> None:
    where = f"{ADD}?course={course.pk}&type={kind.key}"
    assert workshop.get(where).context["editor"].content is None

    response = workshop.post(*new(course, kind.key, {}, do="add:hints"))

    assert response.context["editor"].data["hints"] == [""]
    assert workshop.post(*new(course, kind.key, {})).context["editor"].form.summary != []
    assert Question.objects.count() == 0


def test_a_new_question_belongs_nowhere_until_somebody_says_where(workshop, course) -> None:
    where, post = new(course, "single", single_data("A"), pool="")
    begun = workshop.get(where).context["editor"]
    assert (begun.head["pool"].value(), begun.is_place_open) == ("", True)

    refused = workshop.post(where, post).context["editor"]

    assert refused.head.errors == {"pool": ["Wählen Sie eine Fragengruppe."]}
    assert (refused.is_place_open, Question.objects.count()) == (True, 0)


def test_the_place_of_a_question_is_folded_unless_something_is_wrong_with_it(workshop, question) -> None:
    editor = workshop.get(address(question)).context["editor"]
    assert (editor.is_place_open, editor.place[:2]) == (False, ["Szenario", "Üben"])

    refused = workshop.post(address(question), typed(question, family="zwei worte")).context["editor"]

    assert (refused.is_place_open, list(refused.head.errors)) == (True, ["family"])


def test_a_new_question_is_saved_as_a_draft(workshop, teacher, course) -> None:
    where, post = new(course, "single", single_data("A"), uid="neu-1")

    response = workshop.post(where, post)

    found = Question.objects.select_related("current").get()
    assert response.url == address(found)
    assert (found.uid, found.status, found.pool, found.current.author) == ("neu-1", "draft", "practice", teacher)
    again = workshop.post(where, post)
    assert list(again.context["editor"].head.errors) == ["uid"]
    assert Question.objects.count() == 1


# --- trying ---
def test_a_question_is_tried_and_nothing_is_stored(workshop, question) -> None:
    page = workshop.get(address(question, "try"), {"seed": 3})
    assert MARKER not in page.content.decode()
    wrong = next(option for option in page.context["asked"]["options"] if option["html"].endswith("A."))

    marked = workshop.post(address(question, "try") + "?seed=3", {"data": "", "q1": wrong["id"]})

    assert marked.context["mark"] == {
        "points": 0, "maximum": 1, "needs_person": False,
        "events": [{"case": "", "expected": "Birke", "given": "Amsel"}],
    }  # fmt: skip
    assert f"{MARKER}" in marked.content.decode()
    assert AttemptSlot.objects.count() == 0


def test_what_is_typed_is_tried_before_it_is_saved(workshop, question) -> None:
    post = {**typed(question, **{"content.stem": "Noch nicht gespeichert?"}), "do": "try"}
    page = workshop.post(address(question), post)
    data, option = page.context["data"], page.context["asked"]["options"][0]
    assert "Noch nicht gespeichert?" in page.content.decode()

    marked = workshop.post(address(question, "try"), {"data": data, "q1": option["id"]})

    assert marked.context["review"] is not None
    assert fresh(question).versions.count() == 1


@pytest.mark.parametrize("data", ["[", "{}", "[" * 5000, json.dumps({"stem": 1}), "null"])
def test_a_trial_of_anything_else_is_no_page(workshop, question, data) -> None:
    assert workshop.post(address(question, "try"), {"data": data}).status_code == 404


def test_a_trial_says_what_was_never_on_offer(workshop, question) -> None:
    response = workshop.post(address(question, "try"), {"data": "", "q1": "erfunden"})

    assert (len(response.context["errors"]), response.context["review"]) == (1, None)
    assert workshop.get(address(question, "try"), {"version": 7}).status_code == 404


# --- approval ---
@pytest.fixture
def waiting(course, settings) -> Question:
    settings.FOUR_EYES = True
    author = make_instructor(course, name="Bea Orth")
    text = QuestionText(single_data("B", form="szenario"), head=QuestionHead(pool="practice", family="neu"))
    made = create_question(course=course, type_key="single", uid="neu", text=text, author=author, now=clock.now())
    submit_question(question=made, by=author, now=clock.now())
    return made


def test_a_reviewer_answers_before_she_sees_the_key(workshop, waiting) -> None:
    blind = workshop.get(address(waiting))
    assert blind.url == address(waiting, "approve")
    page = workshop.get(blind.url)
    assert MARKER not in page.content.decode()
    wrong = next(option for option in page.context["asked"]["options"] if option["html"].endswith("A."))

    assert workshop.post(blind.url, {"do": "answer", "q1": "erfunden"}).context["errors"] != []
    workshop.post(blind.url, {"do": "answer", "q1": wrong["id"]})
    shown = workshop.get(blind.url)
    assert MARKER in shown.content.decode()
    assert shown.context["review"].is_right is False

    refused = workshop.post(blind.url, {"do": "decide", "verdict": "returned", "comment": " "})
    assert (len(refused.context["errors"]), refused.context["verdict"]) == (1, "returned")
    workshop.post(blind.url, {"do": "decide", "verdict": "returned", "comment": "A geht auch."})
    assert QuestionReview.objects.get().verdict == "returned"
    author = signed_in(fresh(waiting).current.author)
    html = author.get(address(waiting)).content.decode()
    assert "A geht auch." in html
    assert "authors__notice--differs" in html


def test_whoever_cannot_decide_says_so(workshop, waiting) -> None:
    workshop.post(address(waiting, "approve"), {"do": "undecided"})

    assert (QuestionReview.objects.get().answer, QuestionReview.objects.get().is_right) == (None, False)


def test_steps_are_offered_to_whom_they_are_open(workshop, waiting) -> None:
    author = signed_in(fresh(waiting).current.author)

    def steps(client):
        return [name for name, _label in client.get(address(waiting), {"key": 1}).context["life"]["steps"]]

    assert (steps(author), steps(workshop)) == (["retire"], ["retire"])
    author.post(address(waiting, "step"), {"do": "publish"})
    author.post(address(waiting, "step"), {"do": "erfunden"})
    assert fresh(waiting).status == QuestionStatus.DRAFT

    right = next(option for option in workshop.get(address(waiting, "approve")).context["asked"]["options"]
                 if option["html"].endswith("B."))  # fmt: skip
    workshop.post(address(waiting, "approve"), {"do": "answer", "q1": right["id"]})
    assert workshop.get(address(waiting, "approve")).context["may_publish"] is False
    workshop.post(address(waiting, "approve"), {"do": "decide", "verdict": "approved", "comment": ""})
    assert 'value="publish"' in workshop.get(address(waiting, "approve")).content.decode()
    assert (steps(author), steps(workshop)) == (["retire"], ["publish", "retire"])
    workshop.post(address(waiting, "step"), {"do": "publish"})
    assert fresh(waiting).status == QuestionStatus.LIVE
    assert 'value="publish"' not in workshop.get(address(waiting, "approve")).content.decode()


@pytest.mark.parametrize("four_eyes", [True, False])
def test_who_asked_for_an_approval_sees_that_it_is_waited_for(workshop, course, settings, four_eyes) -> None:
    settings.FOUR_EYES = four_eyes
    url, post = new(course, "single", single_data("B"))
    workshop.post(url, post)
    question = Question.objects.get(family="neu")

    def asked_at():
        return workshop.get(address(question)).context["life"]["asked_at"]

    assert asked_at() is None
    done = workshop.post(address(question, "step"), {"do": "submit"}, follow=True)
    assert asked_at() == fresh(question).working.submitted_at is not None
    said = " ".join(str(message) for message in done.context["messages"])
    assert ("wartet auf die Freigabe durch eine andere Person" in said) is four_eyes


# --- comments ---
def test_authors_talk_about_a_version(workshop, teacher, question) -> None:
    workshop.post(address(question, "comments"), {"comment": " Zu lang?\r\n<b>Ja</b> "})

    comment = QuestionComment.objects.get()
    assert (comment.text, comment.author, comment.version) == ("Zu lang?\n<b>Ja</b>", teacher, question.current)
    assert "&lt;b&gt;Ja&lt;/b&gt;" in workshop.get(address(question)).content.decode()

    settle = address(question, f"comments/{comment.pk}")
    workshop.post(settle, {"do": "resolve"})
    assert QuestionComment.objects.get().resolved_by == teacher
    workshop.post(settle, {"do": "reopen"})
    assert (QuestionComment.objects.get().resolved_by, QuestionComment.objects.get().resolved_at) == (None, None)


def test_a_comment_that_is_refused_is_kept(workshop, question) -> None:
    assert workshop.post(address(question, "comments"), {"comment": " "}).status_code == 200
    response = workshop.post(address(question, "comments"), {"comment": "x" * 4001})

    assert response.context["text"] == "x" * 4001
    assert QuestionComment.objects.count() == 0


def test_another_courses_instructor_sees_nothing_of_it(stranger, workshop, question) -> None:
    workshop.post(address(question, "comments"), {"comment": "Unter uns."})
    comment = QuestionComment.objects.get()

    for page in ("comments", f"comments/{comment.pk}", "step", "approve", "try"):
        assert stranger.post(address(question, page), {"comment": "x", "do": "retire"}).status_code == 404
    assert (QuestionComment.objects.count(), fresh(question).status) == (1, "live")


def test_the_page_costs_as_much_for_three_comments_as_for_one(workshop, question) -> None:
    workshop.post(address(question, "comments"), {"comment": "Eins"})
    workshop.get(address(question))
    with_one = queries_of(lambda: workshop.get(address(question)))
    for text in ("Zwei", "Drei"):
        workshop.post(address(question, "comments"), {"comment": text})
    workshop.get(address(question))

    assert queries_of(lambda: workshop.get(address(question))) == with_one
