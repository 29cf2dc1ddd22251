"""The demo people of a local installation: their sign-ins are public knowledge, so they exist nowhere else."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import Department, User
from coursesite.accounts.queries.demo import DEMO_NAMES
from coursesite.accounts.services.departments import create_department, rename_department, root_department
from coursesite.accounts.services.people import create_person
from coursesite.accounts.services.roles import grant_hr, grant_works_council

COMPANY = "Musterwerk GmbH"
# Who works where: names from below the root downwards.
PLACES = {
    "lernen": ("Vertrieb", "Innendienst"),
    "lehren": ("Technik",),
    "hr": ("Personal",),
    "betriebsrat": ("Vertrieb",),
    "admin": ("Technik",),
}


def create_demo_people(*, now: datetime) -> list[User]:
    """Those who are not there yet, with departments and roles. Returns all of them in the order of DEMO_NAMES."""
    if not settings.LOCAL:
        raise AccountsError(_("Demo people exist only in the local profile."), "not-local")
    root = _company(now)
    people = {local: _person(local, root, now) for local in DEMO_NAMES}
    grant_hr(user=people["hr"], department=root, granted_by=None, now=now)
    grant_works_council(user=people["betriebsrat"], granted_by=None, now=now)
    return list(people.values())


def _company(now: datetime) -> Department:
    """The root, renamed only while nobody works there: a company that has a name keeps it."""
    root = root_department(day=timezone.localdate(now), name=COMPANY)
    if root.name != COMPANY and not User.objects.exists():
        rename_department(department=root, name=COMPANY)
    return root


def _person(local: str, root: Department, now: datetime) -> User:
    email = f"{local}@{settings.DEMO_DOMAIN}"
    known = User.objects.filter(email__iexact=email).first()
    if known is not None:
        return known
    return create_person(
        email=email,
        name=DEMO_NAMES[local],
        day=timezone.localdate(now),
        password=settings.DEMO_PASSWORD,
        department=_department(PLACES[local], root, now),
        is_superuser=local == "admin",
    )


def _department(names: tuple[str, ...], root: Department, now: datetime) -> Department:
    department = root
    for name in names:
        known = Department.objects.filter(parent=department, name=name).first()
        department = known or create_department(name=name, parent=department, day=timezone.localdate(now))
    return department
