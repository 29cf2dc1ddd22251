from datetime import date

import pytest

from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import Department, DepartmentPlacement, User
from coursesite.accounts.models.department import MAX_DEPTH
from coursesite.accounts.services.departments import (
    create_department,
    move_department,
    rename_department,
    root_department,
    set_primary_department,
)

pytestmark = pytest.mark.django_db
FIRST, LATER, LAST = date(2026, 1, 1), date(2026, 6, 15), date(2026, 9, 1)


@pytest.fixture
def root() -> Department:
    return root_department(day=FIRST, name="Musterwerk")


def below(parent: Department, *names: str, day: date = FIRST) -> Department:
    """The last of a chain of new departments."""
    for name in names:
        parent = create_department(name=name, parent=parent, day=day)
    return parent


def chart() -> dict[str, str]:
    """Name → names from the root down, read from the paths."""
    names = {department.pk: department.name for department in Department.objects.all()}
    return {
        department.name: "/".join(names[int(number)] for number in department.path.split("/") if number)
        for department in Department.objects.all()
    }


def history(department: Department) -> list[tuple]:
    rows = DepartmentPlacement.objects.filter(department=department).order_by("valid_from")
    return list(rows.values_list("path", "valid_from", "valid_until"))


def test_there_is_one_root(root: Department) -> None:
    assert root_department(day=LATER) == root
    assert (root.name, root.path) == ("Musterwerk", f"{root.pk}/")
    assert history(root) == [(f"{root.pk}/", FIRST, None)]


