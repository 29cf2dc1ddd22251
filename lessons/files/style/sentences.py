"""What is a word and where does a sentence end? The same for every rule that counts."""

import re

# A run of characters without a blank and with a letter or digit in it, as for reading minutes
# (coursesite.markup.plain); but the ___ of a gap is no word.
_WORD = re.compile(r"\S*[^\W_]\S*")
_BARE_WORD = re.compile(r"[^\W_]+")
# A colon ends one, too, where a capital or a quotation follows: both halves can be read by themselves.
_END = re.compile(r"(?<=[.!?:…])([“”’)\]]*)\s+(?=[„“‚(\[]?[A-ZÄÖÜ0-9])|\n+")
# No sentence ends after "z. B.", "Dr.", "Nr." or "3."; cutting there would hide a sentence that is too long.
_NO_END = re.compile(r"(?:\b[A-Za-zÄÖÜäöü]|\b(?:Dr|Prof|Nr|St|Str|Abs|bzw|ca|vgl|usw)|\b[0-9]{1,2})\.$")


def word_count(text: str) -> int:
    """
    >>> word_count("Kundinnen – und ___ Kunden (3).")
    4
    """
    return len(_WORD.findall(text))


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
        if "\n" in end[0] or not _NO_END.search(text[start : end.start()]):
            found.append(text[start : end.end()].strip())
            start = end.end()
    return [sentence for sentence in [*found, text[start:].strip()] if sentence]
