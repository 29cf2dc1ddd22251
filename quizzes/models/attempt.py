import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizzes.enums import AttemptState, Confidence


def make_attempt_id() -> str:
    """128 random bits: an attempt's address cannot be guessed from another's."""
    return secrets.token_urlsafe(16)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def for_user(self, user: models.Model) -> "AttemptQuerySet":
        """Attempts are their learner's alone; no role opens them."""
        return self.filter(enrolment__user=user)


class Attempt(models.Model):
    """One go at a quiz, frozen when it starts: versions, order, seed, rule and end never change afterwards.

    The rule of a targeted practice also holds the pair of terms that it aims at.

    Written by services.attempting only.
    """

    public_id = models.CharField(max_length=32, unique=True, default=make_attempt_id, editable=False)
    enrolment = models.ForeignKey("lessons.Enrolment", models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey("quizzes.Quiz", models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=AttemptState.choices, default=AttemptState.OPEN)
    seed = models.BigIntegerField()
    rule = models.JSONField(help_text="pass rule and reveal preset as they were at the start")
    notes = models.JSONField(default=list, blank=True, help_text="wishes of the blueprint that could not be met")
    deadline = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    # A cache with five decimals; grading computes the exact figure from steps and versions at any time.
    points = models.DecimalField(max_digits=9, decimal_places=5, null=True, blank=True)
    maximum = models.PositiveIntegerField(default=0)
    passed = models.BooleanField(null=True)
    reached_end = models.BooleanField(default=False, help_text="not ended early; where questions come one by one")
    answers_deleted_on = models.DateField(null=True, blank=True, help_text="from then on the stored marks hold")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "quiz", "number"], name="attempt_number_once"),
            models.UniqueConstraint(fields=["enrolment", "quiz"], condition=Q(state="open"), name="attempt_one_open"),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(state="open"), name="attempt_open_deadline"),
            models.Index(fields=["enrolment"], condition=Q(answers_deleted_on=None), name="attempt_with_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:attempt", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN


class AttemptSlot(models.Model):
    """One question of an attempt, in the version and option order it had when the attempt started."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField(help_text="from 1")
    version = models.ForeignKey("quizzes.QuestionVersion", models.PROTECT, related_name="slots")
    option_order = models.JSONField(default=list)
    flagged = models.BooleanField(default=False, help_text="marked for later by the learner")
    explained = models.JSONField(
        default=list, blank=True, help_text="numbers of the steps that were explained before the submission"
    )
    share = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True)
    parts = models.JSONField(default=list, blank=True)
    # Where a person marks: who, when, what the learner is told, and what was given. Settling a question never writes
    # here; what the answer is worth then is derived from it, and stands in `share` and `parts`.
    marked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    marked_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    given_points = models.JSONField(
        default=list, blank=True, help_text="one number per criterion of the rubric; empty = still to be marked"
    )
    contrast = models.ForeignKey(
        "quizzes.ContrastPair", models.SET_NULL, null=True, blank=True, related_name="+", help_text="asked after it"
    )
    is_emptied = models.BooleanField(default=False, help_text="its answer was deleted; share and parts hold for good")

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="slot_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="slot_position_from_1"),
            models.CheckConstraint(condition=Q(share=None) | Q(share__gte=0, share__lte=1), name="slot_share_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"

    def is_explained(self, seq: int) -> bool:
        """Whether the learner knows the solution and `seq`, the newest step, stands as it is."""
        return bool(self.explained) and self.explained[-1] == seq


class AnswerStep(models.Model):
    """Append-only: one state of an answer. The current answer is the highest `seq` that arrived in time."""

    slot = models.ForeignKey(AttemptSlot, models.CASCADE, related_name="steps")
    seq = models.PositiveIntegerField()
    answer = models.JSONField(null=True, help_text="null = withdrawn")
    confidence = models.CharField(max_length=6, choices=Confidence.choices, blank=True)
    arrived_at = models.DateTimeField()

    class Meta:
        ordering = ["slot", "seq"]
        constraints = [models.UniqueConstraint(fields=["slot", "seq"], name="step_seq_once")]

    def __str__(self) -> str:
        return f"{self.slot_id}#{self.seq}"
