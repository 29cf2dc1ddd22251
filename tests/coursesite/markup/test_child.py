"""The real child process. Hostile texts are judged by the code they get, not by a stopwatch."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coursesite.markup import child
from coursesite.markup.child import ChildStartError, Job, RenderFailure, render_many, render_one
from coursesite.markup.context import Context
from coursesite.markup.problems import Failure
from coursesite.markup.render import render, render_inline
from coursesite.markup.rendered import VERSION, Rendered

PROJECT = Path(__file__).parents[3]
# Passes the first counts and takes many seconds: each escape copies the rest of the paragraph.
SLOW = "\\*" * 45_000


def test_texts_are_rendered_by_key(context):
    jobs = [Job(key="a", source="## Ä"), Job(key="b", source="*ja*", inline=True), Job(key="c", source="# x")]

    assert render_many(jobs, context) == {
        "a": render("## Ä", context),
        "b": render_inline("*ja*", context),
        "c": render("# x", context),
    }


def test_no_texts_need_no_child(context):
    assert render_many([], context) == {}


def test_one_text(context):
    assert render_one("## a", context) == render("## a", context)
    assert render_one("a", context, inline=True) == render_inline("a", context)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("[" * 20_000, Failure.TOO_DEEP),
        ("\n".join("\t" * level + "- x" for level in range(400)), Failure.TOO_DEEP),
        ("<a " * 5_000, Failure.TOO_DEEP),
        ("x" * 10_000_000, Failure.TOO_LONG),
        ("*[a]: " + "x" * 50_000 + "\n\n" + "a " * 5_000, Failure.TOO_SLOW),
    ],
    ids=["brackets", "lists", "tags", "length", "memory"],
)
def test_hostile_text_fails_with_its_code(source, code):
    assert render_one(source, Context()) == RenderFailure(code)


def test_slow_text_is_killed_and_the_others_continue_in_order():
    jobs = [
        Job(key="before", source="eins"),
        Job(key="slow", source=SLOW),
        Job(key="between", source="zwei"),
        Job(key="slow too", source=SLOW),
        Job(key="after", source="drei"),
    ]

    results = render_many(jobs, Context(), seconds_per_text=1)

    assert list(results) == [job.key for job in jobs]
    assert [_short(result) for result in results.values()] == [
        "<p>eins</p>", "too-slow", "<p>zwei</p>", "too-slow", "<p>drei</p>",
    ]  # fmt: skip


def _short(result: Rendered | RenderFailure) -> str:
    return result.html if isinstance(result, Rendered) else result.code


def test_slow_child_without_parent_is_stopped_by_its_own_limit():
    """The parent's clock is left out: the lines are written, and nobody waits."""
    lines = [{"context": Context().to_json(), "seconds": -1}, {"source": SLOW, "inline": False}]

    done = subprocess.run(
        [sys.executable, "-m", "coursesite.markup"],
        input=b"".join(json.dumps(line).encode() + b"\n" for line in lines),
        capture_output=True,
        cwd=PROJECT,
        check=False,
    )

    assert (done.returncode, done.stdout) == (-signal.SIGXCPU, b'{"ready": %d}\n' % VERSION)


def as_child(monkeypatch, script: str) -> None:
    monkeypatch.setattr(child, "_COMMAND", [sys.executable, "-c", script])


def test_child_that_does_not_start_is_an_error_of_its_own(monkeypatch):
    as_child(monkeypatch, "raise SystemExit('kein Markdown')")

    with pytest.raises(ChildStartError, match="kein Markdown"):
        render_one("a", Context())


def test_child_that_dies_names_its_end(monkeypatch):
    as_child(monkeypatch, "print(1, flush=True); input(); input(); raise SystemExit('Ende')")

    assert render_many([Job(key="a", source="a"), Job(key="b", source="b")], Context()) == {
        "a": RenderFailure("crashed", "exit 1: Ende"),
        "b": RenderFailure("crashed", "exit 1: Ende"),
    }


def test_child_gets_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    as_child(monkeypatch, "print(1, flush=True); input(); input(); import os; raise SystemExit(sorted(os.environ))")

    result = render_one("a", Context())

    assert isinstance(result, RenderFailure)
    assert "PYTHONUTF8" in result.detail
    assert "SECRET_KEY" not in result.detail


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("coursesite.markup.__main__", {"django"}),
        # The web process asks the child and reads what is stored; it needs neither parser nor sanitiser.
        ("coursesite.markup.child", {"django", "markdown", "nh3", "pymdownx", "yaml"}),
    ],
)
def test_import_stays_small(module, absent):
    script = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, env={}, capture_output=True, text=True, check=True
    )

    assert absent & set(done.stdout.split()) == set()
