"""How far each learner of the pictures is, by the real services: read, tested, passed, failed, refreshed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from coursesite.storage.transactions import write_transaction
from lessons.models import CertificatePolicy, Course, Enrolment
from lessons.queries.substance import holders, substantial_changes
from lessons.services.acknowledging import acknowledge_change
from lessons.services.certifying import replace_certificate, revoke_certificate, set_certificate_rule, show_name
from lessons.services.enrolling import start_course
from lessons.services.noting import save_note, set_bookmark
from lessons.services.offering import open_offers
from lessons.services.progress import mark_read
from lessons.services.publishing import publish, save_draft, text_of
from quizzes.models import Attempt, AttemptSlot, Quiz
from quizzes.queries.cards import next_case, queue_of
from quizzes.queries.change_questions import sitting_of
from quizzes.queries.contents import content_of
from quizzes.services.adapting import ask_next, start_one_by_one
from quizzes.services.answering_changes import answer_change_question
from quizzes.services.attempting import mark_for_later, save_answer, start_attempt, submit_attempt
from quizzes.services.explaining import explain_answer
from quizzes.services.refreshing import answer_card, pause_cards
from quizzes.types import get_type
from tests.screenshots import moment

TERMS = ("F", "O", "Z")
LESSONS = 11
Habit = Callable[[int, str], str]
"""Number of the question and expected term → the term that is given."""


def knows(_number: int, term: str) -> str:
    return term


def mixes_up(_number: int, term: str) -> str:
    """Takes every centricity for orientation."""
    return "O" if term == "Z" else term


def often_mixes_up(number: int, term: str) -> str:
    return "O" if term == "Z" and number % 3 else "F" if term == "O" and number % 4 == 0 else term


def learn(course: Course, people: dict[str, Any]) -> dict[str, object]:
    quizzes = {quiz.unit.slug: quiz for quiz in course.quizzes.exclude(unit=None).select_related("unit")}
    values: dict[str, object] = {}
    values |= _colleagues(course, quizzes, people["colleagues"])
    _begin(people["beginner"], course, days=3)
    values |= _reader(course, quizzes, people["reader"])
    values |= _sitter(course, quizzes, people["sitter"])
    values |= _passed(course, quizzes, people)
    values |= _expired(course, quizzes, people["expired"], people["operator"])
    values |= _failed(course, quizzes, people["failed"])
    values |= _exhausted(course, quizzes, people["exhausted"])
    three = [people[key] for key in ("holder", "updating", "updated")]
    _hold(course, quizzes, three)
    _change_lesson(course, people["instructor"])
    _bring_up_to_date(course, three)
    pause_cards(user=people["updated"], until=moment.days_ago(-14).date(), now=moment.now())
    return values


def answer_to(slot: AttemptSlot, habit: Habit = knows, number: int = 0) -> Any:
    """What somebody with this habit answers; where no term is chosen, the right answer."""
    kind, content = get_type(slot.version.type), content_of(slot.version, TERMS)
    solution = kind.solution(content)
    if kind.key == "classify":
        return {token: habit(number, term) for token, term in solution.items()}
    if kind.key == "single" and content.case is not None:
        wanted = habit(number, content.case.term)
        return next((option.token for option in content.options if option.term == wanted), solution)
    return solution


def _begin(user: Any, course: Course, *, days: float, lessons: int = 0) -> Enrolment:
    """A run that began so many days ago, with the first lessons read, one a day."""
    enrolment = start_course(user=user, course=course, now=moment.days_ago(days))
    units = (
        course.units.filter(kind="lesson").select_related("lesson__published").order_by("chapter__position", "position")
    )
    for number, unit in enumerate(units[:lessons]):
        now = moment.days_ago(max(days - number, 1))
        moment.turn_to(now)
        mark_read(enrolment=enrolment, unit=unit, version=unit.lesson.published, now=now)
    return enrolment


def _open(enrolment: Enrolment, quiz: Quiz, habit: Habit, *, days: float, answers: int = 99, seed: int = 1) -> Attempt:
    """An attempt with its first questions answered."""
    now = moment.days_ago(days)
    moment.turn_to(now)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, seed=seed, now=now)
    for number, slot in enumerate(_slots(attempt)[:answers]):
        given, at = answer_to(slot, habit, number), now + timedelta(seconds=20 * number)
        sure = "sure" if attempt.rule.get("confidence") or quiz.ask_confidence else ""
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=given, confidence=sure, now=at)
    return attempt


def _done(enrolment: Enrolment, quiz: Quiz, habit: Habit, *, days: float, seed: int = 1) -> Attempt:
    attempt = _open(enrolment, quiz, habit, days=days, seed=seed)
    return submit_attempt(attempt=attempt, now=moment.days_ago(days) + timedelta(minutes=15))


def _slots(attempt: Attempt) -> list[AttemptSlot]:
    return list(attempt.slots.select_related("version__question").order_by("position"))


def one_by_one(
    enrolment: Enrolment, quiz: Quiz, habit: Habit, *, days: float, answers: int = 99, seed: int = 1
) -> Attempt:
    """An adaptive check or a targeted practice, to its end or to a question that is open."""
    now = moment.days_ago(days)
    moment.turn_to(now)
    attempt = start_one_by_one(enrolment=enrolment, quiz=quiz, seed=seed, now=now)
    for number in range(answers):
        slot = _slots(attempt)[-1]
        answer = answer_to(slot, habit, number)
        save_answer(attempt=attempt, position=slot.position, seq=1, answer=answer, now=now)
        if attempt.rule.get("reveal") == "at-once":
            explain_answer(attempt=attempt, position=slot.position, now=now)
        if ask_next(attempt=attempt, position=slot.position, now=now) is None:
            break
    attempt.refresh_from_db()
    return attempt


def _colleagues(course: Course, quizzes: dict[str, Quiz], colleagues: list[Any]) -> dict[str, object]:
    """Enough for figures of questions and groups; the last four have not begun."""
    for number, user in enumerate(colleagues[:-4]):
        days = 150 - 6 * number
        enrolment = _begin(user, course, days=days, lessons=LESSONS if number % 4 else 4)
        habit = (knows, often_mixes_up, mixes_up)[number % 3]
        _done(enrolment, quizzes["eingangstest"], habit, days=days - 1, seed=number)
        if number % 4:
            _done(enrolment, quizzes["abschlusspruefung"], habit, days=days - 12, seed=number)
        if number == 1:
            _done(enrolment, quizzes["praxisauftrag"], knows, days=days - 14)
    return {}


def _reader(course: Course, quizzes: dict[str, Quiz], user: Any) -> dict[str, object]:
    """In the middle of the course, with one attempt open that has no time limit."""
    enrolment = _begin(user, course, days=12, lessons=5)
    placed = _done(enrolment, quizzes["eingangstest"], often_mixes_up, days=11)
    reviewed = _done(enrolment, quizzes["zwischenpruefung"], often_mixes_up, days=5, seed=3)
    unit = course.units.get(slug="stufenmodell")
    save_note(user=user, unit=unit, text="Im Team ansprechen: Wer prüft die Stufe?", seen=0, now=moment.days_ago(4))
    set_bookmark(user=user, unit=unit, on=True, now=moment.days_ago(4))
    practising = one_by_one(enrolment, quizzes["gezieltes-ueben"], mixes_up, days=1, answers=3)
    return {"placed": placed.public_id, "reviewed": reviewed.public_id, "practising": practising.public_id}


def _sitter(course: Course, quizzes: dict[str, Quiz], user: Any) -> dict[str, object]:
    """In the middle of the exam, and of the adaptive check; another check is over."""
    enrolment = _begin(user, course, days=20, lessons=LESSONS)
    told = one_by_one(enrolment, quizzes["standortbestimmung"], mixes_up, days=4)
    choosing = one_by_one(enrolment, quizzes["standortbestimmung"], knows, days=0.05, answers=4, seed=2)
    practised = one_by_one(enrolment, quizzes["gezieltes-ueben"], often_mixes_up, days=2)
    moment.turn_to(moment.STANDS_AT)
    running = _open(enrolment, quizzes["abschlusspruefung"], knows, days=0.01, answers=11)
    mark_for_later(attempt=running, position=4, flagged=True, now=moment.days_ago(0.005))
    return {
        "told": told.public_id,
        "choosing": choosing.public_id,
        "practised": practised.public_id,
        "running": running.public_id,
    }


def _passed(course: Course, quizzes: dict[str, Quiz], people: dict[str, Any]) -> dict[str, object]:
    """Everything done, with a certificate; the practical assignment waits for a mark; cards come back."""
    user = people["passed"]
    enrolment = _begin(user, course, days=60, lessons=LESSONS)
    _done(enrolment, quizzes["eingangstest"], mixes_up, days=59)
    exam = _done(enrolment, quizzes["abschlusspruefung"], knows, days=45)
    written = _done(enrolment, quizzes["praxisauftrag"], knows, days=30)
    values: dict[str, object] = {"exam": exam.public_id, "written": written.public_id}
    for certificate in enrolment.certificates.order_by("pk"):
        values[f"certificate_{certificate.level}"] = values["certificate"] = certificate.code
        values["number"] = certificate.number
    show_name(certificate=certificate, shown="initials", now=moment.days_ago(44))
    values |= _cards(user)
    return values | _ended_certificates(course, people)


def _cards(user: Any) -> dict[str, object]:
    """One card answered today, the others are due."""
    now = moment.days_ago(0, minutes=30)
    moment.turn_to(now)
    queue = queue_of(user, now.date())
    question = next_case(queue.due[0]) if queue.due else None
    if question is None:
        return {}
    content = content_of(question.current, TERMS)
    answer = next(option.token for option in content.options if not option.key)
    slot = answer_card(user=user, question_uid=question.uid, answer=answer, confidence="sure", now=now)
    return {"card_attempt": slot.attempt.public_id, "card_position": slot.position}


def _ended_certificates(course: Course, people: dict[str, Any]) -> dict[str, object]:
    """Of colleagues: one revoked, one replaced."""
    found, hr = {}, people["hr"]
    first, second = [
        run.certificates.first()
        for run in Enrolment.objects.filter(user__in=people["colleagues"], completed_on__isnull=False)[:2]
    ]
    now = moment.days_ago(20)
    revoke_certificate(certificate=first, hr=hr, reason="Die Prüfung legte eine andere Person ab.", now=now)
    replace_certificate(certificate=second, hr=hr, reason="Der Name hat sich geändert.", now=now)
    found |= {"revoked": first.code, "replaced": second.code}
    return found


def _expired(course: Course, quizzes: dict[str, Quiz], user: Any, operator: Any) -> dict[str, object]:
    """Issued while certificates held for a month; then there was no such rule any more."""
    set_certificate_rule(course=course, actor=operator, valid_months=1, renewal_days=0, short_path=False)
    enrolment = _begin(user, course, days=90, lessons=LESSONS)
    _done(enrolment, quizzes["abschlusspruefung"], knows, days=70)
    CertificatePolicy.objects.filter(course=course).delete()
    return {"expired": enrolment.certificates.order_by("pk").last().code}


def _failed(course: Course, quizzes: dict[str, Quiz], user: Any) -> dict[str, object]:
    enrolment = _begin(user, course, days=25, lessons=LESSONS)
    _done(enrolment, quizzes["eingangstest"], mixes_up, days=24)
    _done(enrolment, quizzes["zwischenpruefung"], mixes_up, days=14)
    attempt = _done(enrolment, quizzes["abschlusspruefung"], mixes_up, days=0.5)
    practice = one_by_one(enrolment, quizzes["gezieltes-ueben"], mixes_up, days=0.1, answers=0)
    slot, now = _slots(practice)[0], moment.days_ago(0.1)
    wrong = next(token for token in slot.option_order if token != answer_to(slot))
    save_answer(attempt=practice, position=1, seq=1, answer=wrong, confidence="sure", now=now)
    explain_answer(attempt=practice, position=1, now=now)
    return {"failed": attempt.public_id, "explained": practice.public_id}


def _exhausted(course: Course, quizzes: dict[str, Quiz], user: Any) -> dict[str, object]:
    """No attempt is left, so all questions are shown."""
    enrolment = _begin(user, course, days=30, lessons=LESSONS)
    last = None
    for number in range(3):
        last = _done(enrolment, quizzes["abschlusspruefung"], mixes_up, days=15 - 4 * number, seed=number)
        if number < 2:
            one_by_one(enrolment, quizzes["gezieltes-ueben"], often_mixes_up, days=13 - 4 * number, seed=number)
    assert last
    return {"exhausted": last.public_id}


def _change_lesson(course: Course, author: Any) -> None:
    """The first lesson says something else since it was read."""
    now = moment.days_ago(0.3)
    moment.turn_to(now)
    unit = (
        course.units.filter(kind="lesson")
        .select_related("lesson__published")
        .order_by("chapter__position", "position")[0]
    )
    text = text_of(unit.lesson.published)
    changed = type(text)(**{**vars(text), "source": f"{text.source}\nUmsatz allein ist kein Merkmal.\n"})
    values = {"change_kind": "substantial", "summary": "Ein Satz zum Umsatz kam hinzu."}
    save_draft(lesson=unit.lesson, text=changed, author=author, now=now, based_on=None, **values)
    publish(lesson=unit.lesson, actor=author, now=now, **values)


def _hold(course: Course, quizzes: dict[str, Quiz], users: list[Any]) -> None:
    """Both certificates, for two years."""
    CertificatePolicy.objects.create(course=course, valid_months=24, renew_by_substance=True, substance_days=30)
    for number, user in enumerate(users):
        enrolment = _begin(user, course, days=70, lessons=LESSONS)
        _done(enrolment, quizzes["abschlusspruefung"], knows, days=50, seed=40 + number)


def _bring_up_to_date(course: Course, users: list[Any]) -> None:
    """All three are offered what has changed; one is at the second question, one has her new certificate."""
    now = moment.days_ago(0.2)
    moment.turn_to(now)
    behind = holders(course.pk, today=now.date()).filter(user__in=users)
    with write_transaction():
        open_offers(course.certificate_policy, list(behind), substantial_changes(course.pk), now)
    _holder, updating, updated = (Enrolment.objects.get(user=user, closed_at=None) for user in users)
    for run, answers in ((updating, (False,)), (updated, (True, True, True))):
        unit = course.units.select_related("lesson__published").get(uid__in=run.scope)
        acknowledge_change(enrolment=run, unit=unit, version=unit.lesson.published, now=now)
        run.refresh_from_db()
        for is_right in answers:
            _answer_change(run, is_right=is_right, now=now)


def _answer_change(run: Enrolment, *, is_right: bool, now: datetime) -> None:
    question = sitting_of(run).next
    assert question is not None
    assert question.current is not None
    kind, content = get_type(question.current.type), content_of(question.current, TERMS)
    solution = kind.solution(content)
    answer = solution
    if not is_right and kind.key == "single":
        answer = next(option.token for option in content.options if option.token != solution)
    answer_change_question(enrolment=run, question_uid=question.uid, answer=answer, now=now)
