import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


class StagedKind(models.TextChoices):
    QUESTIONS = "questions", _("questions")
    COURSE = "course", _("course")
    PEOPLE = "people", _("people")


def make_staged_id() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


class StagedFile(models.Model):
    """A file that was uploaded and checked and now waits for "import". For a day.

    One of a course is seen by all who write it, any other by its uploader alone.
    """

    public_id = models.CharField(max_length=32, unique=True, default=make_staged_id, editable=False)
    kind = models.CharField(max_length=10, choices=StagedKind.choices)
    course = models.ForeignKey("lessons.Course", models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=255)
    options = models.JSONField(default=dict, blank=True)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
