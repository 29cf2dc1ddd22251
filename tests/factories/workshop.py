"""People who enter the workshop, and clients signed in as them."""

from django.test import Client

from coursesite.accounts.models import User
from lessons.models import Course, CourseRole
from tests.factories.accounts import make_user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_instructor(course: Course, **fields: object) -> User:
    user = make_user(**fields)
    CourseRole.objects.create(user=user, course=course)
    return user
