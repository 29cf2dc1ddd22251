"""Nobody learns an answer before its time, whichever type of question asks for it.

One or more questions of each type hold words that stand nowhere else: in their ids, tags and notes, in each feedback,
in what is accepted, in rubrics, sample answers and hints. They are looked for in every page and answer that a learner
can get, and must be found in the review once it is allowed: so the test can fail.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from html import unescape
from itertools import count
from typing import Any

import pytest
from django.test import Client

from coursesite import clock
from lessons.models import Course, Enrolment
from quizzes.enums import Mode, Pool, Reveal
from quizzes.models import Attempt, AttemptSlot, ContrastPair, Question, Quiz
from quizzes.queries.attempts import recomputed
from quizzes.services.attempting import start_attempt
from quizzes.types import all_types, get_type
from quizzes.types.base import token_of
from quizzes.types.essay import MAX_ESSAY
from tests.doors import addresses, client_of, path_of
from tests.factories.accounts import make_user
from tests.factories.lessons import make_started
from tests.factories.quizzes import (
    TERMS,
    make_checked_lesson,
    make_questions,
    make_quiz,
    make_quiz_course,
    slots_of,
)
from tests.quizzes.views.pages import NAME, question_url

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # of what is in a page

# What a word may tell, and when. A name after it makes the same word again within a question.
RIGHT = "RIGHT"  # with the review: why the correct answer is right
WRONG = "WRONG"  # with the review, to whoever chose it: why it is not right
HINT = "HINT"  # in practice only
NEVER = "NEVER"  # ids, tags, notes, what other answers would have told
KINDS = (RIGHT, WRONG, HINT, NEVER)
TOO_LONG = "x" * (MAX_ESSAY + 1)  # for each type: no option, no row, and more than any field takes
_numbers = count(1)


@dataclass(frozen=True)
class Sample:
    """`wrong`: an answer worth nothing that chooses what WRONG explains."""

    type: str
    data: Mapping[str, Any]
    wrong: Any


@dataclass(frozen=True)
class Planted:
    """A sample with a word for each mark; `words` holds kind and place of each."""

    sample: Sample
    data: Mapping[str, Any]
    words: dict[str, tuple[str, str]]
    question: Question | None = None

    def told(self, *kinds: str) -> set[str]:
        return {word for word, (kind, _place) in self.words.items() if kind in kinds}

    @property
    def kind(self) -> Any:
        return get_type(self.sample.type)

    @property
    def content(self) -> Any:
        return self.kind.parse(self.data, terms=tuple(TERMS))

    @property
    def right(self) -> Any:
        """The solution, if one can give it without knowing a word; otherwise what is wrong."""
        solution = self.kind.solution(self.content)
        return self.sample.wrong if any(word in json.dumps(solution) for word in self.words) else solution

    def other_than(self, answer: Any) -> Any:
        wrong = self.sample.wrong
        for other in (wrong, self.right):
            if other != answer:
                return other
        return {**wrong, "2": "anders"} if isinstance(wrong, dict) else f"{wrong} Anders."

    def points_for(self, answer: Any) -> Fraction:
        return self.kind.points(self.content) * self.kind.grade(self.content, answer).share


def case(term: str) -> dict[str, Any]:
    tags = {"contrast": "AB", "dimension": NEVER, "claims": [NEVER], "decoy": True, "note": NEVER}
    return {"term": term, **tags}


def option(text: str, told: str = NEVER, **more: Any) -> dict[str, Any]:
    return {"id": NEVER, "text": text, "feedback": told, "note": NEVER, **more}


def term_options() -> list[dict[str, Any]]:
    return [
        option("Zuhören", RIGHT, term="A", key=True),
        option("Umbauen", WRONG, term="B", misconception="M1"),
        option("Abwarten", NEVER, term="C", misconception="M2"),
    ]


def rubric() -> list[dict[str, Any]]:
    return [{"points": 2, "text": RIGHT, "note": NEVER}, {"points": 1, "text": RIGHT}]


SAMPLES = [
    Sample(
        "single",
        {"form": "szenario", "stem": "Was hilft?", "hints": [HINT], "case": case("A"), "options": term_options()},
        token_of("Umbauen"),
    ),
    Sample(
        "multiple",
        {
            "form": "mehrfachauswahl",
            "stem": "Welche zwei helfen?",
            "hints": [HINT, HINT],
            "options": [
                option("Fragen", RIGHT, key=True),
                option("Prüfen", RIGHT, key=True),
                option("Warten", WRONG, misconception="M3", term="C"),
                option("Rufen", NEVER),
            ],
        },
        [token_of("Warten")],
    ),
    Sample(
        "truefalse",
        {
            "form": "aussagen",
            "stem": "Was trifft zu?",
            "hints": [HINT],
            "rows": [
                {"id": NEVER, "text": "Es regnet.", "true": True, "claims": [NEVER], "feedback": RIGHT, "note": NEVER},
                {"id": NEVER, "text": "Es schneit.", "claims": [NEVER], "misconception": "M4", "feedback": RIGHT},
            ],
        },
        {token_of("Es regnet."): "false", token_of("Es schneit."): "true"},
    ),
    Sample(
        "classify",
        {
            "form": "zuordnen",
            "stem": "Was gehört wohin?",
            "hints": [HINT],
            "rows": [
                {
                    "id": f"{NEVER} row",
                    "text": "Sie fragt nach.",
                    "case": case("A"),
                    "feedback": {"A": RIGHT, "B": WRONG, "C": NEVER, "note": NEVER},
                    "note": NEVER,
                },
                {
                    "id": NEVER,
                    "text": "Er baut um.",
                    "case": case("B"),
                    "feedback": {"A": WRONG, "B": RIGHT, "C": NEVER},
                },
            ],
        },
        {token_of("Sie fragt nach."): "B", token_of("Er baut um."): "A"},
    ),
    Sample(
        "matching",
        {
            "form": "paare",
            "stem": "Was bringt was?",
            "hints": [HINT],
            "targets": [
                {"id": f"{NEVER} x", "text": "Zahlen", "term": "A", "note": NEVER},
                {"id": f"{NEVER} y", "text": "Einsicht", "term": "B"},
                {"id": NEVER, "text": "Ruhe"},
            ],
            "rows": [
                {
                    "id": NEVER,
                    "text": "Umfrage",
                    "target": f"{NEVER} x",
                    "misconception": "M5",
                    "feedback": RIGHT,
                    "note": NEVER,
                },
                {"id": NEVER, "text": "Besuch", "target": f"{NEVER} y", "feedback": RIGHT},
            ],
        },
        {token_of("Umfrage"): token_of("Ruhe"), token_of("Besuch"): token_of("Ruhe")},
    ),
    Sample(
        "ordering",
        {
            "form": "ordnen",
            "stem": "Was kommt zuerst?",
            "hints": [HINT],
            "steps": [
                {"id": NEVER, "text": "Säen", "note": NEVER},
                {"id": NEVER, "text": "Ernten"},
                {"id": NEVER, "text": "Mahlen"},
            ],
            "feedback": RIGHT,
        },
        {token_of("Säen"): "3", token_of("Ernten"): "2", token_of("Mahlen"): "1"},
    ),
    Sample(
        "cloze",
        {"form": "luecke", "stem": "___ hilft.", "hints": [HINT], "case": case("A"), "options": term_options()},
        {"1": token_of("Umbauen")},
    ),
    Sample(
        "cloze",
        {
            "form": "luecke",
            "stem": "Erst „___“, dann „___“.",
            "hints": [HINT],
            "gaps": [
                {
                    "id": NEVER,
                    "options": [option("hören", RIGHT, key=True), option("reden", WRONG), option("gehen", NEVER)],
                    "note": NEVER,
                },
                {"id": NEVER, "accept": [RIGHT, NEVER], "typo": True, "feedback": RIGHT, "note": NEVER},
            ],
        },
        {"1": token_of("reden"), "2": "falsch"},
    ),
    Sample(
        "markwords",
        {
            "form": "signalwoerter",
            "stem": "Was entscheidet?",
            "hints": [HINT],
            "text": "Das Haus [[fragt]] und wirbt.",
            "feedback": RIGHT,
        },
        ["1"],
    ),
    Sample(
        "short",
        {"form": "kurzantwort", "stem": "Wie heißt es?", "hints": [HINT], "accept": [RIGHT, NEVER], "feedback": RIGHT},
        "falsch",
    ),
    Sample(
        "short",
        {"form": "kurzantwort", "stem": "Warum?", "hints": [HINT], "rubric": rubric(), "sample_answer": RIGHT},
        "Weil es so ist.",
    ),
    Sample(
        "essay",
        {
            "form": "praxisauftrag",
            "stem": "Beschreiben Sie es.",
            "hints": [HINT],
            "rubric": rubric(),
            "pass_points": 2,
            "sample_answer": RIGHT,
        },
        "Es war einmal.",
    ),
]


def worded(sample: Sample) -> Planted:
    words: dict[str, tuple[str, str]] = {}
    return Planted(sample, _with_words(sample.data, words, sample.type), words)


def planted(course: Course, sample: Sample, **fields: Any) -> Planted:
    one = worded(sample)
    tags = {name: _word(one.words, NEVER, f"question.{name}") for name in ("family", "company", "note")}
    [question] = make_questions(course, [one.data], type_key=sample.type, **tags, **fields)
    return replace(one, question=question)


def _with_words(value: Any, words: dict[str, tuple[str, str]], place: str, named: dict[str, str] | None = None) -> Any:
    """A copy in which each mark is a word of its own."""
    named = {} if named is None else named
    if isinstance(value, dict):
        return {key: _with_words(inner, words, f"{place}.{key}", named) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_words(inner, words, f"{place}[{n}]", named) for n, inner in enumerate(value)]
    if not isinstance(value, str) or value.split(" ")[0] not in KINDS:
        return value
    if value not in named or value in KINDS:
        named[value] = _word(words, value.split(" ")[0], place)
    return named[value]


def _word(words: dict[str, tuple[str, str]], kind: str, place: str) -> str:
    """Short enough for the key of a dimension, and no digest holds such letters."""
    word = f"Qx{next(_numbers):04}z"
    words[word] = (kind, place)
    return word


# --- visiting ----


@dataclass
class Heard:
    """All that people got to read, by what they did."""

    bank: list[Planted]
    said: dict[str, str] = field(default_factory=dict)

    def hear(self, name: str, response: Any) -> Any:
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = [f"{key}: {value}" for key, value in response.headers.items()]
        cookies = [cookie.OutputString() for cookie in response.cookies.values()]
        assert name not in self.said
        self.said[name] = unescape("\n".join([body.decode(errors="replace"), *headers, *cookies])).lower()
        return response

    def words(self, name: str, *kinds: str) -> set[str]:
        return {word for word in told(self.bank, *kinds) if word.lower() in self.said[name]}

    def leaks(self, *kinds: str) -> list[tuple[str, str]]:
        """What of these kinds was said, and where it stands in the question."""
        return [
            (name, f"{kind} {place}")
            for name, said in self.said.items()
            for one in self.bank
            for word, (kind, place) in one.words.items()
            if kind in kinds and word.lower() in said
        ]


def go_everywhere(client: Client, heard: Heard, label: str, **values: Any) -> None:
    """Every address of the site, those that stay shut included; but for the admin and the sign-in."""
    world = {"course": "kurs", "quiz": "pruefung", "lesson": "lektion", "slug": "impressum", "slot": 1, **values}
    for address in addresses():
        if not address.name.startswith(("admin:", "nameless:", "account_", "mfa_")):
            path = path_of(address, world)
            heard.hear(f"{label}: {path}", client.get(path))


def go_through(client: Client, heard: Heard, attempt: Attempt, answers: Mapping[str, Any], label: str) -> None:
    for slot in slots_of(attempt):
        one = asked_in(slot, heard.bank)
        answer = answers[one.question.uid]
        answer_every_way(client, heard, slot, f"{label} {slot.position}", answer=answer, other=one.other_than(answer))


def asked_in(slot: AttemptSlot, bank: list[Planted]) -> Planted:
    return next(one for one in bank if one.question == slot.version.question)


def answer_every_way(client: Client, heard: Heard, slot: AttemptSlot, label: str, *, answer: Any, other: Any) -> None:
    """Asked, answered by script and form, refused, contradicted and shown again; `answer` is the last word."""
    page, save = question_url(slot.attempt, slot.position), f"/attempts/{slot.attempt.public_id}/save/"
    step = {"slot": slot.position, "seq": 1, "answer": other, "confidence": "sure"}
    steps = {
        "saved": (step, 200),
        "saved again": (step, 200),
        "conflict": ({**step, "answer": answer}, 409),
        "saved anew": ({**step, "seq": 2, "answer": answer}, 200),
        "no such answer": ({**step, "seq": 3, "answer": ["nie-da"]}, 400),
        "no answer": ({"slot": slot.position}, 400),
    }
    forms = {
        "form conflict": ({**form_of(other), "seq": 0}, 409),
        "form refused": ({f"{NAME}__nie": "da", NAME: TOO_LONG, f"{NAME}__": "", "seq": 2}, 400),
        "marked for later": ({**form_of(answer), "seq": 2, "mark": "yes"}, 302),
    }
    heard.hear(f"{label} asked", client.get(page))
    for name, (body, status) in steps.items():
        reply = heard.hear(f"{label} {name}", client.post(save, body, "application/json"))
        assert reply.status_code == status, (label, name)
    for name, (fields, status) in forms.items():
        reply = heard.hear(f"{label} {name}", client.post(page, fields))
        assert reply.status_code == status, (label, name)
    heard.hear(f"{label} kept through a sign-in", client.get(page, form_of(other)))
    heard.hear(f"{label} answered", client.get(page))


def form_of(answer: Any, name: str = NAME) -> dict[str, Any]:
    """What the question's form sends for it."""
    if isinstance(answer, list):
        return {f"{name}__": "shown", **{f"{name}__{token}": "yes" for token in answer}}
    if isinstance(answer, dict):
        return {f"{name}__{row}": choice for row, choice in answer.items()}
    return {name: answer}


