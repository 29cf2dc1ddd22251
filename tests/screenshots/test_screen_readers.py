"""Whoever listens by SCREEN_READERS.md waits for words that the German pages have."""

from pathlib import Path

from tests.coursesite.help.test_texts import labels_in, unknown_labels

PROTOCOL = Path(__file__).with_name("SCREEN_READERS.md").read_text(encoding="utf-8")


def test_what_is_to_be_heard_stands_on_the_pages():
    assert len(labels_in(PROTOCOL)) > 20
    assert unknown_labels("de", PROTOCOL) == []
    assert unknown_labels("de", PROTOCOL + "**Quastenflosser**") == ["Quastenflosser"]
