from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MANY_LAPSES = 3  # wrong answers in a row


class Card(models.Model):
    """A pair of terms and a respect in which they differ, asked again and again with other cases.

    A row exists from the first review or pause on. Written by services.refreshing only. How long somebody takes is not
    kept: days are all that FSRS needs.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="+")
    pair = models.CharField(max_length=8)
    dimension = models.CharField(max_length=8)
    # What FSRS knows of it: see quizzes.spacing.schedule.Memory. Empty before the first review.
    stability = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    clinics = models.PositiveSmallIntegerField(default=0, help_text="times it was compared instead of asked again")
    lapses = models.PositiveSmallIntegerField(default=0, help_text="wrong answers since the last right one")

    class Meta:
        verbose_name = _("card of the spaced review")
        verbose_name_plural = _("cards of the spaced review")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "pair", "dimension"], name="card_once"),
            models.CheckConstraint(
                condition=Q(stability=None, difficulty=None, reviewed_on=None)
                | ~Q(stability=None) & ~Q(difficulty=None) & ~Q(reviewed_on=None),
                name="card_memory_whole_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair} {self.dimension}"

    @property
    def is_hard(self) -> bool:
        """Another case helps less than comparing and reading."""
        return self.lapses >= MANY_LAPSES
