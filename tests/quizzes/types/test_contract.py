"""What every question type must do, whichever files lie in the folder."""

import json
import re
import uuid
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from django.template import Context, Engine
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

import quizzes.types
from quizzes.grading.mark import Mark
from quizzes.types import UnknownType, all_types, get_type
from quizzes.types.base import AnswerProblem, ParseError, is_nothing

TEMPLATES = Path(quizzes.types.__file__).parents[1] / "templates"
ENGINE = Engine(dirs=[TEMPLATES], libraries={"i18n": "django.templatetags.i18n"})
TYPES = list(all_types().values())
EXAMPLES = [(kind, example) for kind in TYPES for example in kind.examples]
each_type = pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.key)
each_example = pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=lambda value: getattr(value, "key", ""))


class Page(HTMLParser):
    """What a form in the page would show and send."""

    def __init__(self, html):
        super().__init__()
        self.controls, self.labels, self.fieldsets, self.classes = [], [], [], set()
        self.legends, self.hidden, self.typing = 0, [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.classes |= set(attrs.get("class", "").split())
        if tag in ("input", "select", "textarea"):
            (self.hidden if attrs.get("type") == "hidden" else self.controls).append(attrs)
        self.typing = attrs if tag == "textarea" else None
        if tag == "label":
            self.labels.append(attrs["for"])
        if tag == "fieldset":
            self.fieldsets.append(attrs)
        self.legends += tag == "legend"
        assert not [name for name in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data):
        if self.typing is not None:
            self.typing["value"] = data.removeprefix("\n")
            self.typing = None

    def post(self):
        sent = [*self.hidden, *(one for one in self.controls if "checked" in one or one.get("type") in ("text", None))]
        return {control["name"]: control.get("value", "") for control in sent}


def parsed(kind, example, data=None):
    return kind.parse(example.data if data is None else data, terms=example.terms)


def rendered(kind, content):
    return {key: SafeString(f"<em>{text}</em>") for key, text in kind.texts(content).items()}


def asked(kind, content, answer=None, order=None, **context):
    order = kind.option_order(content, Random(7)) if order is None else order
    question = kind.ask(content, html=rendered(kind, content), order=order, names={}, answer=answer)
    template = ENGINE.get_template(kind.template)
    return template.render(Context({"question": question, "name": "q3", **context}))


def reviewed(kind, content, answer):
    order = kind.option_order(content, Random(7))
    review = kind.review(content, answer, html=rendered(kind, content), order=order, names={})
    return review, ENGINE.get_template(kind.review_template).render(Context({"review": review}))


def test_the_folder_is_the_registry():
    assert list(all_types()) == sorted(kind.key for kind in TYPES)
    assert {"single", "classify"} <= set(all_types())
    assert get_type("single") is all_types()["single"]
    with pytest.raises(UnknownType):
        get_type("no-such-type")


@each_type
def test_type_explains_itself_and_shows_examples(kind):
    module = __import__(type(kind).__module__, fromlist=["x"])

    assert len(module.__doc__) > 200
    assert str(kind.label)
    assert [str(label) for label in kind.forms.values()] != [""]
    assert set(kind.forms) == {example.data["form"] for example in kind.examples}


@each_example
def test_examples_grade_as_they_say(kind, example):
    content = parsed(kind, example)

    assert [kind.grade(content, answer).share for answer, _ in example.answers] == [
        share for _, share in example.answers
    ]


@each_example
def test_solution_is_worth_everything_and_silence_nothing(kind, example):
    content = parsed(kind, example)
    best, none = kind.grade(content, kind.solution(content)), kind.grade(content, None)

    assert (best.share, none.share) == (0 if best.needs_person else 1, 0)
    assert not none.needs_person
    assert [part.expected for part in best.parts] == [part.given for part in best.parts]
    assert [(part.id, part.expected) for part in none.parts] == [(part.id, part.expected) for part in best.parts]
    assert {part.given for part in none.parts} <= {None}


@each_example
def test_marks_account_for_each_case(kind, example):
    content = parsed(kind, example)
    tags = [(case.row_id, case.term) for case in kind.cases(content)]

    points = kind.points(content)
    assert points == len(tags) if tags else points >= 1
    for answer in [None, kind.solution(content), *(answer for answer, _ in example.answers)]:
        mark = kind.grade(content, answer)
        assert [(part.id, part.expected) for part in mark.parts if part.expected is not None] == tags
        assert mark.parts
        assert sum(part.share for part in mark.parts) == mark.share * (points if tags else 1)


@each_example
def test_content_and_answers_survive_json(kind, example):
    content = parsed(kind, example)
    stored = json.loads(json.dumps(kind.dump(content)))

    assert parsed(kind, example, stored) == content
    assert kind.dump(parsed(kind, example, stored)) == kind.dump(content)
    for answer, _ in example.answers:
        assert kind.grade(content, json.loads(json.dumps(answer))) == kind.grade(content, answer)


@each_example
def test_interaction_round_trip(kind, example):
    content = parsed(kind, example)
    item = kind.interaction(content)

    if item is not None:
        assert parsed(kind, example, kind.from_interaction(item)) == content


@each_example
def test_an_interaction_without_our_tags_names_what_is_missing(kind, example):
    item = kind.interaction(parsed(kind, example))
    if item is None:
        return
    bare = type(item)(**{name: value for name, value in vars(item).items() if name != "extras"})

    with pytest.raises(ParseError) as caught:
        parsed(kind, example, kind.from_interaction(bare))

    assert "form" in {problem.place for problem in caught.value.problems}
    assert {problem.code for problem in caught.value.problems} <= {"missing", "term-without-option", "too-few"}


@each_example
@pytest.mark.parametrize(
    "answer", [0, True, "", "F", ["x"], [], {"x": "y"}, {"x": ["y"]}, {"x": None}, {"": {}}, 1.5, "0" * 8]
)
def test_answers_that_were_not_on_offer_are_refused(kind, example, answer):
    content = parsed(kind, example)
    empties = (str,) if kind.is_typed else (list, dict)
    if is_nothing(answer) and type(answer) is type(kind.solution(content)) and isinstance(answer, empties):
        assert kind.grade(content, answer).share == 0
        return
    if kind.is_typed and isinstance(answer, str):
        kind.check(content, answer)
        return

    with pytest.raises(AnswerProblem):
        kind.check(content, answer)
    with pytest.raises(AnswerProblem):
        kind.grade(content, answer)


@each_example
def test_unknown_keys_are_problems_at_every_level(kind, example):
    def with_strangers(value):
        if isinstance(value, dict):
            return {**{key: with_strangers(inner) for key, inner in value.items()}, "stranger": "x"}
        return [with_strangers(inner) for inner in value] if isinstance(value, list) else value

    def mappings(value):
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        return isinstance(value, dict) + sum(mappings(each) for each in inner)

    with pytest.raises(ParseError) as caught:
        parsed(kind, example, with_strangers(example.data))

    assert {problem.code for problem in caught.value.problems} <= {"unknown-key", "unknown-term"}
    assert len(caught.value.problems) == mappings(example.data)


@each_type
@given(
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["form", "stem", "case", "options", "rows", "id", "term", "feedback", "note", 1]),
                inner,
                max_size=6,
            )
        ),
        max_leaves=25,
    )
)
def test_any_data_gives_content_or_problems_with_words(kind, data):
    with pytest.raises(ParseError) as caught:
        kind.parse(data, terms=("F", "O", "Z"))

    assert caught.value.problems
    assert all(problem.message for problem in caught.value.problems)


