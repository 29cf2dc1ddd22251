from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.enums import Confidence, Mode


class TermEvent(models.Model):
    """For which term was a case taken? One row per case and answer; what was left open has none.

    Derived from steps and versions by services.evidence, and the only source of profiles and group matrices. Rows of
    one person stand in the order in which she answered.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="+")
    slot = models.ForeignKey("quizzes.AttemptSlot", models.CASCADE, related_name="events")
    version = models.ForeignKey("quizzes.QuestionVersion", models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField(help_text="number of the step that held the answer")
    row = models.CharField(max_length=30, blank=True)
    expected = models.CharField(max_length=4)
    given = models.CharField(max_length=4)
    dimension = models.CharField(max_length=8, blank=True)
    context = models.CharField(max_length=10, choices=Mode.choices)
    is_first = models.BooleanField(help_text="her first answer to this case, in whatever wording")
    confidence = models.CharField(max_length=6, choices=Confidence.choices, blank=True)
    day = models.DateField()

    class Meta:
        verbose_name = _("evidence on a term")
        verbose_name_plural = _("evidence on terms")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["slot", "seq", "row"], name="event_once_per_case_and_step")]
        indexes = [models.Index(fields=["user", "course", "is_first"], name="event_by_person")]

    def __str__(self) -> str:
        return f"{self.slot_id}#{self.seq} {self.expected}→{self.given}"
