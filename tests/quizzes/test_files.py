"""The bank and the quizzes as files: what is wrong is named by file and line, what is right is written back the same."""

import pytest
from django.utils.translation import override

from lessons.files.course import read_course, write_course
from lessons.files.part import UnitFile
from lessons.kinds import parts
from quizzes import enums
from quizzes.draw import Cell, DrawRules
from quizzes.files import bank, quiz
from tests.factories.course_files import QUIZ, bank_text, edited, folder_of, question, small_course
from tests.factories.pictures import DRAWING

PRACTICE, MIDTERM, FILE = "bank/practice.yaml", "bank/midterm.yaml", "quizzes/probe.yaml"


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def read(files):
    return read_course(folder_of(files), parts())


def problems_of(files) -> list[str]:
    return [str(problem) for problem in read(files).problems]


def test_the_words_of_the_files_are_those_of_the_database():
    assert tuple(enums.Pool.values) == bank.POOLS
    assert tuple(enums.QuestionStatus.values) == bank.STATUSES
    made_by_the_site = {enums.Mode.DIFFERENCE}  # no file asks for it: it comes with a change of a lesson
    assert tuple(quiz.POOL_OF_MODE) == tuple(mode for mode in enums.Mode.values if mode not in made_by_the_site)
    assert tuple(enums.Reveal.values) == quiz.REVEALS


def test_a_question_is_read_with_its_content():
    entry = read(small_course()).course.parts["bank"][3]

    head = (entry.uid, entry.type, entry.pool, entry.family, entry.bloom, entry.status, entry.company, entry.note)
    assert head == ("pr-f", "single", "practice", "familie-pr-f", "Verstehen", "live", "", "")
    assert (entry.form, [case.term for case in entry.cases], entry.line) == ("einordnen", ["F"], 1)
    assert [option.id for option in entry.content.options if option.key] == ["F"]


def test_a_quiz_is_read_as_a_unit_with_its_cells():
    found = read(small_course()).course.parts["quizzes"][0]

    assert found.unit == UnitFile(
        kind="quiz",
        target="probe",
        uid="quiz-probe",
        slug="probe",
        title="Probequiz",
        required=True,
        weight=1,
        minutes=5,
        path=FILE,
    )
    assert found.draw_cells == [Cell(number, 1, "midterm", term=term) for number, term in enumerate("FOZ", 1)]
    assert (found.passing.points, found.passing.per_term, found.attempts, found.minutes_limit) == (2, None, None, None)


def test_all_that_a_question_may_say_is_written_as_it_was_read():
    entries = [
        question("pr-f", "practice", "F", company="hof", pair="pr-g", status="draft", note="Noch prüfen: Satz 2."),
        question("pr-g", "practice", "F", company="hof", pair="pr-f", status="reviewed"),
        question("pr-h", "practice", "O", status="retired", genuine_word=True),
    ]
    order = [
        "uid",
        "type",
        "pool",
        "family",
        "company",
        "pair",
        "bloom",
        "status",
        "note",
        "form",
        "case",
        "genuine_word",
    ]
    entries = [{key: entry[key] for key in [*order, "stem", "options"] if key in entry} for entry in entries]
    files = edited({**small_course(), "bank/zz.yaml": bank_text(*entries)}, "01-anfang/lesson.md", "pr-f", "pr-z")
    files[PRACTICE] = bank_text(*(question(f"pr-{term.lower()}", "practice", term) for term in "OZ"))

    reading = read(files)

    assert reading.problems == ()
    assert write_course(reading.course, parts()) == reading.folder.files


DRAW = """confidence: true
navigation: forward
draw:
  per_contrast: 1
  dimensions: 1
  decoys:
    least: 0
    most: 3"""


def test_all_that_a_quiz_may_say_is_written_as_it_was_read():
    text = QUIZ.replace("points: 2", "points: 2\n  per_term: 1").replace(
        "term: F\n", "term: F\n    form: einordnen\n    contrast: FO\n    bloom: Verstehen\n"
    )
    text = (
        text.replace("wait_hours: 0", "attempts: 3\nwait_hours: 24\nminutes_limit: 40")
        .replace("counts: best\nattempts: 3", "attempts: 3\ncounts: last")
        .replace("confidence: false\nnavigation: free", DRAW)
        .replace("intro: Drei Fälle.", "intro: |-\n  Drei Fälle.\n\n  Viel Erfolg.")
    )
    files = {**small_course(), FILE: f"{text}note: Für später.\n"}

    reading = read(files)

    assert reading.problems == ()
    assert write_course(reading.course, parts()) == reading.folder.files


