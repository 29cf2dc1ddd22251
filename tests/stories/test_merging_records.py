"""One person with two records: HR names both, sees what becomes of them, and the other one's learning moves."""

import re
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from coursesite import clock, registry
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import DeletionRequest, User, WorksCouncilRole
from coursesite.accounts.services.merging import merge_people
from coursesite.accounts.services.roles import grant_works_council
from coursesite.journal.models import JournalEntry, JournalSubject
from coursesite.journal.services.recording import record
from coursesite.outbox.models import OutboxMail
from coursesite.privacy.services.erasing import erase_person
from lessons.models import (
    Cohort,
    CohortMember,
    Enrolment,
    EnrolmentEvent,
    ExportFile,
    Note,
    SavedView,
    StagedFile,
)
from lessons.models.note import MAX_NOTE
from lessons.services.export_jobs import file_of
from quizzes.models import Attempt, Card, CardPause, TermEvent
from quizzes.queries.verification import differences
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.factories.accounts import make_user
from tests.factories.company import LONG_AGO, join, make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment, make_started, make_unit
from tests.factories.quizzes import answer_to, make_exam, make_quiz_course, slots_of

pytestmark = pytest.mark.django_db
PAGE, TODAY = "/reports/people/merge/", clock.today()


@pytest.fixture
def sales():
    return make_department("Vertrieb")


@pytest.fixture
def kept(sales):
    return make_user(email="neu@example.org", name="Ada Neu", department=sales, day=LONG_AGO)


@pytest.fixture
def other(sales):
    """Nobody has signed in with it yet."""
    fields = {"personnel_number": "007", "entry_date": date(2024, 3, 1), "time_factor": "1.5", "password": None}
    return make_user(email="alt@example.org", name="Ada Alt", department=sales, day=LONG_AGO, **fields)


def merged(kept: User, other: User, actor: User | None = None) -> None:
    merge_people(kept=kept, other=other, actor=actor, now=clock.now())
    kept.refresh_from_db()
    other.refresh_from_db()


def runs(user: User) -> list[tuple]:
    return list(user.enrolments.order_by("course__title", "cycle").values_list("course__title", "cycle", "pk"))


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


def test_the_kept_record_wins_and_the_other_is_emptied(kept, other):
    merged(kept, other)

    assert (kept.email, kept.name, kept.personnel_number) == ("neu@example.org", "Ada Neu", "007")
    assert (kept.entry_date, kept.time_factor, kept.is_active) == (date(2024, 3, 1), "1.5", True)
    assert (other.email, other.name, other.personnel_number) == (f"{other.pk}@merged.invalid", "", "")
    assert (other.is_active, other.erased_at is None, other.has_usable_password()) == (False, False, False)
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["neu@example.org"]
    assert JournalEntry.objects.get(action="merge-people").details == {
        "columns": ["entry_date", "personnel_number", "time_factor"]
    }


def test_runs_are_numbered_anew_and_the_further_open_one_stays(kept, other):
    course, week = make_course(title="Beide offen"), timedelta(days=7)
    first = make_started(other, course, enrolled_on=TODAY - 3 * week, closed_at=clock.now())
    further = make_started(other, course, cycle=2, enrolled_on=TODAY - 2 * week, completed_on=TODAY, due_on=None)
    behind = make_enrolment(kept, course, enrolled_on=TODAY - week, due_on=TODAY + week, mandatory=True)
    alone = make_enrolment(other, make_course(title="Nur dort"))
    merged(kept, other)

    assert runs(other) == []
    assert runs(kept) == [
        ("Beide offen", 1, first.pk),
        ("Beide offen", 2, behind.pk),
        ("Beide offen", 3, further.pk),
        ("Nur dort", 1, alone.pk),
    ]
    behind.refresh_from_db()
    further.refresh_from_db()
    assert (behind.closed_at is None, further.closed_at) == (False, None)
    assert (further.due_on, further.mandatory) == (TODAY + week, True)
    events = EnrolmentEvent.objects.order_by("pk").values_list("enrolment", "kind")
    assert list(events) == [(behind.pk, "closed"), (further.pk, "due-changed")]


@pytest.mark.parametrize("started", ["kept", "other"])
def test_of_two_open_runs_the_begun_one_stays(kept, other, started):
    course = make_course()
    make = {"kept": make_enrolment, "other": make_enrolment, started: make_started}
    found = {"kept": make["kept"](kept, course), "other": make["other"](other, course)}
    merged(kept, other)

    assert Enrolment.objects.open().get(user=kept) == found[started]


