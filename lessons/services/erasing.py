"""What this floor takes away when an account is deleted. Runs, their days and results stay, without a name."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from coursesite.accounts.models import User
from coursesite.storage.transactions import write_transaction
from lessons.enums import CertificateEventKind
from lessons.models import (
    Certificate,
    CertificateEvent,
    CohortMember,
    EnrolmentEvent,
    ExportFile,
    Note,
    SavedView,
    StagedFile,
)
from lessons.models.staged import StagedKind
from lessons.services.export_jobs import remove_files

ONE_DAY = timedelta(days=1)
# Uploads that hold course texts only; any other may be a list of people.
HARMLESS_UPLOADS = (StagedKind.QUESTIONS, StagedKind.COURSE)


def clear_records(*, person: User, now: datetime) -> None:
    """The step of this floor.

    Files on their way go whole if she may be in them: they can be made or uploaded anew. Reasons that were given about
    her go, too, since they may say more than a name.
    """
    SavedView.objects.filter(owner=person).delete()
    Note.objects.filter(user=person).delete()
    delete_files(ExportFile.objects.filter(owner=person) | ExportFile.objects.filter(entry__subjects__user=person))
    StagedFile.objects.filter(uploaded_by=person).delete()
    StagedFile.objects.exclude(kind__in=HARMLESS_UPLOADS).delete()
    EnrolmentEvent.objects.filter(enrolment__user=person).exclude(reason="").update(reason="")
    CertificateEvent.objects.filter(certificate__enrolment__user=person).exclude(reason="").update(reason="")
    _leave_lists(person, now)
    clear_names(Certificate.objects.filter(enrolment__user=person), now=now)


def clear_names(certificates: Iterable[Certificate], *, now: datetime) -> int:
    """Erasure and the end of the retention period alone do this; the check then says that the name was deleted.

    The salt goes with it: with it, whoever guesses the name could still prove it by the snapshot's hash.
    """
    cleared = 0
    with write_transaction():
        for pk in [certificate.pk for certificate in certificates if certificate.name or certificate.name_salt]:
            Certificate.objects.filter(pk=pk).update(name="", name_salt="")
            CertificateEvent.objects.create(
                certificate_id=pk, kind=CertificateEventKind.NAME_CLEARED, day=localdate(now), at=now
            )
            cleared += 1
    return cleared


def names_on_certificates(person: User) -> Iterator[str]:
    """A former name, too."""
    yield from Certificate.objects.filter(enrolment__user=person).values_list("name", flat=True)


def delete_files(exports: Any) -> None:
    """The rows, and what lies in the data folder under their ids."""
    found = list(exports.distinct())
    for export in found:
        remove_files(export)
    ExportFile.objects.filter(pk__in=[export.pk for export in found]).delete()


def _leave_lists(person: User, now: datetime) -> None:
    """Past days stay, as with departments."""
    today = localdate(now)
    CohortMember.objects.filter(user=person, valid_from__gte=today).delete()
    CohortMember.objects.filter(user=person, valid_until=None).update(valid_until=today - ONE_DAY)
