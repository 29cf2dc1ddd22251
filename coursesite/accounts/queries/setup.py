"""What has the operator set up already?"""

from django.conf import settings

from coursesite.accounts.models import HRRole
from coursesite.pages.models import SitePage

# How the shipped pages mark what only the operator knows, in each language.
GAPS = ("[vom Betreiber zu ergänzen", "[to be completed by the operator")
FILES_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


def are_pages_complete() -> bool:
    """No footer page has a gap any more."""
    texts = SitePage.objects.values_list("source", flat=True)
    return not any(gap in text for text in texts for gap in GAPS)


def are_mails_sent() -> bool:
    """To people, not to files."""
    return settings.EMAIL_BACKEND != FILES_BACKEND


def is_hr_named() -> bool:
    return HRRole.objects.filter(ended_at=None).exists()
