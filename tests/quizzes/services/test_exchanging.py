"""Questions from files into the bank and out of it: what is new, what is wrong, and nothing written halfway."""

import pytest
from django.utils import translation

from coursesite import clock
from lessons.models import CourseVersion
from quizzes.enums import Pool, QuestionStatus
from quizzes.errors import QuizzesError
from quizzes.formats import all_formats, get_format
from quizzes.formats.base import Trouble
from quizzes.models import Question, QuestionVersion
from quizzes.services import exchanging
from quizzes.services.exchanging import ImportRefused, check_questions, import_questions
from quizzes.services.exporting import export_questions, grouped
from quizzes.services.import_plan import Row
from quizzes.types import all_types
from tests.factories.quizzes import make_question, make_questions, make_quiz_course, rewrite

pytestmark = pytest.mark.django_db

GIFT = """::kork::[markdown]Was schwimmt?{
=Kork#Er ist fast nur Luft.
~Münze#Metall ist schwerer.
~Glas#Auch Glas ist schwerer.
}

::hut::[markdown]Wie heißt die Größe eines Huts?{=Hutgröße ####Der Kopf zählt.}
"""


@pytest.fixture
def course():
    return make_quiz_course(language="de")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def check(course, text, key="gift", **values):
    return check_questions(course=course, format_key=key, content=text.encode(), **values)


def bring(course, text, key="gift", **values):
    content = text.encode() if isinstance(text, str) else text
    given = {"format_key": key, "author": None, "now": clock.now(), **values}
    return import_questions(course=course, content=content, **given)


def stored():
    columns = ("uid", "pool", "family", "status", "form", "current__type", "current__number")
    return list(Question.objects.order_by("position").values_list(*columns))


# --- in ---
def test_questions_from_elsewhere_come_in_as_drafts(course):
    report = bring(course, GIFT)

    assert report.rows == (Row("kork", 1, 1, "new"), Row("hut", 7, 2, "new"))
    assert report.troubles == ()
    assert stored() == [
        ("kork", "practice", "kork", "draft", "mehrfachauswahl", "multiple", 1),
        ("hut", "practice", "hut", "draft", "kurzantwort", "short", 1),
    ]
    assert QuestionVersion.objects.get(question__uid="kork").rendered["stem"] == "<p>Was schwimmt?</p>"
    assert CourseVersion.objects.filter(course=course).count() == 1


def test_a_check_writes_nothing(course):
    report = check(course, GIFT)

    assert (report.count("new"), stored(), CourseVersion.objects.count()) == (2, [], 0)


def test_the_same_file_again_changes_nothing_and_another_wording_is_the_next_version(course):
    bring(course, GIFT)
    again = bring(course, GIFT)
    changed = bring(course, GIFT.replace("Auch Glas", "Glas"))

    assert [again.count(state) for state in ("new", "changed", "unchanged")] == [0, 0, 2]
    assert [changed.count(state) for state in ("new", "changed", "unchanged")] == [0, 1, 1]
    assert [row[-1] for row in stored()] == [2, 1]


def test_one_error_keeps_the_whole_file_out(course):
    with pytest.raises(ImportRefused) as refused:
        bring(course, GIFT + "\n::zahl::Wie hoch?{#3:1}\n")

    assert refused.value.report.errors == (Trouble("numeric-question", "", "zahl", 9),)
    assert stored() == []


def test_a_term_is_never_made_up(course):
    """What names its type keeps to it: a case without a term is none."""
    text = '// trennscharf: {"type":"single","extras":{}}\n' + GIFT.split("\n\n", maxsplit=1)[0]
    codes = {(trouble.code, trouble.detail, trouble.line) for trouble in check(course, text).errors}

    assert ("content", "Case: This field is empty.", 2) in codes
    assert ("content", "Answer 1, term: This field is empty.", 2) in codes


def test_faults_stand_in_the_order_of_the_file_under_its_own_names(course):
    """What one reads of one question, and then of all of them together, comes in the order of the lines."""
    text = "::Erste Frage::Was?{=Kork}\n\n::zahl::Wie hoch?{#3}\n\n::Dritte Frage::Was?{=Kork}\n\n::vier::Ja?{#4}\n"
    unknown = text.replace("::", '// trennscharf: {"pool":"x"}\n::', 1)

    errors = check(course, unknown).errors

    assert [one.line for one in errors] == sorted(one.line for one in errors)
    assert errors[0].name == "Erste Frage"


