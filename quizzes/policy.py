"""What this floor promises about people (coursesite/policy.py says what a rule is)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coursesite import policy
from quizzes.queries.cohorts import LEAST_LEARNERS


def register() -> None:
    policy.register_rule(
        policy.Rule(
            "least-learners",
            _("Fewest people whose answers are told of together"),
            _("With fewer, a figure would be about somebody."),
            lambda: LEAST_LEARNERS,
            least=5,
            unit=policy.people,
        )
    )
    policy.register_rule(
        policy.Rule(
            "keep-answers",
            _("How long answers are kept after the end of a run"),
            _("To look something up again; the results stay."),
            lambda: settings.KEEP_ANSWERS_MONTHS,
            least=1,
            most=12,
            unit=policy.months,
        )
    )
