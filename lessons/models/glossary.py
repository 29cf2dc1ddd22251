from django.db import models
from django.utils.translation import gettext_lazy as _


class GlossaryTerm(models.Model):
    """A word of the course and what it means. Lessons link to it where they first use it."""

    course = models.ForeignKey("lessons.Course", models.CASCADE, related_name="glossary", verbose_name=_("course"))
    uid = models.SlugField(max_length=100)
    term = models.CharField(_("word"), max_length=100)
    aliases = models.JSONField(_("other forms"), default=list, blank=True)
    lang = models.CharField(_("language of the word"), max_length=8, blank=True)
    source = models.TextField(_("definition"), help_text=_("Markdown"))
    note = models.TextField(_("remark for authors"), blank=True)
    html = models.TextField(blank=True, editable=False)
    plain = models.TextField(blank=True, editable=False)
    render_version = models.PositiveIntegerField(default=0, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["course", "position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "uid"], name="glossary_uid_once"),
            models.UniqueConstraint(fields=["course", "term"], name="glossary_term_once"),
        ]

    def __str__(self) -> str:
        return self.term