def test_a_choice_without_explanations_gets_its_right_answer_named(course):
    report = bring(course, "Was schwimmt?{=Kork ~Münze ~Glas}")
    [version] = QuestionVersion.objects.all()

    assert report.remarks == (Trouble("feedback-filled", "", report.rows[0].uid, 1, is_error=False),)
    assert report.rows[0].uid.startswith("frage-")
    assert {option["feedback"].rpartition(" ")[2] for option in version.content["options"]} == {"Kork"}


def test_names_become_identifiers(course):
    assert bring(course, GIFT.replace("kork", "Kork & Co.")).rows[0].uid == "kork-co"


FAULTS = {
    "nothing": ("", Trouble("no-questions")),
    "a name twice": (GIFT + "\n" + GIFT.split("\n\n", maxsplit=1)[0], Trouble("uid-twice", "kork", "kork", 1)),
    "an unknown type": (
        GIFT.replace("::kork", '// trennscharf: {"type":"x"}\n::kork'),
        Trouble("unknown-type", "x", "kork", 2),
    ),
    "an unknown pool": (
        GIFT.replace("::kork", '// trennscharf: {"pool":"x"}\n::kork'),
        Trouble("unknown-pool", "x", "kork", 2),
    ),
    "an unknown status": (
        GIFT.replace("::kork", '// trennscharf: {"status":"x"}\n::kork'),
        Trouble("unknown-status", "x", "kork", 2),
    ),
    "no identifier": (
        GIFT.replace("::kork", '// trennscharf: {"family":"Ä"}\n::kork'),
        Trouble("head-not-slug", "family: Ä", "kork", 2),
    ),
    "tags of another shape": (
        GIFT.replace("::kork", '// trennscharf: {"type":"multiple","extras":{"options":{"o1":[1]}}}\n::kork'),
        Trouble("extension-does-not-fit", "", "kork", 2),
    ),
    "a family in two pools": (
        GIFT.replace("::kork", '// trennscharf: {"pool":"exam","family":"f"}\n::kork').replace(
            "::hut", '// trennscharf: {"family":"f"}\n::hut'
        ),
        Trouble("family-in-two-pools", "exam", "hut", 9),
    ),
    "a text that cannot be shown": (GIFT.replace("Wie heißt", "[" * 40), None),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_nothing_is_written(course, name):
    text, trouble = FAULTS[name]
    errors = check(course, text).errors
    with pytest.raises(ImportRefused):
        bring(course, text)

    assert trouble in errors if trouble else errors[0].name == "hut"
    assert stored() == []


def test_a_file_moves_no_question_of_the_bank(course):
    bring(course, GIFT)
    moved = GIFT.replace("::kork", '// trennscharf: {"pool":"exam","family":"andere"}\n::kork')
    other = "::kork::Größe?{=a ####b}"

    assert {(one.code, one.detail) for one in check(course, moved).errors} == {
        ("other-pool", "practice"),
        ("other-family", "kork"),
    }
    assert [(one.code, one.detail) for one in check(course, other).errors] == [("other-type", "multiple")]


def test_with_four_eyes_learners_get_nothing_that_nobody_approved(course, settings):
    text = GIFT.replace("::kork", '// trennscharf: {"status":"live"}\n::kork')
    settings.FOUR_EYES = True
    bring(course, text)
    assert Question.objects.get(uid="kork").status == QuestionStatus.DRAFT

    Question.objects.update(status=QuestionStatus.LIVE)
    assert bring(course, text).count("unchanged") == 2
    changed = text.replace("Auch Glas", "Glas")
    report = bring(course, changed)
    question = Question.objects.get(uid="kork")

    assert report.remarks == (Trouble("needs-approval", "", "kork", 2, is_error=False),)
    assert (question.status, question.current.number, question.draft.number) == ("live", 1, 2)
    assert bring(course, changed).count("unchanged") == 2


def test_a_pair_names_each_other(course):
    text = GIFT.replace("::kork", '// trennscharf: {"pair":"hut"}\n::kork')
    both = text.replace("::hut", '// trennscharf: {"pair":"kork"}\n::hut')

    assert check(course, text).errors == (Trouble("unequal-pair", "hut", "kork", 2),)
    assert check(course, both).errors == ()


def test_without_four_eyes_a_file_says_what_is_live(course, settings):
    settings.FOUR_EYES = False
    bring(course, GIFT.replace("::kork", '// trennscharf: {"status":"live"}\n::kork'), pool=Pool.EXAM)

    assert [(row[0], row[1], row[3]) for row in stored()] == [("kork", "exam", "live"), ("hut", "exam", "draft")]


def test_a_bank_that_changed_since_the_check_is_left_alone(course, monkeypatch):
    bring(course, GIFT)
    render = exchanging._render

    def meanwhile(plan):
        Question.objects.filter(uid="kork").update(current=QuestionVersion.objects.get(question__uid="hut"))
        return render(plan)

    monkeypatch.setattr(exchanging, "_render", meanwhile)
    with pytest.raises(QuizzesError) as refused:
        bring(course, GIFT.replace("Auch Glas", "Glas"))

    assert refused.value.code == "changed-meanwhile"
    assert QuestionVersion.objects.count() == 2


@pytest.mark.parametrize("key", all_formats())
@pytest.mark.parametrize("content", [b"\0" * 100, b"[" * 20_000, b"x" * 10_000_001, "Frage".encode("utf-16")])
def test_a_hostile_file_writes_nothing(course, key, content):
    with pytest.raises(ImportRefused):
        bring(course, content, key)

    assert stored() == []


# --- out and in again ---
EXAMPLES = [
    (kind.key, example)
    for kind in all_types().values()
    for example in kind.examples
    if set(example.terms) <= {"A", "B", "C"}
]


@pytest.mark.parametrize("key", all_formats())
def test_an_exported_bank_comes_back_unchanged(course, key):
    for type_key, example in EXAMPLES:
        if type_key not in ("single", "classify", "cloze"):
            make_questions(course, [example.data], type_key=type_key, pool="practice", status="draft")
    cases = [make_question(course, term, pool="practice", form="szenario", bloom="verstehen") for term in "AB"]
    exported = export_questions(course=course, format_key=key)
    report = check_questions(course=course, format_key=key, content=exported.content)

    if key == "aiken":
        assert exported.count >= len(cases)
        return
    held = {trouble.name for trouble in exported.losses}
    assert [row.uid for row in report.rows if row.state != "unchanged" and row.uid not in held] == []
    assert report.count("unchanged") >= len(cases)
    assert report.errors == ()


def test_yaml_takes_everything_along(course):
    for type_key, example in EXAMPLES:
        if type_key not in ("single", "classify", "cloze"):
            make_questions(course, [example.data], type_key=type_key, pool="practice", status="draft", note="so")
    exported = export_questions(course=course, format_key="yaml")
    count = Question.objects.count()

    assert (exported.count, exported.losses) == (count, ())
    assert check_questions(course=course, format_key="yaml", content=exported.content).count("unchanged") == count


def test_retired_questions_stay_at_home(course):
    make_question(course, uid="da", status="live")
    make_question(course, uid="fort", status="retired")
    read = get_format("yaml").read(export_questions(course=course, format_key="yaml").content)

    assert [question.uid for question in read.questions] == ["da"]


def test_losses_are_named_once_with_all_their_questions():
    given = [
        Trouble("lost-name", "", "a", is_error=False),
        Trouble("cannot-hold", "order", "b"),
        Trouble("lost-name", "", "c", is_error=False),
    ]

    assert grouped(given) == [
        (Trouble("cannot-hold", "order"), ["b"]),
        (Trouble("lost-name", is_error=False), ["a", "c"]),
    ]


def test_an_edited_question_keeps_its_tags(course):
    """A file of ours that somebody has worked on."""
    question = make_question(course, "A", pool="practice", uid="fall", status="draft")
    text = export_questions(course=course, format_key="gift").content.decode()
    report = bring(course, text.replace("Was passt?", "Was passt hier?"))
    question.refresh_from_db()

    assert report.count("changed") == 1
    assert question.current.content == rewrite(question, stem=question.current.content["stem"])
    assert question.current.content["stem"].endswith("Was passt hier?")
    assert [case.term for case in question.current.cases.all()] == ["A"]


def test_the_number_of_queries_does_not_grow(course, django_assert_num_queries):
    def asked(count):
        with django_assert_num_queries(9):
            text = "\n\n".join(
                GIFT.split("\n\n", maxsplit=1)[0].replace("kork", f"kork-{number}") for number in range(count)
            )
            return check(course, text).count("new")

    assert [asked(1), asked(3)] == [1, 3]
