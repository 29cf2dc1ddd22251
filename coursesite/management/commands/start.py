"""manage.py start: from an installed package to a running site, on one machine, in one command."""

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coursesite import clock, registry
from coursesite.accounts.queries.demo import DEMO_NAMES
from coursesite.accounts.services.demo import create_demo_people
from coursesite.pages.services.shipping import load_shipped_pages
from coursesite.storage.sqlite import wrong_settings

HOST = "127.0.0.1"
WORKERS = 2
THREADS = 4  # at most 16 threads in all may write to SQLite


class Command(BaseCommand):
    help = "Set up what is missing and serve the site on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="create no demo people")
        parser.add_argument("--prepare-only", action="store_true", help="set up, but do not serve")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not options["prepare_only"]:
            refuse_busy_port(port)
        self.prepare(demo=settings.LOCAL and not options["no_demo"])
        if options["prepare_only"]:
            return
        self.announce(port, demo=settings.LOCAL and not options["no_demo"])
        serve(port)

    def prepare(self, *, demo: bool) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if problems := wrong_settings():
            raise CommandError(f"SQLite is not set up as it must be: {'; '.join(problems)}")
        load_shipped_pages()
        for step in registry.start_steps:
            for line in step():
                self.stdout.write(line)
        if demo:
            create_demo_people(now=clock.now())
            for step in registry.demo_steps:
                for line in step():
                    self.stdout.write(line)
        call_command("collectstatic", interactive=False, verbosity=0)

    def announce(self, port: int, *, demo: bool) -> None:
        self.stdout.write(f"\nTrennscharf: http://localhost:{port}\n")
        if demo:
            self.stdout.write(f"Demo sign-ins (password {settings.DEMO_PASSWORD}):")
            for name in DEMO_NAMES:
                self.stdout.write(f"  {name}@{settings.DEMO_DOMAIN}")
        self.stdout.write("Stop with Ctrl-C.")
        self.stdout.flush()


def refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            raise CommandError(f"There is no port {port}.") from None
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Try another one: PORT={port + 10} make run"
            ) from None


def serve(port: int) -> None:
    """Become gunicorn: signals and exit codes are its own."""
    arguments = [
        sys.executable,
        *["-m", "gunicorn", "coursesite.wsgi:application", "--bind", f"{HOST}:{port}"],
        *["--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread"],
        *["--no-control-socket", "--log-level", "warning", "--graceful-timeout", "10"],
    ]
    os.execve(sys.executable, arguments, environment(port))  # no shell is involved  # noqa: S606


def environment(port: int) -> dict[str, str]:
    """On one's own machine, certificates and mails lead to the port that is served, unless SITE_URL says otherwise."""
    own = {"SITE_URL": f"http://localhost:{port}"} if settings.LOCAL else {}
    return {**own, **os.environ}
