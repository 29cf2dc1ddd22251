"""Settings of the pictures: the local profile with a throw-away database and a clock that stands still."""

from django.utils import timezone

from tests.screenshots import moment

timezone.now = moment.now  # before any model keeps the real one as a default

from tests.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = str(DATA_DIR / "screenshots.sqlite3")  # noqa: F405
# The database lives as long as the run: nothing has to survive a power cut.
DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405
ROOT_URLCONF = "tests.screenshots.urls"
LOGGING_CONFIG = None  # the failures that are photographed would fill the terminal


class _FromModels:
    """No table comes from migrations: it takes a minute less."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


MIGRATION_MODULES = _FromModels()
