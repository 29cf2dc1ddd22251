"""What has HR set for which rule?"""

from collections.abc import Collection

from coursesite.accounts.models import RuleValue


def set_values(keys: Collection[str]) -> dict[str, int]:
    """Those of them that somebody has set. One query."""
    return dict(RuleValue.objects.filter(key__in=keys).values_list("key", "value"))
