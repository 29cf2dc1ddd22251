"""What was agreed has bounds in code: a site outside of them does not start."""

from pathlib import Path

import pytest
from django.test import override_settings

from coursesite import policy
from coursesite.checks import rules_for_people
from coursesite.settings import REAUTHENTICATE_AFTER
from tests.coursesite.test_checks import PRODUCTION, python


def test_this_site_keeps_every_rule() -> None:
    assert rules_for_people(None) == []
    assert {"least-in-group", "least-learners", "keep-answers", "keep-journal", "reauthenticate-after"} <= {
        *policy.rules
    }


def test_the_minimums_that_were_agreed() -> None:
    assert (policy.rules["least-in-group"].least, policy.rules["least-learners"].least) == (10, 5)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"KEEP_ANSWERS_MONTHS": 13}, "keep-answers"),
        ({"KEEP_ANSWERS_MONTHS": 8}, "keep-answers"),
        ({"KEEP_RECORDS_MONTHS": 121}, "keep-records"),
        ({"KEEP_JOURNAL_MONTHS": 11}, "keep-journal"),
        ({"KEEP_JOURNAL_MONTHS": 37}, "keep-journal"),
        ({"KEEP_MAILS_MONTHS": 13}, "keep-mails"),
        ({"REAUTHENTICATE_AFTER": 2 * REAUTHENTICATE_AFTER + 60}, "reauthenticate-after"),
        ({"SESSION_COOKIE_AGE": 15 * 24 * 3600}, "session"),
        ({"LOCAL": False, "SECOND_FACTOR_REQUIRED": True}, "reauthenticate-for-export"),
        ({"LOCAL": False, "REAUTHENTICATE_FOR_EXPORT": True}, "second-factor"),
    ],
)
def test_a_value_outside_its_bounds_is_an_error(changed: dict, key: str) -> None:
    with override_settings(**changed):
        assert [(error.id, error.msg.split(":")[0]) for error in rules_for_people(None)] == [("coursesite.E006", key)]


@pytest.mark.parametrize(
    ("constant", "key"),
    [("lessons.policy.LEAST_IN_GROUP", "least-in-group"), ("quizzes.policy.LEAST_LEARNERS", "least-learners")],
)
def test_a_smaller_group_is_an_error(constant: str, key: str, monkeypatch) -> None:
    monkeypatch.setattr(constant, policy.rules[key].least - 1)

    assert [error.msg.split(":")[0] for error in rules_for_people(None)] == [key]


def test_such_a_site_does_not_start(tmp_path: Path) -> None:
    result = python("-c", "import coursesite.wsgi", tmp_path=tmp_path, **PRODUCTION, KEEP_ANSWERS_MONTHS="24")

    assert result.returncode == 1
    assert "keep-answers: 24 is outside its bounds." in result.stderr
