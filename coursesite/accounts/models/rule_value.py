from django.db import models
from django.utils.translation import gettext_lazy as _

from coursesite import clock


class RuleValue(models.Model):
    """What HR has set for a rule (coursesite/policy.py); without a row its own value holds. Who set it: the journal."""

    key = models.CharField(max_length=40, unique=True)
    value = models.IntegerField()
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("rule value")
        verbose_name_plural = _("rule values")

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