def test_attempts_evidence_and_cards_come_along(kept, other):
    course, now = make_quiz_course(), clock.now()
    quiz = make_exam(course, per_term=1)
    for person in (kept, other):
        attempt = start_attempt(enrolment=make_started(person, course), quiz=quiz, seed=1, now=now)
        for slot in slots_of(attempt):
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_to(slot), now=now)
        submit_attempt(attempt=attempt, now=now)
    both = TermEvent.objects.count()
    Card.objects.create(user=kept, course=course, pair="AB", dimension="D1", due_on=TODAY)
    newer = Card.objects.create(
        user=other, course=course, pair="AB", dimension="D1", due_on=TODAY, stability=1, difficulty=1, reviewed_on=TODAY
    )
    own = Card.objects.create(user=other, course=course, pair="AC", dimension="D1", due_on=TODAY)
    merged(kept, other)

    assert both > 0
    assert list(TermEvent.objects.values_list("user", flat=True)) == [kept.pk] * both
    assert (
        TermEvent.objects.filter(is_first=True).count() == both // 2
    )  # the same cases: the second answers are no first ones
    assert set(Card.objects.values_list("user", "pk")) == {(kept.pk, newer.pk), (kept.pk, own.pk)}
    assert Attempt.objects.filter(enrolment__user=kept).count() == 2
    assert [each for attempt in Attempt.objects.all() for each in differences(attempt)] == []


@pytest.mark.parametrize("days", [(3, 9), (9, 3), (None, 9), (9, None)])
def test_of_two_pauses_the_longer_one_stays(kept, other, days):
    for person, until in zip((kept, other), days, strict=True):
        if until:
            CardPause.objects.create(user=person, until=TODAY + timedelta(days=until))
    merged(kept, other)

    assert list(CardPause.objects.values_list("user", "until")) == [(kept.pk, TODAY + timedelta(days=9))]


def test_memberships_lists_mails_and_journal_follow(kept, other, sales):
    works = make_department("Werk")
    other.memberships.update(valid_until=TODAY - timedelta(days=1))
    join(other, works, valid_from=TODAY)
    cohorts = [Cohort.objects.create(name=name, kind="list", department=sales) for name in ("Beide", "Nur dort")]
    CohortMember.objects.create(cohort=cohorts[0], user=kept)
    for cohort in cohorts:
        CohortMember.objects.create(cohort=cohort, user=other)
    for person, rule, state in [
        (kept, "a", "sent"),
        (other, "a", "sent"),
        (other, "b", "sent"),
        (other, "c", "waiting"),
    ]:
        sent = clock.now() if state == "sent" else None
        OutboxMail.objects.create(user=person, kind="k", rule=rule, day=TODAY, state=state, sent_at=sent)
    record(actor=None, role="", action="regrade", subjects=User.objects.filter(pk__in=[kept.pk, other.pk]))
    record(actor=None, role="", action="assign-course", subjects=User.objects.filter(pk=other.pk))
    merged(kept, other)

    rows = kept.memberships.order_by("pk").values_list("department__name", "is_primary", "valid_until")
    yesterday = TODAY - timedelta(days=1)
    assert list(rows) == [("Vertrieb", True, None), ("Vertrieb", False, yesterday), ("Werk", False, None)]
    assert sorted(kept.cohort_memberships.values_list("cohort__name", flat=True)) == ["Beide", "Nur dort"]
    mails = OutboxMail.objects.order_by("rule").values_list("user", "rule", "state")
    assert list(mails) == [(kept.pk, "a", "sent"), (kept.pk, "b", "sent"), (kept.pk, "c", "cancelled")]
    subjects = JournalSubject.objects.order_by("entry_id").values_list("user", "entry__action")
    assert list(subjects) == [(kept.pk, "regrade"), (kept.pk, "assign-course"), (kept.pk, "merge-people")]


