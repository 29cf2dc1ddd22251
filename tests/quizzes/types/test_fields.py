"""What a form of fields reads is what it shows, and its buttons change nothing but their list."""

from copy import deepcopy
from itertools import count

import pytest
from django.utils import translation

from quizzes.admin.form import ContentForm, Lookups
from quizzes.types import all_types, get_type
from quizzes.types.fields import Kind, act, blank, ids_in, label_of, read
from quizzes.types.problems import ParseError

EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.key}-{number}")
    for kind in all_types().values()
    for number, example in enumerate(kind.examples)
]
NAMES = {"F": "Fisch", "O": "Otter"}


def numbered():
    numbers = count(1)
    return lambda prefix: f"{prefix}{next(numbers)}"


def form_of(kind, data, terms):
    return ContentForm(kind, data, Lookups(dict(zip(terms, terms, strict=True))))


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_what_a_form_shows_is_what_it_sends(kind, example):
    content = kind.parse(example.data, terms=example.terms)
    data = kind.dump(content)

    again = read(kind.fields, form_of(kind, data, example.terms).post(), example.terms)

    assert kind.parse(again, terms=example.terms) == content
    assert list(ids_in(again)) == list(ids_in(data))


@pytest.mark.parametrize("kind", all_types().values(), ids=lambda kind: kind.key)
def test_a_new_question_has_its_fields_and_lacks_what_must_be_typed(kind):
    data = blank(kind.fields, NAMES, numbered())

    with pytest.raises(ParseError) as caught:
        kind.parse(data, terms=tuple(NAMES))

    assert {problem.code for problem in caught.value.problems} <= {"missing", "too-few", "key-count", "key-missing"}
    assert len(set(ids_in(data))) == len(list(ids_in(data)))


def test_a_new_single_choice_has_one_answer_for_each_term():
    data = blank(get_type("single").fields, NAMES, numbered())

    assert data["options"] == [{"id": "F", "term": "F", "text": "Fisch"}, {"id": "O", "term": "O", "text": "Otter"}]


MULTIPLE = get_type("multiple")
CLOZE = get_type("cloze")


def pressed(action, kind=MULTIPLE, data=None):
    data = deepcopy(data or {"stem": "?", "options": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "hints": ["x", "y"]})
    return act(kind.fields, data, action, NAMES, numbered()), data


@pytest.mark.parametrize(
    ("action", "ids"),
    [
        ("add:options", ["a", "b", "c", "o1"]), ("up:options.1", ["b", "a", "c"]), ("up:options.0", ["a", "b", "c"]),
        ("down:options.1", ["a", "c", "b"]), ("down:options.2", ["a", "b", "c"]), ("remove:options.1", ["a", "c"]),
    ],
)  # fmt: skip
def test_buttons_add_move_and_remove(action, ids):
    done, data = pressed(action)

    assert (done, [option["id"] for option in data["options"]]) == (True, ids)
    assert (data["stem"], data["hints"]) == ("?", ["x", "y"])


def test_texts_are_moved_like_rows():
    assert pressed("up:hints.1")[1]["hints"] == ["y", "x"]
    assert pressed("add:hints")[1]["hints"] == ["x", "y", ""]


def test_lists_inside_lists_have_buttons_of_their_own():
    data = {"gaps": [{"id": "g"}, {"id": "h", "options": [{"id": "a"}, {"id": "b"}]}]}

    assert pressed("down:gaps.1.options.0", CLOZE, data)[1]["gaps"][1]["options"] == [{"id": "b"}, {"id": "a"}]
    assert pressed("add:gaps.0.accept", CLOZE, data)[1]["gaps"][0] == {"id": "g", "accept": [""]}


@pytest.mark.parametrize(
    "action",
    ["", "add", "add:", "add:stem", "add:options.0", "up:options", "up:options.9", "up:options.-1", "up:options.x",
     "jump:options.1", "remove:options.99999999", "add:gaps.7.options", "up:options.²", "save"],
)  # fmt: skip
def test_what_no_button_says_changes_nothing(action):
    done, data = pressed(action)

    assert (done, [option["id"] for option in data["options"]]) == (False, ["a", "b", "c"])


def test_a_list_is_shown_to_its_end_but_not_without_end():
    assert len(read(MULTIPLE.fields, {"options.n": "99"}, ())["options"]) == 30
    for hostile in ("9999999999", "-1", "x", "²", ""):
        assert "options" not in read(MULTIPLE.fields, {"options.n": hostile}, ())


