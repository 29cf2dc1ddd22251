"""What a load did, in lines for a shell."""

from collections.abc import Iterator

from lessons.files.changes import Decision
from lessons.services.loading import Loaded

WORDS = {
    Decision.CREATE: "new",
    Decision.UPDATE: "changed",
    Decision.REMOVE: "removed",
    Decision.KEEP: "kept as edited on the site",
    Decision.CONFLICT: "changed on both sides, kept as on the site",
}


def lines_of(loaded: Loaded, *, dry_run: bool = False) -> Iterator[str]:
    yield f"{loaded.slug}: {_summary(loaded)} (version {loaded.version or 1})"
    for made, word in WORDS.items():
        found = {part: count for (decision, part), count in loaded.counts.items() if decision is made}
        if found:
            yield f"  {word}: {', '.join(f'{count} {part}' for part, count in sorted(found.items()))}"
    if dry_run:
        yield "  nothing was written (--dry-run)"


def _summary(loaded: Loaded) -> str:
    rendered = f", {loaded.rendered} texts rendered" if loaded.rendered else ""
    if any(made in (Decision.CREATE, Decision.UPDATE, Decision.REMOVE) for made, _part in loaded.counts):
        return f"loaded{rendered}"
    # Another order in the files, or edits made on the site since the last version was noted.
    return f"brought up to date{rendered}" if loaded.changed else "nothing has changed"