# --- nothing of the solution before its time ----


HIDDEN = {"feedback", "rubric", "sample_answer", "accept"}


def poisoned(data, canaries):
    """The data with a canary in everything that explains, tags or solves."""
    ids = {}

    def canary(length=30):
        canaries.append(uuid.uuid4().hex[:length])
        return canaries[-1]

    def walk(value, hidden=False):
        if isinstance(value, dict):
            return {key: poison(key, inner, hidden or key in HIDDEN) for key, inner in value.items()}
        if isinstance(value, list):
            return [walk(inner, hidden) for inner in value]
        return canary() if hidden and isinstance(value, str) else value

    def poison(key, value, hidden):
        if key in ("id", "target"):
            if value not in ids:
                ids[value] = canary()
            return ids[value]
        if key == "note":
            return canary()
        if key == "claims":
            return [canary()]
        return canary(8) if key == "dimension" else walk(value, hidden)

    return walk(data)


@each_example
def test_key_free_and_ask_template_hold_no_canary(kind, example):
    canaries = []
    content = parsed(kind, example, poisoned(example.data, canaries))
    solution = kind.solution(content)
    answer = None if any(canary in json.dumps(solution) for canary in canaries) else solution  # typed by nobody
    stored = json.dumps(kind.dump(content))
    public = [
        json.dumps(kind.key_free(content)),
        json.dumps(kind.option_order(content, Random(1))),
        asked(kind, content),
        asked(kind, content, answer, errors=["Choose one."], disabled=True),
        json.dumps(answer),
    ]

    assert len(canaries) >= 1
    assert all(canary in stored for canary in canaries)
    assert [canary for canary in canaries if any(canary in text for text in public)] == []
    assert any(canary in reviewed(kind, content, solution)[1] for canary in canaries)


