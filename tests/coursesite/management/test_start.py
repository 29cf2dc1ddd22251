"""What is handed on to the server that `start` becomes."""

import pytest

from coursesite.management.commands.start import environment


@pytest.mark.parametrize(
    ("is_local", "given", "address"),
    [
        (True, {}, "http://localhost:8010"),
        (True, {"SITE_URL": "https://kurs.example.org"}, "https://kurs.example.org"),
        (False, {}, None),
    ],
)
def test_mails_and_certificates_lead_to_the_port_that_is_served(settings, monkeypatch, is_local, given, address):
    settings.LOCAL = is_local
    monkeypatch.delenv("SITE_URL", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    made = environment(8010)

    assert made.get("SITE_URL") == address
    assert "PATH" in made
