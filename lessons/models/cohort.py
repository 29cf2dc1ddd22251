from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.validators import validate_plain_text
from lessons.enums import CohortKind


class Cohort(models.Model):
    """People who get a course together: everybody below a department, later joiners, too, or a list of people.

    `department`: for the first kind the one meant; for a list the one whose HR may see and use it.
    """

    name = models.CharField(_("name"), max_length=200, validators=[validate_plain_text])
    kind = models.CharField(_("kind"), max_length=10, choices=CohortKind.choices, default=CohortKind.DEPARTMENT)
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="cohorts", verbose_name=_("department")
    )
    made_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name"], condition=Q(ended_at=None), name="cohort_name_once_per_department"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CohortMemberQuerySet(models.QuerySet["CohortMember"]):
    def in_force(self, day: date) -> "CohortMemberQuerySet":
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class CohortMember(models.Model):
    """Who is on a list, from when until when (both days included)."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="members")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="cohort_memberships")
    valid_from = models.DateField(default=clock.today)
    valid_until = models.DateField(null=True, blank=True)

    objects = CohortMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"], condition=Q(valid_until=None), name="cohort_member_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="cohort_member_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.user_id}"


class Assignment(models.Model):
    """A course for a cohort. `due_on` is a fixed day, `due_days` counts from a person's entry; neither: no due date.

    Who joins the cohort later gets the course, too, until the assignment is ended.
    """

    course = models.ForeignKey("lessons.Course", models.PROTECT, related_name="assignments", verbose_name=_("course"))
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assignments", verbose_name=_("group"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days after entry"), null=True, blank=True)
    mandatory = models.BooleanField(_("mandatory"), default=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "cohort"], condition=Q(ended_at=None), name="assignment_once_per_cohort"
            ),
            models.CheckConstraint(condition=Q(due_on=None) | Q(due_days=None), name="assignment_one_kind_of_due_date"),
        ]

    def __str__(self) -> str:
        return f"{self.course} – {self.cohort}"
