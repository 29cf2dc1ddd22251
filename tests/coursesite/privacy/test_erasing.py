"""After an account is deleted its name is nowhere in a full dump, and figures and proofs still stand."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import DeletionRequest, HRRole, User
from coursesite.journal.models import Action, JournalEntry
from coursesite.privacy import registry
from coursesite.privacy.queries.own_data import own_tables
from coursesite.privacy.services.erasing import erase_person
from lessons.models import Certificate, CertificateEvent, CohortMember, ExportFile, SavedView
from lessons.services.export_jobs import file_of
from quizzes.models import AnswerStep
from quizzes.queries.attempts import current_answers, marks_of, result_of, slots_with_versions, terms_of
from tests.factories.accounts import make_operator, make_user

pytestmark = pytest.mark.django_db
NEEDLES = ["Kanarina Vogelsang", "kanarina.vogelsang@example.org", "KV-4711"]
SENTENCE = "Für Kanarina Vogelsang (KV-4711)"


def dump() -> dict[tuple[str, str], str]:
    """Every table and column of the database as text; JSON with its letters unescaped."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = (
                        bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                    )
                    found[table, name] = found.get((table, name), "") + "\n" + text
    return found


def columns_that_hold(*needles: str) -> set[tuple[str, str]]:
    lowered = [needle.lower() for needle in needles]
    return {place for place, text in dump().items() if any(needle in text.lower() for needle in lowered)}


def plant(stored: Any) -> set[tuple[str, str]]:
    """Her name in every column where people type, in all rows; and in what the steps empty, in hers."""
    planted = set()
    for label, name in registry.searched:
        model = apps.get_model(label)
        field = model._meta.get_field(name)
        value: Any = {"text": [SENTENCE]} if isinstance(field, models.JSONField) else SENTENCE
        if (label, name) == ("quizzes.AnswerStep", "answer"):
            continue  # answers have a shape; the essay names her
        if (label, name) == ("lessons.SavedView", "name"):
            rows = model.objects.exclude(owner=stored.person)
        else:
            rows = model._base_manager.all()
        assert rows.update(**{name: value}), f"{label} has no row: make one in conftest.py."
        planted.add((model._meta.db_table, field.column))
    return planted


def test_the_name_is_nowhere_in_a_full_dump(stored) -> None:
    planted = plant(stored)
    named = columns_that_hold(*NEEDLES)
    assert planted <= named
    assert {("accounts_user", "name"), ("lessons_certificate", "name"), ("quizzes_answerstep", "answer")} <= named

    erase_person(person=stored.person, actor=stored.operator, now=clock.now())

    assert columns_that_hold(*NEEDLES, "Altmann", "kanarina-scim", "geheimer-schluessel", "GEHEIM") == set()


def test_what_others_wrote_keeps_the_rest_of_its_words(stored) -> None:
    plant(stored)

    erase_person(person=stored.person, actor=None, now=clock.now())

    assert {*JournalEntry.objects.exclude(purpose="").values_list("purpose", flat=True)} == {"Für […] ([…])"}
    assert {"text": ["Für […] ([…])"]} in JournalEntry.objects.values_list("details", flat=True)


def test_a_name_within_another_word_stays(stored) -> None:
    JournalEntry.objects.update(purpose="Kanarina Vogelsanger und XKV-47111")

    erase_person(person=stored.person, actor=None, now=clock.now())

    assert {*JournalEntry.objects.exclude(purpose="").values_list("purpose", flat=True)} == {
        "Kanarina Vogelsanger und XKV-47111"
    }


def test_results_stay_as_they_were(stored) -> None:
    def results() -> list[Any]:
        terms = terms_of(stored.enrolment.course_id)
        return [
            result_of(marks_of(slots_with_versions(attempt), current_answers(attempt), terms), attempt.rule)
            for attempt in (stored.exam, stored.essay)
        ]

    before = results()
    counts = {model: model._base_manager.count() for model in (CertificateEvent, Certificate, AnswerStep)}

    erase_person(person=stored.person, actor=None, now=clock.now())

    assert results() == before
    assert before[1].points > 0
    assert Certificate.objects.count() == counts[Certificate]
    assert AnswerStep.objects.count() == counts[AnswerStep]
    assert AnswerStep.objects.get(slot__attempt=stored.essay).answer == "[…]"
    assert AnswerStep.objects.filter(slot__attempt=stored.exam, answer="[…]").count() == 0


