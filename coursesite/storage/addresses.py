"""Addresses by name, looked up once: a long page would resolve each name again."""

from functools import lru_cache

from django.urls import reverse

KEPT = 8192  # names × what stands in the address; some hundred bytes each


@lru_cache(maxsize=KEPT)
def address(name: str, *parts: str | int) -> str:
    """`reverse` for addresses that hold texts and numbers only."""
    return reverse(name, args=parts)