# --- the course ----


@pytest.fixture
def course() -> Course:
    return make_quiz_course(slug="kurs", title="Drei Begriffe")


@pytest.fixture
def bank(course) -> list[Planted]:
    return [planted(course, sample) for sample in SAMPLES]


@pytest.fixture
def learner(course) -> Enrolment:
    return make_started(make_user(), course)


@pytest.fixture
def colleague(course) -> Enrolment:
    return make_started(make_user(), course)


def make_test(course: Course, bank: list[Planted], **fields: Any) -> Quiz:
    """Of all questions, asked in one go; all that are not typed must be right to pass."""
    cases = sum(max(1, len(one.kind.cases(one.content))) for one in bank)
    needed = int(sum(one.points_for(one.right) for one in bank))
    more = {"pass_points": needed, "pass_per_term": 0, "ask_confidence": True, "minutes_limit": 40}
    return make_quiz(course, [{"cases": cases}], **more, **fields)


def begun(enrolment: Enrolment, quiz: Quiz) -> Attempt:
    return start_attempt(enrolment=enrolment, quiz=quiz, seed=1, now=clock.now())


def wrong_answers(bank: list[Planted]) -> dict[str, Any]:
    return {one.question.uid: one.sample.wrong for one in bank}


def right_answers(bank: list[Planted]) -> dict[str, Any]:
    return {one.question.uid: one.right for one in bank}


