from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from lessons import kinds
from lessons.enums import EnrolmentEventKind, EnrolmentPath, EnrolmentStatus, Exemption


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> "EnrolmentQuerySet":
        return self.filter(closed_at=None)


class Enrolment(models.Model):
    """One run of one person through a course. The columns are a projection of the events, written by services only."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="enrolments", verbose_name=_("person"))
    course = models.ForeignKey("lessons.Course", models.PROTECT, related_name="enrolments", verbose_name=_("course"))
    cycle = models.PositiveSmallIntegerField(_("run"), default=1)
    enrolled_on = models.DateField(_("enrolled"), default=clock.today)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    mandatory = models.BooleanField(_("mandatory"), default=False)
    assignment = models.ForeignKey(
        "lessons.Assignment", models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    path = models.CharField(_("path"), max_length=10, choices=EnrolmentPath.choices, default=EnrolmentPath.FULL)
    # What the path "difference" asks for: uid of a lesson → number of the version last read.
    scope = models.JSONField(default=dict, blank=True)
    # Somebody decided that she need not take it; who and why stands in the events.
    exemption = models.CharField(_("exemption"), max_length=10, choices=Exemption.choices, blank=True)
    exempted_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    # Recorded once, by the rule in force; a later version of the course never takes it back.
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    completed_version = models.ForeignKey("lessons.CourseVersion", models.PROTECT, null=True, blank=True)
    passed_on = models.DateField(_("passed on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "cycle"], name="enrolment_cycle_once"),
            models.UniqueConstraint(fields=["user", "course"], condition=Q(closed_at=None), name="enrolment_one_open"),
            models.CheckConstraint(
                condition=Q(exemption="", exempted_on=None) | ~Q(exemption="") & Q(exempted_on__isnull=False),
                name="enrolment_exemption_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["course", "completed_on"], name="enrolment_by_completion")]

    def __str__(self) -> str:
        return f"{self.user} – {self.course}"

    @property
    def status(self) -> EnrolmentStatus:
        if self.completed_on:
            return EnrolmentStatus.COMPLETED
        if self.exempted_on:
            return EnrolmentStatus.EXEMPT
        return EnrolmentStatus.IN_PROGRESS if self.started_at else EnrolmentStatus.NOT_STARTED

    @property
    def is_difference(self) -> bool:
        """It asks for what has changed in substance alone."""
        return self.path == EnrolmentPath.DIFFERENCE

    def asks_for(self, unit: Any) -> bool:
        """Whether the run is not completed without this unit.

        The short path asks for what is graded alone, the difference for the lessons that have changed.
        """
        if self.is_difference:
            return unit.required and unit.uid in self.scope
        return unit.required and (self.path != EnrolmentPath.SHORT or unit.kind in kinds.graded_keys())


class EnrolmentEvent(models.Model):
    """Append-only: what happened to an enrolment, on which day, by whom, why."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=EnrolmentEventKind.choices)
    day = models.DateField(_("day"), default=clock.today)
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["enrolment", "pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
