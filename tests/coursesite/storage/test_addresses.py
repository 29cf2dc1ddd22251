"""Kept addresses are those that Django writes."""

import pytest
from django.urls import NoReverseMatch, reverse

from coursesite.storage.addresses import address


def test_it_is_what_reverse_writes() -> None:
    assert address("lessons:lesson", "kurs", "erste") == reverse("lessons:lesson", args=["kurs", "erste"])
    assert address("lessons:lesson", "kurs", "zweite") != address("lessons:lesson", "kurs", "erste")


def test_an_unknown_name_is_refused_each_time() -> None:
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            address("lessons:planted", "kurs")
