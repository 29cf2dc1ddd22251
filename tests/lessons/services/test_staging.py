"""Uploaded files wait for their uploader alone, for a day."""

from datetime import timedelta

import pytest

from coursesite import clock
from coursesite.accounts.models import User
from lessons.models import StagedFile, StagedKind
from lessons.services.staging import delete_old_files, discard_file, stage_file, staged_file
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def staged(user: User, **values: object) -> StagedFile:
    given = {"kind": StagedKind.QUESTIONS, "course": None, "name": "fragen.txt", "content": b"A", "now": clock.now()}
    return stage_file(user=user, **{**given, **values})


def test_a_file_is_found_by_its_uploader_only():
    owner, other = make_user(), make_user()
    file = staged(owner, options={"format": "gift"})
    found = [
        staged_file(kind=kind, public_id=file.public_id, user=user, now=clock.now())
        for kind, user in [("questions", owner), ("questions", other), ("course", owner)]
    ]

    assert found == [file, None, None]
    assert (bytes(found[0].content), found[0].options) == (b"A", {"format": "gift"})


def test_a_new_file_takes_the_place_of_the_one_before():
    owner, other = make_user(), make_user()
    kept = {staged(other).pk, staged(owner, kind=StagedKind.COURSE).pk}
    staged(owner)
    newest = staged(owner, content=b"B")

    assert set(StagedFile.objects.values_list("pk", flat=True)) == kept | {newest.pk}


def test_a_file_is_gone_after_a_day_and_deleted_by_the_job():
    owner, now = make_user(), clock.now()
    staged(owner, kind=StagedKind.COURSE, now=now - timedelta(hours=23))
    old = staged(owner, now=now - timedelta(days=1))

    assert staged_file(kind=old.kind, public_id=old.public_id, user=owner, now=now) is None
    assert list(delete_old_files(now=now)) == ["1 uploaded files deleted, nobody imported them."]
    assert [file.kind for file in StagedFile.objects.all()] == ["course"]
    assert list(delete_old_files(now=now)) == []


def test_an_imported_file_is_discarded():
    file = staged(make_user())
    discard_file(staged=file)

    assert not StagedFile.objects.exists()
