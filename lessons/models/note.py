from django.db import models
from django.db.models import Q

from coursesite import clock

MAX_NOTE = 10_000  # characters: five printed pages; more is a document, and lists show all notes at once


class Note(models.Model):
    """What a learner keeps of a lesson for herself: a bookmark, a text, or both. No role opens it."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="notes")
    # Retired instead of deleted while somebody has written something about it.
    unit = models.ForeignKey("lessons.Unit", models.PROTECT, related_name="+")
    bookmarked = models.BooleanField(default=False)
    text = models.TextField(blank=True, max_length=MAX_NOTE)
    revision = models.PositiveIntegerField(default=0, help_text="counts the wordings: two windows do not overwrite")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["user", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit"], name="note_once_per_unit"),
            models.CheckConstraint(condition=Q(bookmarked=True) | ~Q(text=""), name="note_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.unit_id}"

    @property
    def kept_key(self) -> int | None:
        """Nothing that somebody wrote is kept (coursesite.templatetags.ui.kept_part), only the empty form."""
        return None if self.text else self.revision
