"""A moment is written as each language writes it."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "kind", "written"),
    [
        ("de", "TIME_FORMAT", "09:05_Uhr"),
        ("de", "DATETIME_FORMAT", "3._November 2026, 09:05_Uhr"),
        ("de", "SHORT_DATETIME_FORMAT", "03.11.2026, 09:05_Uhr"),
        ("de", "DATE_FORMAT", "3._November 2026"),
        ("en", "TIME_FORMAT", "09:05"),
        ("en", "DATETIME_FORMAT", "3 November 2026, 09:05"),
        ("en", "SHORT_DATETIME_FORMAT", "3 Nov 2026, 09:05"),
        ("en", "DATE_FORMAT", "3 November 2026"),
    ],
)
def test_moment_is_written_as_the_language_does(language, kind, written):
    with translation.override(language):
        assert date_format(MOMENT, kind) == written.replace("_", "\N{NO-BREAK SPACE}")
