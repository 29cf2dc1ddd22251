from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.enums import ProgressState


class UnitProgress(models.Model):
    """How far one enrolment got with one unit. Written by services.progress only."""

    enrolment = models.ForeignKey("lessons.Enrolment", models.CASCADE, related_name="progress")
    unit = models.ForeignKey("lessons.Unit", models.PROTECT, related_name="progress")
    state = models.CharField(max_length=15, choices=ProgressState.choices, default=ProgressState.IN_PROGRESS)
    # 0…1 of the unit's points; a cache with five decimals of what grading computes exactly.
    share = models.DecimalField(max_digits=6, decimal_places=5, default=0)
    passed = models.BooleanField(null=True, help_text="null = a unit one cannot pass or fail")
    completed_at = models.DateTimeField(null=True, blank=True)
    skipped = models.BooleanField(default=False, help_text="completed unread: she knew it beforehand")
    version_seen = models.ForeignKey("lessons.LessonVersion", models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("progress")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit"], name="progress_once_per_unit"),
            models.CheckConstraint(condition=models.Q(share__gte=0, share__lte=1), name="progress_share_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.unit_id} {self.state}"
