import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.models.user import NAME_MAX_LENGTH
from lessons.enums import CertificateEventKind, CertificateLevel


class CertificatePolicy(models.Model):
    """How long a course's certificates hold, and how they are renewed. No row: for ever, no renewal.

    `valid_months` counts from the day of completion; with `ends_month` and `ends_day` validity ends on the last such
    calendar day within these months. With `renew_by_substance` holders are offered what has changed in substance, due
    within `substance_days`, or whenever they like. Without `substance_keeps_mastery` that renews participation alone.
    """

    course = models.OneToOneField(
        "lessons.Course", models.CASCADE, related_name="certificate_policy", verbose_name=_("course")
    )
    valid_months = models.PositiveSmallIntegerField(_("months of validity"), null=True, blank=True)
    ends_month = models.PositiveSmallIntegerField(_("month in which it ends"), null=True, blank=True)
    ends_day = models.PositiveSmallIntegerField(_("day on which it ends"), null=True, blank=True)
    renewal_days = models.PositiveSmallIntegerField(_("days before expiry when renewal opens"), default=60)
    short_path = models.BooleanField(_("renewal requires graded units only"), default=True)
    renew_by_substance = models.BooleanField(_("offer what has changed in substance"), default=False)
    substance_days = models.PositiveSmallIntegerField(_("days for reviewing what has changed"), null=True, blank=True)
    substance_keeps_mastery = models.BooleanField(_("reviewing what has changed renews both levels"), default=False)

    class Meta:
        verbose_name = _("certificate rule")
        verbose_name_plural = _("certificate rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_month=None, ends_day=None)
                | Q(
                    ends_month__gte=1, ends_month__lte=12, ends_day__gte=1, ends_day__lte=31, valid_months__isnull=False
                ),
                name="certificate_policy_whole_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.course)


def make_code() -> str:
    """160 random bits in 32 letters and digits; without I, O, 0 and 1, which are mixed up when read aloud."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(32))


class Certificate(models.Model):
    """A proof as it was issued: never updated, never deleted. What happens later is a `CertificateEvent`.

    `snapshot` holds all it says but the name, which stands in a column of its own and may be cleared by erasure and
    retention alone; the hash of the name in it is salted, so it proves the name and does not tell it. `snapshot_hash`
    is the checksum of lessons.certificates.chain.
    """

    enrolment = models.ForeignKey("lessons.Enrolment", models.PROTECT, related_name="certificates")
    level = models.CharField(_("level"), max_length=20, choices=CertificateLevel.choices)
    code = models.CharField(max_length=32, unique=True, default=make_code)
    number = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=NAME_MAX_LENGTH, blank=True)
    name_salt = models.CharField(max_length=32, blank=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    snapshot = models.JSONField()
    snapshot_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["valid_until"], name="certificate_by_end")]

    def __str__(self) -> str:
        return self.number

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("A certificate is never changed: write a CertificateEvent.")
        super().save(*args, **kwargs)

    @property
    def has_lost_its_name(self) -> bool:
        """Erased, salt and all. Whoever had no name when it was issued still has her salt and may get another."""
        return not (self.name or self.name_salt)


class CertificateEvent(models.Model):
    """Append-only: what happened to a certificate. Its status follows from these rows and its last day."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=CertificateEventKind.choices)
    day = models.DateField(default=clock.today)
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    replacement = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["certificate", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=CertificateEventKind.REPLACED, replacement__isnull=False)
                | ~Q(kind=CertificateEventKind.REPLACED) & Q(replacement=None),
                name="certificate_replaced_by_another",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(kind__in=[CertificateEventKind.REVOKED, CertificateEventKind.REPLACED]),
                name="certificate_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"
