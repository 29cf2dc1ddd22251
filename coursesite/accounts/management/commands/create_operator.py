"""manage.py create_operator EMAIL NAME: the first person of a production site, who then makes the others."""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import User
from coursesite.accounts.services.people import create_person


class Command(BaseCommand):
    help = "Create an operator. Django's createsuperuser would leave her without a confirmed address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"], options["name"]
        try:
            password = self.ask_password(User(email=email, name=name))
        except EOFError:
            raise CommandError("The password is asked for at a terminal.") from None
        try:
            create_person(email=email, name=name, password=password, day=clock.today(), is_superuser=True)
        except AccountsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{email} may sign in and is asked for a second factor.")

    def ask_password(self, user: User) -> str:
        password = getpass("Password: ")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if getpass("Password (again): ") != password:
            raise CommandError("The passwords differ.")
        return password
