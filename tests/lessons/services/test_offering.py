"""A lesson has changed in substance: who is offered the difference, when it grows, what ends it, what nobody loses."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from coursesite.accounts.models import User
from coursesite.accounts.rules import departments_of_hr
from coursesite.outbox.models import OutboxMail
from lessons import kinds
from lessons.models import (
    Certificate,
    CertificatePolicy,
    Cohort,
    Course,
    CourseVersion,
    Enrolment,
    EnrolmentEvent,
    Lesson,
    Unit,
)
from lessons.queries.outline import outline
from lessons.reports import completions as report
from lessons.reports.completions import CompletionFilters
from lessons.services import offering
from lessons.services.acknowledging import acknowledge_change
from lessons.services.assigning import assign_to_cohort, exempt, follow_up_all
from lessons.services.certifying import issue_missing, revoke_certificate
from lessons.services.enrolling import close_enrolment
from lessons.services.offering import offer_differences
from lessons.services.progress import mark_read, note_changes_seen, record_result
from lessons.services.publishing import LessonText, publish, save_draft
from lessons.services.renewing import open_renewals
from tests.counting import queries_of
from tests.factories.accounts import make_user
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.differences import change, make_holder
from tests.factories.lessons import make_course, make_lesson, make_started, make_unit

pytestmark = pytest.mark.django_db
DONE = datetime(2026, 11, 24, 10, tzinfo=UTC)
LAST = date(2027, 11, 24)


def later(days: int) -> datetime:
    return DONE + timedelta(days=days)


@pytest.fixture
def course() -> Course:
    course = make_course(slug="kurs", title="Trennschärfe")
    CertificatePolicy.objects.create(course=course, valid_months=12, renew_by_substance=True)
    return course


def lesson_of(course: Course, slug: str) -> Lesson:
    lesson = make_lesson(course, f"Alt {slug}.", slug=slug, uid=slug, title=slug.title())
    lesson.versions.update(published_at=later(-30))
    return lesson


@pytest.fixture
def one(course) -> Lesson:
    return lesson_of(course, "eins")


@pytest.fixture
def two(course, one) -> Lesson:
    return lesson_of(course, "zwei")


@pytest.fixture
def person() -> User:
    return make_user(name="Mira Lindqvist")


@pytest.fixture
def held(person, course, one, two) -> Enrolment:
    """She has completed the course, both lessons in their first version."""
    return make_holder(person, course, now=DONE)


@pytest.fixture
def graded(monkeypatch, course) -> Unit:
    monkeypatch.setitem(kinds._kinds, "test", kinds.UnitKind("test", "Test", "test", "quizzes:quiz", graded=True))
    return make_unit(course, kind="test", title="Prüfung")


def offer(day: int) -> list[str]:
    return list(offer_differences(now=later(day)))


def runs() -> list[tuple]:
    """(run, path, scope, due, mandatory, open), in order."""
    rows = Enrolment.objects.order_by("user", "cycle")
    return [(row.cycle, row.path, row.scope, row.due_on, row.mandatory, row.closed_at is None) for row in rows]


def offered() -> Enrolment:
    return Enrolment.objects.get(path="difference", closed_at=None)


def understood(lesson: Lesson, day: int) -> None:
    lesson = Lesson.objects.select_related("unit", "published").get(pk=lesson.pk)
    acknowledge_change(enrolment=offered(), unit=lesson.unit, version=lesson.published, now=later(day))


def certificates() -> list[tuple]:
    """(run, level, valid until) of all, in order."""
    return list(Certificate.objects.order_by("pk").values_list("enrolment__cycle", "level", "valid_until"))


def test_who_holds_a_certificate_is_offered_what_has_changed_once(held, one):
    change(one, "Neu.", now=later(5))

    assert offer(6) == ["What has changed: 1 runs opened, 0 extended, 0 closed, nothing to renew was left."]
    assert [offer(6), offer(7), offer(300)] == [[], [], []]

    assert runs() == [(1, "full", {}, None, False, False), (2, "difference", {"eins": 1}, None, False, True)]
    events = (
        EnrolmentEvent.objects.filter(day=later(6).date())
        .order_by("pk")
        .values_list("enrolment__cycle", "kind", "data")
    )
    assert list(events) == [
        (1, "closed", {"renewal": True, "substance": True}),
        (
            2, "assigned",
            {
                "renewal": True, "substance": True, "path": "difference", "scope": {"eins": 1},
                "valid_until": "2027-11-24", "due_on": None, "mandatory": False,
            },
        ),
    ]  # fmt: skip


def test_it_asks_for_the_changed_lesson_alone_and_renews_to_the_same_day(held, course, one):
    CourseVersion.objects.create(course=course, number=2, content_hash="d" * 64)
    change(one, "Neu.", now=later(5))
    offer(6)
    rows = outline(course, offered(), now=later(6)).rows
    assert [(row.unit.slug, row.required, row.earlier, row.changed, row.state) for row in rows] == [
        ("eins", True, False, "substantial", "not-started"), ("zwei", False, True, "", "not-started"),
    ]  # fmt: skip
    before = list(Certificate.objects.values())

    understood(one, 7)

    run = Enrolment.objects.get(cycle=2)
    assert (run.started_at, run.completed_on, run.completed_version.number) == (later(7), later(7).date(), 2)
    assert list(Certificate.objects.filter(enrolment__cycle=1).values()) == before
    new = run.certificates.get()
    assert (new.level, new.issued_on, new.valid_until) == ("participation", later(7).date(), LAST)
    first = Certificate.objects.get(enrolment__cycle=1)
    assert (new.snapshot["course"]["version"], new.snapshot["rule"]["path"]) == (2, "difference")
    decision = new.snapshot["decision"]
    assert (decision["renews"], decision["changes"], decision["questions_right"]) == (first.number, {"eins": [1, 2]}, 0)
    said = f"changes since {first.number} read in 1 lesson; 0 questions on them answered correctly"
    assert new.snapshot["rule"]["words"]["en"] == said


@pytest.mark.parametrize("kind", ["minor", "clarification"])
def test_smaller_changes_are_no_reason(held, one, kind):
    change(one, "Klarer.", now=later(5), kind=kind)

    assert (offer(6), len(runs())) == ([], 1)


def test_nor_is_a_draft_or_a_text_still_to_come(held, one):
    draft = LessonText("Eins", "Entwurf.")
    save_draft(lesson=one, text=draft, author=None, now=later(5), based_on=None, change_kind="substantial")
    assert offer(6) == []

    publish(lesson=one, actor=None, now=later(6), change_kind="substantial", goes_live_at=later(20))
    assert (offer(7), len(runs())) == ([], 1)


def test_what_readers_had_seen_before_she_completed_is_not_new_to_her(person, course, one):
    change(one, "Neu.", now=later(-5))
    make_holder(person, course, now=DONE)

    assert (offer(1), len(runs())) == ([], 1)


def test_a_lesson_that_is_new_or_optional_or_gone_is_no_difference(held, course, one, two):
    fresh = lesson_of(course, "neu")
    fresh.versions.update(published_at=later(3), change_kind="substantial")
    Unit.objects.filter(slug="eins").update(required=False)
    Unit.objects.filter(slug="zwei").update(retired_at=later(4))
    change(one, "Neu.", now=later(5))
    change(two, "Neu.", now=later(5))

    assert (offer(6), len(runs())) == ([], 1)


def test_nobody_is_offered_anything_unless_the_course_says_so(held, one):
    CertificatePolicy.objects.update(renew_by_substance=False)
    change(one, "Neu.", now=later(5))
    assert offer(6) == []

    CertificatePolicy.objects.update(renew_by_substance=True)
    offer(9)
    assert runs()[1][:3] == (2, "difference", {"eins": 1})


def test_a_due_date_makes_it_mandatory_and_lies_not_after_the_last_day(held, course, one):
    CertificatePolicy.objects.update(substance_days=30, renewal_days=0)
    change(one, "Neu.", now=later(5))
    offer(6)
    assert runs()[1][3:5] == (later(36).date(), True)

    Enrolment.objects.filter(cycle=2).delete()
    Enrolment.objects.update(closed_at=None)
    offer(360)
    assert runs()[1][3:5] == (LAST, True)


def test_further_changes_join_it(held, one, two):
    change(one, "Neu.", now=later(5))
    offer(6)
    change(two, "Neu.", now=later(8))

    assert offer(9) == ["What has changed: 0 runs opened, 1 extended, 0 closed, nothing to renew was left."]
    assert offer(10) == []

    assert [row[:3] for row in runs()] == [(1, "full", {}), (2, "difference", {"eins": 1, "zwei": 1})]
    event = EnrolmentEvent.objects.get(kind="more-changed")
    assert (event.enrolment.cycle, event.data) == (2, {"scope": {"zwei": 1}})
    understood(one, 11)
    assert Enrolment.objects.get(cycle=2).completed_on is None
    understood(two, 12)
    assert Enrolment.objects.get(cycle=2).completed_on == later(12).date()


def test_what_changes_again_is_to_be_read_again(held, course, one, two):
    change(one, "Neu.", now=later(5))
    change(two, "Neu.", now=later(5))
    offer(6)
    understood(one, 7)
    change(one, "Noch neuer.", now=later(8))
    assert [(row.unit.slug, row.state) for row in outline(course, offered(), now=later(8)).rows] == [
        ("eins", "in-progress"), ("zwei", "not-started"),
    ]  # fmt: skip

    understood(two, 9)
    assert Enrolment.objects.get(cycle=2).completed_on is None
    understood(one, 9)

    assert Enrolment.objects.get(cycle=2).completed_on == later(9).date()
    assert offer(10) == []


def test_what_came_unseen_while_she_was_busy_is_offered_next(held, one, two):
    change(one, "Neu.", now=later(5))
    offer(6)
    change(two, "Neu.", now=later(6) + timedelta(minutes=1))
    understood(one, 7)

    offer(8)

    assert [row[:3] for row in runs()][1:] == [(2, "difference", {"eins": 1}), (3, "difference", {"zwei": 1})]
    understood(two, 9)
    assert certificates() == [(1, "participation", LAST), (2, "participation", LAST), (3, "participation", LAST)]
    assert offer(10) == []


def test_a_text_that_other_processes_see_a_moment_late_is_found(held, one, two):
    """It says that it went live before the job ran that did not see it."""
    change(one, "Neu.", now=later(5))
    offer(6)
    change(two, "Neu.", now=later(6) - timedelta(seconds=5))

    offer(7)

    assert offered().scope == {"eins": 1, "zwei": 1}


def test_whoever_has_looked_at_it_by_herself_is_asked_all_the_same(held, one):
    version = change(one, "Neu.", now=later(5))
    note_changes_seen(enrolment=held, unit=one.unit, version=version)

    offer(6)

    assert offered().scope == {"eins": 2}


def test_of_a_skipped_lesson_what_readers_saw_when_she_completed_counts(person, course, one):
    change(one, "Klarer.", now=later(-9), kind="clarification")
    run = make_holder(person, course, now=DONE)
    run.progress.update(version_seen=None, skipped=True)
    change(one, "Neu.", now=later(5))

    offer(6)

    assert offered().scope == {"eins": 2}


@pytest.mark.parametrize("change_of_user", [{"is_active": False}, {"erased_at": DONE}])
def test_nobody_who_has_left_is_offered_anything(held, person, one, change_of_user):
    User.objects.filter(pk=person.pk).update(**change_of_user)
    change(one, "Neu.", now=later(5))

    assert (offer(6), len(runs())) == ([], 1)


def test_who_holds_nothing_is_offered_nothing(held, course, one):
    make_started(make_user(), course)
    revoke_certificate(certificate=held.certificates.get(), hr=make_user(), reason="Täuschung", now=later(1))
    change(one, "Neu.", now=later(5))

    assert (offer(6), {row[1] for row in runs()}) == ([], {"full"})


def test_a_certificate_for_ever_is_brought_up_to_date_too(person, course, one):
    CertificatePolicy.objects.update(valid_months=None)
    make_holder(person, course, now=DONE)
    change(one, "Neu.", now=later(5))
    offer(2000)

    understood(one, 2001)

    assert certificates() == [(1, "participation", None), (2, "participation", None)]


@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_it_ends_when_nothing_is_left_to_renew(held, one, how):
    CertificatePolicy.objects.update(renewal_days=0)
    change(one, "Neu.", now=later(5))
    offer(6)
    day = 7 if how == "revoked" else 366
    if how == "revoked":
        revoke_certificate(certificate=held.certificates.get(), hr=make_user(), reason="Täuschung", now=later(7))

    assert offer(day) == ["What has changed: 0 runs opened, 0 extended, 1 closed, nothing to renew was left."]
    assert offer(day + 1) == []
    assert runs()[1][5] is False


def test_nothing_comes_back_that_was_revoked_meanwhile(held, one):
    change(one, "Neu.", now=later(5))
    offer(6)
    revoke_certificate(certificate=held.certificates.get(), hr=make_user(), reason="Täuschung", now=later(7))

    understood(one, 7)

    assert (Enrolment.objects.get(cycle=2).completed_on, certificates()) == (
        later(7).date(), [(1, "participation", LAST)],
    )  # fmt: skip
    assert list(issue_missing(now=later(8))) == []


def test_somebody_who_closed_it_on_purpose_is_left_in_peace(held, one, two):
    change(one, "Neu.", now=later(5))
    offer(6)
    close_enrolment(enrolment=offered(), actor=None, now=later(7))
    change(two, "Neu.", now=later(8))

    assert (offer(9), len(runs())) == ([], 2)


# --- With renewal by time ----------------------------------------------------------------------------------------
def test_a_renewal_that_is_open_already_is_enough(held, one):
    list(open_renewals(now=later(330)))
    change(one, "Neu.", now=later(331))

    assert (offer(332), [row[:2] for row in runs()]) == ([], [(1, "full"), (2, "full")])


def test_a_renewal_by_time_takes_its_place(person, course, one, two, graded):
    record_result(
        enrolment=make_holder(person, course, now=DONE), unit=graded, share=Fraction(1), passed=True, now=DONE
    )
    change(one, "Neu.", now=later(5))
    offer(6)

    list(open_renewals(now=later(330)))
    change(two, "Neu.", now=later(331))
    list(open_renewals(now=later(332)))
    assert offer(332) == []

    assert [(row[0], row[1], row[3], row[5]) for row in runs()] == [
        (1, "full", None, False), (2, "difference", None, False), (3, "short", LAST, True),
    ]  # fmt: skip
    closing = EnrolmentEvent.objects.get(enrolment__cycle=2, kind="closed")
    assert closing.data == {"renewal": True}


@pytest.mark.parametrize("mandatory", [True, False])
def test_renewal_by_time_is_mandatory_where_the_course_was_not_the_difference(held, course, one, mandatory):
    Enrolment.objects.update(mandatory=mandatory)
    CertificatePolicy.objects.update(substance_days=None if mandatory else 30)
    change(one, "Neu.", now=later(5))
    offer(6)
    assert offered().mandatory is not mandatory
    understood(one, 7)

    list(open_renewals(now=later(330)))

    new = Enrolment.objects.get(cycle=3)
    assert (new.path, new.due_on, new.mandatory) == ("full", LAST, mandatory)
    assert new.events.get().data["mandatory"] is mandatory


def test_who_was_exempted_while_the_offer_was_open_is_not_asked_to_renew(held, person, course, one):
    """And whoever else is waiting for a renewal gets it."""
    change(one, "Neu.", now=later(5))
    offer(6)
    exempt(user=person, course=course, kind="exempted", reason="Ruhestand", actor=make_user(), now=later(7))
    make_holder(make_user(), course, now=later(8))

    list(open_renewals(now=later(340)))

    assert [(row[0], row[1], row[5]) for row in runs()] == [
        (1, "full", False), (2, "difference", True), (1, "full", False), (2, "full", True),
    ]  # fmt: skip


def test_renewal_by_time_counts_from_the_exam_not_from_the_difference(held, one):
    """Done at the last moment, it does not put the renewal off."""
    change(one, "Neu.", now=later(290))
    offer(291)
    understood(one, 300)

    assert list(open_renewals(now=later(304))) == []
    assert list(open_renewals(now=later(305))) == ["1 renewals opened, certificates end soon or have ended."]

    assert [(row[0], row[1], row[3], row[5]) for row in runs()][1:] == [
        (2, "difference", None, False), (3, "full", LAST, True),
    ]  # fmt: skip


# --- Levels ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("keeps", [False, True])
def test_mastery_stays_mastery_only_where_the_rule_says_so(person, course, one, graded, keeps):
    CertificatePolicy.objects.update(substance_keeps_mastery=keeps)
    run = make_holder(person, course, now=DONE)
    record_result(enrolment=run, unit=graded, share=Fraction(1), passed=True, now=later(3))
    before = certificates()
    change(one, "Neu.", now=later(5))
    offer(6)

    understood(one, 7)

    until = LAST + timedelta(days=3)
    assert certificates() == [
        *before, (2, "participation", until), *([(2, "mastery", until)] if keeps else []),
    ]  # fmt: skip
    assert (1, "mastery", until) in before
    if keeps:
        first, new = Certificate.objects.filter(level="mastery").order_by("pk")
        assert new.snapshot["exams"] == first.snapshot["exams"] != []
        assert new.snapshot["rule"]["words"]["en"].endswith(
            "; the exam passed earlier still counts under the course’s rule"
        )


def test_that_she_has_passed_stays_so_and_what_opens_after_passing_stays_open(person, course, one, graded):
    """She is invited to it once, and after she has done it, no more."""
    check = make_unit(course, kind="test", title="Behaltenstest", required=False, days_after_pass=30)
    record_result(
        enrolment=make_holder(person, course, now=DONE), unit=graded, share=Fraction(1), passed=True, now=DONE
    )
    change(one, "Neu.", now=later(5))
    offer(6)
    assert offered().passed_on == DONE.date()
    assert outline(course, offered(), now=later(20)).invitation is None
    assert outline(course, offered(), now=later(40)).invitation.unit == check

    record_result(enrolment=offered(), unit=check, share=Fraction(1), passed=None, now=later(41))
    understood(one, 42)
    change(one, "Noch neuer.", now=later(50))
    offer(51)

    contents = outline(course, offered(), now=later(52))
    assert (contents.invitation, contents.rows[-1].earlier) == (None, True)


# --- Around it ---------------------------------------------------------------------------------------------------
def test_one_mail_each_says_so(held, person, one, two):
    change(one, "Neu.", now=later(5))
    offer(6)
    change(two, "Neu.", now=later(8))
    offer(9)

    mails = OutboxMail.objects.filter(kind="difference-offer").values_list("user", "rule", "day")
    assert list(mails) == [(person.pk, f"difference-offer:{offered().pk}", later(6).date())]


def test_an_assignment_makes_no_duty_of_an_offer(course, one):
    department = make_department("Vertrieb")
    person = make_member(department)
    make_holder(person, course, now=DONE)
    cohort = Cohort.objects.create(name="Vertrieb", department=department)
    assign_to_cohort(course=course, cohort=cohort, actor=None, now=later(1), due_days=9)
    change(one, "Neu.", now=later(5))
    offer(6)

    list(follow_up_all(now=later(7)))

    assert runs()[1][3:5] == (None, False)


def test_hr_sees_it_like_any_run(course, one):
    sales = make_department("Vertrieb")
    make_holder(make_member(sales, "Mira Lindqvist"), course, now=DONE)
    CertificatePolicy.objects.update(substance_days=30)
    change(one, "Neu.", now=later(5))
    offer(6)

    day = later(7).date()
    found = report.visible_enrolments(held=departments_of_hr(make_hr(sales)), filters=CompletionFilters(), day=day)
    keys = [column.key for column in report.COLUMNS]
    rows = [dict(zip(keys, row, strict=True)) for row in report.rows(found, day=day)]
    shown = ("name", "due_on", "status", "completed_on", "valid_until")
    assert sorted((tuple(row[key] for key in shown) for row in rows), key=lambda row: row[2]) == [
        ("Mira Lindqvist", None, "completed", DONE.date(), LAST),
        ("Mira Lindqvist", later(36).date(), "not-started", None, None),
    ]


def test_many_people_in_chunks(course, one, monkeypatch):
    monkeypatch.setattr(offering, "CHUNK", 2)
    for _number in range(3):
        make_holder(make_user(), course, now=DONE)
    change(one, "Neu.", now=later(5))

    assert offer(6) == ["What has changed: 3 runs opened, 0 extended, 0 closed, nothing to renew was left."]
    assert [row[:3] for row in runs() if row[0] == 2] == 3 * [(2, "difference", {"eins": 1})]


def test_three_people_cost_as_many_queries_as_one(course, one):
    def cost(people: int, day: int) -> int:
        for _number in range(people):
            make_holder(make_user(), course, now=later(day))
        change(one, f"Neu am Tag {day}.", now=later(day + 1))
        return queries_of(lambda: offer(day + 2))

    offered_once = cost(1, 0)
    Enrolment.objects.filter(path="difference").update(closed_at=later(3))
    assert cost(3, 20) == offered_once
    assert Enrolment.objects.filter(path="difference").count() == 4


def test_reading_the_whole_lesson_is_as_good(held, one):
    version = change(one, "Neu.", now=later(5))
    offer(6)

    mark_read(enrolment=offered(), unit=one.unit, version=version, now=later(7))

    assert Enrolment.objects.get(cycle=2).completed_on == later(7).date()
