from django.db import models
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from lessons.enums import ChangeKind, Origin


class Lesson(models.Model):
    """A unit with text. Readers see `published`; authors work on `draft`, of which there is at most one."""

    unit = models.OneToOneField("lessons.Unit", models.CASCADE, related_name="lesson")
    published = models.ForeignKey(
        "lessons.LessonVersion", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    draft = models.ForeignKey(
        "lessons.LessonVersion", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # What its course file says of its last change; of a text published here, what the file would say.
    file_change = models.CharField(max_length=20, choices=ChangeKind.choices, blank=True, default="", editable=False)
    file_summary = models.CharField(max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["unit__course", "unit__chapter__position", "unit__position"]

    def __str__(self) -> str:
        return str(self.unit)


class LessonVersion(models.Model):
    """One wording of a lesson, immutable. The columns below `content_hash` derive from it and may be refreshed."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    objective = models.TextField(_("learning objective"), blank=True)
    claims = models.JSONField(default=list, blank=True)
    note = models.TextField(_("remark for authors"), blank=True)
    source = models.TextField(_("text"), help_text=_("Markdown"))
    change_kind = models.CharField(
        _("kind of change"), max_length=15, choices=ChangeKind.choices, default=ChangeKind.MINOR
    )
    summary = models.CharField(_("what changed"), max_length=200, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.EDITOR)
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    # On its way to the readers: since when it waits for approval, what the reviewer wrote who gave it back, and from
    # when an approved one may be read. All empty again in the next version.
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    goes_live_at = models.DateTimeField(_("publish from"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)

    html = models.TextField(blank=True)
    toc = models.JSONField(default=list, blank=True)
    plain = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    checks = models.JSONField(default=list, blank=True, help_text="uids of the questions asked in the text")
    render_version = models.PositiveIntegerField(default=0)
    # Hash of the text and all it was rendered with (glossary, pictures, addresses): tells when to render anew.
    render_key = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("lesson version")
        verbose_name_plural = _("lesson versions")
        ordering = ["lesson", "-number"]
        constraints = [models.UniqueConstraint(fields=["lesson", "number"], name="lesson_version_number_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def kept_key(self) -> tuple[int | None, str, str]:
        """All that templates show of the text itself (coursesite.templatetags.ui.kept_part)."""
        return self.pk, self.content_hash, self.render_key
