"""How can one see that nothing in a proof was changed?

Its parts are hashed one after the other, each together with the hash before it. The last hash is the certificate's
checksum, which stands on the document and on the check page: whoever changes a part changes all hashes from there on.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

FORMAT = 1
# In the order of the chain: what was taught, by which rule, with which exam, what was decided, and the certificate.
SECTIONS = ("format", "course", "rule", "exams", "decision", "certificate")


@dataclass(frozen=True)
class Link:
    section: str
    hash: str


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value.

    >>> canonical({"b": 1, "a": "ö"})
    b'{"a":"\\xc3\\xb6","b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def links(snapshot: Mapping[str, Any]) -> Iterator[Link]:
    before = ""
    for section in SECTIONS:
        before = sha256(before.encode() + section.encode() + b"\n" + canonical(snapshot[section])).hexdigest()
        yield Link(section, before)


def checksum(snapshot: Mapping[str, Any]) -> str:
    return list(links(snapshot))[-1].hash


def name_hash(salt: str, name: str) -> str:
    """Proves a name to whoever knows it and the salt, and tells it to nobody else."""
    return sha256(canonical([salt, name])).hexdigest()
