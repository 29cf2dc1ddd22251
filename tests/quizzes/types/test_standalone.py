"""The core of the quizzes needs no settings, no database, no server."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = """
from random import Random
from quizzes.draw import BankItem, Cell, draw
from quizzes.grading.attempt import GradedSlot, PassRule, result
from quizzes.types import all_types

for kind in all_types().values():
    for example in kind.examples:
        content = kind.parse(example.data, terms=example.terms)
        mark = kind.grade(content, kind.solution(content))
        if mark.needs_person:
            continue
        assert result([GradedSlot(kind.points(content), mark.share, mark.parts)], PassRule(1)).passed
        item = BankItem(1, "u", "exam", content.form, cases=kind.cases(content))
        assert draw([Cell(1, kind.points(content), "exam")], [item], seed=1).items == (1,)
print("done")
"""


def test_core_runs_without_settings():
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert (run.stdout, run.stderr) == ("done\n", "")
