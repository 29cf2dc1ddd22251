"""The pages every site must have and every operator must fill in herself: imprint, privacy, accessibility, contact."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coursesite.accounts.enums import Language


class SitePage(models.Model):
    """One page in one language. html is made by services.pages when the text is saved."""

    slug = models.SlugField(_("address"), max_length=50)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    title = models.CharField(_("title"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source = models.TextField(_("text"), help_text=_("Markdown"))
    html = models.TextField(editable=False)
    # Hash of the shipped text this row was made from: an untouched row follows an update, an edited one stays.
    shipped_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "language"]
        constraints = [models.UniqueConstraint(fields=["slug", "language"], name="site_page_once_per_language")]

    def __str__(self) -> str:
        return self.title
