from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Page(models.Model):
    """A text beside the lessons. Nobody finishes it; it comes from the course files."""

    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="pages", verbose_name=_("course"))
    uid = models.SlugField(max_length=100)
    slug = models.SlugField(_("address"), max_length=100)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(blank=True)
    sheet = models.BooleanField(default=False, help_text="the head of every page leads to it")
    source = models.TextField(help_text=_("Markdown"))
    note = models.TextField(_("remark for authors"), blank=True)
    html = models.TextField(blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("course page")
        verbose_name_plural = _("course pages")
        ordering = ["course", "position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "uid"], name="page_uid_once"),
            models.UniqueConstraint(fields=["course", "slug"], name="page_slug_once"),
            models.UniqueConstraint(fields=["course"], condition=models.Q(sheet=True), name="page_one_sheet"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:page", args=[self.course.slug, self.slug])
