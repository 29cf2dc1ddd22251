"""python -m quizzes.statistics: from a shell, without settings, database or server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizzes.statistics.__main__ import main

ROOT = Path(__file__).parents[3]
BY_HAND = "person,a,b,c\np1,1,1,1\np2,1,1,0\np3,1,0,1\np4,0,1,0\np5,0,0,0\n"


@pytest.fixture
def told(tmp_path, capsys):
    """What the command prints for such a file, and its exit code."""

    def tell(data, *options):
        path = tmp_path / "answers.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        code = 0
        try:
            main([str(path), *options])
        except SystemExit as ended:
            code = ended.code
        out, err = capsys.readouterr()
        return code, out, err.replace(str(path), "answers.csv")

    return tell


def test_the_shell_without_settings(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    path = tmp_path / "answers.csv"
    path.write_text(BY_HAND)
    run = subprocess.run(
        [sys.executable, "-m", "quizzes.statistics", str(path)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    found = json.loads(run.stdout)
    assert (run.returncode, run.stderr) == (0, "")
    assert found["people"] == 5
    assert found["items"][0] == {
        "name": "a", "maximum": 1.0, "n": 5, "stage": "counts", "facility": 0.6, "facility_interval": [0.2094, 0.9056],
        "discrimination": 0.6455, "discrimination_se": 0.2917, "strong_n": 1, "strong_facility": 1.0, "sd": 0.5477,
        "discrimination_index": 1.0, "discriminative_efficiency": 1.0, "effective_weight": 0.3783,
        "item_rest_correlation": 0.6455, "flags": [],
    }  # fmt: skip
    assert found["test"] == {
        "n": 5, "maximum": 3.0, "mean": 1.6, "median": 2.0, "sd": 1.1402, "skewness": -0.4048, "kurtosis": -0.1775,
        "alpha": 0.4615, "error_ratio": 0.7338, "standard_error": 0.8367,
    }  # fmt: skip


def test_the_core_loads_no_django():
    script = "import sys, quizzes.statistics.__main__, quizzes.statistics.consistency, quizzes.statistics.options; print(*{m.split('.')[0] for m in sys.modules} & {'django', 'scipy', 'numpy'})"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.split() == []


def test_maxima_in_the_second_line(told):
    code, out, _err = told("person,a,b\nmax,4,1\np1,4,1\np2,2,\n", "--max")

    a, b = json.loads(out)["items"]
    assert (code, a["maximum"], a["facility"], b["n"]) == (0, 4.0, 0.75, 1)


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffperson,a\np1,0.5\n",
        "person;a\r\np1;0,5\r\n",
        'person,a\n"Öztürk, Ada",.5\n\n',
        "person,a\np1,5e-1",
    ],
    ids=["byte order mark", "semicolons and decimal comma", "quoted", "exponent"],
)
def test_spellings_of_the_same(told, data):
    code, out, _err = told(data)

    assert (code, json.loads(out)["items"][0]["facility"]) == (0, 0.5)


def test_what_is_undefined_is_null(told):
    _code, out, _err = told("person,a,b\np1,1,\n")

    found = json.loads(out)
    assert (found["test"]["sd"], found["test"]["alpha"], found["items"][1]["facility"]) == (None, None, None)
    assert "NaN" not in out


@pytest.mark.parametrize(
    ("data", "options", "line"),
    [
        ("", (), "The file is empty."),
        ("\n\n", (), "The file is empty."),
        ("person\np1\n", (), "The first line names no item; its cells are separated by commas or semicolons."),
        ("person,a\n", (), "The file names items, but nobody has answered them."),
        ("person,a,\np1,1,1\n", (), "Line 1: column 3 has no name."),
        ("person,a,a\np1,1,1\n", (), "Line 1: two items are called a."),
        ("person,a,b\np1,1\n", (), "Line 2 has 2 cells; the first line has 3."),
        ("person,a\np1,1,0\n", (), "Line 2 has 3 cells; the first line has 2."),
        ("person,a\np1,2\n", (), "Line 2, a: 2 is not from 0 to 1."),
        ("person,a\np1,-0.1\n", (), "Line 2, a: -0.1 is not from 0 to 1."),
        ("person,a\np1,nan\n", (), "Line 2, a: nan is not from 0 to 1."),
        ("person,a\np1,inf\n", (), "Line 2, a: inf is not from 0 to 1."),
        ("person,a\np1,richtig\n", (), "Line 2, a: richtig is no number."),
        ("person,a\nmax,3\np1,4\n", ("--max",), "Line 3, a: 4 is not from 0 to 3."),
        ("person,a\nmax,0\np1,0\n", ("--max",), "Line 2: a needs a maximum above 0."),
        ("person,a\nmax,\np1,0\n", ("--max",), "Line 2: a needs a maximum above 0."),
        ("person,a\n", ("--max",), "The second line with the maxima is missing."),
        (b"person,a\np\xff,1\n", (), "answers.csv is no text in UTF-8."),
        (b"PK\x03\x04\x00\x00", (), "answers.csv is no CSV: it holds zero bytes."),
        ('person,a\n"p1,1\n', (), "Line 2 is no CSV: unexpected end of data."),
        ("person," + "a" * 200_000 + "\np1,1\n", (), "Line 1 is no CSV: field larger than field limit (131072)."),
    ],
)
def test_a_wrong_file_is_one_clear_line(told, data, options, line):
    assert told(data, *options) == (2, "", f"{line}\n")


def test_no_file_is_said_too(capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "nowhere.csv")])

    assert (ended.value.code, capsys.readouterr().err) == (
        2, f"{tmp_path / 'nowhere.csv'} cannot be read: No such file or directory.\n",
    )  # fmt: skip
