"""What those who teach find: answers to mark, objections, figures of questions, a draft, a question in approval."""

from typing import Any

from lessons.models import Course, CourseRole
from lessons.services.publishing import save_draft, text_of
from quizzes.models import Attempt, Question
from quizzes.services.analysing import refresh_figures
from quizzes.services.approving import submit_question
from quizzes.services.curating import QuestionHead, QuestionText, create_question
from quizzes.services.marking import mark_answer
from quizzes.services.objecting import object_to
from quizzes.services.second_marking import request_second_marking
from tests.screenshots import moment


def teach(course: Course, people: dict[str, Any]) -> dict[str, object]:
    now = moment.days_ago(0.2)
    moment.turn_to(now)
    written = Attempt.objects.get(quiz__unit__slug="praxisauftrag", enrolment__user=people["passed"])
    reviewed = Attempt.objects.filter(enrolment__user=people["exhausted"], passed=False).order_by("-number")[0]
    object_to(attempt=reviewed, position=2, reason="Im Text steht nichts über den Anlass.", now=now)
    disputed = reviewed.slots.select_related("version__question").get(position=2).version
    refresh_figures(now=now, course=course)
    lesson = course.units.get(slug="stufenmodell").lesson
    text = text_of(lesson.published)
    source = text.source.replace("![", "![](fehlt.svg)\n\n#### Zu tief\n\n![", 1)
    draft = type(text)(**{**vars(text), "source": source})
    save_draft(lesson=lesson, text=draft, author=people["instructor"], now=now, based_on=None)
    CourseRole.objects.create(course=course, user=people["second instructor"])
    question = Question.objects.filter(course=course, pool="exam", form="einordnen").order_by("position")[0]
    return {
        "slot": written.slots.get().pk,
        **_second_marking(people, now),
        **_approval(course, people, now),
        "item": disputed.question.uid,
        "version": disputed.number,
        "question_pk": question.pk,
        "lesson_pk": lesson.pk,
        "course_pk": course.pk,
        "quiz_pk": course.quizzes.get(unit__slug="abschlusspruefung").pk,
    }


def _second_marking(people: dict[str, Any], now: Any) -> dict[str, object]:
    """Another practical assignment, marked once, that a colleague is asked to mark, too."""
    attempt = Attempt.objects.get(quiz__unit__slug="praxisauftrag", enrolment__user=people["colleagues"][1])
    slot, marker = attempt.slots.get(), people["instructor"]
    mark_answer(
        slot=slot,
        points=[part["points"] for part in slot.version.content["rubric"]],
        comment="Klar begründet.",
        marker=marker,
        now=now,
    )
    request_second_marking(slot=slot, actor=marker, now=now)
    return {"second_slot": slot.pk}


def _approval(course: Course, people: dict[str, Any], now: Any) -> dict[str, object]:
    """A draft of the instructor's that somebody else is to approve: a copy of a question, under another name."""
    model = Question.objects.filter(course=course, pool="practice", form="einordnen").order_by("position")[0]
    head = QuestionHead(pool="practice", family="entwurf", bloom="Verstehen")
    text = QuestionText(data=model.current.content, note="", head=head)
    author = people["instructor"]
    question = create_question(course=course, type_key="single", uid="", text=text, author=author, now=now)
    submit_question(question=question, by=author, now=now)
    return {"approve_pk": question.pk}
