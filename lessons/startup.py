"""What this floor tells the ground floor when the site starts."""

from types import ModuleType

from coursesite.journal.models import Action
from lessons.reports.completions import COLUMNS
from lessons.rules import is_instructor


def register(registry: ModuleType) -> None:
    registry.register_staff_rule(is_instructor)
    registry.register_journal_words(Action.EXPORT_COMPLETIONS, {column.key: column.title for column in COLUMNS})
