"""The operator merges two records that can both sign in, after being asked."""

import builtins

import pytest
from django.core.management import CommandError, call_command

from coursesite.accounts.models import User
from tests.factories.accounts import make_operator, make_user

pytestmark = pytest.mark.django_db
PAIR = ("neu@example.org", "Alt@example.org")


@pytest.fixture(autouse=True)
def pair():
    return make_user(email="neu@example.org", name="Ada Neu"), make_user(email="alt@example.org", name="Ada Alt")


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    asked: list[str] = []
    monkeypatch.setattr(builtins, "input", lambda prompt: [text, asked.append(prompt)][0])
    return asked


def test_it_names_both_and_asks(monkeypatch, capsys):
    asked = answer(monkeypatch, "yes")

    call_command("merge_people", *PAIR)

    assert asked == ["Merge Ada Alt (alt@example.org) into Ada Neu (neu@example.org) for good? Type yes: "]
    assert capsys.readouterr().out == "The two records have been merged.\n"
    assert list(User.objects.filter(erased_at=None).values_list("email", flat=True)) == ["neu@example.org"]


@pytest.mark.parametrize("said", ["", "y", "nein"])
def test_without_a_yes_nothing_is_merged(monkeypatch, said):
    answer(monkeypatch, said)

    with pytest.raises(CommandError, match="Nothing was merged"):
        call_command("merge_people", *PAIR)

    assert User.objects.filter(erased_at=None).count() == 2


def test_without_a_terminal_it_says_how(monkeypatch):
    def no_terminal(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(builtins, "input", no_terminal)
    with pytest.raises(CommandError, match="--yes"):
        call_command("merge_people", *PAIR)


def test_who_is_not_there_or_may_not_is_named():
    with pytest.raises(CommandError, match=r"Nobody has the address nie@example\.org"):
        call_command("merge_people", "neu@example.org", "nie@example.org", "--yes")
    with pytest.raises(CommandError):
        call_command("merge_people", "neu@example.org", make_operator().email, "--yes")

    assert User.objects.filter(erased_at=None).count() == 3
