"""manage.py import_people: what it says, what it writes, with which exit code it ends."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from coursesite.accounts.models import User
from tests.factories.company import company, make_department, make_member

pytestmark = pytest.mark.django_db
HEAD = "email;name;personnel_number;department;role;Gehalt"


@pytest.fixture
def write(tmp_path):
    def written(*lines: str) -> Path:
        path = tmp_path / "people.csv"
        path.write_text("\n".join([HEAD, *lines]))
        return path

    return written


def run(path: Path, *options: str) -> list[str]:
    out = io.StringIO()
    with translation.override("en"):
        call_command("import_people", str(path), *options, stdout=out)
    return out.getvalue().splitlines()


def test_dry_run_says_what_would_happen(write):
    make_member(make_department("Werk"), email="w@example.org")

    assert run(write("a@example.org;A;007;Vertrieb/Süd;;1"), "--dry-run") == [
        "not used: column Gehalt",
        "new department: Vertrieb",
        "new department: Vertrieb/Süd",
        "1 new, 0 changed, 0 unchanged, 0 of whom returning, 0 lines with errors",
        "1 people are missing from the file and would leave with --leavers.",
    ]
    assert User.objects.count() == 1


def test_leavers_of_a_department_leave(write):
    sales = make_department("Vertrieb")
    make_member(sales, email="gone@example.org")
    make_member(make_department("Werk"), email="other@example.org")
    lines = run(write("a@example.org;A;007;;hr;1"), "--leavers", "--department", "Vertrieb")

    assert lines[-1] == "1 people have left."
    assert dict(User.objects.order_by("email").values_list("email", "is_active")) == {
        "a@example.org": True,
        "gone@example.org": False,
        "other@example.org": True,
    }
    assert User.objects.get(email="a@example.org").hrroles.get().department == sales


def test_bad_lines_end_with_an_error_and_good_ones_are_in(write):
    company()
    with pytest.raises(CommandError, match="1 lines with errors"):
        run(write("a@example.org;A;1;;;", "b;B;2;;;"))

    assert list(User.objects.values_list("email", flat=True)) == ["a@example.org"]


@pytest.mark.parametrize(
    ("options", "message"),
    [(("--department", "Nirgends"), "There is no department Nirgends."), ((), "No such file or directory")],
)
def test_what_is_not_there_is_named(tmp_path, options, message):
    with pytest.raises(CommandError, match=message):
        run(tmp_path / "nowhere.csv", *options)
