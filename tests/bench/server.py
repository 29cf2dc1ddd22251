"""A gunicorn with one sync worker and no keep-alive, and what the operating system says about that worker."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 30
ONE_AT_A_TIME = ("--workers", "1", "--worker-class", "sync")


class NotStarted(RuntimeError):
    """The application does not come up; gunicorn has said why."""


class Server:
    """`application` and `environment` say what is served. CPU and memory are the worker's alone.

    `workers` are gunicorn's options for them; by default one that does one thing at a time.
    """

    def __init__(
        self, application: str, environment: Mapping[str, str], workers: Sequence[str] = ONE_AT_A_TIME
    ) -> None:
        self.application, self.environment, self.workers = application, environment, workers
        self.port = _free_port()

    def __enter__(self) -> Self:
        self.master = subprocess.Popen(
            [
                *[sys.executable, "-m", "gunicorn", self.application, "--bind", f"{HOST}:{self.port}"],
                *self.workers,
                *["--keep-alive", "0", "--no-control-socket", "--log-level", "error"],
            ],
            cwd=ROOT,
            env={**os.environ, **self.environment},
        )
        try:
            self.worker = self._await_worker()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def cpu_ns(self) -> int:
        """Nanoseconds the worker has been running."""
        return int(Path(f"/proc/{self.worker}/schedstat").read_text().split()[0])

    def peak_mib(self) -> float:
        """The most memory it ever held, in MiB."""
        for line in Path(f"/proc/{self.worker}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("the kernel tells no VmHWM")

    def _await_worker(self) -> int:
        """The worker's process id, once it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.master.poll() is None:
            children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text().split()
            if children and self._answers():
                return int(children[0])
            time.sleep(0.05)
        raise NotStarted(self.application)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()

    def _end(self) -> None:
        self.master.terminate()
        try:
            self.master.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.master.kill()
            self.master.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