def test_live_and_null_go_without_saying():
    files = small_course()
    spoken = edited(files, PRACTICE, "  bloom: Verstehen\n", "  bloom: Verstehen\n  status: live\n  company: null\n")
    spoken = edited(spoken, FILE, "counts: best", "attempts: null\ncounts: best")

    assert write_course(read(spoken).course, parts()) == folder_of(files).files


BROKEN = [
    (PRACTICE, "type: single", "type: singel", ['bank/practice.yaml:2: "singel" is not a question type (did you mean "single"?)']),
    (PRACTICE, "  type: single\n", "", ['bank/practice.yaml:1: [1]: "type" is missing or empty']),
    (PRACTICE, "- uid: pr-f", "- uid: PR F", ['bank/practice.yaml:1: [1].uid: "PR F" has the wrong format; allowed: lower-case letters a-z, digits and single hyphens']),
    (PRACTICE, "  stem: Ein", "  stemm: Ein", ["bank/practice.yaml:1: pr-f: stem: This field is empty.", 'bank/practice.yaml:13: pr-f: stemm: This key is not known here. (did you mean "stem"?)']),
    (PRACTICE, "  bloom: Verstehen", "  blom: Verstehen", ['bank/practice.yaml:5: pr-f: blom: This key is not known here. (did you mean "bloom"?)']),
    (PRACTICE, "  bloom: Verstehen", f"  bloom: {'x' * 21}", ["bank/practice.yaml:5: [1].bloom: 21 characters; the limit is 20"]),
    (PRACTICE, "form: einordnen", "form: ordnen", ["bank/practice.yaml:6: pr-f: form: “ordnen” is not a form of this question type. Possible values: einordnen, szenario."]),
    (PRACTICE, "term: F\n    contrast", "term: X\n    contrast", ["bank/practice.yaml:8: pr-f: case.term: “X” is not a term of this course. Possible values: F, O, Z.", "bank/practice.yaml:9: pr-f: case.contrast: “FO” is not a pair of terms in this course that includes the case’s term.", "bank/practice.yaml:16: pr-f: options[1].term: The correct answer stands for “F”, but the case’s term is “X”."]),
    (PRACTICE, "dimension: D1", "dimension: D11", ['bank/practice.yaml:10: pr-f: no dimension D11 (did you mean "D1"?)']),
    (PRACTICE, "dimension: D1", "dimension: D3", ["bank/practice.yaml:10: pr-f: the sources say nothing about D3 for F: no case may be based on it"]),
    (PRACTICE, "claims: [S1-01]", "claims: [S1-01, S9-01]", ['bank/practice.yaml:11: pr-f: "S9-01" is not a claim']),
    (PRACTICE, "      key: true\n", "", ["bank/practice.yaml:14: pr-f: options: Exactly one option must be correct; here there are 0.", "bank/practice.yaml:15: pr-f: options[1].misconception: This field is empty."]),
    (PRACTICE, "misconception: M1\n", "misconception: M99\n", ["bank/practice.yaml:23: pr-f: options[2].misconception: “M99” is not in the catalogue of misconceptions, M1 to M15."]),
    (PRACTICE, "family: familie-pr-f", "family: familie-mt-f", ["bank/practice.yaml:4: pr-f: the family familie-mt-f already belongs to the pool midterm (mt-f)"]),
    (PRACTICE, "- uid: pr-o", "- uid: pr-f", ['bank/practice.yaml:31: "pr-f" is already used for the bank at bank/practice.yaml:1']),
    (PRACTICE, "- uid: pr-o", "- uid: pr-o\n  pair: pr-x", ['bank/practice.yaml:32: pr-o: there is no other question pr-x (did you mean "pr-z"?)']),
    (PRACTICE, "- uid: pr-o", "- uid: pr-o\n  pair: pr-z", ["bank/practice.yaml:32: pr-o: pr-z must name pr-o and be in the same pool"]),
    (PRACTICE, "  bloom: Verstehen", "  bloom: Verstehen\n  status: draft", ["01-anfang/lesson.md:17: pr-f is draft; a lesson can only ask live questions"]),
    (PRACTICE, "- uid: pr-f", "- just a text\n- uid: pr-f", ["bank/practice.yaml:1: a question is a mapping (key: value)"]),
    (FILE, "mode: midterm", "mode: midtem", ['quizzes/probe.yaml:4: mode: "midtem" is not one of: check, practice, targeted, placement, adaptive, midterm, exam, retention, review (did you mean "midterm"?)']),
    (FILE, "mode: midterm", "mode: exam", [f"quizzes/probe.yaml:{line}: a quiz in mode exam draws only from the pool exam" for line in (17, 20, 23)]),
    (FILE, "points: 2", "points: 4", ["quizzes/probe.yaml:10: 4 points are required to pass, but the cells give only 3"]),
    (FILE, "points: 2", "points: 2\n  per_term: 2", [f"quizzes/probe.yaml:11: 2 points per term are required to pass, but {term} has 1 cases" for term in "FOZ"]),
    (FILE, "points: 2", "points: 80 %", ['quizzes/probe.yaml:10: pass.points: expected a whole number, found the text "80 %"']),
    (FILE, "    cases: 1\n", "    cases: 2\n", ["quizzes/probe.yaml:17: the cell requires 2 cases, but the live questions in the bank provide 1"]),
    (FILE, "    cases: 1\n", "    cases: 0\n", ["quizzes/probe.yaml:19: cells[1].cases: 0 is not between 1 and 200"]),
    (FILE, "term: F", "term: X", ["quizzes/probe.yaml:18: X is not one of: F, O, Z"]),
    (FILE, "term: F", "contrast: ZZ", ["quizzes/probe.yaml:18: ZZ is not one of: FO, FZ, OZ"]),
    (FILE, "term: F", "form: quiz", ["quizzes/probe.yaml:18: quiz is not one of: aussagen, einordnen, kurzantwort, luecke, mehrfachauswahl, ordnen, paare, praxisauftrag, signalwoerter, szenario, zuordnen"]),
    (FILE, "intro: Drei Fälle.", "introduction: Drei Fälle.", ['quizzes/probe.yaml:8: unknown key "introduction"']),
    (FILE, "title: Probequiz", f"title: {'x' * 10_000}", ["quizzes/probe.yaml:3: title: 10000 characters; the limit is 200"]),
    (FILE, "slug: probe", "slug: [probe]", ["quizzes/probe.yaml:2: slug: expected text, found a list"]),
    (FILE, "uid: quiz-probe", "uid: pr-f", ['quizzes/probe.yaml:1: "pr-f" is already used for the bank at bank/practice.yaml:1']),
    (FILE, QUIZ, "- uid: x\n", ["quizzes/probe.yaml:1: the file: expected a mapping (key: value), found a list"]),
    (FILE, QUIZ, "uid: x\x00\n", ["quizzes/probe.yaml:1: NUL byte; this is not a text file"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "old", "new", "said"), BROKEN, ids=[f"{case[0]}: {case[2][:40]!r}" for case in BROKEN]
)
def test_what_is_wrong_is_named_by_file_and_line(path, old, new, said):
    assert problems_of(edited(small_course(), path, old, new)) == said


def test_a_stem_that_names_a_figure_names_one_of_the_course():
    stem = "  stem: Ein Betrieb handelt, Fall pr-f. Welcher Begriff passt?"
    shown = edited(small_course(), PRACTICE, stem, "  stem: '![Zwei Kreise](kreise.svg)'")

    assert problems_of(shown) == [
        'bank/practice.yaml:13: pr-f: there is no figure kreise.svg (did you mean "kreis.svg"?)'
    ]
    assert problems_of({**shown, "kreise.svg": DRAWING.decode()}) == []
    assert problems_of({**small_course(), "kreise.svg": DRAWING.decode()}) == [
        "kreise.svg:1: warning: no text shows this figure"
    ]


@pytest.mark.parametrize("text", ["", "[]\n", "uid: x\n", "x\n"])
def test_a_file_of_the_bank_is_a_list_of_questions(text):
    assert problems_of({**small_course(), "bank/zz.yaml": text}) == [
        "bank/zz.yaml:1: a question bank file is a list of questions: - uid: …"
    ]


def test_only_live_questions_fill_a_cell():
    files = edited(small_course(), MIDTERM, "  bloom: Verstehen", "  bloom: Verstehen\n  status: reviewed")

    assert problems_of(files) == [
        "quizzes/probe.yaml:17: the cell requires 1 cases, but the live questions in the bank provide 0"
    ]


def test_rules_that_no_draw_meets_are_named_and_keep_nothing_from_being_loaded():
    files = edited(
        small_course(), FILE, "confidence: false\nnavigation: free", DRAW.replace("dimensions: 1", "dimensions: 9")
    )

    reading = read(files)

    assert [str(problem) for problem in reading.problems] == [
        "quizzes/probe.yaml:16: warning: none of 1000 draws met all the rules; broken: dimensions in 1000"
    ]
    assert reading.course.parts["quizzes"][0].draw.rules == DrawRules(1, 9, (0, 3))


def test_fewest_decoys_are_not_more_than_the_most():
    files = edited(small_course(), FILE, "confidence: false\nnavigation: free", DRAW.replace("least: 0", "least: 4"))

    assert problems_of(files) == ["quizzes/probe.yaml:19: the minimum is greater than the maximum"]


def test_lessons_may_ask_live_practice_questions():
    files = edited(small_course(), PRACTICE, "- uid: pr-z", "- uid: pr-z\n  status: retired")

    assert bank.checkable(read(files).course.parts["bank"]) == {"pr-f", "pr-o"}


RUBRIC = {"rubric": [{"points": 2, "text": "Nennt beide Seiten."}]}
SAMPLE = {"sample_answer": "Der Kunde und der Betrieb."}
TASK = {"type": "essay", "form": "praxisauftrag", "stem": "Beschreiben Sie es.", **RUBRIC, "pass_points": 1, **SAMPLE}
READ_BY_PERSON = {"type": "short", "form": "kurzantwort", "stem": "Wer spricht mit wem?", **RUBRIC, **SAMPLE}
READ_BY_SITE = {
    "type": "short",
    "form": "kurzantwort",
    "stem": "Wer kauft?",
    "accept": ["Der Kunde"],
    "feedback": "Wer kauft, ist der Kunde.",
}
REFUSED = [
    "01-anfang/lesson.md:17: pr-f must be marked by a person; a lesson can only ask questions that are explained immediately"
]


@pytest.mark.parametrize(
    ("content", "said"),
    [(TASK, REFUSED), (READ_BY_PERSON, REFUSED), (READ_BY_SITE, [])],
    ids=["essay", "short answer by a rubric", "short answer by a list"],
)
def test_lessons_may_not_ask_what_a_person_must_mark(content, said):
    asked = {"uid": "pr-f", "pool": "practice", "family": "familie-pr-f", **content}

    assert problems_of({**small_course(), PRACTICE: bank_text(asked)}) == said


def test_what_no_lesson_asks_may_wait_for_a_person():
    task = {"uid": "pr-a", "pool": "practice", "family": "auftrag", **TASK}

    reading = read({**small_course(), "bank/auftrag.yaml": bank_text(task)})

    assert reading.problems == ()
    assert bank.checkable(reading.course.parts["bank"]) == {"pr-f", "pr-o", "pr-z"}


DISPUTED = edited(small_course(), "course.md", "name: Rolle\n    disputed: false", "name: Rolle\n    disputed: true")
MODEL = "Ein Betrieb ändert sein Geschäftsmodell."
REFUSES = [
    "bank/midterm.yaml:11: mt-f: the sources disagree about “Geschäftsmodell”: give the case a different sign and the claim for it"
]


def test_a_disputed_dimension_may_carry_a_case():
    assert problems_of(DISPUTED) == []


@pytest.mark.parametrize(
    ("path", "stem", "claims", "said"),
    [
        (MIDTERM, MODEL, "[S1-07]", REFUSES),
        (MIDTERM, MODEL, "[S1-07, S2-15b]", REFUSES),
        (MIDTERM, MODEL, "[S1-07, S2-13]", []),
        (MIDTERM, "Ein Betrieb ändert seine Marke.", "[S1-07]", []),
        (MIDTERM, f"{MODEL} Wie heißt das nach der ersten Quelle?", "[S1-07]", []),
        (PRACTICE, MODEL, "[S1-07]", []),
    ],
    ids=["one claim", "two claims", "another sign", "another word", "the source is named", "practice"],
)
def test_a_graded_case_does_not_rest_on_what_the_sources_dispute(path, stem, claims, said):
    uid = "mt-f" if path == MIDTERM else "pr-f"
    files = edited(DISPUTED, path, f"Ein Betrieb handelt, Fall {uid}.", stem)

    assert problems_of(edited(files, path, "claims: [S1-01]", f"claims: {claims}")) == said


# --- the adaptive check ---
CHECK = QUIZ[: QUIZ.index("cells:")].replace("pass:\n  points: 2\n", "")
CHECK = CHECK.replace("mode: midterm\nrequired: true", "mode: adaptive\nrequired: false").replace("free", "forward")
FEW = "quizzes/probe.yaml:4: warning: asks up to 30 questions, but the practice pool has 3 live ones with one case"


def test_an_adaptive_check_needs_no_cells():
    files = {**small_course(), FILE: CHECK}

    reading = read(files)

    assert [str(problem) for problem in reading.problems] == [FEW]
    assert write_course(reading.course, parts()) == folder_of(files).files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("navigation: forward", "navigation: free", '13: a quiz in mode adaptive needs "navigation: forward"'),
        ("required: false", "required: true", '5: a quiz in mode adaptive does not decide about passing: use "required: false"'),
        ("after-submit", "at-once", "9: an adaptive check explains nothing until it ends"),
        ("reveal:", "pass:\n  points: 2\nreveal:", '9: a quiz in mode adaptive chooses questions and ends by its own rules: remove "pass"'),
        ("navigation: forward", "navigation: forward\ndraw:\n  dimensions: 1", '14: a quiz in mode adaptive chooses questions and ends by its own rules: remove "draw"'),
        ("navigation: forward", "navigation: forward\ncells:\n  - pool: practice\n    cases: 1", '14: a quiz in mode adaptive chooses questions and ends by its own rules: remove "cells"'),
    ],
)  # fmt: skip
def test_what_an_adaptive_check_has_no_use_for_is_named(old, new, said):
    files = {**small_course(), FILE: CHECK.replace(old, new)}

    assert sorted(problems_of(files)) == sorted([f"{FILE}:{said}", FEW])


