"""Draft → reviewed → live → retired: who may take which step, with four eyes and without."""

from datetime import UTC, datetime

import pytest

from lessons.enums import Origin
from quizzes.enums import Pool, QuestionStatus, Verdict
from quizzes.errors import QuizzesError
from quizzes.models import Question, QuestionReview
from quizzes.queries.approval import open_attempts_with, waiting_for
from quizzes.queries.contents import content_of
from quizzes.services.approving import (
    answer_blind,
    decide_review,
    discard_draft,
    for_all,
    publish_question,
    restore_question,
    retire_question,
    submit_question,
)
from quizzes.services.attempting import start_attempt
from quizzes.services.curating import QuestionHead, QuestionText, create_question, edit_question
from quizzes.services.versioning import save_version
from quizzes.types import get_type
from quizzes.types.base import AnswerProblem
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import TERMS, make_exam, make_question, make_quiz_course, rewrite, single_data

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def four_eyes(settings):
    settings.FOUR_EYES = True


@pytest.fixture
def course():
    return make_quiz_course()


@pytest.fixture
def author():
    return make_user(name="Ada")


@pytest.fixture
def reviewer():
    return make_user(name="Bea")


@pytest.fixture
def new(course, author) -> Question:
    text = QuestionText(single_data("B"), head=QuestionHead(pool=Pool.EXAM, family="neu"))
    return create_question(course=course, type_key="single", uid="neu-1", text=text, author=author, now=NOW)


@pytest.fixture
def live(course) -> Question:
    """From the course files."""
    return make_question(course, "B")


def fresh(question: Question) -> Question:
    return Question.objects.select_related("current", "draft").get(pk=question.pk)


def edit(question, author, stem="Neu?"):
    question = fresh(question)
    text = QuestionText({**question.working.content, "stem": stem})
    based_on = question.working.number
    return edit_question(question=question, text=text, author=author, now=NOW, based_on=based_on)


def key_of(question, *, right=True):
    version = fresh(question).working
    kind, content = get_type(version.type), content_of(version, tuple(TERMS))
    wrong = next(option.token for option in content.options if not option.key)
    return kind.solution(content) if right else wrong


def approve(question, reviewer, *, right=True, comment=""):
    answer_blind(question=question, reviewer=reviewer, answer=key_of(question, right=right), now=NOW)
    decide_review(question=question, reviewer=reviewer, verdict=Verdict.APPROVED, comment=comment, now=LATER)


def refused(code, act, **values):
    with pytest.raises(QuizzesError) as refusal:
        act(now=NOW, **values)
    assert refusal.value.code == code


def test_a_question_goes_its_whole_way(four_eyes, new, author, reviewer) -> None:
    refused("not-submitted", answer_blind, question=new, reviewer=reviewer, answer=None)
    submit_question(question=new, by=author, now=NOW)
    approve(new, reviewer)
    assert (fresh(new).status, fresh(new).current.reviewer, fresh(new).current.reviewed_at) == (
        "reviewed",
        reviewer,
        LATER,
    )

    refused("own-wording", publish_question, question=new, by=author)
    publish_question(question=new, by=reviewer, now=LATER)
    assert fresh(new).status == QuestionStatus.LIVE

    retire_question(question=new, by=author, now=LATER)
    refused("retired", publish_question, question=new, by=reviewer)
    restore_question(question=new, by=author, now=LATER)
    assert fresh(new).status == QuestionStatus.REVIEWED
    refused("not-retired", restore_question, question=new, by=author)


def test_nothing_goes_live_unapproved(four_eyes, new, author, reviewer) -> None:
    refused("not-approved", publish_question, question=new, by=reviewer)

    submit_question(question=new, by=author, now=NOW)
    refused("not-approved", publish_question, question=new, by=reviewer)

    assert fresh(new).status == QuestionStatus.DRAFT


