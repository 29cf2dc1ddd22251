from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.models.role import DatedRole
from lessons import kinds
from lessons.enums import Access, Origin

UID_MAX_LENGTH = 100


class CourseQuerySet(models.QuerySet["Course"]):
    def for_user(self, user: models.Model) -> "CourseQuerySet":
        """Courses a signed-in person may open: open ones, her own, those she teaches, all for the operator."""
        if user.is_superuser:
            return self
        return self.filter(
            models.Q(access=Access.OPEN)
            | models.Q(enrolments__user=user)
            | models.Q(courseroles__user=user, courseroles__ended_at=None)
        ).distinct()


class Course(models.Model):
    """A course in one language. What it holds comes from files; a translation is another course."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="de")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what you will be able to do"), help_text=_("One sentence."))
    audience = models.TextField(_("audience"), blank=True)
    contact = models.TextField(_("contact"), blank=True)
    access = models.CharField(_("access"), max_length=10, choices=Access.choices, default=Access.ASSIGNED)
    welcome_source = models.TextField(_("welcome text"), blank=True, help_text=_("Markdown"))
    welcome_html = models.TextField(blank=True, editable=False)
    rule_text = models.TextField(_("rule for undecided cases"), blank=True)
    note = models.TextField(_("remark for authors"), blank=True)
    translation_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="translations")

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:course", args=[self.slug])


class CourseVersion(models.Model):
    """What the course consisted of after a load or a publication: a number and a hash that a proof can name."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    summary = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["course", "-number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="course_version_number_once")]

    def __str__(self) -> str:
        return f"{self.course} {self.number}"


class CourseRole(DatedRole):
    """An instructor of one course: writes, reviews, marks."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="courseroles", verbose_name=_("course"))

    class Meta:
        verbose_name = _("instructor")
        verbose_name_plural = _("instructors")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course"], condition=models.Q(ended_at=None), name="course_role_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.course}"


class CourseRow(models.Model):
    """What the small tables of a course have in common."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    note = models.TextField(_("remark for authors"), blank=True)

    class Meta:
        abstract = True