# --- templates ----


@each_example
def test_ask_template_labels_each_control_and_groups_them(kind, example):
    content = parsed(kind, example)
    html = asked(kind, content)
    page = Page(html)
    ids = [control["id"] for control in page.controls]

    assert sorted(page.labels) == sorted(ids)
    assert len(set(ids)) == len(ids) >= 1
    assert ids[0] == "q3-1"
    assert page.legends == len(page.fieldsets) >= 1
    assert "question__stem" in page.classes
    assert {control["name"].split("__")[0] for control in page.controls} == {"q3"}
    assert is_nothing(kind.read(page.post(), "q3"))
    assert all(piece in html for piece in re.split("_{3,}", f"<em>{content.stem}</em>"))


@each_example
def test_what_the_form_shows_is_what_it_sends(kind, example):
    content = parsed(kind, example)

    for answer in [None, kind.solution(content), *(answer for answer, _ in example.answers)]:
        page = Page(asked(kind, content, answer))
        for post in (page.post(), {key: [value] for key, value in page.post().items()}):
            read = kind.read(post, "q3")
            assert read == answer or (answer is None and is_nothing(read))
    assert kind.read({"q33": "x", "q33__x": "y", "csrfmiddlewaretoken": "t"}, "q3") is None


@each_example
def test_ask_template_shows_errors_and_can_be_closed(kind, example):
    content = parsed(kind, example)
    html = asked(kind, content, errors=["Choose <one>."], disabled=True)
    page = Page(html)

    assert page.fieldsets[0]["aria-describedby"] == "q3-error"
    assert "disabled" in page.fieldsets[0]
    assert 'id="q3-error"' in html
    assert "Choose &lt;one&gt;." in html
    assert "disabled" not in Page(asked(kind, content)).fieldsets[0]


@each_example
def test_ask_template_escapes_what_was_not_rendered(kind, example):
    content = parsed(kind, example)
    plain = dict.fromkeys(kind.texts(content), "<script>")
    order = kind.option_order(content, Random(1))
    question = kind.ask(content, html=plain, order=order, names={})

    assert "<script>" not in ENGINE.get_template(kind.template).render(Context({"question": question, "name": "q"}))


@each_example
def test_review_template_says_state_answer_and_reasons(kind, example):
    content = parsed(kind, example)
    answers = [None, kind.solution(content), *(answer for answer, _ in example.answers)]
    states = {}

    for answer in answers:
        review, html = reviewed(kind, content, answer)
        share = kind.grade(content, answer).share
        states[review["state"]] = share
        assert f"verdict--{review['state']}" in html
        if kind.grade(content, answer).needs_person:
            assert states.pop(review["state"]) == 0
            assert review["state"] == "waiting"
        for piece in kind.feedback_for(content, answer):
            assert f"<em>{kind.texts(content)[piece.key]}</em>" in html
            assert kind.texts(content)[piece.key] == piece.text

    assert states.pop("right", 1) == 1
    assert states["unanswered"] == 0
    assert all(0 < share < 1 for state, share in states.items() if state == "partly")


@each_example
def test_feedback_ends_each_case_with_the_right_text(kind, example):
    content = parsed(kind, example)

    for answer in [None, kind.solution(content), *(answer for answer, _ in example.answers)]:
        parts = kind.grade(content, answer).parts
        pieces = kind.feedback_for(content, answer)
        cases = [part.id for part in parts if part.expected is not None]
        wrong = [part.id for part in parts if part.given is not None and part.share < 1]
        assert pieces
        assert {piece.part_id for piece in pieces} <= {part.id for part in parts}
        assert [piece.part_id for piece in pieces if piece.is_right and piece.part_id in cases] == cases
        assert [piece.part_id for piece in pieces if not piece.is_right and piece.part_id in cases] == wrong


