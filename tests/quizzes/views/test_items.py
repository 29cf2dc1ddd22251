"""The item analysis as those who teach read it."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from coursesite import clock
from lessons.models import CourseRole
from quizzes.models import ItemFigures
from quizzes.services.analysing import AGAIN_AFTER, refresh_figures
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.quizzes import make_quiz_course
from tests.quizzes.services.test_analysing import quiz, sit  # noqa: F401  # a fixture
from tests.quizzes.views.pages import words_of

pytestmark = pytest.mark.django_db
ADDRESS = "/teach/courses/kurs/items/"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REFRESH = "/teach/courses/kurs/figures/refresh/"


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture(autouse=True)
def no_run_asked_for():
    cache.clear()


@pytest.fixture
def teacher(course):
    client, user = Client(), make_user(language="en")
    CourseRole.objects.create(user=user, course=course)
    client.force_login(user)
    client.cookies["language"] = "en"
    return client


def asked(quiz, people):  # noqa: F811
    """The first question is always wrong, the second right for those who know the rest."""
    for person in range(people):
        sit(quiz, [False, *[person % 2 == 0] * 5], user=make_user(name=f"Kanarienvogel {person}"))
    refresh_figures(now=clock.now())
    rows = ItemFigures.objects.order_by("version").select_related("version__question")
    return [row.version.question.uid for row in rows]


def test_an_empty_course_says_what_will_come(teacher, course):
    assert "Nobody has finished a quiz yet." in words_of(teacher.get(ADDRESS))


def test_the_list_names_figures_from_twenty_answers_on(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 20)

    words = words_of(teacher.get(ADDRESS))

    assert hard in words
    assert "0 % (0 to 12 %)" in words  # Beta(.5, 20.5)
    assert "50 % (" in words
    assert "hardly separates" not in words  # below fifty a low discrimination is no flag


def test_below_twenty_there_are_counts_only(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 6)

    listed, single = words_of(teacher.get(ADDRESS)), words_of(teacher.get(f"{ADDRESS}{hard}/"))

    assert "too few answers" in listed
    assert "% (" not in listed
    assert "6 answers. 0 of them right. Provisional: figures are shown from 20 answers on." in single


def test_fewer_than_five_people_are_a_number(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 4)

    words = words_of(teacher.get(f"{ADDRESS}{hard}/"))

    assert "4 answers. Nothing more is shown for fewer than 5 people." in words
    assert "Who chose which answer" not in words


def test_a_question_that_strong_learners_fail_is_said_first(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 24)

    words = words_of(teacher.get(f"{ADDRESS}{hard}/"))

    assert "Please look at it: of the learners who know the rest, only 0 % reach the points here." in words
    assert "24 answers." in words
    assert "Who chose which answer" in words
    assert "100 % (24)" in words


def test_the_list_can_be_narrowed_and_sorted(teacher, course, quiz):  # noqa: F811
    hard, easy, *_others = asked(quiz, 24)

    def uids(query):
        page = words_of(teacher.get(f"{ADDRESS}?{query}"))
        return [uid for uid in sorted([hard, easy], key=page.find) if uid in page]

    assert uids("flagged=yes") == [hard]
    assert uids(f"q={easy}") == [easy]
    assert uids("mode=exam") == []
    assert uids("sort=facility")[0] == hard
    assert uids("sort=-facility")[0] == easy
    assert teacher.get(f"{ADDRESS}?sort=nonsense&mode=x&page=99").status_code == 200


def test_whoever_does_not_want_to_wait_has_the_figures_computed(teacher, course, quiz, time_machine):  # noqa: F811
    time_machine.move_to(START, tick=False)
    sit(quiz, [True] * 6)

    page = teacher.post(REFRESH, follow=True)

    assert page.redirect_chain == [(ADDRESS, 302)]
    assert "Figures of 6 wordings computed." in words_of(page)
    assert "As of Nov. 24, 2026, 10 a.m." in words_of(page)
    assert ItemFigures.objects.count() == 6


def test_figures_are_not_computed_again_so_soon(teacher, course, quiz, time_machine):  # noqa: F811
    time_machine.move_to(START, tick=False)
    sit(quiz, [True] * 6)
    refresh_figures(now=clock.now())
    sit(quiz, [True] * 6)

    early = words_of(teacher.post(REFRESH, follow=True))
    stale = set(ItemFigures.objects.values_list("answers", flat=True))
    time_machine.move_to(START + AGAIN_AFTER, tick=False)
    late = words_of(teacher.post(REFRESH, follow=True))

    assert "The figures can be computed anew once in 15 minutes. Please try again a little later." in early
    assert stale == {1}
    assert "Figures of 6 wordings computed." in late
    assert set(ItemFigures.objects.values_list("answers", flat=True)) == {2}


def test_two_who_ask_at_once_start_one_run(teacher, course):
    first, second = (words_of(teacher.post(REFRESH, follow=True)) for _person in range(2))

    assert "There are no new results: the figures are up to date." in first
    assert "once in 15 minutes" in second


def test_no_name_is_on_the_pages(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 24)

    for path in (ADDRESS, f"{ADDRESS}{hard}/"):
        page = teacher.get(path).content.decode()
        assert hard in page
        assert "Kanarienvogel" not in page
        assert "@example.com" not in page.replace("kontakt@example.com", "")


def test_an_instructor_of_another_course_finds_nothing(course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 5)
    client, user = Client(), make_user()
    CourseRole.objects.create(user=user, course=make_quiz_course(slug="anderer"))
    client.force_login(user)

    assert [client.get(path).status_code for path in (ADDRESS, f"{ADDRESS}{hard}/")] == [404, 404]
    assert client.get(f"/teach/courses/anderer/items/{hard}/").status_code == 404


def test_more_questions_and_people_cost_no_more_queries(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 1)
    teacher.get(ADDRESS)
    one = [queries_of(lambda path=path: teacher.get(path)) for path in (ADDRESS, f"{ADDRESS}{hard}/")]
    asked(quiz, 3)

    assert [queries_of(lambda path=path: teacher.get(path)) for path in (ADDRESS, f"{ADDRESS}{hard}/")] == one