def test_an_adaptive_check_needs_a_question_for_each_term():
    files = edited({**small_course(), FILE: CHECK}, PRACTICE, "- uid: pr-z", "- uid: pr-z\n  status: retired")

    assert problems_of(files) == [f"{FILE}:4: no live practice question with one case for: Z"]


# --- targeted practice, and what comes after the course ---
PRACTISE = CHECK.replace("mode: adaptive", "mode: targeted").replace("after-submit", "at-once")
NONE_FOR = "quizzes/probe.yaml:4: warning: no live practice question with one case for: FZ"


def test_targeted_practice_is_written_as_it_was_read():
    files = {**small_course(), FILE: PRACTISE}
    reading = read(files)

    assert [str(problem) for problem in reading.problems] == [NONE_FOR]
    assert write_course(reading.course, parts()) == folder_of(files).files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("navigation: forward", "navigation: free", '13: a quiz in mode targeted needs "navigation: forward"'),
        (
            "required: false",
            "required: true",
            '5: a quiz in mode targeted does not decide about passing: use "required: false"',
        ),
        ("at-once", "after-submit", '9: targeted practice explains each answer: use "reveal: at-once"'),
        (
            "counts:",
            "attempts: 2\ncounts:",
            '10: targeted practice must be open whenever it is required: remove "attempts"',
        ),
    ],
)
def test_what_targeted_practice_needs_is_named(old, new, said):
    files = {**small_course(), FILE: PRACTISE.replace(old, new)}

    assert f"{FILE}:{said}" in problems_of(files)


def test_a_course_has_one_practice_at_most():
    again = PRACTISE.replace("uid: probe", "uid: probe-2").replace("slug: probe", "slug: probe-2")
    found = problems_of({**small_course(), FILE: PRACTISE, "quizzes/zweite.yaml": again})

    assert "quizzes/zweite.yaml:4: a course has at most one quiz in mode targeted" in found


def test_practice_between_attempts_needs_a_practice():
    files = {**small_course(), FILE: QUIZ.replace("wait_hours: 0", "wait_hours: 0\nbetween_attempts: targeted")}

    assert problems_of(files) == [f"{FILE}:14: there is no quiz in mode targeted for practice between two attempts"]


def test_what_opens_after_passing_is_not_required_to_pass():
    files = {**small_course(), FILE: QUIZ.replace("wait_hours: 0", "wait_hours: 0\ndays_after_pass: 30")}

    assert problems_of(files) == [
        f"{FILE}:14: a unit that opens after passing cannot be required for passing",
        f"{FILE}:14: only a retention check can open some days after passing",
    ]


def test_other_quizzes_need_cells():
    files = {**small_course(), FILE: QUIZ[: QUIZ.index("cells:")]}

    assert problems_of(files)[0] == f'{FILE}:1: "cells" is missing or empty'
