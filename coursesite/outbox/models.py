"""Mails that the site sends by itself: what goes to whom and when can be read, and nothing goes twice."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coursesite import clock


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not delivered")
    CANCELLED = "cancelled", _("cancelled")


class OutboxMail(models.Model):
    """One mail to one person. Its text is made when it is sent: no link that signs somebody in is ever stored.

    `rule` says what it is sent by ("due:17:-7"): one mail for each person, rule and day.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="mails", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=40)
    rule = models.CharField(max_length=100)
    day = models.DateField(_("day"))
    data = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("email")
        verbose_name_plural = _("emails")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "rule", "day"], name="outbox_once_per_person_rule_day"),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | ~Q(state=MailState.SENT) & Q(sent_at__isnull=True),
                name="outbox_sent_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="outbox_by_state")]

    def __str__(self) -> str:
        return f"{self.day} {self.rule} {self.user_id}"
