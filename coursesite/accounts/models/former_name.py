from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_FORMER_NAME = 254  # an address, the longest of what names somebody


class FormerName(models.Model):
    """A name, address or personnel number that her record had before. No page shows it.

    Texts of others may hold it still, and they stay true as long as she is here; erasing takes it out of them.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="former_names")
    text = models.CharField(max_length=MAX_FORMER_NAME)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="former_name_once")]

    def __str__(self) -> str:
        return str(self.user_id)
