"""Several windows at the same moment: threads that begin together and meet between looking and writing."""

import contextlib
from collections import Counter
from collections.abc import Callable
from functools import wraps
from threading import Barrier, BrokenBarrierError, Thread, current_thread, main_thread
from typing import Any, ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")
IN_VAIN = 0.1  # seconds: with locks, one window alone comes as far as the gap
LONGEST_WAIT = 10  # seconds for what the others do in some hundredths


class Gap:
    """Where each window waits for all others, once: then all have looked, and none has written.

    With locks the first one waits in vain, `patience` seconds long; a control, without locks, sets LONGEST_WAIT. What
    the test itself does beforehand does not wait.
    """

    def __init__(self, windows: int, patience: float = IN_VAIN) -> None:
        self.patience = patience
        self._gathering = Barrier(windows)

    def wait(self) -> None:
        if current_thread() is main_thread():
            return
        with contextlib.suppress(BrokenBarrierError):
            self._gathering.wait(self.patience)
            self._gathering.abort()

    def after(self, look: Callable[P, R]) -> Callable[P, R]:
        @wraps(look)
        def widened(*args: P.args, **kwargs: P.kwargs) -> R:
            found = look(*args, **kwargs)
            self.wait()
            return found

        return widened

    def before(self, write: Callable[P, R]) -> Callable[P, R]:
        @wraps(write)
        def widened(*args: P.args, **kwargs: P.kwargs) -> R:
            self.wait()
            return write(*args, **kwargs)

        return widened


def at_once(*acts: Callable[[], Any]) -> Counter[str]:
    """What each window got: "done" or the name of its error."""
    outcomes: Counter[str] = Counter()
    begin = Barrier(len(acts))

    def window(act: Callable[[], Any]) -> None:
        begin.wait()
        try:
            act()
            outcomes["done"] += 1
        except Exception as error:  # named in the result
            outcomes[type(error).__name__] += 1
        finally:
            connection.close()

    threads = [Thread(target=window, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
