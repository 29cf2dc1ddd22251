"""The handbook: one text for each task, in both languages, and which of them helps on which page."""