def test_notes_come_along_and_two_on_one_lesson_are_joined(kept, other):
    course = make_course()
    units = [make_unit(course) for _number in range(4)]
    for person, unit, text, bookmarked in [
        (other, units[0], "Nur dort", False),
        (kept, units[1], "Neu geschrieben", False),
        (other, units[1], "Alt geschrieben", True),
        (kept, units[2], "Dasselbe", False),
        (other, units[2], "Dasselbe", False),
        (kept, units[3], "", True),
        (other, units[3], "Zum Lesezeichen", False),
    ]:
        Note.objects.create(user=person, unit=unit, text=text, bookmarked=bookmarked, revision=3)
    merged(kept, other)

    notes = Note.objects.order_by("unit__position").values_list("user", "text", "bookmarked", "revision")
    assert list(notes) == [
        (kept.pk, "Nur dort", False, 3),
        (kept.pk, "Neu geschrieben\n\nAlt geschrieben", True, 4),
        (kept.pk, "Dasselbe", False, 3),
        (kept.pk, "Zum Lesezeichen", True, 4),
    ]


def test_two_long_notes_lose_no_word(kept, other):
    unit = make_unit()
    for person, letter in [(kept, "a"), (other, "b")]:
        Note.objects.create(user=person, unit=unit, text=letter * MAX_NOTE)
    merged(kept, other)

    assert Note.objects.get().text == "a" * MAX_NOTE + "\n\n" + "b" * MAX_NOTE


def test_notes_of_a_merged_record_go_when_the_account_is_deleted(kept, other):
    Note.objects.create(user=other, unit=make_unit(), text="Meine Notiz")
    merged(kept, other)
    erase_person(person=kept, actor=None, now=clock.now())

    assert not Note.objects.exists()


def test_what_she_had_as_hr_follows_but_for_files_on_their_way(kept, other, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    for person, name, query in [(kept, "Überfällig", "a"), (other, "Überfällig", "b"), (other, "Alle", "c")]:
        SavedView.objects.create(owner=person, name=name, query=query)
    export = ExportFile.objects.create(owner=other, format="csv", language="de")
    file_of(export).parent.mkdir()
    file_of(export).write_text("Ada Alt")
    StagedFile.objects.create(kind="people", name="f.csv", content=b"x", uploaded_by=other, made_at=clock.now())
    role = WorksCouncilRole.objects.create(user=other, ended_at=clock.now())
    asked = DeletionRequest.objects.create(user=other, withdrawn_at=clock.now())
    merged(kept, other)

    assert list(SavedView.objects.order_by("query").values_list("owner", "query")) == [(kept.pk, "a"), (kept.pk, "c")]
    assert (ExportFile.objects.count(), StagedFile.objects.count(), list(tmp_path.glob("exports/*"))) == (0, 0, [])
    assert list(WorksCouncilRole.objects.values_list("pk", "user")) == [(role.pk, kept.pk)]
    assert list(DeletionRequest.objects.values_list("pk", "user")) == [(asked.pk, kept.pk)]


def test_nothing_is_merged_when_a_floor_above_fails(kept, other, monkeypatch):
    run = make_enrolment(other)

    def fails(**_values):
        raise RuntimeError

    monkeypatch.setattr("coursesite.registry.merging_steps", [*registry.merging_steps, fails])
    with pytest.raises(RuntimeError):
        merged(kept, other)

    assert (Enrolment.objects.get(pk=run.pk).user, User.objects.get(pk=other.pk).name) == (other, "Ada Alt")


@pytest.mark.parametrize("code", ["same-person", "own-account", "has-role", "deletion-asked", "erased"])
def test_what_stands_against_merging(kept, other, code):
    actor = None
    match code:
        case "same-person":
            other = kept
        case "own-account":
            actor = other
        case "has-role":
            grant_works_council(user=other, granted_by=None, now=clock.now())
        case "deletion-asked":
            DeletionRequest.objects.create(user=kept)
        case "erased":
            merged(kept, other)
    with pytest.raises(AccountsError) as refusal:
        merge_people(kept=kept, other=other, actor=actor, now=clock.now())

    assert refusal.value.code == code


@pytest.mark.parametrize("way", ["password", "passkey"])
def test_hr_merges_nobody_s_answers_under_another_s_password(kept, other, way):
    """With a second record of an invented person she would read them."""
    if way == "password":
        other.set_password("nur-sie-allein")
        other.save()
    else:
        Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data={})
    for actor, code in [(make_hr(kept.memberships.get().department), "has-sign-in"), (None, "")]:
        try:
            merge_people(kept=kept, other=other, actor=actor, now=clock.now())
            found = ""
        except AccountsError as refusal:
            found = refusal.code
        assert found == code


