"""How does a question come back from another tool exactly as it left, and with all that was changed there?

Another format turns texts into its own (Markdown becomes HTML), renames ids and has no room for terms and claims. So
the question travels a second time, as one line of JSON in the format's place for extensions: the *snapshot*. On
reading, the visible question is compared with what the snapshot would look like there. Where both agree, the snapshot
stands; where they differ, somebody edited the visible one, and that counts, text by text. Whoever edits in the other
tool need not know of the snapshot.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quizzes.formats.base import MAX_DEPTH, MAX_TEXT, Exchanged, extension, from_extension
from quizzes.formats.item import Alternative, Choice, Gap, Gaps, Interaction, Match, Order, Text

# All texts of a question and its extension; the longest question of the bank needs 8,000.
MAX_SNAPSHOT = 10 * MAX_TEXT
_UNSAFE = re.compile("[<>&\x7f-\x9f\ud800-\udfff\ufffe\uffff]|--+")

Plain = Callable[[str], str]


@dataclass(frozen=True)
class Looks:
    """What a text of ours is after the way through the format and back.

    Some formats allow less in a `target` of a match or in a `choice` of a gap than in other texts, and some have no
    place for what is said of one source of a match.
    """

    text: Plain
    target: Plain
    choice: Plain
    explains_sources: bool = True


# --- writing and reading ----
def snapshot_of(question: Exchanged) -> str:
    """JSON that any XML, and any comment in it, can hold; "" where the question is too large for it."""
    about = extension(question)
    data = {"about": json.loads(about), "item": _item_data(question.item), "uid": question.uid}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text = _UNSAFE.sub(lambda found: "".join(f"\\u{ord(sign):04x}" for sign in found.group()), text)
    return text if len(about) <= MAX_TEXT and len(text) <= MAX_SNAPSHOT else ""


def from_snapshot(text: str) -> Exchanged:
    """The question without its images. Raises ValueError for anything that `snapshot_of` did not write."""
    if len(text) > MAX_SNAPSHOT or text.count("[") + text.count("{") > MAX_SNAPSHOT // 10 or _depth(text) > MAX_DEPTH:
        raise ValueError("too large")
    try:
        data = json.loads(text)
        type_key, head, extras = from_extension(json.dumps(data["about"]))
        return Exchanged(_string(data["uid"]), _item_from(data["item"], extras), type_key, head)
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError("not a snapshot") from error


def _depth(text: str) -> int:
    """An upper bound: brackets inside strings count, too."""
    deepest = depth = 0
    for found in re.finditer(r"[\[\]{}]", text):
        depth += 1 if found.group() in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _item_data(item: Interaction) -> dict[str, Any]:
    match item:
        case Choice():
            right = list(item.right)
            return _data("choice", item) | {"of": _rows(item.alternatives), "right": right, "shuffle": item.shuffle}
        case Match():
            said = [[source, target, text] for (source, target), text in item.feedback.items()]
            pairs = [list(pair) for pair in item.right]
            both = {"of": _rows(item.sources), "to": _rows(item.targets)}
            return _data("match", item) | both | {"right": pairs, "said": said}
        case Order():
            return _data("order", item) | {"of": _rows(item.steps), "feedback": item.feedback}
        case Gaps():
            gaps = [[gap.id, list(gap.right), _rows(gap.alternatives), gap.feedback] for gap in item.gaps]
            return _data("gaps", item) | {"gaps": gaps}
        case Text():
            texts = {"right": list(item.right), "sample": item.sample, "feedback": item.feedback}
            return _data("text", item) | texts | {"long": item.is_long}
    raise TypeError("no neutral form")


def _data(kind: str, item: Any) -> dict[str, Any]:
    return {"kind": kind, "prompt": item.prompt}


def _rows(alternatives: Sequence[Alternative]) -> list[list[str]]:
    return [[a.id, a.text, a.feedback] for a in alternatives]


def _item_from(data: Mapping[str, Any], extras: Mapping[str, Any]) -> Interaction:
    kind, prompt = data["kind"], _string(data["prompt"])
    if kind == "choice":
        shuffle = _flag(data["shuffle"])
        return Choice(prompt, _alternatives(data["of"]), _strings(data["right"]), shuffle, extras)
    if kind == "match":
        right = tuple((_string(source), _string(target)) for source, target in data["right"])
        said = {(_string(source), _string(target)): _string(text) for source, target, text in data["said"]}
        return Match(prompt, _alternatives(data["of"]), _alternatives(data["to"]), right, said, extras)
    if kind == "order":
        return Order(prompt, _alternatives(data["of"]), _string(data["feedback"]), extras)
    if kind == "gaps":
        return Gaps(prompt, tuple(_gap(*row) for row in data["gaps"]), extras)
    if kind == "text":
        texts = _string(data["sample"]), _string(data["feedback"])
        return Text(prompt, _strings(data["right"]), *texts, _flag(data["long"]), extras)
    raise ValueError("unknown kind")


def _gap(gap_id: Any, right: Any, alternatives: Any, feedback: Any) -> Gap:
    return Gap(_string(gap_id), _strings(right), _alternatives(alternatives), _string(feedback))


def _alternatives(rows: Any) -> tuple[Alternative, ...]:
    return tuple(Alternative(_string(row[0]), _string(row[1]), _string(row[2])) for row in rows)


def _strings(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("not a list")
    return tuple(_string(value) for value in values)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not yes or no")
    return value


# --- what was changed elsewhere ----
def merged(seen: Interaction, source: Interaction, looks: Looks) -> Interaction:
    """The visible question with the ids, sources and extras of the snapshot where the two still agree.

    Another kind of question than the snapshot's is a new one; nothing of the snapshot fits it.
    """
    match seen, source:
        case Choice(), Choice():
            return _merged_choice(seen, source, looks)
        case Match(), Match():
            return _merged_match(seen, source, looks)
        case Order(), Order():
            steps, _ids = _merged_list(seen.steps, source.steps, looks.text, None)
            feedback = _text(seen.feedback, source.feedback, looks.text)
            return replace(seen, **_shared(seen, source, looks), steps=steps, feedback=feedback)
        case Gaps(), Gaps():
            return _merged_gaps(seen, source, looks)
        case Text(), Text():
            return replace(
                seen,
                **_shared(seen, source, looks),
                right=source.right if sorted(seen.right) == sorted(source.right) else seen.right,
                sample=_text(seen.sample, source.sample, looks.text),
                feedback=_text(seen.feedback, source.feedback, looks.text),
                is_long=source.is_long if bool(seen.right) == bool(source.right) else seen.is_long,
            )
    return seen


def _shared(seen: Any, source: Any, looks: Looks) -> dict[str, Any]:
    extras = dict(source.extras)
    if seen.extras.get("hints"):
        pairs = _pairs(seen.extras["hints"], source.extras.get("hints"))
        extras["hints"] = [_text(hint, old, looks.text) for hint, old in pairs]
    return {"prompt": _text(seen.prompt, source.prompt, looks.text), "extras": extras}


def _pairs(seen: Any, source: Any) -> list[tuple[str, str]]:
    """Each text seen beside the one at its place in the snapshot."""
    old = [text for text in source if isinstance(text, str)] if isinstance(source, list) else []
    return [(text, old[index] if index < len(old) else "") for index, text in enumerate(seen or [])]


def _text(seen: str, source: str, plain: Plain) -> str:
    return source if seen == plain(source) else seen


def _partners(seen: Sequence[Alternative], source: Sequence[Alternative], plain: Plain) -> dict[int, Alternative]:
    """Number of a visible thing → the snapshot's: by the same text; where none went missing, by id or place, too."""
    by_text: dict[str, list[int]] = {}
    for place, old in reversed(list(enumerate(source))):
        by_text.setdefault(plain(old.text), []).append(place)
    places = {number: by_text[new.text].pop() for number, new in enumerate(seen) if by_text.get(new.text)}
    if len(seen) == len(source):
        free = set(range(len(source))) - set(places.values())
        by_id = {source[place].id: place for place in free}
        for number, new in enumerate(seen):
            place = by_id.get(new.id, number)
            if number not in places and place in free:
                places[number] = place
                free.remove(place)
    return {number: source[place] for number, place in places.items()}


