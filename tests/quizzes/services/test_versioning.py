"""A new wording is a new version; nothing already asked changes."""

import pytest

from quizzes.errors import QuizzesError
from quizzes.models import Case, QuestionVersion
from quizzes.services.versioning import rerender_outdated, save_version
from quizzes.types.problems import ParseError
from tests.factories.accounts import make_user
from tests.factories.quizzes import make_question, rewrite, set_data, single_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(course):
    return make_question(course, "A")


def save(question, data, now, *, type_key="single", author=None):
    return save_version(question=question, type_key=type_key, data=data, author=author, now=now)


def test_a_changed_wording_is_the_next_version(question, now):
    first, author = question.current, make_user()

    second = save(question, rewrite(question, stem="Neu **gefragt**?"), now, author=author)

    question.refresh_from_db()
    assert (question.current, second.number, second.author, second.made_at) == (second, first.number + 1, author, now)
    assert second.rendered["stem"] == "<p>Neu <strong>gefragt</strong>?</p>"
    first.refresh_from_db()
    assert first.content["stem"] != second.content["stem"]
    assert list(Case.objects.filter(version=second).values_list("term", "contrast")) == [("A", "AB")]


def test_an_unchanged_wording_makes_no_version(question, now):
    again = save(question, question.current.content, now)

    assert (again, QuestionVersion.objects.count()) == (question.current, 1)


def test_going_back_to_an_old_wording_is_a_new_version(question, now):
    old = question.current.content
    save(question, rewrite(question, stem="Zwischendurch anders?"), now)

    third = save(question, old, now)

    assert (third.number, third.content) == (3, old)


def test_the_form_of_the_question_follows_its_wording(question, now):
    version = save(question, set_data("ABB"), now, type_key="classify")

    question.refresh_from_db()
    assert (question.form, version.type, version.points) == ("zuordnen", "classify", 3)
    assert list(Case.objects.filter(version=version).values_list("term", flat=True)) == ["A", "B", "B"]


def test_two_authors_make_two_versions(question, now):
    other = type(question).objects.get(pk=question.pk)
    save(question, rewrite(question, stem="Von der einen?"), now)

    save(other, rewrite(other, stem="Von der anderen?"), now)

    assert sorted(QuestionVersion.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_all_problems_are_named_and_nothing_is_stored(question, now):
    data = single_data("A")
    data["stem"], data["options"][0]["feedback"] = "", ""

    with pytest.raises(ParseError) as error:
        save(question, data, now)

    assert [problem.place for problem in error.value.problems] == ["stem", "options[0].feedback"]
    assert QuestionVersion.objects.count() == 1


def test_a_text_that_cannot_be_rendered_is_refused(question, now):
    with pytest.raises(QuizzesError) as refusal:
        save(question, rewrite(question, stem="[" * 4000), now)

    assert question.uid in str(refusal.value)
    assert QuestionVersion.objects.count() == 1


def test_outdated_html_is_made_anew_and_the_content_stays(question, course):
    version = question.current
    QuestionVersion.objects.update(render_version=0, rendered={})

    assert (rerender_outdated(course), rerender_outdated(course)) == (1, 0)

    fresh = QuestionVersion.objects.get()
    assert (fresh.rendered, fresh.content_hash) == (version.rendered, version.content_hash)
