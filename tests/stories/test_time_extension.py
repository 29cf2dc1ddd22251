"""HR gives somebody more time while an attempt is open: it keeps its end, the next one has more."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from quizzes.models import Attempt
from tests.factories.accounts import make_user
from tests.factories.company import make_department, make_hr
from tests.factories.lessons import make_course, make_started
from tests.factories.quizzes import give_terms, make_exam

pytestmark = pytest.mark.django_db


def minutes_of(attempt: Attempt) -> float:
    return (attempt.deadline - attempt.started_at) / timedelta(minutes=1)


@time_machine.travel(datetime.fromisoformat("2026-11-24T10:00:00+01:00"), tick=False)
def test_more_time_counts_from_the_next_attempt_on():
    sales = make_department("Vertrieb")
    course = give_terms(make_course(slug="kurs"))
    quiz = make_exam(course, per_term=1, spare=1, minutes_limit=40)
    person, hr = make_user(name="Ada Öztürk", department=sales), make_hr(sales)
    make_started(person, course)
    start = f"{quiz.unit.get_absolute_url()}start/"
    learner, office = Client(), Client()
    learner.force_login(person)
    office.force_login(hr)

    learner.post(start)
    office.post(f"/reports/people/{person.public_id}/", {"time_factor": "1.5"})
    running = Attempt.objects.get()
    assert (learner.post(start).status_code, minutes_of(running)) == (302, 40)

    learner.post(f"/attempts/{running.public_id}/submit/")
    learner.post(start)

    assert [minutes_of(attempt) for attempt in Attempt.objects.order_by("number")] == [40, 60]
    assert "Festlegen der Zeitzugabe" in learner.get("/me/").content.decode()
