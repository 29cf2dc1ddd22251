from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from coursesite.accounts.models import RuleValue, User
from coursesite.outbox.letters import send_mails
from coursesite.outbox.models import OutboxMail
from lessons.queries.reminders import planned_reminders
from lessons.services.enrolling import change_due_date
from lessons.services.reminding import remind
from tests.factories.accounts import make_user
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
DUE = date(2026, 6, 30)
LONG_BEFORE = date(2026, 1, 1)
ALL_DAYS = [date(2026, 6, 16), date(2026, 6, 27), DUE, *(DUE + timedelta(weeks=week) for week in range(1, 5))]


def at(day: date, hour: int = 8) -> datetime:
    """Some minutes past an hour in UTC: two hours later in Berlin's summer, one in its winter."""
    return datetime(day.year, day.month, day.day, hour, 5, tzinfo=UTC)


def run(first: date, last: date) -> None:
    """Twice a day, and each time everything goes out."""
    for number in range((last - first).days + 1):
        for hour in (8, 20):
            now = at(first + timedelta(days=number), hour)
            list(remind(now=now))
            list(send_mails(now=now))


def make_run(user=None, **fields):
    values = {"due_on": DUE, "enrolled_on": LONG_BEFORE, **fields}
    return make_enrolment(user or make_user(), values.pop("course", None), **values)


def queued() -> list[tuple]:
    return list(OutboxMail.objects.order_by("day", "pk").values_list("day", "rule"))


# --- when --------------------------------------------------------------------------------------------------------
def test_reminders_come_before_and_on_the_day_and_then_weekly_four_times():
    enrolment = make_run()

    run(date(2026, 6, 1), date(2026, 9, 1))

    offsets = [-14, -3, 0, 7, 14, 21, 28]
    assert queued() == [(day, f"due:{enrolment.pk}:{offset}") for day, offset in zip(ALL_DAYS, offsets, strict=True)]
    assert [message.subject.split(":")[0] for message in mail.outbox] == [
        "Fällig am 30. Juni 2026", "Fällig am 30. Juni 2026", "Heute fällig", *["Überfällig"] * 4
    ]  # fmt: skip


def test_reminders_come_when_hr_has_set():
    for key, value in {"remind-first": 20, "remind-second": 5, "remind-overdue": 1}.items():
        RuleValue.objects.create(key=key, value=value)
    make_run()

    run(date(2026, 6, 1), date(2026, 9, 1))

    days = [date(2026, 6, 10), date(2026, 6, 25), DUE, date(2026, 7, 7)]
    assert [day for day, _rule in queued()] == days


def test_nobody_is_reminded_at_night():
    make_run()

    assert list(remind(now=datetime(2026, 6, 16, 4, 59, tzinfo=UTC))) == []
    assert list(remind(now=datetime(2026, 6, 16, 5, 0, tzinfo=UTC))) == ["Reminders of due dates: 1."]


def test_after_some_days_without_a_run_only_the_latest_one_comes():
    make_run()

    run(date(2026, 7, 16), date(2026, 7, 16))

    assert [day for day, _rule in queued()] == [date(2026, 7, 14)]


@pytest.mark.parametrize(("day", "reminded"), [(date(2026, 6, 22), [ALL_DAYS[0]]), (date(2026, 6, 23), [])])
def test_what_is_older_than_six_days_is_not_made_up_for(day, reminded):
    make_run()

    run(day, day)

    assert [day for day, _rule in queued()] == reminded


def test_a_run_that_has_long_been_overdue_when_reminders_begin_is_left_alone():
    make_run(due_on=date(2025, 1, 1), enrolled_on=date(2024, 1, 1))

    run(date(2026, 6, 1), date(2026, 6, 3))

    assert queued() == []


def test_there_is_none_of_days_before_she_had_the_course():
    make_run(enrolled_on=date(2026, 6, 20))

    run(date(2026, 6, 20), DUE)

    assert [day for day, _rule in queued()] == [date(2026, 6, 27), DUE]


