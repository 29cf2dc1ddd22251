"""What a person knows, from two records of hers: the cards of the spaced review, and the evidence anew."""

from datetime import date, datetime
from typing import Any

from coursesite.storage.transactions import write_transaction
from quizzes.models import Card, CardPause, TermEvent
from quizzes.services.evidence import rebuild


def merge_knowledge(*, kept: Any, other: Any, actor: Any, now: datetime) -> None:
    """A step of merging, after her runs have moved. Of two cards for the same thing, the one asked last stays;
    of two pauses, the longer one.
    """
    with write_transaction():
        held = {_thing(card): card for card in Card.objects.select_for_update().filter(user=kept)}
        for card in Card.objects.select_for_update().filter(user=other):
            double = held.get(_thing(card))
            if double is not None and _asked(double) >= _asked(card):
                card.delete()
                continue
            if double is not None:
                double.delete()
            card.user = kept
            card.save(update_fields=["user"])
        _keep_longer_pause(kept, other)
        TermEvent.objects.filter(user=other).delete()
        rebuild(user=kept)


def _keep_longer_pause(kept: Any, other: Any) -> None:
    pauses = CardPause.objects.filter(user__in=[kept, other])
    until = max(pauses.values_list("until", flat=True), default=None)
    pauses.delete()
    if until:
        CardPause.objects.create(user=kept, until=until)


def _asked(card: Card) -> date:
    return card.reviewed_on or date.min


def _thing(card: Card) -> tuple[int, str, str]:
    return card.course_id, card.pair, card.dimension
