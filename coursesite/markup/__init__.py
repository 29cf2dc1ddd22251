"""Markdown of courses and handbooks → safe HTML. Import from `render` (does it) or `child` (has it done)."""
