"""The operator says how long certificates of a course hold."""

import pytest
from django.test import Client

from coursesite.journal.models import JournalEntry
from lessons.models import CertificatePolicy
from tests.factories.workshop import signed_in

pytestmark = pytest.mark.django_db
ADD = "/admin/lessons/certificatepolicy/add/"
NO_OFFER = {"renew_by_substance": False, "substance_days": None, "substance_keeps_mastery": False}


@pytest.fixture
def site(operator) -> Client:
    return signed_in(operator)


def rules() -> list[tuple]:
    fields = ("valid_months", "ends_month", "ends_day", "renewal_days", "short_path")
    return list(CertificatePolicy.objects.values_list(*fields))


def test_a_rule_is_set_and_changed_and_the_journal_says_so(site, operator, course):
    until = {"ends_month": "12", "ends_day": "31"}
    site.post(ADD, {"course": course.pk, "valid_months": "24", **until, "renewal_days": "90", "short_path": "on"})
    assert rules() == [(24, 12, 31, 90, True)]

    change = f"/admin/lessons/certificatepolicy/{CertificatePolicy.objects.get().pk}/change/"
    for _twice in range(2):
        site.post(change, {"valid_months": "12", "ends_month": "", "ends_day": "", "renewal_days": "0"})

    assert rules() == [(12, None, None, 0, False)]
    first, second = JournalEntry.objects.filter(action="change-rules").order_by("pk")
    assert (first.actor, first.details["before"], second.details["before"]) == (
        operator,
        None,
        {"valid_months": 24, "ends_month": 12, "ends_day": 31, "renewal_days": 90, "short_path": True, **NO_OFFER},
    )
    assert second.details["after"] == {
        "valid_months": 12, "ends_month": None, "ends_day": None, "renewal_days": 0, "short_path": False, **NO_OFFER,
    }  # fmt: skip


def test_what_changes_in_substance_is_offered_where_she_says_so(site, course):
    rule = {"course": course.pk, "renewal_days": "60", "renew_by_substance": "on", "substance_days": "30"}
    site.post(ADD, {**rule, "substance_keeps_mastery": "on"})

    [stored] = CertificatePolicy.objects.values(*NO_OFFER)
    assert stored == {"renew_by_substance": True, "substance_days": 30, "substance_keeps_mastery": True}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"valid_months": "12", "ends_month": "12"}, "Bitte nennen Sie Monat und Tag"),
        ({"ends_month": "12", "ends_day": "31"}, "auch die Monate der Gültigkeit"),
        ({"valid_months": "0"}, "1"),
        ({"valid_months": "12", "ends_month": "13", "ends_day": "1"}, "12"),
        ({"valid_months": "12", "renewal_days": "366"}, "365"),
        ({"valid_months": "12", "renewal_days": ""}, "Bitte ausfüllen."),
        ({"valid_months": "12", "substance_days": "0"}, "1"),
        ({"valid_months": "12", "substance_days": "366"}, "365"),
    ],
)
def test_what_makes_no_rule_is_refused_in_words(site, course, values, sentence):
    blank = {"valid_months": "", "ends_month": "", "ends_day": "", "renewal_days": "60"}
    page = site.post(ADD, {"course": course.pk, **blank, **values})

    assert (page.status_code, rules()) == (200, [])
    assert sentence in page.content.decode()
