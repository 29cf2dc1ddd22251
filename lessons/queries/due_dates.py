"""What is a person still to finish, by when?"""

from coursesite.accounts.models import User
from lessons.models import Enrolment

TOKEN_LENGTHS = range(20, 33)


def owner_of_calendar(token: str) -> User | None:
    """Whose feed it is; nobody's once the account may not sign in. One query."""
    if len(token) not in TOKEN_LENGTHS:
        return None
    return User.objects.filter(calendar_token=token, is_active=True).first()


def due_dates_of(user: User) -> list[Enrolment]:
    """Open runs with a day, the next first. One query."""
    runs = Enrolment.objects.open().filter(user=user, completed_on=None, exempted_on=None, due_on__isnull=False)
    return list(runs.select_related("course").order_by("due_on", "pk"))