def told(bank: list[Planted], *kinds: str) -> set[str]:
    return {word for one in bank for word in one.told(*kinds)}


# --- what must hold ----


def test_each_type_has_a_sample():
    assert {sample.type for sample in SAMPLES} == set(all_types())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.type} {sample.data['stem']}")
def test_every_text_that_is_not_asked_is_a_word_of_its_own(sample):
    """So a new field of a type cannot stay out of sight here."""
    one = worded(sample)
    texts = one.kind.texts(one.content)
    asked = {key for key in texts if key == "stem" or (key.endswith(".text") and not key.startswith("rubric"))}
    hidden = [text for key, text in texts.items() if key not in asked]

    assert hidden
    assert set(hidden) <= set(one.words)
    assert one.points_for(sample.wrong) == 0


def test_nobody_reads_an_answer_before_the_submission_and_everybody_after_it(course, bank, learner, colleague):
    quiz = make_test(course, bank, reveal=Reveal.AFTER_SUBMIT)
    first, second = begun(learner, quiz), begun(colleague, quiz)
    taker, other = client_of(learner.user), client_of(colleague.user)
    before, after, meanwhile = Heard(bank), Heard(bank), Heard(bank)

    go_through(taker, before, first, wrong_answers(bank), "learner")
    go_through(other, before, second, right_answers(bank), "colleague")
    for client, who in ((taker, "learner"), (other, "colleague"), (client_of(None), "nobody")):
        for attempt, whose in ((first, "learner's"), (second, "colleague's")):
            go_everywhere(client, before, f"{who}, {whose}", attempt=attempt.public_id)
    before.hear("submitted", taker.post(f"/attempts/{first.public_id}/submit/"))

    assert before.leaks(*KINDS) == []

    after.hear("review", taker.get(f"/attempts/{first.public_id}/review/"))
    go_everywhere(taker, after, "learner", attempt=first.public_id)
    for attempt, whose in ((first, "learner's"), (second, "colleague's")):
        go_everywhere(other, meanwhile, f"colleague, {whose}", attempt=attempt.public_id)

    assert after.words("review", RIGHT, WRONG) == told(bank, RIGHT, WRONG)
    assert after.leaks(HINT, NEVER) == []
    assert meanwhile.leaks(*KINDS) == []


