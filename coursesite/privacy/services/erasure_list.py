"""Whom would a restored backup bring back? The list of erasures outlives the database and names nobody.

Each record has a random id of 128 bits, which it loses when it is erased: the database does not hold it afterwards, a
backup from before does. The list holds a digest of that id, so that the record is found in the backup whatever has
become of row numbers, and nobody who reads the list finds anybody without it.

The digest is stored in the transaction that erases, and copied into a file (`ERASURE_LIST`) as soon as that is over;
what was missed, `run_due` copies. The file must not be restored with the database: it says what came after.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from coursesite.accounts.models import User
from coursesite.journal.models import ErasedKey
from coursesite.storage.transactions import write_transaction

PURPOSE = b"trennscharf erasure "  # the same id makes other digests elsewhere
LINE = re.compile(r"(\S+) ([0-9a-f]{64})")
CHUNK_ROWS = 2000


def digest_of(public_id: str) -> str:
    return hashlib.sha256(PURPOSE + public_id.encode()).hexdigest()


def note_erasure(*, person: User, now: datetime) -> None:
    """A step of erasing; before the person gets another id. Records that were merged into hers are erased with it."""
    digest = digest_of(person.public_id)
    ErasedKey.objects.filter(belongs_to=digest).update(belongs_to="", erased_at=now)
    ErasedKey.objects.get_or_create(digest=digest, defaults={"erased_at": now})


def note_merging(*, kept: User, other: User, now: datetime, **_: object) -> None:
    """A step of merging: a backup from before holds her under both ids."""
    digest, gone = digest_of(kept.public_id), digest_of(other.public_id)
    ErasedKey.objects.filter(belongs_to=gone).update(belongs_to=digest)
    ErasedKey.objects.get_or_create(digest=gone, defaults={"belongs_to": digest})


def copy_erasures() -> int:
    """Into the file; how many were missing there."""
    known = listed()
    erased = ErasedKey.objects.filter(erased_at__isnull=False).order_by("erased_at", "pk")
    rows = erased.values_list("erased_at", "digest")
    lines = [f"{at.isoformat()} {digest}\n" for at, digest in rows if digest not in known]
    if lines:
        _append("".join(lines))
    return len(lines)


def listed(path: Path | None = None) -> dict[str, datetime]:
    """Digest → when, as the file says; empty where there is none yet. Lines that say something else are passed over."""
    path = path or Path(settings.ERASURE_LIST)
    if not path.exists():
        return {}
    found = (LINE.fullmatch(line.strip()) for line in path.read_text(encoding="utf-8").splitlines())
    return {match[2]: datetime.fromisoformat(match[1]) for match in found if match}


def brought_back(erasures: dict[str, datetime]) -> list[User]:
    """Who is on the list and has an account all the same: this database is an older backup. One query."""
    people = User.objects.filter(erased_at=None).order_by("pk")
    return [person for person in people.iterator(chunk_size=CHUNK_ROWS) if digest_of(person.public_id) in erasures]


def take_over(erasures: dict[str, datetime]) -> None:
    """What the list knows and this database does not; so the next look compares no more than the two."""
    known = set(ErasedKey.objects.filter(erased_at__isnull=False).values_list("digest", flat=True))
    with write_transaction():
        for digest in sorted(erasures.keys() - known):
            ErasedKey.objects.update_or_create(
                digest=digest, defaults={"erased_at": erasures[digest], "belongs_to": ""}
            )


def mind_erasures(*, now: datetime) -> Iterator[str]:
    """A job of run_due: copy what is missing in the file; raise where a restored backup has brought people back."""
    copied = copy_erasures()
    if copied:
        yield f"{copied} erasures copied into the list."
    erasures = listed()
    if not erasures.keys() - set(ErasedKey.objects.filter(erased_at__isnull=False).values_list("digest", flat=True)):
        return
    back = len(brought_back(erasures))
    if back:
        raise RuntimeError(f"A restored backup has brought back {back} people who were erased: run replay_erasures.")
    take_over(erasures)


def _append(text: str) -> None:
    """Whole lines, whoever else appends at the same moment; on the disk before this returns.

    The empty line before them ends what a full disk may have cut off.
    """
    path = Path(settings.ERASURE_LIST)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb", buffering=0) as written:
        written.write(f"\n{text}".encode())
        os.fsync(written.fileno())
