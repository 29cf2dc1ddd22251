"""A field for a day shows a day; what is none is still there to be read, in HTML that is valid."""

import re
from datetime import UTC, date, datetime

import pytest
from django import forms

from coursesite.day_input import DayInput, MomentInput
from tests.doors import client_of
from tests.factories.company import company, make_hr


class PlanForm(forms.Form):
    day = forms.DateField(widget=DayInput, input_formats=["%Y-%m-%d", "%d.%m.%Y"])
    moment = forms.DateTimeField(widget=MomentInput)


def shown(form: forms.Form, name: str) -> tuple[str, str | None]:
    """(type, value) of the control."""
    html = str(form[name])
    value = re.search(r'value="([^"]*)"', html)
    return re.search(r'type="([^"]*)"', html)[1], value and value[1]


def test_a_day_stands_in_the_browser_s_own_field():
    form = PlanForm(initial={"day": date(2026, 11, 23), "moment": datetime(2026, 11, 23, 14, 3, tzinfo=UTC)})

    assert shown(form, "day") == ("date", "2026-11-23")
    assert shown(form, "moment") == ("datetime-local", "2026-11-23T15:03")
    assert shown(PlanForm(), "day") == ("date", None)


@pytest.mark.parametrize("typed", ["gestern", "2026-02-30", "23.11.2026"])
def test_what_is_no_day_comes_back_as_text(typed):
    form = PlanForm({"day": typed, "moment": typed})

    assert shown(form, "day") == shown(form, "moment") == ("text", typed)


@pytest.mark.django_db
def test_hr_reads_what_she_typed_beside_what_is_wrong_with_it():
    page = client_of(make_hr(company())).get("/reports/completions/?due-from=gestern").content.decode()

    control = re.search(r'<input[^>]*name="due-from"[^>]*>', page)[0]
    assert 'type="text"' in control
    assert 'value="gestern"' in control
