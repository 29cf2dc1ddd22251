"""A whole pool: cues that no single question has."""

import pytest

from tests.factories.course_files import NAMES, TERMS, bank_text, question, small_course
from tests.factories.style import style_of

FILE = "bank/style.yaml"
SUBJECTS = [
    "Bäckerei",
    "Werft",
    "Klinik",
    "Sternwarte",
    "Kelterei",
    "Molkerei",
    "Spedition",
    "Gießerei",
    "Brauerei",
    "Weberei",
    "Töpferei",
    "Käserei",
]
DEEDS = ["sortiert", "poliert", "kartiert", "etikettiert", "montiert", "digitalisiert", "katalogisiert", "temperiert"]


def found_in(*questions: dict[str, object]) -> list[str]:
    return style_of({**small_course(), FILE: bank_text(*questions)}, FILE)


def scenario(number: int, *, right: int = 0, longest: int = 0, **fields: object) -> dict[str, object]:
    """The key is option `right`, the longest is option `longest`, counted from 0."""
    ends = ["ab", "ab", "ab"]
    ends[longest] = "abc"
    options = [
        {"id": term, "term": term}
        | ({"key": True} if index == right else {})
        | {"text": f"Gegenstand{number}{'xyz'[index]} {ends[index]}"}
        | ({} if index == right else {"misconception": "M1"})
        | {"feedback": f"Hier stehen einige Wörter über {NAMES[term]} und ihren Grund."}
        for index, term in enumerate(TERMS)
    ]
    entry = question(f"sz-{number}", "practice", TERMS[right], **fields)
    stem = f"{SUBJECTS[number % 12]} Nummer {number} {DEEDS[number % 8]}. Was passt?"
    return {**entry, "form": "szenario", "stem": stem, "options": options}


def told(number: int, term: str, words: str, pool: str = "practice", **fields: object) -> dict[str, object]:
    return question(f"ei-{number}", pool, term, stem=f"{words} Welcher Begriff passt?", **fields)


@pytest.mark.parametrize(
    ("longest", "found"),
    [
        ([0, 0, 1, 1, 1], []),
        ([0, 0, 0, 1, 1], [f"{FILE}:14 longest-key"]),
        ([0, 0, 0, 0], []),
    ],
    ids=["two of five", "three of five", "four of four"],
)
def test_the_key_is_the_longest_in_no_more_than_four_of_ten(longest, found):
    assert found_in(*(scenario(number, longest=place) for number, place in enumerate(longest))) == found


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ([0, 0, 0, 0, 1, 1, 2, 2, 2], []),
        ([0, 0, 0, 0, 0, 1, 2, 2, 2], [f"{FILE}:14 key-position"]),
        ([0, 0, 0, 0, 0, 0, 1, 2], []),
    ],
    ids=["four of nine", "five of nine", "six of eight"],
)
def test_the_key_stands_in_no_place_in_more_than_half(places, found):
    questions = (scenario(number, right=place, longest=(place + 1) % 3) for number, place in enumerate(places))

    assert found_in(*questions) == found


def test_terms_as_options_have_the_length_they_have():
    gaps = [
        {
            "uid": f"lu-{number}",
            "type": "cloze",
            "pool": "practice",
            "family": f"lu-{number}",
            "form": "luecke",
            "stem": f"___ meint die {SUBJECTS[number]}.",
            **{key: question("x", "practice", "O")[key] for key in ("case", "options")},
        }
        for number in range(6)
    ]

    assert found_in(*gaps) == []


# --- words -------------------------------------------------------------------------------------------------------
def pool(words: dict[str, str]) -> list[dict[str, object]]:
    """Twelve cases of each term; `words` by number of the case: F is 0 to 11, O 12 to 23, Z 24 to 35."""
    return [
        told(number, TERMS[number // 12], f"{SUBJECTS[number % 12]} {words.get(number, 'liefert')}.")
        for number in range(36)
    ]


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ([24, 25, 26, 27], ["surface-word"]),
        ([24, 25, 26], []),
        ([24, 25, 26, 27, 0], []),
    ],
    ids=["four with one term", "three are chance", "one with another term"],
)
def test_no_word_stands_with_one_term_only(numbers, found):
    cases = pool(dict.fromkeys(numbers, "bezieht sämtliche Abteilungen ein"))

    assert [problem.split()[1] for problem in found_in(*cases)] == found


@pytest.mark.parametrize(
    "words",
    ["hat ein Leitbild", "handelt proaktiv", "erhält Beschwerden", "hört Klagen", "fragt eine Agentur", "schaltet Werbung",
     "stellt Wünsche in den Mittelpunkt", "macht eine Befragung"],
)  # fmt: skip
def test_each_surface_word_is_known(words):
    cases = [{**case, "genuine_word": True} for case in pool(dict.fromkeys([0, 1, 2, 3], words))]

    assert found_in(*cases) == [f"{FILE}:13 surface-word"]


def test_a_small_pool_cannot_be_balanced():
    assert found_in(*(told(number, "Z", f"{SUBJECTS[number]} hat ein Leitbild.") for number in range(6))) == []


# --- duplicates --------------------------------------------------------------------------------------------------
CASE = "Eine kleine Brauerei im Gebirge verschenkt seltene Gläser an treue Stammgäste und ändert danach ihren Fahrplan."
ALIKE = (
    "Eine große Brauerei im Gebirge verschenkt seltene Gläser an treue Stammgäste und ändert danach ihren Dienstplan."
)
OTHER = "Ein Reiterhof am Fluss beschlägt zwölf fremde Pferde am Samstag und streicht danach die Preise im Winter."


def test_two_questions_do_not_tell_the_same_case_in_whatever_pool():
    alike = told(2, "O", ALIKE, pool="retention")

    assert found_in(told(1, "F", CASE), alike) == [f"{FILE}:33 near-duplicate"]
    assert found_in(told(1, "F", CASE), told(2, "O", OTHER)) == []


def test_a_family_may_be_alike():
    assert found_in(told(1, "F", CASE, family="brauerei"), told(2, "O", ALIKE, family="brauerei")) == []


def test_drafts_are_not_compared():
    assert found_in(told(1, "F", CASE), {**told(2, "O", ALIKE), "status": "draft"}) == []


def test_short_stems_are_told_apart_by_their_options():
    assert found_in(scenario(1), {**scenario(2), "stem": scenario(1)["stem"]}) == []
    assert found_in(scenario(1), {**scenario(1), "uid": "sz-x", "family": "fz"}) == [f"{FILE}:31 near-duplicate"]
