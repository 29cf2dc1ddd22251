"""Who are the demo people?"""

from django.conf import settings
from django.db.models import QuerySet

from coursesite.accounts.models import User

DEMO_NAMES = {
    "lernen": "Leonie Lehmann",
    "lehren": "Tarik Aydın",
    "hr": "Hanna Richter",
    "betriebsrat": "Bruno Raab",
    "admin": "Ada Minke",
}


def demo_emails() -> list[str]:
    return [f"{local}@{settings.DEMO_DOMAIN}" for local in DEMO_NAMES]


def demo_people() -> QuerySet[User]:
    return User.objects.filter(email__in=demo_emails())


def is_refused_demo_person(user: User) -> bool:
    """Outside the local profile nobody signs in with a password that stands in the README."""
    return not settings.LOCAL and user.email.lower() in demo_emails()
