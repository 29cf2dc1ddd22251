"""Which certificate of a run counts on a day, and what a check may tell."""

from datetime import UTC, date, datetime

import pytest

from lessons.models import CertificateEvent, Enrolment
from lessons.queries.certificates import checked, latest_certificates, rule_for_hr, standings_of
from lessons.services.certifying import replace_certificate, revoke_certificate, show_name
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.certificates import NOW, make_certificate, make_mastery
from tests.factories.lessons import make_started

pytestmark = pytest.mark.django_db
DAY, JANUARY = date(2026, 11, 24), date(2027, 1, 10)
LATER = datetime(2027, 1, 10, 12, tzinfo=UTC)


def latest(day: date) -> list[tuple]:
    rows = latest_certificates(Enrolment.objects.order_by("pk"), day=day)
    return list(rows.values_list("certificate_number", "certificate_until"))


def test_the_higher_level_counts_and_a_run_without_has_none():
    mastery = make_mastery(make_user())
    make_started(make_user(), mastery.enrolment.course)

    assert latest(DAY) == [(mastery.number, None), (None, None)]
    assert latest(date(2026, 11, 23)) == [(None, None), (None, None)]


def test_what_was_revoked_or_replaced_counts_until_that_day():
    certificate, hr = make_certificate(make_user()), make_user()
    new = replace_certificate(certificate=certificate, hr=hr, reason="Heirat", now=LATER)

    assert [latest(day) for day in (DAY, JANUARY)] == [[(certificate.number, None)], [(new.number, None)]]

    revoke_certificate(certificate=new, hr=hr, reason="Täuschung", now=LATER)
    assert latest(JANUARY) == [(None, None)]


def test_a_check_asks_the_same_whether_the_code_exists_or_not():
    certificate = make_certificate(make_user(name="Mira Lindqvist"))

    counts = {code: queries_of(lambda code=code: checked(code, today=DAY)) for code in (certificate.code, "NONE", "")}

    assert set(counts.values()) == {2}


@pytest.mark.parametrize("shown", ["none", "initials", "full"])
def test_the_name_is_told_as_far_as_the_learner_allows(shown):
    certificate = make_certificate(make_user(name="Mira Lindqvist"))
    assert checked(certificate.code, today=DAY).name == ""
    show_name(certificate=certificate, shown="full", now=NOW)
    show_name(certificate=certificate, shown=shown, now=NOW)

    found = checked(certificate.code, today=DAY)

    assert found.name == {"none": "", "initials": "M. L.", "full": "Mira Lindqvist"}[shown]
    assert not found.name_deleted


def test_a_deleted_name_is_said_to_be_deleted():
    certificate = make_certificate(make_user(name="Mira Lindqvist"))
    show_name(certificate=certificate, shown="full", now=NOW)
    type(certificate).objects.update(name="", name_salt="")
    CertificateEvent.objects.create(certificate=certificate, kind="name-cleared")

    found = checked(certificate.code, today=DAY)

    assert (found.status, found.name, found.name_deleted) == ("valid", "", True)


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: "-".join([code[:4], code[4:]]), lambda code: f" {code[:9]} {code[9:]}"]
)
def test_a_code_is_read_however_it_was_typed(typed):
    certificate = make_certificate(make_user())

    assert checked(typed(certificate.code), today=DAY).certificate == certificate


def test_standings_take_two_queries():
    certificates = [make_certificate(make_user()) for _ in range(3)]
    replace_certificate(certificate=certificates[0], hr=make_user(), reason="Heirat", now=LATER)
    rows = type(certificates[0]).objects.order_by("pk")

    assert queries_of(lambda: standings_of(rows, today=JANUARY)) == 2
    assert [found.status for found in standings_of(rows, today=JANUARY)] == ["replaced", "valid", "valid", "valid"]


# --- The rule without her results --------------------------------------------------------------------------------
def rule(snapshot_of: dict, **changes: object) -> tuple[str, str]:
    """In German and English, with other facts than it was issued with."""
    parts = {**snapshot_of, **changes}
    return rule_for_hr(parts, "de"), rule_for_hr(parts, "en")


EXAM = {"title": "Prüfung", "rule": {"de": "mindestens 2 von 3 Punkten", "en": "at least 2 of 3 points"}}


def test_hr_reads_the_rule_and_not_what_the_pre_test_stood_for():
    snapshot = make_mastery(make_user()).snapshot
    skipped = {**snapshot["decision"], "lessons_read": 1, "lessons_skipped": 4}

    assert rule(snapshot, decision=skipped, exams=[EXAM])[1] == (
        "required lessons completed; passed: Prüfung (at least 2 of 3 points)"
    )
    assert rule(snapshot, decision=skipped, exams=[EXAM])[0].endswith(
        "; bestanden: Prüfung (mindestens 2 von 3 Punkten)"
    )
    assert rule(snapshot, decision=skipped) == rule(snapshot)


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("participation", "renewed by the exam alone; the lessons were read in an earlier run"),
        ("mastery", "renewed by the exam alone; passed: Prüfung (at least 2 of 3 points)"),
    ],
)
def test_hr_reads_that_the_exam_alone_was_asked_for(level, said):
    snapshot = make_certificate(make_user()).snapshot
    exams = [EXAM] if level == "mastery" else []

    assert rule(snapshot, rule={**snapshot["rule"], "path": "short", "level": level}, exams=exams)[1] == said


@pytest.mark.parametrize(
    ("level", "more"),
    [("participation", ""), ("mastery", "; the exam passed earlier still counts under the course’s rule")],
)
def test_hr_reads_how_much_had_changed_and_not_how_many_answers_were_right(level, more):
    snapshot = make_certificate(make_user()).snapshot
    decision = {"changes": {"eins": [1, 2], "zwei": [1, 3]}, "renews": "TS-2026-000001", "questions_right": 97}

    said = rule(snapshot, rule={**snapshot["rule"], "path": "difference", "level": level}, decision=decision)

    assert said[1] == f"changes since TS-2026-000001 read in 2 lessons{more}"
    assert "97" not in said[0]
