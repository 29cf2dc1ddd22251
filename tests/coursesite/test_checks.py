"""What a production site must have before it serves: each case in a process of its own, as an operator starts it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from coursesite import checks, clock
from coursesite.accounts.services.demo import create_demo_people

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SITE_PROFILE": "production",
    "SECRET_KEY": "k9" * 40 + "-._!abcdefghij",
    "ALLOWED_HOSTS": "kurs.example.com",
    "SITE_URL": "https://kurs.example.com",
    "EMAIL_URL": "smtp+tls://trennscharf@mail.example.com:587",
}


def python(*arguments: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    result = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **PRODUCTION)

    assert (result.returncode, "no issues" in result.stdout + result.stderr) == (0, True), result.stderr


def test_local_profile_does_not_pass_it(tmp_path: Path) -> None:
    result = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path)

    assert result.returncode == 1
    assert "coursesite.W002" in result.stderr


def test_server_starts_with_production_settings(tmp_path: Path) -> None:
    assert python("-c", "import coursesite.wsgi", tmp_path=tmp_path, **PRODUCTION).returncode == 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"])
def test_server_refuses_to_start_without(missing: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    result = python("-c", "import coursesite.wsgi", tmp_path=tmp_path, **environment)

    assert result.returncode == 1
    assert "ImproperlyConfigured" in result.stderr


def test_local_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    command = "from django.conf import settings; print(settings.SECRET_KEY)"
    environment = {"DJANGO_SETTINGS_MODULE": "coursesite.settings"}

    keys = [python("-c", command, tmp_path=tmp_path, **environment).stdout for _ in range(2)]

    assert keys[0] == keys[1]
    assert len(keys[0].strip()) == 50
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_demo_people_are_named_outside_the_local_profile() -> None:
    create_demo_people(now=clock.now())
    assert checks.demo_people_absent(None) == []

    with override_settings(LOCAL=False):
        found = checks.demo_people_absent(None)

    assert [message.id for message in found] == ["coursesite.E001"]
    assert "lernen@example.org" in found[0].msg


def test_a_production_site_without_a_mail_server_is_warned_about(tmp_path: Path) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != "EMAIL_URL"}

    result = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **environment)

    assert result.returncode == 1
    assert "coursesite.W005" in result.stderr
    assert python("-c", "import coursesite.wsgi", tmp_path=tmp_path, **environment).returncode == 0
