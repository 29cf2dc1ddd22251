from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.enums import ObjectionDecision


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> "ObjectionQuerySet":
        return self.filter(decided_at=None)

    def unanswered(self, version: models.Model) -> "ObjectionQuerySet":
        """Decided, but whoever objected has not been told yet."""
        return self.filter(slot__version=version, decided_at__isnull=False, notices=None).order_by("pk")


class Objection(models.Model):
    """A learner holds a question of her attempt to be wrong, and what became of it."""

    slot = models.OneToOneField("quizzes.AttemptSlot", models.CASCADE, related_name="objection")
    reason = models.TextField(_("reason"))
    made_at = models.DateTimeField()
    decision = models.CharField(_("decision"), max_length=10, choices=ObjectionDecision.choices, blank=True)
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("The learner will read it."))
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="objection_decided_with_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}: {self.decision or '?'}"


class ResultNotice(models.Model):
    """One sentence for one person: a question was settled after she had answered it, and what that changed."""

    attempt = models.ForeignKey("quizzes.Attempt", models.CASCADE, related_name="notices")
    version = models.ForeignKey("quizzes.QuestionVersion", models.PROTECT, related_name="+")
    objection = models.ForeignKey("quizzes.Objection", models.SET_NULL, null=True, blank=True, related_name="notices")
    decision = models.CharField(max_length=10, choices=ObjectionDecision.choices)
    points_before = models.DecimalField(max_digits=9, decimal_places=5, null=True, blank=True)
    points_after = models.DecimalField(max_digits=9, decimal_places=5, null=True, blank=True)
    passed_before = models.BooleanField(null=True)
    passed_after = models.BooleanField(null=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.decision}"


class SecondMarking(models.Model):
    """A second reader of an answer that a person marks: asked for by the first, blind to her points."""

    slot = models.OneToOneField("quizzes.AttemptSlot", models.CASCADE, related_name="second_marking")
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    marker = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    points = models.JSONField(default=list, blank=True, help_text="one number per criterion of the rubric")
    comment = models.TextField(blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(marker=None, marked_at=None) | Q(marker__isnull=False, marked_at__isnull=False),
                name="second_marking_with_marker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}"
