"""Questions as types hold them: texts without spaces around them and without control characters, ids that differ."""

from hypothesis import strategies as st

from quizzes.formats.base import HEAD, Exchanged
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Match, Order, Text
from quizzes.types import all_types

# What some format could take for its own signs, or another encoding for nothing at all.
SIGNS = [
    "=", "~x", "#1", "####", "{", "}", "{T}", "\\n", "\\", "::", "a::b", "// x", "$CATEGORY: x", "%50%x", "%x", "a -> b",
    "[html] a", "[markdown]x", "A. Ja", "ANSWER: B", "- a\n- b", "# a", "1. a", "a\n\nb", "<b>&amp;</b>", "]]>", "<!--",
    "null", "1.50", "'\"", "*a*", "a_b", "___", "`x`", "„Größe“ – 10 €", "𝒳", "a: b", "a #b", "&lt;", "x" * 150,
]  # fmt: skip
letters = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
written = st.text(letters | st.just("\n"), max_size=20).map(str.strip)
texts = st.sampled_from(SIGNS) | written.filter(bool)
optional = st.just("") | texts
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,5}", fullmatch=True)
uids = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
plain_ids = st.integers(1, 5).map(lambda count: [f"o{number}" for number in range(1, count + 1)])
some_ids = plain_ids | st.lists(ids, min_size=1, max_size=5, unique=True)
heads = st.dictionaries(st.sampled_from(HEAD), texts, max_size=4)
tags = st.fixed_dictionaries({}, optional={"term": ids, "misconception": st.sampled_from(["M1", "M2"]), "note": texts})


@st.composite
def alternatives(draw, feedback=optional):
    return tuple(Alternative(one, draw(texts), draw(feedback)) for one in draw(some_ids))


@st.composite
def extras(draw, key, things):
    """Nothing, or a form with tags by id."""
    if not draw(st.booleans()):
        return {}
    return {"form": draw(ids), key: {one.id: draw(tags) for one in things}}


@st.composite
def choices(draw):
    found = draw(alternatives())
    right = draw(st.sets(st.sampled_from(found), max_size=len(found)))
    keys = tuple(one.id for one in found if one in right)
    return Choice(draw(optional), found, keys, draw(st.booleans()), draw(extras("options", found)))


@st.composite
def matches(draw):
    sources, targets = draw(alternatives()), draw(alternatives(st.just("")))
    right = tuple((source.id, draw(st.sampled_from(targets)).id) for source in sources)
    feedback = {pair: draw(texts) for pair in draw(st.sets(st.sampled_from(right)))}
    return Match(draw(optional), sources, targets, right, feedback, draw(extras("rows", sources)))


@st.composite
def orders(draw):
    steps = draw(alternatives(st.just("")))
    return Order(draw(optional), steps, draw(optional), draw(extras("steps", steps)))


@st.composite
def gap(draw, gap_id):
    if draw(st.booleans()):
        return Gap(gap_id, tuple(draw(st.lists(texts, min_size=1, max_size=3))), (), draw(optional))
    found = draw(alternatives())
    return Gap(gap_id, (draw(st.sampled_from(found)).id,), found)


@st.composite
def gap_texts(draw):
    gaps = [draw(gap(one)) for one in draw(some_ids)]
    pieces = [draw(st.sampled_from(["Vorher", "ein Wort ", " danach,\nund"])) for _one in range(len(gaps) + 1)]
    prompt = draw(st.sampled_from(["___", "______"])).join(pieces).strip()
    return Gaps(prompt, tuple(gaps), {"gaps": [{} for _gap in gaps]})


@st.composite
def written_texts(draw):
    right = tuple(draw(st.lists(texts, max_size=3)))
    form = draw(st.just({}) | st.fixed_dictionaries({"form": ids}))
    return Text(draw(optional), right, draw(optional), draw(optional), draw(st.booleans()), form)


items = choices() | matches() | orders() | gap_texts() | written_texts()
exchanged = st.builds(
    Exchanged,
    uid=st.just("") | uids,
    item=items,
    type_key=st.just("") | st.sampled_from(sorted(all_types())),
    head=heads,
)


@st.composite
def plain_choices(draw):
    """What even the plainest format holds."""
    words = st.lists(st.from_regex(r"[A-Za-zäöü]{2,9}", fullmatch=True), min_size=1, max_size=4).map(" ".join)
    texts = draw(st.lists(words, min_size=2, max_size=5))
    found = tuple(Alternative(f"o{number}", text) for number, text in enumerate(texts, start=1))
    return Exchanged("", Choice(draw(words), found, (draw(st.sampled_from(found)).id,)))


@st.composite
def of_types(draw):
    """An example of a type with another prompt, and a full head."""
    kind = draw(st.sampled_from([kind for kind in all_types().values() if kind.key != "markwords"]))
    example = draw(st.sampled_from(kind.examples))
    data = dict(example.data)
    if kind.key not in ("cloze",):
        data["stem"] = draw(texts)
    item = kind.interaction(kind.parse(data, terms=example.terms))
    head = {"pool": "practice", "family": draw(uids), "status": draw(st.sampled_from(["draft", "live", "retired"]))}
    return Exchanged(draw(uids), item, kind.key, head | draw(st.fixed_dictionaries({}, optional={"note": texts})))
