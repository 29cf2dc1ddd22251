"""The item analysis as those who teach read it."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from coursesite import clock
from lessons.models import CourseRole
from quizzes.models import ItemFigures
from quizzes.services.analysing import AGAIN_AFTER, Refreshed, refresh_figures
from quizzes.views.items import _told
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
def begun(time_machine):
    """Before anybody signs in: a session does not last for ever. No run was asked for."""
    time_machine.move_to(START, tick=False)
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
    assert "Nobody has completed a quiz yet." in words_of(teacher.get(ADDRESS))


def test_the_list_names_figures_from_twenty_answers_on(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 20)

    words = words_of(teacher.get(ADDRESS))

    assert hard in words
    assert "0% (0 to 12%)" in words  # Beta(.5, 20.5)
    assert "50% (" in words
    assert "hardly discriminates" not in words  # below fifty a low discrimination is no flag


def test_below_twenty_there_are_counts_only(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 6)

    listed, single = words_of(teacher.get(ADDRESS)), words_of(teacher.get(f"{ADDRESS}{hard}/"))

    assert "too few answers" in listed
    assert "% (" not in listed
    assert "6 answers. 0 of them correct. Provisional: figures are shown once there are 20 answers." in single


def test_fewer_than_five_people_are_a_number(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 4)

    words = words_of(teacher.get(f"{ADDRESS}{hard}/"))

    assert "4 answers. Nothing more is shown for fewer than 5 people." in words
    assert "Who chose which answer" not in words


def test_a_question_that_strong_learners_fail_is_said_first(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 24)

    words = words_of(teacher.get(f"{ADDRESS}{hard}/"))

    assert "Please check: of the learners who know the rest, only 0% earn the points here." in words
    assert "24 answers." in words
    assert "Who chose which answer" in words
    assert "100% (24)" in words


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


def test_an_empty_selection_says_that_too_few_have_answered(teacher, course, quiz):  # noqa: F811
    asked(quiz, 6)

    assert "With fewer than 20 answers, nothing can be flagged; 0 versions have that many." in words_of(
        teacher.get(f"{ADDRESS}?flagged=yes")
    )
    assert "nothing can be flagged" not in words_of(teacher.get(f"{ADDRESS}?q=nirgends"))


@pytest.mark.parametrize("sort", ["facility", "-facility", "discrimination", "-discrimination"])
def test_the_order_tells_nothing_of_what_is_withheld(teacher, course, quiz, sort):  # noqa: F811
    uids = sorted(asked(quiz, 1))
    for place, row in enumerate(ItemFigures.objects.order_by("version__question__uid")):
        shown = place == 3
        row.answers = 24 if shown else 6
        row.figures |= {"stage": "some" if shown else "counts", "facility": [0.9, 0.1, 0.5, 0.6, 0.2, 0.8][place]}
        row.figures |= {"discrimination": row.figures["facility"], "error": 0.1, "interval": [0.0, 1.0]}
        row.save()

    page = teacher.get(f"{ADDRESS}?sort={sort}")

    found = [item.row.version.question.uid for item in page.context["items"]]
    assert found == [uids[3], *uids[:3], *uids[4:]]


def test_the_beginning_of_the_wording_stands_beside_its_code(teacher, course, quiz):  # noqa: F811
    hard, *_others = asked(quiz, 1)
    stem = ItemFigures.objects.get(version__question__uid=hard).version.content["stem"]

    assert f"{hard} version 1, " in words_of(teacher.get(ADDRESS))
    assert stem in words_of(teacher.get(ADDRESS))


def test_figures_without_any_new_wording_are_said_to_be_up_to_date():
    assert (
        _told(Refreshed(course=None, items=0, quizzes=1))
        == "Es gibt keine neuen Antworten; alle Kennwerte sind aktuell."
    )


def test_whoever_does_not_want_to_wait_has_the_figures_computed(teacher, course, quiz):  # noqa: F811
    sit(quiz, [True] * 6)

    page = teacher.post(REFRESH, follow=True)

    assert page.redirect_chain == [(ADDRESS, 302)]
    assert "Figures calculated for 6 versions." in words_of(page)
    assert "As at 24 November 2026, 10:00" in words_of(page)
    assert ItemFigures.objects.count() == 6


def test_figures_are_not_computed_again_so_soon(teacher, course, quiz, time_machine):  # noqa: F811
    sit(quiz, [True] * 6)
    refresh_figures(now=clock.now())
    sit(quiz, [True] * 6)

    early = words_of(teacher.post(REFRESH, follow=True))
    stale = set(ItemFigures.objects.values_list("answers", flat=True))
    time_machine.move_to(START + AGAIN_AFTER, tick=False)
    late = words_of(teacher.post(REFRESH, follow=True))

    assert "The figures can be recalculated only once every 15 minutes. Please try again a little later." in early
    assert stale == {1}
    assert "Figures calculated for 6 versions." in late
    assert set(ItemFigures.objects.values_list("answers", flat=True)) == {2}


def test_two_who_ask_at_once_start_one_run(teacher, course):
    first, second = (words_of(teacher.post(REFRESH, follow=True)) for _person in range(2))

    assert "There are no new answers; all figures are up to date." in first
    assert "once every 15 minutes" in second


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
