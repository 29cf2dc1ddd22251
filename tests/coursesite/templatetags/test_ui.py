"""Parts that are kept in the process show nobody what belongs to somebody else."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.middleware.csrf import get_token
from django.template import Context, Template
from django.test import RequestFactory

from coursesite.context import NavigationLink
from coursesite.templatetags import ui

LOGOUT = "/accounts/logout/"


@dataclass(frozen=True)
class Shown:
    question: dict[str, Any]
    kept_key: Any
    anchor: str = "check-1"
    name: str = "check1"
    action: str = "/somewhere/"
    template: str = "quizzes/types/single.html"
    language: str = "de"
    review: Any = None
    errors: tuple[str, ...] = ()
    is_trial: bool = False


def context_of(path: str = "/", *, signed_in: bool = False, **values: Any) -> Context:
    request = RequestFactory().get(path)
    user = SimpleNamespace(is_authenticated=True) if signed_in else AnonymousUser()
    return Context({"request": request, "user": user, "LANGUAGE_CODE": "de", "theme": "", **values})


def check(stem: str, key: Any) -> Shown:
    return Shown({"stem_html": stem, "options": [{"id": "a", "html": stem, "checked": False}]}, key)


def panel(shown: Shown) -> tuple[str, str]:
    """The part, and the token of the request it was made for."""
    context = context_of(check=shown)
    html = Template('{% kept_part "quizzes/check.html" check=check %}').render(context)
    return html, get_token(context["request"])


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(ui, "_parts", ui.Kept(limit=10))


def test_signed_out_people_do_not_get_the_head_of_signed_in_ones() -> None:
    head = Template('{% frame_part "ui/header.html" links %}')
    links = [NavigationLink("Planted report", "/reports/planted/")]

    assert LOGOUT in head.render(context_of(signed_in=True, links=links))
    again = head.render(context_of(links=[]))
    assert LOGOUT not in again
    assert "Planted report" not in again


def test_frame_comes_back_to_the_page_it_stands_on() -> None:
    foot = Template('{% frame_part "ui/header.html" %}{% frame_part "ui/footer.html" %}')
    first, second = foot.render(context_of("/one/?a=%22%3E<b>")), foot.render(context_of("/two/"))

    assert "/one/" in first
    assert "<b>" not in first
    assert "/two/" in second
    assert "/one/" not in second
    assert ui.TOKEN not in first + second
    assert ui.ADDRESS not in first + second


def test_each_request_gets_its_own_token() -> None:
    first, token = panel(check("Welcher Begriff?", 1))
    second, other = panel(check("Welcher Begriff?", 1))

    assert ui.TOKEN not in first + second
    assert first.count("csrfmiddlewaretoken") == 1
    assert token != other
    assert token not in second


def test_same_key_is_made_once_and_another_key_anew() -> None:
    panel(check("Welcher Begriff?", 1))

    assert "Welcher Begriff?" in panel(check("Never looked at", 1))[0]
    assert "Another" in panel(check("Another", 2))[0]


def test_what_says_none_is_never_kept() -> None:
    panel(check("Mine", None))

    assert "Mine" not in panel(check("Yours", None))[0]


def test_letters_and_html_are_not_the_same_key() -> None:
    context = context_of(safe=ui.mark_safe("<b>"), plain="<b>")
    part = '{% kept_part "quizzes/_place_state.html" state=STATE %}'
    keys = [ui._key(context[name]) for name in ("safe", "plain")]

    assert keys[0] != keys[1]
    assert Template(part.replace("STATE", "plain")).render(context).strip()


def test_nothing_is_kept_by_what_cannot_say_what_it_shows() -> None:
    """A row of the database is equal to an older copy of itself: its id is no key."""
    with pytest.raises(AttributeError, match="kept_key"):
        Template('{% kept_part "quizzes/check.html" check=row %}').render(context_of(row=SimpleNamespace()))