class TestPage:
    @pytest.fixture
    def hr(self, client, sales):
        user = make_hr(sales)
        client.force_login(user)
        return user

    def test_hr_names_both_sees_what_happens_and_merges(self, client, hr, kept, other):
        make_started(other, make_course(title="Kunden"), enrolled_on=date(2026, 1, 5))
        make_enrolment(kept, Enrolment.objects.get().course, enrolled_on=date(2026, 2, 5))
        asked = client.post(PAGE, {"keep": "NEU@example.org", "other": "007"})
        assert asked.url == f"{PAGE}?keep={kept.public_id}&other={other.public_id}"

        words = text_of(client.get(asked.url))
        expected = [
            "bleibt Ada Neu neu@example.org – Vertrieb",
            "wird geleert Ada Alt alt@example.org 007 Vertrieb",
            "eingeschrieben am 5. Februar 2026, nicht begonnen – wird geschlossen, da der andere Durchgang weiter ist",
            "eingeschrieben am 5. Januar 2026, in Bearbeitung – aus dem Eintrag, der geleert wird",
        ]
        assert [sentence for sentence in expected if sentence not in words] == []
        seen = JournalEntry.objects.filter(action="view-person").values_list("actor", "purpose", "subjects__user")
        assert list(seen.order_by("pk")) == [(hr.pk, "merging", kept.pk), (hr.pk, "merging", other.pk)]

        pair = {"keep": kept.public_id, "other": other.public_id, "confirmed": "1"}
        assert "Die beiden Einträge sind zusammengeführt." in text_of(client.post(PAGE, pair, follow=True))
        assert JournalEntry.objects.get(action="merge-people").actor == hr
        assert runs(other) == []
        assert client.post(PAGE, pair).status_code == 404

    def test_who_can_sign_in_is_not_merged_away_and_it_is_said_why(self, client, hr, kept, other):
        other.set_password("nur-sie-allein")
        other.save()
        page = client.post(PAGE, {"keep": "neu@example.org", "other": "007"})
        pair = {"keep": kept.public_id, "other": other.public_id, "confirmed": "1"}
        confirmed = client.post(PAGE, pair, follow=True)

        assert "Für diesen Eintrag ist schon ein Passwort oder Passkey festgelegt." in text_of(page)
        assert "Für diesen Eintrag ist schon ein Passwort oder Passkey festgelegt." in text_of(confirmed)
        assert User.objects.filter(email="alt@example.org").exists()
        assert client.post(PAGE, {"keep": "007", "other": "neu@example.org"}).status_code == 400

    def test_what_is_wrong_is_said_at_the_field_and_stays(self, client, hr, kept):
        make_member(make_department("Werk"), email="fremd@example.org")
        page = client.post(PAGE, {"keep": "neu@example.org", "other": "fremd@example.org"})

        assert (page.status_code, list(page.context["form"].errors)) == (400, ["other"])
        assert 'value="fremd@example.org"' in page.content.decode()

    @pytest.mark.parametrize("field", ["keep", "other"])
    @pytest.mark.usefixtures("hr")
    def test_hers_second_of_all_is_not_merged(self, client, kept, other, field):
        elsewhere = make_member(make_department("Werk"))
        join(elsewhere, kept.memberships.get().department, is_primary=False)
        pair = {"keep": kept.public_id, "other": other.public_id} | {field: elsewhere.public_id}

        assert client.get(PAGE, pair).status_code == 404
        assert client.post(PAGE, {**pair, "confirmed": "1"}).status_code == 404
        assert User.objects.filter(email__endswith="merged.invalid").count() == 0

    @pytest.mark.parametrize("field", ["keep", "other"])
    @pytest.mark.usefixtures("hr")
    def test_no_record_is_named_by_what_no_database_holds(self, client, kept, other, field):
        pair = {"keep": kept.public_id, "other": other.public_id} | {field: "a\x00"}

        assert client.post(PAGE, {**pair, "confirmed": "1"}).status_code == 404

    def test_who_has_left_can_be_merged(self, client, hr, kept, other):
        other.memberships.update(valid_until=TODAY - timedelta(days=1))
        User.objects.filter(pk=other.pk).update(is_active=False)

        assert client.post(PAGE, {"keep": "neu@example.org", "other": "007"}).status_code == 302
