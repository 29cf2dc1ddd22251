"""A certificate in words: the same for the learner's page, the document and, as far as it may tell, the check page."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.certificates.document import Document, Fact
from lessons.certificates.validity import Status
from lessons.enums import CertificateLevel
from lessons.models import Certificate

STATUS_WORDS = {
    Status.VALID: gettext_lazy("valid"),
    Status.EXPIRED: gettext_lazy("expired"),
    Status.REPLACED: gettext_lazy("replaced"),
    Status.REVOKED: gettext_lazy("revoked"),
    Status.UNKNOWN: gettext_lazy("unknown"),
}
# The signs of these words: word and sign together, never a colour alone.
STATUS_SIGNS = {
    Status.VALID: ("passed", "done"),
    Status.EXPIRED: ("overdue", "clock"),
    Status.REPLACED: ("locked", "dash"),
    Status.REVOKED: ("overdue", "cross"),
    Status.UNKNOWN: ("locked", "info"),
}


def check_address(request: HttpRequest, certificate: Certificate) -> str:
    """As it stands on the document: under the site's own address, whatever name it was asked by."""
    path = reverse("lessons:certificate-check", args=[certificate.code])
    return f"{settings.SITE_URL.rstrip('/')}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def document_of(certificate: Certificate, *, address: str, language: str) -> Document:
    with translation.override(language):
        snapshot = certificate.snapshot
        course = snapshot["course"]
        return Document(
            language=language,
            title=_("Certificate"),
            level=level_in_words(snapshot),
            sentence=_sentence(certificate.level),
            name=_("name deleted") if certificate.has_lost_its_name else certificate.name or "–",
            course=Fact(_("Course"), course["title"], course["language"] if course["language"] != language else ""),
            facts=tuple(_facts(certificate, language)),
            check=_("This page shows whether this certificate is valid:"),
            address=address,
            checksum=Fact(_("Checksum"), certificate.snapshot_hash),
        )


def level_in_words(snapshot: dict[str, Any]) -> str:
    level = str(CertificateLevel(snapshot["rule"]["level"]).label)
    if not snapshot["decision"]["practical"]:
        return level
    return _("%(level)s, with practical assignment") % {"level": level}


def day_in_words(day: date | str | None, nothing: str = "–") -> str:
    if not day:
        return nothing
    return formats.date_format(date.fromisoformat(day) if isinstance(day, str) else day, "DATE_FORMAT")


def until_in_words(day: date | None) -> str:
    return day_in_words(day, nothing=_("no expiry date"))


def _sentence(level: str) -> str:
    if level == CertificateLevel.MASTERY:
        return _("has completed this course, passed its exam and reliably tells its terms apart:")
    return _("has read all the required lessons of this course:")


def _facts(certificate: Certificate, language: str) -> list[Fact]:
    snapshot = certificate.snapshot
    version, replaces = snapshot["course"]["version"], snapshot["certificate"].get("replaces")
    words = snapshot["rule"]["words"]
    facts = [
        Fact(_("Awarded on"), day_in_words(snapshot["decision"]["day"])),
        Fact(_("Rule"), words.get(language) or next(iter(words.values()), "–")),
        Fact(_("Version of the course"), str(version) if version is not None else ""),
        Fact(_("Valid until"), until_in_words(certificate.valid_until)),
        Fact(_("Issued on"), day_in_words(certificate.issued_on)),
        Fact(_("Number"), certificate.number),
        Fact(_("Replaces"), replaces or ""),
    ]
    return [fact for fact in facts if fact.value]
