"""A question is written in the form, tried, approved blind by somebody else, asked, and written anew meanwhile."""

import pytest
from django.test import Client

from quizzes.admin.form import ContentForm, lookups_of
from quizzes.enums import Pool
from quizzes.models import Attempt, AttemptSlot, Question
from quizzes.queries.contents import content_of
from quizzes.types import get_type
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import TERMS, make_quiz, make_quiz_course, single_data, slots_of
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db
KIND = get_type("single")


def sent(course, data, **fields):
    """What a browser sends of the form with this data in it."""
    form = ContentForm(KIND, data, lookups_of(course))
    head = {"pool": Pool.MIDTERM, "family": "birke", "company": "", "bloom": "", "pair": "", "note": ""}
    return {**head, **{f"content.{name}": value for name, value in form.post().items()}, **fields}


def the_question() -> Question:
    return Question.objects.select_related("current", "draft").get()


def page(name: str = "change") -> str:
    return f"/admin/quizzes/question/{the_question().pk}/{name}/"


def token(version, term: str) -> str:
    options = content_of(version, tuple(TERMS)).options
    return next(option.token for option in options if option.term == term)


@pytest.mark.usefixtures("real_child")
def test_a_question_on_its_way_to_learners_and_the_next_wording(settings):
    settings.FOUR_EYES = True
    course = make_quiz_course(slug="kurs")
    author, reviewer = (signed_in(make_instructor(course, name=name)) for name in ("Ada", "Bea"))

    # Written with buttons, tried, and put before somebody else
    where = f"/admin/quizzes/question/add/?course={course.pk}&type=single"
    begun = author.get(where).context["editor"].data
    assert [option["id"] for option in begun["options"]] == list(TERMS)
    assert author.post(where, sent(course, begun)).context["editor"].form.summary != []
    author.post(where, sent(course, single_data("B")))
    tried = author.post(page("try"), {"data": "", "q1": token(the_question().current, "C")})
    assert [(event["expected"], event["given"]) for event in tried.context["mark"]["events"]] == [("Birke", "Cello")]
    author.post(page("step"), {"do": "submit"})

    # Approved by somebody who answered it before she saw its key, and set live by her
    assert [one.uid for one in reviewer.get("/admin/quizzes/question/?waiting=me").context["cl"].queryset] == [
        the_question().uid
    ]
    reviewer.post(page("approve"), {"do": "answer", "q1": token(the_question().current, "B")})
    reviewer.post(page("approve"), {"do": "decide", "verdict": "approved", "comment": ""})
    author.post(page("step"), {"do": "publish"})
    assert the_question().status == "reviewed"
    reviewer.post(page("step"), {"do": "publish"})
    assert the_question().status == "live"

    # Asked
    make_quiz(course, [{"term": "B", "cases": 1}], slug="probe")
    learner, client = make_user(), Client()
    make_started(learner, course)
    client.force_login(learner)
    client.post("/courses/kurs/quizzes/probe/start/")
    attempt = Attempt.objects.get()
    stem = the_question().current.content["stem"]
    question_page = f"/attempts/{attempt.public_id}/questions/1/"
    assert stem in client.get(question_page).content.decode()

    # Written anew while the attempt is open: the learner keeps hers, and the page says so
    data = {**the_question().current.content, "stem": "Neu gefragt?"}
    author.post(page(), sent(course, data, based_on=1))
    assert author.get(page()).context["open_attempts"] == 1
    assert (the_question().current.number, the_question().draft.number) == (1, 2)
    author.post(page("step"), {"do": "submit"})
    reviewer.post(page("approve"), {"do": "answer", "q1": token(the_question().draft, "A")})
    reviewer.post(page("approve"), {"do": "decide", "verdict": "approved", "comment": "Verlesen."})
    reviewer.post(page("step"), {"do": "publish"})
    assert (the_question().current.number, the_question().draft) == (2, None)
    assert stem in client.get(question_page).content.decode()

    # The next attempt has the next wording
    [slot] = slots_of(attempt)
    client.post(question_page, {"answer": token(slot.version, "B"), "seq": 0, "go": "next"})
    client.post(f"/attempts/{attempt.public_id}/submit/")
    client.post("/courses/kurs/quizzes/probe/start/")
    numbers = AttemptSlot.objects.order_by("pk").values_list("version__number", flat=True)
    assert list(numbers) == [1, 2]