@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        (date(2028, 3, 14), [date(2028, 2, 29), date(2028, 3, 11), date(2028, 3, 14)]),
        (date(2028, 2, 29), [date(2028, 2, 15), date(2028, 2, 26), date(2028, 2, 29)]),
        (date(2026, 3, 29), [date(2026, 3, 15), date(2026, 3, 26), date(2026, 3, 29)]),
        (date(2026, 10, 25), [date(2026, 10, 11), date(2026, 10, 22), date(2026, 10, 25)]),
        (date(2026, 11, 1), [date(2026, 10, 18), date(2026, 10, 29), date(2026, 11, 1)]),
    ],
    ids=["on a leap day", "due on a leap day", "spring", "autumn", "across autumn"],
)
def test_leap_days_and_the_change_of_time_move_nothing(due_on, days):
    """Every hour of these weeks: each day's reminder comes at seven in the morning, once."""
    make_run(due_on=due_on)
    made = []
    for number in range(24 * 16):
        now = datetime.combine(due_on - timedelta(days=15), datetime.min.time(), tzinfo=UTC) + timedelta(hours=number)
        made += [now] * len(list(remind(now=now)))

    assert [day for day, _rule in queued()] == days
    assert [(moment.astimezone(BERLIN).date(), moment.astimezone(BERLIN).hour) for moment in made] == [
        (day, 7) for day in days
    ]


def test_another_due_date_has_reminders_of_its_own_and_the_old_ones_do_not_go():
    enrolment = make_run()
    list(remind(now=at(ALL_DAYS[0])))
    change_due_date(enrolment=enrolment, due_on=date(2026, 7, 10), actor=None, now=at(ALL_DAYS[0]))

    run(ALL_DAYS[0], date(2026, 7, 10))

    states = list(OutboxMail.objects.order_by("day").values_list("day", "state"))
    assert states == [
        (date(2026, 6, 16), "cancelled"),
        (date(2026, 6, 26), "sent"),
        (date(2026, 7, 7), "sent"),
        (date(2026, 7, 10), "sent"),
    ]


# --- whom --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [
        {"completed_on": date(2026, 6, 1)},
        {"exempted_on": date(2026, 6, 1), "exemption": "exempted"},
        {"closed_at": at(date(2026, 6, 1))},
        {"due_on": None},
    ],
    ids=["completed", "exempt", "closed", "no due date"],
)
def test_who_need_not_do_it_is_not_reminded(fields):
    make_run(**fields)

    run(date(2026, 6, 10), date(2026, 7, 31))

    assert queued() == []


@pytest.mark.parametrize("fields", [{"is_active": False}, {"erased_at": at(LONG_BEFORE)}])
def test_who_is_gone_is_not_reminded(fields):
    make_run(make_user(**fields))

    run(date(2026, 6, 16), date(2026, 6, 16))

    assert queued() == []


@pytest.mark.parametrize(("mandatory", "number"), [(False, 0), (True, 1)])
def test_who_wants_no_reminders_gets_those_of_mandatory_courses_alone(mandatory, number):
    user = make_user(reminders=False)
    make_run(user, mandatory=mandatory)

    run(DUE, DUE)

    assert len(mail.outbox) == number


@pytest.mark.parametrize("change", ["completed", "opted out"])
def test_what_happens_before_the_mail_goes_counts(change):
    enrolment = make_run()
    list(remind(now=at(DUE)))
    if change == "completed":
        type(enrolment).objects.update(completed_on=DUE)
    else:
        User.objects.update(reminders=False)

    list(send_mails(now=at(DUE)))

    assert mail.outbox == []
    assert OutboxMail.objects.get().state == "cancelled"


# --- what --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "de",
            "Heute fällig: Kunden & Co",
            "Ihr Kurs „Kunden & Co“ ist heute fällig, am 30.\N{NO-BREAK SPACE}Juni 2026.",
        ),
        ("en", "Due today: Kunden & Co", "Your course “Kunden & Co” is due today, 30 June 2026."),
    ],
)
def test_the_mail_names_course_and_day_and_leads_to_the_page(language, subject, sentence):
    make_run(make_user(language=language), course=make_course(slug="kurs", title="Kunden & Co"))

    run(DUE, DUE)

    [message] = mail.outbox
    html = message.alternatives[0][0]
    assert message.subject == subject
    assert sentence in message.body
    assert sentence.replace("&", "&amp;") in html
    assert "http://localhost:8000/courses/kurs/\n" in message.body
    assert 'href="http://localhost:8000/courses/kurs/"' in html
    assert "<img" not in html


@pytest.mark.parametrize(("mandatory", "offered"), [(True, False), (False, True)])
def test_the_way_to_switch_reminders_off_is_offered_where_it_works(mandatory, offered):
    make_run(mandatory=mandatory)

    run(DUE, DUE)

    [message] = mail.outbox
    assert ("http://localhost:8000/me/" in message.body) is offered
    assert ('href="http://localhost:8000/me/"' in message.alternatives[0][0]) is offered


