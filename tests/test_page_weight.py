"""What a learner's page makes the browser load: never more CSS and JavaScript than a slow line brings in a moment.

Every page that a visitor or a learner may open is asked for, and what it links to is followed as a browser would, to
the last import. Sizes are those of `gzip`, which every proxy and WhiteNoise can do; WhiteNoise's Brotli is smaller.
"""

import gzip
import re
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction

from tests.doors import addresses, path_of
from tests.factories.world import make_world
from tests.test_doors import client_of, visit

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # of what is in a page
MAX_CSS, MAX_JS = 60_000, 25_000  # of one page, gzipped
MAX_FIRST_VISIT = 200_000  # with the page itself, which no proxy need compress, all fonts and pictures
# Asked for by name, so that the list of pages cannot become empty unnoticed.
NAMED = {
    *["home", "lessons:course", "lessons:lesson", "lessons:glossary", "lessons:certificate", "quizzes:quiz"],
    *["quizzes:question", "quizzes:review", "quizzes:profile", "quizzes:cards", "account"],
}
LINKED = re.compile(r'<(?:link|script|img|source)\b[^>]*?\b(?:href|src)="/static/([^"?#]+)"')
IMPORTED = re.compile(r"""(?:\bimport\b[^"';]*|\bfrom\s*)["'](\.[^"']+)["']""")
IN_CSS = re.compile(r"""url\(["']?([^"')]+)["']?\)|@import\s+["']([^"']+)["']""")


def content(name: str) -> bytes:
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is linked but not there"
    return Path(path).read_bytes()


def named_in(name: str) -> set[str]:
    """What this file loads in its turn."""
    if name.endswith(".js"):
        found = IMPORTED.findall(content(name).decode())
    elif name.endswith(".css"):
        found = [own or imported for own, imported in IN_CSS.findall(content(name).decode())]
    else:
        found = []
    return {normpath(join(dirname(name), other)) for other in found if not other.startswith(("data:", "#"))}


def loaded_by(html: str) -> set[str]:
    """Names of static files, those that other files import among them."""
    waiting, found = set(LINKED.findall(html)), set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= named_in(name) - found
    return found


def weight(names: set[str], suffix: str = "") -> int:
    """As it is sent: fonts are compressed already."""
    chosen = [name for name in names if name.endswith(suffix)]
    return sum(min(len(content(name)), len(gzip.compress(content(name), 9, mtime=0))) for name in chosen)


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """(who, name of the address) → its HTML."""
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        for who in ("anonymous", "learner"):
            client = client_of(world.people[who])
            for address in (one for one in addresses() if not one.name.startswith("admin:")):
                response = visit(client, "GET", path_of(address, world.values_for(address)))
                if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                    found[who, address.name] = response.content.decode()
        transaction.set_rollback(True)
    return found


def test_the_pages_that_matter_are_among_them(pages):
    assert NAMED - {name for _who, name in pages} == set()


@pytest.mark.parametrize(("suffix", "limit"), [(".css", MAX_CSS), (".js", MAX_JS)])
def test_no_page_of_a_learner_loads_more(pages, suffix, limit):
    weights = {page: weight(loaded_by(html), suffix) for page, html in pages.items()}

    assert {page: found for page, found in weights.items() if found > limit} == {}
    assert max(weights.values()) > 0


def test_a_first_visit_is_small_whatever_its_page(pages):
    weights = {page: len(html.encode()) + weight(loaded_by(html)) for page, html in pages.items()}

    assert {page: found for page, found in weights.items() if found > MAX_FIRST_VISIT} == {}


def test_imports_and_fonts_are_followed():
    saving = '<script type="module" src="/static/quizzes/saving.js"></script>'
    style = '<link rel="stylesheet" href="/static/css/tokens.css">'

    assert loaded_by(saving) == {"quizzes/saving.js", "quizzes/map.js", "quizzes/store.js"}
    assert {name for name in loaded_by(style) if name.endswith("woff2")} == {
        "vendor/literata/literata-latin-400-700.woff2",
        "vendor/literata/literata-latin-400-italic.woff2",
    }