@each_example
def test_answers_can_be_said(kind, example):
    content = parsed(kind, example)

    assert kind.say(content, None) == ""
    assert len({kind.say(content, answer) for answer, _ in example.answers}) == len(example.answers)


@each_example
def test_choices_are_named_once_and_found_in_answers_by_part(kind, example):
    content = parsed(kind, example)
    choices = kind.choices(content, {})
    parts = {part.id for part in kind.grade(content, None).parts}

    assert len(set(choices.values())) == len(choices)
    assert kind.choices_in(content, None) == {}
    assert bool(kind.choices_in(content, kind.solution(content))) is bool(choices)
    for answer in [kind.solution(content), *(answer for answer, _ in example.answers)]:
        chosen = kind.choices_in(content, answer)
        assert chosen.keys() <= parts
        assert set(chosen.values()) <= choices.keys()
        assert len(set(chosen.values())) == len(chosen)


@each_example
def test_a_right_choice_is_a_right_part_unless_choices_are_weighed(kind, example):
    content = parsed(kind, example)
    right = set(kind.choices_in(content, kind.solution(content)).values())
    if kind.weighs_choices or not right:
        return

    for answer in [kind.solution(content), *(answer for answer, _ in example.answers)]:
        chosen, mark = kind.choices_in(content, answer), kind.grade(content, answer)
        found = {part.id: part.share > 0 for part in mark.parts if part.id in chosen}
        assert found == {part: name in right for part, name in chosen.items()}
        accepted = mark.accepting(chosen.keys())  # as if all of them had been found to be right
        assert all(part.share > 0 for part in accepted.parts if part.id in chosen)


# --- order ----


@each_example
@given(seed=st.integers(0, 2**32))
def test_option_order_is_a_permutation_made_by_the_seed(kind, example, seed):
    content = parsed(kind, example)
    order = kind.option_order(content, Random(seed))

    assert kind.option_order(content, Random(seed)) == order
    assert in_sets(order) == in_sets(kind.option_order(content, Random(0)))
    assert sorted(flat(order)) == sorted(set(flat(order)))


@each_example
@given(seed=st.integers(0, 2**32))
def test_permuting_options_or_rows_never_changes_a_mark(kind, example, seed):
    content = parsed(kind, example)
    data = kind.dump(content)
    shuffle_lists(data, kind.ordered, Random(seed))
    terms = () if example.data["form"] == "einordnen" else example.terms  # that form has one order only
    shuffled = kind.parse(data, terms=terms)

    for answer in [None, kind.solution(content), *(answer for answer, _ in example.answers)]:
        assert by_part(kind.grade(shuffled, answer)) == by_part(kind.grade(content, answer))
    assert kind.solution(shuffled) == kind.solution(content)
    assert in_sets(kind.option_order(shuffled, Random(1))) == in_sets(kind.option_order(content, Random(1)))


@each_example
@given(seed=st.integers(0, 2**32))
def test_the_order_in_which_an_answer_was_given_never_changes_a_mark(kind, example, seed):
    content = parsed(kind, example)

    for answer in [kind.solution(content), *(answer for answer, _ in example.answers)]:
        assert kind.grade(content, shuffled_answer(answer, Random(seed))) == kind.grade(content, answer)


@each_example
def test_a_mapping_answers_as_many_things_as_were_handed_out(kind, example):
    content = parsed(kind, example)
    solution, order = kind.solution(content), kind.option_order(content, Random(3))

    if isinstance(solution, dict):
        assert len(solution) == len(order)


def shuffle_lists(data, ordered, rng):
    for key, value in data.items():
        if isinstance(value, list) and key not in ("hints", "accept", "rubric", *ordered):
            rng.shuffle(value)
        for inner in value if isinstance(value, list) else []:
            if isinstance(inner, dict):
                shuffle_lists(inner, ordered, rng)


def shuffled_answer(answer, rng):
    if isinstance(answer, dict):
        return dict(rng.sample(sorted(answer.items()), len(answer)))
    return rng.sample(answer, len(answer)) if isinstance(answer, list) else answer


def flat(order):
    return [token for entry in order for token in (entry if isinstance(entry, list) else [entry])]


def in_sets(order):
    return [sorted(entry) for entry in order] if order and isinstance(order[0], list) else sorted(order)


def by_part(mark: Mark) -> tuple[Fraction, dict]:
    return mark.share, {part.id: part for part in mark.parts}
