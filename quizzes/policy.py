"""What this floor promises about people (coursesite/policy.py says what a rule is)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coursesite import policy
from lessons.quarters import MONTHS
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.services.effect import WAITS

# Who ends a run on a quarter's first day is in the last figures of that quarter only if her answers are still there
# when these are written; run_due writes them before it deletes.
LEAST_MONTHS_OF_ANSWERS = MONTHS * (max(WAITS.values()) + 1)

RULES = (
    policy.Rule(
        "least-learners",
        _("Minimum number of people for figures about their answers"),
        _("With fewer people, a figure would reveal something about individuals."),
        lambda: LEAST_LEARNERS,
        least=5,
        unit=policy.people,
    ),
    policy.Rule(
        "keep-answers",
        _("How long answers are kept after the end of a run"),
        _("To look something up again, and until the group figures are recorded; the results are kept."),
        lambda: settings.KEEP_ANSWERS_MONTHS,
        least=LEAST_MONTHS_OF_ANSWERS,
        most=12,
        unit=policy.months,
    ),
)


def register() -> None:
    for rule in RULES:
        policy.register_rule(rule)
