"""How do many rows go without keeping others waiting? In short transactions; whoever kills it half way loses none."""

from typing import Any

from django.db.models import QuerySet

from coursesite.storage.transactions import write_transaction

ROWS_AT_ONCE = 1000  # in one transaction: some hundredths of a second, in which nobody else writes


def delete_in_chunks(rows: QuerySet[Any]) -> int:
    """How many of `rows` there were; what hangs on them by cascade goes with them."""
    deleted = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        with write_transaction():
            rows.model._default_manager.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
