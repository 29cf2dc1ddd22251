"""Musterwerk GmbH in a database of its own: people of all roles, groups, and learners as far as learning.py takes them."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command

from coursesite.accounts.models import Department, User
from coursesite.accounts.services.demo import create_demo_people
from coursesite.accounts.services.departments import create_department, root_department
from coursesite.accounts.services.inviting import invite_again
from coursesite.accounts.services.people import create_person
from coursesite.outbox.models import OutboxMail
from coursesite.pages.services.shipping import load_shipped_pages
from lessons.enums import CohortKind, Exemption
from lessons.models import Course, SavedView
from lessons.services.assigning import assign_to_cohort, exempt
from lessons.services.enrolling import assign_course
from lessons.services.export_jobs import make_exports, request_export
from lessons.services.grouping import add_members, make_cohort
from lessons.services.reminding import remind
from lessons.services.saved_views import queue_reports, save_view
from lessons.services.shipping import load_shipped_course, make_demo_instructor
from tests.factories.accounts import PASSWORD
from tests.screenshots import moment
from tests.screenshots.learning import learn
from tests.screenshots.teaching import teach

OPENED = 200  # days ago
DEMO = {"lernen": "reader", "lehren": "instructor", "hr": "hr", "betriebsrat": "council", "admin": "operator"}
LEARNERS = {
    "new": ("Nora Neumann", "Innendienst"),
    "beginner": ("Benedikt Baumgartner-Hohenstein", "Innendienst"),
    "sitter": ("Simge Şahin", "Innendienst"),
    "passed": ("Paul Pawlak", "Kundendienst"),
    "failed": ("Frieda Falk", "Kundendienst"),
    "exhausted": ("Emil Eckhardt", "Kundendienst"),
    "holder": ("Hedwig Hübner", "Technik"),
    "updating": ("Udo Unger", "Technik"),
    "updated": ("Ida Immel", "Technik"),
    "expired": ("Jana Jost", "Technik"),
    "second instructor": ("Zoë Zeller", "Technik"),
}
COLLEAGUES = (
    "Amira Adler", "Björn Brandt", "Carla Conrad", "David Dinç", "Elif Erdem", "Finn Fischer", "Greta Groß",
    "Hasan Horn", "Ines Iwanow", "Jan Jäger", "Katja Krüger", "Lars Lorenz", "Maja Maier", "Noah Nowak",
    "Olga Otto", "Piet Petersen", "Quirin Quast", "Rosa Roth", "Sven Schäfer", "Tina Thoma", "Ulla Ulrich",
    "Viktor Vogel", "Wanda Weiß", "Yusuf Yıldız",
)  # fmt: skip


def make_company() -> tuple[dict[str, Any], dict[str, object]]:
    """People by their part, and the values that stand in addresses."""
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    moment.turn_to(moment.days_ago(OPENED))
    load_shipped_pages()
    list(load_shipped_course(now=moment.now()))
    people = _people()
    list(make_demo_instructor(now=moment.now()))
    course = Course.objects.get()
    values: dict[str, object] = {"course": course.slug, "person": people["beginner"].public_id}
    values |= learn(course, people)
    values |= teach(course, people)
    values |= _personnel_work(course, people)
    moment.turn_to(moment.STANDS_AT)
    values |= _mails(people)
    return people, values


def _people() -> dict[str, Any]:
    now = moment.now()
    demo = create_demo_people(now=now)
    people: dict[str, Any] = {DEMO[one.email.split("@")[0]]: one for one in demo}
    create_department(name="Kundendienst", parent=root_department(day=now.date()), day=now.date())
    for key, (name, department) in LEARNERS.items():
        people[key] = _person(name, department)
    people["colleagues"] = [
        _person(name, "Kundendienst" if number % 3 else "Innendienst") for number, name in enumerate(COLLEAGUES)
    ]
    people["invited"] = _person("Kevin Kaya", "Technik", password=None)
    return people


def _person(name: str, department: str, *, password: str | None = PASSWORD) -> User:
    number = User.objects.count() + 1
    place = Department.objects.get(name=department)
    day = moment.now().date()
    return create_person(
        email=f"person{number}@musterwerk.example", name=name, day=day, password=password, department=place
    )


def _personnel_work(course: Course, people: dict[str, Any]) -> dict[str, object]:
    """Groups, due dates, an exemption, saved views, an export that is ready and one that waits."""
    hr, now = people["hr"], moment.days_ago(40)
    moment.turn_to(now)
    for number, colleague in enumerate(people["colleagues"]):
        due_on = (moment.STANDS_AT + timedelta(days=number * 4 - 40)).date()
        assign_course(user=colleague, course=course, actor=hr, now=now, due_on=due_on)
    assign_course(user=people["beginner"], course=course, actor=hr, now=now, due_on=moment.days_ago(-30).date())
    kundendienst = Department.objects.get(name="Kundendienst")
    everybody = make_cohort(
        name="Alle im Kundendienst", kind=CohortKind.DEPARTMENT, department=kundendienst, actor=hr, now=now
    )
    assign_to_cohort(course=course, cohort=everybody, actor=hr, now=now, due_days=60)
    chosen = make_cohort(
        name="Führungskräftenachwuchs 2026", kind=CohortKind.LIST, department=kundendienst.parent, actor=hr, now=now
    )
    add_members(cohort=chosen, keys=[one.email for one in people["colleagues"][:4]], actor=hr, now=now)
    exempt(
        user=people["colleagues"][-1], course=course, kind=Exemption.RECOGNISED, reason="Zertifikat der IHK",
        actor=hr, now=now,
    )  # fmt: skip
    view = save_view(owner=hr, name="Überfällig im Vertrieb", query="status=in-progress", rhythm="weekly", now=now)
    _exports(hr)
    return {"group": everybody.pk, "list": chosen.pk, "view": view.pk}


def _exports(hr: User) -> None:
    moment.turn_to(moment.STANDS_AT)
    values = {"owner": hr, "query": "", "purpose": "Meldung an die Geschäftsführung", "language": "de", "rows": 30}
    request_export(**values, format_key="csv", now=moment.days_ago(0, minutes=50))
    list(make_exports(now=moment.days_ago(0, minutes=45)))
    request_export(**values, format_key="xlsx", now=moment.days_ago(0, minutes=2))


def _mails(people: dict[str, Any]) -> dict[str, object]:
    invitation = invite_again(person=people["invited"], actor=people["hr"], now=moment.now())
    list(remind(now=moment.now()))
    SavedView.objects.update(next_on=moment.now().date())  # the link is due today
    list(queue_reports(now=moment.now()))
    found = {f"mail_{mail.kind.replace('-', '_')}": mail.pk for mail in OutboxMail.objects.order_by("-pk")}
    return found | {"mail_invitation": invitation.pk}
