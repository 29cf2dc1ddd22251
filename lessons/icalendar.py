"""A calendar that other programs subscribe to (RFC 5545): whole days only, no times, no alarms.

Lines end in CRLF and are folded at 75 octets, never within a character; text is escaped. What a day is in the reader's
time zone does not matter: whole days have none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CONTENT_TYPE = "text/calendar; charset=utf-8"
MAX_OCTETS = 75  # without the line break (3.1)
PRODUCT = "-//Trennscharf//Due dates//EN"
ONE_DAY = timedelta(days=1)
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class DayEvent:
    """`uid` is for ever: by it a calendar knows the event again when its day or its text changes."""

    uid: str
    day: date
    title: str
    text: str = ""
    url: str = ""


def write_calendar(name: str, events: Iterable[DayEvent], *, now: datetime) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for event in events for line in _event(event, now)),
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """A value of type TEXT (3.3.11).

    >>> print(escaped("a, b; c"))
    a\\, b\\; c
    """
    return text.translate(ESCAPES)


def folded(line: str) -> bytes:
    """With its line break. A line that goes on begins with a blank, which counts."""
    pieces, piece, room = [], b"", MAX_OCTETS
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece, room = b"", MAX_OCTETS - 1
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"


def _event(event: DayEvent, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    if event.day < date.max:  # without an end it lasts one day, too
        yield f"DTEND;VALUE=DATE:{event.day + ONE_DAY:%Y%m%d}"  # the day after (3.6.1)
    yield f"SUMMARY:{escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{escaped(event.text)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy all day because of it
    yield "END:VEVENT"