# --- the digest --------------------------------------------------------------------------------------------------
MONDAY = date(2026, 7, 6)


@pytest.fixture
def company():
    sales, technology = make_department("Vertrieb"), make_department("Technik")
    course = make_course(title="Kundenzentrierung")
    for department, number in ((sales, 2), (technology, 1)):
        for _number in range(number):
            make_run(make_member(department, name="Ada Öztürk"), course=course, mandatory=True)
    make_run(make_member(sales), course=course, due_on=date(2026, 7, 10))
    return make_hr(sales, email="sales-hr@example.org"), make_hr(sales, technology, email="both-hr@example.org")


def digests() -> list[tuple]:
    found = [message for message in mail.outbox if "-hr@" in message.to[0]]
    return sorted((message.to[0], message.subject) for message in found)


def test_hr_gets_numbers_of_her_departments_once_a_week(company):
    run(MONDAY, MONDAY + timedelta(days=6))

    assert digests() == [
        ("both-hr@example.org", "3 Einschreibungen in Ihren Abteilungen sind überfällig"),
        ("sales-hr@example.org", "2 Einschreibungen in Ihren Abteilungen sind überfällig"),
    ]
    message = next(message for message in mail.outbox if message.to == ["sales-hr@example.org"])
    assert "Kundenzentrierung: 2 überfällig, 1 fällig in den nächsten 14 Tagen" in message.body
    assert "http://localhost:8000/reports/completions/?status=overdue" in message.body
    for text in (message.body, message.alternatives[0][0]):
        assert "Öztürk" not in text
        assert "person" not in text.replace("Personalabteilung", "")


def test_a_monday_without_a_run_is_made_up_for_in_its_week(company):
    run(MONDAY + timedelta(days=3), MONDAY + timedelta(days=7))

    assert len(digests()) == 4
    assert set(OutboxMail.objects.filter(kind="overdue-digest").values_list("day", flat=True)) == {
        MONDAY, MONDAY + timedelta(days=7),
    }  # fmt: skip


def test_there_is_none_where_nothing_was_overdue_on_monday(company):
    run(date(2026, 6, 29), date(2026, 7, 5))

    assert digests() == []


def test_who_is_hr_no_more_gets_none(company):
    for hr in company:
        hr.hrroles.update(ended_at=at(LONG_BEFORE))

    run(MONDAY, MONDAY)

    assert digests() == []


def test_switched_off_there_is_none_and_one_that_waits_does_not_go(company):
    list(remind(now=at(MONDAY)))
    assert OutboxMail.objects.filter(kind="overdue-digest").count() == 2
    RuleValue.objects.create(key="digest", value=0)

    run(MONDAY, MONDAY + timedelta(days=13))

    assert digests() == []
    assert set(OutboxMail.objects.filter(kind="overdue-digest").values_list("day", "state")) == {(MONDAY, "cancelled")}


# --- planned -----------------------------------------------------------------------------------------------------
def test_planned_are_the_next_two_weeks_of_the_people_asked_for():
    enrolment, other = make_run(), make_run()
    people = User.objects.filter(pk=enrolment.user_id)

    planned = planned_reminders(ALL_DAYS[0], people)
    list(remind(now=at(ALL_DAYS[0])))
    rest = planned_reminders(ALL_DAYS[0], people)

    assert [(day, reminder.rule) for day, reminder in planned] == [
        (day, f"due:{enrolment.pk}:{offset}") for day, offset in zip(ALL_DAYS[:3], (-14, -3, 0), strict=True)
    ]
    assert rest == planned[1:]
    assert {reminder.enrolment_id for _day, reminder in planned_reminders(DUE, User.objects.all())} == {
        enrolment.pk, other.pk,
    }  # fmt: skip


def test_what_is_planned_is_what_is_sent():
    for number in range(6):
        make_run(due_on=DUE + timedelta(days=number * 5), enrolled_on=DUE - timedelta(days=number * 4))
    run(date(2026, 6, 1), DUE - timedelta(days=1))
    before = set(queued())
    planned = {(day, reminder.rule) for day, reminder in planned_reminders(DUE, User.objects.all())}

    run(DUE, DUE + timedelta(days=14))

    assert set(queued()) - before == planned
    assert len(planned) > 5