def _merged_list(
    seen: Sequence[Alternative], source: Sequence[Alternative], plain: Plain, said: Plain | None
) -> tuple[tuple[Alternative, ...], dict[str, str]]:
    """The things with their ids of old, and visible id → that id. `said`: the feedback, None where it is not shown."""
    partners = _partners(seen, source, plain)
    used = {old.id for old in partners.values()}
    things: list[Alternative] = []
    ids: dict[str, str] = {}
    for number, new in enumerate(seen):
        old = partners.get(number)
        ids[new.id] = old.id if old else _free_id(new.id, used)
        used.add(ids[new.id])
        texts = (new.text, new.feedback)
        if old:
            feedback = _text(new.feedback, old.feedback, said) if said else old.feedback
            texts = _text(new.text, old.text, plain), feedback
        things.append(Alternative(ids[new.id], *texts))
    return tuple(things), ids


def _free_id(wanted: str, used: set[str]) -> str:
    number = 1
    free = wanted
    while free in used:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _merged_choice(seen: Choice, source: Choice, looks: Looks) -> Choice:
    alternatives, ids = _merged_list(seen.alternatives, source.alternatives, looks.text, looks.text)
    right = tuple(ids[key] for key in seen.right)
    shared = _shared(seen, source, looks)
    if set(right) == set(source.right):
        right = source.right
    else:
        shared["extras"] = _without_shares(shared["extras"])
    return replace(seen, **shared, alternatives=alternatives, right=right)


