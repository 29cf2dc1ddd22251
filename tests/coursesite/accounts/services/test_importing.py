"""A list of people into the database: who is new, who is meant, who stays out and why, and what a fault leaves."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db import OperationalError

from coursesite.accounts.models import Department, DepartmentMembership, User
from coursesite.accounts.services import importing
from coursesite.accounts.services.departments import move_department
from coursesite.accounts.services.importing import Confirmed, Report, check, import_people
from coursesite.accounts.services.roles import end_role
from coursesite.journal.models import JournalEntry
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import LONG_AGO, company, join, make_department, make_hr, make_member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY, YESTERDAY = date(2026, 3, 2), date(2026, 3, 1)
HEAD = "email;name;personnel_number;department;entry_date;role"
EVERYTHING = Confirmed(leavers=None)


def people_file(*lines: str, head: str = HEAD) -> io.BytesIO:
    return io.BytesIO("\n".join([head, *lines]).encode())


def imported(*lines: str, actor: User | None = None, home: Department | None = None, **values: Any) -> Report:
    options = {"confirmed": Confirmed(), "now": NOW, "head": HEAD, **values}
    file = people_file(*lines, head=options.pop("head"))
    return import_people(file=file, actor=actor, home=home or company(), **options)


def checked(*lines: str, actor: User | None = None, home: Department | None = None) -> Report:
    return check(file=people_file(*lines), actor=actor, home=home or company(), day=TODAY)


def counts(report: Report) -> dict[str, int]:
    return {state: count for state, count in report.counts.items() if count}


def problems(report: Report) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.code, problem.detail) for problem in report.problems]


def stored(email: str) -> tuple:
    user = User.objects.get(email=email)
    current = user.memberships.filter(valid_until=None)
    return user.name, user.personnel_number, user.entry_date, user.is_active, [each.department.name for each in current]


def memberships(user: User) -> list[tuple]:
    rows = user.memberships.order_by("valid_from", "pk")
    return list(rows.values_list("department__name", "is_primary", "valid_from", "valid_until"))


def test_newcomers_can_sign_in_and_belong_somewhere():
    company()
    lines = ("Ada@Example.org;Ada Öztürk;007;Vertrieb/Süd;2026-04-01;", "bo@example.org;Bo;;;;learner")
    seen = checked(*lines)
    report = imported(*lines)

    assert (counts(seen), list(seen.new_departments)) == ({"new": 2}, ["Vertrieb", "Vertrieb/Süd"])
    assert (counts(report), list(report.new_departments)) == ({"new": 2}, ["Vertrieb", "Vertrieb/Süd"])
    assert stored("ada@example.org") == ("Ada Öztürk", "007", date(2026, 4, 1), True, ["Süd"])
    assert stored("bo@example.org") == ("Bo", "", None, True, ["Unternehmen"])
    assert memberships(User.objects.get(email="bo@example.org")) == [("Unternehmen", True, TODAY, None)]
    assert not User.objects.get(email="bo@example.org").has_usable_password()
    addresses = EmailAddress.objects.order_by("email").values_list("email", "primary", "verified")
    assert list(addresses) == [("ada@example.org", True, True), ("bo@example.org", True, True)]


def test_a_check_writes_nothing():
    company()
    checked("ada@example.org;Ada;7;Neu/Ganz neu;;")

    assert (User.objects.count(), Department.objects.count(), JournalEntry.objects.count()) == (0, 1, 0)


def test_the_same_file_once_more_changes_nothing():
    lines = ("ada@example.org;Ada;7;Vertrieb;2026-01-01;", "bo@example.org;Bo;8;vertrieb;;")
    imported(*lines)
    report = imported(*lines)

    assert (counts(report), Department.objects.count()) == ({"unchanged": 2}, 2)


def test_changes_are_found_by_number_first_and_then_by_address():
    office = make_department("Innendienst")
    by_number = make_member(office, "Ada Lang", email="alt@example.org", personnel_number="7")
    by_address = make_member(office, "Bo", email="bo@example.org")
    EmailAddress.objects.create(user=by_number, email="alt@example.org", primary=True, verified=True)
    report = imported("neu@example.org;Ada Kurz;7;Vertrieb;;", "BO@example.org;;9;;2026-02-01;")

    assert counts(report) == {"changed": 2}
    assert stored("neu@example.org") == ("Ada Kurz", "7", None, True, ["Vertrieb"])
    assert stored("bo@example.org") == ("Bo", "9", date(2026, 2, 1), True, ["Innendienst"])
    assert memberships(by_number) == [
        ("Innendienst", True, LONG_AGO, YESTERDAY),
        ("Vertrieb", True, TODAY, None),
    ]
    assert memberships(by_address) == [("Innendienst", True, LONG_AGO, None)]
    addresses = EmailAddress.objects.filter(user=by_number).values_list("email", "verified")
    assert list(addresses) == [("neu@example.org", True)]


def test_who_cannot_be_told_stays_out():
    make_member(company(), "A", email="a@example.org", personnel_number="1")
    make_member(company(), "B", email="b@example.org", personnel_number="2")
    second = make_member(company(), "C", email="c@example.org")
    EmailAddress.objects.create(user=second, email="zweite@example.org", verified=True)
    report = imported(
        "b@example.org;A;1;;;",  # the number of one, the address of another
        "b@example.org;B;3;;;",
        "c@example.org;;;;;",
        "zweite@example.org;D;4;;;",
        "neu@example.org;;5;;;",
        ";E;6;;;",
        head=HEAD,
    )

    assert problems(report) == [
        (2, "two-people", "b@example.org"),
        (3, "email-twice", "2"),
        (5, "address-taken", "zweite@example.org"),
        (6, "name-missing", ""),
        (7, "email-missing", ""),
    ]
    assert (counts(report), report.bad_rows) == ({"unchanged": 1}, 5)
    assert problems(imported("b@example.org;B;3;;;")) == [(2, "other-number", "b@example.org")]


def test_two_lines_that_mean_one_person():
    make_member(company(), "A", email="a@example.org", personnel_number="1")

    assert problems(imported(";Anna;1;;;", "a@example.org;Anne;;;;")) == [(3, "person-twice", "2")]
    assert stored("a@example.org")[0] == "Anna"


def test_five_bad_lines_of_a_hundred_are_named_and_the_others_come_in():
    lines = [f"p{number}@example.org;P {number};{number};Vertrieb;;" for number in range(100)]
    for number in range(0, 100, 20):
        lines[number] = f"p{number};P;{number};;;"
    report = imported(*lines)

    assert (counts(report), report.bad_rows) == ({"new": 95}, 5)
    assert problems(report) == [(number + 2, "email-invalid", f"p{number}") for number in range(0, 100, 20)]
    assert User.objects.count() == 95


# --- HR ----
@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def hr(sales):
    return make_hr(sales, email="hr@example.org")


def test_hr_imports_into_her_departments_and_below(sales, hr):
    make_department("Werk")
    report = imported(
        "a@example.org;A;1;Vertrieb/Süd/Shop;;",
        "b@example.org;B;2;Werk;;",
        "c@example.org;C;3;Werk/Neu;;",
        "d@example.org;D;4;Ganz neu;;",
        "e@example.org;E;5;;;",
        "f@example.org;F;6;Unternehmen/Vertrieb;;",
        actor=hr,
        home=sales,
    )

    assert problems(report) == [
        (3, "department-not-yours", "Werk"),
        (4, "department-not-yours", "Werk/Neu"),
        (5, "department-not-yours", "Ganz neu"),
    ]
    assert list(report.new_departments) == ["Vertrieb/Süd", "Vertrieb/Süd/Shop"]
    names = ["a@example.org", "e@example.org", "f@example.org"]
    assert [stored(email)[4] for email in names] == [["Shop"], ["Vertrieb"], ["Vertrieb"]]


def test_hr_touches_nobody_elses_people_no_address_and_no_role(sales, hr):
    make_member(make_department("Werk"), "W", email="w@example.org", personnel_number="1")
    make_user(email="frei@example.org")
    make_member(sales, "S", email="s@example.org", personnel_number="2")
    report = imported(
        "w@example.org;Neu;1;Vertrieb;;",
        "frei@example.org;Neu;;Vertrieb;;",
        "neue@example.org;Neu;2;;;",
        "t@example.org;T;3;;;Personalabteilung",
        actor=hr,
        home=sales,
    )

    assert problems(report) == [
        (2, "not-yours", ""),
        (3, "not-yours", ""),
        (4, "address-differs", "neue@example.org"),
        (5, "role-not-yours", "Personalabteilung"),
    ]
    assert stored("w@example.org")[0] == "W"
    assert stored("s@example.org")[0] == "S"


def test_a_person_in_two_departments_keeps_the_one_that_is_not_hrs(sales, hr):
    works, person = make_department("Werk"), make_member(make_department("Lager"), "A", email="a@example.org")
    join(person, sales, is_primary=False)
    stays = imported("a@example.org;A;;Vertrieb;;", actor=hr, home=sales)
    moved = imported("a@example.org;A;;Vertrieb/Süd;;", actor=hr, home=sales)
    left = imported("b@example.org;B;;;;", actor=hr, home=sales, confirmed=EVERYTHING)

    assert (counts(stays), problems(moved), left.left) == ({"unchanged": 1}, [(2, "first-elsewhere", "")], 0)
    assert memberships(person) == [("Lager", True, LONG_AGO, None), ("Vertrieb", False, LONG_AGO, None)]
    imported("a@example.org;A;;Vertrieb;;")  # the operator's command
    assert memberships(person)[-1] == ("Vertrieb", True, TODAY, None)
    assert not works.memberships.exists()


def test_roles_come_by_the_operators_command(sales):
    held = imported("h@example.org;H;1;Vertrieb;;Personalabteilung", "b@example.org;B;2;Vertrieb;;works-council")
    again = imported(
        "h@example.org;H;1;Vertrieb;;hr", "b@example.org;B;2;Vertrieb;;Betriebsrat", "c@example.org;C;3;;;"
    )
    person = User.objects.get(email="h@example.org")

    assert (counts(held), counts(again)) == ({"new": 2}, {"unchanged": 2, "new": 1})
    assert [role.department for role in person.hrroles.all()] == [sales]
    assert User.objects.get(email="b@example.org").workscouncilroles.count() == 1


# --- leaving and returning ----
def test_leavers_only_when_confirmed_and_of_a_clean_file(sales, hr):
    stays = make_member(sales, "A", email="a@example.org")
    gone = make_member(make_department("Süd", sales), "B", email="b@example.org")
    seen = checked("a@example.org;A;;;;", actor=hr, home=sales)
    imported("a@example.org;A;;;;", actor=hr, home=sales)
    bad = imported("a@example.org;A;;;;", "schlecht;;;;;", actor=hr, home=sales, confirmed=EVERYTHING)
    assert (seen.leavers, bad.left, stored("b@example.org")[3]) == ([gone.pk], 0, True)

    report = imported("a@example.org;A;;;;", actor=hr, home=sales, confirmed=Confirmed(leavers=[gone.pk, stays.pk]))

    assert (report.left, stored("a@example.org")[3], stored("b@example.org")[3:]) == (1, True, (False, []))
    assert memberships(gone) == [("Süd", True, LONG_AGO, YESTERDAY)]


def test_a_leaver_who_was_not_confirmed_stays(sales):
    make_member(sales, "B", email="b@example.org")

    assert imported("a@example.org;A;;Vertrieb;;", confirmed=Confirmed(leavers=[0])).left == 0


def test_operators_and_for_hr_those_with_roles_never_leave_by_a_list(sales, hr):
    make_operator(email="o@example.org", department=sales)
    other = make_member(sales, "H", email="h@example.org")
    role = make_hr(sales, email="x@example.org").hrroles.get()
    role.user = other
    role.save()
    by_hr = imported("a@example.org;A;;;;", actor=hr, home=sales, confirmed=EVERYTHING)
    by_command = imported("a@example.org;A;;Vertrieb;;", home=sales, confirmed=EVERYTHING)

    assert (by_hr.left, by_command.left) == (0, 1)
    assert (stored("o@example.org")[3], stored("h@example.org")[3]) == (True, False)
    assert other.hrroles.get().ended_at == NOW


def test_who_returns_is_let_in_again(sales, hr):
    person = make_member(sales, "A", email="a@example.org", personnel_number="1")
    imported("b@example.org;B;;;;", actor=hr, home=sales, confirmed=EVERYTHING, now=NOW - timedelta(days=30))
    assert stored("a@example.org")[3:] == (False, [])

    report = imported("a@example.org;A;1;;;", actor=hr, home=sales)

    assert counts(report) == {"changed": 1, "returned": 1}
    assert stored("a@example.org")[3:] == (True, ["Vertrieb"])
    assert [row[2:] for row in memberships(person)] == [(LONG_AGO, date(2026, 1, 30)), (TODAY, None)]


def test_who_was_shut_out_stays_out_for_hr(sales, hr):
    make_member(sales, "A", email="a@example.org", is_active=False)

    assert problems(imported("a@example.org;A;1;;;", actor=hr, home=sales)) == [(2, "shut-out", "")]
    assert counts(imported("a@example.org;A;1;;;")) == {"changed": 1, "returned": 1}


def test_upper_floors_take_part_in_leaving(sales, monkeypatch):
    gone, calls = make_member(sales, "B", email="b@example.org"), []
    monkeypatch.setattr("coursesite.registry.leaving_steps", [lambda **values: calls.append(values)])
    imported("a@example.org;A;;Vertrieb;;", home=sales, confirmed=EVERYTHING)

    assert calls == [{"people": [gone.pk], "actor": None, "now": NOW}]


# --- the journal ----
def test_the_journal_names_whoever_was_written(sales, hr):
    make_member(sales, "Bleibt", email="c@example.org")
    gone = make_member(sales, "Geht", email="g@example.org")
    lines = ("a@example.org;A;1;;;", "c@example.org;Bleibt;;;;")
    imported(*lines, actor=hr, home=sales, confirmed=EVERYTHING)
    entries = JournalEntry.objects.order_by("pk")

    assert list(entries.values_list("actor__email", "actor_role", "action", "subjects__user__email")) == [
        ("hr@example.org", "hr", "import-people", "a@example.org"),
        ("hr@example.org", "hr", "import-people", gone.email),
    ]
    assert [entry.details for entry in entries] == [
        {
            "lines": [2, 3],
            "counts": {"new": 1, "unchanged": 1, "bad": 0},
            "columns": ["department", "email", "name", "personnel_number"],
        },
        {"left": 1, "columns": ["is_active", "department"]},
    ]


# --- faults ----
def test_killed_half_way_what_is_written_holds_and_once_more_completes_it(monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 2)
    lines = [f"p{number}@example.org;P;{number};Team {number};;" for number in range(6)]
    original = importing._note

    def failing(planned, actor):
        original(planned, actor)
        if planned[0].row.line == 4:
            raise OperationalError("the disk is full")

    monkeypatch.setattr(importing, "_note", failing)
    report = imported(*lines)
    found = (report.stopped.code, report.stopped.line, counts(report), list(report.new_departments))
    assert found == ("stopped", 3, {"new": 2}, ["Team 0", "Team 1"])
    assert (User.objects.count(), DepartmentMembership.objects.count(), EmailAddress.objects.count()) == (2, 2, 2)
    assert (Department.objects.count(), JournalEntry.objects.count()) == (3, 1)

    monkeypatch.setattr(importing, "_note", original)
    assert counts(imported(*lines)) == {"unchanged": 2, "new": 4}


def test_no_leavers_after_a_fault(sales, monkeypatch):
    make_member(sales, "B", email="b@example.org")
    monkeypatch.setattr(importing, "_note", lambda *_args: (_ for _ in ()).throw(OperationalError))
    report = imported("a@example.org;A;;Vertrieb;;", home=sales, confirmed=EVERYTHING)

    assert (report.left, report.is_clean, stored("b@example.org")[3]) == (0, False, True)


def test_a_file_that_breaks_off_says_after_which_line(monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 2)
    monkeypatch.setattr("coursesite.accounts.people_file.MAX_ROWS", 2)
    report = imported(*(f"p{number}@example.org;P;;;;" for number in range(3)))

    assert (report.stopped.code, report.stopped.line, counts(report)) == ("too-many-rows", 3, {"new": 2})


def test_a_department_moved_between_check_and_import_is_not_made_anew(sales):
    south, works = make_department("Süd", sales), make_department("Werk")
    lines = ("a@example.org;A;1;Vertrieb/Süd;;", "b@example.org;B;2;Vertrieb/Neu;;")
    seen = checked(*lines)
    move_department(department=south, parent=works, day=TODAY)
    report = imported(*lines, confirmed=Confirmed(departments=list(seen.new_departments)))

    assert (list(seen.new_departments), problems(report)) == (
        ["Vertrieb/Neu"],
        [(2, "department-gone", "Vertrieb/Süd")],
    )
    assert (counts(report), Department.objects.filter(name="Süd").count()) == ({"new": 1}, 1)


def test_hr_whose_role_ends_between_check_and_import_imports_nothing(sales, hr):
    assert checked("a@example.org;A;1;;;", actor=hr, home=sales).is_clean
    end_role(role=hr.hrroles.get(), ended_by=None, now=NOW)

    assert problems(imported("a@example.org;A;1;;;", actor=hr, home=sales)) == [(2, "department-not-yours", "")]


def test_a_column_taken_for_departments_makes_no_thousand(monkeypatch):
    monkeypatch.setattr(importing, "MAX_NEW_DEPARTMENTS", 2)
    report = imported(*(f"p{number}@example.org;P;;Zimmer {number};;" for number in range(3)))

    assert problems(report) == [(4, "too-many-departments", "2")]
    assert Department.objects.count() == 3


def test_departments_too_deep():
    assert problems(imported(f"a@example.org;A;;{'/'.join('x' * 25)};;"))[0][1] == "department-too-deep"


def test_an_address_taken_at_the_same_moment_is_found_on_the_second_try(monkeypatch):
    original, tries = importing._save, []

    def late(good, *, day):
        if not tries:
            make_user(email="a@example.org", name="Selbst")
        tries.append(1)
        original(good, day=day)

    monkeypatch.setattr(importing, "_save", late)
    report = imported("a@example.org;Aus der Liste;7;;;")

    assert (len(tries), counts(report), User.objects.count()) == (2, {"new": 1}, 1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04"])
def test_what_is_no_list_stops_at_once(content):
    report = import_people(file=io.BytesIO(content), actor=None, home=company(), confirmed=Confirmed(), now=NOW)

    assert (report.stopped.line, report.is_clean, report.rows) == (0, False, 0)


def test_members_lists_are_asked_in_a_constant_number_of_queries(django_assert_num_queries):
    company()
    checked("a@example.org;A;;;;")
    lines = [f"p{number}@example.org;P;{number};;;" for number in range(3)]
    with django_assert_num_queries(6):
        checked(*lines[:1])
    with django_assert_num_queries(6):
        checked(*lines)
