"""The words of a course's texts, so that a search computes nothing but its query.

Called when texts change, and by `run_due` for whatever was missed: only what is not up to date is read anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coursesite.storage.transactions import write_transaction
from lessons.models import Course, SearchPassage, SearchPlace, SearchWord
from lessons.search.passages import Occurrence, Passage, occurrences
from lessons.search.words import VERSION
from lessons.searchables import Searchable, all_searchables

BATCH = 500
LONGEST_HEADING = 200
LONGEST_FORM = 100


@dataclass(frozen=True)
class _Read:
    """A passage with its words, before it is stored."""

    row: SearchPassage
    words: Mapping[str, Occurrence]


def refresh_index(*, course: Course) -> int:
    """How many texts were read anew or went."""
    return sum(_refresh(course, searchable) for searchable in all_searchables())


def refresh_indexes(*, now: datetime) -> Iterator[str]:
    """A job of run_due."""
    for course in Course.objects.all():
        if count := refresh_index(course=course):
            yield f"Search of {course.slug}: {count} texts."


def _refresh(course: Course, searchable: Searchable) -> int:
    """Words are made before the lock is taken, for that takes a moment."""
    wanted = {source: f"{VERSION}.{wording}" for source, wording in searchable.wordings(course).items()}
    known = _known(course, searchable)
    stale = [source for source, wording in wanted.items() if known.get(source) != wording]
    gone = [source for source in known if source not in wanted]
    if not stale and not gone:
        return 0
    texts = searchable.passages(course, stale)
    read = [entry for source, cut in texts.items() for entry in _read(course, searchable, source, wanted[source], cut)]
    with write_transaction():
        Course.objects.select_for_update().get(pk=course.pk)
        if _known(course, searchable) != known:
            return 0  # somebody else has just done it, or the next run will
        rows = SearchPassage.objects.filter(course=course, part=searchable.key)
        rows.filter(source__in=[*stale, *gone]).delete()
        _store(course, searchable, read)
        SearchWord.objects.filter(course=course, part=searchable.key, places=None).delete()
    return len(stale) + len(gone)


def _known(course: Course, searchable: Searchable) -> dict[int, str]:
    rows = SearchPassage.objects.filter(course=course, part=searchable.key, position=0).order_by()
    return dict(rows.values_list("source", "made_from"))


def _read(course: Course, searchable: Searchable, source: int, wording: str, cut: Sequence[Passage]) -> Iterator[_Read]:
    for position, passage in enumerate(cut):
        row = SearchPassage(
            course=course,
            part=searchable.key,
            source=source,
            made_from=wording,
            position=position,
            heading=passage.heading[:LONGEST_HEADING],
            anchor=passage.anchor,
            text=passage.text,
        )
        yield _Read(row, occurrences(passage, course.language))


def _store(course: Course, searchable: Searchable, read: Sequence[_Read]) -> None:
    SearchPassage.objects.bulk_create([entry.row for entry in read], batch_size=BATCH)
    forms = {stem: word.form for entry in reversed(read) for stem, word in entry.words.items()}
    own = SearchWord.objects.filter(course=course, part=searchable.key).order_by()
    stems = set(own.values_list("stem", flat=True))
    new = [
        SearchWord(course=course, part=searchable.key, stem=stem, form=form[:LONGEST_FORM])
        for stem, form in forms.items()
        if stem not in stems
    ]
    SearchWord.objects.bulk_create(new, batch_size=BATCH)
    numbers = dict(own.values_list("stem", "pk"))
    places = [
        SearchPlace(word_id=numbers[stem], passage=entry.row, weight=word.weight, start=word.start)
        for entry in read
        for stem, word in entry.words.items()
    ]
    SearchPlace.objects.bulk_create(places, batch_size=BATCH)
