"""What time is it? The one place that asks.

The clock of all processes is ahead by the seconds in the file that TRENNSCHARF_CLOCK_FILE names: for trying out what
happens later.
"""

import os
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext

_CLOCK_FILE = os.environ.get("TRENNSCHARF_CLOCK_FILE")


def now() -> datetime:
    """The present instant, in UTC."""
    moment = timezone.now()
    if _CLOCK_FILE and (path := Path(_CLOCK_FILE)).exists():
        moment += timedelta(seconds=float(path.read_text(encoding="utf-8") or 0))
    return moment


def today() -> date:
    """The calendar day in the site's time zone: due dates and completion days are such days."""
    return timezone.localdate(now())


def zone() -> str:
    """The site's time zone as people call it: Berlin time for Europe/Berlin. UTC has no place and keeps its name."""
    name = timezone.get_current_timezone_name()
    _, slash, place = name.rpartition("/")
    return gettext("%(place)s time") % {"place": place.replace("_", " ")} if slash else name
