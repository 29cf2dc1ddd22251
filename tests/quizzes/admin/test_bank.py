"""The bank: what is found by which filter, and what happens to many questions at once."""

import pytest
from django.contrib.messages import get_messages

from coursesite import clock
from lessons.models import Course
from quizzes.enums import Pool, QuestionStatus
from quizzes.models import Question
from quizzes.services.approving import submit_question
from quizzes.services.attempting import start_attempt, submit_attempt
from quizzes.services.curating import QuestionText, edit_question
from quizzes.types import form_word
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_started
from tests.factories.quizzes import (
    give_terms,
    make_checked_lesson,
    make_exam,
    make_question,
    make_questions,
    make_quiz_course,
    rewrite,
    set_data,
    single_data,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/quizzes/question/"


def found(client, **query) -> set[str]:
    return {question.uid for question in client.get(LIST, query).context["cl"].queryset}


def act(client, action, *questions, **fields):
    values = {"action": action, "_selected_action": [question.pk for question in questions], **fields}
    response = client.post(LIST, values)
    return [str(message) for message in get_messages(response.wsgi_request)]


def fresh(question: Question) -> Question:
    return Question.objects.select_related("current", "draft").get(pk=question.pk)


@pytest.fixture
def bank(course) -> dict[str, Question]:
    data = single_data("A", text="Ein Büro mit Ölheizung?")
    data["case"] |= {"dimension": "D7", "claims": ["S1-1"]}
    [one] = make_questions(course, [data], uid="eins", family="oel", company="heizung-alt", pool=Pool.PRACTICE)
    other = single_data("B")
    other["case"] |= {"claims": ["S1-11"]}
    [two] = make_questions(course, [other], uid="zwei", pool=Pool.EXAM, status=QuestionStatus.RETIRED)
    [three] = make_questions(course, [set_data("CC")], uid="drei", pool=Pool.EXAM)
    course.dimensions.create(key="D7", name="Träger")
    return {"eins": one, "zwei": two, "drei": three}


@pytest.mark.parametrize(
    ("query", "uids"),
    [
        ({"q": "büro ölheizung"}, {"eins"}), ({"q": "Büro"}, {"eins"}), ({"q": "zwei"}, {"zwei"}),
        ({"q": "heizung-alt"}, {"eins"}), ({"q": "Aussage"}, {"drei"}), ({"q": "nirgends"}, set()),
        ({"term": "A"}, {"eins"}), ({"pair": "AC"}, {"drei"}), ({"dimension": "D7"}, {"eins"}),
        ({"type": "classify"}, {"drei"}), ({"form": "zuordnen"}, {"drei"}), ({"pool__exact": "exam"}, {"zwei", "drei"}),
        ({"status__exact": "retired"}, {"zwei"}), ({"family": "oel"}, {"eins"}), ({"company": "heizung-alt"}, {"eins"}),
        ({"claim": "S1-1"}, {"eins"}), ({"claim": "S1-11"}, {"zwei"}), ({"claim": '"%_'}, set()),
        ({"usage": "never"}, {"eins", "zwei", "drei"}), ({"usage": "asked"}, set()), ({"waiting": "all"}, set()),
    ],
)  # fmt: skip
def test_questions_are_found(workshop, bank, query, uids) -> None:
    assert found(workshop, **query) == uids


def test_usage_tells_open_attempts_from_those_that_are_over(workshop, course) -> None:
    exam = make_exam(course)
    spare = make_question(course, pool=Pool.PRACTICE)
    enrolment, now = make_started(make_user(), course), clock.now()
    asked = set(Question.objects.exclude(pk=spare.pk).values_list("uid", flat=True))
    attempt = start_attempt(enrolment=enrolment, quiz=exam, seed=1, now=now)

    assert (found(workshop, usage="open"), found(workshop, usage="never")) == (asked, {spare.uid})
    submit_attempt(attempt=attempt, now=now)
    assert (found(workshop, usage="open"), found(workshop, usage="asked")) == (set(), asked)


def test_the_queue_is_each_reviewers_own(workshop, teacher, course, settings) -> None:
    settings.FOUR_EYES = True
    mine, other = make_question(course), make_question(course)
    for question, author in ((mine, teacher), (other, make_user())):
        text = QuestionText(rewrite(question, stem="Neu?"))
        edit_question(question=question, text=text, author=author, now=clock.now(), based_on=1)
        submit_question(question=question, by=author, now=clock.now())

    assert found(workshop, waiting="me") == {other.uid}
    assert found(workshop, waiting="all") == {mine.uid, other.uid}


def test_a_filter_to_type_into_keeps_the_others(workshop, bank) -> None:
    html = workshop.get(LIST, {"family": "oel", "pool__exact": "practice", "q": "eins"}).content.decode()

    assert '<input type="hidden" name="pool__exact" value="practice">' in html
    assert '<input type="hidden" name="q" value="eins">' in html
    assert 'name="family" value="oel"' in html


def test_filters_offer_what_belongs_to_ones_own_courses(workshop, stranger, bank) -> None:
    assert "Träger" in workshop.get(LIST).content.decode()
    assert "Träger" not in stranger.get(LIST).content.decode()


def test_forms_are_offered_in_words(workshop, bank) -> None:
    [offered] = [
        one for one in workshop.get(LIST).context["cl"].filter_specs if getattr(one, "parameter_name", "") == "form"
    ]

    assert ("zuordnen", form_word("zuordnen")) in offered.lookup_choices


# --- many at once ---
def test_a_family_moves_as_a_whole_or_not_at_all(workshop, course) -> None:
    one, two = (make_question(course, uid=uid, family="f") for uid in ("eins", "zwei"))

    [refusal] = act(workshop, "move", one, pool="exam")
    assert "eins" in refusal
    assert "zwei" in refusal
    assert fresh(one).pool == Pool.MIDTERM

    act(workshop, "move", one, two, pool="exam")
    assert {fresh(one).pool, fresh(two).pool} == {"exam"}


def test_two_that_are_drawn_together_move_together(workshop, course) -> None:
    one, two = make_question(course, uid="eins", pair="zwei"), make_question(course, uid="zwei", pair="eins")

    act(workshop, "move", one, pool="exam")
    assert fresh(one).pool == Pool.MIDTERM
    act(workshop, "move", one, two, pool="exam")
    assert fresh(one).pool == "exam"


def test_families_of_other_courses_do_not_matter(workshop, course) -> None:
    one = make_question(course, family="f")
    make_question(make_quiz_course(slug="fremd"), family="f")

    act(workshop, "move", one, pool="exam")

    assert fresh(one).pool == "exam"


@pytest.mark.parametrize(
    ("action", "value", "stored"),
    [
        ("set_company", " baecker ", {"company": "baecker"}), ("set_company", "", {"company": ""}),
        ("set_company", "Bäcker & Co", {"company": "alt"}), ("set_family", "neu", {"family": "neu"}),
        ("set_family", "", {"family": "f"}), ("set_bloom", "Anwenden", {"bloom": "Anwenden"}),
        ("set_bloom", "x" * 21, {"bloom": ""}), ("move", "", {"pool": "midterm"}),
    ],
)  # fmt: skip
def test_tags_are_set_or_refused(workshop, course, action, value, stored) -> None:
    question = make_question(course, family="f", company="alt")

    messages = act(workshop, action, question, value=value)

    assert len(messages) == 1
    assert {name: getattr(fresh(question), name) for name in stored} == stored


def test_a_dimension_makes_new_versions_of_all_or_none(workshop, teacher, course) -> None:
    one, two = make_question(course), make_questions(course, [set_data()])[0]
    [task] = make_questions(
        course, [{"form": "kurzantwort", "stem": "?", "accept": ["a"], "feedback": "So."}], type_key="short"
    )

    act(workshop, "set_dimension", one, task, value="D4")
    assert (fresh(one).current.number, fresh(task).current.number) == (1, 1)
    act(workshop, "set_dimension", one, two, value="D 4")
    assert fresh(one).current.number == 1

    act(workshop, "set_dimension", one, two, value="D4")
    for question in (one, two):
        version = fresh(question).current
        assert (version.number, version.author) == (2, teacher)
        assert set(version.cases.values_list("dimension", flat=True)) == {"D4"}
        assert version.rendered == question.current.rendered


def test_steps_are_taken_together(workshop, course) -> None:
    one, two = make_question(course), make_question(course, status=QuestionStatus.DRAFT)

    act(workshop, "restore", one, two)
    assert (fresh(one).status, fresh(two).status) == ("live", "draft")
    act(workshop, "retire", one, two)
    assert (fresh(one).status, fresh(two).status) == ("retired", "retired")
    act(workshop, "restore", one, two)
    act(workshop, "set_live", one, two)
    assert (fresh(one).status, fresh(two).status) == ("live", "live")


def test_what_a_lesson_asks_is_not_retired_with_the_others(workshop, course) -> None:
    asked, free = make_question(course, uid="gefragt", pool="practice"), make_question(course)
    make_checked_lesson(course, [asked], title="Vom Wald")

    [words] = act(workshop, "retire", asked, free)

    assert "gefragt" in words
    assert "Vom Wald" in words
    assert (fresh(asked).status, fresh(free).status) == ("live", "live")


def test_nobody_changes_what_belongs_to_others(stranger, course) -> None:
    question = make_question(course)

    act(stranger, "retire", question)
    act(stranger, "set_company", question, value="fremd")

    assert (fresh(question).status, fresh(question).company) == ("live", "")


def test_too_many_at_once_are_refused(workshop, course, monkeypatch) -> None:
    monkeypatch.setattr("quizzes.services.tagging.MAX_AT_ONCE", 1)
    questions = [make_question(course), make_question(course)]

    [refusal] = act(workshop, "set_company", *questions, value="baecker")

    assert "2" in refusal
    assert {fresh(question).company for question in questions} == {""}


def test_each_filter_costs_as_much_for_three_as_for_one(workshop, course: Course) -> None:
    queries = ["", "?usage=open", "?usage=never", "?waiting=me", "?term=A", "?claim=S1-01", "?q=Fall"]
    make_question(course)
    for query in queries:
        workshop.get(LIST + query)
    with_one = [queries_of(lambda query=query: workshop.get(LIST + query)) for query in queries]
    make_questions(course, [single_data("A"), set_data()])
    give_terms(make_course(slug="noch-einer"))

    assert [queries_of(lambda query=query: workshop.get(LIST + query)) for query in queries] == with_one


def test_no_action_is_chosen_at_first_and_the_list_says_so_in_words(workshop, bank):
    page = workshop.get(LIST).content.decode()

    assert '<option value="" selected>Bitte wählen</option>' in page
    assert "---------" not in page
