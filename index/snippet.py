"""Whole sentences of a fiche that hold the words searched: escaped first, then marked."""

from html import escape

from catalogue.typography import french_spaces
from index.french import tokens
from index.text import sentences

MAX_CHARACTERS = 320


def snippets(text: str, terms: frozenset[str], limit: int = 2) -> list[str]:
    """The ``limit`` sentences that hold most of the terms, as HTML, in the order of the text."""
    found = []
    for rank, sentence in enumerate(sentences(text)):
        held = {token.term for token in tokens(sentence)} & terms
        if held:
            found.append((-len(held), rank, sentence))
    best = sorted(found)[:limit]
    return [mark(shorten(sentence, terms), terms) for _, _, sentence in sorted(best, key=lambda item: item[1])]


def mark(text: str, terms: frozenset[str]) -> str:
    """The text as HTML with the words of these terms in <mark>."""
    pieces, done = [], 0
    for token in tokens(text):
        if token.term in terms and token.start >= done:
            pieces += [_shown(text[done : token.start]), "<mark>", _shown(text[token.start : token.end]), "</mark>"]
            done = token.end
    return "".join([*pieces, _shown(text[done:])])


def shorten(sentence: str, terms: frozenset[str]) -> str:
    """A sentence of at most MAX_CHARACTERS around its first term, cut between words."""
    if len(sentence) <= MAX_CHARACTERS:
        return sentence
    first = next((token.start for token in tokens(sentence) if token.term in terms), 0)
    start = max(0, min(first - MAX_CHARACTERS // 3, len(sentence) - MAX_CHARACTERS))
    start = sentence.rfind(" ", 0, start + 1) + 1 if start else 0
    end = start + MAX_CHARACTERS
    cut = sentence[start:end] if end >= len(sentence) else sentence[start:end].rsplit(" ", 1)[0]
    return f"{'… ' if start else ''}{cut}{' …' if start + len(cut) < len(sentence) else ''}"


def _shown(text: str) -> str:
    return escape(french_spaces(text), quote=False)
