"""A proof holds as it was downloaded; any change of any part is found."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.certificates import proof
from lessons.certificates.chain import checksum, name_hash
from lessons.certificates.proof import Verdict, read, verify

SNAPSHOT = {
    "format": 1,
    "course": {"slug": "kurs", "title": "Trennschärfe", "language": "de", "version": 7, "content_hash": "c" * 64},
    "rule": {"level": "mastery", "words": {"de": "bestanden", "en": "passed"}, "valid_months": None, "ends": None},
    "exams": [{"uid": "ap", "title": "Prüfung", "rule": {}, "blueprint_hash": "b", "item_hashes": ["1", "2"]}],
    "decision": {"day": "2026-11-24", "lessons_read": 11, "lessons_skipped": 0, "practical": False},
    "certificate": {
        "number": "TS-2026-000001",
        "code": "ABCD",
        "issued_on": "2026-11-24",
        "valid_until": None,
        "name_hash": name_hash("salt", "Mira Lindqvist"),
    },
}
BUNDLE = proof.bundle(snapshot=SNAPSHOT, name="Mira Lindqvist", name_salt="salt")


def leaves(value, path=()):
    """The paths to all values that hold no others."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [leaf for key, below in items for leaf in leaves(below, (*path, key))]
    return found or [path]


def holder(value, path):
    for key in path[:-1]:
        value = value[key]
    return value


def test_as_downloaded_it_holds():
    written = json.dumps(BUNDLE, ensure_ascii=False, indent=2).encode()

    assert verify(read(written)) == Verdict(checksum=checksum(SNAPSHOT), knows_name=True)


@given(st.sampled_from(leaves(BUNDLE)), st.text() | st.integers() | st.booleans() | st.none() | st.just([]))
def test_any_other_value_anywhere_is_found(path, value):
    changed = copy.deepcopy(BUNDLE)
    before = holder(changed, path)[path[-1]]
    holder(changed, path)[path[-1]] = value

    assert bool(verify(changed).problem) == (json.dumps(before) != json.dumps(value))


@given(st.sampled_from(leaves(BUNDLE)))
def test_what_is_left_out_is_found(path):
    changed = copy.deepcopy(BUNDLE)
    del holder(changed, path)[path[-1]]

    assert verify(changed).problem


@pytest.mark.parametrize("path", [("snapshot",), ("snapshot", "course"), ("snapshot", "exams", 0), ()])
def test_what_is_added_is_found(path):
    changed = copy.deepcopy(BUNDLE)
    holder(changed, (*path, "more"))["more"] = "x"

    assert verify(changed).problem


def test_the_first_part_that_was_changed_is_named():
    changed = copy.deepcopy(BUNDLE)
    changed["snapshot"]["decision"]["lessons_read"] = 12

    assert verify(changed) == Verdict("changed", section="decision")


def test_hashes_made_anew_lead_to_another_checksum():
    other = copy.deepcopy(SNAPSHOT)
    other["certificate"]["number"] = "TS-2026-000002"

    assert verify(proof.bundle(snapshot=other, name="Mira Lindqvist", name_salt="salt")).checksum != checksum(SNAPSHOT)


def test_without_the_name_the_rest_still_holds():
    assert verify({**BUNDLE, "name": "", "name_salt": ""}) == Verdict(checksum=checksum(SNAPSHOT))


def test_another_name_is_found():
    assert verify({**BUNDLE, "name": "Mira Sommer"}).problem == "other-name"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff", b"[]", b"null", b"{}", b"[" * 100_000, b'{"kind": 1, "kind": 2}', b"1" * 2_000_000,
        json.dumps({**BUNDLE, "snapshot": {**SNAPSHOT, "certificate": []}}).encode(),
        json.dumps({**BUNDLE, "snapshot": {**SNAPSHOT, "format": 2}}).encode(),
        json.dumps({**BUNDLE, "snapshot": {**SNAPSHOT, "format": True}}).encode(),
        json.dumps({**BUNDLE, "chain": ["x"] * 6}).encode(),
        json.dumps(proof.bundle(snapshot={**SNAPSHOT, "course": []}, name="", name_salt="")).encode(),
        json.dumps(proof.bundle(snapshot={**SNAPSHOT, "course": {"title": 1}}, name="", name_salt="")).encode(),
    ],
)  # fmt: skip
def test_what_is_no_proof_is_said_to_be_none(content):
    assert verify(read(content)).problem


def test_a_key_that_stands_twice_is_refused():
    assert read(json.dumps(BUNDLE).encode().replace(b'{"kind"', b'{"kind": "x", "kind"', 1)) is None
