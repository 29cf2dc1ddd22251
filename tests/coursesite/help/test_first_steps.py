"""An empty site tells each role what to do next, and stops when it is done."""

import re

import pytest

from coursesite import clock
from coursesite.accounts.models import HRRole
from coursesite.accounts.services.inviting import invite_again
from coursesite.help.first_steps import first_steps_of
from coursesite.pages.models import SitePage
from coursesite.pages.services.shipping import load_shipped_pages
from lessons.models import Assignment, Cohort, CourseRole
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_started
from tests.factories.quizzes import make_question
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db


def done(user, role: str) -> list[bool]:
    return [step.is_done for step in first_steps_of(user, role)]


def shown_at(user, path: str) -> list[str]:
    """The addresses to which open steps lead."""
    client = signed_in(user)
    client.cookies["language"] = "en"
    page = client.get(path).content.decode()
    part = re.findall(r'<ol class="first-steps__list">(.+?)</ol>', page, re.DOTALL)
    return re.findall(r'<a href="([^"]+)"', part[0]) if part else []


def test_operator_is_led_from_an_empty_site_to_one_that_is_ready(settings):
    settings.FOUR_EYES, settings.EMAIL_BACKEND = True, "django.core.mail.backends.filebased.EmailBackend"
    operator = make_operator()
    load_shipped_pages()

    assert done(operator, "operator") == [False, False, False, False, False]

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    HRRole.objects.create(user=make_user(), department=company())
    course = make_course()
    CourseRole.objects.create(user=make_user(), course=course)
    assert done(operator, "operator") == [False, True, True, True, False]

    CourseRole.objects.create(user=make_user(), course=course)
    SitePage.objects.exclude(slug="impressum").update(source="Alles ist ausgefüllt.")
    assert done(operator, "operator") == [False, True, True, True, True]

    SitePage.objects.update(source="Alles ist ausgefüllt.")
    assert done(operator, "operator") == []


def test_both_languages_mark_their_gaps_as_they_are_looked_for():
    load_shipped_pages()

    for language in ("de", "en"):
        SitePage.objects.exclude(language=language).update(source="Fertig.")
        assert done(make_operator(), "operator")[0] is False
        SitePage.objects.all().delete()
        load_shipped_pages()


def test_hr_is_led_to_people_invitations_and_a_course():
    sales = make_department("Vertrieb")
    hr = make_hr(sales)
    assert done(hr, "hr") == [False, False, False]

    person = make_member(sales)
    person.set_unusable_password()
    person.save()
    assert done(hr, "hr") == [True, False, False]

    invite_again(person=person, actor=None, now=clock.now())
    assert done(hr, "hr") == [True, True, False]

    cohort = Cohort.objects.create(name="Alle", department=sales)
    Assignment.objects.create(course=make_course(), cohort=cohort)
    assert done(hr, "hr") == []


def test_instructor_is_led_to_learners_and_questions():
    course = make_course()
    instructor = make_instructor(course)
    assert done(instructor, "instructor") == [False, False]

    make_started(make_user(), course)
    make_question(course, status="draft")
    assert done(instructor, "instructor") == [True, False]

    make_question(course)
    assert done(instructor, "instructor") == []


def test_steps_stand_where_the_role_begins():
    hr, instructor = make_hr(make_department("Vertrieb")), make_instructor(make_course())
    of_hr = ["/reports/people/import/", "/reports/people/", "/reports/groups/"]

    assert shown_at(hr, "/") == of_hr
    assert shown_at(instructor, "/teach/") == shown_at(instructor, "/admin/") == ["/teach/", "/admin/quizzes/question/"]
    assert shown_at(make_user(), "/") == []


def test_a_list_without_people_leads_on():
    hr = make_hr(make_department("Vertrieb"), is_active=True)

    assert shown_at(hr, "/reports/completions/") == ["/reports/people/import/", "/reports/people/", "/reports/groups/"]
    assert shown_at(hr, "/reports/completions/?status=overdue") == []


def test_learners_cost_no_query(django_assert_num_queries):
    learner = make_user()
    first_steps_of(learner, "operator", "hr", "instructor")

    with django_assert_num_queries(0):
        assert first_steps_of(learner, "operator", "hr", "instructor") == []