def test_a_protected_review_tells_nothing_until_the_test_is_passed(course, bank, learner):
    quiz = make_test(course, bank, reveal=Reveal.PROTECTED, attempts_allowed=3)
    taker, before, after = client_of(learner.user), Heard(bank), Heard(bank)
    first = begun(learner, quiz)

    go_through(taker, before, first, wrong_answers(bank), "first")
    before.hear("submitted", taker.post(f"/attempts/{first.public_id}/submit/"))
    before.hear("only wrong", taker.get(f"/attempts/{first.public_id}/review/?only=wrong"))
    go_everywhere(taker, before, "failed", attempt=first.public_id)
    second = begun(learner, quiz)
    go_through(taker, before, second, right_answers(bank), "second")
    go_everywhere(taker, before, "failed and trying again", attempt=first.public_id)

    assert not recomputed(first).passed
    assert before.leaks(*KINDS) == []

    taker.post(f"/attempts/{second.public_id}/submit/")
    after.hear("passed", taker.get(f"/attempts/{second.public_id}/review/"))
    after.hear("failed", taker.get(f"/attempts/{first.public_id}/review/"))

    assert recomputed(second).passed
    assert after.words("passed", RIGHT) == told(bank, RIGHT)
    assert after.words("failed", RIGHT, WRONG) == told(bank, RIGHT, WRONG)
    assert after.leaks(HINT, NEVER) == []


