"""Whoever changes a name, an address or a number: what it was before is known until the account is erased."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from coursesite import clock
from coursesite.accounts.models import FormerName, User
from coursesite.accounts.services.import_report import Confirmed
from coursesite.accounts.services.importing import import_people
from coursesite.accounts.services.merging import merge_people
from coursesite.accounts.services.people import change_person, change_profile
from coursesite.journal.models import JournalEntry
from coursesite.journal.services.recording import record
from coursesite.privacy.services.erasing import erase_person
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import company

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return make_user(name="Ada Altmann", email="ada.altmann@example.org", personnel_number="KV-1")


def known(person: User) -> set[str]:
    return set(FormerName.objects.filter(user=person).values_list("text", flat=True))


def rename(person: User, name: str) -> None:
    change_profile(user=person, name=name, language="de", time_factor="1", reminders=True)


def import_line(line: str) -> None:
    file = io.BytesIO(f"E-Mail;Name;Personalnummer\n{line}\n".encode())
    import_people(file=file, actor=None, home=company(), confirmed=Confirmed({}, ()), now=clock.now())


def left_of(purpose: str, person: User) -> str:
    entry = record(actor=None, role="", action="export-completions", purpose=purpose)
    erase_person(person=person, actor=None, now=clock.now())
    return JournalEntry.objects.get(pk=entry.pk).purpose


def test_on_her_own_page(ada) -> None:
    rename(ada, "Ada Altmann")
    assert known(ada) == set()

    rename(ada, "Ada Neumann")
    rename(ada, "Ada Altmann")
    rename(ada, "Ada Neumann")

    assert known(ada) == {"Ada Altmann", "Ada Neumann"}


def test_by_the_operator(ada) -> None:
    EmailAddress.objects.create(user=ada, email="ada@example.net")

    change_person(person=ada, changed_by=make_operator(), email="ada.neu@example.org", personnel_number="KV-2")

    assert known(ada) == {"ada.altmann@example.org", "ada@example.net", "KV-1"}


def test_by_a_list_of_people(ada) -> None:
    import_line("ada.altmann@example.org;Ada Neumann;KV-1")
    import_line("ada.neumann@example.org;Ada Neumann;KV-1")

    ada.refresh_from_db()
    assert (ada.name, ada.email) == ("Ada Neumann", "ada.neumann@example.org")
    assert known(ada) == {"Ada Altmann", "ada.altmann@example.org"}


def test_an_address_that_she_removes(ada, client: Client) -> None:
    EmailAddress.objects.create(user=ada, email="ada@example.net")
    client.force_login(ada)
    client.post("/accounts/email/", {"action_remove": "", "email": "ada@example.net"})

    assert known(ada) == {"ada@example.net"}


def test_by_merging(ada) -> None:
    kept = make_user(name="Ada Neumann", email="ada.neumann@example.org")
    rename(ada, "Ada Ältest")
    rename(ada, "Ada Neumann")

    merge_people(kept=kept, other=ada, actor=None, now=clock.now())

    assert known(kept) == {"Ada Altmann", "Ada Ältest", "ada.altmann@example.org", "KV-1"}
    assert known(ada) == set()


def test_a_former_name_leaves_the_texts_of_others_when_the_account_is_deleted(ada) -> None:
    rename(ada, "Ada Neumann")

    assert left_of("Auskunft zu ADA ALTMANN, jetzt Ada Neumann", ada) == "Auskunft zu […], jetzt […]"
    assert known(ada) == set()


def test_so_does_what_a_merged_record_was_called(ada) -> None:
    kept = make_user(name="Ada Neumann", email="ada.neumann@example.org")
    merge_people(kept=kept, other=ada, actor=None, now=clock.now())
    kept.refresh_from_db()

    assert left_of("Zu Ada Altmann, ada.altmann@example.org, KV-1", kept) == "Zu […], […], […]"


def test_what_is_somebody_elses_by_now_stays(ada) -> None:
    change_person(person=ada, changed_by=None, personnel_number="KV-2")
    make_user(name="Bleibt Da", personnel_number="KV-1")

    assert left_of("KV-1 und KV-2", ada) == "KV-1 und […]"
