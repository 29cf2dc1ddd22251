"""People who can sign in."""

from itertools import count

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.accounts.services.people import create_person

PASSWORD = "drei-begriffe-und-mehr"
_numbers = count(1)


def make_user(**fields: object) -> User:
    """A confirmed person in the root department, with PASSWORD."""
    number = next(_numbers)
    values = {"email": f"user{number}@example.com", "name": f"Person {number}", "password": PASSWORD}
    return create_person(**{**values, "day": clock.today(), **fields})


def make_operator(**fields: object) -> User:
    return make_user(is_superuser=True, **fields)