def test_a_checked_answer_explains_its_own_question_until_it_is_withdrawn(course, bank, learner, colleague):
    quiz = make_test(course, bank, reveal=Reveal.AT_ONCE, mode=Mode.PRACTICE)
    taker, other, unaware = client_of(learner.user), client_of(colleague.user), Heard(bank)
    attempt, theirs = begun(learner, quiz), begun(colleague, quiz)

    for slot in slots_of(attempt):
        one, page, unchecked, checked = (
            asked_in(slot, bank),
            question_url(attempt, slot.position),
            Heard(bank),
            Heard(bank),
        )
        wrong = one.sample.wrong
        answer_every_way(taker, unchecked, slot, "unchecked", answer=wrong, other=one.other_than(wrong))
        checked.hear("checked", taker.post(page, {**form_of(wrong), "seq": 2, "check": "yes"}, follow=True))
        unchecked.hear("withdrawn", taker.post(page, {"seq": 2, "again": "yes"}, follow=True))

        assert unchecked.leaks(RIGHT, WRONG, NEVER) == []
        assert checked.words("checked", RIGHT, WRONG) == one.told(RIGHT, WRONG)
        assert checked.leaks(NEVER) == []

    go_everywhere(taker, unaware, "learner", attempt=attempt.public_id)
    go_through(other, unaware, theirs, wrong_answers(bank), "colleague")
    assert unaware.leaks(RIGHT, WRONG, NEVER) == []


def test_a_lesson_explains_what_was_answered_and_nothing_else(course, learner, colleague):
    bank = [planted(course, sample, pool=Pool.PRACTICE) for sample in SAMPLES if "rubric" not in sample.data]
    make_checked_lesson(course, [one.question for one in bank], slug="lektion")
    taker, other, unaware = client_of(learner.user), client_of(colleague.user), Heard(bank)
    page = "/courses/kurs/lessons/lektion/"

    for number, one in enumerate(bank, start=1):
        uid, name = one.question.uid, f"check{number}"
        check, by_script = f"{page}check/{uid}/", {"X-Requested-With": "fetch"}
        form, still_open, explained = form_of(one.sample.wrong, name), Heard(bank[number - 1 :]), Heard(bank)
        still_open.hear("tried", taker.get(page, {"tried": uid, **form}))
        still_open.hear("nothing chosen", taker.post(check, {}, headers=by_script))
        still_open.hear("no such answer", taker.post(check, {f"{name}__x": "y"}, headers=by_script))
        go_everywhere(taker, still_open, "learner", uid=uid)
        explained.hear("panel", taker.post(check, form, headers=by_script))
        explained.hear("lesson", taker.get(page))

        assert still_open.leaks(RIGHT, WRONG, NEVER) == []
        assert explained.words("panel", RIGHT, WRONG) == one.told(RIGHT, WRONG)
        assert explained.words("lesson", RIGHT, WRONG) == told(bank[:number], RIGHT, WRONG)
        assert explained.leaks(NEVER) == []

    go_everywhere(other, unaware, "colleague")
    assert unaware.leaks(RIGHT, WRONG, NEVER) == []


