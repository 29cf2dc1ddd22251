from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.enums import Verdict


class QuestionReview(models.Model):
    """A second person's check of one wording: her answer before she saw the key, then her verdict."""

    version = models.ForeignKey("quizzes.QuestionVersion", models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    answer = models.JSONField(null=True, help_text="null = she could not decide")
    is_right = models.BooleanField(null=True, help_text="null = no machine marks it")
    answered_at = models.DateTimeField()
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "reviewer"], name="review_once_per_person"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at=None) | (~Q(verdict="") & Q(decided_at__isnull=False)),
                name="review_decided_with_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.verdict}"


class QuestionComment(models.Model):
    """What authors say to each other about a question."""

    question = models.ForeignKey("quizzes.Question", models.CASCADE, related_name="comments")
    version = models.ForeignKey("quizzes.QuestionVersion", models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    made_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.text[:40]}"
