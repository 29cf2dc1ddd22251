import pytest
from django.utils import timezone, translation

from coursesite import clock


@pytest.mark.parametrize(
    ("name", "german", "english"),
    [
        ("Europe/Berlin", "Ortszeit Berlin", "Berlin time"),
        ("America/Argentina/Buenos_Aires", "Ortszeit Buenos Aires", "Buenos Aires time"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_a_time_zone_is_named_for_its_place(name: str, german: str, english: str) -> None:
    with timezone.override(name):
        assert clock.zone() == german
        with translation.override("en"):
            assert clock.zone() == english
