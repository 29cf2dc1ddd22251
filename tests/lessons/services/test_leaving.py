"""Whoever leaves by a list has her runs closed; who returns begins anew."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from coursesite import clock
from coursesite.accounts.services.importing import Confirmed, import_people
from lessons.models import Cohort, CohortMember, Enrolment, EnrolmentEvent
from lessons.services.enrolling import assign_course
from tests.factories.company import LONG_AGO, make_department, make_member
from tests.factories.lessons import make_course, make_started

pytestmark = pytest.mark.django_db


def test_leaving_closes_runs_and_lists_and_returning_begins_a_new_run():
    sales, course, now = make_department("Vertrieb"), make_course(slug="kurs", access="assigned"), clock.now()
    person = make_member(sales, email="a@example.org")
    make_started(person, course)
    done = make_started(person, make_course(slug="zweiter"))
    Enrolment.objects.filter(pk=done.pk).update(closed_at=now)
    cohort = Cohort.objects.create(name="Liste", kind="list", department=sales)
    CohortMember.objects.create(cohort=cohort, user=person, valid_from=LONG_AGO)
    CohortMember.objects.create(cohort=Cohort.objects.create(name="Neu", department=sales), user=person)

    def imported(line: str) -> None:
        file = io.BytesIO(f"email;name\n{line}".encode())
        import_people(file=file, actor=None, home=sales, confirmed=Confirmed(leavers=None), now=now)

    imported("b@example.org;B")
    runs = Enrolment.objects.filter(user=person).order_by("pk")
    assert [run.closed_at == now for run in runs] == [True, True]
    assert EnrolmentEvent.objects.filter(kind="closed").values_list("enrolment", "actor").get() == (runs[0].pk, None)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    assert list(CohortMember.objects.values_list("cohort__name", "valid_until")) == [("Liste", yesterday)]

    imported("a@example.org;A")
    person.refresh_from_db()
    again = assign_course(user=person, course=course, actor=None, now=now)
    assert (person.is_active, again.cycle, again.closed_at) == (True, 2, None)
