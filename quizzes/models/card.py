from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

MANY_LAPSES = 3  # wrong answers in a row


class CardQuerySet(models.QuerySet["Card"]):
    def failing(self, *, least: int) -> "CardQuerySet":
        """Pair and dimension of which somebody had several cases wrong in a row, among `least` people or more."""
        failed = Count("pk", filter=Q(clinics__gt=0) | Q(lapses__gte=MANY_LAPSES))
        asked = self.exclude(reviewed_on=None).order_by().values("pair", "dimension")
        return asked.annotate(failed=failed, holders=Count("pk")).filter(failed__gt=0, holders__gte=least)


class Card(models.Model):
    """A pair of terms and a respect in which they differ, asked again and again with other cases.

    A row exists from the first review on. Written by services.refreshing only. How long somebody takes is not
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
    clinics = models.PositiveSmallIntegerField(default=0, help_text="comparisons since the last right answer")
    lapses = models.PositiveSmallIntegerField(default=0, help_text="wrong answers since the last right one")

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("spaced review card")
        verbose_name_plural = _("spaced review cards")
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


class CardPause(models.Model):
    """Nothing is asked before `until`, of no course. The cards keep their days, so a pause can be shortened and ended.

    Written by services.refreshing only.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="+")
    until = models.DateField()

    class Meta:
        verbose_name = _("pause of the spaced review")
        verbose_name_plural = _("pauses of the spaced review")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.until}"
