"""Whoever has a role finds on the start page what waits for her, in numbers, and the way there; nobody else does."""

import re
from datetime import timedelta
from html import unescape

import pytest

from coursesite import clock, registry
from coursesite.accounts.enums import Role
from coursesite.accounts.models import DeletionRequest, HRRole, User, WorksCouncilRole
from coursesite.accounts.services.inviting import invite_again
from coursesite.accounts.services.rule_setting import set_rules
from coursesite.desks import desks_of
from coursesite.help.contents import part_of
from coursesite.journal.models import Action
from coursesite.journal.services.recording import record
from coursesite.outbox.models import MailState, OutboxMail
from lessons.enums import ExportState
from lessons.models import ExportFile, Lesson, LessonVersion, StagedFile, StagedKind
from lessons.services.publishing import LessonText, save_draft
from lessons.services.reviewing import return_draft, submit_for_review
from quizzes.models import ItemFigures, Objection
from quizzes.services.attempting import save_answer, start_attempt, submit_attempt
from tests.factories.accounts import make_operator, make_user
from tests.factories.company import company, make_department, make_hr, make_member
from tests.factories.lessons import make_course, make_enrolment, make_lesson, make_started
from tests.factories.quizzes import ESSAY, make_exam, make_questions, make_quiz, make_quiz_course, slots_of
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db


def waiting_for(user: User) -> list[tuple[str, str]]:
    """(sentence, address) as she reads them, after the answer of each address was looked at."""
    client = signed_in(user)
    client.cookies["language"] = "de"
    page = client.get("/").content.decode()
    part = re.findall(r'<ul class="desk__waiting">(.*?)</ul>', page, re.DOTALL)
    found = re.findall(r'<a href="([^"]+)">(.*?)</a>', "".join(part))
    assert [client.get(unescape(address)).status_code for address, _sentence in found] == [200] * len(found)
    return [(unescape(sentence), unescape(address)) for address, sentence in found]


def test_learners_have_no_desk_and_no_query_is_asked_for_it(django_assert_num_queries):
    learner = make_user()
    page = signed_in(learner).get("/").content.decode()
    known = User.objects.get(pk=learner.pk)
    assert desks_of(known, now=clock.now()) == []

    with django_assert_num_queries(0):  # her roles are known by now
        desks_of(known, now=clock.now())

    assert "Ihre Aufgaben" not in page


def test_hr_reads_what_waits_and_each_leads_to_as_many():
    sales = make_department("Vertrieb")
    hr, now = make_hr(sales), clock.now()
    late, fine = make_member(sales, "Anna"), make_member(sales, "Boris")
    make_enrolment(late, make_course(), due_on=clock.today() - timedelta(days=1))
    make_enrolment(fine, make_course(), due_on=clock.today() + timedelta(days=1))
    make_enrolment(make_member(company(), "Fremd"), make_course(), due_on=clock.today() - timedelta(days=1))
    User.objects.filter(pk__in=[late.pk, fine.pk]).update(password="")
    invite_again(person=fine, actor=None, now=now)
    OutboxMail.objects.update(state=MailState.FAILED)
    ExportFile.objects.create(
        owner=hr, format="csv", language="de", state=ExportState.READY, expires_at=now + timedelta(hours=1)
    )
    ExportFile.objects.create(
        owner=make_hr(sales), format="csv", language="de", state=ExportState.READY, expires_at=now + timedelta(hours=1)
    )

    assert waiting_for(hr) == [
        ("1 Einschreibung ist überfällig", "/reports/completions/?status=overdue"),
        ("1 Person hat weder ein Passwort noch eine Einladung", "/reports/people/"),
        ("1 Mail wurde nicht zugestellt", "/reports/outbox/?state=failed"),
        ("1 Export liegt zum Abholen bereit", "/reports/exports/"),
    ]
    listed = signed_in(hr).get("/reports/completions/?status=overdue").content.decode()
    assert "Anna" in listed
    assert "Boris" not in listed


def test_a_list_that_was_checked_waits_until_it_is_imported(client):
    hr = make_hr(company())
    values = {"kind": StagedKind.PEOPLE, "name": "leute.csv", "content": b"", "uploaded_by": hr}
    report = {"department": company().pk}
    StagedFile.objects.create(**values, made_at=clock.now(), options={**report, "is_done": True})
    StagedFile.objects.create(**values, made_at=clock.now() - timedelta(days=2), options={**report, "is_done": False})
    [desk] = desks_of(hr, now=clock.now())
    assert [waits.sentence for waits in desk.waiting if "import" in waits.sentence] == []

    open_ = StagedFile.objects.create(**values, made_at=clock.now(), options={**report, "is_done": False})

    [desk] = desks_of(User.objects.get(pk=hr.pk), now=clock.now())
    assert f"/reports/people/import/?file={open_.public_id}" in [waits.url for waits in desk.waiting]


def test_the_works_council_reads_what_went_out_and_was_changed_lately():
    council, hr = make_user(), make_hr(company())
    WorksCouncilRole.objects.create(user=council)
    assert waiting_for(council) == []

    for _export in range(2):
        record(actor=hr, role=Role.HR, action=Action.EXPORT_COMPLETIONS, purpose="Audit", details={})
    set_rules(values={"remind-first": 20}, actor=hr, now=clock.now())

    assert waiting_for(council) == [
        ("2 Exporte in den letzten 30 Tagen", "/council/exports/"),
        ("1 geänderte Einstellung in den letzten 30 Tagen", "/council/rules/"),
    ]


