from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coursesite import clock


class DeletionRequest(models.Model):
    """A person asks that her account be deleted. The operator does it; until then she can take it back."""

    user = models.ForeignKey(
        "accounts.User", models.CASCADE, related_name="deletion_requests", verbose_name=_("person")
    )
    asked_at = models.DateTimeField(_("requested"), default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("deletion request")
        verbose_name_plural = _("deletion requests")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(withdrawn_at=None, done_at=None), name="deletion_asked_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"
