from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.accounts.models.user import make_public_id
from coursesite.accounts.validators import validate_plain_text
from lessons.enums import ExportState, ReportRhythm


class SavedView(models.Model):
    """A selection of the completions report under a name, for whoever saved it. `query` as in the address."""

    owner = models.ForeignKey("accounts.User", models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=100, validators=[validate_plain_text])
    query = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    # A mail with a link to it, never with a file; empty: none.
    rhythm = models.CharField(_("email with a link"), max_length=10, choices=ReportRhythm.choices, blank=True)
    next_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once"),
            models.CheckConstraint(
                condition=Q(rhythm="", next_on=None) | ~Q(rhythm="") & Q(next_on__isnull=False),
                name="saved_view_mail_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExportFile(models.Model):
    """A long export, made by `run_due`, that waits for its owner. The file lies in the data folder until it expires.

    `entry`: its line in the journal, written before the first byte.
    """

    public_id = models.CharField(max_length=32, unique=True, default=make_public_id, editable=False)
    owner = models.ForeignKey("accounts.User", models.CASCADE, related_name="export_files")
    format = models.CharField(max_length=10)
    query = models.CharField(max_length=1000, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    rows = models.PositiveIntegerField(default=0)
    rows_written = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    entry = models.ForeignKey("journal.JournalEntry", models.PROTECT, null=True, blank=True, related_name="+")
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.public_id
