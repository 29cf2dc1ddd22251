"""Answers leave the house without a name: each field that could name somebody holds a value found nowhere else."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
import time_machine

from coursesite.journal.models import Action, JournalEntry
from quizzes.enums import Mode
from quizzes.models import Attempt
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.counting import queries_of
from tests.factories.company import make_department, make_member
from tests.factories.lessons import make_started
from tests.factories.quizzes import (
    ESSAY,
    answer_to,
    make_question,
    make_questions,
    make_quiz,
    make_quiz_course,
    set_data,
)
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/teach/courses/kurs/research/"
MONDAY, WEDNESDAY = datetime(2026, 11, 16, 3, 41, 17, tzinfo=UTC), datetime(2026, 11, 18, 3, 42, 18, tzinfo=UTC)
ALONE = datetime(2026, 11, 9, 3, 43, 19, tzinfo=UTC)
TYPED_TEXT = "KanarieFreitext"
COLUMNS = [
    "person",
    "question",
    "version",
    "mode",
    "position",
    "answer",
    "expected",
    "given",
    "share",
    "confidence",
    "week",
]


@pytest.fixture
def course():
    return make_quiz_course(slug="kurs")


@pytest.fixture
def quiz(course):
    """A case, a set of two, and a text."""
    make_question(course, "A")
    make_questions(course, [set_data("BC")])
    make_questions(course, [ESSAY], type_key="essay")
    cells = [{"form": "einordnen"}, {"form": "zuordnen", "cases": 2}, {"form": "praxisauftrag"}]
    return make_quiz(course, cells)


def take(quiz, number, at, *, sales=None):
    person = make_member(
        sales or make_department(f"KanarieAbteilung{number}"), f"KanarieName{number}",
        email=f"kanarie-{number}@example.org", personnel_number=f"KanarieNummer{number}", public_id=f"KanarieKennung{number}",
        entry_date=date(1987, 3, 29),
    )  # fmt: skip
    attempt = start_attempt(enrolment=make_started(person, quiz.course), quiz=quiz, seed=number, now=at)
    for slot in attempt.slots.select_related("version__question"):
        answer = TYPED_TEXT if slot.version.type == "essay" else answer_to(slot, right=number > 0)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=at)
    return submit_attempt(attempt=attempt, now=at)


def export(client, purpose="Masterarbeit"):
    response = client.post(PAGE, {"purpose": purpose})
    assert response.headers["Content-Type"] == "application/zip"
    return b"".join(response.streaming_content)


def parts_of(made):
    with ZipFile(BytesIO(made)) as archive:
        table = archive.read("answers.csv").decode("utf-8-sig")
        return list(csv.DictReader(StringIO(table), delimiter=";")), table, archive.read("codebook.md").decode()


def test_five_people_leave_without_names_and_read_it(course, quiz):
    attempts = [take(quiz, number, MONDAY if number % 2 else WEDNESDAY) for number in range(4)]
    attempts.append(take(quiz, 4, ALONE))
    desk = signed_in(make_instructor(course, name="Wanda Geheim"))
    stored = " ".join(str(user) for user in Attempt.objects.values_list("enrolment__user__email", "public_id"))
    assert "kanarie-0@example.org" in stored

    made = export(desk)

    rows, table, book = parts_of(made)
    assert list(rows[0]) == COLUMNS
    assert len(rows) == 10
    assert len({row["person"] for row in rows}) == 5
    wrong = next(row for row in rows if row["expected"] == "A" and row["share"] == "0.00000")
    assert (wrong["mode"], wrong["week"], wrong["version"]) == ("midterm", "", "1")  # four of one week only
    assert wrong["given"] in ("B", "C")
    pairs = {(row["expected"], row["given"]) for row in rows if " " in row["expected"]}
    assert ("KANARIE-1=B KANARIE-2=C", "KANARIE-1=B KANARIE-2=C") in pairs
    canaries = [
        *("KanarieName", "KanarieNummer", "kanarie-", "KanarieKennung", "KanarieAbteilung", "1987-", TYPED_TEXT),
        *(":41", ":42", ":43", "2026-11", *(attempt.public_id for attempt in attempts)),
    ]
    assert [canary for canary in canaries if canary in table + book] == []
    assert "5." in book
    entry = JournalEntry.objects.get(action=Action.EXPORT_ANSWERS)
    assert (entry.actor_role, entry.purpose) == ("instructor", "Masterarbeit")
    assert entry.subjects.count() == 5
    learner = signed_in(attempts[0].enrolment.user)
    learner.cookies["language"] = "en"
    mine = learner.get("/me/").content.decode()
    assert "Masterarbeit" in mine
    assert "share of the question" in mine
    assert "Geheim" not in mine


def test_marks_of_people_are_others_in_the_next_export(course, quiz):
    for number in range(5):
        take(quiz, number, MONDAY)
    desk = signed_in(make_instructor(course))

    first, second = (parts_of(export(desk))[0] for _time in range(2))

    assert {row["person"] for row in first} & {row["person"] for row in second} == set()
    assert {row["week"] for row in first} == {"2026-W47"}


def test_four_people_leave_nothing_and_are_not_noted(course, quiz):
    for number in range(4):
        take(quiz, number, MONDAY)
    desk = signed_in(make_instructor(course))
    desk.cookies["language"] = "en"

    rows, _table, book = parts_of(export(desk))

    assert rows == []
    assert "took the quiz: 8." in book
    assert "is marked by a person: 4." in book
    assert JournalEntry.objects.get(action=Action.EXPORT_ANSWERS).subjects.count() == 0


def test_a_wording_or_a_kind_of_quiz_of_few_is_kept_back(course, quiz):
    """Five answered the old wording; the sixth got a new one, in a quiz of her own besides."""
    for number in range(5):
        take(quiz, number, MONDAY)
    rare = make_question(course, "B", form="szenario")
    take(make_quiz(course, [{"form": rare.form}], slug="selten", mode=Mode.EXAM), 6, MONDAY)

    rows, _table, book = parts_of(export(signed_in(make_instructor(course))))

    assert {row["mode"] for row in rows} == {"midterm"}
    assert rare.uid not in {row["question"] for row in rows}
    assert len(rows) == 10
    assert "1." in book


def test_what_is_open_stays(course, quiz):
    for number in range(5):
        take(quiz, number, MONDAY)
    run = make_started(make_member(make_department("Innendienst"), "Ada"), course)
    attempt = start_attempt(enrolment=run, quiz=quiz, seed=9, now=MONDAY)
    for slot in attempt.slots.select_related("version__question"):
        if slot.version.type != "essay":
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_to(slot), now=MONDAY)

    rows, _table, _book = parts_of(export(signed_in(make_instructor(course))))

    assert len({row["person"] for row in rows}) == 5


@pytest.mark.parametrize("purpose", ["", "   ", "x" * 201])
def test_without_a_purpose_nothing_leaves(course, quiz, purpose):
    page = signed_in(make_instructor(course)).post(PAGE, {"purpose": purpose})

    assert (page.status_code, page.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert not JournalEntry.objects.filter(action=Action.EXPORT_ANSWERS).exists()


@time_machine.travel(datetime(2026, 11, 24, 11, 0, tzinfo=UTC))
def test_the_file_is_named_by_its_week(course, quiz):
    response = signed_in(make_instructor(course)).post(PAGE, {"purpose": "Studie"})

    assert response.headers["Content-Disposition"] == 'attachment; filename="answers-kurs-2026-W48.zip"'


def test_one_statement_reads_all_rows(course, quiz):
    """So many queries for five people as for nine."""
    desk, costs = signed_in(make_instructor(course)), []
    for people in (range(5), range(5, 9)):
        for number in people:
            take(quiz, number, MONDAY)
        costs.append(queries_of(lambda: export(desk)))

    assert costs[0] == costs[1]
