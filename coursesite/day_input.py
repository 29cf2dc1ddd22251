"""The browser's own fields for a day and a moment, which never hide what was typed.

Such a field shows nothing else than days, and HTML allows no other value in it. What is none comes back in a field for
text, beside what is wrong with it.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.dateparse import parse_date, parse_datetime


class _NativeInput:
    input_type: str
    parse: Callable[[str], Any]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)  # type: ignore[misc]
        shown = context["widget"]["value"]
        if shown and not self._is_right(shown):
            context["widget"]["type"] = "text"
        return context

    def _is_right(self, text: str) -> bool:
        try:
            return self.parse(text) is not None
        except ValueError:  # written as one, such as 2026-02-30
            return False


class DayInput(_NativeInput, forms.DateInput):
    input_type = "date"
    parse = staticmethod(parse_date)

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(_NativeInput, forms.DateTimeInput):
    input_type = "datetime-local"
    parse = staticmethod(parse_datetime)

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")
