"""Whoever was erased does not come back with a backup: the list outlives the database, and names nobody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.accounts.services.merging import merge_people
from coursesite.journal.models import ErasedKey
from coursesite.privacy.services import erasure_list
from coursesite.privacy.services.erasing import erase_person
from coursesite.privacy.services.erasure_list import copy_erasures, digest_of, listed, mind_erasures
from tests.coursesite.privacy.test_erasing import NEEDLES, columns_that_hold
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import make_department

pytestmark = pytest.mark.django_db
NOT_RESTORED = ["contenttypes", "auth", "sessions"]  # what migrations make


@pytest.fixture(autouse=True)
def path(settings, tmp_path) -> Path:
    settings.ERASURE_LIST = tmp_path / "elsewhere" / "erasures.txt"
    return settings.ERASURE_LIST


@pytest.fixture
def erase(django_capture_on_commit_callbacks):
    """As after a commit, which the transaction of a test never comes to."""

    def run(*people: User) -> None:
        for person in people:
            with django_capture_on_commit_callbacks(execute=True):
                erase_person(person=person, actor=None, now=clock.now())

    return run


@pytest.fixture
def backup(tmp_path) -> Path:
    return tmp_path / "backup.json"


def back_up(backup: Path) -> None:
    call_command("dumpdata", "--all", exclude=NOT_RESTORED, output=str(backup))


def restore(backup: Path) -> None:
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label not in NOT_RESTORED:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
    call_command("loaddata", str(backup), verbosity=0)


def due() -> Iterator[str]:
    return mind_erasures(now=clock.now())


def test_after_a_restored_backup_her_name_is_nowhere_again(stored, erase, backup, capsys):
    back_up(backup)
    erase(stored.person)
    restore(backup)
    assert len(columns_that_hold(*NEEDLES)) >= 3

    call_command("replay_erasures")

    assert capsys.readouterr().out == "The list holds 1 erasures; 1 people erased again.\n"
    assert columns_that_hold(*NEEDLES) == set()
    assert User.objects.get(pk=stored.person.pk).erased_at
    assert User.objects.get(pk=stored.other.pk).name == "Otto Fremdmann"


def test_a_row_number_that_somebody_else_has_now_is_no_matter(erase, backup):
    """After the backup her row was made; restored, the number went to another person."""
    kept = make_user(name="Ada Bleibt")
    back_up(backup)
    gone = make_user(name="Kanarina Vogelsang")
    erase(gone)
    restore(backup)
    User.objects.create(pk=gone.pk, email="neu@example.org", name="Nora Neu")

    call_command("replay_erasures")

    assert set(User.objects.filter(pk__in=[kept.pk, gone.pk]).values_list("name", "erased_at")) == {
        ("Ada Bleibt", None), ("Nora Neu", None)
    }  # fmt: skip


def test_the_list_names_nobody(stored, erase, path):
    public_id = stored.person.public_id

    erase(stored.person)

    text = path.read_text(encoding="utf-8")
    person = User.objects.get(pk=stored.person.pk)
    assert list(listed()) == [digest_of(public_id)]
    assert [needle for needle in [*NEEDLES, public_id, person.public_id, "person"] if needle in text] == []
    assert digest_of(public_id) != digest_of(person.public_id)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_record_merged_into_hers_goes_with_her(erase, backup):
    """The backup is older than the merging and holds her twice, under two names."""
    department = make_department("Vertrieb")
    first, second, last = (
        make_user(name=f"Kanarina {name}", department=department) for name in ("Alt", "Vogel", "Sang")
    )
    back_up(backup)
    merge_people(kept=second, other=first, actor=None, now=clock.now())
    merge_people(kept=last, other=second, actor=None, now=clock.now())
    assert not ErasedKey.objects.exclude(erased_at=None).exists()
    erase(last)
    restore(backup)
    assert columns_that_hold("Kanarina")

    call_command("replay_erasures")

    assert columns_that_hold("Kanarina") == set()


def test_who_was_only_merged_is_on_no_list(path):
    kept, other = make_user(), make_user()
    merge_people(kept=kept, other=other, actor=None, now=clock.now())

    assert (list(due()), path.exists()) == ([], False)


def test_run_due_complains_until_it_is_done(stored, erase, backup):
    back_up(backup)
    erase(stored.person)
    assert list(due()) == []
    restore(backup)

    with pytest.raises(RuntimeError, match="brought back 1 people who were erased: run replay_erasures"):
        list(due())

    call_command("replay_erasures")
    assert list(due()) == []


def test_what_could_not_be_written_is_made_up_for(stored, erase, path):
    path.parent.parent.joinpath("elsewhere").write_text("a file where the folder should be")
    erase(stored.person)
    assert User.objects.get(pk=stored.person.pk).erased_at

    path.parent.unlink()
    assert list(due()) == ["1 erasures copied into the list."]
    assert list(due()) == []
    assert len(listed()) == 1


def test_a_line_that_was_cut_off_costs_no_other(erase, path):
    first, second = make_user(), make_user()
    erase(first)
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert listed() == {}

    erase(second)

    assert len(listed()) == 2
    assert copy_erasures() == 0


def test_a_list_of_other_records_erases_nobody_and_is_looked_at_once(stored, path, monkeypatch):
    """Of people who came and went after the backup."""
    path.parent.mkdir()
    path.write_text(f"2026-11-27T12:00:00+00:00 {digest_of('somebody')}\n", encoding="utf-8")

    assert list(due()) == []
    assert not User.objects.exclude(erased_at=None).exists()
    monkeypatch.setattr(erasure_list, "brought_back", lambda erasures: pytest.fail("compared again"))
    assert list(due()) == []


def test_the_last_operator_of_a_backup_stays_until_there_is_another(erase, backup):
    old = make_operator(name="Alma Alt")
    back_up(backup)
    make_operator(name="Nora Neu")
    erase(old)
    restore(backup)

    with pytest.raises(CommandError, match=f"Account {old.pk}: "):
        call_command("replay_erasures")
    assert User.objects.get(pk=old.pk).erased_at is None
    with pytest.raises(RuntimeError):
        list(due())

    make_operator()
    call_command("replay_erasures")
    assert User.objects.get(pk=old.pk).erased_at


def test_dry_run_says_and_does_nothing(stored, erase, backup, capsys):
    back_up(backup)
    erase(stored.person)
    restore(backup)

    call_command("replay_erasures", "--dry-run")

    assert capsys.readouterr().out == "The list holds 1 erasures; 1 of these people are back.\n"
    assert User.objects.get(pk=stored.person.pk).erased_at is None


def test_a_list_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="There is no list at"):
        call_command("replay_erasures", "--list", str(tmp_path / "none.txt"))


def test_who_is_erased_again_is_listed_once_with_the_first_day(stored, erase, backup, path):
    at = clock.now() - timedelta(days=9)
    back_up(backup)
    path.parent.mkdir()
    path.write_text(f"{at.isoformat()} {digest_of(stored.person.public_id)}\n", encoding="utf-8")

    call_command("replay_erasures", "--list", str(path))
    copy_erasures()

    assert list(listed().values()) == [at]
