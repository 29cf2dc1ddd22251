"""Each code of an import of people has its words."""

import re
from pathlib import Path

from coursesite.accounts import import_words, people_file, people_sheet
from coursesite.accounts.people_file import Problem
from coursesite.accounts.services import import_plan, importing
from coursesite.accounts.services.importing import Report

CODE = re.compile(r"(?:refuse|Refused|Unreadable|Problem)\((?:\w+, )?f?\"([^\"]+)\"")


def codes() -> set[str]:
    """As they stand in the source; the three that are made of a column's name are spelled out."""
    modules = (people_file, people_sheet, import_plan, importing)
    found = {code for module in modules for code in CODE.findall(Path(module.__file__).read_text())}
    composed = {
        "email-twice",
        "personnel-number-twice",
        "email-missing",
        "name-missing",
        "role-of-course",
        "role-unknown",
    }
    return {code for code in found if "{" not in code} | composed


def test_every_code_has_words_and_no_words_are_left_over():
    assert codes() ^ set(import_words.PROBLEMS) == set()


def test_a_problem_names_its_line_and_its_value():
    assert import_words.problem_words(Problem(7, "email-twice", "3")) == (
        "Zeile 7: Dieselbe E-Mail-Adresse steht auch in Zeile 3."
    )


def test_why_it_stopped_and_how_far_it_came():
    def words(line: int) -> str:
        return import_words.stop_words(Report(stopped=Problem(line, "too-many-rows", "100000")))

    assert words(0) == "Die Datei hat mehr als 100000 Personen."
    assert words(7) == "Die Datei hat mehr als 100000 Personen. Bis Zeile 7 ist alles übernommen."
    assert import_words.stop_words(Report()) == ""
