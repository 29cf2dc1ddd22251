"""Every address of the site, and a company whose people try each door. Used by test_doors.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

ROLES = (
    "anonymous",
    "learner",
    "another learner",
    "instructor",
    "instructor of another course",
    "HR",
    "HR of another department",
    "works council",
    "operator",
)
NAMELESS = "nameless:"


@dataclass(frozen=True)
class Address:
    """A pattern of the resolver; `name` with its namespace. The admin has some without a name."""

    name: str
    route: str
    parameters: tuple[str, ...]
    numbers: frozenset[str] = frozenset()


def addresses() -> list[Address]:
    return list(_walk(get_resolver(), Address("", "", ())))


def _walk(resolver: Any, above: Address) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = above.route + str(entry.pattern)
        here = tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex)
        parameters = (*above.parameters, *here)
        whole = {name for name, kind in entry.pattern.converters.items() if isinstance(kind, IntConverter)}
        numbers = above.numbers | whole
        if isinstance(entry, URLPattern):
            name = f"{above.name}{entry.name}" if entry.name else f"{NAMELESS}{route}"
            yield Address(name, route, parameters, numbers)
        else:
            namespace = f"{above.name}{entry.namespace}:" if entry.namespace else above.name
            yield from _walk(entry, Address(namespace, route, parameters, numbers))


def path_of(address: Address, values: dict[str, Any]) -> str:
    """With the values of the world; what is not named there gets one that exists nowhere."""
    wanted = {name: values.get(name, 1 if name in address.numbers else "nowhere") for name in address.parameters}
    if not address.name.startswith(NAMELESS):
        return reverse(address.name, kwargs=wanted)
    route = address.route.replace("(?P<url>.*)$", "<url>")
    for name, value in wanted.items():
        route = route.replace(f"<path:{name}>", str(value)).replace(f"<{name}>", str(value))
    return f"/{route}"


def outcome(response: Any) -> str:
    """One letter, see the table in test_doors.py; anything unforeseen shows as its status."""
    if response.status_code in {301, 302, 303}:
        return "s" if response.headers["Location"].startswith(f"{reverse(settings.LOGIN_URL)}?next=") else "g"
    return {200: "o", 400: "b", 401: "u", 404: "n", 405: "m", 409: "c"}.get(response.status_code, response.status_code)


def client_of(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client
