"""A person of whom something is stored everywhere, made by the real services."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry

from coursesite import clock
from coursesite.accounts.enums import Role
from coursesite.accounts.models import DeletionRequest, FormerName, HRRole, User, UserSession
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.outbox.models import OutboxMail
from lessons.models import (
    Certificate,
    CertificateEvent,
    Cohort,
    CohortMember,
    Enrolment,
    EnrolmentEvent,
    ExportFile,
    Lesson,
    Note,
    SavedView,
    StagedFile,
    Unit,
)
from quizzes.models import Attempt, Card, CardPause, Objection, QuestionComment, QuestionReview, SecondMarking
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import make_department
from tests.factories.lessons import make_course, make_lesson, make_started
from tests.factories.quizzes import ESSAY, answer_to, give_terms, make_exam, make_questions, make_quiz, slots_of


@dataclass
class Stored:
    person: User
    other: User
    operator: User
    enrolment: Enrolment
    exam: Attempt
    essay: Attempt
    certificate: Certificate


@pytest.fixture
def stored() -> Stored:
    now = clock.now()
    sales = make_department("Vertrieb")
    person = make_user(
        name="Kanarina Vogelsang", email="kanarina.vogelsang@example.org", personnel_number="KV-4711",
        department=sales, day=date(2026, 1, 1), entry_date=date(2026, 1, 1), scim_id="kanarina-scim",
    )  # fmt: skip
    other, operator = make_user(name="Otto Fremdmann"), make_operator(name="Ada Minke")
    course = give_terms(make_course(slug="kurs", title="Kundenzentrierung"))
    enrolment = make_started(person, course, completed_on=date(2026, 3, 1), passed_on=date(2026, 3, 1))
    exam = _exam(enrolment, now)
    essay = _essay(enrolment, other, now)
    certificate = Certificate.objects.create(
        enrolment=enrolment, level="mastery", number="TS-1", name=person.name, name_salt="salz",
        issued_on=date(2026, 3, 1), snapshot={"rule": "alle"}, snapshot_hash="0" * 64,
    )  # fmt: skip
    made = Stored(person, other, operator, enrolment, exam, essay, certificate)
    _around(made, now)
    return made


def _exam(enrolment: Enrolment, now: datetime) -> Attempt:
    attempt = start_attempt(enrolment=enrolment, quiz=make_exam(enrolment.course), seed=1, now=now)
    for slot in slots_of(attempt):
        answer = answer_to(slot, right=slot.position > 1)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=now)
    return submit_attempt(attempt=attempt, now=now)


def _essay(enrolment: Enrolment, marker: User, now: datetime) -> Attempt:
    [essay] = make_questions(enrolment.course, [ESSAY], type_key="essay")
    task = make_quiz(enrolment.course, [{"form": essay.form}], slug="auftrag")
    attempt = start_attempt(enrolment=enrolment, quiz=task, seed=1, now=now)
    save_answer(attempt=attempt, position=1, seq=1, answer="Ich, Kanarina Vogelsang, höre zu.", now=now)
    submit_attempt(attempt=attempt, now=now)
    slot = attempt.slots.get()
    SecondMarking.objects.create(slot=slot, requested_by=marker, requested_at=now, comment="Zweite Meinung")
    slot.refresh_from_db()
    type(slot).objects.filter(pk=slot.pk).update(
        comment="Gut, Frau Vogelsang.", given_points=[2, 1], marked_by=marker, marked_at=now, share="0.60000",
        parts=[{"id": "0", "expected": None, "given": None, "share": "2/5"},
               {"id": "1", "expected": None, "given": None, "share": "1/5"}],
    )  # fmt: skip
    return attempt


def _around(made: Stored, now: datetime) -> None:
    """One row of each further kind, hers and somebody else's that may name her."""
    day, person, other, enrolment = clock.today(), made.person, made.other, made.enrolment
    UserSession.objects.create(
        session_key="geheimer-schluessel", session_data="x", expire_date=now, user=person, since=now
    )
    Authenticator.objects.create(user=person, type="totp", data={"secret": "GEHEIM"})
    DeletionRequest.objects.create(user=person)
    FormerName.objects.create(user=person, text="Kanarina Altmann")
    for user in (person, other):
        OutboxMail.objects.create(user=user, kind="due", rule="r", day=day, last_error="550")
        SavedView.objects.create(owner=user, name="Mein Blick")
        Note.objects.create(user=user, unit=Unit.objects.order_by("pk")[0], text="Meine Notiz")
        LogEntry.objects.create(user=user, action_flag=2, object_repr="Frage 1")
    HRRole.objects.create(user=person, department=make_department("Innendienst"), granted_by=made.operator)
    entry = record(
        actor=other, role=Role.HR, action=Action.EXPORT_COMPLETIONS, purpose="Audit", details={"columns": ["name"]},
        subjects=User.objects.filter(pk=person.pk),
    )  # fmt: skip
    record(actor=person, role=Role.HR, action=Action.EXPORT_COMPLETIONS, subjects=User.objects.filter(pk=other.pk))
    ExportFile.objects.create(owner=other, format="pdf", language="de", entry=entry)
    ExportFile.objects.create(owner=other, format="pdf", language="de")
    ExportFile.objects.create(owner=person, format="csv", language="de")
    EnrolmentEvent.objects.create(enrolment=enrolment, kind="assigned", actor=other, reason="krank")
    EnrolmentEvent.objects.create(enrolment=make_started(other, enrolment.course), kind="assigned", actor=person)
    CertificateEvent.objects.create(certificate=made.certificate, kind="revoked", actor=other, reason="Irrtum")
    cohort = Cohort.objects.create(name="Neue", kind="list", department=person.memberships.get().department)
    CohortMember.objects.create(cohort=cohort, user=person, valid_from=day - timedelta(days=9))
    StagedFile.objects.create(kind="questions", name="f.csv", content=b"x", uploaded_by=person, made_at=now)
    Card.objects.create(user=person, course=enrolment.course, pair="AB", dimension="D1", due_on=day)
    CardPause.objects.create(user=person, until=day + timedelta(days=9))
    slot = made.exam.slots.get(position=1)
    Objection.objects.create(slot=slot, reason="Falsch", made_at=now, decision="kept", decided_at=now, decided_by=other)
    lesson: Lesson = make_lesson(enrolment.course)
    type(lesson.published).objects.update(author=person, review_note="Bitte kürzer", summary="Neu")
    version: Any = slot.version
    QuestionComment.objects.create(question=version.question, author=other, text="Schwer", made_at=now)
    QuestionReview.objects.create(version=version, reviewer=other, answered_at=now, comment="Gut", answer="abc")