class Term(CourseRow):
    """One of the terms the course tells apart. Pairs and directions derive from these rows; code never names one."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="terms")
    key = models.CharField(max_length=4)
    name = models.CharField(max_length=100)
    glyph = models.CharField(max_length=30)
    colour = models.CharField(max_length=30, help_text="name of a colour token, not a colour")
    definition = models.TextField()

    class Meta:
        ordering = ["course", "position"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="term_key_once")]

    def __str__(self) -> str:
        return self.name


class DecisionQuestion(CourseRow):
    """A Prüffrage: one of the questions by which the course decides a case. 0 comes before the others."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["course", "number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="decision_question_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Contrast(CourseRow):
    """A pair of terms that people mix up, and the question that separates them."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="contrasts")
    pair = models.CharField(max_length=8, help_text="term keys in the order of the course: FO")
    question = models.ForeignKey(DecisionQuestion, models.CASCADE, related_name="contrasts")
    yes = models.CharField(max_length=4, blank=True, help_text="term for which the question's answer is always yes")
    lesson = models.SlugField(max_length=UID_MAX_LENGTH, blank=True, help_text="uid of the lesson that explains it")

    class Meta:
        ordering = ["course", "position"]
        constraints = [models.UniqueConstraint(fields=["course", "pair"], name="contrast_pair_once")]

    def __str__(self) -> str:
        return self.pair


class Dimension(CourseRow):
    """A respect in which the terms differ. `gaps`: terms on which the sources are silent, never a graded key."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="dimensions")
    key = models.CharField(max_length=8)
    name = models.CharField(max_length=100)
    disputed = models.BooleanField(default=False)
    gaps = models.JSONField(default=list, blank=True)
    lesson = models.SlugField(max_length=UID_MAX_LENGTH, blank=True, help_text="uid of the lesson that explains it")

    class Meta:
        ordering = ["course", "position"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="dimension_key_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class Chapter(CourseRow):
    course = models.ForeignKey(Course, models.CASCADE, related_name="chapters", verbose_name=_("course"))
    uid = models.SlugField(max_length=UID_MAX_LENGTH, editable=False)
    title = models.CharField(_("title"), max_length=200)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["course", "position"]
        constraints = [models.UniqueConstraint(fields=["course", "uid"], name="chapter_uid_once")]

    def __str__(self) -> str:
        return self.title


class UnitQuerySet(models.QuerySet["Unit"]):
    def in_use(self) -> "UnitQuerySet":
        return self.filter(retired_at=None)


class Unit(CourseRow):
    """Everything a learner can finish: a row in the table of contents. `uid` is its identity for ever."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="units", verbose_name=_("course"))
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="units", verbose_name=_("chapter"))
    uid = models.SlugField(max_length=UID_MAX_LENGTH, editable=False)
    slug = models.SlugField(_("address"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, editable=False)
    title = models.CharField(_("title"), max_length=200)
    required = models.BooleanField(_("required"), default=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    opens_at = models.DateTimeField(_("open from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("open until"), null=True, blank=True)
    days_after_pass = models.PositiveSmallIntegerField(
        _("days after passing"),
        default=0,
        help_text=_("Opens this many days after a person has passed the course. 0: does not wait."),
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["course", "chapter__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "uid"], name="unit_uid_once"),
            models.UniqueConstraint(fields=["course", "kind", "slug"], name="unit_slug_once_per_kind"),
            models.CheckConstraint(
                condition=models.Q(closes_at=None)
                | models.Q(opens_at=None)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="unit_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(days_after_pass=0) | models.Q(required=False),
                name="unit_after_pass_not_required",  # or nobody could complete the course
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(kinds.kind(self.kind).url_name, args=[self.course.slug, self.slug])

    def is_open_at(self, now: datetime) -> bool:
        return (self.opens_at is None or self.opens_at <= now) and (self.closes_at is None or now < self.closes_at)

    def is_open_for(self, run: Any, now: datetime) -> bool:
        """`run`: somebody's enrolment, or None."""
        if not self.days_after_pass:
            return self.is_open_at(now)
        start = self.start_for(run)
        return start is not None and start <= now and self.is_open_at(now)

    def start_for(self, run: Any) -> datetime | None:
        """When it opens for this run, if time alone decides that: None before she has passed what it waits for."""
        if not self.days_after_pass:
            return self.opens_at
        if run is None or run.passed_on is None:
            return None
        day = run.passed_on + timedelta(days=self.days_after_pass)
        start = timezone.make_aware(datetime.combine(day, time()))
        return max(start, self.opens_at) if self.opens_at else start


class OldSlug(models.Model):
    """An address a unit had before: it redirects."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="old_slugs")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "kind", "slug"], name="old_slug_once")]

    def __str__(self) -> str:
        return self.slug


class Figure(models.Model):
    """A picture of the course. In the database, so that several web machines show the same one."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="figures")
    uid = models.CharField(max_length=UID_MAX_LENGTH)
    name = models.CharField(_("file name"), max_length=100)
    media_type = models.CharField(max_length=50)
    content = models.BinaryField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    # Of figures that were uploaded on the site; those of the course files have their description in the text.
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.FILES, editable=False)
    alt = models.CharField(_("description"), max_length=300, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.UniqueConstraint(fields=["course", "uid"], name="figure_uid_once"),
            models.UniqueConstraint(fields=["course", "name"], name="figure_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class LoadedItem(models.Model):
    """What `load_course` last read for one item of the files.

    Three hashes decide at the next load: this one, the file's and that of the row as it is now. So an edit made in
    the admin survives, and only an item changed on both sides is named.
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="loaded_items")
    part = models.CharField(max_length=30)
    uid = models.CharField(max_length=UID_MAX_LENGTH)
    path = models.CharField(max_length=255)
    position = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "part", "uid"], name="loaded_item_once")]

    def __str__(self) -> str:
        return f"{self.part}:{self.uid}"
