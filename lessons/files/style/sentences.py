"""What is a word and where does a sentence end? The same for every rule that counts."""

import re

_BARE_WORD = re.compile(r"[^\W_]+")
# A colon ends one, too, where a capital or a quotation follows: both halves can be read by themselves.
_END = re.compile(r"(?<=[.!?:…])([“”’)\]]*)\s+(?=[„“‚(\[]?[A-ZÄÖÜ0-9])|\n+")
# No sentence ends after "z. B.", "Dr.", "Nr." or "3."; cutting there would hide a sentence that is too long.
_NO_END = re.compile(r"(?:\b[A-Za-zÄÖÜäöü]|\b(?:Dr|Prof|Nr|St|Str|Abs|bzw|ca|vgl|usw)|\b[0-9]{1,2})\.$")
_LONGEST_ABBREVIATION = 6  # characters with the blank before; to look at more would make long texts slow


def word_count(text: str) -> int:
    """Of what stands between blanks and has a letter or digit in it, as for reading minutes (coursesite.markup.plain);
    but the ___ of a gap is no word.

    >>> word_count("Kundinnen – und ___ Kunden (3).")
    4
    """
    return sum(bool(_BARE_WORD.search(piece)) for piece in text.split())


def words_of(text: str) -> list[str]:
    """
    >>> words_of("Der Kunde-König, „Nr. 1“")
    ['Der', 'Kunde', 'König', 'Nr', '1']
    """
    return _BARE_WORD.findall(text)


def bare_words(text: str) -> list[str]:
    """Small letters, no punctuation: two texts that differ only there say the same."""
    return [word.casefold() for word in words_of(text)]


def sentences(text: str) -> list[str]:
    """
    >>> sentences("Das kostet z. B. Geld. Gut: Wir zahlen.")
    ['Das kostet z. B. Geld.', 'Gut:', 'Wir zahlen.']
    """
    found, start = [], 0
    for end in _END.finditer(text):
        last = text[max(start, end.start() - _LONGEST_ABBREVIATION) : end.start()]
        if "\n" in end[0] or not _NO_END.search(last):
            found.append(text[start : end.end()].strip())
            start = end.end()
    return [sentence for sentence in [*found, text[start:].strip()] if sentence]
