import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from coursesite.accounts.models import Department, User
from coursesite.journal.models import Action, JournalEntry, JournalSubject
from coursesite.journal.queries import entries_about
from coursesite.journal.services.recording import record

pytestmark = pytest.mark.django_db


def people(count: int) -> list[User]:
    return User.objects.bulk_create(User(email=f"p{number}@example.com", name=f"P{number}") for number in range(count))


def export(subjects=None, **fields) -> JournalEntry:
    return record(**{"actor": None, "role": "hr", "action": Action.EXPORT_COMPLETIONS, **fields}, subjects=subjects)


def subjects_of(entry: JournalEntry) -> list[int]:
    return list(entry.subjects.order_by("user_id").values_list("user_id", flat=True))


def test_entry_says_who_what_why_and_about_whom() -> None:
    ada, bob, _carla = people(3)

    entry = export(
        User.objects.filter(pk__in=[ada.pk, bob.pk]), actor=ada, purpose="Nachweis", details={"columns": ["name"]}
    )

    entry = JournalEntry.objects.get(pk=entry.pk)
    assert (entry.actor, entry.actor_role, entry.action, entry.purpose, entry.details) == (
        ada,
        "hr",
        "export-completions",
        "Nachweis",
        {"columns": ["name"]},
    )
    assert subjects_of(entry) == [ada.pk, bob.pk]


def queries(count: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        entry = export(User.objects.filter(email__startswith="p"))
    assert len(subjects_of(entry)) == count
    return len(captured)


def test_same_number_of_queries_for_one_person_and_five_thousand() -> None:
    people(1)
    once = queries(1)
    User.objects.bulk_create(User(email=f"p-{number}@example.com") for number in range(4999))

    assert queries(5000) == once <= 4


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (User.objects.none, []),
        (lambda: User.objects.filter(pk__in=[]), []),
        (User.objects.all, [0, 1, 2, 3]),
        (lambda: User.objects.order_by("-email")[:2], [2, 3]),
        (lambda: User.objects.filter(name="P1' OR 1=1 --"), []),
        (lambda: User.objects.filter(Q(name__contains="%") | Q(name="P1")), [1]),
        (lambda: User.objects.filter(joined_at__year__gte=2000, is_active=True).exclude(name="P0"), [1, 2, 3]),
        (lambda: User.objects.filter(memberships__valid_from__gte="2020-01-01").order_by("memberships__pk"), [0]),
        (lambda: User.objects.filter(name="P1") | User.objects.filter(name="P2"), [1, 2]),
    ],
)
def test_any_queryset_names_each_person_once(chosen, found: list[int]) -> None:
    all_people = people(4)
    for name in ("A", "B"):  # two joins for one person
        department = Department.objects.create(name=name, path=name)
        all_people[0].memberships.create(department=department, is_primary=name == "A", valid_from="2024-01-01")

    assert subjects_of(export(chosen())) == [all_people[index].pk for index in found]


def test_entry_about_nobody() -> None:
    assert subjects_of(export(None)) == []


def test_entry_and_its_subjects_come_together_or_not_at_all() -> None:
    people(1)

    with pytest.raises(Exception, match="nowhere"):
        export(User.objects.extra(where=["nowhere = 1"]))

    assert JournalEntry.objects.count() == 0


def test_entries_are_never_changed() -> None:
    entry = export()
    entry.purpose = "etwas anderes"

    with pytest.raises(TypeError, match="append-only"):
        entry.save()

    assert JournalEntry.objects.get().purpose == ""


def test_a_person_sees_the_entries_about_her_newest_first(django_assert_num_queries) -> None:
    ada, bob = people(2)
    first = export(User.objects.filter(pk=ada.pk))
    export(User.objects.filter(pk=bob.pk))
    both = export(User.objects.all())

    with django_assert_num_queries(1):
        assert list(entries_about(ada)) == [both, first]


def test_subject_rows_are_unique() -> None:
    people(3)
    export(User.objects.all())
    export(User.objects.all())

    assert JournalSubject.objects.count() == 6
