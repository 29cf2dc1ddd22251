from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.validators import validate_plain_text

MAX_DEPTH = 20  # levels; no organisation chart is deeper, and a path still fits its column


class DepartmentQuerySet(models.QuerySet["Department"]):
    def below(self, departments: "models.QuerySet[Department] | list[Department]") -> "DepartmentQuerySet":
        """The given departments and everything under them."""
        wanted = models.Q(pk__in=[])
        for path in [department.path for department in departments]:
            wanted |= models.Q(path__startswith=path)
        return self.filter(wanted)


class Department(models.Model):
    """A node of the organisation chart. `path` is kept by services.departments alone: '1/4/9/' from root to here."""

    name = models.CharField(_("name"), max_length=200, validators=[validate_plain_text])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, unique=True, editable=False)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="department_name_unique_below_parent"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(parent=None), name="department_name_unique_at_top"
            ),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="department_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class DepartmentPlacement(models.Model):
    """Where a department stood from a day on: a past day's report needs that day's tree."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="placements")
    path = models.CharField(max_length=255)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="last day; empty = still")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department"], condition=models.Q(valid_until=None), name="placement_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.valid_from:%Y-%m-%d}"


class DepartmentMembershipQuerySet(models.QuerySet["DepartmentMembership"]):
    def in_force(self, day: date) -> "DepartmentMembershipQuerySet":
        not_over = models.Q(valid_until=None) | models.Q(valid_until__gte=day)
        return self.filter(not_over, valid_from__lte=day)

    def primary(self) -> "DepartmentMembershipQuerySet":
        """The latest first."""
        return self.filter(is_primary=True).order_by("-valid_from", "-pk")


class DepartmentMembership(models.Model):
    """Who belonged where, from when until when (both days included). One membership is the primary one at a time."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, models.PROTECT, related_name="memberships", verbose_name=_("department"))
    is_primary = models.BooleanField(_("primary"), default=True)
    valid_from = models.DateField(_("from"), default=clock.today)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = DepartmentMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("department membership")
        verbose_name_plural = _("department memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(is_primary=True, valid_until=None),
                name="membership_one_current_primary",
            ),
            models.UniqueConstraint(
                fields=["user", "department"], condition=models.Q(valid_until=None), name="membership_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["department", "user"], name="membership_by_department")]

    def __str__(self) -> str:
        return f"{self.user} – {self.department}"
