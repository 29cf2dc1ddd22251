"""Rendering in a child process: a text that hangs Markdown must not hang the site.

One child renders many texts, one after the other: a JSON line to it, a JSON line back. So it is known which
text hangs; the child is killed and a new one goes on with the next text. A subprocess, never a fork: the
server has threads. Start and import cost about 0.1 s, so one call per save or load, not one per text.
"""

import json
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from coursesite.markup.context import Context
from coursesite.markup.limits import MAX_INLINE_BYTES, MAX_SOURCE_BYTES, SECONDS_PER_TEXT, START_SECONDS
from coursesite.markup.problems import Failure
from coursesite.markup.rendered import Rendered

_PROJECT = Path(__file__).resolve().parents[2]
_COMMAND = [sys.executable, "-m", "coursesite.markup"]
# Nothing of the server's environment: it holds secrets, and rendering depends on none of it.
_ENVIRONMENT = {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True, kw_only=True)
class Job:
    """A text to render; `inline` for stems, options, feedback, definitions. The key is the caller's own.

    `pictures`: an inline text that may show figures, a stem.
    """

    key: str
    source: str
    inline: bool = False
    pictures: bool = False


@dataclass(frozen=True)
class RenderFailure:
    """Why there is no result: a code of `problems.Failure`; `detail` is for the operator."""

    code: str
    detail: str = ""


class ChildStartError(RuntimeError):
    """The child does not start at all: a matter of the installation, not of any text."""


def render_many(
    jobs: Iterable[Job], context: Context, *, seconds_per_text: float = SECONDS_PER_TEXT
) -> dict[str, Rendered | RenderFailure]:
    """Results by key, in the order of the jobs. Raises ChildStartError."""
    results: dict[str, Rendered | RenderFailure] = {}
    waiting = list(jobs)
    while waiting:
        with _Child(context, seconds_per_text) as child:
            while waiting and child.usable:
                job = waiting.pop(0)
                results[job.key] = child.result_of(job)
    return results


def render_one(source: str, context: Context, *, inline: bool = False) -> Rendered | RenderFailure:
    """One text, for a save or a preview."""
    return render_many([Job(key="", source=source, inline=inline)], context)[""]


class _Child:
    """A running child. The reading thread is what makes waiting with a time limit work on every system."""

    def __init__(self, context: Context, seconds: float) -> None:
        self.context = context
        self.seconds = seconds
        self.usable = True
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile()  # a pipe could fill up
        self._process = subprocess.Popen(  # noqa: S603
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=_PROJECT,
            env=_ENVIRONMENT,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        try:
            self._await_start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def result_of(self, job: Job) -> Rendered | RenderFailure:
        if len(job.source) > (MAX_INLINE_BYTES if job.inline else MAX_SOURCE_BYTES):
            return RenderFailure(Failure.TOO_LONG.value)
        try:
            self._send({"source": job.source, "inline": job.inline, "pictures": job.pictures})
            answer = self._answers.get(timeout=self.seconds)
        except queue.Empty:
            self.usable = False
            return RenderFailure(Failure.TOO_SLOW.value)
        except BrokenPipeError:
            answer = b""
        return _read_result(json.loads(answer)) if answer else self._death()

    def _await_start(self) -> None:
        try:
            if self._answers.get(timeout=START_SECONDS):
                self._send({"context": self.context.to_json(), "seconds": self.seconds})
                return
        except (queue.Empty, BrokenPipeError):
            pass
        self._process.kill()
        raise ChildStartError(self._last_words())

    def _death(self) -> RenderFailure:
        """The child died of this text: by its own CPU limit, or by a defect."""
        self.usable = False
        if self._process.wait() == -getattr(signal, "SIGXCPU", 0):
            return RenderFailure(Failure.TOO_SLOW.value)
        return RenderFailure(Failure.CRASHED.value, f"exit {self._process.returncode}: {self._last_words()}")

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()

    def _read(self, output: IO[bytes]) -> None:
        for line in output:
            self._answers.put(line)
        self._answers.put(b"")

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        return self._errors.read()[-2000:].decode(errors="replace").strip()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            _close(stream)


def _close(stream: IO[bytes] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except BrokenPipeError:  # what was not sent to a dead child
        pass


def _read_result(answer: Mapping[str, Any]) -> Rendered | RenderFailure:
    if "rendered" in answer:
        return Rendered.from_json(answer["rendered"])
    return RenderFailure(**answer["failure"])
