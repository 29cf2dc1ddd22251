"""What does the journal say about a person?"""

from typing import Any

from django.db.models import QuerySet

from coursesite.journal.models import JournalEntry


def entries_about(user: Any) -> QuerySet[JournalEntry]:
    """What others did with her data, newest first: when, in which role, why; who it was by name is not loaded."""
    return JournalEntry.objects.filter(subjects__user=user).defer("actor")
