"""Whatever is typed into whichever form, the site answers with a page, never with a failure of its own."""

from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.doors import ROLES, addresses, client_of, path_of
from tests.factories.world import make_world

HOSTILE = {
    "NUL byte": "a\x00b",
    "10,000 characters": "x" * 10_000,
    "no number": "9" * 40,
    "below zero": "-1",
    "another script": "\u202eأ😀ẞ",
    "markup": "<script>alert(1)</script>{{ 7*7 }}%s",
    "lone surrogate": "\udc80".encode("utf-8", "surrogateescape").decode("latin-1"),
    "nothing": "",
}


class Forms(HTMLParser):
    """The names of the fields of every form on a page that posts, with the address it posts to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.inside = (values.get("method") or "").lower() == "post"
            if self.inside:
                self.found.append((values.get("action") or "", []))
        elif self.inside and tag in {"input", "textarea", "select"} and values.get("name"):
            self.found[-1][1].append(values["name"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        yield made, [client_of(made.people[role]) for role in ROLES]
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def known() -> set[tuple[str, tuple[str, ...]]]:
    """Address and fields of the forms that were filled in already: those of the head stand on every page."""
    return set()


def forms_behind(path: str, clients, known) -> list[tuple[object, str, tuple[str, ...]]]:
    """Each form that is not known yet, with somebody who sees it."""
    found = []
    for client in clients:
        response = client.get(path)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            for action, fields in Forms(response.content.decode()).found:
                form = action or path, tuple(dict.fromkeys(fields))
                if form not in known:
                    known.add(form)
                    found.append((client, *form))
    return found


def send(client, path: str, data: dict[str, str]) -> int:
    """The answer's status; nothing of it stays."""
    cache.clear()
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.post(path, data)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
def test_no_form_fails_over_what_is_typed(address, world, known):
    made, clients = world
    path = path_of(address, made.values_for(address))

    statuses = {
        (action, fields, kind): send(client, action, dict.fromkeys(fields, value))
        for client, action, fields in forms_behind(path, clients, known)
        for kind, value in HOSTILE.items()
    }

    assert {where: status for where, status in statuses.items() if status >= 500} == {}


@pytest.mark.django_db
def test_an_oversized_body_is_refused_with_a_page(world):
    _made, clients = world

    response = clients[1].post("/me/", {"name": "x" * 5_000_000})

    assert response.status_code == 400
    assert "<h1" in response.content.decode()
