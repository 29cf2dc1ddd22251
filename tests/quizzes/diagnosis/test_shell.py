"""python -m quizzes.diagnosis: from a shell, without settings, database or server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizzes.diagnosis.__main__ import main

ROOT = Path(__file__).parents[3]
COUNTS = "[[5,3,0],[2,5,1],[0,1,7]]"


def test_vectors_from_the_shell_without_settings():
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        [sys.executable, "-m", "quizzes.diagnosis", COUNTS],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    found = json.loads(run.stdout)
    assert (run.returncode, run.stderr) == (0, "")
    assert found["events"] == 24
    assert found["means"]["F"] == {"F": 0.6190, "O": 0.3333, "Z": 0.0476}
    assert found["intervals"]["Z"]["Z"] == [0.5891, 0.9612]
    assert found["mastery"] == {"F": 0.1943, "O": 0.1943, "Z": 0.7291}
    assert found["pairs"] == {"FO": 0.2857, "FZ": 0.0476, "OZ": 0.1429}
    assert len(found["hypotheses"]) == 11
    assert (found["hypotheses"]["master"], found["hypotheses"]["pair FO"]) == (0.0597, 0.8621)
    assert found["confused"]["FO"] == 0.9318
    assert found["verdict"] == {"code": "not-sure", "pair": ["F", "O"], "direction": None, "is_over": False}


def test_the_core_loads_neither_django_nor_its_neighbours():
    script = "import sys, quizzes.diagnosis.advice, quizzes.diagnosis.profile; print(*sorted(m for m in sys.modules if m.split('.')[0] in ('django', 'quizzes')))"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    parts = ("advice", "beta", "confusion", "mastery", "profile")
    assert run.stdout.split() == ["quizzes", "quizzes.diagnosis", *(f"quizzes.diagnosis.{part}" for part in parts)]


def test_terms_have_other_letters(capsys):
    main([COUNTS, "--terms", "XYW"])

    assert json.loads(capsys.readouterr().out)["verdict"]["pair"] == ["X", "Y"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "the following arguments are required: counts"),
        (["x"], "The counts are no JSON; write them like [[5,3,0],[2,5,1],[0,1,7]]."),
        (["[" * 100_000], "The counts are no JSON; write them like [[5,3,0],[2,5,1],[0,1,7]]."),
        (["9" * 5000], "The counts are no JSON; write them like [[5,3,0],[2,5,1],[0,1,7]]."),
        (['{"F": 1}'], "The counts are a list of rows, like [[5,3,0],[2,5,1],[0,1,7]]."),
        (["[1, 2, 3]"], "The counts are a list of rows, like [[5,3,0],[2,5,1],[0,1,7]]."),
        (["[[5,3,0],[2,-5,1],[0,1,7]]"], "Each count is a whole number from 0 to 10000."),
        (["[[5,3,0],[2,5.5,1],[0,1,7]]"], "Each count is a whole number from 0 to 10000."),
        (["[[5,3,0],[2,true,1],[0,1,7]]"], "Each count is a whole number from 0 to 10000."),
        (["[[5,3,0],[2,NaN,1],[0,1,7]]"], "Each count is a whole number from 0 to 10000."),
        (["[[5,3],[2,5]]"], "3 terms need 3 rows of 3 counts."),
        (["[[5,3],[2,5]]", "--terms", "AB"], "The check needs three terms, not 2."),
        ([COUNTS, "--terms", "FFO"], "A confusion needs two terms or more, each once."),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line(arguments, line, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert (ended.value.code, capsys.readouterr()) == (2, ("", f"{line}\n"))
