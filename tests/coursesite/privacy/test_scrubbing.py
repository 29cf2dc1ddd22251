"""A name leaves what people typed; what the program wrote for itself stays as it is."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.journal.models import JournalEntry
from coursesite.journal.services.recording import record
from coursesite.outbox.models import OutboxMail
from coursesite.privacy.services.erasing import erase_person
from lessons.models import Cohort, Enrolment, EnrolmentEvent, ExportFile, SavedView
from lessons.reports import completions as report
from lessons.reports.completions import CompletionFilters
from lessons.services.enrolling import change_due_date
from quizzes.models import AnswerStep
from quizzes.services.attempting import save_answer, start_attempt
from tests.factories.accounts import make_user
from tests.factories.company import make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment, make_started
from tests.factories.quizzes import ESSAY, give_terms, make_questions, make_quiz

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2026, 6, 30), date(2026, 9, 30)


@pytest.fixture
def leaver() -> User:
    """Her personnel number looks like the year in which everybody's days are."""
    return make_user(name="Gerda Geht", email="gerda.geht@example.org", personnel_number="2026")


def erase(person: User) -> None:
    erase_person(person=person, actor=None, now=clock.now())


def noted(purpose: str, details: dict[str, Any] | None = None) -> JournalEntry:
    return record(actor=None, role="", action="export-completions", purpose=purpose, details=details)


class TestNumberLikeAYear:
    @pytest.fixture
    def run(self, leaver) -> Enrolment:
        """Somebody else's, whose due date was moved."""
        other = make_member(make_department("Vertrieb"), "Bleibt Da")
        run = make_enrolment(other, make_course(slug="kurs-2026"), enrolled_on=date(2026, 1, 1), due_on=BEFORE)
        change_due_date(enrolment=run, due_on=AFTER, actor=None, now=clock.now())
        return run

    def test_days_of_others_stay_and_so_do_the_figures_of_a_past_day(self, leaver, run):
        day = clock.today() - timedelta(days=1)
        Enrolment.objects.filter(pk=run.pk).update(enrolled_on=day)
        found = report.visible_enrolments(held=None, filters=CompletionFilters(as_of=day), day=clock.today())

        erase(leaver)

        assert EnrolmentEvent.objects.get().data == {"before": "2026-06-30", "after": "2026-09-30"}
        assert [row[6] for row in report.rows(found, day=day)] == [BEFORE]

    def test_mails_of_others_are_listed_as_before(self, client: Client, leaver, run):
        data = {"enrolment": run.pk, "due_on": BEFORE.isoformat(), "offset": -7}
        OutboxMail.objects.create(user=run.user, kind="reminder", rule=f"due:{run.pk}:-7", day=BEFORE, data=data)

        erase(leaver)

        client.force_login(make_hr(run.user.memberships.get().department))
        assert OutboxMail.objects.get().data == data
        assert client.get("/reports/outbox/?state=waiting").status_code == 200

    def test_views_and_exports_ask_for_the_same_as_before(self, leaver, run):
        query = "course=kurs-2026&from=2026-01-01"
        SavedView.objects.create(owner=run.user, name="Mein Blick", query=query)
        ExportFile.objects.create(owner=run.user, format="csv", language="de", query=query)
        entry = noted("Audit", {"filters": {"course": "kurs-2026", "from": "2026-01-01"}, "2026": "Gerda Geht"})

        erase(leaver)

        entry.refresh_from_db()
        assert (SavedView.objects.get().query, ExportFile.objects.get().query) == (query, query)
        assert entry.details == {"filters": {"course": "kurs-2026", "from": "2026-01-01"}, "2026": "[…]"}

    def test_a_number_that_somebody_else_answered_stays(self, leaver, run):
        course = give_terms(make_course())
        [question] = make_questions(course, [ESSAY], type_key="essay")
        quiz = make_quiz(course, [{"form": question.form}], slug="auftrag")
        attempt = start_attempt(enrolment=make_started(run.user, course), quiz=quiz, seed=1, now=clock.now())
        for seq, answer in enumerate(["2026", "2026, sagt Gerda Geht"], start=1):
            save_answer(attempt=attempt, position=1, seq=seq, answer=answer, now=clock.now())

        erase(leaver)

        assert list(AnswerStep.objects.values_list("answer", flat=True)) == ["2026", "2026, sagt […]"]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Zu 2026, am 30.06.2026", "Zu […], am 30.06.2026"),
        ("Nr. 2026.", "Nr. […]."),
        ("2026/4712, 4712-2026", "[…]/4712, 4712-[…]"),
        ("2026-06-30 (2026)", "2026-06-30 ([…])"),
        ("Gerda Geht, GERDA.GEHT@example.org", "[…], […]"),
    ],
)
def test_of_a_number_in_a_text_days_stay(leaver, typed, left):
    entry = noted(typed)

    erase(leaver)

    entry.refresh_from_db()
    assert entry.purpose == left


