"""Does a downloaded proof hold? Answered from the file alone: no server, no database.

That its hashes fit says that nothing was changed by itself. Whoever changed a part and computed all hashes anew ends
up at another checksum than the one on the document and on the check page; so the checksum is the thing to compare.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lessons.certificates.chain import FORMAT, SECTIONS, links, name_hash

KIND = "trennscharf-certificate"
KEYS = frozenset({"kind", "snapshot", "name", "name_salt", "chain"})
# What is said of a proof that holds.
TOLD = {
    "certificate": frozenset({"number", "issued_on", "valid_until", "name_hash"}),
    "course": frozenset({"title", "version"}),
}
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Verdict:
    """`problem`: a code, "" if the proof holds; `section`: the first part that was changed.

    `knows_name`: the name was proven; without it the proof holds for whoever is meant.
    """

    problem: str = ""
    section: str = ""
    checksum: str = ""
    knows_name: bool = False


class Duplicate(ValueError):
    """A key stands twice: readers would see different things."""


def bundle(*, snapshot: Mapping[str, Any], name: str, name_salt: str) -> dict[str, Any]:
    """What the learner downloads."""
    chain = [{"section": link.section, "hash": link.hash} for link in links(snapshot)]
    return {"kind": KIND, "snapshot": dict(snapshot), "name": name, "name_salt": name_salt, "chain": chain}


def read(content: bytes) -> Any:
    """The JSON value; None if it is none that one can trust."""
    if len(content) > MAX_BYTES:
        return None
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def verify(proof: Any) -> Verdict:
    """What holds of a proof. Never raises, whatever it is given."""
    if not _has_shape(proof):
        return Verdict("no-proof")
    snapshot = proof["snapshot"]
    if snapshot["format"] != FORMAT or isinstance(snapshot["format"], bool):
        return Verdict("unknown-format")
    try:
        expected = [{"section": link.section, "hash": link.hash} for link in links(snapshot)]
    except (ValueError, TypeError, RecursionError):
        return Verdict("no-proof")
    for written, true in zip(proof["chain"], expected, strict=True):
        if written != true:
            return Verdict("changed", section=true["section"])
    return _named(proof, expected[-1]["hash"])


def _named(proof: dict[str, Any], checksum: str) -> Verdict:
    if not (proof["name"] or proof["name_salt"]):
        return Verdict(checksum=checksum)
    known = name_hash(proof["name_salt"], proof["name"])
    if known != proof["snapshot"]["certificate"]["name_hash"]:
        return Verdict("other-name", checksum=checksum)
    return Verdict(checksum=checksum, knows_name=True)


def _has_shape(proof: Any) -> bool:
    return (
        isinstance(proof, dict)
        and proof.keys() == KEYS
        and proof["kind"] == KIND
        and isinstance(proof["snapshot"], dict)
        and proof["snapshot"].keys() == set(SECTIONS)
        and all(_has_keys(proof["snapshot"][section], keys) for section, keys in TOLD.items())
        and all(isinstance(proof[key], str) for key in ("name", "name_salt"))
        and isinstance(proof["chain"], list)
        and len(proof["chain"]) == len(SECTIONS)
    )


def _has_keys(section: Any, keys: frozenset[str]) -> bool:
    return isinstance(section, dict) and keys <= section.keys()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Duplicate
    return found
