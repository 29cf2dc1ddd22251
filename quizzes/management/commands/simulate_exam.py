"""manage.py simulate_exam PATH: who would pass the exams of this course folder, and do their draws keep their rules?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.files.course import read_course
from lessons.files.structure import CourseFile
from lessons.kinds import parts
from quizzes.draw import DrawRules
from quizzes.files.bank import KEY as BANK
from quizzes.files.bank import bank_item
from quizzes.files.quiz import KEY as QUIZZES
from quizzes.files.quiz import QuizFile
from quizzes.grading.attempt import PassRule
from quizzes.simulation.exam import Exam, pass_shares, sittings
from quizzes.simulation.learners import profiles_of

SEED = 20_261_126  # any fixed one: the same files give the same table
DRAWS = 1000
LEARNERS = 4000  # a share of 5 % comes out within 0.7 points, 19 times of 20


class Command(BaseCommand):
    help = "Simulate learners who confuse terms in known ways on each exam of a course folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--learners", type=int, default=LEARNERS, help="of each profile (default: 4000)")
        parser.add_argument("--draws", type=int, default=DRAWS, help="sittings that are drawn (default: 1000)")

    def handle(self, *args: Any, **options: Any) -> None:
        reading = read_course(options["path"], parts())
        if reading.course is None:
            raise CommandError("The course files cannot be read; lint_course says why.")
        quizzes = [quiz for quiz in reading.course.parts[QUIZZES] if quiz.passing and quiz.mode == "exam"]
        if not quizzes:
            raise CommandError("No quiz of this course is an exam with a pass rule.")
        for quiz in quizzes:
            self._table(reading.course, quiz, **{name: options[name] for name in ("learners", "draws")})

    def _table(self, course: CourseFile, quiz: QuizFile, *, learners: int, draws: int) -> None:
        exam = _exam(course, quiz)
        drawn = sittings(exam, count=draws, seed=SEED)
        self.stdout.write(f"{quiz.title}: {draws} sittings of {exam.attempts} attempts in a row")
        for number in range(exam.attempts):
            relaxed = sum(sitting.relaxed[number] for sitting in drawn)
            self.stdout.write(f"  attempt {number + 1}: a rule relaxed in {relaxed} draws")
        self.stdout.write(f"  passed by attempt, of {learners} learners each, who learn nothing in between")
        for profile in profiles_of(course.term_keys):
            shares = pass_shares(exam, profile, drawn, learners=learners, seed=SEED)
            self.stdout.write(f"  {profile.name:<16}" + "".join(f"{100 * share:8.1f} %" for share in shares))


def _exam(course: CourseFile, quiz: QuizFile) -> Exam:
    assert quiz.passing is not None
    return Exam(
        cells=tuple(quiz.draw_cells),
        bank=tuple(bank_item(entry) for entry in course.parts[BANK] if entry.is_live),
        rules=quiz.draw.rules if quiz.draw else DrawRules(),
        passing=PassRule(quiz.passing.points, quiz.passing.per_term or 0),
        attempts=quiz.attempts or 1,
    )
