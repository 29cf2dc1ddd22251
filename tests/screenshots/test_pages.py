"""Is every page in the list, at an address that exists? The pictures themselves are for people."""

from fnmatch import fnmatchcase

import pytest
from django.urls import resolve

from tests.doors import addresses
from tests.screenshots.pages import NOT_PHOTOGRAPHED, STATES
from tests.screenshots.state import PLACE
from tests.test_doors import row_of

NOWHERE = "/nirgendwo/"


def view_name(state):
    """Each place of the address is filled with something that fits everywhere."""
    return resolve(PLACE.sub("1", state.path).split("?")[0], urlconf="tests.screenshots.urls").view_name


@pytest.mark.parametrize("state", [state for state in STATES if state.path != NOWHERE], ids=lambda state: state.name)
def test_the_address_exists(state):
    known = {address.name for address in addresses()} | {"fault"}

    assert view_name(state) in known


def test_every_page_that_opens_is_in_the_list():
    shown = {view_name(state) for state in STATES if state.path != NOWHERE}
    opening = {address.name for address in addresses() if (row := row_of(address)) and "o" in row.get}
    pages = {name for name in opening if not name.startswith(("admin:", "nameless:"))}
    excused = {name for name in pages if any(fnmatchcase(name, pattern) for pattern in NOT_PHOTOGRAPHED)}

    assert pages - shown - excused == set(), "Give it a state in tests/screenshots/pages.py, or a reason not to."
    assert {pattern for pattern in NOT_PHOTOGRAPHED if not any(fnmatchcase(name, pattern) for name in pages)} == set()


def test_names_are_unique():
    names = [state.name for state in STATES]

    assert sorted(set(names)) == sorted(names)
