"""What waits for its approval on the site, and what was written there only, when course files are loaded."""

import pytest

from quizzes.enums import QuestionStatus
from quizzes.models import Question
from quizzes.services.bank_loading import BankLoader
from quizzes.services.curating import QuestionHead, QuestionText, create_question, edit_question
from tests.factories.course_files import edited, small_course
from tests.factories.loading import LATER, NOW, load, the_course

PRACTICE = "bank/practice.yaml"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _four_eyes(settings):
    settings.FOUR_EYES = True


def found(uid: str = "pr-o") -> Question:
    return Question.objects.select_related("current", "draft").get(uid=uid)


def write_here(stem: str = "Hier geschrieben. Welcher Begriff passt?"):
    question = found()
    text = QuestionText({**question.working.content, "stem": stem})
    return edit_question(question=question, text=text, author=None, now=NOW, based_on=None)


def test_a_draft_that_waits_is_no_change_of_the_course() -> None:
    load(small_course())
    draft = write_here()

    load(small_course())

    assert (found().draft, found().current.number) == (draft, 1)


def test_new_wording_in_the_files_goes_live_and_the_draft_stays() -> None:
    load(small_course())
    draft = write_here()

    load(edited(small_course(), PRACTICE, "Ein Betrieb handelt, Fall pr-o.", "Dort geschrieben."))

    assert (found().draft, found().current.number, found().current.author) == (draft, 3, None)
    assert "Dort geschrieben." in found().current.content["stem"]


def test_a_question_that_leaves_the_files_goes_with_its_draft() -> None:
    load(small_course())
    write_here()

    BankLoader().remove(the_course(), ["pr-o"])

    assert not Question.objects.filter(uid="pr-o").exists()


def test_a_question_written_on_the_site_stays() -> None:
    load(small_course())
    text = QuestionText(found().current.content, head=QuestionHead(pool="practice", family="hier"))
    create_question(course=the_course(), type_key="single", uid="hier-1", text=text, author=None, now=LATER)

    load(edited(small_course(), PRACTICE, "Ein Betrieb handelt, Fall pr-o.", "Dort geschrieben."))

    assert (found("hier-1").status, found("hier-1").current.number) == (QuestionStatus.DRAFT, 1)
    assert found().current.number == 2
