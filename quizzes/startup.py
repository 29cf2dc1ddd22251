"""What this floor tells the floors below when the site starts."""

from types import ModuleType

from django.utils.translation import gettext_lazy as _

from lessons import kinds, part_loaders, selfchecks
from quizzes.selfchecks import Checks
from quizzes.services.bank_loading import BankLoader, QuizLoader


def register(registry: ModuleType) -> None:
    kinds.register_kind(kinds.UnitKind("quiz", _("Quiz"), "quiz", "quizzes:quiz", graded=True))
    part_loaders.register(BankLoader())
    part_loaders.register(QuizLoader())
    selfchecks.register(Checks())
