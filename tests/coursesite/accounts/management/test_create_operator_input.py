"""create_operator needs somebody to ask."""

import builtins

import pytest
from django.core.management import CommandError, call_command

from coursesite.accounts.models import User


@pytest.mark.django_db
def test_without_a_terminal_it_says_so_and_makes_nobody(monkeypatch) -> None:
    def nobody(_prompt: str = "") -> str:
        raise EOFError

    monkeypatch.setattr("coursesite.accounts.management.commands.create_operator.getpass", nobody)
    monkeypatch.setattr(builtins, "input", nobody)

    with pytest.raises(CommandError, match="terminal"):
        call_command("create_operator", "op@example.com", "Olga Peters")
    assert not User.objects.exists()