def test_root_costs_one_query(root: Department, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        root_department(day=LATER)


def test_departments_have_paths_from_the_root_down(root: Department) -> None:
    below(root, "Vertrieb", "Innendienst")

    assert chart() == {
        "Musterwerk": "Musterwerk",
        "Vertrieb": "Musterwerk/Vertrieb",
        "Innendienst": "Musterwerk/Vertrieb/Innendienst",
    }


def test_move_takes_the_subtree_along_and_keeps_the_past(root: Department) -> None:
    inner = below(root, "Vertrieb", "Innendienst", "Team 1")
    sales, office = Department.objects.get(name="Vertrieb"), Department.objects.get(name="Innendienst")
    service = below(root, "Service")
    old_path = inner.path

    moved = move_department(department=office, parent=service, day=LATER)

    assert moved == office
    assert chart() == {
        "Musterwerk": "Musterwerk",
        "Vertrieb": "Musterwerk/Vertrieb",
        "Service": "Musterwerk/Service",
        "Innendienst": "Musterwerk/Service/Innendienst",
        "Team 1": "Musterwerk/Service/Innendienst/Team 1",
    }
    new_path = f"{root.pk}/{service.pk}/{office.pk}/{inner.pk}/"
    assert history(inner) == [(old_path, FIRST, date(2026, 6, 14)), (new_path, LATER, None)]
    assert history(sales) == [(sales.path, FIRST, None)]


def test_two_moves_on_one_day_leave_one_step(root: Department) -> None:
    office = below(root, "Vertrieb", "Innendienst")
    service, technique = below(root, "Service"), below(root, "Technik")
    old_path = office.path

    move_department(department=office, parent=service, day=LATER)
    move_department(department=office, parent=technique, day=LATER)

    assert history(office) == [
        (old_path, FIRST, date(2026, 6, 14)),
        (f"{technique.path}{office.pk}/", LATER, None),
    ]


def test_a_department_with_a_similar_number_stays(root: Department) -> None:
    """1/2/ must not be taken for a beginning of 1/21/."""
    first = below(root, "Abteilung")
    other = Department.objects.create(
        pk=int(f"{first.pk}1"), name="Andere", parent=root, path=f"{root.pk}/{first.pk}1/"
    )
    target = below(root, "Ziel")

    move_department(department=first, parent=target, day=LATER)

    other.refresh_from_db()
    assert other.path == f"{root.pk}/{first.pk}1/"


@pytest.mark.parametrize("target", ["Vertrieb", "Innendienst", "Team 1"])
def test_no_department_below_itself(root: Department, target: str) -> None:
    below(root, "Vertrieb", "Innendienst", "Team 1")
    before = chart()

    with pytest.raises(AccountsError) as refusal:
        move_department(
            department=Department.objects.get(name="Vertrieb"), parent=Department.objects.get(name=target), day=LATER
        )

    assert refusal.value.code == "cycle"
    assert chart() == before


def test_the_root_cannot_move(root: Department) -> None:
    with pytest.raises(AccountsError) as refusal:
        move_department(department=root, parent=below(root, "Vertrieb"), day=LATER)

    assert refusal.value.code == "cycle"


def test_depth_has_an_end(root: Department) -> None:
    deepest = below(root, *(f"Ebene {number}" for number in range(2, MAX_DEPTH + 1)))

    with pytest.raises(AccountsError) as refusal:
        below(deepest, "zu tief")

    assert refusal.value.code == "too-deep"
    assert deepest.path.count("/") == MAX_DEPTH


def test_a_move_counts_what_hangs_below(root: Department) -> None:
    below(root, *(f"Ebene {number}" for number in range(2, MAX_DEPTH)))
    lowest = Department.objects.get(name=f"Ebene {MAX_DEPTH - 1}")
    below(root, "Paar", "Zweites")

    with pytest.raises(AccountsError) as refusal:
        move_department(department=Department.objects.get(name="Paar"), parent=lowest, day=LATER)
    move_department(department=Department.objects.get(name="Zweites"), parent=lowest, day=LATER)

    assert refusal.value.code == "too-deep"
    assert Department.objects.get(name="Zweites").path.count("/") == MAX_DEPTH


def test_a_name_is_taken_once_below_a_parent(root: Department) -> None:
    sales, technique = below(root, "Vertrieb"), below(root, "Technik")
    below(sales, "Team 1")
    team = below(technique, "Team 1")

    codes = []
    for action in (
        lambda: below(root, "Vertrieb"),
        lambda: rename_department(department=technique, name="Vertrieb"),
        lambda: move_department(department=team, parent=sales, day=LATER),
    ):
        with pytest.raises(AccountsError) as refusal:
            action()
        codes.append(refusal.value.code)

    assert codes == ["name-taken"] * 3


def test_no_move_before_the_last_one(root: Department) -> None:
    office, service = below(root, "Vertrieb", "Innendienst"), below(root, "Service")
    move_department(department=office, parent=service, day=LATER)
    before = history(office)

    with pytest.raises(AccountsError) as refusal:
        move_department(department=office, parent=root, day=date(2026, 6, 14))

    assert refusal.value.code == "day-too-early"
    assert history(office) == before


def test_move_needs_the_same_queries_for_any_size(root: Department, django_assert_max_num_queries) -> None:
    office, service = below(root, "Vertrieb", "Innendienst"), below(root, "Service")
    for number in range(30):
        below(office, f"Team {number}")

    with django_assert_max_num_queries(16):
        move_department(department=office, parent=service, day=LATER)


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ada@example.com")


def memberships(user: User) -> list[tuple]:
    rows = user.memberships.order_by("valid_from", "pk")
    return list(rows.values_list("department__name", "is_primary", "valid_from", "valid_until"))


def test_change_of_department_is_dated(root: Department, user: User) -> None:
    set_primary_department(user=user, department=root, day=FIRST)

    set_primary_department(user=user, department=below(root, "Vertrieb"), day=LATER)

    assert memberships(user) == [
        ("Musterwerk", True, FIRST, date(2026, 6, 14)),
        ("Vertrieb", True, LATER, None),
    ]


def test_change_on_the_first_day_replaces(root: Department, user: User) -> None:
    set_primary_department(user=user, department=root, day=FIRST)

    set_primary_department(user=user, department=below(root, "Vertrieb"), day=FIRST)

    assert memberships(user) == [("Vertrieb", True, FIRST, None)]


def test_same_department_again_changes_nothing(root: Department, user: User) -> None:
    first = set_primary_department(user=user, department=root, day=FIRST)

    assert set_primary_department(user=user, department=root, day=LATER) == first
    assert memberships(user) == [("Musterwerk", True, FIRST, None)]


def test_second_membership_becomes_the_primary_one(root: Department, user: User) -> None:
    sales = below(root, "Vertrieb")
    set_primary_department(user=user, department=root, day=FIRST)
    user.memberships.create(department=sales, is_primary=False, valid_from=LATER)

    set_primary_department(user=user, department=sales, day=LAST)

    assert memberships(user) == [
        ("Musterwerk", True, FIRST, date(2026, 8, 31)),
        ("Vertrieb", False, LATER, date(2026, 8, 31)),
        ("Vertrieb", True, LAST, None),
    ]


def test_no_change_of_department_before_the_last_one(root: Department, user: User) -> None:
    set_primary_department(user=user, department=root, day=LATER)

    with pytest.raises(AccountsError) as refusal:
        set_primary_department(user=user, department=below(root, "Vertrieb"), day=FIRST)

    assert refusal.value.code == "day-too-early"
    assert memberships(user) == [("Musterwerk", True, LATER, None)]
