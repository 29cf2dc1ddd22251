"""The course dialect of Markdown: one file per element. `render.py` puts them together."""