# --- questions that come one by one, and those that follow a comparison ----


def sample_of(term: str) -> Sample:
    """One case; WRONG explains the option of the term after it."""
    keys = list(TERMS)
    taken = keys[(keys.index(term) + 1) % len(keys)]
    told_by = {term: RIGHT, taken: WRONG}
    options = [
        option(f"Weg {key} bei {term}", told_by.get(key, NEVER), term=key, **({"key": True} if key == term else {}))
        for key in keys
    ]
    options = [one if "key" in one else one | {"misconception": "M1"} for one in options]
    tags = case(term) | {"contrast": {"A": "AB", "B": "BC", "C": "AC"}[term]}
    data = {"form": "szenario", "stem": f"Was hilft bei {term}?", "hints": [HINT], "case": tags, "options": options}
    return Sample("single", data, token_of(f"Weg {taken} bei {term}"))


@pytest.fixture
def practice_bank(course) -> list[Planted]:
    return [planted(course, sample_of(term), pool=Pool.PRACTICE) for term in TERMS]


@pytest.mark.parametrize(
    ("mode", "reveal"), [(Mode.ADAPTIVE, Reveal.AFTER_SUBMIT), (Mode.TARGETED, Reveal.AT_ONCE)], ids=str
)
def test_a_question_that_comes_alone_tells_nothing_beforehand(course, practice_bank, learner, mode, reveal):
    quiz = make_quiz(course, mode=mode, reveal=reveal, slug="pruefung")
    taker, before = client_of(learner.user), Heard(practice_bank)
    before.hear("started", taker.post("/courses/kurs/quizzes/pruefung/start/", follow=True))
    attempt = Attempt.objects.get(quiz=quiz)
    [slot] = slots_of(attempt)
    one = asked_in(slot, practice_bank)
    wrong = one.sample.wrong

    answer_every_way(taker, before, slot, "asked", answer=wrong, other=one.other_than(wrong))
    go_everywhere(taker, before, "learner", attempt=attempt.public_id)
    assert before.leaks(*KINDS) == []

    page, after = question_url(attempt, 1), Heard(practice_bank)
    if mode == Mode.TARGETED:
        after.hear("checked", taker.post(page, {**form_of(wrong), "seq": 2, "check": "yes"}, follow=True))
        assert after.words("checked", RIGHT, WRONG) == one.told(RIGHT, WRONG)
    before.hear("next", taker.post(page, {**form_of(wrong), "seq": 2, "go": "next"}, follow=True))
    assert before.leaks(*KINDS) == []
    assert len(slots_of(attempt)) == 2
    taker.post(f"/attempts/{attempt.public_id}/submit/")
    after.hear("review", taker.get(f"/attempts/{attempt.public_id}/review/"))
    assert after.words("review", RIGHT, WRONG) >= one.told(RIGHT, WRONG)
    assert after.leaks(HINT, NEVER) == []


def test_new_cases_after_a_comparison_are_explained_once_they_are_answered(course, practice_bank, learner):
    first, second, _third = practice_bank
    uids = [first.question.uid, second.question.uid]
    ContrastPair.objects.create(course=course, uid="paar", expected="A", given="B", apply=uids, position=1)
    taker, before, after = client_of(learner.user), Heard(practice_bank), Heard(practice_bank)
    page = "/courses/kurs/contrasts/paar/"

    asked = before.hear("asked", taker.get(page)).content.decode()
    before.hear("nothing chosen", taker.post(page, {"question": first.question.uid}))
    go_everywhere(taker, before, "learner", pair="paar")
    assert before.leaks(*KINDS) == []

    name = re.search(rf'value="{first.question.uid}".*?name="(case\d)"', asked, re.S)[1]
    answer = {"question": first.question.uid, name: first.sample.wrong}
    after.hear("answered", taker.post(page, answer, follow=True))

    assert after.words("answered", RIGHT, WRONG) == first.told(RIGHT, WRONG)
    assert after.leaks(HINT, NEVER) == []