def _without_shares(extras: Mapping[str, Any]) -> dict[str, Any]:
    """With other right answers, what each of the former ones was worth is void."""
    options = extras.get("options")
    if not isinstance(options, dict):
        return dict(extras)
    kept = {
        key: {name: value for name, value in tags.items() if name != "share"} if isinstance(tags, dict) else tags
        for key, tags in options.items()
    }
    return {**extras, "options": kept}


def _merged_match(seen: Match, source: Match, looks: Looks) -> Match:
    said = looks.text if looks.explains_sources else None
    sources, source_ids = _merged_list(seen.sources, source.sources, looks.text, said)
    targets, target_ids = _merged_list(seen.targets, source.targets, looks.target, None)
    right = tuple((source_ids[s], target_ids[t]) for s, t in seen.right)
    right = source.right if set(right) == set(source.right) else right
    feedback = {(source_ids[s], target_ids[t]): text for (s, t), text in seen.feedback.items()}
    kept = {pair for pair in source.feedback if pair[0] in source_ids.values() and pair[1] in target_ids.values()}
    feedback = {pair: text for pair, text in source.feedback.items() if pair in kept} | feedback
    shared = _shared(seen, source, looks)
    return replace(seen, **shared, sources=sources, targets=targets, right=right, feedback=feedback)


def _merged_gaps(seen: Gaps, source: Gaps, looks: Looks) -> Gaps:
    """With another number of gaps nobody can tell which of them is which."""
    shared = _shared(seen, source, looks)
    if len(seen.gaps) != len(source.gaps):
        shared["extras"].pop("gaps", None)
        return replace(seen, **shared)
    gaps = (_merged_gap(new, old, looks) for new, old in zip(seen.gaps, source.gaps, strict=True))
    return replace(seen, **shared, gaps=tuple(gaps))


def _merged_gap(seen: Gap, source: Gap, looks: Looks) -> Gap:
    alternatives, ids = _merged_list(seen.alternatives, source.alternatives, looks.choice, looks.text)
    right = tuple(ids.get(key, key) for key in seen.right)
    right = source.right if set(right) == set(source.right) else right
    is_shown = not alternatives  # what is said of a gap with choices is said of each choice
    feedback = _text(seen.feedback, source.feedback, looks.text) if is_shown else source.feedback
    return Gap(source.id, right, alternatives, feedback)
