"""A whole lesson with all elements; `golden/lesson.html` is what it has to give, read and approved by hand.

A wanted change: write the new `render(…).html` to the file and read the difference before committing it.
"""

from pathlib import Path

from coursesite.markup.child import Job, render_many
from coursesite.markup.render import TocEntry, render

GOLDEN = Path(__file__).parent / "golden"
SOURCE = (GOLDEN / "lesson.md").read_text(encoding="utf-8")


def test_lesson_gives_the_approved_html(context):
    rendered = render(SOURCE, context)

    assert rendered.html + "\n" == (GOLDEN / "lesson.html").read_text(encoding="utf-8")
    assert rendered.problems == ()
    assert rendered.toc == (
        TocEntry("h-vergleichen-sie", "Vergleichen Sie", 2),
        TocEntry("h-was-die-stufen-trennt", "Was die Stufen trennt", 2),
        TocEntry("h-in-ihrem-arbeitsalltag", "In Ihrem Arbeitsalltag", 2),
        TocEntry("h-kurzcheck", "Kurzcheck", 2),
    )
    assert (rendered.checks, rendered.images) == (("l01-k1", "l01-k2"), ("stufen.svg",))
    assert rendered.minutes == 2 + 1 + 1


def test_child_gives_the_same_as_rendering_here(context):
    assert render_many([Job(key="l", source=SOURCE)], context) == {"l": render(SOURCE, context)}
