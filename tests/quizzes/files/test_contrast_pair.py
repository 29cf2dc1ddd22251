"""Pairs of cases to compare as files: read, checked, written as they were read, stored and gone with their file."""

import pytest

from lessons.files.course import read_course, write_course
from lessons.kinds import parts
from lessons.queries.stored import stored_course
from quizzes.models import ContrastPair
from tests.factories.course_files import folder_of, small_course
from tests.factories.loading import in_files, load, the_course

PATH = "contrasts/contrasts.yaml"
PAIR = """- uid: kp-1
  expected: F
  given: O
  expected_case: Ein Laden fragt seine Kunden und bleibt dabei.
  given_case: Ein Laden fragt seine Kunden und ändert sich.
  common: Beide fragen.
  difference: Einer ändert sich.
  sign: Fragen klingt nach viel.
  apply: [pr-f, pr-o]
"""


def problems_of(text):
    return [str(problem) for problem in read_course(folder_of({**small_course(), PATH: text}), parts()).problems]


def test_a_pair_is_written_as_it_was_read():
    reading = read_course(folder_of({**small_course(), PATH: PAIR}), parts())

    assert reading.problems == ()
    assert write_course(reading.course, parts()) == reading.folder.files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  common: Beide fragen.\n", "", f'{PATH}:1: [1]: "common" is missing or empty'),
        ("und ändert sich.", "und bleibt dabei.", f"{PATH}:5: the two cases are the same"),
        ("- uid: kp-1", "- uid: kp-1\n  wort: x", f'{PATH}:2: [1]: unknown key "wort"'),
        ("given: O", "given: X", f"{PATH}:3: X is not one of: F, O, Z"),
        ("pr-o]", "nirgends]", f"{PATH}:9: there is no question nirgends"),
        ("pr-o]", "pr-f]", f"{PATH}:9: one case of F and one of O are needed; these are F and F"),
    ],
    ids=["no common", "same case", "unknown key", "unknown term", "unknown question", "twice the same term"],
)
def test_what_is_wrong_with_a_pair_is_named(old, new, said):
    assert said in problems_of(PAIR.replace(old, new))


def test_a_pair_has_two_terms():
    assert f"{PATH}:3: a contrast needs two different terms" in problems_of(PAIR.replace("given: O", "given: F"))


@pytest.mark.parametrize("text", ["uid: kp-1\n", "[]\n", "- nur Text\n"])
def test_a_file_of_pairs_is_a_list_of_mappings(text):
    assert len(problems_of(text)) == 1


@pytest.mark.django_db
def test_a_pair_is_stored_follows_its_file_and_goes_with_it():
    files = {**small_course(), PATH: PAIR}
    load(files)
    assert stored_course(the_course()) == in_files(files)
    assert not load(files).changed

    load({**files, PATH: PAIR.replace("Beide fragen.", "Beide hören zu.")})
    assert ContrastPair.objects.get().common == "Beide hören zu."

    load(small_course())
    assert not ContrastPair.objects.exists()
