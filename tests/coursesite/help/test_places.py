"""Does each page lead to the text that helps there, and may whoever sees the page read it?"""

from fnmatch import fnmatchcase

import pytest
from django.contrib.auth.models import AnonymousUser

from coursesite.help.contents import all_tasks, part_of
from coursesite.help.places import PLACES, WITHOUT, task_for
from tests.doors import ROLES, addresses
from tests.factories.accounts import make_operator, make_user
from tests.test_doors import row_of

OPENING = {address.name: row_of(address).get for address in addresses() if "o" in row_of(address).get}


def pages() -> dict[str, str]:
    """Name of the address → for which roles it opens."""
    return OPENING


def test_each_page_has_its_text_or_a_reason_for_none():
    without = {name for name in pages() if any(fnmatchcase(name, pattern) for pattern in WITHOUT)}

    assert {name for name in pages() if task_for(name) is None} == without, (
        "Give it a row in coursesite/help/places.py."
    )


def test_each_row_is_of_use():
    names = [address.name for address in addresses()]
    used = {next(pattern for pattern, _ in PLACES if fnmatchcase(name, pattern)) for name in names if task_for(name)}

    assert [pattern for pattern, _ in PLACES if pattern not in used] == []
    assert [pattern for pattern in WITHOUT if not any(fnmatchcase(name, pattern) for name in names)] == []
    assert {task for _, task in PLACES} - set(all_tasks()) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name in pages() if task_for(name)))
def test_whoever_sees_the_page_may_read_its_text(name):
    people = {"anonymous": AnonymousUser(), "operator": make_operator()}
    anybody = make_user()
    opening = [role for role, letter in zip(ROLES, OPENING[name], strict=True) if letter == "o"]

    assert [role for role in opening if not part_of(task_for(name)).allowed(people.get(role, anybody))] == []
