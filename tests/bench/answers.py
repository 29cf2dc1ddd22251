"""How long does the item analysis of a large course take? `python -m tests.bench.answers`, in a database of its own.

Settings are read once in a process, so this is a program: it makes 200 questions with 10,000 answers each in whatever
empty database `DATABASE_URL` names, runs the job once, and once more when nothing is new, and prints both as JSON.
"""

import json
import os
import sys
import time
from typing import Any

import django

QUESTIONS, ANSWERS, ASKED = 200, 10_000, 25
TERMS = ("F", "O", "Z")
LOTS = 5000

# Who answers right depends on the person's ability (her attempt's seed, 0 to 99), the question, and a digit that looks
# random and is the same on every database.
SLOTS = """
INSERT INTO quizzes_attemptslot
    (attempt_id, position, version_id, option_order, flagged, explained, share, parts, comment)
SELECT a.id, n.number, v.id, '[]', {false}, '[]',
    CASE WHEN (a.id * 7919 + n.number * 104729 + (a.id * n.number) % 613) % 100
        < 35 + a.seed * 6 / 10 - (v.id % 20) THEN 1 ELSE 0 END, '[]', ''
FROM quizzes_attempt a
CROSS JOIN (SELECT position AS number FROM lessons_unit WHERE position BETWEEN 1 AND {asked}) n
JOIN quizzes_questionversion v ON v.id = {first} + (a.id * {asked} + n.number) % {questions}
"""
STEPS = """
INSERT INTO quizzes_answerstep (slot_id, seq, answer, confidence, arrived_at)
SELECT s.id, 1, CASE WHEN s.share = 1 THEN '"{right}"' WHEN s.id % 3 = 0 THEN '"{other}"' ELSE '"{wrong}"' END{json},
    CASE WHEN s.id % 4 = 0 THEN 'unsure' ELSE 'sure' END, a.started_at
FROM quizzes_attemptslot s JOIN quizzes_attempt a ON a.id = s.attempt_id
WHERE s.id % 50 <> 0
"""
POINTS = """
UPDATE quizzes_attempt SET points =
    (SELECT SUM(share) FROM quizzes_attemptslot s WHERE s.attempt_id = quizzes_attempt.id)
"""


def measure() -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    from coursesite import clock
    from quizzes.services.analysing import refresh_figures

    call_command("migrate", verbosity=0, stdout=sys.stderr)
    build()
    found: dict[str, Any] = {"database": connection.vendor, "answers": QUESTIONS * ANSWERS}
    for name in ("first_run", "nothing_new"):
        start = time.monotonic()
        refreshed = refresh_figures(now=clock.now())
        found[name] = {"seconds": round(time.monotonic() - start, 2), "figures": sum(one.items for one in refreshed)}
    return found


def build() -> None:
    """Straight into the tables: this is about the size of the site, not about its services."""
    from django.db import connection

    from quizzes.types.base import token_of

    first = _course()
    right, wrong, other = (token_of(f"Vorgehen {term}.") for term in TERMS)
    is_sqlite = connection.vendor == "sqlite"
    words = {"asked": ASKED, "questions": QUESTIONS, "first": first, "false": "0" if is_sqlite else "false"}
    words |= {"right": right, "wrong": wrong, "other": other, "json": "" if is_sqlite else "::jsonb"}
    with connection.cursor() as cursor:
        for statement in (SLOTS, STEPS, POINTS):
            typed = statement if is_sqlite else statement.replace("'[]'", "'[]'::jsonb")
            cursor.execute(typed.format(**words))
        cursor.execute("ANALYZE")


def _course() -> int:
    """An exam of ASKED questions that everybody has taken once; the id of its first version."""
    from coursesite import clock
    from coursesite.accounts.models import User
    from lessons.models import Chapter, Course, Enrolment, Term, Unit
    from quizzes.models import Attempt, Question, QuestionVersion, Quiz

    now = clock.now()
    course = Course.objects.create(slug="kurs", title="Kurs", access="open")
    Term.objects.bulk_create(
        [
            Term(course=course, key=key, name=key, glyph="plan", colour="focus", definition=key, position=place)
            for place, key in enumerate(TERMS)
        ]
    )
    chapter = Chapter.objects.create(course=course, uid="kapitel", title="Kapitel", position=1)
    units = [
        Unit(course=course, chapter=chapter, uid=f"u{n}", slug=f"u{n}", title=f"Einheit {n}", kind="quiz", position=n)
        for n in range(1, ASKED + 1)
    ]
    Unit.objects.bulk_create(units)
    quiz = Quiz.objects.create(course=course, unit=units[0], mode="exam", pass_points=19, pass_per_term=0)
    versions = []
    for number in range(QUESTIONS):
        question = Question.objects.create(
            course=course, uid=f"q{number}", family=f"q{number}", pool="exam", form="szenario", status="live"
        )
        versions.append(
            QuestionVersion.objects.create(question=question, number=1, type="single", content=_content(number))
        )
        Question.objects.filter(pk=question.pk).update(current=versions[-1])
    for start in range(0, QUESTIONS * ANSWERS // ASKED, LOTS):
        numbers = range(start, start + LOTS)
        people = User.objects.bulk_create(
            [User(email=f"p{number}@bench.example", name=f"Person {number}", password="!") for number in numbers]
        )
        runs = Enrolment.objects.bulk_create(
            [Enrolment(user=person, course=course, enrolled_on=now.date(), started_at=now) for person in people]
        )
        Attempt.objects.bulk_create(
            [
                Attempt(
                    enrolment=run, quiz=quiz, number=1, state="marked", seed=number * 37 % 100, maximum=ASKED,
                    rule={"points": 19, "per_term": 0}, started_at=now, submitted_at=now, passed=False,
                )
                for number, run in zip(numbers, runs, strict=True)
            ]
        )  # fmt: skip
    return versions[0].pk


def _content(number: int) -> dict[str, Any]:
    case = {"term": "F", "contrast": "FO", "dimension": "D1", "claims": ["S1-01"], "decoy": False}
    options = [
        {"id": term, "term": term, "text": f"Vorgehen {term}.", "feedback": f"Warum {term}."}
        | ({"key": True} if term == "F" else {"misconception": "M1"})
        for term in TERMS
    ]
    return {"form": "szenario", "case": case, "stem": f"Fall {number}: Was passt?", "options": options}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coursesite.settings")
    django.setup()
    print(json.dumps(measure()))