def test_operators_read_who_wants_to_be_deleted():
    operator = make_operator()
    DeletionRequest.objects.create(user=make_user())
    DeletionRequest.objects.create(user=make_user(), withdrawn_at=clock.now())

    assert waiting_for(operator) == [
        ("1 Person möchte ihr Konto löschen lassen", "/admin/accounts/deletionrequest/"),
    ]


def drafted(lesson: Lesson, author: User) -> LessonVersion:
    text = LessonText(title="Neu", source="Ein neuer Satz.\n")
    return save_draft(lesson=lesson, text=text, author=author, now=clock.now(), based_on=None)


def test_instructors_read_which_texts_wait_for_them(settings):
    course = make_course()
    author, reviewer = make_instructor(course), make_instructor(course)
    lesson = make_lesson(course)
    settings.FOUR_EYES = True
    version = drafted(lesson, author)
    submit_for_review(lesson=lesson, actor=author, now=clock.now(), version=version.number)
    waits = ("1 Text wartet auf Ihre Freigabe", "/admin/lessons/lesson/?standing=waiting")
    assert (waiting_for(author), waiting_for(reviewer)) == ([], [waits])

    return_draft(lesson=lesson, reviewer=reviewer, note="Kürzer.", now=clock.now(), version=version.number)

    back = ("1 Ihrer Texte kam mit einer Bemerkung zurück", "/admin/lessons/lesson/?standing=draft")
    assert (waiting_for(author), waiting_for(reviewer)) == ([back], [])


def test_instructors_read_which_answers_objections_and_questions_wait_for_them():
    course = make_quiz_course(slug="kurs")
    teacher, author, stranger = make_instructor(course), make_user(), make_instructor(make_course())
    [essay] = make_questions(course, [ESSAY], type_key="essay")
    run = make_started(make_user(), course)
    task = make_quiz(course, [{"form": essay.form}], slug="auftrag")
    attempt = start_attempt(enrolment=run, quiz=task, seed=1, now=clock.now())
    save_answer(attempt=attempt, position=1, seq=1, answer="Wir hören zu.", now=clock.now())
    submit_attempt(attempt=attempt, now=clock.now())
    exam = start_attempt(enrolment=run, quiz=make_exam(course), seed=1, now=clock.now())
    submit_attempt(attempt=exam, now=clock.now())
    slot = slots_of(exam)[0]
    Objection.objects.create(slot=slot, reason="Beides geht.", made_at=clock.now())
    question = slots_of(exam)[1].version.question
    question.current.submitted_at, question.current.author = clock.now(), author
    question.current.save()
    ItemFigures.objects.create(
        version=slot.version, mode="exam", answers=30, flagged=True, figures={"flags": []}, computed_at=clock.now()
    )

    [desk] = desks_of(teacher, now=clock.now())

    assert [(waits.sentence, waits.url) for waits in desk.waiting] == [
        ("1 Antwort wartet auf Bewertung", "/teach/#waiting"),
        ("1 Einwand ist offen", "/teach/"),
        ("1 Frage wartet auf Ihre Freigabe", "/admin/quizzes/question/?waiting=me"),
        (f"1 Frage zu prüfen: {course.title}", "/teach/courses/kurs/items/?flagged=yes"),
    ]
    assert waiting_for(stranger) == []


@pytest.mark.parametrize("has_begun", [False, True])
def test_the_desk_comes_before_her_own_course(has_begun):
    hr, course = make_hr(company()), make_course()
    if has_begun:
        make_started(hr, course)
    client = signed_in(hr)
    client.cookies["language"] = "de"

    page = client.get("/").content.decode()

    assert len(re.findall("<h1", page)) == 1
    assert page.index("Ihre Aufgaben") < page.index(course.get_absolute_url())
    assert re.findall(r'<ul class="desk__links" role="list">.*?</ul>', page, re.DOTALL)
    helps = re.findall(r'<nav class="help-link".*?href="/help/([\w-]+)/"', page)
    assert helps == ["start-a-course" if has_begun else "list-of-completions"]


def test_the_help_of_each_desk_opens_for_its_role():
    people = {"council": make_user(), "hr": make_hr(company()), "teacher": make_instructor(make_course())}
    WorksCouncilRole.objects.create(user=people["council"])

    found = {role: desks_of(person, now=clock.now()) for role, person in people.items()}

    assert [part_of(desks[0].task).key for desks in found.values()] == ["council", "hr", "instructor"]
    assert part_of(desks_of(make_operator(), now=clock.now())[0].task).key == "operator"


def test_each_role_has_its_own_desk_in_one_order():
    hr = make_hr(company())
    WorksCouncilRole.objects.create(user=hr)

    assert [desk.role for desk in desks_of(hr, now=clock.now())] == ["works-council", "hr"]
    HRRole.objects.update(ended_at=clock.now())
    assert [desk.role for desk in desks_of(User.objects.get(pk=hr.pk), now=clock.now())] == ["works-council"]
    assert len(registry.desks) == 4