def test_without_four_eyes_a_review_is_no_condition(new, author) -> None:
    publish_question(question=new, by=author, now=NOW)

    version = edit(new, author)

    found = fresh(new)
    assert (found.status, found.current, found.draft) == (QuestionStatus.LIVE, version, None)


def test_a_live_wording_stays_until_the_new_one_is_approved(four_eyes, live, author, reviewer) -> None:
    before = live.current

    waiting = edit(live, author)

    assert (fresh(live).current, fresh(live).draft, waiting.number) == (before, waiting, 2)
    submit_question(question=live, by=author, now=NOW)
    approve(live, reviewer)
    assert (fresh(live).current, fresh(live).status) == (before, QuestionStatus.LIVE)
    publish_question(question=live, by=reviewer, now=LATER)
    assert (fresh(live).current, fresh(live).draft, fresh(live).current.submitted_at) == (waiting, None, None)


def test_the_author_neither_answers_nor_decides(four_eyes, new, author, reviewer) -> None:
    submit_question(question=new, by=author, now=NOW)

    refused("own-wording", answer_blind, question=new, reviewer=author, answer=key_of(new))
    decision = {"question": new, "verdict": Verdict.APPROVED, "comment": ""}
    refused("own-wording", decide_review, reviewer=author, **decision)
    refused("not-answered", decide_review, reviewer=reviewer, **decision)
    assert QuestionReview.objects.count() == 0


def test_an_answer_is_given_once_and_says_whether_it_was_right(four_eyes, new, author, reviewer) -> None:
    submit_question(question=new, by=author, now=NOW)
    with pytest.raises(AnswerProblem):
        answer_blind(question=new, reviewer=reviewer, answer="nie angeboten", now=NOW)

    wrong = answer_blind(question=new, reviewer=reviewer, answer=key_of(new, right=False), now=NOW)
    undecided = answer_blind(question=new, reviewer=make_user(), answer=None, now=NOW)

    assert (wrong.is_right, undecided.is_right, wrong.verdict) == (False, False, "")
    refused("answered-already", answer_blind, question=new, reviewer=reviewer, answer=key_of(new))


def test_who_was_wrong_approves_with_a_reason_only(four_eyes, new, author, reviewer) -> None:
    submit_question(question=new, by=author, now=NOW)
    answer_blind(question=new, reviewer=reviewer, answer=key_of(new, right=False), now=NOW)
    decision = {"question": new, "reviewer": reviewer}

    refused("no-verdict", decide_review, verdict="", comment="", **decision)
    refused("no-reason", decide_review, verdict=Verdict.APPROVED, comment=" ", **decision)
    refused("no-reason", decide_review, verdict=Verdict.RETURNED, comment="", **decision)
    refused("too-long", decide_review, verdict=Verdict.RETURNED, comment="x" * 4001, **decision)
    decide_review(verdict=Verdict.RETURNED, comment="B ist gemeint?", now=LATER, **decision)

    review, found = QuestionReview.objects.get(), fresh(new)
    assert (review.verdict, review.comment, review.decided_at) == ("returned", "B ist gemeint?", LATER)
    assert (found.status, found.current.submitted_at, found.current.is_approved) == ("draft", None, False)


def test_a_change_after_the_review_needs_another_one(four_eyes, new, author, reviewer) -> None:
    submit_question(question=new, by=author, now=NOW)
    approve(new, reviewer)

    edit(new, author)

    assert fresh(new).status == QuestionStatus.DRAFT
    refused("not-approved", publish_question, question=new, by=reviewer)


def test_a_draft_is_dropped_by_hand_or_by_going_back(four_eyes, live, author) -> None:
    before = live.current
    edit(live, author)
    discard_draft(question=live, by=author, now=NOW)
    assert (fresh(live).draft, live.versions.count()) == (None, 2)

    edit(live, author, stem="Anders?")
    edit(live, author, stem=before.content["stem"])
    assert (fresh(live).draft, fresh(live).current) == (None, before)