class TestCapitals:
    """SQLite knows only those of English, and keeps JSON with its letters escaped; the workshop does so everywhere."""

    @pytest.fixture
    def leaver(self) -> User:
        return make_user(name="Jörg Öztürk-Weiß", email="joerg@example.org", personnel_number="Ü-12")

    @pytest.mark.parametrize(
        "typed", ["JÖRG ÖZTÜRK-WEISS", "Jörg ÖZTÜRK-WEIß", "jörg öztürk-weiß", "Joerg@Example.org", "ü-12"]
    )
    def test_however_it_is_written_it_goes_from_texts_and_json(self, leaver, typed):
        entry = noted(f"Akte {typed}", {"x": f"Akte {typed}"})
        LogEntry.objects.create(
            user=make_user(), action_flag=2, object_repr=f"Akte {typed}",
            change_message=json.dumps([{"added": {"name": "Gruppe", "object": f"Akte {typed}"}}]),
        )  # fmt: skip

        erase(leaver)

        entry.refresh_from_db()
        logged = LogEntry.objects.get()
        assert (entry.purpose, entry.details, logged.object_repr) == ("Akte […]", {"x": "Akte […]"}, "Akte […]")
        assert json.loads(logged.change_message) == [{"added": {"name": "Gruppe", "object": "Akte […]"}}]

    def test_quotation_marks_in_a_name(self):
        person = make_user(name='Ann "Nan" Lee')
        entry = noted('ANN "NAN" LEE', {"x": 'Ann "Nan" Lee'})

        erase(person)

        entry.refresh_from_db()
        assert (entry.purpose, entry.details) == ("[…]", {"x": "[…]"})

    @pytest.mark.parametrize("typed", ["JÖRG ÖZTÜRK-WEISSER", "Ü-123", "XÜ-12"])
    def test_other_words_stay(self, leaver, typed):
        entry = noted(typed)

        erase(leaver)

        entry.refresh_from_db()
        assert entry.purpose == typed


def test_groups_and_views_that_differed_by_her_name_alone_are_numbered():
    """No two of one department or owner may have one name: the deletion must not fail for it."""
    ada, other = make_user(name="Ada", email="ada@example.org"), make_member(make_department("Vertrieb"), "Bleibt Da")
    for name in ["Ada", "ada@example.org", "ADA"]:
        Cohort.objects.create(name=f"Für {name}", kind="list", department=other.memberships.get().department)
        SavedView.objects.create(owner=other, name=name.ljust(100, "."))

    erase(ada)

    assert list(Cohort.objects.order_by("pk").values_list("name", flat=True)) == ["Für […]", "Für […] 2", "Für […] 3"]
    views = list(SavedView.objects.order_by("pk").values_list("name", flat=True))
    assert [(len(name), name.replace(".", "")) for name in views] == [(100, "[…]"), (88, "[…]"), (100, "[…] 2")]
