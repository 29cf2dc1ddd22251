from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.enums import ONE_BY_ONE, PRACTICE_MODES, Counts, Mode, Navigation, Pool, Reveal


class Quiz(models.Model):
    """A blueprint and its rules. A step of the outline has `unit`; a lesson's check has `lesson` and is no step."""

    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="quizzes", verbose_name=_("course"))
    unit = models.OneToOneField(
        "lessons.Unit", models.CASCADE, null=True, blank=True, related_name="quiz", verbose_name=_("unit")
    )
    lesson = models.OneToOneField("lessons.Lesson", models.CASCADE, null=True, blank=True, related_name="check_quiz")
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices)
    intro_source = models.TextField(_("introduction"), blank=True, help_text=_("Markdown"))
    intro_html = models.TextField(blank=True, editable=False)
    # Integers, never a percentage: 80 % of 24 would silently become 20.
    pass_points = models.PositiveSmallIntegerField(_("points to pass"), null=True, blank=True)
    pass_per_term = models.PositiveSmallIntegerField(_("points to pass per term"), null=True, blank=True)
    reveal = models.CharField(
        _("solutions are shown"), max_length=15, choices=Reveal.choices, default=Reveal.AFTER_SUBMIT
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, help_text=_("Empty: unlimited.")
    )
    counts = models.CharField(_("what counts"), max_length=5, choices=Counts.choices, default=Counts.BEST)
    wait_hours = models.PositiveSmallIntegerField(_("waiting time in hours"), default=0)
    minutes_limit = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True, help_text=_("Empty: no time limit.")
    )
    navigation = models.CharField(_("navigation"), max_length=10, choices=Navigation.choices, default=Navigation.FREE)
    # What the drawn questions must be like together, besides the cells: see quizzes.draw.DrawRules.
    draw_per_contrast = models.PositiveSmallIntegerField(_("questions per contrast"), default=0)
    draw_dimensions = models.PositiveSmallIntegerField(_("dimensions"), default=0)
    decoys_least = models.PositiveSmallIntegerField(_("decoys, at least"), null=True, blank=True)
    decoys_most = models.PositiveSmallIntegerField(_("decoys, at most"), null=True, blank=True)
    ask_confidence = models.BooleanField(
        _("ask how sure"), default=False, help_text=_("“sure” or “unsure” beside each answer; it is not scored.")
    )
    practice_between = models.BooleanField(
        _("targeted practice between attempts"), default=False, help_text=_("Required before every additional attempt.")
    )
    note = models.TextField(_("remark for authors"), blank=True)

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["course", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(unit=None) | Q(lesson=None), name="quiz_is_step_or_lesson_check"),
            models.CheckConstraint(
                condition=Q(pass_points=None, pass_per_term=None) | ~Q(pass_points=None),
                name="quiz_per_term_needs_total",
            ),
            models.CheckConstraint(
                condition=Q(decoys_least=None, decoys_most=None) | Q(decoys_least__lte=F("decoys_most")),
                name="quiz_decoys_from_to",
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(mode=Mode.REVIEW, unit=None), name="quiz_one_spaced_review"
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(mode=Mode.DIFFERENCE, unit=None), name="quiz_one_on_what_has_changed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit or self.lesson or self.get_mode_display())

    @property
    def is_practice(self) -> bool:
        """Nothing is at stake: hints are offered, a question may be tried again, and so may one like it."""
        return self.mode in PRACTICE_MODES

    @property
    def is_adaptive(self) -> bool:
        """It asks until it is clear whether somebody tells the terms apart."""
        return self.mode == Mode.ADAPTIVE

    @property
    def is_targeted(self) -> bool:
        """It practises the two terms that somebody confuses most."""
        return self.mode == Mode.TARGETED

    @property
    def is_for_afterwards(self) -> bool:
        """It asks what is still known after the course, also when the run has ended."""
        return self.unit is not None and self.unit.days_after_pass > 0

    @property
    def is_in_group_figures(self) -> bool:
        """Start, end and later: what the personnel department's figures on groups are made of."""
        return self.mode in (Mode.PLACEMENT, Mode.EXAM, Mode.RETENTION)

    @property
    def asks_one_by_one(self) -> bool:
        """Each question is chosen by the answers before it; there are no cells, and no way back."""
        return self.mode in ONE_BY_ONE


class QuizCell(models.Model):
    """So many cases with these tags. A filter left empty matches everything."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="cells")
    position = models.PositiveSmallIntegerField()
    cases = models.PositiveSmallIntegerField(_("cases"))
    pool = models.CharField(_("pool"), max_length=10, choices=Pool.choices)
    form = models.CharField(_("form"), max_length=20, blank=True)
    term = models.CharField(_("term"), max_length=4, null=True, blank=True, help_text="null = a set of several terms")
    contrast = models.CharField(_("contrast"), max_length=8, blank=True)
    bloom = models.CharField(_("Bloom level"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("blueprint cell")
        verbose_name_plural = _("blueprint cells")
        ordering = ["quiz", "position"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="cell_position_once"),
            models.CheckConstraint(condition=Q(cases__gt=0), name="cell_has_cases"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}/{self.position}"
