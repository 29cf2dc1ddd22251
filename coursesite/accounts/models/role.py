from django.db import models
from django.utils.translation import gettext_lazy as _

from coursesite import clock


class DatedRoleQuerySet(models.QuerySet["DatedRole"]):
    def in_force(self) -> "DatedRoleQuerySet":
        return self.filter(ended_at=None)


class DatedRole(models.Model):
    """A role somebody holds: since when, from whom, until when. Rows are ended; deleted when their time is over."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="%(class)ss", verbose_name=_("person"))
    granted_at = models.DateTimeField(_("since"), default=clock.now, editable=False)
    granted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("by")
    )
    ended_at = models.DateTimeField(_("until"), null=True, blank=True, editable=False)

    objects = DatedRoleQuerySet.as_manager()

    class Meta:
        abstract = True


class HRRole(DatedRole):
    """May see the completions of one department and everything below it."""

    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="hr_roles", verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("HR role")
        verbose_name_plural = _("HR roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department"], condition=models.Q(ended_at=None), name="hr_role_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.department}"


class WorksCouncilRole(DatedRole):
    """May read what is stored, who has which role and the export log; no person's results."""

    class Meta:
        verbose_name = _("works council role")
        verbose_name_plural = _("works council roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at=None), name="works_council_role_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
