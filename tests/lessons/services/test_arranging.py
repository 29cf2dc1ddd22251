from datetime import UTC, datetime

import pytest

from lessons.errors import LessonsError
from lessons.models import Unit
from lessons.services.arranging import set_opening
from tests.factories.lessons import make_unit

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC)


def test_a_unit_opens_and_closes() -> None:
    unit = make_unit()

    set_opening(unit=unit, opens_at=MONDAY, closes_at=FRIDAY)

    found = Unit.objects.get(pk=unit.pk)
    assert [found.is_open_at(day) for day in (MONDAY, FRIDAY)] == [True, False]


@pytest.mark.parametrize(("opens_at", "closes_at"), [(FRIDAY, MONDAY), (MONDAY, MONDAY)])
def test_a_unit_does_not_close_before_it_opens(opens_at, closes_at) -> None:
    unit = make_unit()

    with pytest.raises(LessonsError) as refusal:
        set_opening(unit=unit, opens_at=opens_at, closes_at=closes_at)

    assert refusal.value.code == "closes-first"
    assert Unit.objects.get(pk=unit.pk).opens_at is None
