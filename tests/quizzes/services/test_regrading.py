"""A faulty question is settled for everybody who was asked it; what was answered stays."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from coursesite.journal.models import Action, JournalEntry
from lessons.models import UnitProgress
from quizzes.enums import Settled
from quizzes.errors import QuizzesError
from quizzes.models import Attempt, ResultNotice, TermEvent
from quizzes.queries.attempts import recomputed
from quizzes.queries.reviewing import review_of
from quizzes.services import versioning
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from quizzes.services.regrading import further_choices, preview_settlement, settle_question
from quizzes.types import get_type
from quizzes.types.base import token_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import answer_to, make_exam, make_questions, make_quiz, slots_of

pytestmark = pytest.mark.django_db
REASON = "Zwei Antworten waren vertretbar."


@pytest.fixture
def quiz(course):
    """All three points are needed."""
    return make_exam(course, pass_points=3)


@pytest.fixture
def sit(course, quiz, now):
    """An attempt by a new person, with wrong answers to these terms."""

    def sat(wrong="", name="Ada"):
        run = make_started(make_user(name=name), course)
        attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=now)
        for slot in slots_of(attempt):
            right = slot.version.content["case"]["term"] not in wrong
            save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer_to(slot, right=right), now=now)
        return submit_attempt(attempt=attempt, now=now)

    return sat


def version_of(attempt, term):
    [found] = [slot.version for slot in slots_of(attempt) if slot.version.content["case"]["term"] == term]
    return found


def other_key(version, now):
    """Another wording, by which B is right."""
    options = [
        {**{name: value for name, value in option.items() if name not in ("key", "misconception")}}
        | ({"key": True} if option["term"] == "B" else {"misconception": "M1"})
        for option in version.content["options"]
    ]
    data = {**version.content, "options": options, "case": {**version.content["case"], "term": "B"}}
    return versioning.save_version(question=version.question, type_key="single", data=data, author=None, now=now)


def settle(version, settled, now, **values):
    return settle_question(version=version, settled=settled, reason=REASON, actor=None, now=now, **values)


def stored(attempt):
    attempt.refresh_from_db()
    return attempt.points, attempt.maximum, attempt.passed


def test_the_preview_names_whose_result_would_change_and_stores_nothing(sit):
    right, wrong = sit(name="Bea"), sit("A", name="Cem")

    changes = preview_settlement(version=version_of(wrong, "A"), settled=Settled.FOR_ALL)

    assert [(change.attempt, change.before, change.after) for change in changes] == [
        (wrong, (Decimal(2), 3, False), (Decimal(3), 3, True))
    ]
    assert [stored(right), stored(wrong)] == [(3, 3, True), (2, 3, False)]
    assert version_of(wrong, "A").settled == ""


def test_counts_for_all(sit, now):
    attempt = sit("A")

    settle(version_of(attempt, "A"), Settled.FOR_ALL, now)

    assert stored(attempt) == (3, 3, True)
    assert UnitProgress.objects.get().passed
    part = next(part for slot in slots_of(attempt) for part in slot.parts if part["expected"] == "A")
    assert (part["given"], part["share"]) == ("B", "1")


def test_is_not_scored(sit, now):
    right, wrong = sit(), sit("A")

    settle(version_of(wrong, "A"), Settled.NOT_SCORED, now)

    assert [stored(right), stored(wrong)] == [(2, 2, True), (2, 2, True)]
    assert review_of(Attempt.objects.get(pk=wrong.pk)).required == 2


def test_marked_by_the_key_of_another_version(sit, now):
    attempt, other = sit(), sit("A")
    version = version_of(attempt, "A")
    by = other_key(version, now)

    settle(version, Settled.BY_VERSION, now, by=by)

    assert [stored(attempt), stored(other)] == [(2, 3, True), (3, 3, True)]
    settle(version, Settled.NO, now)
    assert [stored(attempt), stored(other)] == [(3, 3, True), (2, 3, True)]
    call_command("verify_scores")


def test_whoever_has_passed_stays_passed(sit, course, now):
    """Her points are what they are; what she was told is not taken back: attempt, unit and run say so."""
    attempt = sit()
    version = version_of(attempt, "A")
    by = other_key(version, now)
    [change] = preview_settlement(version=version, settled=Settled.BY_VERSION, by=by)
    assert (change.before, change.after, change.is_pass_kept) == ((3, 3, True), (2, 3, True), True)

    settle(version, Settled.BY_VERSION, now, by=by)

    assert stored(attempt) == (2, 3, True)
    assert UnitProgress.objects.get(enrolment=attempt.enrolment).passed
    assert review_of(Attempt.objects.get(pk=attempt.pk)).result.is_pass_kept


def test_a_further_answer_counts_and_is_no_confusion(sit, now):
    right, wrong, elsewhere = sit(), sit("A"), sit("B")
    version = version_of(wrong, "A")
    token = next(option["text"] for option in version.content["options"] if option["term"] == "B")

    settle(version, Settled.ALSO, now, also=[token_of(token)])

    assert [stored(one) for one in (right, wrong, elsewhere)] == [(3, 3, True), (3, 3, True), (2, 3, False)]
    given = TermEvent.objects.filter(user=wrong.enrolment.user_id).values_list("expected", "given")
    assert sorted(given) == [("B", "B"), ("C", "C")]
    before = sorted(TermEvent.objects.values_list("user", "expected", "given"))
    call_command("rebuild_evidence")
    assert sorted(TermEvent.objects.values_list("user", "expected", "given")) == before
    call_command("verify_scores")


@pytest.mark.parametrize(("settled", "also"), [(Settled.ALSO, []), (Settled.FOR_ALL, ["x"]), (Settled.ALSO, ["x"])])
def test_only_a_wrong_answer_that_was_on_offer_counts_too(sit, now, settled, also):
    version = version_of(sit("A"), "A")

    with pytest.raises(QuizzesError):
        settle(version, settled, now, also=also)

    version.refresh_from_db()
    assert version.settled == ""


def test_a_pair_that_is_right_too_earns_its_part(course, now):
    [question] = make_questions(course, [get_type("matching").examples[0].data], type_key="matching")
    run = make_started(make_user(), course)
    quiz = make_quiz(course, [{"cases": 1, "term": None, "form": "paare"}], slug="paare")
    attempt = start_attempt(enrolment=run, quiz=quiz, seed=1, now=now)
    answer = {token_of("Sheep"): token_of("Wool"), token_of("Bee"): token_of("Silk")}
    save_answer(attempt=attempt, position=1, seq=1, answer=answer, now=now)
    submit_attempt(attempt=attempt, now=now)
    further = {words: name for name, words in further_choices(question.current).items()}
    assert len(further) == 6  # of nine, three are right already

    settle(question.current, Settled.ALSO, now, also=[further["Bee → Silk"]])

    assert stored(attempt)[0] == Decimal("0.66667")


def test_no_single_tick_can_be_found_to_be_right(course):
    [question] = make_questions(course, [get_type("multiple").examples[0].data], type_key="multiple")

    assert further_choices(question.current) == {}


def test_everybody_whose_result_changes_is_told(sit, now):
    sit()
    wrong = sit("A")

    settle(version_of(wrong, "A"), Settled.FOR_ALL, now)

    told = ResultNotice.objects.values_list("attempt", "decision", "points_before", "points_after", "passed_after")
    assert list(told) == [(wrong.pk, "for-all", Decimal(2), Decimal(3), True)]


def test_the_journal_says_why_and_who_was_concerned(sit, now):
    sit()
    wrong = sit("A")

    settle(version_of(wrong, "A"), Settled.FOR_ALL, now)

    entry = JournalEntry.objects.get(action=Action.REGRADE)
    version = version_of(wrong, "A")
    assert (entry.purpose, entry.details) == (
        REASON,
        {"question": version.question.uid, "version": 1, "settled": "for-all"},
    )
    assert [subject.user_id for subject in entry.subjects.all()] == [wrong.enrolment.user_id]


def test_an_open_attempt_is_marked_by_it_when_it_is_submitted(course, quiz, enrolment, sit, now):
    version = version_of(sit("A"), "A")
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=now)

    settle(version, Settled.FOR_ALL, now)
    submit_attempt(attempt=attempt, now=now)

    assert stored(attempt) == (1, 3, False)
    assert recomputed(attempt).points == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_without_a_reason_nothing_is_settled(sit, now, reason):
    version = version_of(sit("A"), "A")

    with pytest.raises(QuizzesError) as refusal:
        settle_question(version=version, settled=Settled.FOR_ALL, reason=reason, actor=None, now=now)

    assert refusal.value.code == "no-reason"
    version.refresh_from_db()
    assert version.settled == ""


def test_only_another_version_of_the_same_question_will_do(sit):
    attempt = sit("A")
    version, stranger = version_of(attempt, "A"), version_of(attempt, "B")

    for by in (version, stranger):
        with pytest.raises(QuizzesError):
            preview_settlement(version=version, settled=Settled.BY_VERSION, by=by)
    with pytest.raises(QuizzesError):
        preview_settlement(version=version, settled=Settled.BY_VERSION)
    with pytest.raises(QuizzesError):
        preview_settlement(version=version, settled=Settled.FOR_ALL, by=stranger)


def test_the_learner_reads_that_it_was_faulty(client, sit, now):
    attempt = sit("A")
    settle(version_of(attempt, "A"), Settled.FOR_ALL, now)
    client.force_login(attempt.enrolment.user)

    page = client.get(f"/attempts/{attempt.public_id}/review/").content.decode()

    assert page.count("Diese Frage war fehlerhaft. Alle haben ihre Punkte erhalten.") == 1


def test_the_command_lists_first_and_changes_when_told_to(course, sit, capsys):
    attempt = sit("A", name="Cem")
    version = version_of(attempt, "A")
    command = ["settle_question", course.slug, version.question.uid, "1", "--as", "for-all"]
    asked_on = (
        "New attempts continue to ask this question although it no longer measures anything. Reword or retire it.\n"
        "Other questions are needed before this one can be retired: without it, cell 1 of “Zwischenprüfung” requires 1 "
        "cases, but the live questions provide only 0.\n"
    )
    line = f"Cem <{attempt.enrolment.user.email}>, Zwischenprüfung 1: 2/3 not passed -> 3/3 passed\n"

    call_command(*command)
    assert capsys.readouterr().out == f"{line}1 results would change; nothing is stored without --apply.\n{asked_on}"
    with pytest.raises(CommandError):
        call_command(*command, "--apply")
    call_command(*command, "--apply", "--reason", REASON)
    assert capsys.readouterr().out == f"{line}1 results changed.\n{asked_on}"
    assert stored(attempt) == (3, 3, True)
    with pytest.raises(CommandError, match="no version 7"):
        call_command("settle_question", course.slug, version.question.uid, "7", "--as", "undo")


def test_verify_scores_finds_what_was_tampered_with(sit, now, capsys):
    attempt = sit("A")
    settle(version_of(attempt, "A"), Settled.NOT_SCORED, now)
    sit("B")
    call_command("verify_scores")
    assert capsys.readouterr().out == "2 attempts computed anew, no difference.\n"

    Attempt.objects.filter(pk=attempt.pk).update(points=1, passed=False)
    attempt.slots.filter(position=2).update(share=Decimal("0.5"), parts=[])

    with pytest.raises(CommandError, match="1 of 2 attempts differ"):
        call_command("verify_scores")
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"{attempt.public_id}: points is stored as 1.00000, computed as 2.00000"
    assert [line.split(": ")[1].split(" is ")[0] for line in said] == [
        *["points", "passed", "share of question 2", "parts of question 2"]
    ]