def test_certificate_stays_without_its_name_and_says_so(stored) -> None:
    erase_person(person=stored.person, actor=None, now=clock.now())

    stored.certificate.refresh_from_db()
    kinds = list(CertificateEvent.objects.filter(certificate=stored.certificate).values_list("kind", "reason"))
    assert (stored.certificate.name, stored.certificate.name_salt) == ("", "")
    assert kinds == [("revoked", ""), ("name-cleared", "")]
    assert stored.certificate.snapshot == {"rule": "alle"}


def test_what_is_left_of_the_person(stored, client: Client) -> None:
    public_id, now = stored.person.public_id, clock.now()

    erase_person(person=stored.person, actor=stored.operator, now=now)

    person = User.objects.get(pk=stored.person.pk)
    assert (person.name, person.personnel_number, person.is_active, person.erased_at) == ("", "", False, now)
    assert person.email.endswith("@deleted.invalid")
    assert (person.public_id == public_id, person.has_usable_password()) == (False, False)
    assert str(person) == "gelöschtes Konto"
    assert not HRRole.objects.in_force().filter(user=person).exists()
    assert not person.memberships.in_force(clock.today()).exists()
    assert not CohortMember.objects.in_force(clock.today()).filter(user=person).exists()
    assert DeletionRequest.objects.get().done_at == now
    assert list(SavedView.objects.values_list("owner", flat=True)) == [stored.other.pk]
    assert ExportFile.objects.filter(entry__isnull=False).count() == 0
    assert ExportFile.objects.count() == 1
    assert JournalEntry.objects.filter(action=Action.ERASE_PERSON, actor=stored.operator).count() == 1


def test_files_that_she_is_in_leave_the_data_folder(stored, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    for export in ExportFile.objects.all():
        file_of(export).parent.mkdir(exist_ok=True)
        file_of(export).write_text(stored.person.name)
    without_her = ExportFile.objects.get(owner=stored.other, entry=None)

    erase_person(person=stored.person, actor=None, now=clock.now())

    assert [path.name for path in tmp_path.glob("exports/*")] == [file_of(without_her).name]


def test_twice_is_once(stored) -> None:
    erase_person(person=stored.person, actor=None, now=clock.now())
    before = dump()

    erase_person(person=stored.person, actor=None, now=clock.now())

    assert dump() == before


def test_other_people_keep_theirs(stored) -> None:
    erase_person(person=stored.person, actor=None, now=clock.now())

    other = User.objects.get(pk=stored.other.pk)
    assert (other.name, other.is_active, other.mails.count()) == ("Otto Fremdmann", True, 1)


def test_nobody_deletes_herself_and_somebody_must_run_the_site(stored) -> None:
    with pytest.raises(AccountsError, match=r"eigenes|own account"):
        erase_person(person=stored.operator, actor=stored.operator, now=clock.now())
    with pytest.raises(AccountsError) as refused:
        erase_person(person=stored.operator, actor=None, now=clock.now())
    assert refused.value.code == "last-operator"

    make_operator()
    erase_person(person=stored.operator, actor=None, now=clock.now())

    assert User.objects.get(pk=stored.operator.pk).erased_at


def test_command(stored, capsys) -> None:
    with pytest.raises(CommandError, match="Nobody"):
        call_command("erase_person", "unbekannt@example.org", "--yes")

    call_command("erase_person", "KANARINA.vogelsang@example.org", "--yes")

    assert capsys.readouterr().out == "The account has been deleted.\n"
    assert User.objects.get(pk=stored.person.pk).erased_at


def test_operator_sees_open_requests_and_deletes_after_a_question(stored, client: Client) -> None:
    DeletionRequest.objects.create(user=make_user(name="Zurück"), withdrawn_at=clock.now())
    client.force_login(stored.operator)
    page = "/admin/accounts/deletionrequest/"
    asked = {"action": "erase", "_selected_action": [DeletionRequest.objects.get(user=stored.person).pk]}

    listed = client.get(page).content.decode()
    question = client.post(page, asked).content.decode()
    before = User.objects.get(pk=stored.person.pk).erased_at
    done = client.post(page, {**asked, "confirmed": "yes"})

    assert ("Kanarina Vogelsang" in listed, "Zurück" in listed) == (True, False)
    assert ("kanarina.vogelsang@example.org" in question, before) == (True, None)
    assert done.url == page
    assert User.objects.get(pk=stored.person.pk).erased_at


def test_the_world_of_this_test_has_a_row_in_each_of_her_tables(stored) -> None:
    empty = {
        t.label for t in own_tables() if t.is_hers and not t.model._base_manager.filter(**{t.lookup: stored.person.pk})
    }

    assert empty == {
        "account.EmailConfirmation", "accounts.WorksCouncilRole", "lessons.CourseRole", "quizzes.ResultNotice",
    }  # fmt: skip
