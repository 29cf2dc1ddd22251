"""manage.py simulate_check PATH: how long are adaptive check and practice for a course's terms, how often right?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.files.course import read_course
from lessons.kinds import parts
from quizzes.diagnosis.mastery import NeedsThreeTerms
from quizzes.simulation.adaptive import Figures, Outcome, coverage, figures, outcomes
from quizzes.simulation.practice import practised

SEED = 20_261_126  # any fixed one: the same terms give the same table
PRACTISING = 10  # one of so many practises, too: enough for a tenth of a case
LEARNERS = 10_000  # a share of 5 % comes out within 0.4 points, 19 times of 20


class Command(BaseCommand):
    help = "Simulate learners who confuse terms in known ways on the adaptive check of a course folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--learners", type=int, default=LEARNERS, help="of the population (default: 10000)")

    def handle(self, *args: Any, **options: Any) -> None:
        reading = read_course(options["path"], parts())
        if reading.course is None:
            raise CommandError("The course files cannot be read; lint_course says why.")
        learners, terms = options["learners"], reading.course.term_keys
        if learners < 1:
            raise CommandError("At least one learner must take the check.")
        try:
            made = outcomes(terms, learners=learners, seed=SEED)
        except NeedsThreeTerms as error:
            raise CommandError(str(error)) from None
        self._profiles(made)
        self._population(figures(made), learners)
        for number, share in coverage(terms, learners=learners, seed=SEED).items():
            self._line(f"90 % intervals hold, {number} answers", share, "at least 85 %")
        self._practice(terms, max(1, learners // PRACTISING))

    def _profiles(self, made: tuple[Outcome, ...]) -> None:
        self.stdout.write("Adaptive check, by profile: questions, passed, undecided, told a pair, and the right one")
        for outcome in made:
            shares = (outcome.passed, outcome.undecided, outcome.named, outcome.named_right)
            columns = "".join(f"{100 * share:8.1f} %" for share in shares)
            self.stdout.write(f"  {outcome.profile.name:<16}{outcome.questions:6.1f}{columns}")

    def _practice(self, terms: list[str], learners: int) -> None:
        self.stdout.write("Targeted practice, by profile: cases, and who ends it as telling the two terms apart")
        for found in practised(terms, learners=learners, seed=SEED):
            self.stdout.write(f"  {found.profile.name:<16}{found.cases:6.1f}{100 * found.separated:8.1f} %")

    def _population(self, found: Figures, learners: int) -> None:
        self.stdout.write(f"  {learners} learners: 40 % masters, 20 % novices, 40 % who confuse one pair")
        self.stdout.write(f"  {'mean number of questions':<40}{found.questions:8.1f}    at most 13")
        self._line("right decisions", found.right, "at least 95 %")
        self._line("pair-confusers who pass", found.false_pass, "at most 5 %")
        self._line("without a decision", found.undecided)
        self._line("right names, of those told to confusers", found.names_right, "at least 90 %")
        self._line("right names, of those told to anybody", found.names_apt)

    def _line(self, label: str, share: float, limit: str = "") -> None:
        self.stdout.write(f"  {label:<40}{100 * share:8.1f} %  {limit}".rstrip())
