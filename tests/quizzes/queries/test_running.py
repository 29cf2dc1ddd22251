"""An exam with a time limit that was begun comes first, wherever a learner looks for her next step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coursesite import clock
from lessons.services.progress import mark_read
from quizzes.models import ResultNotice
from quizzes.queries.running import running_attempts
from quizzes.services.attempting import start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.quizzes import make_exam, make_quiz_course

pytestmark = pytest.mark.django_db
PAGES = ["/", "/courses/kurs/"]


@pytest.fixture
def course():
    course = make_quiz_course(slug="kurs")
    make_lesson(course, title="Hinschauen")
    return course


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def run(learner, course):
    return make_started(learner, course)


@pytest.fixture
def reader(client, learner):
    client.force_login(learner)
    return client


def begin(run, *, minutes: int | None = 40, slug: str = "ende", title: str = "Abschlussprüfung"):
    exam = make_exam(run.course, slug=slug, minutes_limit=minutes)
    exam.unit.title = title
    exam.unit.save()
    return start_attempt(enrolment=run, quiz=exam, seed=1, now=clock.now())


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def end_of(attempt) -> str:
    return f"{timezone.localtime(attempt.deadline):%H:%M}"


@pytest.mark.parametrize("path", PAGES)
def test_it_is_the_one_primary_button_with_its_end(reader, run, path):
    attempt = begin(run)

    page = text_of(reader.get(path))

    assert page.count("btn-primary") == 1
    assert f'<a class="btn btn-primary" href="/attempts/{attempt.public_id}/">' in page
    assert f"{end_of(attempt)} Uhr" in page
    assert "Weiterlernen" not in page


@pytest.mark.parametrize("path", PAGES)
def test_so_it_is_where_it_is_the_next_unit_anyway(reader, course, run, path):
    lesson = course.units.get(kind="lesson").lesson
    mark_read(enrolment=run, unit=lesson.unit, version=lesson.published, now=clock.now())
    attempt = begin(run)

    page = text_of(reader.get(path))

    assert page.count("btn-primary") == 1
    assert f'<a class="btn btn-primary" href="/attempts/{attempt.public_id}/">' in page
    assert end_of(attempt) in page


@pytest.mark.parametrize("path", PAGES)
def test_so_it_is_after_the_course_was_completed(reader, run, path):
    attempt = begin(run)
    type(run).objects.update(completed_on=clock.today())

    assert f'<a class="btn btn-primary" href="/attempts/{attempt.public_id}/">' in text_of(reader.get(path))


@pytest.mark.parametrize("path", PAGES)
def test_what_is_over_submitted_or_without_an_end_changes_nothing(reader, run, path):
    pages = []
    begin(run, minutes=None, slug="ohne")
    pages.append(text_of(reader.get(path)))
    attempt = begin(run)
    type(attempt).objects.filter(pk=attempt.pk).update(deadline=clock.now() - timedelta(seconds=1))
    pages.append(text_of(reader.get(path)))
    submit_attempt(attempt=attempt, now=clock.now())
    pages.append(text_of(reader.get(path)))

    assert ['href="/attempts/' in page for page in pages] == [False] * 3
    assert [page.count("btn-primary") for page in pages] == [1] * 3


def test_its_course_and_its_panel_come_before_all_others(reader, learner, course):
    first = make_started(learner, make_course(slug="anderer", title="Anderer Kurs"))
    attempt = begin(make_started(learner, course))
    earlier = begin(first, minutes=None)
    version = earlier.slots.first().version
    ResultNotice.objects.create(
        attempt=earlier, version=version, decision="kept", points_before=0, points_after=1, made_at=clock.now()
    )

    page = text_of(reader.get("/"))

    places = [page.index(f"/attempts/{attempt.public_id}/"), page.index("Anderer Kurs"), page.index("result-notices")]
    assert places == sorted(places)


def test_of_two_what_ends_first(reader, run):
    begin(run, minutes=90)
    sooner = begin(run, minutes=20, slug="mitte")

    assert f'<a class="btn btn-primary" href="/attempts/{sooner.public_id}/">' in text_of(reader.get("/courses/kurs/"))


def test_nobody_sees_what_others_have_begun(reader, learner, course, run):
    begin(make_started(make_user(), course))

    assert list(running_attempts(learner.pk, clock.now())) == []
    assert 'href="/attempts/' not in text_of(reader.get("/courses/kurs/"))


@pytest.mark.parametrize("path", PAGES)
def test_it_costs_no_further_query(reader, run, path):
    reader.get(path)
    without = queries_of(lambda: reader.get(path))
    begin(run)

    assert queries_of(lambda: reader.get(path)) == without
