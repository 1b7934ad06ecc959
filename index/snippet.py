"""Whole sentences of a fiche that hold the words searched: escaped first, then marked."""

from collections.abc import Iterable
from html import escape

from catalogue.typography import french_spaces
from index.french import tokens
from index.text import sentences

MAX_CHARACTERS = 320

# Terms that count where they follow one another; a single word is a sequence of one.
Sequence = tuple[str, ...]
# A marked word: where it starts and ends in the text, and the sequence that it belongs to.
Span = tuple[int, int, Sequence]


def snippets(text: str, sequences: Iterable[Sequence], limit: int = 2) -> list[str]:
    """The ``limit`` sentences that hold most of the sequences, as HTML, in the order of the text."""
    wanted = set(sequences)
    found = []
    for rank, sentence in enumerate(sentences(text)):
        spans = find(sentence, wanted)
        if spans:
            found.append((-len({sequence for *_, sequence in spans}), rank, sentence, spans))
    chosen = sorted(sorted(found)[:limit], key=lambda item: item[1])
    return [_marked(sentence, spans, *_window(sentence, spans)) for _, _, sentence, spans in chosen]


def mark(text: str, sequences: Iterable[Sequence]) -> str:
    """The whole text as HTML, with the words of these sequences in <mark>."""
    return _marked(text, find(text, set(sequences)), 0, len(text))


def find(text: str, sequences: set[Sequence]) -> list[Span]:
    """The words of a text that belong to one of the sequences, in order."""
    firsts: dict[str, list[Sequence]] = {}
    for sequence in sequences:
        firsts.setdefault(sequence[0], []).append(sequence)
    found = list(tokens(text))
    places = {(token.position, token.term): token for token in found}
    spans: dict[tuple[int, int], Sequence] = {}
    for token in found:
        for sequence in firsts.get(token.term, ()):
            run = [places.get((token.position + offset, term)) for offset, term in enumerate(sequence)]
            for word in run if all(run) else ():
                if word:
                    spans.setdefault((word.start, word.end), sequence)
    return [(start, end, sequence) for (start, end), sequence in sorted(spans.items())]


def _window(sentence: str, spans: list[Span]) -> tuple[int, int]:
    """Where a long sentence is cut, between words, around its first marked word."""
    if len(sentence) <= MAX_CHARACTERS:
        return 0, len(sentence)
    start = max(0, min(spans[0][0] - MAX_CHARACTERS // 3, len(sentence) - MAX_CHARACTERS))
    start = sentence.rfind(" ", 0, start + 1) + 1 if start else 0
    end = start + MAX_CHARACTERS
    return start, len(sentence) if end >= len(sentence) else max(sentence.rfind(" ", start, end), spans[0][1])


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    pieces, done = ["… " if start else ""], start
    for first, last, _ in spans:
        if done <= first and last <= end:
            pieces += [_shown(text[done:first]), "<mark>", _shown(text[first:last]), "</mark>"]
            done = last
    return "".join([*pieces, _shown(text[done:end]), " …" if end < len(text) else ""])


def _shown(text: str) -> str:
    return escape(french_spaces(text), quote=False)
