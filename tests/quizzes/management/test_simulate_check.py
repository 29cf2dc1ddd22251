"""manage.py simulate_check: one table from the files of a course, or the reason why not."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

COURSE = Path(__file__).parents[3] / "lessons" / "content" / "kundenzentrierung"


def printed(*arguments):
    out = StringIO()
    call_command("simulate_check", *arguments, stdout=out)
    return out.getvalue()


def test_the_table_has_each_profile_and_each_figure():
    table = printed(str(COURSE), "--learners", "30")

    lines = [line.strip() for line in table.splitlines()]
    assert sum(line.startswith(("pair ", "direction ")) for line in lines) == 2 * 9  # check and practice
    assert "30 learners: 40 % masters, 20 % novices, 40 % who confuse one pair" in lines
    assert any(line.startswith("mean number of questions") and line.endswith("at most 13") for line in lines)
    assert sum("90 % intervals hold" in line for line in lines) == 3
    assert printed(str(COURSE), "--learners", "30") == table


def test_a_folder_without_a_course_is_refused(tmp_path):
    with pytest.raises(CommandError, match="lint_course says why"):
        printed(str(tmp_path))


def test_no_learners_are_refused():
    with pytest.raises(CommandError, match="At least one learner"):
        printed(str(COURSE), "--learners", "0")
