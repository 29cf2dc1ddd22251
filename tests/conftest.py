"""What all tests share."""

import json
import os
from typing import Self

import pytest
from django.utils import translation
from hypothesis import settings

from coursesite.markup import child
from coursesite.markup.rendered import Rendered

# New examples are searched for while developing; a change is judged by the same ones each time.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


class RememberingChild(child._Child):
    """Answers what it was asked before, and starts the real one for the rest: most tests render the same few texts."""

    known: dict[tuple[str, str, bool], Rendered] = {}

    def __enter__(self) -> Self:
        self._is_started = False
        return self

    def __exit__(self, *exception) -> None:
        if self._is_started:
            super().__exit__(*exception)

    def result_of(self, job):
        key = (json.dumps(self.context.to_json(), sort_keys=True), job.source, job.inline)
        if key in self.known:
            return self.known[key]
        if not self._is_started:
            super().__enter__()
            self._is_started = True
        result = super().result_of(job)
        if isinstance(result, Rendered):
            self.known[key] = result
        return result


@pytest.fixture(autouse=True)
def _remembering_child(request, monkeypatch) -> None:
    """Not where the child itself is tested."""
    if "coursesite/markup" not in str(request.path):
        monkeypatch.setattr(child, "_Child", RememberingChild)


@pytest.fixture(autouse=True)
def _language_of_the_site():
    """A request leaves its language behind in the thread, also for the next test."""
    yield
    translation.deactivate()
