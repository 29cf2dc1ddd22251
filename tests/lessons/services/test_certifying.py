"""Certificates: when they are issued, what they say, and what may happen to them afterwards."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.db import IntegrityError

from coursesite.accounts.models import User
from coursesite.journal.models import JournalEntry
from coursesite.outbox.letters import write_letter
from coursesite.outbox.models import OutboxMail
from lessons import kinds
from lessons.certificates.chain import checksum, name_hash
from lessons.enums import CertificateEventKind
from lessons.errors import LessonsError
from lessons.models import Certificate, CertificateEvent, CertificatePolicy, Course, CourseVersion, Enrolment, Unit
from lessons.queries.certificates import outdated
from lessons.services import certifying
from lessons.services.progress import mark_read, record_result, skip
from tests.factories.accounts import make_user
from tests.factories.certificates import NOW, make_certificate, make_completed, make_mastery
from tests.factories.lessons import make_course, make_started, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
LATER = datetime(2027, 1, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def graded_kind(monkeypatch) -> None:
    monkeypatch.setitem(kinds._kinds, "test", kinds.UnitKind("test", "Test", "test", "quizzes:quiz", graded=True))


@pytest.fixture
def course() -> Course:
    course = make_course(slug="kurs", title="Trennschärfe")
    for kind, title in (("lesson", "Eins"), ("lesson", "Zwei"), ("test", "Abschlussprüfung")):
        make_unit(course, kind=kind, title=title, uid=title.lower()[:4], slug=title.lower()[:4])
    CourseVersion.objects.create(course=course, number=7, content_hash="c" * 64)
    return course


@pytest.fixture
def enrolment(course) -> Enrolment:
    return make_started(make_user(name="Mira Lindqvist"), course)


def unit(title: str) -> Unit:
    return Unit.objects.get(title=title)


def read(enrolment, *titles, now=NOW) -> None:
    for title in titles:
        mark_read(enrolment=enrolment, unit=unit(title), version=None, now=now)


def passed(enrolment, now=NOW) -> None:
    record_result(enrolment=enrolment, unit=unit("Abschlussprüfung"), share=Fraction(1), passed=True, now=now)


def issued() -> list[tuple]:
    return list(Certificate.objects.order_by("pk").values_list("number", "level", "issued_on", "valid_until"))


# --- Issuing -----------------------------------------------------------------------------------------------------
def test_each_level_is_issued_when_it_is_reached_and_once(enrolment):
    read(enrolment, "Eins")
    assert issued() == []

    read(enrolment, "Zwei")
    read(enrolment, "Zwei")
    assert issued() == [("TS-2026-000001", "participation", DAY, None)]

    passed(enrolment)
    passed(enrolment)
    assert issued()[1:] == [("TS-2026-000002", "mastery", DAY, None)]


def test_whoever_passes_first_gets_both_with_the_last_lesson(enrolment):
    passed(enrolment)
    assert issued() == []

    read(enrolment, "Eins", "Zwei")

    assert [row[1] for row in issued()] == ["participation", "mastery"]


def test_a_failed_exam_proves_nothing_but_participation(enrolment):
    read(enrolment, "Eins", "Zwei")
    record_result(enrolment=enrolment, unit=unit("Abschlussprüfung"), share=Fraction(1, 3), passed=False, now=NOW)

    assert [row[1] for row in issued()] == ["participation"]


def test_the_snapshot_says_what_was_proven(enrolment):
    skip(enrolment=enrolment, units=[unit("Eins")], now=NOW)
    read(enrolment, "Zwei")
    passed(enrolment)

    certificate = Certificate.objects.get(level="mastery")
    snapshot = certificate.snapshot

    assert snapshot == {
        "format": 1,
        "course": {
            "slug": "kurs", "title": "Trennschärfe", "language": "de", "version": 7, "content_hash": "c" * 64,
        },
        "rule": {
            "level": "mastery",
            "path": "full",
            "words": {
                "de": "1 Pflichtlektion gelesen; 1 nach dem Eingangstest übersprungen; bestanden: Abschlussprüfung",
                "en": "1 required lesson read; 1 skipped after the pre-test; passed: Abschlussprüfung",
            },
            "valid_months": None,
            "ends": None,
        },
        "exams": [
            {"uid": "absc", "title": "Abschlussprüfung", "rule": {}, "blueprint_hash": "", "item_hashes": []},
        ],
        "decision": {"day": "2026-11-24", "lessons_read": 1, "lessons_skipped": 1, "practical": False},
        "certificate": {
            "number": "TS-2026-000002",
            "code": certificate.code,
            "level": "mastery",
            "issued_on": "2026-11-24",
            "valid_until": None,
            "name_hash": name_hash(certificate.name_salt, "Mira Lindqvist"),
            "replaces": "",
        },
    }  # fmt: skip
    assert certificate.snapshot_hash == checksum(snapshot)
    assert "Mira" not in str(snapshot)


def test_validity_counts_from_the_day_of_completion(enrolment, course):
    CertificatePolicy.objects.create(course=course, valid_months=24, ends_month=12, ends_day=31)
    read(enrolment, "Eins", "Zwei")

    certificate = Certificate.objects.get()

    assert certificate.valid_until == date(2027, 12, 31)
    rule = certificate.snapshot["rule"]
    assert (rule["valid_months"], rule["ends"]) == (24, "12-31")


def test_a_later_change_of_the_course_takes_nothing_away(enrolment, course):
    read(enrolment, "Eins", "Zwei")
    before = Certificate.objects.values().get()
    make_unit(course, title="Neu")
    Course.objects.update(title="Anders")
    read(enrolment, "Zwei")

    assert Certificate.objects.values().get() == before


def test_numbers_count_on_within_the_year(enrolment):
    first = make_certificate(make_user())
    Certificate.objects.filter(pk=first.pk).update(number="TS-2026-999999")

    numbers = [make_certificate(make_user()).number, make_certificate(make_user()).number]

    assert numbers == ["TS-2026-1000000", "TS-2026-1000001"]
    assert make_certificate(make_user(), now=LATER).number == "TS-2027-000001"


def test_a_number_taken_meanwhile_is_passed_over(monkeypatch):
    make_certificate(make_user())
    monkeypatch.setattr(certifying, "_next_number", lambda year: 1)

    assert make_certificate(make_user()).number == "TS-2026-000002"


def test_runs_completed_earlier_get_theirs_once(course, enrolment):
    read(enrolment, "Eins", "Zwei")
    passed(enrolment)
    half = make_started(make_user(), course)
    read(half, "Eins", "Zwei")
    make_started(make_user(), course)
    CertificateEvent.objects.all().delete()
    Certificate.objects.all().delete()
    enrolment.user.save()

    said = [*certifying.issue_missing(now=LATER)]
    again = [*certifying.issue_missing(now=LATER)]

    assert (said, again) == (["3 certificates issued."], [])
    found = Certificate.objects.order_by("pk").values_list("enrolment", "level", "issued_on", "snapshot__decision__day")
    assert list(found) == [
        (enrolment.pk, "participation", date(2027, 1, 10), "2026-11-24"),
        (enrolment.pk, "mastery", date(2027, 1, 10), "2026-11-24"),
        (half.pk, "participation", date(2027, 1, 10), "2027-01-10"),
    ]


def test_a_course_with_an_exam_alone_has_no_reading_to_prove(course):
    course.units.filter(kind="lesson").delete()
    enrolment = make_started(make_user(), course)
    record_result(enrolment=enrolment, unit=unit("Abschlussprüfung"), share=Fraction(0), passed=False, now=NOW)
    assert [*certifying.issue_missing(now=NOW)] == []

    passed(enrolment)

    assert {row[1] for row in issued()} == {"participation", "mastery"}


def test_one_that_fails_stops_no_other(course, monkeypatch):
    first, second = (make_completed(make_user(), make_course(), now=NOW) for _ in range(2))
    Certificate.objects.all().delete()
    real = certifying.snapshot_of

    def broken(enrolment, *args, **options):
        if enrolment.pk == first.pk:
            raise ZeroDivisionError
        return real(enrolment, *args, **options)

    monkeypatch.setattr(certifying, "snapshot_of", broken)
    with pytest.raises(RuntimeError, match=str(first.pk)):
        list(certifying.issue_missing(now=NOW))

    assert [*Certificate.objects.values_list("enrolment", flat=True)] == [second.pk]


# --- Afterwards --------------------------------------------------------------------------------------------------
@pytest.fixture
def certificate() -> Certificate:
    return make_mastery(make_user(name="Mira Lindqvist"))


@pytest.fixture
def hr() -> User:
    return make_user(name="Hanna Riedel")


def events(certificate) -> list[tuple]:
    return list(certificate.events.order_by("pk").values_list("kind", "actor__name", "reason", "replacement", "data"))


def test_revoking_keeps_the_certificate_and_says_why(certificate, hr):
    before = Certificate.objects.values().get(pk=certificate.pk)

    certifying.revoke_certificate(certificate=certificate, hr=hr, reason=" Täuschung ", now=LATER)

    assert Certificate.objects.values().get(pk=certificate.pk) == before
    assert events(certificate) == [("revoked", "Hanna Riedel", "Täuschung", None, {})]
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.actor_role, entry.details) == (
        "revoke-certificate", "hr", {"certificate": certificate.number},
    )  # fmt: skip
    assert [*entry.subjects.values_list("user__name", flat=True)] == ["Mira Lindqvist"]


def test_a_new_name_replaces_and_nothing_else_changes(certificate, hr):
    certifying.show_name(certificate=certificate, shown="full", now=NOW)
    User.objects.filter(name="Mira Lindqvist").update(name="Mira Sommer")

    new = certifying.replace_certificate(certificate=certificate, hr=hr, reason="Heirat", now=LATER)

    assert (new.name, new.level, new.issued_on, new.valid_until) == (
        "Mira Sommer", "mastery", date(2027, 1, 10), certificate.valid_until,
    )  # fmt: skip
    assert {key: new.snapshot[key] for key in ("course", "rule", "exams", "decision")} == {
        key: certificate.snapshot[key] for key in ("course", "rule", "exams", "decision")
    }
    assert new.snapshot["certificate"]["replaces"] == certificate.number
    assert new.snapshot_hash == checksum(new.snapshot)
    assert events(certificate)[1:] == [("replaced", "Hanna Riedel", "Heirat", new.pk, {})]
    assert events(new) == [("name-shown", "Mira Sommer", "", None, {"shown": "full"})]
    assert [*JournalEntry.objects.values_list("action", flat=True)] == ["replace-certificate"]


def test_a_replaced_one_is_not_issued_anew(certificate, hr):
    certifying.replace_certificate(certificate=certificate, hr=hr, reason="Heirat", now=LATER)
    count = Certificate.objects.count()

    assert [*certifying.issue_missing(now=LATER)] == []
    assert Certificate.objects.count() == count


@pytest.mark.parametrize("verb", [certifying.revoke_certificate, certifying.replace_certificate])
def test_what_ended_ends_no_second_time(certificate, hr, verb):
    certifying.revoke_certificate(certificate=certificate, hr=hr, reason="Täuschung", now=LATER)
    before = Certificate.objects.count()

    with pytest.raises(LessonsError) as refusal:
        verb(certificate=certificate, hr=hr, reason="noch einmal", now=LATER)

    assert refusal.value.code == "ended-already"
    assert (len(events(certificate)), Certificate.objects.count()) == (1, before)


@pytest.mark.parametrize("verb", [certifying.revoke_certificate, certifying.replace_certificate])
def test_nothing_is_taken_away_without_a_reason(certificate, hr, verb):
    with pytest.raises(LessonsError) as refusal:
        verb(certificate=certificate, hr=hr, reason="  ", now=LATER)

    assert (refusal.value.code, events(certificate)) == ("no-reason", [])


def test_the_learner_gets_one_with_her_present_name(certificate):
    assert certifying.renew_own_certificate(certificate=certificate, now=LATER) == certificate
    User.objects.filter(name="Mira Lindqvist").update(name="Mira Sommer")

    new = certifying.renew_own_certificate(certificate=certificate, now=LATER)

    assert (new.name, [event[:2] for event in events(certificate)]) == ("Mira Sommer", [("replaced", "Mira Sommer")])
    assert not JournalEntry.objects.exists()


def test_a_deleted_name_is_not_written_again(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(name="", name_salt="")

    with pytest.raises(LessonsError) as refusal:
        certifying.renew_own_certificate(certificate=certificate, now=LATER)

    assert refusal.value.code == "name-deleted"


def test_who_had_no_name_gets_one_with_her_name():
    operator = User.objects.create_superuser("olga@example.org", "x")  # as the command makes one
    without = make_certificate(operator)
    assert (without.name, outdated([without], user=operator)) == ("", set())
    assert certifying.renew_own_certificate(certificate=without, now=LATER) == without
    operator.name = "Olga Operator"
    operator.save()
    assert outdated([without], user=operator) == {without.pk}

    new = certifying.renew_own_certificate(certificate=without, now=LATER)

    assert (new.name, outdated([new], user=operator)) == ("Olga Operator", set())


def test_where_the_name_was_deleted_none_is_offered(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(name="", name_salt="")

    assert outdated([Certificate.objects.get(pk=certificate.pk)], user=certificate.enrolment.user) == set()


def test_an_unknown_choice_for_the_name_is_refused(certificate):
    with pytest.raises(LessonsError):
        certifying.show_name(certificate=certificate, shown="everything", now=NOW)

    assert events(certificate) == []


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("de", "Ihr Zertifikat TS-2026-000002 wurde widerrufen", "Den Grund lesen Sie unter „Meine Zertifikate“:"),
        ("en", "Your certificate TS-2026-000002 has been revoked", "You can find the reason on your page:"),
    ],
)
def test_the_learner_gets_a_mail_that_leads_to_the_reason(hr, language, subject, sentence):
    certificate = make_mastery(make_user(language=language))
    certifying.revoke_certificate(certificate=certificate, hr=hr, reason="Täuschung", now=LATER)

    letter = write_letter(OutboxMail.objects.get(), LATER)

    assert letter.subject.strip() == subject
    assert [
        text for text in (letter.text, letter.html) if sentence not in text or "/me/certificates/" not in text
    ] == []
    assert "Täuschung" not in letter.subject + letter.text + letter.html


def test_the_mail_names_the_one_that_replaces(certificate, hr):
    new = certifying.replace_certificate(certificate=certificate, hr=hr, reason="Heirat", now=LATER)

    letter = write_letter(OutboxMail.objects.get(), LATER)

    assert f"durch {new.number} ersetzt" in letter.text


def test_certificates_are_not_changed(certificate):
    with pytest.raises(TypeError):
        certificate.save()
    with pytest.raises(IntegrityError):
        CertificateEvent.objects.create(certificate=certificate, kind=CertificateEventKind.REPLACED)
