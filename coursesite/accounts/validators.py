"""What no name or number may contain: line breaks reach mail headers, control characters reach exports."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_plain_text(value: str) -> None:
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in value):
        raise ValidationError(_("Please remove line breaks and control characters."), code="control_characters")
