"""What a record says no more, but others may have written: kept until the account is erased, for that alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress

from coursesite.accounts.models import FormerName, User

NAMING = ("name", "email", "personnel_number")

Former = tuple[int, str]  # a person's number, and what named her


def keep_former(former: Iterable[Former]) -> None:
    """One statement, none where nothing is left behind."""
    rows = [FormerName(user_id=person, text=text) for person, text in former if text]
    if rows:
        FormerName.objects.bulk_create(rows, ignore_conflicts=True)


def replaced(person: User, changes: Mapping[str, Any]) -> list[Former]:
    """What `changes` would take from her; ask before they are made."""
    return [
        (person.pk, getattr(person, name))
        for name in NAMING
        if name in changes and changes[name] != getattr(person, name)
    ]


def addresses_of(people: Iterable[User]) -> list[Former]:
    """Before they make way for a new one. One query."""
    return list(EmailAddress.objects.filter(user__in=people).values_list("user", "email"))


def take_over_names(*, kept: User, other: User) -> None:
    """A part of merging, while both still say what they did: all that named the other record may name her later."""
    moved = FormerName.objects.filter(user=other)
    texts = {*moved.values_list("text", flat=True), *(email for _pk, email in addresses_of([other]))}
    texts |= {getattr(other, name) for name in NAMING}
    keep_former((kept.pk, text) for text in sorted(texts - {getattr(kept, name) for name in NAMING}))
    moved.delete()


def keep_removed_address(*, user: User, email_address: EmailAddress, **_: Any) -> None:
    """A receiver: she removed it on her own page."""
    keep_former([(user.pk, email_address.email)])
