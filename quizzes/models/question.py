from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from lessons.enums import Origin
from quizzes.enums import Pool, QuestionStatus, Settled


class QuestionQuerySet(models.QuerySet["Question"]):
    def live(self) -> "QuestionQuerySet":
        return self.filter(status=QuestionStatus.LIVE).exclude(current=None)


class Question(models.Model):
    """What stays the same over all wordings of a question. The wording learners get next is `current`."""

    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="bank", verbose_name=_("course"))
    uid = models.SlugField(max_length=100)
    family = models.SlugField(_("family"), max_length=100, help_text=_("questions that ask about the same thing"))
    pool = models.CharField(_("pool"), max_length=10, choices=Pool.choices)
    form = models.CharField(_("form"), max_length=20)
    bloom = models.CharField(_("Bloom level"), max_length=20, blank=True)
    company = models.SlugField(_("company"), max_length=100, blank=True)
    pair = models.SlugField(max_length=100, blank=True, help_text="uid of the set that is drawn with this one")
    status = models.CharField(_("status"), max_length=10, choices=QuestionStatus.choices, default=QuestionStatus.DRAFT)
    note = models.TextField(_("remark for authors"), blank=True)
    position = models.PositiveIntegerField(default=0)
    current = models.ForeignKey(
        "quizzes.QuestionVersion", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    draft = models.ForeignKey(
        "quizzes.QuestionVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="a newer wording that waits for its approval, where a live question needs one",
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["course", "position", "uid"]
        constraints = [models.UniqueConstraint(fields=["course", "uid"], name="question_uid_once")]
        indexes = [models.Index(fields=["course", "pool", "status"], name="question_by_pool")]

    def __str__(self) -> str:
        return self.uid

    @property
    def working(self) -> "QuestionVersion | None":
        """The wording that authors work on: the one that waits, or else what learners get."""
        return self.draft or self.current


class QuestionVersion(models.Model):
    """One wording, immutable: attempts point here for ever. `rendered` derives from it and may be refreshed."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    type = models.CharField(_("type"), max_length=20)
    content = models.JSONField(_("content"), help_text="validated by its type; ids inside are stable")
    points = models.PositiveSmallIntegerField(
        default=1, help_text="one per case; where there is none 1 or the points of a rubric"
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.EDITOR)
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="since when it waits for its approval")
    made_at = models.DateTimeField(default=clock.now)
    # What was found out after it had been asked. Written by services.regrading only.
    settled = models.CharField(max_length=10, choices=Settled.choices, default=Settled.NO, blank=True, editable=False)
    settled_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    settled_also = models.JSONField(
        default=list, blank=True, editable=False, help_text="tokens of further answers that count"
    )
    content_hash = models.CharField(max_length=64)

    rendered = models.JSONField(default=dict, blank=True, help_text="HTML of each text of the content")
    render_version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        ordering = ["question", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once"),
            models.CheckConstraint(
                condition=Q(settled="by-version") ^ Q(settled_by=None), name="question_version_settled_by_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} ({self.number})"

    @property
    def is_approved(self) -> bool:
        """What comes with the course files was reviewed in their repository."""
        return self.origin == Origin.FILES or self.reviewed_at is not None

    @property
    def is_marked_by_person(self) -> bool:
        return "rubric" in self.content


class Case(models.Model):
    """What gives one event and one point: most questions hold one, a set holds one per row. Derived from content."""

    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="cases")
    row = models.CharField(max_length=30, blank=True, help_text="row id in a set; empty = the question itself")
    term = models.CharField(max_length=4)
    contrast = models.CharField(max_length=8)
    dimension = models.CharField(max_length=8)
    claims = models.JSONField(default=list)
    decoy = models.BooleanField(default=False)

    class Meta:
        ordering = ["version", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "row"], name="case_row_once")]
        indexes = [models.Index(fields=["term", "contrast", "dimension"], name="case_by_tags")]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.row} {self.term}"
