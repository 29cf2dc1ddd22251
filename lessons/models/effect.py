from django.db import models
from django.db.models import F, Q

from lessons.enums import EffectPhase
from lessons.reports.disclosure import LEAST_IN_GROUP, LEAST_PERCENT, MOST_PERCENT


class EffectRun(models.Model):
    """The figures of a course, quarter and phase are written, even if none of them may be told."""

    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="+")
    quarter = models.DateField(help_text="its first day")
    phase = models.CharField(max_length=5, choices=EffectPhase.choices)
    written_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "quarter", "phase"], name="effect_written_once")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.quarter} {self.phase}"


class EffectFigure(models.Model):
    """How well a group recognised a term: whole percent, without any person's key, never changed once written.

    The group: who began the course in the quarter and on its last day belonged to the department or one below it.
    """

    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="+")
    department = models.ForeignKey("accounts.Department", models.CASCADE, related_name="+")
    quarter = models.DateField(help_text="its first day")
    phase = models.CharField(max_length=5, choices=EffectPhase.choices)
    term = models.CharField(max_length=4)
    learners = models.PositiveIntegerField()
    mean = models.PositiveSmallIntegerField(help_text="5 is: or less; 95 is: or more")
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    dropped_out = models.PositiveSmallIntegerField(
        null=True, help_text="percent of those in the figure of the start who are not in this one"
    )

    class Meta:
        ordering = ["course", "quarter", "department__path", "phase", "term"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "department", "quarter", "phase", "term"], name="effect_figure_once"
            ),
            models.CheckConstraint(condition=Q(learners__gte=LEAST_IN_GROUP), name="effect_of_enough_learners"),
            models.CheckConstraint(
                condition=Q(low__gte=LEAST_PERCENT, low__lte=F("mean"), high__gte=F("mean"), high__lte=MOST_PERCENT),
                name="effect_percent_in_order",
            ),
            models.CheckConstraint(
                condition=Q(phase=EffectPhase.START, dropped_out=None)
                | ~Q(phase=EffectPhase.START) & Q(dropped_out__isnull=False, dropped_out__lte=100),
                name="effect_dropped_out_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.department_id} {self.quarter} {self.phase} {self.term}"