def test_a_draft_older_than_the_course_files_is_not_published(four_eyes, live, author, reviewer) -> None:
    draft = edit(live, author)
    submit_question(question=live, by=author, now=NOW)
    approve(live, reviewer)
    published = save_version(
        question=fresh(live), type_key="single", data=rewrite(live, stem="Aus Dateien?"), author=None, now=NOW
    )

    assert (fresh(live).current, fresh(live).draft) == (published, draft)
    refused("outdated-draft", publish_question, question=live, by=reviewer)
    assert edit(live, author, stem="Noch einmal?").number == 4


def test_files_that_bring_the_waiting_wording_leave_none_waiting(four_eyes, live, author) -> None:
    edit(live, author, stem="Dieselbe?")
    save_version(question=fresh(live), type_key="single", data=rewrite(live, stem="Dieselbe?"), author=None, now=NOW)

    assert (fresh(live).current.number, fresh(live).draft) == (3, None)


def test_what_came_with_the_files_counts_as_approved(four_eyes, live, author) -> None:
    assert live.current.origin == Origin.FILES
    retire_question(question=live, by=author, now=NOW)
    restore_question(question=live, by=author, now=NOW)
    refused("nothing-to-approve", submit_question, question=live, by=author)
    publish_question(question=live, by=author, now=NOW)

    assert fresh(live).status == QuestionStatus.LIVE


def test_a_question_that_no_longer_fits_its_course_stays_out(new, course, author) -> None:
    make_question(course, "A", family="neu", pool=Pool.PRACTICE)
    refused("blocking-problems", publish_question, question=new, by=author)
    Question.objects.exclude(pk=new.pk).update(family="andere")

    course.dimensions.create(key="D9", name="Anderes")
    refused("blocking-problems", publish_question, question=new, by=author)
    course.dimensions.all().delete()
    course.terms.filter(key="C").update(key="X")
    refused("blocking-problems", publish_question, question=new, by=author)

    assert fresh(new).status == QuestionStatus.DRAFT


def test_the_queue_holds_what_others_wrote_and_nobody_decided(four_eyes, new, live, author, reviewer) -> None:
    def queue(user):
        return list(waiting_for(user, Question.objects.all()))

    assert queue(reviewer) == []
    submit_question(question=new, by=author, now=NOW)
    edit(live, author)
    submit_question(question=live, by=author, now=NOW)
    assert (set(queue(reviewer)), queue(author)) == ({new, live}, [])

    answer_blind(question=new, reviewer=reviewer, answer=None, now=NOW)
    assert set(queue(reviewer)) == {new, live}
    decide_review(question=new, reviewer=reviewer, verdict=Verdict.RETURNED, comment="Unklar.", now=NOW)
    assert queue(reviewer) == [live]
    type(new.current).objects.filter(question=live).update(author=None)
    assert queue(reviewer) == [live]


def test_many_questions_take_a_step_together_or_none_does(four_eyes, new, live, author, reviewer) -> None:
    retire_question(question=live, by=author, now=NOW)
    with pytest.raises(QuizzesError) as refusal:
        for_all(questions=[live, new], step=restore_question, by=author, now=NOW)
    assert new.uid in str(refusal.value)
    assert live.uid not in str(refusal.value)
    assert fresh(live).status == QuestionStatus.RETIRED

    assert for_all(questions=[live, new], step=retire_question, by=author, now=NOW) == 2
    assert fresh(new).status == QuestionStatus.RETIRED


def test_open_attempts_are_counted_whatever_wording_they_have(course, author) -> None:
    exam = make_exam(course)
    attempt = start_attempt(enrolment=make_started(make_user(), course), quiz=exam, seed=1, now=NOW)
    question = attempt.slots.first().version.question
    edit(question, author)

    assert open_attempts_with(question) == 1
    assert open_attempts_with(make_question(course)) == 0
