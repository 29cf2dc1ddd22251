"""The child's side of `child.py`: texts come in, one JSON line each, and go out rendered, one line each.

    → {"context": {…}, "seconds": 2.0}
    → {"source": "…", "inline": false, "pictures": false}      ← {"rendered": {…}}
    → …                                     ← {"failure": {"code": "too-deep", "detail": ""}}

Before the first line goes in, {"ready": VERSION} comes out. The end of the input ends the process.
"""

import json
import sys
import traceback
from math import ceil
from typing import Any, BinaryIO

from coursesite.markup.context import Context
from coursesite.markup.limits import MEMORY_BYTES
from coursesite.markup.problems import Failure, RefusedError
from coursesite.markup.render import VERSION, Rendered, render, render_inline

try:
    import resource
except ImportError:  # Windows: the parent's clock is the only limit
    resource = None  # type: ignore[assignment]


def serve(lines: BinaryIO, out: BinaryIO) -> None:
    _answer(out, {"ready": VERSION})
    setup = json.loads(lines.readline() or "null")
    if setup is None:
        return
    context = Context.from_json(setup["context"])
    for line in lines:
        _limit_cpu(setup["seconds"])
        _answer(out, _outcome(json.loads(line), context))


def _outcome(job: dict[str, Any], context: Context) -> dict[str, Any]:
    try:
        return {"rendered": _made(job, context).to_json()}
    except RefusedError as error:
        return _failure(error.code)
    except MemoryError:
        return _failure(Failure.TOO_SLOW)
    except Exception as error:  # a defect in one text's path must not cost the other texts
        traceback.print_exc()
        return _failure(Failure.CRASHED, f"{type(error).__name__}: {error}")


def _made(job: dict[str, Any], context: Context) -> Rendered:
    if job["inline"]:
        return render_inline(job["source"], context, pictures=job["pictures"])
    return render(job["source"], context)


def _failure(code: Failure, detail: str = "") -> dict[str, Any]:
    return {"failure": {"code": code.value, "detail": detail}}


def _answer(out: BinaryIO, answer: dict[str, Any]) -> None:
    out.write(json.dumps(answer).encode() + b"\n")
    out.flush()


def _limit_memory() -> None:
    """No core file either. macOS refuses some limits; the parent's clock holds there, too."""
    if resource is None:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def _limit_cpu(seconds: float) -> None:
    """One second more than the parent waits: this stops a child whose parent has gone."""
    if resource is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = ceil(usage.ru_utime + usage.ru_stime + seconds + 1)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


if __name__ == "__main__":
    _limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
