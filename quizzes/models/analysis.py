from django.db import models

from quizzes.enums import Mode


class ItemFigures(models.Model):
    """What learners' answers say of one wording, in one kind of quiz. A cache: `run_due` computes it anew."""

    version = models.ForeignKey("quizzes.QuestionVersion", models.CASCADE, related_name="figures")
    mode = models.CharField(max_length=10, choices=Mode.choices)
    answers = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    flagged = models.BooleanField(default=False)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["version", "mode"]
        constraints = [models.UniqueConstraint(fields=["version", "mode"], name="item_figures_once")]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.mode} {self.answers}"


class ItemTally(models.Model):
    """What answers that were deleted said of one wording, in one kind of quiz: sums alone, and of nobody.

    Written by services.retention, which adds to it in the transaction that deletes the answers.
    """

    version = models.ForeignKey("quizzes.QuestionVersion", models.CASCADE, related_name="tallies")
    mode = models.CharField(max_length=10, choices=Mode.choices)
    tally = models.JSONField(default=dict, help_text="as in quizzes.statistics.tally")

    class Meta:
        ordering = ["version", "mode"]
        constraints = [models.UniqueConstraint(fields=["version", "mode"], name="item_tally_once")]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.mode}"


class QuizFigures(models.Model):
    """How consistently a quiz decides, over its attempts. A cache: `run_due` computes it anew."""

    quiz = models.OneToOneField("quizzes.Quiz", models.CASCADE, related_name="figures")
    attempts = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.attempts}"
