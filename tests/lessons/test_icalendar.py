"""RFC 5545: line breaks, folding, escaping; read back by unfolding as a calendar program does."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from lessons.icalendar import DayEvent, escaped, folded, write_calendar

NOW = datetime(2026, 11, 27, 9, 30, 5, tzinfo=UTC)


def unfolded(data: bytes) -> list[str]:
    return data.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def test_a_calendar() -> None:
    event = DayEvent("due-1@example.org", date(2026, 12, 31), "Fällig: A, B; C\\D", "Zeile 1\r\nZeile 2", "https://x/")

    assert unfolded(write_calendar("Fristen", [event], now=NOW)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Trennscharf//Due dates//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Fristen",
        "BEGIN:VEVENT",
        "UID:due-1@example.org",
        "DTSTAMP:20261127T093005Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Fällig: A\\, B\\; C\\\\D",
        "DESCRIPTION:Zeile 1\\nZeile 2",
        "URL:https://x/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_the_last_day_there_is_has_no_day_after() -> None:
    event = DayEvent("due-1@example.org", date.max, "Fällig: A")

    lines = unfolded(write_calendar("Fristen", [event], now=NOW))

    assert "DTSTART;VALUE=DATE:99991231" in lines
    assert [line for line in lines if line.startswith("DTEND")] == []


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=400))
def test_folded_lines_are_short_and_whole(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    pieces = folded(line).split(b"\r\n")

    assert pieces.pop() == b""
    assert all(len(piece) <= 75 and piece.decode() for piece in pieces)  # no character is cut in two
    assert unfolded(folded(line)) == [line]


def test_no_text_breaks_out_of_its_line() -> None:
    data = write_calendar("x", [DayEvent("u", date(2026, 1, 1), "a\r\nBEGIN:VALARM", "b\nX:1")], now=NOW)

    assert [line for line in unfolded(data) if line.startswith(("BEGIN:VALARM", "X:1"))] == []
