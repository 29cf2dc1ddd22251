"""What operators, the personnel department and instructors do first, as far as this floor knows."""

from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.rules import is_hr, is_operator
from coursesite.registry import FirstStep
from lessons.queries import setup
from lessons.rules import is_instructor

OPERATOR, HR, INSTRUCTOR = "operator", "hr", "instructor"

STEPS = (
    FirstStep(
        OPERATOR,
        is_operator,
        _("Load a course"),
        "load-the-course",
        "admin:lessons_course_changelist",
        lambda _user: setup.is_course_loaded(),
    ),
    FirstStep(
        OPERATOR,
        is_operator,
        _("Appoint instructors: two, where authors may not publish their own texts"),
        "load-the-course",
        "admin:lessons_courserole_changelist",
        lambda _user: setup.are_instructors_named(),
    ),
    FirstStep(
        HR,
        is_hr,
        _("Import the people of your departments"),
        "import-people",
        "lessons:report-people-import",
        lambda user: setup.has_people(user, day=clock.today()),
    ),
    FirstStep(
        HR,
        is_hr,
        _("Invite them so that they can sign in"),
        "invite-people",
        "lessons:report-people",
        lambda user: setup.has_invited(user, day=clock.today()),
    ),
    FirstStep(
        HR,
        is_hr,
        _("Create a group and assign a course to it"),
        "groups-and-assignments",
        "lessons:report-groups",
        setup.has_assigned,
    ),
    FirstStep(
        INSTRUCTOR,
        is_instructor,
        _("Ask the HR department to assign your course: nobody is enrolled so far"),
        "workshop",
        "quizzes:teach",
        setup.has_learners,
    ),
)
