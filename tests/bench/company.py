"""A site with the shipped course and so many learners, in a database of its own.

Run as a program, since settings are read once in a process: `python -m tests.bench.company 10`. It prints, as JSON,
what the visits need: sessions and addresses.
"""

import json
import sys
from typing import Any

import django

LOTS = 5000


def build(learners: int) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command

    from coursesite.accounts.models import User
    from lessons.models import Course
    from lessons.services.enrolling import start_course

    call_command("start", "--prepare-only", verbosity=0, stdout=sys.stderr)
    course = Course.objects.get()
    fill(course, learners)
    person = User.objects.get(email=f"lernen@{settings.DEMO_DOMAIN}")
    enrolment = start_course(user=person, course=course, now=_now())
    return {
        "learner": _session(person),
        "hr": _session(User.objects.get(email=f"hr@{settings.DEMO_DOMAIN}")),
        "course": course.slug,
        "lesson": course.units.filter(kind="lesson").order_by("position").first().slug,
        **_attempt(enrolment, course),
    }


def crowd(learners: int) -> dict[str, Any]:
    """One in ten sits at an attempt already, the others have yet to start it. Cookies, addresses, answers."""
    from django.conf import settings
    from django.core.management import call_command

    from lessons.models import Course, Enrolment
    from quizzes.enums import Mode
    from quizzes.services.attempting import start_attempt

    call_command("start", "--prepare-only", verbosity=0, stdout=sys.stderr)
    course = Course.objects.get()
    fill(course, learners)
    runs = list(Enrolment.objects.filter(course=course).select_related("user").order_by("pk")[:learners])
    quiz = course.quizzes.select_related("unit").get(mode=Mode.EXAM)
    cookies = [f"{settings.SESSION_COOKIE_NAME}={_session(run.user)}" for run in runs]
    sitting = []
    for run, cookie in list(zip(runs, cookies, strict=True))[: learners // 10]:
        attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=_now())
        answers = attempt.slots.order_by("position").first().option_order
        sitting.append({"save": f"/attempts/{attempt.public_id}/save/", "answers": answers, "cookie": cookie})
    start = f"/courses/{course.slug}/quizzes/{quiz.unit.slug}/start/"
    return {"sitting": sitting, "starting": cookies[learners // 10 :], "start": start}


def learner() -> dict[str, Any]:
    """Somebody who has all that a learner's pages can show: answers of a pre-test, an open attempt, a certificate."""
    from lessons.models import Certificate, Enrolment
    from lessons.services.progress import mark_read
    from quizzes.enums import Mode
    from quizzes.services.attempting import start_attempt, submit_attempt

    site = build(0)
    enrolment = Enrolment.objects.get(attempts__public_id=site["attempt"])
    course = enrolment.course
    pretest = start_attempt(enrolment=enrolment, quiz=course.quizzes.get(mode=Mode.PLACEMENT), seed=1, now=_now())
    submit_attempt(attempt=pretest, now=_now())
    for unit in course.units.filter(kind="lesson", required=True):
        mark_read(enrolment=enrolment, unit=unit, version=None, now=_now())
    number = Certificate.objects.get(enrolment=enrolment).number
    quiz = course.quizzes.select_related("unit").get(mode=Mode.EXAM).unit.slug
    return {**site, "quiz": quiz, "submitted": pretest.public_id, "certificate": number}


def _now() -> Any:
    from coursesite import clock

    return clock.now()


def fill(course: Any, learners: int) -> None:
    """Straight into the tables: this is about the size of the site, not about its services."""
    from coursesite.accounts.models import DepartmentMembership, User
    from coursesite.accounts.services.departments import root_department
    from lessons.models import Enrolment

    now = _now()
    root = root_department(day=now.date())
    for first in range(0, learners, LOTS):
        numbers = range(first, min(first + LOTS, learners))
        people = User.objects.bulk_create(
            [User(email=f"p{number}@bench.example", name=f"Person {number}", password="!") for number in numbers]
        )
        DepartmentMembership.objects.bulk_create(
            [DepartmentMembership(user=person, department=root, valid_from=now.date()) for person in people]
        )
        Enrolment.objects.bulk_create(
            [Enrolment(user=person, course=course, enrolled_on=now.date(), started_at=now) for person in people]
        )


def _session(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _attempt(enrolment: Any, course: Any) -> dict[str, Any]:
    from quizzes.enums import Mode
    from quizzes.services.attempting import start_attempt

    attempt = start_attempt(enrolment=enrolment, quiz=course.quizzes.get(mode=Mode.EXAM), seed=1, now=_now())
    return {"attempt": attempt.public_id, "answers": attempt.slots.order_by("position").first().option_order}


if __name__ == "__main__":
    django.setup()
    if "--learner" in sys.argv:
        print(json.dumps(learner()))
    else:
        print(json.dumps((crowd if "--crowd" in sys.argv else build)(int(sys.argv[1]))))