def test_numbers_and_words_are_kept_as_typed_where_they_are_none():
    essay = get_type("essay")

    assert read(essay.fields, {"pass_points": "3"}, ()) == {"pass_points": 3}
    assert read(essay.fields, {"pass_points": "drei"}, ()) == {"pass_points": "drei"}
    assert read(get_type("single").fields, {"case.claims": " S1-01, S1-02;S2-3 "}, ())["case"]["claims"] == [
        "S1-01", "S1-02", "S2-3"
    ]  # fmt: skip


def test_problems_stand_at_their_field_and_in_the_summary():
    kind = get_type("multiple")
    data = kind.dump(kind.parse(kind.examples[0].data))
    del data["options"][1]["feedback"]
    form = form_of(kind, data, ())
    with pytest.raises(ParseError) as caught:
        kind.parse(data)

    form.put_errors(caught.value.problems)

    options = next(node for node in form.nodes if node.name == "options")
    feedback = next(node for node in options.entries[1].children if node.name == "options.1.feedback")
    assert len(feedback.errors) == 1
    assert [target for _words, target in form.summary] == ["id_options-1-feedback"]


def test_each_control_has_a_name_of_its_own():
    for kind in all_types().values():
        for example in kind.examples:
            form = form_of(kind, example.data, example.terms)
            nodes = list(flat([*form.nodes, *form.beside]))
            names = [node.name for node in nodes if node.kind not in ("list", "section", "entry", "fold")]
            assert len(set(names)) == len(names)
            assert all(node.label or node.kind == Kind.ID.value for node in nodes)


def test_what_readers_see_comes_first_and_the_rest_is_folded_behind_it():
    data = blank(get_type("single").fields, NAMES, numbered())
    data["options"][0] |= {"misconception": "M3", "note": "x" * 60}
    form = ContentForm(get_type("single"), data, Lookups(NAMES))

    assert [node.name for node in form.nodes] == ["stem", "options", "hints", "case"]
    assert [node.name for node in form.beside] == ["form", "genuine_word"]
    *seen, fold = form.nodes[1].entries[0].children
    assert [node.name.split(".")[-1] for node in seen] == ["id", "text", "key", "feedback", "misconception"]
    assert [node.name.split(".")[-1] for node in fold.children] == ["term", "note"]
    term, note = fold.label.split(" · ")
    assert [one.split(": ")[1] for one in (term, note)] == ["Fisch", "x" * 39 + "…"]


def test_a_fold_is_open_where_something_is_wrong_in_it():
    kind = get_type("single")
    data = kind.dump(kind.parse(kind.examples[0].data, terms=kind.examples[0].terms))
    data["options"][1]["note"] = "a\x00"
    form = form_of(kind, data, kind.examples[0].terms)
    with pytest.raises(ParseError) as caught:
        kind.parse(data, terms=kind.examples[0].terms)

    form.put_errors(caught.value.problems)

    folds = [entry.children[-1] for entry in form.nodes[1].entries]
    assert [fold.has_words for fold in folds] == [False, True, *[False] * (len(folds) - 2)]


def test_a_misconception_is_chosen_by_its_sentence():
    form = form_of(MULTIPLE, blank(MULTIPLE.fields, NAMES, numbered()), ())

    fold = form.nodes[1].entries[0].children[-1]
    choices = next(node.choices for node in fold.children if node.name.endswith("misconception"))
    assert [value for value, _words in choices] == ["", *(f"M{number}" for number in range(1, 16))]
    assert choices[3][1] == "M3: Kundenorientierung und Kundenzentrierung sind dasselbe"


def flat(nodes):
    for node in nodes:
        yield node
        yield from flat(node.children)
        yield from flat(node.entries)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        (("options",), "answers"),
        (("options", 1, "feedback"), "Answer 2, feedback"),
        (("hints", 0), "Hint 1"),
        (("case", "term"), "case, correct term"),
        (("case", "erfunden"), "case, erfunden"),
        (("erfunden", 0, "x"), "erfunden, 0, x"),
        ((), ""),
    ],
)
def test_a_place_is_named_as_the_form_names_it(path, label):
    with translation.override("en"):
        assert label_of(get_type("single").fields, path) == label
